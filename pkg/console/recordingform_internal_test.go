package console

import (
	"slices"
	"testing"
)

// What a rule has asked for by now stands with what is needed, and no longer under what is
// asked only if it applies.
func TestWhatIsWantedAfterAllIsNeeded(t *testing.T) {
	field1, field2, field3 := field{Name: "evidence-a"}, field{Name: "evidence-b"}, field{Name: "evidence-c"}
	names := func(sets []fieldset) (all []string) {
		for _, s := range sets {
			for _, one := range s.Fields {
				all = append(all, s.Legend+": "+one.Name)
			}
		}
		return all
	}
	refused := newForm()
	refused.wrong("evidence-b", "Give it.")
	flagged := &tried{Flags: []triedRule{{At: "evidence-c"}}}
	applies := fieldset{Legend: mayApply, Aside: true, Fields: []field{field2, field3}}
	for _, tt := range []struct {
		name    string
		sets    []fieldset
		form    *form
		outcome *tried
		want    []string
	}{
		{"nothing is asked for", []fieldset{{Legend: theNeeded, Fields: []field{field1}}, applies}, newForm(), nil, []string{theNeeded + ": evidence-a", mayApply + ": evidence-b", mayApply + ": evidence-c"}},
		{"what is refused joins the needed", []fieldset{{Legend: theNeeded, Fields: []field{field1}}, applies}, refused, nil, []string{theNeeded + ": evidence-a", theNeeded + ": evidence-b", mayApply + ": evidence-c"}},
		{"and what is flagged", []fieldset{applies, {Legend: "Who approved it"}}, newForm(), flagged, []string{theNeeded + ": evidence-c", mayApply + ": evidence-b"}},
		{"nothing is left that may apply", []fieldset{applies}, refused, flagged, []string{theNeeded + ": evidence-b", theNeeded + ": evidence-c"}},
	} {
		if got := names(wantedAfterAll(tt.sets, tt.form, tt.outcome)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if len(applies.Fields) != 2 {
		t.Error("the form's own fields were changed")
	}
}
