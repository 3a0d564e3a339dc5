package desk

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// List is a list of entries over the whole register, in the order of a day.
type List struct {
	partition func(register string) string
	limit     int  // of a page
	latest    bool // the latest first, and from no day
}

func watched(list store.Watch, limit int) List {
	return List{func(register string) string { return store.WatchPartition(register, list) }, limit, false}
}

// The lists. Pages are bounded so that one record of the look is found by all that they
// show: a disclosure's entry, its case and one person, or a person. A marker costs its
// question a query more.
var (
	ListWithholdings = watched(store.WatchWithholding, MaxShown/3) // from the day of their review
	ListTellings     = watched(store.WatchTelling, MaxShown/3)     // from the day on which the person is to be told
	ListEmergencies  = watched(store.WatchEmergency, MaxShown/3)   // from the day of sharing
	ListMarkers      = watched(store.WatchMarker, 20)              // from the day on which they are to be looked at
	ListObjections   = watched(store.WatchObjection, 50)           // from the day on which they were made
	ListAgreements   = watched(store.WatchAgreement, store.MaxBatch)
	// ListClosedBreaches is by the day from which what is on record of each holds.
	ListClosedBreaches = List{func(register string) string { return store.WatchPartition(register, store.WatchClosed) }, 50, true}
	ListRequests       = watched(store.WatchRequest, 50) // by their last day
	ListAnswered       = List{func(register string) string {
		return store.IndexPartition(register, store.ByAnswered, answeredRequests)
	}, 50, true}
)

// ListAgreementsOf lists the agreements that the department recorded, as [ListAgreements]
// does all. Whose others are tells nothing in it.
func ListAgreementsOf(department string) List {
	return watched(store.WatchAgreements(disclosure.Canonical(department)), store.MaxBatch)
}

// EmptyReads bounds how often one page is read where nothing that was read is shown: a
// filter is applied to what was read, and what has been put right since stays listed for
// a while. DraftReads does where each read works out the answers to some twenty people.
const (
	EmptyReads = 10
	DraftReads = 3
)

// ReadOn reads a page until there is enough of it, and at most so many times. What is
// left is for the next page.
func ReadOn(most int, read func() (enough bool, err error)) error {
	for range most {
		if enough, err := read(); enough || err != nil {
			return err
		}
	}
	return nil
}

// PageOf asks for a page of a list.
type PageOf struct {
	List List
	// Through is the last day, and zero where all of the list is asked for. Where it was
	// asked for, Asked, a cursor fits that day alone; otherwise it is today, whenever that is.
	Through disclosure.Date
	Asked   bool
	Cursor  string
	// Shows says what a look that shows an entry is found by; nil where it is nothing.
	Shows func(*disclosure.Entry) (Sight, error)
	// Keeps says whether a line is still one of the list; nil where every one is.
	Keeps func(Waits) (bool, error)
	// Stands leaves out, of facts, what awaits the Data Protection Officer or was refused,
	// and what has been replaced. It costs a batch read of what is known about each.
	Stands bool
}

// Waits is an entry on a list, the day from which it is there, and what a look that
// shows it is found by.
type Waits struct {
	Since disclosure.Date // zero on a list of what waits no more, and of an agreement with no end
	Entry *disclosure.Entry
	Sight Sight
}

// List reads a page of a list and its entries: one query and one batch read, another where
// [PageOf].Stands, and as much again while nothing is found ([EmptyReads]). A page of many
// people is cut to what one record of the look is found by. One disposed of since the list
// was read is left out. The next page's cursor is "" when there is none.
func (r *Registrar) List(ctx context.Context, by disclosure.Caller, q PageOf) (waits []Waits, next string, err error) {
	err = ReadOn(EmptyReads, func() (bool, error) {
		waits, q.Cursor, err = r.listOn(ctx, by, q)
		return len(waits) > 0 || q.Cursor == "", err
	})
	return waits, q.Cursor, err
}

func (r *Registrar) listOn(ctx context.Context, by disclosure.Caller, q PageOf) (waits []Waits, next string, err error) {
	p := plan{partition: q.List.partition(by.Register.String())}
	query := store.Query{Limit: q.List.limit, Descending: q.List.latest}
	if !q.Through.IsZero() {
		query.To = store.WatchThrough(q.Through.String())
	}
	if q.Asked {
		p.to = query.To
	}
	listed, next, err := r.listed(ctx, "query a list", by, p, query, q.Cursor)
	if err != nil {
		return nil, "", err
	}
	keys := make([]store.Key, 0, len(listed))
	for _, item := range listed {
		_, id, err := store.ParseWatchSort(item.Sort)
		if err != nil {
			return nil, "", err
		}
		keys = append(keys, store.EntryKey(by.Register.String(), id))
	}
	found, err := r.itemsAt(ctx, "load what is listed", keys)
	if err != nil {
		return nil, "", err
	}
	if q.Stands {
		if found, err = r.thoseThatStand(ctx, by.Register, found); err != nil {
			return nil, "", err
		}
	}
	var shown []term
	for i, item := range listed {
		stored, there := found[keys[i]]
		if !there {
			continue
		}
		var w Waits
		if from, _, _ := store.ParseWatchSort(item.Sort); !q.List.latest && from != noEnd.String() {
			if w.Since, err = disclosure.ParseDate(from); err != nil {
				return nil, "", err
			}
		}
		if w.Entry, _, err = decodeEntry(stored); err != nil {
			return nil, "", err
		}
		if q.Keeps != nil {
			if keeps, err := q.Keeps(w); err != nil {
				return nil, "", err
			} else if !keeps {
				continue
			}
		}
		if q.Shows != nil {
			if w.Sight, err = q.Shows(w.Entry); err != nil {
				return nil, "", err
			}
		}
		if shown = unique(append(shown, r.foundBySight(by.Register, w.Sight)...)); len(shown) > MaxShown && len(waits) > 0 {
			return waits, r.closeCursor(by, p, listed[i-1].Sort), nil
		}
		waits = append(waits, w)
	}
	return waits, next, nil
}

// thoseThatStand keeps, of entries of facts, those that count for everybody.
func (r *Registrar) thoseThatStand(ctx context.Context, register disclosure.Register, entries map[store.Key]store.Item) (map[store.Key]store.Item, error) {
	places, ids := map[store.Key]facts.Place{}, map[store.Key]disclosure.EntryID{}
	var keys []store.Key
	for key, item := range entries {
		entry, f, err := factIn(item)
		if err != nil {
			return nil, err
		}
		how := facts.Dryly
		if policy.MayBeKept(f.Kind) {
			how = facts.Wholly
		}
		places[key], ids[key] = r.factPlace(register, f.About), entry.ID
		keys = append(keys, places[key].Keys(how)...)
	}
	items, err := r.itemsAt(ctx, "load what is known", keys)
	if err != nil {
		return nil, err
	}
	stand := map[store.Key]store.Item{}
	for key, place := range places {
		about, err := facts.In(items, place)
		if err != nil {
			return nil, err
		}
		if facts.Find(facts.Standing(about.Known), ids[key]) != nil {
			stand[key] = entries[key]
		}
	}
	return stand, nil
}

// FactOf is the fact that the entry recorded.
func FactOf(e *disclosure.Entry) (disclosure.Fact, error) { return facts.Of(e) }

// WordsAbout reads the disclosures about the subject that have the aspect as they now
// read, newest first. It queries the subject's entries, and reads those alone.
func (r *Registrar) WordsAbout(ctx context.Context, register disclosure.Register, subject string, aspect policy.Aspect) ([]Word, error) {
	if err := r.findable(ctx, register); err != nil {
		return nil, err
	}
	var about []Word
	query := store.Query{
		Partition:  store.IndexPartition(register.String(), store.BySubject, r.keys.subject(register, subject)),
		Descending: true, Limit: store.MaxPage,
	}
	for page, err := range r.pages(ctx, "query a subject's disclosures", query) {
		if err != nil {
			return nil, err
		}
		having := slices.DeleteFunc(page, func(item store.Item) bool { return !matches(item.Attrs, term{store.ByAspect, string(aspect)}) })
		for some := range slices.Chunk(having, MaxReadings) {
			words, err := r.wordsOf(ctx, register, some)
			if err != nil {
				return nil, err
			}
			for _, w := range words {
				about = append(about, w.Word)
			}
		}
	}
	return about, nil
}
