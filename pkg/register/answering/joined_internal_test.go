package answering

import (
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
)

// What spells a joined reference otherwise is near: where capitals tell people apart, it
// waits.
func TestAJoinedReferenceThatIsSpeltOtherwiseIsNear(t *testing.T) {
	of := func(item string, people ...string) door.History {
		d := disclosure.Disclosure{Data: []disclosure.DataItem{{Category: "name", Subject: item}}}
		for _, ref := range people {
			d.Subjects = append(d.Subjects, disclosure.Subject{Reference: ref})
		}
		return door.History{{Entry: "1", Disclosure: &d}}
	}
	const before, now = "DBC-P-before", "DBC-P-now" // one person's two references
	lower := strings.ToLower(before)
	for _, tt := range []struct {
		h    door.History
		want bool
	}{
		{of("", before), false},
		{of("", lower), true},
		{of(lower, before), true},
		{of(lower, before, now), false}, // it is about the person as it stands
		{of("DBC-P-9", before), false},
	} {
		mine := asOne(tt.h, before, now)
		if got := mine[0]; got.Near != tt.want || !got.Disclosure.IsAbout(now) {
			t.Errorf("%v: near %t, want %t, and about the person", tt.h[0].Disclosure.References(), got.Near, tt.want)
		}
	}
}
