package exporting

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/plain"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/sealing"
)

// source is where a bundle's rows come from, in the log's order.
type source interface {
	// end is a size that the log must have for all of the rows to be in it.
	end() int64
	// opens reports whether it has people of parts of shares.
	opens() bool
	// next returns at most [desk.EntriesAtOnce] places, and none after the last.
	next(ctx context.Context) ([]place, error)
}

// sourceOf finds the places of the job's rows, and the range that it states.
func (j *Jobs) sourceOf(ctx context.Context, register disclosure.Register, asked job) (source, *LogRange, []string, error) {
	if asked.Wanted != nil {
		complete := *asked.Wanted
		if complete.End == 0 {
			own, err := j.sealedPlaces(ctx, register, []place{{Listed: desk.Listed{ID: asked.Asked}}})
			if err != nil {
				return nil, nil, nil, err
			}
			if len(own) == 0 {
				return nil, nil, nil, errors.New("the leaf of the request's own access is not there")
			}
			complete.End = own[0].index + 1
		}
		return &span{j: j, register: register, at: complete.First, until: complete.End}, &complete, nil, nil
	}
	found, warnings, err := j.selection(ctx, register, asked.Search)
	return found, nil, warnings, err
}

// idsAtOnce is how many ids of a range are read before their entries are.
const idsAtOnce = 100 * desk.EntriesAtOnce

// span is a range of the log.
type span struct {
	j         *Jobs
	register  disclosure.Register
	at, until int64
	ids       []string // of the places from at on
}

func (s *span) end() int64 { return s.until }

// opens reports that a range names nobody whom a part of a share does not name.
func (*span) opens() bool { return false }

func (s *span) next(ctx context.Context) ([]place, error) {
	if s.at == s.until {
		return nil, nil
	}
	if len(s.ids) == 0 {
		var err error
		if s.ids, err = s.j.log.Entries(ctx, s.register.String(), s.at, min(s.until, s.at+idsAtOnce)); err != nil {
			return nil, fmt.Errorf("find the entries from leaf %d: %w", s.at, err)
		}
	}
	places := make([]place, min(len(s.ids), desk.EntriesAtOnce))
	for i := range places {
		places[i] = place{index: s.at, Listed: desk.Listed{ID: disclosure.EntryID(s.ids[i])}}
		s.at++
	}
	s.ids = s.ids[len(places):]
	return places, nil
}

// selection are the places of what a search finds.
type selection struct{ places []place }

// opens reports whether somebody in a part of a share is among it.
func (s *selection) opens() bool {
	return slices.ContainsFunc(s.places, func(p place) bool { return p.person != desk.Place{} })
}

func (s *selection) end() int64 {
	if len(s.places) == 0 {
		return 0
	}
	return s.places[len(s.places)-1].index + 1
}

func (s *selection) next(context.Context) ([]place, error) {
	n := min(len(s.places), desk.EntriesAtOnce)
	page := s.places[:n]
	s.places = s.places[n:]
	return page, nil
}

// tooManyRows says that a search finds more than a bundle holds. To begin again
// would find no fewer.
type tooManyRows struct{ most int }

func (e tooManyRows) Error() string {
	return fmt.Sprintf("The filter finds more than %s entries, the most that one bundle has. Ask for several, each from one day to another.", plain.Number(e.most))
}

// selection finds every place before any row is written, since a bundle is in
// the log's order and a search is not.
func (j *Jobs) selection(ctx context.Context, register disclosure.Register, search desk.Search) (*selection, []string, error) {
	var listed []place
	err := j.desk.EachFound(ctx, register, search, func(found desk.Found) error {
		for _, l := range found.Listed() {
			listed = append(listed, place{Listed: l})
		}
		in, err := j.desk.Memberships(ctx, register, found)
		if err != nil {
			return err
		}
		for _, m := range in {
			listed = append(listed, place{Listed: m.Part, person: m.Part.Place})
			if m.Removal.ID != "" {
				listed = append(listed, place{Listed: m.Removal})
			}
		}
		if len(listed) > j.bundleRows {
			return tooManyRows{j.bundleRows}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if listed, err = j.withWhatBecameOf(ctx, register, listed); err != nil {
		return nil, nil, err
	}
	slices.SortFunc(listed, func(a, b place) int { return cmp.Compare(a.ID, b.ID) })
	listed = slices.CompactFunc(listed, func(a, b place) bool { return a.ID == b.ID }) // somebody may have listed one twice
	s := &selection{places: make([]place, 0, len(listed))}
	for batch := range slices.Chunk(listed, desk.LeavesAtOnce) {
		sealed, err := j.sealedPlaces(ctx, register, batch)
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

// withWhatBecameOf adds to disclosures and corrections what corrected each, what corrected
// that, and what cleared the flags of all of them: an entry without them would be shown
// as if nothing had become of it. It is two batch reads for fifty entries.
func (j *Jobs) withWhatBecameOf(ctx context.Context, register disclosure.Register, listed []place) ([]place, error) {
	known := map[disclosure.EntryID]bool{}
	for _, p := range listed {
		known[p.ID] = true
	}
	for look := listed; len(look) > 0; {
		var more []place
		for some := range slices.Chunk(look, desk.EntriesAtOnce) {
			became, err := j.desk.WhatBecameOf(ctx, register, idsOf(some))
			if err != nil {
				return nil, err
			}
			for _, l := range became {
				if !known[l.ID] {
					known[l.ID] = true
					more = append(more, place{Listed: l})
				}
			}
			if len(listed)+len(more) > j.bundleRows {
				return nil, tooManyRows{j.bundleRows}
			}
		}
		listed = append(listed, more...)
		look = more
	}
	return listed, nil
}

// sealedPlaces finds the indexes of at most [desk.LeavesAtOnce] entries, waiting for
// those that are on their way into the log. One whose leaf is gone is left out.
func (j *Jobs) sealedPlaces(ctx context.Context, register disclosure.Register, places []place) ([]place, error) {
	var sealed []place
	err := j.untilSealed(ctx, func() (bool, error) {
		at, all, err := j.desk.Sealed(ctx, register, idsOf(places))
		if err != nil || !all {
			return false, err
		}
		for _, p := range places {
			if index, there := at[p.ID]; there {
				p.index = index
				sealed = append(sealed, p)
			}
		}
		return true, nil
	})
	return sealed, err
}

// sealedUpTo reads the published log once it has so many leaves.
func (j *Jobs) sealedUpTo(ctx context.Context, register disclosure.Register, size int64) (view *sealing.View, err error) {
	err = j.untilSealed(ctx, func() (bool, error) {
		view, err = j.log.View(ctx, register.String())
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
// some two minutes, and then fails, to be begun again. Where exports take turns it
// waits a second, and gives its turn back, most often some six minutes in all.
const (
	sealedTries = 400
	sealedPause = 6 // as a retry: up to 640 ms
	turnTries   = 3
	mostWaits   = 30
)

func (j *Jobs) untilSealed(ctx context.Context, look func() (done bool, err error)) error {
	tries := sealedTries
	if j.takeTurns {
		tries = turnTries
	}
	for range tries {
		done, err := look()
		if err != nil || done {
			return err
		}
		j.desk.Pause(ctx, sealedPause)
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("%w: %w", errNotSealed, err)
		}
	}
	return errNotSealed
}

// disposedMeanwhile reports whether an entry that a search found has been
// destroyed since: it is no longer listed either. Of a range nothing is left out.
func (j *Jobs) disposedMeanwhile(ctx context.Context, p place) (bool, error) {
	if p.Place == (desk.Place{}) {
		return false, nil
	}
	there, err := j.desk.StillThere(ctx, p.Place)
	return !there, err
}
