package exporting

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"disclosure-register/pkg/register/internal/desk"
)

// Who asked is told to ask again only where that may help.
func TestWhyThereIsNoFile(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cause error
		want  string
		again bool
	}{
		{"an attempt that ended without a word", nil, "Ask for the export again.", true},
		{"a table that is damaged", fmt.Errorf("read a page: %w", desk.ErrBroken), "once it is mended", false},
		{"an archive that fails", archiveFailed{errors.New("500")}, "The archive did not take the file", false},
		{"an archive that had no more to take, of a table that is damaged", errors.Join(desk.ErrBroken, archiveFailed{errors.New("cut short")}), "once it is mended", false},
	} {
		got := problemOf(tt.cause)
		if !strings.Contains(got, tt.want) || strings.HasSuffix(got, "Ask for the export again.") != tt.again {
			t.Errorf("%s: %s", tt.name, got)
		}
	}
}
