package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/canonicaljson"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// Attributes of an entry's item and of its leaf's. "department" and "case" stand
// beside the bytes so that a transaction can depend on them.
const (
	attrBytes      = store.BytesAttr
	attrKeys       = store.KeysAttr
	attrDepartment = "department"
	attrCase       = "case"
	attrLeaf       = "leaf"
	attrAspects    = "aspects" // of a disclosure that has any: a line each
)

// Draft is an entry on its way into a transaction. Everything that disposal must
// remove with the entry is listed in the entry's own item.
type Draft struct {
	Entry  disclosure.Entry
	bytes  []byte
	salt   ledger.Salt
	leaf   ledger.Leaf
	at     time.Time
	writes []store.Write
	keys   [][2]string
	beside int // how many of the writes [Registrar.addWhatElseIsKnown] added
	rests  int // how many of the writes may rest on what is kept from departments
	spared int // how many writes there would be more, had the case not been flagged before
	// file is the name in keys of the entry's case, where it is of one.
	File string
	// aspects and consent are what the decision said beside its flags.
	aspects  []policy.Aspect
	consent  policy.ConsentFound
	lookedAt string // attrTerms of an access
	// members and shared are attrMembers and attrShared of a part of a share.
	members []byte
	shared  string
	taken   map[int]error // what to answer when the write at this place failed its condition
}

// draft gives the entry its id and its salt. What it is found by is added to it,
// and then its bytes are made ([Draft.seal]).
func (r *Registrar) draft(by disclosure.Caller, at time.Time, e disclosure.Entry, body any) (*Draft, error) {
	id, err := r.ids.next(at, r.random)
	if err != nil {
		return nil, fmt.Errorf("make an entry id: %w", err)
	}
	e.Version, e.ID, e.Register, e.RecordedAt = disclosure.EntryVersion, id, by.Register, at
	e.RecordedBy = r.recordedBy(by)
	if e.Body, err = json.Marshal(body); err != nil {
		return nil, fmt.Errorf("encode the body: %w", err)
	}
	d := &Draft{Entry: e, at: at}
	if d.salt, err = ledger.NewSalt(r.random); err != nil {
		return nil, err
	}
	return d, nil
}

// seal makes the entry's canonical bytes and its leaf. They commit to everything
// that the entry is found by, and to every key that goes with it: those put, and
// the first of the transaction. Nothing can be put any more.
func (d *Draft) seal(first ...store.Key) (err error) {
	if d.bytes != nil {
		return nil
	}
	for _, key := range first {
		d.keys = append(d.keys, [2]string{key.Partition, key.Sort})
	}
	put := map[store.Key]store.Attrs{}
	for _, w := range d.writes {
		put[w.Item.Key] = w.Item.Attrs
	}
	d.Entry.FoundBy = foundBy(d.salt, goingWith(d.item(), d.Entry.Register, keysFrom(d.keys), put))
	if d.bytes, err = canonicaljson.Marshal(d.Entry); err != nil {
		return fmt.Errorf("canonicalise the entry: %w", err)
	}
	d.leaf = ledger.NewLeaf(d.salt, d.bytes)
	return nil
}

// AnswerTo seals the entry and returns the answer to whoever asked for it by the
// request.
func (d *Draft) AnswerTo(o Request) (Recorded, error) {
	if err := d.seal(o.Key); err != nil {
		return Recorded{}, err
	}
	return Recorded{ID: d.Entry.ID, RecordedAt: d.at, Flags: disclosure.ShownFlags(d.Entry.Flags), Leaf: d.leaf.String()}, nil
}

func (r *Registrar) recordedBy(c disclosure.Caller) disclosure.RecordedBy {
	return disclosure.RecordedBy{
		Caller: r.keys.token(c.Register, useCaller, c.Subject), Name: c.Name, Roles: c.Roles, Department: c.Department,
	}
}

// Put adds an item that lives as long as the entry.
func (d *Draft) Put(key store.Key, attrs store.Attrs, condition store.Condition) {
	if d.bytes != nil {
		panic("desk: an item is added to an entry that is sealed")
	}
	d.keys = append(d.keys, [2]string{key.Partition, key.Sort})
	d.Also(store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: attrs}, If: condition})
}

// Also adds a write that has a life of its own: a case, a check.
func (d *Draft) Also(w store.Write) { d.writes = append(d.writes, w) }

// fill has the entry come to as many writes as if all were there that what is kept from
// departments could have added: its items that say nothing go with it. Every second one is
// as long as what lists the entry (indexed, in bytes), as a kept flag and what it is found
// by are.
func (d *Draft) fill(room, indexed int) {
	for n := d.rests; n < room; n++ {
		length := spareBytes
		if n%2 == 1 {
			length = max(indexed, spareBytes)
		}
		d.Put(store.SpareKey(d.Entry.Register.String(), d.Entry.ID.String(), n), store.Attrs{attrSpare: make([]byte, length)}, store.Condition{})
	}
}

// attrSpare is all that a spare item has, and spareBytes how much of it: as long as a
// flag that waits, about.
const (
	attrSpare  = "spare"
	spareBytes = 400
)

// exclusive adds an item that only one entry can ever write, and what to answer
// when another has.
func (d *Draft) exclusive(key store.Key, attrs store.Attrs, taken error) {
	d.Put(key, attrs, store.Absent())
	d.Otherwise(taken)
}

// Otherwise says what to answer when the condition of the write added last does
// not hold. Without it, the change is loaded and decided afresh.
func (d *Draft) Otherwise(taken error) {
	if d.taken == nil {
		d.taken = map[int]error{}
	}
	d.taken[len(d.writes)] = taken // the request's own write goes before them all
}

// explain returns the answer for the first write that explains a race, or the
// race itself.
func (d *Draft) explain(race error) error {
	var cancelled *store.Cancelled
	if !errors.Is(race, ErrRace) || !errors.As(race, &cancelled) {
		return race
	}
	for n, reason := range cancelled.Reasons {
		if taken := d.taken[n]; taken != nil && reason == store.ConditionFailed {
			return taken
		}
	}
	return race
}

// index lists the entry under each term but the usual, at the instant.
func (d *Draft) index(at time.Time, ts []term, summary store.Attrs) {
	id := d.Entry.ID.String()
	put := map[store.Key]bool{}
	for _, kept := range []bool{false, true} {
		for _, t := range listings(ts) {
			key := store.Key{Partition: d.partition(t), Sort: store.IndexSort(at, id)}
			if (t.by == byKept) == kept && !put[key] {
				put[key] = true
				d.Put(key, summary, store.Condition{})
				if kept {
					d.rests++
				}
			}
		}
	}
}

// Event lists the entry among those of its case, and of what was said about each of the
// entries.
func (d *Draft) Event(about ...disclosure.EntryID) {
	terms := []term{{store.ByCaseEvent, ""}}
	for _, id := range about {
		terms = append(terms, term{store.ByEntry, id.String()})
	}
	d.index(d.at, terms, store.Attrs{attrKind: string(d.Entry.Kind)})
}

// partition is where the entry is listed under the term.
func (d *Draft) partition(t term) string {
	return indexPartition(d.Entry.Register, t, d.File)
}

// indexPartition is where entries are listed under the term. Those of a case, under
// its name in keys.
func indexPartition(register disclosure.Register, t term, file string) string {
	t = t.listed()
	switch t.by {
	case store.ByCase, store.ByCaseEvent:
		if file == "" {
			panic("desk: an entry is listed under a case that was not looked for")
		}
		t.value = file
	case store.ByDepartment:
		t.value = disclosure.Canonical(t.value)
	}
	return store.IndexPartition(register.String(), t.by, t.value)
}

// queue flags the entry, and queues each of its flags for the Data Protection Officer.
func (d *Draft) queue(flags ...disclosure.Flag) error {
	d.Entry.Flags = append(d.Entry.Flags, flags...)
	return d.open()
}

// open queues each flag for the DPO.
func (d *Draft) open() error {
	register, id := d.Entry.Register.String(), d.Entry.ID.String()
	for n, flag := range d.Entry.Flags {
		doc, err := json.Marshal(flag)
		if err != nil {
			return fmt.Errorf("encode a flag: %w", err)
		}
		d.Put(store.OpenKey(register, flag.Departure, d.at, id, n), store.Attrs{"flag": doc}, store.Condition{})
		if flag.Kept {
			d.rests++
		}
	}
	return nil
}

// transaction returns every write, the request's own first. The entry's item
// comes last, when the list of keys is whole.
func (d *Draft) transaction(first store.Write) ([]store.Write, error) {
	if err := d.seal(first.Item.Key); err != nil {
		return nil, err
	}
	entry, err := d.write()
	if err != nil {
		return nil, err
	}
	writes := append([]store.Write{first}, d.writes...)
	return append(writes, d.commitment(), entry), nil
}

// write returns the write of the entry, which is sealed: its bytes as they were
// hashed, its salt, and the list of keys.
func (d *Draft) write() (store.Write, error) {
	keys, err := json.Marshal(d.keys)
	if err != nil {
		return store.Write{}, fmt.Errorf("encode the list of keys: %w", err)
	}
	item := d.item()
	item.Attrs[attrBytes], item.Attrs[attrSalt], item.Attrs[attrKeys] = d.bytes, d.salt[:], keys
	return store.Write{Action: store.Put, Item: item, If: store.Absent()}, nil
}

// item is the entry's own, but for its bytes, its salt and the list of keys.
func (d *Draft) item() store.Item {
	register, id := d.Entry.Register.String(), d.Entry.ID.String()
	item := store.Item{Key: store.EntryKey(register, id), Attrs: store.Attrs{
		attrKind:       string(d.Entry.Kind),
		attrDepartment: d.Entry.Owner(),
		attrCase:       d.Entry.Case.String(),
	}}
	if d.Entry.Kind == disclosure.KindAccess {
		item.Key, item.Attrs[attrTerms] = store.AccessKey(register, d.at, id), d.lookedAt
	}
	if len(d.aspects) > 0 {
		item.Attrs[attrAspects] = joinAspects(d.aspects)
	}
	if d.members != nil {
		item.Attrs[attrMembers], item.Attrs[attrShared] = d.members, d.shared
	}
	return item
}

// commitment writes the leaf, waiting for its place in the log.
func (d *Draft) commitment() store.Write {
	register, id := d.Entry.Register.String(), d.Entry.ID.String()
	leaf := store.Attrs{
		attrLeaf:               d.leaf[:],
		store.PendingAttr:      register,
		store.PendingSinceAttr: store.IndexSort(d.at, id),
	}
	return store.Write{Action: store.Put, Item: store.Item{Key: store.LeafKey(register, id), Attrs: leaf}, If: store.Absent()}
}
