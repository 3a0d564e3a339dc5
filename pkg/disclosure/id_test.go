package disclosure_test

import (
	"testing"

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
	for _, s := range []string{"", "a case", "../x", "#", ".hidden", "Zoë"} {
		if _, err := disclosure.ParseCaseRef(s); err == nil {
			t.Errorf("%q was taken for a case reference", s)
		}
	}
	for _, s := range []string{"", "E0700010", "E070001070", "e07000107", "X07000107", "E07000107\n"} {
		if _, err := disclosure.ParseRegister(s); err == nil {
			t.Errorf("%q was taken for a register", s)
		}
	}
}
