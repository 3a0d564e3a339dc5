package registrar

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// OpenFlag is a flag waiting for the DPO.
type OpenFlag struct {
	Entry      disclosure.EntryID `json:"entry"`
	Number     int                `json:"flag" doc:"Which of the entry's flags, counted from 0"`
	RecordedAt time.Time          `json:"recordedAt"`
	disclosure.Flag
}

// OpenFlags is a page of the DPO's queue: departures first, then the oldest.
type OpenFlags struct {
	Flags  []OpenFlag `json:"flags"`
	Cursor string     `json:"cursor,omitempty"`
}

const flagAttr = "flag"

// Queue returns a page of the flags not yet cleared, to the DPO or an auditor.
func (r *Registrar) Queue(ctx context.Context, by Looking, cursor string) (OpenFlags, error) {
	if _, err := maySee(by, "show-flags"); err != nil {
		return OpenFlags{}, err
	}
	p := plan{partition: store.OpenPartition(by.Caller.Register.String())}
	items, next, err := r.listed(ctx, "query the queue", by.Caller, p, store.Query{Limit: DefaultRows}, cursor)
	if err != nil {
		return OpenFlags{}, err
	}
	queue := OpenFlags{Flags: make([]OpenFlag, 0, len(items)), Cursor: next}
	for _, item := range items {
		doc, _ := item.Attrs[flagAttr].([]byte)
		open := OpenFlag{}
		if err := json.Unmarshal(doc, &open.Flag); err != nil {
			return OpenFlags{}, fmt.Errorf("decode a flag: %w", err)
		}
		at, id, n, err := store.ParseOpenSort(item.Sort)
		if err != nil {
			return OpenFlags{}, err
		}
		open.Entry, open.Number, open.RecordedAt = disclosure.EntryID(id), n, at
		queue.Flags = append(queue.Flags, open)
	}

	return seen(queue, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-flags", Results: len(queue.Flags)}))
}

// ClearFlag takes a flag off the queue. The flag stays in its entry; the
// clearing is an entry of its own, with its reason. Nobody clears a flag on what
// they recorded themselves, nor on an override that they authorised (XX-9).
func (r *Registrar) ClearFlag(ctx context.Context, by Asking, id disclosure.EntryID, n int, reason string) (Recorded, error) {
	if _, err := may(by.Caller, "clear-flag"); err != nil {
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
	return afresh(ctx, func(answer *Recorded) error {
		return r.clearFlag(ctx, by.Caller, o, id, n, reason, answer)
	})
}

func (r *Registrar) clearFlag(ctx context.Context, by disclosure.Caller, o once, id disclosure.EntryID, n int, reason string, answer *Recorded) error {
	register := by.Register.String()
	entryKey := store.EntryKey(register, id.String())
	items, err := r.itemsAt(ctx, "load the flagged entry", []store.Key{o.key, entryKey})
	if err != nil {
		return err
	}
	if earlier, there := items[o.key]; there {
		return o.first(earlier, answer)
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
	if flagged.RecordedBy.Caller == r.recordedBy(by).Caller {
		return disclosure.Fail(disclosure.Forbidden, "Nobody clears a flag on what they recorded themselves: ask another Data Protection Officer.")
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
	draft.also(store.Write{
		Action: store.Delete, If: store.Present(),
		Item: store.Item{Key: store.OpenKey(register, flag.Departure, flagged.RecordedAt, id.String(), n)},
	})
	draft.otherwise(disclosure.Fail(disclosure.Conflict, "This flag has been cleared already."))
	if recordedInShort(flag) {
		if err := draft.unwatch(stored, store.WatchPartition(register, store.WatchEmergency)); err != nil {
			return err
		}
	}
	draft.also((&caseFile{Case: disclosure.Case{Ref: flagged.Case}}).unfenced(by.Register))
	draft.index(at, []term{{store.ByEntry, root.String()}, {store.ByCaseEvent, flagged.Case.String()}},
		store.Attrs{attrKind: string(disclosure.KindFlagCleared), flagAttr: strconv.Itoa(n)})
	return r.conclude(ctx, o, draft, answer)
}

func noFlag() error { return disclosure.Fail(disclosure.NotFound, "There is no such flag.") }

// overrodeBy reports whether the caller authorised the override in a flagged
// entry. Who authorised is known by name alone, so names are compared.
func overrodeBy(by disclosure.Caller, flagged *disclosure.Entry) (bool, error) {
	d, _, err := flagged.Disclosed()
	if err != nil || d == nil || d.Override == nil {
		return false, err
	}
	return disclosure.SearchName(d.Override.AuthorisedBy.Name) == disclosure.SearchName(by.Name), nil
}
