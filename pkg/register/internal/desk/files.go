package desk

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// Files is the desk for the rooms that write: the one that keeps the case files, and
// destroys them, and the one that records. Beside what every room may do they write items,
// their own and those that go with a case. It is a type by itself, so that neither another
// room nor whoever holds a [Registrar] can.
type Files struct{ *Registrar }

// FilesOf is the desk for those rooms.
func FilesOf(r *Registrar) Files { return Files{r} }

// Item reads one item, and reports whether there is one.
func (f Files) Item(ctx context.Context, what string, key store.Key) (item store.Item, there bool, err error) {
	item, err = f.table.Get(ctx, key)
	switch {
	case errors.Is(err, store.ErrNoItem):
		return store.Item{}, false, nil
	case err != nil:
		return store.Item{}, false, read(what, err)
	}
	return item, true, nil
}

// Items reads any number of keys, and returns what there is at each.
func (f Files) Items(ctx context.Context, what string, keys []store.Key) (map[store.Key]store.Item, error) {
	return f.itemsAt(ctx, what, keys)
}

// Page reads one page of what a query finds.
func (f Files) Page(ctx context.Context, what string, query store.Query) (store.Page, error) {
	page, err := f.table.Query(ctx, query)
	if err != nil {
		return store.Page{}, read(what, err)
	}
	return page, nil
}

// Write applies writes that only their conditions guard, all of them or none. A condition
// that does not hold is [ErrRace]: what was decided on has changed, or an attempt whose
// outcome was unknown was applied. Either way the caller reads again.
func (f Files) Write(ctx context.Context, writes ...store.Write) error {
	return f.attempt(ctx, writes)
}

// Question is what a cursor belongs to beside its caller: it fits no other.
type Question struct {
	Partition, From, To string
	filter              []term
}

// Within is the question of those among them that match.
func (q Question) Within(by store.Dimension, value string) Question {
	q.filter = append(q.filter, term{by, value})
	return q
}

func (q Question) plan() plan {
	return plan{partition: q.Partition, from: q.From, to: q.To, filter: q.filter}
}

// OpenCursor is where the page begins that the cursor asks for, "" without one. It refuses
// a cursor that was not given to this caller for this question.
func (f Files) OpenCursor(by disclosure.Caller, q Question, cursor string) (after string, err error) {
	return f.openCursor(by, q.plan(), cursor)
}

// CloseCursor is the cursor of the page that begins after this.
func (f Files) CloseCursor(by disclosure.Caller, q Question, after string) string {
	return f.closeCursor(by, q.plan(), after)
}

// Listed reads the page of the question's partition that the cursor asks for, and
// returns the cursor of the next; "" when there is none.
func (f Files) Listed(ctx context.Context, what string, by disclosure.Caller, q Question, query store.Query, cursor string) (items []store.Item, next string, err error) {
	return f.listed(ctx, what, by, q.plan(), query, cursor)
}

// ShownOf puts the look on record, at the case where it is at one, and only then gives the
// answer.
func ShownOf[A any](ctx context.Context, f Files, by Looking, ref disclosure.CaseRef, answer A, look disclosure.Access, shown ...Sights) (A, error) {
	return seen(answer, f.Look(ctx, by, ref, look, shown...))
}

// UnseenOf puts on record a look at a case, or at something in one, that was not found,
// and returns that it was not.
func (f Files) UnseenOf(ctx context.Context, by Looking, ref disclosure.CaseRef, look disclosure.Access, notFound error) error {
	return f.unseen(ctx, by, ref, look, notFound)
}

// ChangeCase changes a case by one entry and one transaction: see [CaseChange]. The change
// is decided on what was read, and committed only if that is still so. One that keeps a
// case from destruction is made again as long as only others stand in its way.
func (f Files) ChangeCase(ctx context.Context, by Asking, change CaseChange, decide func(*Changing) error) (Recorded, error) {
	if !change.Keeps {
		return f.changeCase(ctx, by, change, decide)
	}
	return untilDone(ctx, f.Registrar, func() (Recorded, error) { return f.changeCase(ctx, by, change, decide) })
}

// CaseOf reads the case.
func (f Files) CaseOf(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef) (*CaseFile, error) {
	return f.fileOf(ctx, register, ref)
}

// CaseNamed reads the case of the name in keys, nil where there is none, and what else
// there is at the keys, in one call.
func (f Files) CaseNamed(ctx context.Context, what string, register disclosure.Register, name string, also ...store.Key) (*CaseFile, map[store.Key]store.Item, error) {
	key := store.CaseKey(register.String(), name)
	items, err := f.itemsAt(ctx, what, append(also, key))
	if err != nil {
		return nil, nil, err
	}
	item, there := items[key]
	if !there {
		return nil, items, nil
	}
	file, err := FileIn(item)
	return file, items, err
}

// FileIn is the case of a stored item, whole.
func FileIn(item store.Item) (*CaseFile, error) { return decodeCase(item, facts.Wholly) }

// StateIn is the state of the case of a stored item, of which nothing else is read.
func StateIn(item store.Item) disclosure.CaseState {
	return disclosure.CaseState(text(item, attrState))
}

// NameOf is the name in keys of the case; where there is no such case, the one that it
// would have.
func (f Files) NameOf(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef) (string, error) {
	return f.nameOf(ctx, register, ref)
}

// Name is the case's in keys.
func (c *CaseFile) Name() string { return c.name }

// Emptied is the case without anything but its reference, its state, the day on which it
// was opened, and the departments that may be told that it has gone.
func (c *CaseFile) Emptied() *CaseFile {
	return &CaseFile{name: c.name, how: facts.Wholly, version: c.version, Departments: c.Departments, Case: disclosure.Case{
		Ref: c.Ref, State: c.State, Notices: []string{}, Holds: []disclosure.Hold{}, OpenedAt: c.OpenedAt,
	}}
}

// Entomb makes the case the tombstone of one that was destroyed under the certificate.
func (c *CaseFile) Entomb(certificate disclosure.EntryID) {
	c.State, c.Certificate, c.outside = disclosure.CaseDisposed, certificate, nil
}

// Unfence makes the case again what it was before its disposal began.
func (c *CaseFile) Unfence() {
	c.State = disclosure.CaseClosed
	if c.Triggers.Closed.IsZero() {
		c.State = disclosure.CaseOpen
	}
}

// Standing yields the disclosures in the case that nothing has corrected, as its entries
// now read, the latest first: from the day, where one is given. It stops after an error.
func (f Files) Standing(ctx context.Context, register disclosure.Register, file *CaseFile, from disclosure.Date) iter.Seq2[Row, error] {
	p := plan{partition: indexPartition(register, term{by: store.ByCase}, file.name)}
	if !from.IsZero() {
		p.from = store.IndexFrom(from.Start())
	}
	return f.standing(ctx, register, p)
}

// OwnStanding is [Files.Standing] of what the caller's department recorded.
func (f Files) OwnStanding(ctx context.Context, by disclosure.Caller, file *CaseFile) iter.Seq2[Row, error] {
	return f.standing(ctx, by.Register, plan{
		partition: indexPartition(by.Register, term{by: store.ByCase}, file.name), filter: []term{{store.ByDepartment, by.Department}},
	})
}

// Going is an entry that goes with its case, and what goes with the entry.
type Going struct {
	Listed store.Key // where it is found
	Entry  store.Key
	There  bool // false where the entry has gone already
	Keys   []store.Key
	Leaf   ledger.Leaf
	Lists  []Token // of a part of a share: its people, but for those who were erased
	Takes  Token   // who was taken out of a share by it; "" of any other entry
}

// EntriesGoing reads at most [store.MaxBatch] of the entries that are listed so of the
// case. There are no more when it returns none.
func (f Files) EntriesGoing(ctx context.Context, register disclosure.Register, file string, by store.Dimension) ([]Going, error) {
	query := store.Query{Partition: indexPartition(register, term{by: by}, file), Limit: store.MaxBatch}
	for page, err := range f.pages(ctx, "query the entries of a case", query) {
		if err != nil {
			return nil, err
		}
		if len(page) > 0 {
			return f.goingOf(ctx, register, page)
		}
	}
	return nil, nil
}

// EventsAfter reads the next entries about the case, but for disclosures, after the place,
// and the place of the last; "" when there are no more.
func (f Files) EventsAfter(ctx context.Context, register disclosure.Register, file, after string) (going []Going, last string, err error) {
	page, err := f.Page(ctx, "query what happened to a case", store.Query{
		Partition: indexPartition(register, term{by: store.ByCaseEvent}, file), Limit: store.MaxBatch, After: after,
	})
	if err != nil {
		return nil, "", err
	}
	if page.More {
		last = page.Next
	}
	going, err = f.goingOf(ctx, register, page.Items)
	return going, last, err
}

func (f Files) goingOf(ctx context.Context, register disclosure.Register, listed []store.Item) ([]Going, error) {
	going, keys := make([]Going, 0, len(listed)), make([]store.Key, 0, len(listed))
	for _, item := range listed {
		key := store.EntryKey(register.String(), entryOf(item).String())
		going, keys = append(going, Going{Listed: item.Key, Entry: key}), append(keys, key)
	}
	found, err := f.itemsAt(ctx, "load the entries of a case", keys)
	if err != nil {
		return nil, err
	}
	for i := range going {
		g := &going[i]
		item, there := found[g.Entry]
		if !there {
			continue
		}
		if g.Keys, err = keysOf(item); err != nil {
			return nil, err
		}
		if g.Leaf, err = leafOf(item); err != nil {
			return nil, err
		}
		g.Takes = Token(removedToken(g.Keys))
		people := memberKeys(register, item)
		for _, key := range people {
			_, token := listsBy(key)
			g.Lists = append(g.Lists, Token(token))
		}
		entry, _, err := decodeEntry(item)
		if err != nil {
			return nil, err
		}
		marks, err := erasedFrom(entry, item) // which no order may list that a restore has lost
		if err != nil {
			return nil, err
		}
		g.There, g.Keys = true, slices.Concat(g.Keys, people, marks)
	}
	return going, nil
}

// FiledLetter is a letter in its case, or the place of one that was never uploaded or
// completed, whose version is then not known.
type FiledLetter struct {
	Letter
	Key     string // in S3; "" of one that was destroyed
	Version string
	Entry   disclosure.EntryID // that archived it
	doc     *Document
}

func filedLetter(doc *Document) FiledLetter {
	return FiledLetter{doc.letter(), doc.Key, doc.Version, doc.Entry, doc}
}

// Sort is the letter's place among those of its case.
func (l FiledLetter) Sort() string { return store.DocumentPrefix + l.Document.String() }

// LettersAfter reads the next letters of the case after the place. There are no more when
// it returns none.
func (f Files) LettersAfter(ctx context.Context, register disclosure.Register, file, after string) (letters []FiledLetter, err error) {
	query := lettersIn(register, file)
	query.After = after
	for page, err := range f.pages(ctx, "query a case's letters", query) {
		if err != nil {
			return nil, err
		}
		for _, item := range page {
			doc, err := DecodeDocument(item)
			if err != nil {
				return nil, err
			}
			letters = append(letters, filedLetter(doc))
		}
		if len(letters) > 0 {
			return letters, nil
		}
	}
	return nil, nil
}

// LettersListed reads a page of the letters of a case, and the cursor of the next.
func (f Files) LettersListed(ctx context.Context, by disclosure.Caller, file *CaseFile, most int, cursor string) ([]Letter, string, error) {
	query := lettersIn(by.Register, file.name)
	query.Limit = most
	items, next, err := f.listed(ctx, "query a case's letters", by, plan{partition: query.Partition}, query, cursor)
	if err != nil {
		return nil, "", err
	}
	letters := make([]Letter, 0, len(items))
	for _, item := range items {
		doc, err := DecodeDocument(item)
		if err != nil {
			return nil, "", err
		}
		letters = append(letters, doc.letter())
	}
	return letters, next, nil
}

// LetterAndCase reads a letter and its case in one call.
func (f Files) LetterAndCase(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef, id disclosure.DocumentID) (FiledLetter, *CaseFile, error) {
	at := DocumentAt(register, id)
	found, err := f.loadCase(ctx, register, ref, facts.Briefly, Request{}, at)
	if err != nil && !IsNotFound(err) {
		return FiledLetter{}, nil, err
	}
	item, there := found.At(at)
	if !there {
		return FiledLetter{}, nil, NoLetter()
	}
	doc, err := DecodeDocument(item)
	if err != nil {
		return FiledLetter{}, nil, err
	}
	return filedLetter(doc), found.File, nil
}

// Bury returns the writes that leave of the letter a tombstone, which says no more than
// whose it was, and erase the request that made it.
func (l FiledLetter) Bury(register disclosure.Register, file string) ([]store.Write, error) {
	tombstone := &Document{ID: l.doc.ID, State: LetterDestroyed, Department: l.doc.Department}
	item, err := tombstone.item(register, file)
	if err != nil {
		return nil, err
	}
	writes := []store.Write{{Action: store.Put, Item: item}}
	if l.doc.Request != "" {
		writes = append(writes, Deletions([]store.Key{requestKey(l.doc.Request)})...)
	}
	return writes, nil
}

// Examine says what the archive has of one version of a letter, and of its bytes where
// there are at most so many.
func (f Files) Examine(ctx context.Context, key, version string, most int64) (archive.Examined, error) {
	return f.letters.Examine(ctx, key, version, most)
}

// EntryAt is the entry, and its leaf.
func (f Files) EntryAt(ctx context.Context, register disclosure.Register, id disclosure.EntryID) (*disclosure.Entry, ledger.Leaf, error) {
	return f.entry(ctx, register, id)
}

// StoredIn is the entry of a stored item.
func StoredIn(item store.Item) (Stored, error) {
	entry, leaf, err := decodeEntry(item)
	return Stored{entry, leaf, item}, err
}

// CaseName is the name in keys of the entry's case.
func (s Stored) CaseName() (string, error) { return nameIn(s.item) }

// attrPart says, of a disposal entry's index item, which part of its certificate
// the entry is: 1 is the certificate.
const attrPart = "part"

// CertificatesIn are, of a page of the index of disposals, those that are certificates, and
// no more of one.
func CertificatesIn(items []store.Item) (ids []disclosure.EntryID) {
	for _, item := range items {
		if item.Attrs[attrPart] == int64(1) {
			ids = append(ids, entryOf(item))
		}
	}
	return ids
}

// retentionItself is who records a disposal: nobody, by the notice's rule.
func retentionItself(register disclosure.Register) disclosure.Caller {
	return disclosure.Caller{Register: register, Subject: "retention", Name: "Retention (automatic)", Roles: []disclosure.Role{}}
}

// AppendCertificate appends an entry of the disposal of a case, or of what is of none: the
// part of a certificate, of which 1 is the certificate itself. What writes returns is of
// the same transaction; the entry commits to the key of the first.
func (f Files) AppendCertificate(
	ctx context.Context, register disclosure.Register, ref disclosure.CaseRef, at time.Time, part int, body any,
	writes func(disclosure.EntryID) ([]store.Write, error),
) (disclosure.EntryID, error) {
	draft, err := f.draft(retentionItself(register), at, disclosure.Entry{Kind: disclosure.KindDisposal, Case: ref}, body)
	if err != nil {
		return "", err
	}
	draft.index(at, []term{{store.ByCertificate, ""}}, store.Attrs{attrKind: string(disclosure.KindDisposal), attrPart: int64(part)})
	with, err := writes(draft.Entry.ID)
	if err != nil {
		return "", err
	}
	for _, w := range with[1:] {
		draft.Also(w)
	}
	all, err := draft.transaction(with[0])
	if err != nil {
		return "", err
	}
	return draft.Entry.ID, f.attempt(ctx, all)
}

// RulesIn is, of a reminder that a retention rule set, which rules those were.
func RulesIn(reminder store.Item) string { return text(reminder, attrUnder) }

// CaseIn is the name in keys of the case that a reminder leads to.
func CaseIn(reminder store.Item) string { return text(reminder, attrCase) }

// LastRecorded is the day on which the disclosure with the latest day was recorded, and
// zero where there is none.
func (f Files) LastRecorded(ctx context.Context, register disclosure.Register) (disclosure.Date, error) {
	page, err := f.Page(ctx, "query the latest disclosure", store.Query{
		Partition: store.IndexPartition(register.String(), store.ByAll, ""), Descending: true, Limit: 1,
	})
	if err != nil || len(page.Items) == 0 {
		return disclosure.Date{}, err
	}
	at, err := entryOf(page.Items[0]).RecordedAt()
	return disclosure.DateOf(at), err
}

// ClockReminder returns the reminder to look at the case's clock, if it needs one.
func (f Files) ClockReminder(register disclosure.Register, file *CaseFile, today disclosure.Date) []store.Write {
	return f.clockReminder(register, file, today)
}

// RemindUnder is [Remind] for a day that the retention rules of today set.
func (f Files) RemindUnder(register disclosure.Register, kind store.Reminder, on disclosure.Date, file string, today disclosure.Date) store.Write {
	return f.remindUnder(register, kind, on, file, today)
}
