package sealing_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

func TestFirstRunPublishesTheEmptyLog(t *testing.T) {
	o := newOffice(t)
	if got := o.seal(t); got.Size != 0 || got.Sealed != 0 {
		t.Errorf("got %+v", got)
	}
	o.check(t)
}

func TestEntriesAreSealedInTheOrderTheyWereRecorded(t *testing.T) {
	o := newOffice(t)
	o.record(t, 5)
	if got := o.seal(t); got.Sealed != 5 || got.Size != 5 || !got.Oldest.IsZero() {
		t.Errorf("got %+v", got)
	}
	o.check(t)
	for index, id := range []string{"00000000", "00000001", "00000002", "00000003", "00000004"} {
		item, err := o.table.Get(t.Context(), store.LeafKey(register, id))
		if err != nil || item.Attrs[sealing.IndexAttr] != int64(index) {
			t.Errorf("entry %s is at %v, %v; want %d", id, item.Attrs[sealing.IndexAttr], err, index)
		}
	}
}

func TestMoreThanOneBatch(t *testing.T) {
	o := newOffice(t)
	o.record(t, 2*sealing.MaxBatch+60)
	if got := o.seal(t); got.Sealed != 2*sealing.MaxBatch+60 {
		t.Errorf("sealed %d", got.Sealed)
	}
	o.check(t)
	o.record(t, 1)
	o.seal(t)
	o.check(t)
}

// A run takes what was pending when it came to it, and ends though more is recorded all
// the while: the next run has that.
func TestARunEndsWhileMoreIsRecorded(t *testing.T) {
	o := newOffice(t)
	o.record(t, 3)
	busy := &busyTable{Table: o.table, record: func() { o.record(t, 1) }, most: 20}
	got, err := sealing.New(busy, o.bucket, o.key, o.config()).Seal(t.Context(), register)
	if err != nil || got.Sealed != 3 || busy.recorded == 0 {
		t.Errorf("sealed %d of 3 while %d more were recorded: %v", got.Sealed, busy.recorded, err)
	}
	if got := o.seal(t); got.Sealed != busy.recorded {
		t.Errorf("the next run sealed %d of %d", got.Sealed, busy.recorded)
	}
	o.check(t)
}

func TestNothingToDoWritesNothing(t *testing.T) {
	o := newOffice(t)
	o.record(t, 3)
	o.seal(t)
	faulty := storetest.NewFaulty(o.table)
	signer := &countingSigner{key: o.key}
	if _, err := sealing.New(faulty, o.bucket, signer, o.config()).Seal(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	if got := faulty.Calls().Transact; got != 0 || signer.calls != 0 {
		t.Errorf("%d transactions and %d signatures for nothing", got, signer.calls)
	}
}

func TestStaleRowsOfTheIndex(t *testing.T) {
	o := newOffice(t)
	o.record(t, 150)
	faulty := storetest.NewFaulty(o.table)
	if err := faulty.FreezePending(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	o.seal(t) // all 150, while the index goes on showing them

	o.record(t, 2)
	late := sealing.New(faulty, o.bucket, o.key, o.config()).Impatient()
	got, err := late.Seal(t.Context(), register)
	if err != nil || got.Sealed != 0 || got.Size != 150 {
		t.Errorf("with an index that shows only what is sealed: got %+v, %v", got, err)
	}
	// The two come late, among rows that are stale.
	faulty.ThawPending(register)
	if err := faulty.FreezePending(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	if got, err := late.Seal(t.Context(), register); err != nil || got.Sealed != 2 {
		t.Errorf("when the late rows show: got %+v, %v", got, err)
	}
	o.check(t)
}

func TestStaleRowsAmongFreshOnes(t *testing.T) {
	o := newOffice(t)
	o.record(t, 10)
	faulty := storetest.NewFaulty(o.table)
	if err := faulty.FreezePending(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	// Five of the ten are sealed behind the index's back.
	o.sealSome(t, 5)
	got, err := sealing.New(faulty, o.bucket, o.key, o.config()).Impatient().Seal(t.Context(), register)
	if err != nil || got.Sealed != 5 || got.Size != 10 {
		t.Errorf("got %+v, %v; want the other 5", got, err)
	}
	o.check(t)
}

// sealSome seals the first so many pending leaves.
func (o *office) sealSome(t *testing.T, count int) {
	t.Helper()
	faulty := storetest.NewFaulty(o.table)
	if err := faulty.FreezePending(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	few := &firstRows{faulty, count}
	if _, err := sealing.New(few, o.bucket, o.key, o.config()).Impatient().Seal(t.Context(), register); err != nil {
		t.Fatal(err)
	}
}

func TestLeafOfAnUnknownVersionHoldsUpNothing(t *testing.T) {
	o := newOffice(t)
	strange := store.Attrs{
		store.LeafAttr:         append([]byte{99}, make([]byte, 32)...),
		store.PendingAttr:      register,
		store.PendingSinceAttr: store.IndexSort(start.Add(-time.Hour), "strange"),
	}
	put := store.Write{Action: store.Put, Item: store.Item{Key: store.LeafKey(register, "strange"), Attrs: strange}}
	if err := o.table.Transact(t.Context(), []store.Write{put}); err != nil {
		t.Fatal(err)
	}
	o.record(t, 3)
	got := o.seal(t)
	if got.Sealed != 3 || got.Damaged != 1 || !got.Oldest.Equal(start.Add(-time.Hour)) {
		t.Errorf("got %+v", got)
	}
	o.check(t)
}

// Whoever may put leaves puts something else that pends, or a leaf under an id that
// would be read as several in the list of a batch, or as one that was given up.
func TestWhatIsNoLeafHoldsUpNothingAndIsNotSealed(t *testing.T) {
	for name, key := range map[string]store.Key{
		"an item of another kind":          {Partition: "idx#" + register + "#all", Sort: "strange"},
		"an entry":                         store.EntryKey(register, "strange"),
		"a leaf of another register":       store.LeafKey("E07000110", "strange"),
		"beside a leaf":                    {Partition: store.LeafKey(register, "strange").Partition, Sort: "other"},
		"an id of two lines":               store.LeafKey(register, "strange\nlines"),
		"an id that reads as one given up": store.LeafKey(register, "lost-0"),
		"no id":                            store.LeafKey(register, ""),
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			leaf := ledgertest.Leaves(1000, 1)[0]
			strange := store.Item{Key: key, Attrs: store.Attrs{
				store.LeafAttr: leaf[:], store.PendingAttr: register, store.PendingSinceAttr: store.IndexSort(start.Add(-time.Hour), "strange"),
			}}
			if err := o.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: strange}}); err != nil {
				t.Fatal(err)
			}
			o.record(t, 3)
			if got := o.seal(t); got.Sealed != 3 || got.Damaged != 1 || !got.Oldest.Equal(start.Add(-time.Hour)) {
				t.Errorf("got %+v", got)
			}
			after, err := o.table.Get(t.Context(), key)
			if err != nil || !reflect.DeepEqual(after, strange) {
				t.Errorf("it is now %v, %v", after, err)
			}
			o.check(t)
		})
	}
}

func TestOldestWaitingEntry(t *testing.T) {
	o := newOffice(t)
	o.record(t, 3)
	waiting := func() time.Time {
		t.Helper()
		at, err := o.sealer().Waiting(t.Context(), register)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	if got := waiting(); !got.Equal(start) {
		t.Errorf("before sealing: got %v, want %v", got, start)
	}

	// In the tree and not yet published is waiting still.
	faulty := storetest.NewFaulty(o.table)
	faulty.Inject(storetest.OnTransact(1, storetest.CrashAfter))
	report, err := sealing.New(faulty, o.bucket, o.key, o.config()).Seal(t.Context(), register)
	if err == nil {
		t.Fatalf("got %+v, want a crash", report)
	}
	if got := waiting(); !got.Equal(start) {
		t.Errorf("sealed and not published: got %v, want %v", got, start)
	}
	o.seal(t)
	if got := waiting(); !got.IsZero() {
		t.Errorf("when all is published: got %v", got)
	}

	// Rows of the index that are stale do not count.
	stale := storetest.NewFaulty(o.table)
	o.record(t, 1)
	if err := stale.FreezePending(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	o.seal(t)
	got, err := sealing.New(stale, o.bucket, o.key, o.config()).Waiting(t.Context(), register)
	if err != nil || !got.IsZero() {
		t.Errorf("with a stale index: got %v, %v", got, err)
	}

	// However many they are.
	o = newOffice(t)
	o.record(t, store.MaxBatch+sealing.MaxBatch)
	stale = storetest.NewFaulty(o.table)
	if err := stale.FreezePending(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	o.sealSome(t, store.MaxBatch)
	got, err = sealing.New(stale, o.bucket, o.key, o.config()).Waiting(t.Context(), register)
	if want := start.Add(store.MaxBatch * time.Second); err != nil || !got.Equal(want) {
		t.Errorf("behind a page of stale rows: got %v, %v; want %v", got, err, want)
	}
}

func TestReceipts(t *testing.T) {
	o := newOffice(t)
	reader := sealing.NewReader(o.table, o.bucket)
	if _, err := reader.Checkpoint(t.Context(), register); !errors.Is(err, sealing.ErrNotYet) {
		t.Errorf("checkpoint before the first run: got %v, want ErrNotYet", err)
	}
	o.record(t, 2)
	if _, err := reader.Receipt(t.Context(), register, "00000001"); !errors.Is(err, sealing.ErrNotYet) {
		t.Errorf("receipt before sealing: got %v, want ErrNotYet", err)
	}
	if _, err := reader.Receipt(t.Context(), register, "unheard-of"); !errors.Is(err, sealing.ErrNoLeaf) {
		t.Errorf("receipt of an unknown entry: got %v, want ErrNoLeaf", err)
	}

	faulty := storetest.NewFaulty(o.table)
	faulty.Inject(storetest.OnTransact(1, storetest.CrashAfter))
	if _, err := sealing.New(faulty, o.bucket, o.key, o.config()).Seal(t.Context(), register); err == nil {
		t.Fatal("want a crash")
	}
	if _, err := reader.Receipt(t.Context(), register, "00000001"); !errors.Is(err, sealing.ErrNotYet) {
		t.Errorf("receipt before publication: got %v, want ErrNotYet", err)
	}

	o.seal(t)
	r, err := reader.Receipt(t.Context(), register, "00000001")
	if err != nil {
		t.Fatal(err)
	}
	if got, c, err := o.keys(t).OpenReceipt(r.Bytes()); err != nil || got.Leaf != o.leaves["00000001"] || c.N != 2 {
		t.Errorf("got leaf %s under %d, %v", got.Leaf, c.N, err)
	}
}

// A leaf whose item was overwritten after it was sealed gets no receipt.
func TestReceiptOfAnOverwrittenLeaf(t *testing.T) {
	o := newOffice(t)
	o.record(t, 2)
	o.seal(t)
	other := ledger.NewLeaf(ledger.Salt{}, []byte("another entry"))
	put := store.Write{Action: store.Put, Item: store.Item{
		Key:   store.LeafKey(register, "00000001"),
		Attrs: store.Attrs{store.LeafAttr: other[:], sealing.IndexAttr: int64(1)},
	}}
	if err := o.table.Transact(t.Context(), []store.Write{put}); err != nil {
		t.Fatal(err)
	}
	_, err := sealing.NewReader(o.table, o.bucket).Receipt(t.Context(), register, "00000001")
	if !errors.Is(err, ledger.ErrInconsistent) {
		t.Errorf("got %v, want ErrInconsistent", err)
	}
}

func TestTwoRegistersHaveTwoLogs(t *testing.T) {
	o := newOffice(t)
	o.record(t, 3)
	o.seal(t)
	if got, err := o.sealer().Seal(t.Context(), "E07000110"); err != nil || got.Size != 0 {
		t.Errorf("the other register: got %+v, %v", got, err)
	}
	origin, err := ledger.ReadOrigin(o.bucket.Files("E07000110")[ledger.CheckpointPath])
	if err != nil || origin != site+"/E07000110" {
		t.Errorf("the other log's origin is %q, %v", origin, err)
	}
	o.check(t)
}
