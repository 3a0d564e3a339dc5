package recording

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// ClearFlag takes a flag off the queue. The flag stays in its entry; the
// clearing is an entry of its own, with its reason. Nobody clears a flag on what
// they recorded themselves, nor on an override that they authorised (XX-9).
func (r *Records) ClearFlag(ctx context.Context, by desk.Asking, id disclosure.EntryID, n int, reason string) (desk.Recorded, error) {
	return r.clearOneOf(ctx, by, id, n, reason, store.Write{})
}

// clearOneOf is [Registrar.ClearFlag]. What is to be cleared by the same call, if
// anything, is stored with the clearing.
func (r *Records) clearOneOf(ctx context.Context, by desk.Asking, id disclosure.EntryID, n int, reason string, meant store.Write) (desk.Recorded, error) {
	if _, err := power.May(by.Caller, "clear-flag"); err != nil {
		return desk.Recorded{}, err
	}
	o, err := r.desk.Request(by, "clear-flag", struct {
		ID     disclosure.EntryID
		N      int
		Reason string
	}{id, n, reason})
	if err != nil {
		return desk.Recorded{}, err
	}
	return desk.Afresh(ctx, func(answer *desk.Recorded) error {
		return r.clearFlag(ctx, by.Caller, o, id, n, reason, meant, answer)
	})
}

func (r *Records) clearFlag(ctx context.Context, by disclosure.Caller, o desk.Request, id disclosure.EntryID, n int, reason string, meant store.Write, answer *desk.Recorded) error {
	register := by.Register.String()
	entryKey := store.EntryKey(register, id.String())
	items, err := r.desk.Items(ctx, "load the flagged entry", []store.Key{o.Key, entryKey})
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
	entry, err := desk.StoredIn(stored)
	if err != nil {
		return err
	}
	flagged := entry.Entry
	if n < 0 || n >= len(flagged.Flags) {
		return noFlag()
	}
	if flagged.Case == "" {
		// A clearing is destroyed with its case: of what has none it would stay for good.
		return disclosure.Fail(disclosure.Conflict, "This flag is put right, and not cleared. It leaves the queue so: "+flagged.Flags[n].Clears)
	}
	if r.desk.RecordedIt(by, flagged.RecordedBy) {
		return disclosure.Fail(disclosure.Forbidden, "Nobody clears a flag on what they recorded themselves, or somebody of their name did: ask another Data Protection Officer.")
	}
	if own, err := overrodeBy(by, flagged); err != nil {
		return err
	} else if own {
		return disclosure.Fail(disclosure.Forbidden, "Nobody clears a flag on an override that they authorised: ask another Data Protection Officer.")
	}
	flag, at := flagged.Flags[n], r.desk.Now()
	root := flagged.ID
	if flagged.Kind == disclosure.KindCorrection {
		root = flagged.About
	}
	draft, err := r.desk.Draft(by, at, disclosure.Entry{Kind: disclosure.KindFlagCleared, Case: flagged.Case, About: id},
		disclosure.FlagCleared{Flag: n, Rule: flag.Rule, Reason: reason, Kept: flag.Kept})
	if err != nil {
		return err
	}
	draft.Also(store.Write{
		Action: store.Delete, If: store.Present(),
		Item: store.Item{Key: store.OpenKey(register, flag.Departure, flagged.RecordedAt, id.String(), n)},
	})
	draft.Otherwise(disclosure.Fail(disclosure.Conflict, "This flag has been cleared already."))
	if flag.Rule == policy.EmergencyRule {
		if err := draft.Unwatch(stored, store.WatchPartition(register, store.WatchEmergency)); err != nil {
			return err
		}
	}
	if draft.File, err = entry.CaseName(); err != nil {
		return err
	}
	draft.Also(desk.Unfenced(by.Register, draft.File))
	draft.Clears(root, id, n)
	if meant.Item.Attrs != nil {
		draft.Put(meant.Item.Key, meant.Item.Attrs, meant.If)
	}
	return r.desk.CommitRecorded(ctx, o, draft, answer)
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
func (r *Records) ClearFlags(ctx context.Context, by desk.Asking, c FlagsToClear) (FlagsCleared, error) {
	if _, err := power.May(by.Caller, "clear-flags"); err != nil {
		return FlagsCleared{}, err
	}
	var wrong form.Findings
	wrong.Refuse((len(c.Flags) == 0) == (c.Filter == nil), "", "Name the flags, or give a filter: one of the two.")
	wrong.Refuse(c.Filter != nil && *c.Filter == FlagFilter{}, "/filter", "Say which flags: an empty filter would clear the whole queue.")
	if wrong != nil {
		return FlagsCleared{}, form.NotWellFormed(wrong...)
	}
	o, err := r.desk.Request(by, "clear-flags", c)
	if err != nil {
		return FlagsCleared{}, err
	}
	meant, keep, err := r.flagsMeant(ctx, by.Caller, o, c)
	if err != nil {
		return FlagsCleared{}, err
	}
	done := FlagsCleared{Cleared: []FlagCleared{}, Left: append([]FlagLeft{}, meant.Left...), More: meant.More}
	for _, flag := range meant.Flags {
		each := desk.Asking{Caller: by.Caller, IdempotencyKey: by.IdempotencyKey + "/" + flag.Entry.String() + "/" + strconv.Itoa(flag.Flag)}
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
func (r *Records) flagsMeant(ctx context.Context, by disclosure.Caller, o desk.Request, c FlagsToClear) (meant flagsMeant, keep store.Write, err error) {
	items, err := r.desk.Items(ctx, "load what an earlier call was to clear", []store.Key{o.Key})
	if err != nil {
		return meant, keep, err
	}
	if earlier, there := items[o.Key]; there {
		return meant, keep, o.First(earlier, &meant)
	}
	for _, flag := range c.Flags { // each once, however often it is named
		if !slices.Contains(meant.Flags, flag) {
			meant.Flags = append(meant.Flags, flag)
		}
	}
	if c.Filter != nil {
		if err := r.findFlags(ctx, by, *c.Filter, &meant); err != nil {
			return meant, keep, err
		}
	}
	keep, err = r.desk.Keep(o, meant)
	return meant, keep, err
}

// findFlags adds the open flags that the filter means, but for those that are cleared by
// name alone, which it leaves with the reason.
func (r *Records) findFlags(ctx context.Context, by disclosure.Caller, filter FlagFilter, meant *flagsMeant) error {
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
