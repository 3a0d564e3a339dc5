package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// source is where a bundle's rows come from, in the log's order.
type source interface {
	// end is a size that the log must have for all of the rows to be in it.
	end() int64
	// next returns at most [entriesAtOnce] places, and none after the last.
	next(ctx context.Context) ([]place, error)
}

// sourceOf finds the places of the job's rows, and the range that it states.
func (r *Registrar) sourceOf(ctx context.Context, register disclosure.Register, j job) (source, *LogRange, []string, error) {
	if j.Wanted != nil {
		complete := *j.Wanted
		if complete.End == 0 {
			own, err := r.sealedPlaces(ctx, register, []place{{id: j.Asked}})
			if err != nil {
				return nil, nil, nil, err
			}
			if len(own) == 0 {
				return nil, nil, nil, errors.New("the leaf of the request's own access is not there")
			}
			complete.End = own[0].index + 1
		}
		return &span{r: r, register: register, at: complete.First, until: complete.End}, &complete, nil, nil
	}
	found, warnings, err := r.selection(ctx, register, j.Search)
	return found, nil, warnings, err
}

// idsAtOnce is how many ids of a range are read before their entries are.
const idsAtOnce = 100 * entriesAtOnce

// span is a range of the log.
type span struct {
	r         *Registrar
	register  disclosure.Register
	at, until int64
	ids       []string // of the places from at on
}

func (s *span) end() int64 { return s.until }

func (s *span) next(ctx context.Context) ([]place, error) {
	if s.at == s.until {
		return nil, nil
	}
	if len(s.ids) == 0 {
		var err error
		if s.ids, err = s.r.log.Entries(ctx, s.register.String(), s.at, min(s.until, s.at+idsAtOnce)); err != nil {
			return nil, fmt.Errorf("find the entries from leaf %d: %w", s.at, err)
		}
	}
	places := make([]place, min(len(s.ids), entriesAtOnce))
	for i := range places {
		places[i] = place{index: s.at, id: disclosure.EntryID(s.ids[i])}
		s.at++
	}
	s.ids = s.ids[len(places):]
	return places, nil
}

// selection are the places of what a search finds.
type selection struct{ places []place }

func (s *selection) end() int64 {
	if len(s.places) == 0 {
		return 0
	}
	return s.places[len(s.places)-1].index + 1
}

func (s *selection) next(context.Context) ([]place, error) {
	n := min(len(s.places), entriesAtOnce)
	page := s.places[:n]
	s.places = s.places[n:]
	return page, nil
}

// tooManyRows says that a search finds more than a bundle holds. To begin again
// would find no fewer.
type tooManyRows struct{ most int }

func (e tooManyRows) Error() string {
	return fmt.Sprintf("The filter finds more than %d entries, the most that one bundle has. Ask for several, each from one day to another.", e.most)
}

// selection finds every place before any row is written, since a bundle is in
// the log's order and a search is not.
func (r *Registrar) selection(ctx context.Context, register disclosure.Register, search Search) (*selection, []string, error) {
	p, err := r.plan(ctx, disclosure.Caller{Register: register}, power.All, search)
	if err != nil {
		return nil, nil, err
	}
	var listed []place
	for after := ""; ; {
		items, next, err := r.page(ctx, p, after, store.MaxPage)
		if err != nil {
			return nil, nil, err
		}
		for _, item := range items {
			listed = append(listed, place{id: entryOf(item), listed: item.Key})
		}
		if len(listed) > r.bundleRows {
			return nil, nil, tooManyRows{r.bundleRows}
		}
		if next == "" {
			break
		}
		after = next
	}
	if listed, err = r.withWhatWasSaid(ctx, register, listed); err != nil {
		return nil, nil, err
	}
	slices.SortFunc(listed, func(a, b place) int { return cmp.Compare(a.id, b.id) })
	listed = slices.CompactFunc(listed, func(a, b place) bool { return a.id == b.id }) // somebody may have listed one twice
	s := &selection{places: make([]place, 0, len(listed))}
	for batch := range slices.Chunk(listed, store.MaxBatch) {
		sealed, err := r.sealedPlaces(ctx, register, batch)
		if err != nil {
			return nil, nil, err
		}
		s.places = append(s.places, sealed...)
	}
	slices.SortFunc(s.places, func(a, b place) int { return cmp.Compare(a.index, b.index) })
	var warnings []string
	if missing := len(listed) - len(s.places); missing > 0 {
		warnings = append(warnings, fmt.Sprintf("NOT IN THE BUNDLE: %d entries that the filter finds have no leaf. Every entry is recorded with one, and leaves are kept for ever: somebody removed it.", missing))
	}
	return s, warnings, nil
}

// withWhatWasSaid adds to disclosures and corrections what corrected each, what corrected
// that, and what cleared the flags of all of them: an entry without them would be shown
// as if nothing had become of it. It is two batch reads for fifty entries.
func (r *Registrar) withWhatWasSaid(ctx context.Context, register disclosure.Register, listed []place) ([]place, error) {
	known := map[disclosure.EntryID]bool{}
	for _, p := range listed {
		known[p.id] = true
	}
	for look := listed; len(look) > 0; {
		var more []place
		for some := range slices.Chunk(look, entriesAtOnce) {
			said, err := r.saidOf(ctx, register, some)
			if err != nil {
				return nil, err
			}
			for _, p := range said {
				if !known[p.id] {
					known[p.id] = true
					more = append(more, p)
				}
			}
			if len(listed)+len(more) > r.bundleRows {
				return nil, tooManyRows{r.bundleRows}
			}
		}
		listed = append(listed, more...)
		look = more
	}
	return listed, nil
}

// saidOf finds what corrected the entries, and what cleared their flags. Each is listed
// where the place of it says so, and is gone when that is.
func (r *Registrar) saidOf(ctx context.Context, register disclosure.Register, of []place) ([]place, error) {
	entries, err := r.stored(ctx, register, of)
	if err != nil {
		return nil, err
	}
	var keys []store.Key
	for _, p := range of {
		item, there := entries[p.id]
		if !there {
			continue
		}
		keys = append(keys, correctedKey(register, p.id))
		var flagged struct {
			Flags []json.RawMessage `json:"flags"`
		}
		bytes, _ := content(item)
		if json.Unmarshal(bytes, &flagged) != nil {
			continue // the bundle shows it as changed
		}
		for n := range flagged.Flags {
			keys = append(keys, clearedKey(register, p.id, n))
		}
	}
	marks, err := r.itemsAt(ctx, "load what corrected entries and cleared flags", keys)
	if err != nil {
		return nil, err
	}
	var said []place
	for _, key := range keys {
		if id := text(marks[key], attrBy); id != "" {
			said = append(said, place{id: disclosure.EntryID(id), listed: key})
		}
	}
	return said, nil
}

// sealedPlaces finds the indexes of at most [store.MaxBatch] entries, waiting for
// those that are on their way into the log. One whose leaf is gone is left out.
func (r *Registrar) sealedPlaces(ctx context.Context, register disclosure.Register, places []place) ([]place, error) {
	var keys []store.Key
	of := map[store.Key]place{}
	for _, p := range places {
		key := store.LeafKey(register.String(), p.id.String())
		keys, of[key] = append(keys, key), p
	}
	var sealed []place
	err := r.untilSealed(ctx, func() (bool, error) {
		items, err := r.itemsAt(ctx, "load leaves", keys)
		if err != nil {
			return false, err
		}
		sealed = sealed[:0]
		for key, item := range items {
			index, is := item.Attrs[sealing.IndexAttr].(int64)
			if !is {
				return false, nil
			}
			p := of[key]
			p.index = index
			sealed = append(sealed, p)
		}
		return true, nil
	})
	return sealed, err
}

// sealedUpTo reads the published log once it has so many leaves.
func (r *Registrar) sealedUpTo(ctx context.Context, register disclosure.Register, size int64) (view *sealing.View, err error) {
	err = r.untilSealed(ctx, func() (bool, error) {
		view, err = r.log.View(ctx, register.String())
		if errors.Is(err, sealing.ErrNotYet) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("read the published log: %w", err)
		}
		return view.Checkpoint.N >= size, nil
	})
	return view, err
}

// errNotSealed says that entries did not reach the published log in time.
var errNotSealed = errors.New("entries are still not in the published log")

// An entry is in the published log within a second or so. A job waits for it
// some two minutes, and then fails, to be begun again.
const (
	sealedTries = 400
	sealedPause = 6 // as a retry: up to 640 ms
)

func (r *Registrar) untilSealed(ctx context.Context, look func() (done bool, err error)) error {
	for range sealedTries {
		done, err := look()
		if err != nil || done {
			return err
		}
		r.pause(ctx, sealedPause)
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("%w: %w", errNotSealed, err)
		}
	}
	return errNotSealed
}

// disposedMeanwhile reports whether an entry that a search found has been
// destroyed since: it is no longer listed either. Of a range nothing is left out.
func (r *Registrar) disposedMeanwhile(ctx context.Context, p place) (bool, error) {
	if p.listed == (store.Key{}) {
		return false, nil
	}
	page, err := r.table.Query(ctx, store.Query{Partition: p.listed.Partition, From: p.listed.Sort, Limit: 1})
	if err != nil {
		return false, read("look whether an entry is still listed", err)
	}
	return len(page.Items) == 0 || page.Items[0].Key != p.listed, nil
}
