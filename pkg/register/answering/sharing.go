package answering

import (
	"cmp"
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Sharing is what has been shared about one person from a day on, on what
// footing, and who has to be told when it is corrected, erased or restricted
// (UK GDPR Article 19).
type Sharing struct {
	// Counts are of the whole, so that a page is not taken for it.
	Counts      SharingCounts      `json:"counts" doc:"How many disclosures there are in all, whatever page this is, by what becomes of them in an answer to the person"`
	Recipients  []SharedWith       `json:"recipients" doc:"Everyone outside the council who received anything of the person's, once each, by name. All of them on the first page, and none on the others"`
	Disclosures []SharedAbout      `json:"disclosures" doc:"Newest first, refusals and sharing within the council included"`
	Titles      desk.RuleTitles    `json:"titles,omitempty" doc:"What the rules that rows name by their ids are about"`
	Nothing     *desk.NothingFound `json:"nothing,omitempty" doc:"What was looked for, where nothing was found"`
	// Unlisted is there so that its silence about a share is not taken for "not in it".
	Unlisted []UnlistedShare `json:"unlisted" doc:"Shares of many people of which not everybody is known to be listed, this person perhaps among those who are not: look where each says whether they were in it. As they were recorded"`
	// Joined is there so that this answer, which is of one reference, is not taken for
	// everything that the answer to the person has.
	Joined []string `json:"joined" doc:"The person's other references of which the answer to them has what is found there, by joins that reach answers. None of it is here: ask for each too"`
	Cursor string   `json:"cursor,omitempty" doc:"Asks for the next page. One of the two lists may have ended before the other"`
}

// SharedWith is a recipient and what it has had.
type SharedWith struct {
	Category     string    `json:"category"`
	Kind         string    `json:"kind,omitempty"`
	Organisation string    `json:"organisation,omitempty"`
	Person       string    `json:"person,omitempty"`
	Times        int       `json:"times"`
	Last         time.Time `json:"last"`
	Data         []string  `json:"data" doc:"Categories of the person's data it received"`
}

// SharedAbout is one disclosure, as it reads now, and what the person had said by
// the day it was made.
type SharedAbout struct {
	Entry       disclosure.EntryID   `json:"entry"`
	Case        disclosure.CaseRef   `json:"case"`
	DisclosedAt time.Time            `json:"disclosedAt"`
	Decision    disclosure.Decision  `json:"decision"`
	Recipient   disclosure.Recipient `json:"recipient"`
	Data        []string             `json:"data" doc:"Categories of this person's data in it: none where it has nothing of theirs. Data of which it is not said whose they are count as everybody's whom it is about"`
	Purpose     string               `json:"purpose"`
	Series      string               `json:"series,omitempty" doc:"Of a share of many people: the routine that it was an occasion of"`
	Occasion    string               `json:"occasion,omitempty" doc:"Of a share of many people: which occasion it was"`
	Occasions   *SharedOccasions     `json:"occasions,omitempty" doc:"Where each series is asked for once: all of the person's occasions of this one's series, of which it is the newest"`
	Legal       []string             `json:"legal" doc:"Bases, conditions, exemptions and gateway"`
	Override    string               `json:"override,omitempty" doc:"The provision by which the law went before the notice"`
	Departure   string               `json:"departure,omitempty" doc:"What went wrong, where it is recorded that it did"`
	Consent     bool                 `json:"reliesOnConsent" doc:"True when it rests on consent, for all of the data or for some"`
	Against     []desk.Against       `json:"against" doc:"What the person had said against it by then"`
	Flags       []string             `json:"flags" doc:"Rules that raised a flag when it was recorded"`
	Waiting     []string             `json:"openFlags" doc:"Rules of which a flag still waits, here or on an entry that this corrects: nobody has cleared it, and no correction has met it"`
	Became      []desk.ReadFlag      `json:"becameOfFlags" doc:"Each of its flags, and of those of entries that it corrects, with what became of it: whether it waits, who cleared it and why, or which correction met it"`
	Department  string               `json:"department,omitempty" doc:"Whose disclosure it is"`
	Reason      string               `json:"reason" doc:"Why it was shared, or why not"`
	// ToPerson tells whoever reads this that a row is none for the person's eyes.
	ToPerson door.Outcome       `json:"toPerson" enum:"shown,shown-in-part,withheld,undecided,not-in-it" doc:"What becomes of it in an answer to the person themselves today: anything but shown is kept from them, in whole or in part"`
	Because  []string           `json:"because" doc:"Why it, or what is left out of it, is kept from them, in words"`
	LeftOut  []door.JudgedItem  `json:"leftOut" doc:"The person's items that are left out, where not all of them are for one cause"`
	People   bool               `json:"withoutPeople,omitempty" doc:"True where it is shown without the names of individuals"`
	OneWith  disclosure.EntryID `json:"oneWith,omitempty" doc:"Of one sharing recorded twice, as the Data Protection Officer has decided: the entry that counts in its place. This one is not counted for its recipient"`
	// NotSince is of one that a correction took the person out of.
	NotSince *time.Time `json:"notSince,omitempty" doc:"Was recorded as about this person until then, when a correction took them out. Its recipient is counted only for what is still about them"`
}

// Sharing answers what was shared about a person since a day, or ever when the
// day is zero: after an objection or a withdrawal, and before telling recipients
// of a correction. Each page is judged on everything there is.
func (r *Answers) Sharing(ctx context.Context, by desk.Looking, subject string, since disclosure.Date, of SharingPage) (Sharing, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-sharing"); err != nil {
		return Sharing{}, err
	}
	register := by.Caller.Register
	about, err := r.desk.AllKnown(ctx, register, facts.OfSubject(subject))
	if err != nil {
		return Sharing{}, err
	}
	past, err := r.pastNoes(ctx, register, about)
	if err != nil {
		return Sharing{}, err
	}
	everAbout := func(*disclosure.Disclosure) bool { return true }
	words, err := r.desk.WordsOn(ctx, register, subject, everAbout)
	if err != nil {
		return Sharing{}, err
	}
	asks, decided, err := r.draftOf(ctx, register, SubjectQuestion{Subject: subject, To: door.Person, AsOf: disclosure.DateOf(r.desk.Now())})
	if err != nil {
		return Sharing{}, err
	}
	_, judged := r.door.Judge(asks)
	sharing := r.composeSharing(register, subject, words, facts.Standing(about.Known), past, since, oneOf(words, asks.One))
	roots := map[disclosure.EntryID]disclosure.EntryID{}
	for _, w := range words {
		roots[w.Entry.ID] = desk.RootOf(w.Entry)
	}
	sharing.mark(roots, judged)
	if sharing.Unlisted, err = r.unlistedShares(ctx, register, decided); err != nil {
		return Sharing{}, err
	}
	sharing.Joined = []string{}
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-joins"); err == nil {
		sharing.Joined = append(sharing.Joined, asks.Reached...)
	}
	asked := map[string]string{"subject": r.desk.PersonToken(register, subject)}
	if !since.IsZero() {
		asked["since"] = since.String()
	}
	if of.Series != "" {
		asked["series"] = r.desk.SeriesToken(register, of.Series)
	}
	sharing.count()
	if err := r.pageOfSharing(&sharing, roots, by.Caller, subject, since, of); err != nil {
		return Sharing{}, err
	}
	var shown desk.Sights
	if none := of.Series != "" && of.Cursor == "" && len(sharing.Disclosures)+len(sharing.Unlisted) == 0; none || sharing.Counts.All == 0 {
		sought := desk.Sought{Subject: subject, Series: of.Series, Also: map[string]string{"since": since.String()}}
		if sharing.Nothing, shown, err = r.desk.Nothing(ctx, by.Caller, sought); err != nil {
			return Sharing{}, err
		}
	}
	if err := r.sayWhatBecameOfFlags(ctx, register, &sharing, roots, asks.Histories); err != nil {
		return Sharing{}, err
	}
	for _, d := range sharing.Disclosures {
		sharing.Titles = r.desk.TitlesOfRules(register, sharing.Titles, d.Flags, d.Waiting)
	}
	shown = append(shown, r.desk.OfPeople(register, sharing.Joined...)...)
	return desk.ShownOf(ctx, r.desk, by, "", sharing, disclosure.Access{Action: "show-sharing", Asked: asked, Results: len(sharing.Disclosures)}, shown)
}

// pastNo is a fact by which a person had said no and which another has replaced.
type pastNo struct {
	facts.Known
	replaced disclosure.Date
}

// pastNoes reads, where there are any, the facts that stood against sharing and that
// others have replaced: what was said once is shown as having been said.
func (r *Answers) pastNoes(ctx context.Context, register disclosure.Register, about facts.Item) ([]pastNo, error) {
	var keys []store.Key
	var replaced []disclosure.Date
	for _, p := range about.Past {
		if p.Kind == disclosure.FactObjection || p.Kind == disclosure.FactRestriction || p.Kind == disclosure.FactConsent {
			keys, replaced = append(keys, store.EntryKey(register.String(), p.Entry.String())), append(replaced, p.Ended)
		}
	}
	if keys == nil {
		return nil, nil
	}
	items, err := r.desk.Items(ctx, "load facts that were replaced", keys)
	if err != nil {
		return nil, err
	}
	var past []pastNo
	for i, key := range keys {
		item, there := items[key]
		if !there {
			continue
		}
		entry, f, err := desk.FactIn(item)
		if err != nil {
			return nil, err
		}
		past = append(past, pastNo{facts.Known{Entry: entry.ID, Fact: f}, replaced[i]})
	}
	return past, nil
}

// mark says of each disclosure what becomes of it in an answer to the person. One that
// was recorded between the two reads is undecided.
func (s *Sharing) mark(roots map[disclosure.EntryID]disclosure.EntryID, judged door.Review) {
	for i := range s.Disclosures {
		about := &s.Disclosures[i]
		about.ToPerson, about.Because, about.LeftOut = door.Undecided, []string{}, []door.JudgedItem{}
		for _, j := range judged.Disclosures {
			if j.Root == roots[about.Entry] {
				about.judge(j)
			}
		}
	}
}

// sayWhatBecameOfFlags says of each disclosure what became of its flags, and of which rules
// a flag still waits.
func (r *Answers) sayWhatBecameOfFlags(ctx context.Context, register disclosure.Register, s *Sharing, roots map[disclosure.EntryID]disclosure.EntryID, histories []door.History) error {
	shown := func(h door.History) bool {
		return slices.ContainsFunc(s.Disclosures, func(d SharedAbout) bool { return roots[d.Entry] == h.Root() })
	}
	flags, err := r.desk.FlagsOfAnswer(ctx, register, slices.DeleteFunc(slices.Clone(histories), func(h door.History) bool { return !shown(h) }))
	if err != nil {
		return err
	}
	for i := range s.Disclosures {
		about := &s.Disclosures[i]
		about.Became = append([]desk.ReadFlag{}, flags[roots[about.Entry]]...)
		for _, f := range about.Became {
			if f.Open && !slices.Contains(about.Waiting, f.Rule) {
				about.Waiting = append(about.Waiting, f.Rule)
			}
		}
	}
	return nil
}

// shownInPart is said of what is shown with something left out: who reads that it is
// shown, and no more, gives away the rest.
const shownInPart door.Outcome = "shown-in-part"

const withoutPeople = "A ground keeps back who individuals are."

func (s *SharedAbout) judge(j door.Judged) {
	s.ToPerson, s.LeftOut, s.People = j.Outcome, append(s.LeftOut, j.Items...), j.People
	if j.Outcome != door.Shown {
		for _, why := range j.Because {
			s.Because = append(s.Because, why.Says)
		}
		return
	}
	if j.People {
		s.ToPerson, s.Because = shownInPart, append(s.Because, withoutPeople)
	}
	for _, left := range j.Items {
		s.ToPerson = shownInPart
		if !slices.Contains(s.Because, left.Because.Says) {
			s.Because = append(s.Because, left.Because.Says)
		}
	}
}

// oneOf keeps, of what was decided to be one, what holds between two of the words.
func oneOf(words []desk.Word, decided map[disclosure.EntryID]disclosure.EntryID) map[disclosure.EntryID]disclosure.EntryID {
	last := func(id disclosure.EntryID) bool {
		return slices.ContainsFunc(words, func(w desk.Word) bool { return w.Entry.ID == id })
	}
	one := map[disclosure.EntryID]disclosure.EntryID{}
	for duplicate, of := range decided {
		if last(duplicate) && last(of) {
			one[duplicate] = of
		}
	}
	return one
}

// composeSharing reads nothing.
func (r *Answers) composeSharing(register disclosure.Register, subject string, words []desk.Word, known []facts.Known, past []pastNo, since disclosure.Date, one map[disclosure.EntryID]disclosure.EntryID) Sharing {
	s := Sharing{Recipients: []SharedWith{}, Disclosures: []SharedAbout{}}
	for _, w := range words {
		d := w.Disclosure
		on := disclosure.DateOf(d.DisclosedAt)
		if on.Before(since) {
			continue
		}
		about := SharedAbout{
			Entry: w.Entry.ID, Case: d.Case, DisclosedAt: d.DisclosedAt, Decision: d.Decision, Recipient: d.Recipient,
			Data: categoriesOf(subject, []string{}, d), Purpose: d.Purpose, Legal: append([]string{}, d.LegalItems()...), Against: []desk.Against{}, Flags: []string{}, Waiting: []string{},
			Department: w.Entry.Owner(), Reason: d.Reason, OneWith: one[w.Entry.ID],
		}
		if d.Share != nil {
			about.Series, about.Occasion = d.Share.Series, d.Share.Occasion
		}
		about.Consent = slices.ContainsFunc(about.Legal, policy.IsConsent)
		if d.Override != nil {
			about.Override = d.Override.Provision
		}
		if d.Departure != nil {
			about.Departure = d.Departure.Reason
		}
		for _, f := range w.Entry.Flags {
			about.Flags = append(about.Flags, f.Rule)
		}
		if !d.IsAbout(subject) {
			about.NotSince = &w.Entry.RecordedAt
		}
		for _, k := range known {
			if a, stood := desk.StoodAgainst(k, known, on); stood {
				a.Names = a.Recipient == "" || r.desk.Law().Names(register, d.Recipient, a.Recipient)
				a.Says = a.InWords(about.Consent)
				about.Against = append(about.Against, a)
			}
		}
		for _, p := range past {
			a, stood := desk.StoodAgainst(p.Known, nil, on)
			said := slices.ContainsFunc(about.Against, func(b desk.Against) bool {
				return b.What == a.What && disclosure.SearchName(b.Recipient) == disclosure.SearchName(a.Recipient)
			})
			if stood && !said && on.Before(p.replaced) {
				a.Replaced, a.Names = p.replaced, a.Recipient == "" || r.desk.Law().Names(register, d.Recipient, a.Recipient)
				a.Says = a.InWords(about.Consent)
				about.Against = append(about.Against, a)
			}
		}
		s.Disclosures = append(s.Disclosures, about)
		class, hers := r.desk.Law().ClassOf(d), len(about.Data) > 0
		if hers && about.NotSince == nil && about.OneWith == "" && d.Shares() && class != policy.Internal && class != policy.Access {
			s.received(subject, d)
		}
	}
	slices.SortFunc(s.Recipients, func(a, b SharedWith) int {
		return cmp.Or(cmp.Compare(a.Organisation, b.Organisation), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Kind, b.Kind))
	})
	return s
}

// received counts the disclosure for its recipient, and the person's data in it. The
// newest comes first.
func (s *Sharing) received(subject string, d *disclosure.Disclosure) {
	with := d.Recipient
	n := slices.IndexFunc(s.Recipients, func(r SharedWith) bool {
		return r.Category == with.Category && r.Kind == with.Kind &&
			disclosure.SearchName(r.Organisation) == with.SearchName() && (with.Organisation != "" || disclosure.SearchName(r.Person) == disclosure.SearchName(with.Person))
	})
	if n < 0 {
		one := SharedWith{Category: with.Category, Kind: with.Kind, Organisation: with.Organisation, Last: d.DisclosedAt, Data: []string{}}
		if with.Organisation == "" {
			one.Person = with.Person
		}
		s.Recipients = append(s.Recipients, one)
		n = len(s.Recipients) - 1
	}
	s.Recipients[n].Times++
	s.Recipients[n].Data = categoriesOf(subject, s.Recipients[n].Data, d)
}

// categoriesOf adds the categories of the person's own data in the disclosure.
func categoriesOf(subject string, known []string, d *disclosure.Disclosure) []string {
	theirs := *d
	theirs.Data = slices.DeleteFunc(slices.Clone(d.Data), func(item disclosure.DataItem) bool { return !item.IsOf(subject) })
	return desk.Categories(known, &theirs)
}
