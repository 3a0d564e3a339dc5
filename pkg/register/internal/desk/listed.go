package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// Listings are the keys of every item that lists the entry, by the entry's own
// list of keys.
func (SealedEntries) Listings(item store.Item) ([]store.Key, error) {
	entry, _, err := decodeEntry(item)
	if err != nil {
		return nil, err
	}
	keys, err := keysOf(item)
	if err != nil {
		return nil, err
	}
	var listings []store.Key
	erased, err := erasedFrom(entry, item)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Concat(Distinct(keys), memberKeys(entry.Register, item), erased) {
		if !isListing(entry.Register.String(), key) {
			continue
		}
		if err := store.ValidateKey(key); err != nil {
			return nil, errors.New("its list of keys is not one that was ever written")
		}
		listings = append(listings, key)
	}
	return listings, nil
}

// Listed says what is wrong with the items that list an entry, itself as it was
// sealed. There are those of its listings that are there.
func (SealedEntries) Listed(item store.Item, keys []store.Key, there []store.Item) ([]sealing.WrongListing, error) {
	wrong, there, err := listedPeople(item, there)
	if err != nil {
		return nil, err
	}
	l, err := listingOf(item, there)
	if err != nil || l.commits(l.own, l.at) && l.copiesWhole() {
		return wrong, err
	}
	people := memberKeys(l.entry.Register, item)
	erased, err := erasedFrom(l.entry, item)
	if err != nil {
		return nil, err
	}
	people = append(people, erased...)
	keys = slices.DeleteFunc(slices.Clone(keys), func(key store.Key) bool { return slices.Contains(people, key) })
	own, at, known := l.asSealed()
	for _, key := range keys {
		_, is := l.at[key]
		switch {
		case !is && known:
			wrong = append(wrong, sealing.WrongListing{What: isGone(key), PutBack: &store.Item{Key: key, Attrs: l.asWritten(at[key])}})
		case !is:
			wrong = append(wrong, sealing.WrongListing{What: isGone(key)})
		case known && !reflect.DeepEqual(l.at[key], at[key]) || l.altered[key]:
			wrong = append(wrong, sealing.WrongListing{What: wasAltered(key)})
		}
	}
	switch {
	case known && !reflect.DeepEqual(l.own.Attrs, own.Attrs):
		wrong = append(wrong, sealing.WrongListing{What: "what stands beside its bytes was altered"})
	case wrong == nil:
		wrong = append(wrong, sealing.WrongListing{What: "what it is found by, or what is to go with it, is not what was sealed: any answer may leave it out or show it wrongly, and its destruction may not be of it alone"})
	}
	return wrong, nil
}

// listedPeople says what is wrong with the items of a part's people, each of which the
// part commits to by itself, and returns what else lists it. One that is gone is wrong
// as long as the part is there, unless an entry says that the person was erased.
func listedPeople(item store.Item, there []store.Item) (wrong []sealing.WrongListing, others []store.Item, err error) {
	entry, _, err := decodeEntry(item)
	if err != nil || entry.Kind != disclosure.KindSharePart {
		return nil, there, err
	}
	var part disclosure.SharePart
	if err := json.Unmarshal(entry.Body, &part); err != nil {
		return nil, nil, fmt.Errorf("decode a part of a share: %w", err)
	}
	people := membersOf(item)
	if len(people) != len(part.Commitments) {
		wrong = append(wrong, sealing.WrongListing{What: "its list of people was altered: their items may not be destroyed with it"})
	}
	keys, err := erasedFrom(entry, item)
	if err != nil {
		return nil, nil, err
	}
	keys = append(keys, memberKeys(entry.Register, item)...)
	at := map[store.Key]store.Item{}
	for _, found := range there {
		if slices.Contains(keys, found.Key) {
			at[found.Key] = found
		} else {
			others = append(others, found)
		}
	}
	for i, token := range people {
		if token == "" && i < len(part.Commitments) {
			if _, is := at[erasedKey(entry.Register, entry.About, part.Commitments[i])]; !is {
				wrong = append(wrong, sealing.WrongListing{What: "somebody whom it lists is gone, and nothing says that they were erased"})
			}
			continue
		}
		key := memberKey(entry.Register, token, text(item, attrShared))
		member, is := at[key]
		switch {
		case !is:
			wrong = append(wrong, sealing.WrongListing{What: isGone(key)})
		case i >= len(part.Commitments) || commitment(member) != part.Commitments[i]:
			wrong = append(wrong, sealing.WrongListing{What: wasAltered(key)})
		}
	}
	return wrong, others, nil
}

// listing is an entry, and the items that list it.
type listing struct {
	entry   *disclosure.Entry
	bytes   []byte
	salt    ledger.Salt
	own     store.Item                // but for what [foundBy] leaves out
	keys    []store.Key               // of all that goes with it
	at      map[store.Key]store.Attrs // of those that are there; a copy of an access has its bytes left out
	altered map[store.Key]bool        // copies of an access that have other bytes
}

func listingOf(item store.Item, there []store.Item) (*listing, error) {
	entry, _, err := decodeEntry(item)
	if err != nil {
		return nil, err
	}
	keys, err := keysOf(item)
	if err != nil {
		return nil, err
	}
	l := &listing{entry: entry, keys: keys, at: map[store.Key]store.Attrs{}, altered: map[store.Key]bool{}}
	l.bytes = item.Attrs[attrBytes].([]byte)
	l.salt = ledger.Salt(item.Attrs[attrSalt].([]byte))
	l.own = store.Item{Key: item.Key, Attrs: maps.Clone(item.Attrs)}
	for _, name := range []string{attrBytes, attrSalt, attrKeys, attrMembers} {
		delete(l.own.Attrs, name)
	}
	for _, found := range there {
		attrs := maps.Clone(found.Attrs)
		if entry.Kind == disclosure.KindAccess {
			copied, _ := attrs[attrBytes].([]byte)
			l.altered[found.Key] = !bytes.Equal(copied, l.bytes)
			delete(attrs, attrBytes)
		}
		l.at[found.Key] = attrs
	}
	return l, nil
}

// commits reports whether the entry says that it is found by these.
func (l *listing) commits(own store.Item, at map[store.Key]store.Attrs) bool {
	return foundBy(l.salt, goingWith(own, l.entry.Register, l.keys, at)) == l.entry.FoundBy
}

func (l *listing) copiesWhole() bool {
	for _, altered := range l.altered {
		if altered {
			return false
		}
	}
	return true
}

// asSealed makes out what was sealed from what is left: nearly all items of an
// entry say the same, so that one that is as it was tells what the others said,
// and the entry's digest that it is so.
func (l *listing) asSealed() (own store.Item, at map[store.Key]store.Attrs, known bool) {
	guesses := []store.Attrs{l.withoutSummary()}
	for _, attrs := range l.at {
		guesses = append(guesses, attrs)
	}
	for _, guess := range guesses {
		at := map[store.Key]store.Attrs{}
		for _, key := range l.keys {
			if isListing(l.entry.Register.String(), key) {
				at[key] = l.expected(key, guess)
			}
		}
		for _, own := range []store.Item{l.own, l.ownOf(guess)} {
			if l.commits(own, at) {
				return own, at, true
			}
		}
	}
	return store.Item{}, nil, false
}

// withoutSummary is what the items say of an entry that has no summary.
func (l *listing) withoutSummary() store.Attrs {
	attrs := store.Attrs{attrKind: string(l.entry.Kind)}
	switch l.entry.Kind {
	case disclosure.KindAccess:
		return store.Attrs{attrTerms: text(l.own, attrTerms)}
	case disclosure.KindFlagCleared:
		var cleared disclosure.FlagCleared
		_ = json.Unmarshal(l.entry.Body, &cleared) // what it cannot read makes no digest
		attrs[flagAttr] = strconv.Itoa(cleared.Flag)
	case disclosure.KindDisposal:
		var named disclosure.DestroyedLeaves
		_ = json.Unmarshal(l.entry.Body, &named)
		attrs[attrPart] = int64(max(1, named.Part))
	case disclosure.KindDuplicateDecided:
		var decided disclosure.DuplicateRecorded
		_ = json.Unmarshal(l.entry.Body, &decided)
		return duplicateSummary(l.entry.About, decided)
	case disclosure.KindJoin, disclosure.KindJoinDecided, disclosure.KindJoinEnded:
		return joinSummary(l.entry)
	case disclosure.KindSharePart:
		var part disclosure.SharePart
		_ = json.Unmarshal(l.entry.Body, &part)
		attrs[attrPart], attrs[attrPeople] = int64(part.Part), int64(len(part.Commitments))
	}
	return attrs
}

// expected is what the item at the key says, when those that show the entry as a
// row say the guess.
func (l *listing) expected(key store.Key, guess store.Attrs) store.Attrs {
	if strings.HasPrefix(key.Sort, clearedSort) || strings.HasPrefix(key.Sort, removedSort) || strings.HasPrefix(key.Sort, erasedSort) {
		return store.Attrs{attrBy: l.entry.ID.String()}
	}
	if key.Sort == joinDecidedSort || key.Sort == joinEndedSort {
		var said disclosure.JoinDecided
		_ = json.Unmarshal(l.entry.Body, &said)
		return decidedAttrs(l.entry.ID, said.Outcome)
	}
	if dimension, _ := listsBy(key); l.entry.Kind == disclosure.KindListedAnew && dimension == store.ByCaseEvent {
		return store.Attrs{attrKind: string(l.entry.Kind)}
	}
	if l.entry.Kind != disclosure.KindCorrection {
		return guess
	}
	switch dimension, _ := listsBy(key); {
	case dimension == store.ByEntry && key.Sort == correctedSort:
		return store.Attrs{attrBy: l.entry.ID.String()}
	case dimension == store.ByEntry:
		return store.Attrs{attrKind: string(l.entry.Kind)}
	case dimension == store.BySuperseded:
		for _, other := range l.keys {
			if other.Sort == correctedSort {
				_, replaced := listsBy(other)
				return store.Attrs{attrReplaces: replaced}
			}
		}
	}
	return guess
}

// ownOf is what stands beside the entry's bytes, when the items that list it say
// the guess.
func (l *listing) ownOf(guess store.Attrs) store.Item {
	d := Draft{Entry: *l.entry, at: l.entry.RecordedAt}
	d.lookedAt, _ = guess[attrTerms].(string)
	if l.entry.Kind != disclosure.KindAccess {
		for _, t := range decodeTerms(d.lookedAt) {
			if t.by == store.ByAspect {
				d.aspects = append(d.aspects, policy.Aspect(t.value))
			}
		}
	}
	return d.item()
}

// asWritten is an item's attributes as they are in the table.
func (l *listing) asWritten(attrs store.Attrs) store.Attrs {
	if l.entry.Kind != disclosure.KindAccess {
		return attrs
	}
	attrs = maps.Clone(attrs)
	attrs[attrBytes] = l.bytes
	return attrs
}

// listsBy reads the partition of an item that lists an entry.
func listsBy(key store.Key) (dimension store.Dimension, value string) {
	parts := strings.SplitN(key.Partition, "#", 4)
	if len(parts) > 3 {
		value = parts[3]
	}
	return store.Dimension(parts[2]), value
}

// answered says which answers are read from the items of an index partition, and
// lookAnswered from those of the access log.
var (
	answered = map[store.Dimension]string{
		store.ByAll:        "searches of the whole register, its statistics and samples",
		store.BySubject:    "what is asked by person, and the report to them",
		store.ByCase:       "what is asked by case, and the case's disposal",
		store.ByRecipient:  "searches by recipient",
		store.ByCategory:   "searches by category of recipient, or by an ombudsman's gateway",
		store.ByLegal:      "searches by basis, condition, exemption or gateway",
		store.ByDepartment: "searches by department, and what its recorders see",
		store.ByDecision:   "searches by decision",
		store.ByFlag:       "searches by flag",
		store.ByAspect:     "searches by aspect",
		store.ByBreach:     "what is asked by breach",
		store.ByShare:      "lists of shares",

		store.BySubjectV1:    "no answer, once its entry has been listed anew",
		store.ByRecipientV1:  "no answer, once its entry has been listed anew",
		store.ByDepartmentV1: "no answer, once its entry has been listed anew",
		store.ByBreachV1:     "no answer, once its entry has been listed anew",
		store.ByEntry:        "what was said of an entry since: its corrections, letters and clearances",
		store.ByCaseEvent:    "what happened to a case, and the case's disposal",
		store.ByCertificate:  "certificates of disposal",
		store.BySuperseded:   "how the disclosures of a period now read",
		store.ByDuplicate:    "which disclosures count once, with another",
		store.ByJoin:         "which references are one person's",
		store.ByCleared:      "lists of cleared flags",
	}
	lookAnswered = map[store.Dimension]string{
		byLooker:     "who looked, by caller",
		store.ByCase: "who looked, by case",
		byFile:       "who looked, by case",
		bySought:     "who looked, by person",
		bySoughtV1:   "who looked, by person",
		byOpened:     "who looked, by entry",
		byUnstated:   "who looked without saying why",
	}
)

func answersFrom(key store.Key) string {
	dimension, _ := listsBy(key)
	answers := answered[dimension]
	if strings.HasPrefix(key.Partition, "access#") {
		answers = lookAnswered[dimension]
		if answers == "" {
			answers = "who looked, by month"
		}
	}
	if answers == "" {
		answers = "no answer that there is"
	}
	return answers
}

func isGone(key store.Key) string {
	return fmt.Sprintf("an item that lists it is gone. Left out of: %s", answersFrom(key))
}

func wasAltered(key store.Key) string {
	return fmt.Sprintf("an item that lists it was altered. Left out of, or shown wrongly in: %s", answersFrom(key))
}

// Lists says which entry an item of an index lists, and which answers it is shown
// in.
func (SealedEntries) Lists(listing store.Item) (id, answers string) {
	entry := entryOf(listing)
	if by := text(listing, attrBy); by != "" || listing.Sort == correctedSort || strings.HasPrefix(listing.Sort, clearedSort) || strings.HasPrefix(listing.Sort, removedSort) || strings.HasPrefix(listing.Sort, erasedSort) {
		entry = disclosure.EntryID(by)
	}
	if isMember(listing) {
		entry = disclosure.EntryID(text(listing, attrListedBy))
	}
	if _, err := disclosure.ParseEntryID(entry.String()); err != nil {
		return "", answersFrom(listing.Key)
	}
	return entry.String(), answersFrom(listing.Key)
}
