package store

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Sort keys of items that are alone, or of their own kind, in a partition.
const (
	sortEntry = "entry"
	sortLeaf  = "leaf"
	sortPlace = "place"
	sortState = "state"
	sortFirst = "first"
	sortFacts = "facts"
	sortBrief = "kept"
	sortWhole = "kept-whole"
	sortHead  = "head"

	sortDisposal = "disposal"
	sortRules    = "rules"
	sortLooks    = "looks"

	sortSpellings = "spellings"
	sortRetention = "retention"
)

// Dimension is what an index partition collects entries by. Values are council
// codes, ids and keyed hashes; never a name or a subject's reference.
type Dimension string

// The dimensions of the audit index.
const (
	ByAll        Dimension = "all"
	BySubject    Dimension = "subject/2"   // keyed hash of the council's reference
	ByCase       Dimension = "case"        // the case's name in keys
	ByRecipient  Dimension = "recipient/2" // keyed hash of the organisation's name
	ByCategory   Dimension = "category"
	ByLegal      Dimension = "legal"        // basis, condition, exemption or gateway
	ByDepartment Dimension = "department/2" // canonical name
	ByDecision   Dimension = "decision"
	ByFlag       Dimension = "flag"
	ByAspect     Dimension = "aspect"   // what audit questions ask for and no one part of a body says
	ByEntry      Dimension = "about"    // entries about another: corrections, letters, clearances
	ByCaseEvent  Dimension = "event"    // every other entry of a case
	ByBreach     Dimension = "breach/2" // keyed hash of the reference in the breach register
	ByShare      Dimension = "share"    // shares of many people: of one department's canonical name, of "", or of a series (a keyed hash)

	// ByAnswered lists requests for access at the instant at which they ended.
	ByAnswered Dimension = "answered" // of one kind

	// ByCertificate lists the certificates of disposal. They belong to no case's
	// partition: they outlive it.
	ByCertificate Dimension = "certificate"

	// BySuperseded lists each correction at the instant of the disclosure that it
	// replaced, which may not be its own, so that what a period's entries now say
	// is known from the period alone.
	BySuperseded Dimension = "superseded"

	// ByDuplicate lists what was decided of disclosures that look alike, over the whole
	// register. There are few: a person makes each.
	ByDuplicate Dimension = "duplicate"

	// ByCleared lists what cleared flags, over the whole register.
	ByCleared Dimension = "cleared"

	// ByJoin lists joins of two references, what was said of each and what ended it, over
	// the whole register. There are few of these too.
	ByJoin Dimension = "join"
)

// The dimensions of which the values were made of what was written, until 29 November
// 2026. Those above of the same name are made of canonical forms. Nothing is listed in
// these any more; each entry that is, is listed in the others too once the register's
// spellings have been gone through (docs/adr/0045-an-older-entry-is-listed-anew.md).
const (
	BySubjectV1    Dimension = "subject"
	ByRecipientV1  Dimension = "recipient"
	ByDepartmentV1 Dimension = "department"
	ByBreachV1     Dimension = "breach"
)

// EntryKey is where an entry's bytes, salt and list of index keys are.
func EntryKey(register, id string) Key { return Key{"entry#" + register + "#" + id, sortEntry} }

// LeafKey is where an entry's commitment is, for ever.
func LeafKey(register, id string) Key { return Key{"leaf#" + register + "#" + id, sortLeaf} }

// PlaceKey is where an entry's place in the log is written, once. Only sealing
// writes items of this kind, so that nobody who may write a leaf can have its
// entry sealed twice.
func PlaceKey(register, id string) Key { return Key{"place#" + register + "#" + id, sortPlace} }

// HeadKey is where the log's head is.
func HeadKey(register string) Key { return Key{"head#" + register, sortHead} }

// BatchKey is where the log keeps which entries its batch from this index on
// holds. Batches sort as their indexes do.
func BatchKey(register string, from int64) Key {
	return Key{HeadKey(register).Partition, fmt.Sprintf("batch#%015d", from)}
}

// CaseKey is where a case's state is. A case's name in keys is a digest of its
// reference, or of a case opened until 29 November 2026 the reference itself.
func CaseKey(register, name string) Key { return Key{CasePartition(register, name), sortState} }

// CaseName returns the case's name in keys, of the key of its state.
func CaseName(key Key) string {
	_, rest, _ := strings.Cut(key.Partition, "#")
	_, name, _ := strings.Cut(rest, "#")
	return name
}

// SpellingsKey is where it is kept how far the entries recorded under older keys have
// been listed by canonical forms.
func SpellingsKey(register string) Key { return Key{"case#" + register, sortSpellings} }

// RetentionKey is where it is kept when retention last ran.
func RetentionKey(register string) Key { return Key{"case#" + register, sortRetention} }

// DocumentKey is where a case's upload ticket or archived letter is described.
func DocumentKey(register, name, document string) Key {
	return Key{CasePartition(register, name), DocumentPrefix + document}
}

// DocumentPrefix begins the sort keys of a case's documents.
const DocumentPrefix = "doc#"

// CasePartition holds a case's state and its documents.
func CasePartition(register, name string) string { return "case#" + register + "#" + name }

// IdempotencyKey is where the first answer to a request is. The token is a keyed
// hash of caller, route and key.
func IdempotencyKey(register, token string) Key {
	return Key{"idem#" + register + "#" + token, sortFirst}
}

// FactsKey is where what is known of a subject, an agreement or a contract is.
// The token is a keyed hash for a subject.
func FactsKey(register, dimension, token string) Key {
	return Key{"fact#" + register + "#" + dimension + "#" + token, sortFacts}
}

// AnswersPartition holds what has to do with answers to one person: who asked and
// what was released, and what the Data Protection Officer decided. The token is a
// keyed hash.
func AnswersPartition(register, token string) string { return "answer#" + register + "#" + token }

// AnswersKey is where the requests for access to a person's data are.
func AnswersKey(register, token string) Key { return Key{AnswersPartition(register, token), sortFacts} }

// AnswerDecisionPrefix begins the sort keys of decisions on answers to a person.
const AnswerDecisionPrefix = "decision#"

// AnswerDecisionKey is where it is kept what was decided last of one disclosure,
// by its original entry, in answers to a person or to who represents them.
func AnswerDecisionKey(register, token, to, root string) Key {
	return Key{AnswersPartition(register, token), AnswerDecisionPrefix + to + "#" + root}
}

// KeptFactsKey is where, of what is known of the same thing, that is which departments
// are not to know of.
func KeptFactsKey(facts Key) Key { return Key{facts.Partition, sortWhole} }

// KeptBriefKey is where of that is what a recording needs, which is never much. Until
// 29 November 2026 all of it was there, and still is where none was recorded since.
func KeptBriefKey(facts Key) Key { return Key{facts.Partition, sortBrief} }

// IndexPartition is where entries with the given value are listed.
func IndexPartition(register string, by Dimension, value string) string {
	if by == ByAll || by == ByCertificate || by == BySuperseded || by == ByDuplicate || by == ByJoin || by == ByCleared {
		return "idx#" + register + "#" + string(by)
	}
	return "idx#" + register + "#" + string(by) + "#" + value
}

// ListingPrefixes begin every partition that entries of a register are found in:
// those of the audit index, and those of accesses and their copies.
func ListingPrefixes(register string) []string {
	return []string{"idx#" + register + "#", "access#" + register + "#"}
}

// IndexSort orders an index partition by instant and then by entry, so that the
// bytes of the key sort as time does.
func IndexSort(at time.Time, id string) string { return sortInstant(at) + "#" + id }

// IndexFrom and IndexTo bound a range of instants in an index partition: from
// is inclusive, to is exclusive.
func IndexFrom(from time.Time) string { return sortInstant(from) }

// IndexTo returns a sort key after every entry before the instant and before
// every entry at it or later, whose keys go on from here with their ids.
func IndexTo(to time.Time) string { return sortInstant(to) }

// OpenPartition lists flags not yet cleared.
func OpenPartition(register string) string { return "open#" + register }

// OpenKey orders departures first, then the oldest first.
func OpenKey(register string, departure bool, recordedAt time.Time, id string, n int) Key {
	first := "1#"
	if departure {
		first = "0#"
	}
	return Key{OpenPartition(register), first + IndexSort(recordedAt, id) + "#" + strconv.Itoa(n)}
}

// Watch is a list of what is overdue, or will be on a day.
type Watch string

// The watch-lists.
const (
	WatchWithholding Watch = "withholding" // a ground for withholding has to be looked at again
	WatchMarker      Watch = "marker"      // a warning marker is overdue for review, or the person was not told
	WatchEmergency   Watch = "emergency"   // an emergency was recorded in short
	WatchRequest     Watch = "request"     // a request for access has to be answered by the day
	WatchUnconfirmed Watch = "unconfirmed" // a fact takes away of a protection, and nobody has confirmed it
	WatchTelling     Watch = "telling"     // telling the person was put off to the day
	WatchAgreement   Watch = "agreement"   // a sharing agreement ends on the day, or never
	WatchObjection   Watch = "objection"   // nobody has decided on an objection, which was made on the day
	WatchClosed      Watch = "breach"      // a breach has nothing left to do, as was said from the day on
)

// WatchLetters is the list of a department's letters that have not arrived, by the day on
// which each is given up. The department is its canonical name. The id is the document's.
func WatchLetters(department string) Watch { return Watch("letter/" + department) }

// WatchAgreements is the list of the agreements that a department recorded, as
// [WatchAgreement] is of all. The department is its canonical name.
func WatchAgreements(department string) Watch { return Watch("agreement/" + department) }

// WatchPrefix begins every watch-list's partition.
const WatchPrefix = "watch#"

// WatchPartition holds one watch-list of a register.
func WatchPartition(register string, list Watch) string {
	return WatchPrefix + register + "#" + string(list)
}

// WatchKey orders a list by the days (ISO dates) from which its entries are
// overdue.
func WatchKey(register string, list Watch, from, id string) Key {
	return Key{WatchPartition(register, list), from + "#" + id}
}

// WatchThrough sorts after everything overdue on the day and before everything
// that is so later.
func WatchThrough(day string) string { return day + "~" }

// ParseWatchSort reads a watch's sort key: the day and the entry.
func ParseWatchSort(sort string) (from, id string, err error) {
	from, id, ok := strings.Cut(sort, "#")
	if !ok {
		return "", "", errors.New("a watch's key has not two parts")
	}
	return from, id, nil
}

// UntoldPartition lists changes to people's data of which a recipient may be left
// to be told.
func UntoldPartition(register string) string { return OpenPartition(register) + "#untold" }

// UntoldKey orders those changes by the day on which they were made (an ISO date).
// The id is of the entry that gave reason to look: the change's own, or that of a
// disclosure recorded later.
func UntoldKey(register, on, id string) Key { return Key{UntoldPartition(register), on + "#" + id} }

// ClockPartition lists breaches of which something may have to be done by a
// deadline.
func ClockPartition(register string) string { return OpenPartition(register) + "#clock" }

// ClockKey orders them by the moment from which the clock runs. The id is of the
// entry that says so.
func ClockKey(register string, from time.Time, id string) Key {
	return Key{ClockPartition(register), IndexSort(from, id)}
}

// UndecidedPartition lists what may be undecided in an answer to a person.
func UndecidedPartition(register string) string { return OpenPartition(register) + "#undecided" }

// UndecidedKey orders it by the day (an ISO date) from which it may be. The id is of
// the entry that gave reason to look.
func UndecidedKey(register, on, id string) Key {
	return Key{UndecidedPartition(register), on + "#" + id}
}

// SpareKey is where an entry has an item that says nothing: one for each that it might
// have had on account of what departments are not to know of. Each is in a partition of
// its own, as those are, since a table takes longer to write what lies apart.
func SpareKey(register, id string, n int) Key {
	return Key{OpenPartition(register) + "#spare#" + strconv.Itoa(n), id}
}

// UnlistedPartition lists shares of which not everybody is known to be listed.
func UnlistedPartition(register string) string { return OpenPartition(register) + "#unlisted" }

// UnlistedKey orders them by the day (an ISO date) on which the data was shared. The id
// is the share's.
func UnlistedKey(register, on, id string) Key { return Key{UnlistedPartition(register), on + "#" + id} }

// AccessKey is where a record of somebody looking is. Accesses are kept a month
// to a partition, so that they can be read and disposed of by time.
func AccessKey(register string, at time.Time, id string) Key {
	return Key{AccessPartition(register, at), IndexSort(at, id)}
}

// AccessPartition holds the accesses of the instant's month, in UTC.
func AccessPartition(register string, at time.Time) string {
	return "access#" + register + "#" + at.UTC().Format("2006-01")
}

// AccessIndexPartition lists the accesses with the given value, of every month.
// Its kind is the accesses' own, so that whoever may write or erase an access may
// do as much to what it is found by.
func AccessIndexPartition(register string, by Dimension, value string) string {
	return "access#" + register + "#" + string(by) + "#" + value
}

// ExportPartition lists a register's export jobs.
func ExportPartition(register string) string { return "export#" + register }

// ExportKey is where an export job is. Its insertion is what starts the job.
func ExportKey(register, id string) Key { return Key{ExportPartition(register), id} }

// sortInstant is fixed in width, in UTC and to the millisecond.
func sortInstant(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

// ParseOpenSort reads the sort key of an open flag: when its entry was recorded,
// the entry, and which of its flags.
func ParseOpenSort(sort string) (recordedAt time.Time, id string, n int, err error) {
	parts := strings.Split(sort, "#")
	if len(parts) != 4 {
		return time.Time{}, "", 0, errors.New("an open flag's key has not four parts")
	}
	if recordedAt, err = time.Parse(time.RFC3339, parts[1]); err != nil {
		return time.Time{}, "", 0, errors.New("an open flag's key has no instant")
	}
	if n, err = strconv.Atoi(parts[3]); err != nil {
		return time.Time{}, "", 0, errors.New("an open flag's key has no number")
	}
	return recordedAt, parts[2], n, nil
}

// DisposalKey is where the progress of a case's disposal is.
func DisposalKey(register, name string) Key {
	return Key{CasePartition(register, name), sortDisposal}
}

// RestPartition lists the disposals under way of what belongs to no case.
func RestPartition(register string) string { return "disposal#" + register }

// RulesKey is where it is kept how far reminders have been brought under the
// retention rules of the day.
func RulesKey(register string) Key { return Key{RestPartition(register), sortRules} }

// LooksKey is where it is kept up to which month looks have been purged.
func LooksKey(register string) Key { return Key{RestPartition(register), sortLooks} }

// RestKey is where the progress of one is. What is of it, such as a class.
func RestKey(register, what string) Key { return Key{RestPartition(register), what} }

// LeavesKey is where a disposal keeps, until its certificate names them, the
// leaves of what it has erased: the nth list of them, from 1.
func LeavesKey(register, disposal string, n int) Key {
	return Key{RestPartition(register) + "#" + disposal, fmt.Sprintf("leaves#%06d", n)}
}

// Reminder is a reason to look at a case, or at a fact, on a day.
type Reminder string

// The reminders. A reminder is a hint: whoever follows it decides afresh from
// the case, so that one too many does no harm.
const (
	ToDispose Reminder = "day"     // its retention may have ended
	ToReview  Reminder = "review"  // it has been kept for at least its period
	HoldEnds  Reminder = "hold"    // a hold is to be looked at again
	Unstarted Reminder = "waiting" // it is closed or dated, and its clock has not started
	StillOpen Reminder = "open"    // it is open, and so its clock has not started
	Lapses    Reminder = "lapse"   // an upload may not have been completed
	ErasesOne Reminder = "person"  // what lists a person in a share is to be destroyed

	// Of facts, whose entry takes the case's place in the key.
	FactEnds   Reminder = "fact"     // the retention of one that has ended may have too
	FactStands Reminder = "in-force" // one has been in force for long
)

// DuePartition lists reminders.
func DuePartition(register string) string { return "due#" + register }

// HoldsKey is which hold was placed last on any case: whoever decides by the holds that
// stand depends on it.
func HoldsKey(register string) Key { return Key{DuePartition(register) + "#holds", "last"} }

// DueKey orders reminders of a kind by their days (ISO dates). The id, of a hold
// or a document, may be empty.
func DueKey(register string, kind Reminder, on, name, id string) Key {
	sort := DueFrom(kind) + on + "#" + name
	if id != "" {
		sort += "#" + id
	}
	return Key{DuePartition(register), sort}
}

// DueFrom sorts before every reminder of the kind.
func DueFrom(kind Reminder) string { return string(kind) + "#" }

// DueThrough sorts after every reminder of the kind for the day or earlier, and
// before every later one.
func DueThrough(kind Reminder, on string) string { return string(kind) + "#" + on + "~" }

// ParseDueSort reads a reminder's sort key.
func ParseDueSort(sort string) (kind Reminder, on, name, id string, err error) {
	parts := strings.Split(sort, "#")
	if len(parts) < 3 || len(parts) > 4 {
		return "", "", "", "", errors.New("a reminder's key has not three or four parts")
	}
	if len(parts) == 4 {
		id = parts[3]
	}
	return Reminder(parts[0]), parts[1], parts[2], id, nil
}
