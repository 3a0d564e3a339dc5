package main_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

// Retention last ran years ago, by what the register knows: the service starts, says so,
// and reports that nothing is destroyed until the right day is confirmed.
func TestAJumpOfTheClockIsSaidAndConfirmed(t *testing.T) {
	t.Parallel()
	data, today := t.TempDir(), disclosure.DateOf(time.Now()).String()
	start(t, data).kill()
	table, err := sqlite.Open(filepath.Join(data, "register.db"))
	if err != nil {
		t.Fatal(err)
	}
	last := store.Item{Key: store.RetentionKey("E07000107"), Attrs: store.Attrs{"doc": []byte(`{"on":"2019-01-01"}`)}}
	if err := table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: last}}); err != nil {
		t.Fatal(err)
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	due := func(r *running) string {
		t.Helper()
		out, code := r.tool(t, "retention", "due")
		if code != 0 {
			t.Fatalf("retention due ends with %d: %s", code, out)
		}
		return out
	}

	r := start(t, data)
	if said := r.notes.String(); strings.Count(said, "level=ERROR") == 0 || !strings.Contains(said, "the last run was on 2019-01-01") || !strings.Contains(said, "docs/runbooks/clock-jumped.md") {
		t.Errorf("logged\n%s", said)
	}
	if out := due(r); !strings.HasPrefix(out, "Halted: Nothing is destroyed: retention last ran on 2019-01-01, and the service's clock then said "+today) {
		t.Errorf("reported\n%s", out)
	}
	r.kill()

	if r, said := begin(t, data, func(c *exec.Cmd) *exec.Cmd { return c }, "--today", "2019-01-02"); r != nil || !strings.Contains(said, "--today says 2019-01-02") || !strings.Contains(said, "docs/runbooks/clock-jumped.md") {
		t.Errorf("another day is confirmed, and it says\n%s", said)
	}
	r = start(t, data, "--today", today)
	if out := due(r); strings.Contains(out, "Halted") {
		t.Errorf("confirmed, and reported\n%s", out)
	}
	r.kill()
	if r = start(t, data); strings.Contains(r.notes.String(), "clock") {
		t.Errorf("once confirmed, the next start says\n%s", r.notes)
	}
}
