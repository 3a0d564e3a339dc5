package desk

import (
	"io"
	"sync"
	"time"

	"disclosure-register/pkg/disclosure"
)

// entryIDs makes the ids of entries. An id carries the very instant at which its
// entry says it was recorded, and so an access, whose key holds both, is found
// by its id alone. Ids of one process sort as they were made, within a
// millisecond too. The zero entryIDs is ready for use, concurrently.
type entryIDs struct {
	mu    sync.Mutex
	last  time.Time
	order uint16 // of the last id within its millisecond
}

// next returns an id for an entry recorded at the instant. After 4,096 in one
// millisecond their order starts again; they stay unique.
func (ids *entryIDs) next(at time.Time, random io.Reader) (disclosure.EntryID, error) {
	ids.mu.Lock()
	defer ids.mu.Unlock()
	ids.order++
	if !at.Equal(ids.last) {
		ids.last, ids.order = at, 0
	}
	return disclosure.NewEntryID(at, ids.order, random)
}
