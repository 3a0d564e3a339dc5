package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"disclosure-register/pkg/store"
)

// sorts are sort keys in the order of their bytes: not of their characters, of
// their UTF-16 units, of any alphabet, or of numbers.
var sorts = []string{
	"\x01", "#", "0", "1", "10", "2", "A", "B", "Z", "_",
	"a", "a#", "a#1", "aa", "a~", "b", "~", "~~",
	"\u007f", "é", "é#", "ŵ", "\uffff", "\U00010000", "🏛",
}

// fill puts an item at each sort key of the partition, in no order.
func fill(t *testing.T, table store.Table, partition string, sorts []string) {
	t.Helper()
	var writes []store.Write
	for i, s := range sorts {
		writes = append(writes, put(key(partition, s), store.Attrs{"sort": s}))
		if j := (i * 7) % (i + 1); j != i {
			writes[i], writes[j] = writes[j], writes[i]
		}
	}
	mustTransact(t, table, writes...)
}

// read returns the sort keys of one page, and the page.
func read(t *testing.T, table store.Table, q store.Query) ([]string, store.Page) {
	t.Helper()
	page, err := table.Query(t.Context(), q)
	if err != nil {
		t.Fatalf("query %+v: %v", q, err)
	}
	if len(page.Items) > q.Limit {
		t.Errorf("query %+v: got %d items, want at most the limit", q, len(page.Items))
	}
	if page.More != (page.Next != "") {
		t.Errorf("query %+v: got more %t with next %q, want a next exactly when there may be more", q, page.More, page.Next)
	}
	var got []string
	for _, item := range page.Items {
		got = append(got, item.Sort)
	}
	return got, page
}

// readAll follows the pages to the end and returns the sort keys and how many
// pages there were.
func readAll(t *testing.T, table store.Table, q store.Query) (got []string, pages int) {
	t.Helper()
	for {
		keys, page := read(t, table, q)
		got = append(got, keys...)
		pages++
		if !page.More {
			return got, pages
		}
		if pages > 10_000 {
			t.Fatalf("query %+v: no end of pages", q)
		}
		q.After = page.Next
	}
}

func reversed(s []string) []string {
	r := slices.Clone(s)
	slices.Reverse(r)
	return r
}

func testOrder(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	fill(t, table, "order", sorts)
	fill(t, table, "orde", []string{"before"})
	fill(t, table, "order#", []string{"after"})

	for _, limit := range []int{1, 2, 3, 7, len(sorts) - 1, len(sorts), len(sorts) + 1, store.MaxPage} {
		t.Run(fmt.Sprintf("%d to a page", limit), func(t *testing.T) {
			got, _ := readAll(t, table, store.Query{Partition: "order", Limit: limit})
			if !reflect.DeepEqual(got, sorts) {
				t.Errorf("got %q, want %q", got, sorts)
			}
			got, _ = readAll(t, table, store.Query{Partition: "order", Limit: limit, Descending: true})
			if want := reversed(sorts); !reflect.DeepEqual(got, want) {
				t.Errorf("descending: got %q, want %q", got, want)
			}
		})
	}
}

func testRanges(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	days := []string{"d1", "d2", "d2#a", "d3", "d4"}
	fill(t, table, "days", days)

	for _, tt := range []struct {
		name            string
		from, to, after string
		want            []string // ascending, when there is no after
		wantDescending  []string // when there is an after
	}{
		{name: "open at both ends", want: days},
		{name: "from a key that is there", from: "d2", want: days[1:]},
		{name: "from a key that is not", from: "d2!", want: days[2:]},
		{name: "to a key that is there", to: "d3", want: days[:4]},
		{name: "to a key that is not", to: "d2~", want: days[:3]},
		{name: "to a shorter key that others begin with", to: "d2", want: days[:2]},
		{name: "between two keys", from: "d2", to: "d3", want: days[1:4]},
		{name: "one key alone", from: "d3", to: "d3", want: days[3:4]},
		{name: "a gap", from: "d2b", to: "d2c"},
		{name: "beyond the last", from: "e"},
		{name: "before the first", to: "a"},
		{name: "that ends before it begins", from: "d3", to: "d2"},
		{name: "after a key that is there", after: "d2", want: days[2:], wantDescending: days[:1]},
		{name: "after a key that is not", after: "d2!", want: days[2:], wantDescending: days[:2]},
		{name: "after the last", after: "d4", wantDescending: days[:4]},
		{name: "after the first", after: "d1", want: days[1:]},
		{name: "after, within from and to", from: "d2", to: "d3", after: "d2#a", want: days[3:4], wantDescending: days[1:2]},
		{name: "after from itself", from: "d2", to: "d3", after: "d2", want: days[2:4]},
		{name: "after to itself", from: "d2", to: "d3", after: "d3", wantDescending: days[1:3]},
		{name: "after a key before from", from: "d2", to: "d3", after: "d1", want: days[1:4]},
		{name: "after a key beyond to", from: "d2", to: "d3", after: "d4", wantDescending: days[1:4]},
		{name: "after, with from alone", from: "d2", after: "d3", want: days[4:], wantDescending: days[1:3]},
		{name: "after, with to alone", to: "d3", after: "d2", want: days[2:4], wantDescending: days[:1]},
	} {
		for _, limit := range []int{1, 2, 10} {
			t.Run(fmt.Sprintf("%s, %d to a page", tt.name, limit), func(t *testing.T) {
				q := store.Query{Partition: "days", From: tt.from, To: tt.to, After: tt.after, Limit: limit}
				if got, _ := readAll(t, table, q); !reflect.DeepEqual(got, tt.want) {
					t.Errorf("got %q, want %q", got, tt.want)
				}
				want := reversed(tt.want)
				if tt.after != "" {
					want = reversed(tt.wantDescending)
				}
				q.Descending = true
				if got, _ := readAll(t, table, q); len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
					t.Errorf("descending: got %q, want %q", got, want)
				}
			})
		}
	}
}

// testPages pins what More and Next say.
func testPages(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	fill(t, table, "pages", []string{"a", "b", "c", "d"})

	t.Run("a partition with nothing in it", func(t *testing.T) {
		got, page := read(t, table, store.Query{Partition: "nothing", Limit: 1})
		if len(got) != 0 || page.More {
			t.Errorf("got %q and more %t, want nothing and no more", got, page.More)
		}
	})
	t.Run("a page with room left", func(t *testing.T) {
		got, page := read(t, table, store.Query{Partition: "pages", Limit: 5})
		if len(got) != 4 || page.More {
			t.Errorf("got %q and more %t, want all four and no more", got, page.More)
		}
	})
	t.Run("a full page with something left", func(t *testing.T) {
		got, page := read(t, table, store.Query{Partition: "pages", Limit: 3})
		if want := []string{"a", "b", "c"}; !reflect.DeepEqual(got, want) || !page.More || page.Next != "c" {
			t.Errorf("got %q, more %t and next %q, want %q, more and next c", got, page.More, page.Next, want)
		}
	})
	t.Run("a full page with nothing left ends, at once or by an empty page", func(t *testing.T) {
		for _, descending := range []bool{false, true} {
			q := store.Query{Partition: "pages", Limit: 4, Descending: descending}
			got, page := read(t, table, q)
			if len(got) != 4 {
				t.Fatalf("got %q, want all four", got)
			}
			if !page.More {
				continue
			}
			q.After = page.Next
			if got, page := read(t, table, q); len(got) != 0 || page.More {
				t.Errorf("after a full page: got %q and more %t, want nothing and no more", got, page.More)
			}
		}
	})
	t.Run("items put and removed between pages", func(t *testing.T) {
		table := open(t)
		fill(t, table, "moving", []string{"a", "c", "e", "g"})
		_, page := read(t, table, store.Query{Partition: "moving", Limit: 2})
		mustTransact(t, table, remove(key("moving", "c")), remove(key("moving", "e")),
			put(key("moving", "b"), nil), put(key("moving", "f"), nil))
		got, _ := readAll(t, table, store.Query{Partition: "moving", After: page.Next, Limit: 2})
		if want := []string{"f", "g"}; !reflect.DeepEqual(got, want) {
			t.Errorf("got %q, want %q: the place is kept though its item has gone", got, want)
		}
	})
}

// testLargePages shows that a page of large items is short and says so.
func testLargePages(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	var want []string
	for i := range 6 {
		s := fmt.Sprint(i)
		mustTransact(t, table, put(key("large", s), store.Attrs{"body": make([]byte, 390_000)}))
		want = append(want, s)
	}
	for _, descending := range []bool{false, true} {
		got, pages := readAll(t, table, store.Query{Partition: "large", Limit: 100, Descending: descending})
		if descending {
			slices.Reverse(got)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if pages < 2 {
			t.Errorf("got everything in %d page, want a page to stop at a megabyte", pages)
		}
	}
}
