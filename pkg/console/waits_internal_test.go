package console

import (
	"testing"

	"disclosure-register/pkg/client"
)

// Counts are exact to 1,000; of more, or of what was not counted to its end, it is said.
func TestHowManyWaitInWords(t *testing.T) {
	for _, tt := range []struct {
		count int
		more  bool
		part  string
		want  string
	}{
		{0, false, "", ""},
		{0, true, "", ""},
		{1, false, "", "1 waits in all."},
		{999, false, "", "999 wait in all."},
		{1000, false, "", "1,000 wait in all."},
		{1000, true, "", "More than 1,000 wait in all."},
		{1, false, "those of today", "1 is on Today: those of today."},
		{1040, true, "those of today", "More than 1,040 are on Today: those of today."},
	} {
		if got := inAll(client.WaitingQueue{Count: tt.count, More: tt.more}, tt.part); got != tt.want {
			t.Errorf("%d, more %t: %q, want %q", tt.count, tt.more, got, tt.want)
		}
	}
}
