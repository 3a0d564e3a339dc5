package disclosure_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"disclosure-register/pkg/disclosure"
)

func TestIdentifiersHaveOneForm(t *testing.T) {
	const id = "01990000-0000-7000-8000-000000000000"
	if got, err := disclosure.ParseEntryID(id); err != nil || got.String() != id {
		t.Errorf("got %s, %v", got, err)
	}
	for _, s := range []string{"", "01990000-0000-4000-8000-000000000000", "01990000-0000-7000-8000-00000000000A", "{" + id + "}", "urn:uuid:" + id} {
		if _, err := disclosure.ParseEntryID(s); err == nil {
			t.Errorf("%q was taken for an entry's id", s)
		}
	}
	for _, s := range []string{"", "..", "#", "/", " C-1", "C-1 ", "C\n1", "C\u200b1", "\u00ad", strings.Repeat("é", 65)} {
		if _, err := disclosure.ParseCaseRef(s); err == nil {
			t.Errorf("%q was taken for a case reference", s)
		}
	}
	for _, s := range []string{"a case", "../x", "#1", ".hidden", "Zoë", "DSR/26/001", strings.Repeat("é", 64)} {
		if _, err := disclosure.ParseCaseRef(s); err != nil {
			t.Errorf("%q was not taken for a case reference: %v", s, err)
		}
	}
	for _, s := range []string{"", "E0700010", "E070001070", "e07000107", "X07000107", "E07000107\n"} {
		if _, err := disclosure.ParseRegister(s); err == nil {
			t.Errorf("%q was taken for a register", s)
		}
	}
}

func TestAnEntryIDCarriesItsInstantAndItsOrder(t *testing.T) {
	var ids []string
	for _, at := range []time.Time{
		time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 11, 22, 3, 4, 5, 6e6, time.UTC),
		time.Date(2026, 11, 22, 3, 4, 5, 7e6, time.UTC),
		time.Date(2126, 6, 30, 23, 59, 59, 999e6, time.FixedZone("BST", 3600)),
	} {
		for _, order := range []uint16{0, 1, 0xfff} {
			id, err := disclosure.NewEntryID(at, order, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := disclosure.ParseEntryID(id.String()); err != nil {
				t.Errorf("%s is not the id of an entry: %v", id, err)
			}
			if got, err := id.RecordedAt(); err != nil || !got.Equal(at) || got.Location() != time.UTC {
				t.Errorf("%s was made at %v, %v; want %v", id, got, err, at)
			}
			ids = append(ids, id.String())
		}
	}
	if !slices.IsSorted(ids) {
		t.Errorf("ids do not sort as they were made: %v", ids)
	}
	broken := errors.New("no randomness")
	if _, err := disclosure.NewEntryID(time.Date(2026, 11, 22, 3, 4, 5, 0, time.UTC), 0, iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("without randomness: %v", err)
	}
	for _, id := range []disclosure.EntryID{"", "01a", "01990000-0000-4000-8000-000000000000"} {
		if at, err := id.RecordedAt(); err == nil {
			t.Errorf("%q says it was made at %v", id, at)
		}
	}
}
