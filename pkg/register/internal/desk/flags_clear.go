package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// clearedSort begins the place, in the partition about an entry, of what cleared one
// of its flags. It sorts before every instant.
const clearedSort = "#cleared#"

func clearedKey(register disclosure.Register, id disclosure.EntryID, n int) store.Key {
	return store.Key{Partition: store.IndexPartition(register.String(), store.ByEntry, id.String()), Sort: clearedSort + strconv.Itoa(n)}
}

// ClearFlag takes a flag off the queue. The flag stays in its entry; the
// clearing is an entry of its own, with its reason. Nobody clears a flag on what
// they recorded themselves, nor on an override that they authorised (XX-9).
func (r *Registrar) ClearFlag(ctx context.Context, by Asking, id disclosure.EntryID, n int, reason string) (Recorded, error) {
	return r.clearOneOf(ctx, by, id, n, reason, store.Write{})
}

// clearOneOf is [Registrar.ClearFlag]. What is to be cleared by the same call, if
// anything, is stored with the clearing.
func (r *Registrar) clearOneOf(ctx context.Context, by Asking, id disclosure.EntryID, n int, reason string, meant store.Write) (Recorded, error) {
	if _, err := power.May(by.Caller, "clear-flag"); err != nil {
		return Recorded{}, err
	}
	o, err := r.once(by, "clear-flag", struct {
		ID     disclosure.EntryID
		N      int
		Reason string
	}{id, n, reason})
	if err != nil {
		return Recorded{}, err
	}
	return Afresh(ctx, func(answer *Recorded) error {
		return r.clearFlag(ctx, by.Caller, o, id, n, reason, meant, answer)
	})
}

func (r *Registrar) clearFlag(ctx context.Context, by disclosure.Caller, o Request, id disclosure.EntryID, n int, reason string, meant store.Write, answer *Recorded) error {
	register := by.Register.String()
	entryKey := store.EntryKey(register, id.String())
	items, err := r.itemsAt(ctx, "load the flagged entry", []store.Key{o.Key, entryKey})
	if err != nil {
		return err
	}
	if earlier, there := items[o.Key]; there {
		return o.First(earlier, answer)
	}
	stored, there := items[entryKey]
	if !there {
		return noFlag()
	}
	flagged, _, err := decodeEntry(stored)
	if err != nil {
		return err
	}
	if n < 0 || n >= len(flagged.Flags) {
		return noFlag()
	}
	if flagged.Case == "" {
		// A clearing is destroyed with its case: of what has none it would stay for good.
		return disclosure.Fail(disclosure.Conflict, "This flag is put right, and not cleared. It leaves the queue so: "+flagged.Flags[n].Clears)
	}
	if r.recordedIt(by, flagged.RecordedBy) {
		return disclosure.Fail(disclosure.Forbidden, "Nobody clears a flag on what they recorded themselves, or somebody of their name did: ask another Data Protection Officer.")
	}
	if own, err := overrodeBy(by, flagged); err != nil {
		return err
	} else if own {
		return disclosure.Fail(disclosure.Forbidden, "Nobody clears a flag on an override that they authorised: ask another Data Protection Officer.")
	}
	flag, at := flagged.Flags[n], r.at()
	root := flagged.ID
	if flagged.Kind == disclosure.KindCorrection {
		root = flagged.About
	}
	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindFlagCleared, Case: flagged.Case, About: id},
		disclosure.FlagCleared{Flag: n, Rule: flag.Rule, Reason: reason, Kept: flag.Kept})
	if err != nil {
		return err
	}
	draft.Also(store.Write{
		Action: store.Delete, If: store.Present(),
		Item: store.Item{Key: store.OpenKey(register, flag.Departure, flagged.RecordedAt, id.String(), n)},
	})
	draft.Otherwise(disclosure.Fail(disclosure.Conflict, "This flag has been cleared already."))
	if recordedInShort(flag) {
		if err := draft.unwatch(stored, store.WatchPartition(register, store.WatchEmergency)); err != nil {
			return err
		}
	}
	if draft.File, err = nameIn(stored); err != nil {
		return err
	}
	draft.Also((&CaseFile{name: draft.File}).Unfenced(by.Register))
	draft.index(at, []term{{store.ByEntry, root.String()}, {store.ByCaseEvent, ""}, {store.ByCleared, ""}},
		store.Attrs{attrKind: string(disclosure.KindFlagCleared), flagAttr: strconv.Itoa(n), attrOf: id.String()})
	draft.put(clearedKey(by.Register, id, n), store.Attrs{attrBy: draft.Entry.ID.String()}, store.Condition{})
	if meant.Item.Attrs != nil {
		draft.put(meant.Item.Key, meant.Item.Attrs, meant.If)
	}
	return r.commitRecorded(ctx, o, draft, answer)
}

func noFlag() error { return disclosure.Fail(disclosure.NotFound, "There is no such flag.") }

// overrodeBy reports whether the caller authorised the override in a flagged
// entry. Who authorised is known by name alone, so names are compared.
func overrodeBy(by disclosure.Caller, flagged *disclosure.Entry) (bool, error) {
	d, _, err := flagged.Disclosed()
	if err != nil || d == nil || d.Override == nil {
		return false, err
	}
	return disclosure.SameName(d.Override.AuthorisedBy.Name, by.Name), nil
}

// FlagRef names one flag of one entry.
type FlagRef struct {
	Entry disclosure.EntryID `json:"entry"`
	Flag  int                `json:"flag" minimum:"0" doc:"Which of the entry's flags, counted from 0"`
}

// FlagsToClear says which flags are cleared at once, for one reason: those named, or
// those that a filter means.
type FlagsToClear struct {
	Flags  []FlagRef   `json:"flags,omitempty" maxItems:"100" doc:"The flags, each by its entry and number"`
	Filter *FlagFilter `json:"filter,omitempty" doc:"Or every open flag that it means, up to 100. Departures and what is kept from departments are left: they are cleared by name"`
	Reason string      `json:"reason" minLength:"1" maxLength:"2000" doc:"What cleared them"`
}

// FlagsCleared is what became of each.
type FlagsCleared struct {
	Count   int           `json:"count" doc:"How many were cleared"`
	Cleared []FlagCleared `json:"cleared"`
	Left    []FlagLeft    `json:"left" doc:"Those that were not, and why"`
	More    bool          `json:"more" doc:"True when the filter may mean more than were looked at: ask again, with a new key"`
}

// FlagCleared is a flag and the entry that cleared it.
type FlagCleared struct {
	FlagRef
	By disclosure.EntryID `json:"by" doc:"The entry of the clearing"`
}

// FlagLeft is a flag that still waits.
type FlagLeft struct {
	FlagRef
	Why string `json:"why"`
}

// mostCleared bounds the flags of one call, each of which is a transaction.
const mostCleared = 100

// flagsMeant is what one call is to clear. It is stored with the first flag that is
// cleared, so that a repeat means the same flags, whatever its filter finds by then.
type flagsMeant struct {
	Flags []FlagRef  `json:"flags"`
	Left  []FlagLeft `json:"left"` // which the filter finds, and which are cleared by name alone
	More  bool       `json:"more"`
}

// ClearFlags clears several flags for one reason, each as [Registrar.ClearFlag]
// would, with an entry of its own. If the process ends in the middle, some are
// cleared and others wait, each wholly; the same call sent again gives those that
// are cleared the same answer, and clears the rest.
func (r *Registrar) ClearFlags(ctx context.Context, by Asking, c FlagsToClear) (FlagsCleared, error) {
	if _, err := power.May(by.Caller, "clear-flags"); err != nil {
		return FlagsCleared{}, err
	}
	var wrong findings
	wrong.Refuse((len(c.Flags) == 0) == (c.Filter == nil), "", "Name the flags, or give a filter: one of the two.")
	wrong.Refuse(c.Filter != nil && *c.Filter == FlagFilter{}, "/filter", "Say which flags: an empty filter would clear the whole queue.")
	if wrong != nil {
		return FlagsCleared{}, notWellFormed(wrong...)
	}
	o, err := r.once(by, "clear-flags", c)
	if err != nil {
		return FlagsCleared{}, err
	}
	meant, keep, err := r.flagsMeant(ctx, by.Caller, o, c)
	if err != nil {
		return FlagsCleared{}, err
	}
	done := FlagsCleared{Cleared: []FlagCleared{}, Left: append([]FlagLeft{}, meant.Left...), More: meant.More}
	for _, flag := range meant.Flags {
		each := Asking{Caller: by.Caller, IdempotencyKey: by.IdempotencyKey + "/" + flag.Entry.String() + "/" + strconv.Itoa(flag.Flag)}
		cleared, err := r.clearOneOf(ctx, each, flag.Entry, flag.Flag, c.Reason, keep)
		switch refused := refusedAs(err); {
		case err == nil:
			done.Cleared = append(done.Cleared, FlagCleared{flag, cleared.ID})
			keep = store.Write{}
		case refused != "":
			done.Left = append(done.Left, FlagLeft{flag, refused})
		default:
			return FlagsCleared{}, err // the caller asks again with the same key
		}
	}
	done.Count = len(done.Cleared)
	return done, nil
}

// flagsMeant returns what the call is to clear, and how to store that, unless an earlier
// one with its key did.
func (r *Registrar) flagsMeant(ctx context.Context, by disclosure.Caller, o Request, c FlagsToClear) (meant flagsMeant, keep store.Write, err error) {
	items, err := r.itemsAt(ctx, "load what an earlier call was to clear", []store.Key{o.Key})
	if err != nil {
		return meant, keep, err
	}
	if earlier, there := items[o.Key]; there {
		return meant, keep, o.First(earlier, &meant)
	}
	meant.Flags = c.Flags
	if c.Filter != nil {
		if err := r.findFlags(ctx, by, *c.Filter, &meant); err != nil {
			return meant, keep, err
		}
	}
	keep, err = o.write(r.random, meant)
	return meant, keep, err
}

// findFlags adds the open flags that the filter means, but for those that are cleared by
// name alone, which it leaves with the reason.
func (r *Registrar) findFlags(ctx context.Context, by disclosure.Caller, filter FlagFilter, meant *flagsMeant) error {
	for cursor := ""; ; {
		page, _, err := r.queue(ctx, by, filter, cursor)
		if err != nil {
			return err
		}
		for _, open := range page.Flags {
			ref := FlagRef{open.Entry, open.Number}
			switch {
			case len(meant.Flags)+len(meant.Left) == mostCleared:
				meant.More = true
				return nil
			case open.Departure, open.Kept:
				meant.Left = append(meant.Left, FlagLeft{ref, "A departure, and what is kept from departments, is cleared by its name: open the entry first."})
			default:
				meant.Flags = append(meant.Flags, ref)
			}
		}
		if cursor = page.Cursor; cursor == "" {
			return nil
		}
	}
}

// refusedAs is the reason for which one flag alone could not be cleared, or "".
func refusedAs(err error) string {
	var e *disclosure.Error
	if errors.As(err, &e) && slices.Contains([]disclosure.ErrorKind{disclosure.Forbidden, disclosure.Conflict, disclosure.NotFound, disclosure.Gone}, e.Kind) {
		return e.Detail
	}
	return ""
}

// Clearing is how a flag left the queue.
type Clearing struct {
	Entry  disclosure.EntryID `json:"entry" doc:"The entry of the clearing"`
	At     time.Time          `json:"at"`
	By     string             `json:"by" doc:"Name of who cleared it"`
	Reason string             `json:"reason"`
}

// clearings reads what cleared flags, by the place that says so, from items of which
// some are such places. One call, and none where there are none.
func (r *Registrar) clearings(ctx context.Context, register disclosure.Register, items map[store.Key]store.Item) (map[store.Key]*Clearing, error) {
	entryOf := map[store.Key]store.Key{}
	for key, item := range items {
		if strings.HasPrefix(key.Sort, clearedSort) {
			entryOf[key] = store.EntryKey(register.String(), text(item, attrBy))
		}
	}
	if len(entryOf) == 0 {
		return nil, nil
	}
	found, err := r.itemsAt(ctx, "load what cleared flags", slices.Collect(maps.Values(entryOf)))
	if err != nil {
		return nil, err
	}
	clearings := map[store.Key]*Clearing{}
	for key, at := range entryOf {
		item, there := found[at]
		if !there {
			continue
		}
		if clearings[key], err = clearingOf(item); err != nil {
			return nil, err
		}
	}
	return clearings, nil
}

func clearingOf(item store.Item) (*Clearing, error) {
	e, cleared, err := clearedIn(item)
	if err != nil {
		return nil, err
	}
	return &Clearing{Entry: e.ID, At: e.RecordedAt, By: e.RecordedBy.Name, Reason: cleared.Reason}, nil
}

// clearedIn returns the entry of a stored item, and the flag that it cleared.
func clearedIn(item store.Item) (e *disclosure.Entry, cleared disclosure.FlagCleared, err error) {
	if e, _, err = decodeEntry(item); err != nil {
		return nil, cleared, err
	}
	if err := json.Unmarshal(e.Body, &cleared); err != nil {
		return nil, cleared, fmt.Errorf("decode a clearance: %w", err)
	}
	return e, cleared, nil
}
