package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/store"
)

// IAM confines each function to kinds of item by the beginning of the partition
// key, so that these beginnings may never change.
func TestPartitionsBeginWithTheirKind(t *testing.T) {
	at := time.Date(2026, 3, 31, 23, 30, 0, 0, time.UTC)
	for _, tt := range []struct {
		got, want store.Key
	}{
		{store.EntryKey("E07000107", "01a"), store.Key{Partition: "entry#E07000107#01a", Sort: "entry"}},
		{store.LeafKey("E07000107", "01a"), store.Key{Partition: "leaf#E07000107#01a", Sort: "leaf"}},
		{store.HeadKey("E07000107"), store.Key{Partition: "head#E07000107", Sort: "head"}},
		{store.BatchKey("E07000107", 97), store.Key{Partition: "head#E07000107", Sort: "batch#000000000000097"}},
		{store.CaseKey("E07000107", "C/1"), store.Key{Partition: "case#E07000107#C/1", Sort: "state"}},
		{store.DocumentKey("E07000107", "C/1", "d1"), store.Key{Partition: "case#E07000107#C/1", Sort: "doc#d1"}},
		{store.IdempotencyKey("E07000107", "ab"), store.Key{Partition: "idem#E07000107#ab", Sort: "first"}},
		{store.AnswersKey("E07000107", "ab"), store.Key{Partition: "answer#E07000107#ab", Sort: "facts"}},
		{store.AnswerDecisionKey("E07000107", "ab", "person", "id"), store.Key{Partition: "answer#E07000107#ab", Sort: "decision#person#id"}},
		{store.UndecidedKey("E07000107", "2026-11-02", "id"), store.Key{Partition: "open#E07000107#undecided", Sort: "2026-11-02#id"}},
		{store.FactsKey("E07000107", "subject", "ab"), store.Key{Partition: "fact#E07000107#subject#ab", Sort: "facts"}},
		{store.OpenKey("E07000107", true, at, "01a", 2), store.Key{Partition: "open#E07000107", Sort: "0#2026-03-31T23:30:00.000Z#01a#2"}},
		{store.WatchKey("E07000107", store.WatchMarker, "2026-03-31", "01a"), store.Key{Partition: "watch#E07000107#marker", Sort: "2026-03-31#01a"}},
		{store.AccessKey("E07000107", at, "01a"), store.Key{Partition: "access#E07000107#2026-03", Sort: "2026-03-31T23:30:00.000Z#01a"}},
		{store.Key{Partition: store.AccessIndexPartition("E07000107", "sought", "ab")}, store.Key{Partition: "access#E07000107#sought#ab"}},
		{store.ExportKey("E07000107", "01a"), store.Key{Partition: "export#E07000107", Sort: "01a"}},
		{store.Key{Partition: store.IndexPartition("E07000107", store.ByAll, "")}, store.Key{Partition: "idx#E07000107#all"}},
		{store.Key{Partition: store.IndexPartition("E07000107", store.BySuperseded, "")}, store.Key{Partition: "idx#E07000107#superseded"}},
		{store.Key{Partition: store.IndexPartition("E07000107", store.ByDuplicate, "")}, store.Key{Partition: "idx#E07000107#duplicate"}},
		{store.Key{Partition: store.IndexPartition("E07000107", store.BySubject, "ab")}, store.Key{Partition: "idx#E07000107#subject/2#ab"}},
	} {
		if tt.got != tt.want {
			t.Errorf("got %v, want %v", tt.got, tt.want)
		}
	}
}

// Months are in UTC: an access in London's first hour of April is March's.
func TestAccessMonthIsUTC(t *testing.T) {
	london := time.FixedZone("BST", 3600)
	at := time.Date(2026, 4, 1, 0, 30, 0, 0, london)
	if got, want := store.AccessPartition("R", at), "access#R#2026-03"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestIndexSortsByTime(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	inOrder := []string{
		store.IndexSort(noon.Add(-time.Hour), "z"),
		store.IndexSort(noon.Add(-time.Millisecond), "z"),
		store.IndexSort(noon, "a"),
		store.IndexSort(noon.In(time.FixedZone("BST", 3600)), "b"),
		store.IndexSort(noon.Add(time.Millisecond), "a"),
		store.IndexSort(noon.AddDate(10, 0, 0), "a"),
	}
	if !slices.IsSorted(inOrder) {
		t.Errorf("got %q, want them in order", inOrder)
	}
}

func TestIndexRange(t *testing.T) {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	from, to := store.IndexFrom(day), store.IndexTo(day.AddDate(0, 0, 1))
	for _, tt := range []struct {
		name string
		at   time.Time
		id   string
		want bool
	}{
		{"just before the day", day.Add(-time.Millisecond), "\U0010ffff", false},
		{"as the day begins", day, "\x01", true},
		{"just before midnight", day.AddDate(0, 0, 1).Add(-time.Millisecond), "\U0010ffff", true},
		{"at midnight", day.AddDate(0, 0, 1), "\x01", false},
	} {
		key := store.IndexSort(tt.at, tt.id)
		if got := from <= key && key <= to; got != tt.want {
			t.Errorf("%s: got within %t, want %t", tt.name, got, tt.want)
		}
	}
	if from, to := store.IndexFrom(day), store.IndexTo(day); from > to {
		t.Errorf("an empty range ends (%s) before it begins (%s)", to, from)
	}
}

func TestOpenFlagsListDeparturesFirst(t *testing.T) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	departure := store.OpenKey("R", true, at.AddDate(1, 0, 0), "a", 1).Sort
	older, newer := store.OpenKey("R", false, at, "b", 1).Sort, store.OpenKey("R", false, at.AddDate(0, 1, 0), "a", 1).Sort
	if inOrder := []string{departure, older, newer}; !slices.IsSorted(inOrder) {
		t.Errorf("got %q, want departures first and then the oldest", inOrder)
	}
}

// Errors are logged, and a key may hold a case reference.
func TestErrorsShowNoKeyAndNoValue(t *testing.T) {
	const secret = "MARKER"
	item := store.Item{Key: store.Key{Partition: secret, Sort: secret + "\xff"}, Attrs: store.Attrs{"a": []string{secret}}}
	write := store.Write{Action: store.Put, Item: item}
	good := write
	good.Item.Sort, good.Item.Attrs = secret, nil
	wrongValue := good
	wrongValue.Item.Attrs = item.Attrs
	for _, err := range []error{
		store.ValidateWrites([]store.Write{write}),
		store.ValidateWrites([]store.Write{wrongValue}),
		store.ValidateWrites([]store.Write{good, good}),
		store.ValidateKey(item.Key),
		store.ValidateBatch([]store.Key{good.Item.Key, good.Item.Key}),
		store.ValidateQuery(store.Query{Partition: secret, From: secret + "\xff", Limit: 1}),
		store.ValidateQuery(store.Query{Index: secret, Partition: secret, Limit: 1}),
		&store.Cancelled{Reasons: []store.Reason{store.ConditionFailed}, Found: []store.Item{item}},
	} {
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("got error %v, want one that shows nothing", err)
		}
	}
}
