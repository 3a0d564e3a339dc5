package plain_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/internal/plain"
)

func TestNumbersAreWrittenAsPeopleWriteThem(t *testing.T) {
	for n, want := range map[int]string{0: "0", 60: "60", 999: "999", 1000: "1,000", 32767: "32,767", 1048575: "1,048,575", -4000: "-4,000", -100: "-100"} {
		if got := plain.Number(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{256 << 10: "256 KiB", 2 << 20: "2 MiB", 1500 << 10: "1,500 KiB"} {
		if got := plain.Size(n); got != want {
			t.Errorf("%d bytes: got %q, want %q", n, got, want)
		}
	}
}

func TestNamesOfWhichOneIsMeant(t *testing.T) {
	for want, names := range map[string][]string{"": nil, "a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"}} {
		if got := plain.Or(names); got != want {
			t.Errorf("%v: got %q, want %q", names, got, want)
		}
	}
}

func TestWhatSomebodyMayHaveMeant(t *testing.T) {
	names := strings.Fields("case notice decision disclosedAt reason purpose purposeId recipient subjects data override departure to from")
	for written, want := range map[string][]string{
		"Decision":                 {"decision"},
		"desicion":                 {"decision"},
		"disclosed-at":             {"disclosedAt"},
		"purpose_id":               {"purposeId", "purpose"},
		"overide":                  {"override"},
		"subject":                  {"subjects"},
		"x":                        nil, // two letters from "to", and nothing like it
		"foo":                      nil, // nor like "from"
		"form":                     {"from"},
		"fron":                     {"from"},
		"Mrs Ada Fictional":        nil,
		strings.Repeat("é", 10000): nil,
		"":                         nil,
	} {
		if got := plain.Meant(written, names); !slices.Equal(got, want) {
			t.Errorf("%.20s: got %v, want %v", written, got, want)
		}
	}
}
