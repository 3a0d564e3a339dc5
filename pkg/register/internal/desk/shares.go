package desk

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// A share is a disclosure that names nobody: its people are listed in parts, each an
// entry and one transaction of its own. A person's item is listed with those of their
// disclosures, under the share's own entry, so that whoever asks about the person
// finds it; reading it makes of the share a disclosure about that person alone
// ([disclosure.Disclosure.Of]), and what is judged of one is judged of the other.
//
// Each share is the only one in its own file, so that it has its own clock, holds and
// letters, as a case has (docs/adr/0049-a-share-is-a-disclosure-that-names-nobody.md).

// Attributes of a person's item in a share, beside the summary of the share, and those
// of a part's: which people are its, and where.
const (
	attrReference = "reference" // as it was written
	attrListedBy  = "listedBy"  // the part's entry
	attrPlace     = "place"     // among the part's commitments, from 0

	attrMembers = "members" // of a part: the tokens of its people, 16 bytes each
	attrShared  = "shared"  // of a part: the sort key of its people's items
	attrPeople  = "people"  // of a part's listing: how many
	attrPlaces  = "places"  // of a hint at some of a part's people: a byte each
)

const memberToken = 16 // bytes

// maxShareSummary bounds what each person's item repeats of the share, in bytes, so
// that with a reference of the usual length it is one write unit.
const maxShareSummary = 600

// isMember reports whether an item of the index lists a share for one of its people.
func isMember(item store.Item) bool { return text(item, attrReference) != "" }

// RecordShare adds a share, as [Registrar.Record] adds a disclosure. Until it is closed
// with as many people as it says, it is on the list of those of which not everybody is
// known to be listed.
func (r *Registrar) RecordShare(ctx context.Context, by Asking, s disclosure.ShareRecorded) (Recorded, error) {
	reach, err := power.May(by.Caller, "record-share")
	if err != nil {
		return Recorded{}, err
	}
	o, err := r.once(by, "record-share", s)
	if err != nil {
		return Recorded{}, err
	}
	return Afresh(ctx, func(answer *Recorded) error {
		file, err := r.newFile()
		if err != nil {
			return err
		}
		d := s.Disclosure(file)
		normalise(&d)
		_, err = r.tryRecording(ctx, by.Caller, reach, o, &d, answer)
		return whereSent(err)
	})
}

// whereSent has what an error names stand where the body of a share has it: there what a
// disclosure says of its share is not within a part of its own.
func whereSent(err error) error {
	var wrong *disclosure.Error
	if !errors.As(err, &wrong) || len(wrong.Findings) == 0 {
		return err
	}
	sent := *wrong
	sent.Findings = slices.Clone(wrong.Findings)
	for i := range sent.Findings {
		sent.Findings[i].Pointer = placeInShare(sent.Findings[i].Pointer)
	}
	return &sent
}

func placeInShare(pointer string) string {
	if within, is := strings.CutPrefix(pointer, "/share/"); is {
		return "/" + within
	}
	return pointer
}

// newFile is the reference of a file that is a share's own.
func (r *Registrar) newFile() (disclosure.CaseRef, error) {
	random := make([]byte, 10)
	if _, err := io.ReadFull(r.random, random); err != nil {
		return "", fmt.Errorf("make a file's reference: %w", err)
	}
	return disclosure.CaseRef(shareFile + hex.EncodeToString(random)), nil
}

// notByItself refuses a share where it does not get what a share needs.
func notByItself(d *disclosure.Disclosure) error {
	if d.Share == nil {
		return nil
	}
	return notWellFormed(formFinding("/share", "Record a share of many people with POST /shares."))
}

// shareTerms are what a share is found by beside what a disclosure is.
func shareTerms(d *disclosure.Disclosure, department string) []term {
	if d.Share == nil {
		return nil
	}
	ts := []term{{store.ByShare, ""}}
	if name := disclosure.Canonical(department); name != "" {
		ts = append(ts, term{store.ByShare, name})
	}
	return ts
}

// seriesTerms are what a share, and each correction of it, is found by among the
// occasions of its series: in the whole register, and of its department.
func (r *Registrar) seriesTerms(register disclosure.Register, d *disclosure.Disclosure, department string) []term {
	if d.Share == nil || disclosure.Canonical(d.Share.Series) == "" {
		return nil
	}
	ts := []term{{store.ByShare, r.seriesOf(register, "", d.Share.Series)}}
	if disclosure.Canonical(department) != "" {
		ts = append(ts, term{store.ByShare, r.seriesOf(register, department, d.Share.Series)})
	}
	return ts
}

// seriesOf is a series in a key. No department's canonical name begins with its first
// character, which is a capital.
func (r *Registrar) seriesOf(register disclosure.Register, department, series string) string {
	return "S-" + r.keys.series(register, department, series)
}

// unlisted puts the share on the list of those of which not everybody is known to be
// listed.
func (d *Draft) unlisted(of *disclosure.Disclosure) {
	if of.Share != nil {
		d.Put(unlistedKey(d.Entry.Register, of, d.Entry.ID), store.Attrs{}, store.Condition{})
	}
}

func unlistedKey(register disclosure.Register, d *disclosure.Disclosure, id disclosure.EntryID) store.Key {
	return store.UnlistedKey(register.String(), disclosure.DateOf(d.DisclosedAt).String(), id.String())
}

// SharePeople is a part of a share's people.
type SharePeople struct {
	People []string `json:"people" minItems:"1" maxItems:"80" doc:"The council's own references for them, each on one line of characters that can be seen; never a name"`
}

// PartAdded is the answer to a part.
type PartAdded struct {
	Recorded
	Part   int `json:"part"`
	People int `json:"people" doc:"How many people it listed"`
}

// shareEntry reads the share that the caller may change: the original entry. To a
// department one that has had its time is none: see [Registrar.stillOf].
func (r *Registrar) shareEntry(ctx context.Context, by disclosure.Caller, reach power.Reach, id disclosure.EntryID) (share, error) {
	item, err := r.entryItem(ctx, by.Register, id)
	if IsNotFound(err) {
		return share{}, noShare()
	}
	if err != nil {
		return share{}, err
	}
	entry, _, err := decodeEntry(item)
	if err != nil {
		return share{}, err
	}
	if entry.Kind != disclosure.KindDisclosure || !reach.Opens(by, entry) {
		return share{}, noShare()
	}
	d, _, err := entry.Disclosed()
	if err != nil {
		return share{}, err
	}
	if d.Share == nil {
		return share{}, noShare()
	}
	file, err := nameIn(item)
	if err != nil {
		return share{}, err
	}
	if reach == power.Own {
		if err := r.stillOf(ctx, by.Register, file); err != nil {
			return share{}, err
		}
	}
	return share{entry, d, item, file, reach == power.Own}, nil
}

func noShare() error { return disclosure.Fail(disclosure.NotFound, "There is no such share.") }

// share is a share as it was first recorded.
type share struct {
	entry      *disclosure.Entry
	disclosure *disclosure.Disclosure
	item       store.Item
	file       string // the name in keys of its own file
	own        bool   // whoever asks sees their department's alone
}

// sort is that of its people's items.
func (s share) sort() string { return store.IndexSort(s.disclosure.DisclosedAt, s.entry.ID.String()) }

// summary is what its people's items repeat of it.
func (r *Registrar) summaryOf(s share) store.Attrs {
	like := &Draft{Entry: *s.entry, at: s.entry.RecordedAt}
	terms := r.terms(s.entry.Register, s.disclosure, s.entry.Owner(), s.entry.Flags, aspectsOf(s.item))
	summary := summarise(like, s.disclosure, terms, nil)
	if kept := keptOf(terms); kept != "" {
		summary[attrKept] = kept
	}
	return summary
}

// AddSharePeople lists a part of a share's people, in one transaction. The part's number
// and the share say which part it is, whoever sends it under whatever key: sent again it
// gives the first answer, and with other people it is refused. Nobody is listed twice in
// one share. What is known of a person makes no difference to the answer.
//
// A crash leaves all of the part, or nothing.
func (r *Registrar) AddSharePeople(ctx context.Context, by Asking, id disclosure.EntryID, part int, p SharePeople) (PartAdded, error) {
	reach, err := power.May(by.Caller, "add-share-people")
	if err != nil {
		return PartAdded{}, err
	}
	if part < 1 {
		return PartAdded{}, notWellFormed(formFinding("/n", "Parts are numbered from 1."))
	}
	if wrong := checkPeople(p.People); wrong != nil {
		return PartAdded{}, notWellFormed(wrong...)
	}
	o, err := r.onceFor(by.Caller.Register, p, id.String(), "share-part", strconv.Itoa(part))
	if err != nil {
		return PartAdded{}, err
	}
	return Afresh(ctx, func(answer *PartAdded) error {
		err := r.addPeople(ctx, by.Caller, reach, o, id, part, p.People, answer)
		if errors.Is(err, errOtherRequest) {
			return disclosure.Fail(disclosure.Conflict, "This part of the share has been added already, with other people in it. Give these the next number.")
		}
		return err
	})
}

// checkPeople says what is wrong with the references of a part.
func checkPeople(people []string) findings {
	var wrong findings
	if wrong.Refuse(len(people) == 0 || len(people) > disclosure.MaxSharePart, "/people", "A part holds 1 to %d people.", disclosure.MaxSharePart) {
		return wrong
	}
	first := map[string]int{}
	for i, ref := range people {
		at, canonical := pointer("people", i), disclosure.Canonical(ref)
		if wrong.Refuse(canonical == "" || len(ref) > 128 || !disclosure.OneLine(ref), at, "A reference is at most 128 bytes on one line of characters that can be seen, without a space before or after it.") {
			continue
		}
		if n, twice := first[canonical]; twice {
			wrong.Refuse(true, at, "This person stands in this part already, at place %d. List each person once.", n)
		} else {
			first[canonical] = i
		}
	}
	return wrong
}

func (r *Registrar) addPeople(ctx context.Context, by disclosure.Caller, reach power.Reach, o Request, id disclosure.EntryID, part int, people []string, answer *PartAdded) error {
	register := by.Register
	s, err := r.shareEntry(ctx, by, reach, id)
	if err != nil {
		return err
	}
	fileKey := store.CaseKey(register.String(), s.file)
	items, err := r.itemsAt(ctx, "load a share's file", []store.Key{o.Key, fileKey})
	if err != nil {
		return err
	}
	if first, there := items[o.Key]; there {
		return o.First(first, answer)
	}
	file, err := decodeCase(items[fileKey], facts.Briefly)
	if err != nil {
		return err
	}
	if err := file.RefuseIfFenced(); err != nil {
		return err
	}
	var wrong findings
	for i, ref := range people { // what it was corrected to is nothing that who adds people may read
		wrong.Refuse(door.Names(s.disclosure, ref), pointer("people", i), "The words in which the share was recorded name this person, and whoever else is in it may be shown them. Record what went about this person as a disclosure, or a share, of its own.")
	}
	if wrong != nil {
		return notWellFormed(wrong...)
	}
	at := r.at()
	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindSharePart, Case: s.disclosure.Case, About: id, Department: s.entry.Owner()}, nil)
	if err != nil {
		return err
	}
	draft.File = s.file
	draft.Also(file.Unfenced(register))
	body := disclosure.SharePart{Part: part, Commitments: make([]string, 0, len(people))}
	summary := r.summaryOf(s)
	for i, ref := range people {
		member, err := r.member(draft, s, summary, ref, i)
		if err != nil {
			return err
		}
		body.Commitments = append(body.Commitments, commitment(member))
		draft.Also(store.Write{Action: store.Put, Item: member, If: store.Absent()})
		draft.Otherwise(&disclosure.Error{Kind: disclosure.Conflict, Detail: "Somebody in this part is in the share already. Nothing of the part was added.", Findings: []disclosure.Finding{
			formFinding(pointer("people", i), "This person is in the share already, in another part. Leave them out."),
		}})
	}
	if draft.Entry.Body, err = json.Marshal(body); err != nil {
		return fmt.Errorf("encode a part of a share: %w", err)
	}
	draft.Entry.Flags = unlikeReferences(people)
	if err := r.hintPeople(ctx, draft, s, people); err != nil {
		return err
	}
	draft.index(at, []term{{store.ByCaseEvent, ""}}, store.Attrs{
		attrKind: string(disclosure.KindSharePart), attrPart: int64(part), attrPeople: int64(len(people)),
	})
	if err := draft.open(); err != nil {
		return err
	}
	if answer.Recorded, err = draft.AnswerTo(o); err != nil {
		return err
	}
	answer.Part, answer.People = part, len(people)
	return r.commitAnswering(ctx, o, draft, answer)
}

// member is the item by which one of the people is found.
func (r *Registrar) member(draft *Draft, s share, summary store.Attrs, ref string, place int) (store.Item, error) {
	salt, err := ledger.NewSalt(r.random)
	if err != nil {
		return store.Item{}, err
	}
	token := r.keys.subject(draft.Entry.Register, ref)
	attrs := maps.Clone(summary)
	attrs[attrReference], attrs[attrListedBy], attrs[attrPlace], attrs[attrSalt] = ref, draft.Entry.ID.String(), int64(place), salt[:]
	draft.members = append(draft.members, memberOf(token)...)
	draft.shared = s.sort()
	return store.Item{Key: memberKey(draft.Entry.Register, token, s.sort()), Attrs: attrs}, nil
}

func memberOf(token string) []byte {
	b, err := hex.DecodeString(token)
	if err != nil || len(b) != memberToken {
		panic("desk: a subject token is not 128 bits in hexadecimal")
	}
	return b
}

func memberKey(register disclosure.Register, token, sort string) store.Key {
	return store.Key{Partition: store.IndexPartition(register.String(), store.BySubject, token), Sort: sort}
}

// membersOf are the tokens of a part's people, in the order of its commitments; "" of one
// who was erased. Any other entry has none.
func membersOf(part store.Item) []string {
	var tokens []string
	members, _ := part.Attrs[attrMembers].([]byte)
	for token := range slices.Chunk(members, memberToken) {
		if bytes.Equal(token, nobody) {
			tokens = append(tokens, "")
			continue
		}
		tokens = append(tokens, hex.EncodeToString(token))
	}
	return tokens
}

// nobody stands where the token of somebody stood who was erased.
var nobody = make([]byte, memberToken)

// memberKeys are where the people of a part's item are listed; none of any other entry.
func memberKeys(register disclosure.Register, part store.Item) []store.Key {
	var keys []store.Key
	for _, token := range membersOf(part) {
		if token != "" {
			keys = append(keys, memberKey(register, token, text(part, attrShared)))
		}
	}
	return keys
}

// commitment is what a part says of one of its people.
func commitment(member store.Item) string {
	salt, _ := member.Attrs[attrSalt].([]byte)
	if len(salt) != len(ledger.Salt{}) {
		return ""
	}
	return foundBy(ledger.Salt(salt), []store.Item{member})
}

// unlikeReferences asks, once for a part, about what looks like no reference of the
// council's.
func unlikeReferences(people []string) []disclosure.Flag {
	like, first := 0, 0
	for i, ref := range people {
		if policy.LooksLikeNoReference(ref) == "" {
			continue
		}
		if like++; like == 1 {
			first = i
		}
	}
	if like == 0 {
		return nil
	}
	return []disclosure.Flag{{
		Finding: disclosure.Finding{
			Rule: disclosure.FormRule, Pointer: pointer("people", first),
			Detail: fmt.Sprintf("%d of these look like a name, a date, a placeholder or another body's number, and not like the council's own reference for a person. What is listed under one is found by nobody who asks about the person.", like),
		},
		Clears: "Whoever is listed under a wrong reference is taken out of the share and added under the right one, or the Data Protection Officer says that these are references.",
	}}
}

// hintPeople hints at those of the people whose answer what is known of them leaves
// undecided, and at changes to their data of which the recipient is to be told. What is
// in doubt for everybody in the share is no reason: it is undecided in each one's answer
// once they ask, and not on a list of thousands before.
func (r *Registrar) hintPeople(ctx context.Context, draft *Draft, s share, people []string) error {
	var things []disclosure.FactKey
	for _, ref := range people {
		things = append(things, facts.OfSubject(ref))
	}
	known, more, err := r.brieflyOfEach(ctx, draft.Entry.Register, things)
	if err != nil {
		return err
	}
	var places []byte
	var all []facts.Known
	hinted := len(draft.writes)
	about := *s.disclosure
	about.Subjects = []disclosure.Subject{}
	// By what anybody may know of the share: then each of its people is judged, whatever is
	// known of them, so that it takes as long.
	may := r.keptMayLeaveUndecided(draft.Entry.Register, s.disclosure)
	for i, ref := range people {
		of := known[disclosure.Canonical(ref)]
		about.Subjects = append(about.Subjects, disclosure.Subject{Reference: ref})
		all = append(all, of...)
		if may && (r.waitsByFacts(draft, s, ref, of) || more.Markers || more.Joined) {
			places = append(places, byte(i))
		}
	}
	r.reopen(draft, all, more.Changes, &about)
	if len(places) > 0 {
		attrs := hint(draft.at)
		attrs[attrPlaces] = places
		draft.Put(store.UndecidedKey(draft.Entry.Register.String(), disclosure.DateOf(draft.at).String(), draft.Entry.ID.String()), attrs, store.Condition{})
	}
	draft.rests += len(draft.writes) - hinted
	draft.fill(2, 0)
	return nil
}

// waitsByFacts reports whether the share is undecided for the person by what is known of
// them, and would not be if nothing were.
func (r *Registrar) waitsByFacts(draft *Draft, s share, ref string, known []facts.Known) bool {
	asks := door.Question{
		Register: draft.Entry.Register, AsOf: disclosure.DateOf(draft.at),
		Histories: []door.History{{{Entry: s.entry.ID, RecordedAt: s.entry.RecordedAt, Flags: s.entry.Flags, Disclosure: s.disclosure.Of(ref)}}},
	}
	with := asks
	for _, k := range known {
		with.Known = append(with.Known, door.Known{Entry: k.Entry, Fact: k.Fact})
	}
	waits := false
	for _, as := range []door.As{door.Person, door.Representative} {
		asks.As, with.As = as, as
		alone := r.door.Waits(asks, ref)
		waits = r.door.Waits(with, ref) && !alone || waits
	}
	return waits
}
