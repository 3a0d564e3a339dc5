package bundle_test

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/ledger/ledgertest"
)

func TestWriterRefusesWhatAReaderWould(t *testing.T) {
	r := newRegister(t)
	begin := func(complete bundle.Range) *bundle.Writer {
		w, err := bundle.NewWriter(io.Discard, ledgertest.Keys(t), r.Checkpoint(), complete)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	if _, err := bundle.NewWriter(io.Discard, ledgertest.Keys(t), r.Checkpoint(), bundle.Range{First: 3, End: 13}); err == nil {
		t.Error("a range beyond the log was begun")
	}
	w := begin(bundle.Range{})
	wrong := r.row(3)
	wrong.Salt = r.salts[4]
	if err := w.Add(wrong); err == nil {
		t.Error("an entry was added with another's salt")
	}
	stale := r.row(3)
	stale.Receipt.Signed = r.olds[5]
	if err := w.Add(stale); err == nil {
		t.Error("a receipt of another checkpoint was added")
	}
	if err := w.Add(r.row(3)); err != nil {
		t.Fatal(err)
	}
	if err := w.Add(r.row(3)); err == nil {
		t.Error("a row was added twice")
	}
	if err := w.Destroyed(3, 9, 9); err == nil {
		t.Error("an entry that is there was said to be destroyed")
	}
	if err := w.Destroyed(4, 9, 9); err == nil {
		t.Error("what is no row was said to be destroyed")
	}
	if err := w.Add(r.row(4)); err != nil {
		t.Fatal(err)
	}
	if err := w.Destroyed(4, 9, 9); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), "the certificate of row 4 is no row") {
		t.Errorf("a bundle without a certificate was closed: %v", err)
	}
	w = begin(bundle.Range{First: 2, End: 4})
	if err := w.Add(r.row(2)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), "lacks row 3") {
		t.Errorf("an incomplete range was closed: %v", err)
	}
}

// What the register has wrong is written as it is, for a reader to find.
func TestWriterShowsWhatTheRegisterHasWrong(t *testing.T) {
	r := newRegister(t)
	var out bytes.Buffer
	w, err := bundle.NewWriter(&out, ledgertest.Keys(t), r.Checkpoint(), bundle.Range{First: 0, End: 3})
	if err != nil {
		t.Fatal(err)
	}
	changed, lost := r.row(1), r.row(2)
	changed.Entry, changed.Differs = []byte(`{"kind":"disclosure","subject":"Eve Example 1"}`), true
	lost.Entry, lost.Salt = nil, ledger.Salt{}
	for _, row := range []bundle.Row{r.row(0), changed, lost} {
		if err := w.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	if w.Has(3) || !w.Has(2) {
		t.Error("it does not know its rows")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got := verify(out.Bytes(), trusted(t))
	if got.Entries != 1 || got.Lost != 1 || len(got.Problems) != 2 {
		t.Fatalf("got %d entries, %d lost, problems %v", got.Entries, got.Lost, got.Problems)
	}
	for _, want := range []string{"entries/1.json: the entry, with its salt in rows.txt, is not what the log committed to", "rows.txt: entry 2 is LOST"} {
		if !slices.ContainsFunc(got.Problems, func(p bundle.Problem) bool { return strings.HasPrefix(p.String(), want) }) {
			t.Errorf("it does not say %q: %v", want, got.Problems)
		}
	}
}
