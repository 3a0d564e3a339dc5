package sealing_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/audit"
	"disclosure-register/pkg/ledger/ledgertest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/bucket"
	"disclosure-register/pkg/sealing/sealingtest"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

// Measured as ratios, since a machine's speed is its own:
//
//	go test -run '^$' -bench . ./pkg/sealing
//
// "x sha256" is how many times longer an entry takes than SHA-256 of its leaf
// in the same run.

// benchOffice is a register over SQLite and a real S3 server, or a bucket in
// memory.
func benchOffice(b *testing.B, real bool) (*office, sealing.Objects) {
	b.Helper()
	table, err := sqlite.Open(filepath.Join(b.TempDir(), "register.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = table.Close() })
	o := &office{table: table, bucket: sealingtest.NewBucket(b), key: newKey(b, 1), leaves: map[string]ledger.Leaf{}}
	if !real {
		return o, o.bucket
	}
	client, _, name := embeddedtest.Buckets(b)
	return o, bucket.New(client, name)
}

// hashing returns how long SHA-256 of one leaf takes.
func hashing() time.Duration {
	leaves := ledgertest.Leaves(0, 1<<16)
	begin := time.Now()
	for _, leaf := range leaves {
		sum := sha256.Sum256(leaf[:])
		leaves[0][2] = sum[0]
	}
	return max(1, time.Since(begin)/time.Duration(len(leaves)))
}

func report(b *testing.B, entries int, took time.Duration) {
	each := took / time.Duration(entries)
	b.ReportMetric(float64(entries)/took.Seconds(), "entries/s")
	b.ReportMetric(float64(each)/float64(hashing()), "x-sha256")
}

func BenchmarkSeal(b *testing.B) {
	for _, real := range []bool{false, true} {
		b.Run(fmt.Sprintf("real S3 %v", real), func(b *testing.B) {
			o, objects := benchOffice(b, real)
			entries, took := 0, time.Duration(0)
			for b.Loop() {
				o.record(b, 10*sealing.MaxBatch)
				begin := time.Now()
				got, err := sealing.New(o.table, objects, o.key, o.config()).Seal(b.Context(), register)
				if err != nil {
					b.Fatal(err)
				}
				took += time.Since(begin)
				entries += got.Sealed
			}
			report(b, entries, took)
		})
	}
}

func BenchmarkVerifyLog(b *testing.B) {
	log := ledgertest.New(b)
	log.Grow(100_000)
	keys := ledgertest.Keys(b)
	entries := 0
	begin := time.Now()
	for b.Loop() {
		v, err := audit.Log(log.Fetch, keys, audit.Options{})
		if err != nil || len(v.Problems) > 0 {
			b.Fatal(v.Problems, err)
		}
		entries += len(log.Leaves)
	}
	report(b, entries, time.Since(begin))
}

func BenchmarkVerifyReceipt(b *testing.B) {
	log := ledgertest.New(b)
	log.Grow(100_000)
	keys, receipt := ledgertest.Keys(b), log.Receipt(77_777).Bytes()
	begin := time.Now()
	n := 0
	for b.Loop() {
		if _, _, err := keys.OpenReceipt(receipt); err != nil {
			b.Fatal(err)
		}
		n++
	}
	report(b, n, time.Since(begin))
}

// BenchmarkReceiptAfterAcknowledgement measures, over SQLite and a real S3
// server, how long after its acknowledgement an entry's receipt can be had.
func BenchmarkReceiptAfterAcknowledgement(b *testing.B) {
	for _, writers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("%d writers", writers), func(b *testing.B) {
			o, real := benchOffice(b, true)
			objects := &announced{Objects: real, next: make(chan struct{})}
			ctx, stop := context.WithCancel(b.Context())
			loop := sealing.NewLoop(sealing.New(o.table, objects, o.key, o.config()), []string{register}, slog.New(slog.DiscardHandler))
			ended := make(chan struct{})
			go func() { defer close(ended); loop.Run(ctx) }()
			reader := sealing.NewReader(o.table, objects)
			var mu sync.Mutex
			var waits []time.Duration
			next := make(chan int)
			var all sync.WaitGroup
			for range writers {
				all.Go(func() {
					for n := range next {
						wait := receiptAfter(b, o, loop, reader, objects, n)
						mu.Lock()
						waits = append(waits, wait)
						mu.Unlock()
					}
				})
			}
			n := 0
			for b.Loop() {
				next <- n
				n++
			}
			close(next)
			all.Wait()
			stop()
			<-ended
			slices.Sort(waits)
			b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

func receiptAfter(b *testing.B, o *office, loop *sealing.Loop, reader *sealing.Reader, published *announced, n int) time.Duration {
	id := fmt.Sprintf("%08d", n)
	leaf := ledgertest.Leaves(n, 1)[0]
	put := store.Write{Action: store.Put, If: store.Absent(), Item: store.Item{Key: store.LeafKey(register, id), Attrs: store.Attrs{
		store.LeafAttr: leaf[:], store.PendingAttr: register, store.PendingSinceAttr: store.IndexSort(start, id),
	}}}
	if err := o.table.Transact(b.Context(), []store.Write{put}); err != nil {
		b.Error(err)
		return 0
	}
	acknowledged := time.Now()
	loop.Wake(register)
	for {
		next := published.checkpoint()
		_, err := reader.Receipt(b.Context(), register, id)
		if err == nil {
			return time.Since(acknowledged)
		}
		select {
		case <-next:
		case <-b.Context().Done():
			b.Error(err)
			return 0
		}
	}
}

// announced tells whoever waits that a checkpoint was published.
type announced struct {
	sealing.Objects
	mu   sync.Mutex
	next chan struct{} // closed when there is another checkpoint
}

// checkpoint is closed when one is published after this call.
func (a *announced) checkpoint() <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.next
}

func (a *announced) Replace(ctx context.Context, key string, data []byte, tag string) (string, error) {
	newTag, err := a.Objects.Replace(ctx, key, data, tag)
	a.mu.Lock()
	defer a.mu.Unlock()
	close(a.next)
	a.next = make(chan struct{})
	return newTag, err
}
