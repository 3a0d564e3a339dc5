package sealing_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// What clients of a register do, and see.
type (
	recordOp struct{ n int }   // acknowledged
	sealOp   struct{ had int } // answers the size it left published; had were acknowledged when it began
	readOp   struct{}          // answers the published log, as entries' numbers
)

// seen is what clients may have seen so far.
type seen struct {
	recorded string // a 1 for each entry that was acknowledged
	log      string // the longest log that was read: each entry as a rune
	least    int    // how many leaves are published at the least
}

// promise is what the register promises, as if each call happened at once:
// a log only grows, holds each acknowledged entry at most once, and when sealing
// returns holds all that had been acknowledged when it began.
var promise = porcupine.Model{
	Init: func() any { return seen{} },
	Step: func(state, input, output any) (bool, any) {
		s := state.(seen)
		switch in := input.(type) {
		case recordOp:
			recorded := []byte(s.recorded + strings.Repeat("0", max(0, in.n+1-len(s.recorded))))
			recorded[in.n] = '1'
			s.recorded = string(recorded)
			return true, s
		case sealOp:
			size := output.(int)
			ok := size >= in.had
			s.least = max(s.least, size)
			return ok, s
		default:
			log := output.(string)
			ok := strings.HasPrefix(log, s.log)
			count := 0
			found := map[rune]bool{}
			for _, entry := range log {
				ok = ok && int(entry) < len(s.recorded) && s.recorded[entry] == '1' && !found[entry]
				found[entry] = true
				count++
			}
			ok = ok && count >= s.least
			s.log, s.least = log, max(s.least, count)
			return ok, s
		}
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%T -> %q", input, output) },
}

func TestConcurrentHistoriesAreLinearizable(t *testing.T) {
	const rounds, clients, each = 6, 5, 6
	for range rounds {
		o := newOffice(t)
		var acknowledged atomic.Int64
		var mu sync.Mutex
		var history []porcupine.Operation
		begin := time.Now()
		call := func(client int, input any, act func() any) {
			from := time.Since(begin)
			output := act()
			if output == nil {
				return // it failed, and says nothing
			}
			mu.Lock()
			defer mu.Unlock()
			history = append(history, porcupine.Operation{
				ClientId: client, Input: input, Output: output, Call: int64(from), Return: int64(time.Since(begin)),
			})
		}
		var all sync.WaitGroup
		for client := range clients {
			all.Go(func() {
				for i := range each {
					switch (client + i) % 3 {
					case 0:
						n := client*each + i
						call(client, recordOp{n}, func() any {
							o.recordOne(t, n)
							acknowledged.Add(1)
							return true
						})
					case 1:
						call(client, sealOp{int(acknowledged.Load())}, func() any {
							report, err := o.sealer().Seal(context.Background(), register)
							if err != nil {
								return nil
							}
							return int(report.Size)
						})
					case 2:
						call(client, readOp{}, func() any { return o.readLog(t) })
					}
				}
			})
		}
		all.Wait()
		if !porcupine.CheckOperations(promise, history) {
			t.Fatalf("no order of these calls keeps the promise: %v", history)
		}
	}
}

// A history that breaks the promise is found out: the check can fail.
func TestHistoriesThatBreakThePromise(t *testing.T) {
	op := func(at int64, input, output any) porcupine.Operation {
		return porcupine.Operation{Input: input, Output: output, Call: at, Return: at + 1}
	}
	for name, history := range map[string][]porcupine.Operation{
		"an entry left out":         {op(0, recordOp{0}, true), op(2, sealOp{1}, 0)},
		"an entry twice":            {op(0, recordOp{0}, true), op(2, readOp{}, "\x00\x00")},
		"an entry out of nowhere":   {op(0, readOp{}, "\x00")},
		"a log that shrinks":        {op(0, recordOp{0}, true), op(2, readOp{}, "\x00"), op(4, readOp{}, "")},
		"a log that is reordered":   {op(0, recordOp{0}, true), op(2, recordOp{1}, true), op(4, readOp{}, "\x00\x01"), op(6, readOp{}, "\x01\x00")},
		"sealed, and not published": {op(0, recordOp{0}, true), op(2, sealOp{1}, 1), op(4, readOp{}, "")},
	} {
		if porcupine.CheckOperations(promise, history) {
			t.Errorf("%s: accepted", name)
		}
	}
}

// recordOne acknowledges entry n, whose leaf says which it is.
func (o *office) recordOne(t *testing.T, n int) {
	id := fmt.Sprintf("%08d", n)
	leaf := ledger.Leaf{ledger.LeafVersion, byte(n)}
	put := store.Write{Action: store.Put, If: store.Absent(), Item: store.Item{
		Key: store.LeafKey(register, id),
		Attrs: store.Attrs{
			store.LeafAttr: leaf[:], store.PendingAttr: register,
			store.PendingSinceAttr: store.IndexSort(start, id),
		},
	}}
	if err := o.table.Transact(context.Background(), []store.Write{put}); err != nil {
		t.Error(err)
	}
}

// readLog returns the published log, as entries' numbers.
func (o *office) readLog(t *testing.T) string {
	files := o.bucket.Files(register)
	signed, published := files[ledger.CheckpointPath]
	if !published {
		return ""
	}
	c, err := o.keys(t).Open(signed)
	if err != nil || c.N == 0 {
		return ""
	}
	leaves, err := ledger.OpenPublished(c.Tree, func(path string) ([]byte, error) { return files[path], nil }).Leaves(0)
	if err != nil {
		t.Errorf("read the published log: %v", err)
	}
	var log strings.Builder
	for _, leaf := range leaves {
		log.WriteRune(rune(leaf[1]))
	}
	return log.String()
}
