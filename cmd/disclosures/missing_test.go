package main_test

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Each file and each folder of a data directory is taken away in turn. The service
// then does not start, and names a runbook; or it starts, and everything that was
// acknowledged is there. What it does not look at when it starts, such as a letter, the
// check of the log or of the letter names.
func TestWhateverIsMissingIsNamed(t *testing.T) {
	t.Parallel()
	whole := lived(t, 3)
	r := start(t, whole, "--sample=false")
	l := letterFor(t, r, "kept")
	l.upload(t)
	r.waitForEntry(t, "after") // and so the letter's entry is in the log
	r.kill()
	var parts []string
	seen := map[string]bool{}
	err := filepath.WalkDir(whole, func(path string, entry os.DirEntry, err error) error {
		part, relErr := filepath.Rel(whole, path)
		if err != nil || relErr != nil || part == "." {
			return err
		}
		// Of folders with one file for each object, the first stands for the rest.
		kind := filepath.Dir(part)
		if strings.Contains(part, ".vgwlocks") {
			return nil // marks of uploads under way, which are none's any more
		}
		if !strings.HasPrefix(part, "s3"+string(filepath.Separator)) || entry.IsDir() || !seen[kind] {
			parts = append(parts, part)
		}
		seen[kind] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, part := range parts {
		data := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(data, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		private(t, data)
		if err := os.RemoveAll(filepath.Join(data, part)); err != nil {
			t.Fatal(err)
		}
		r, said := begin(t, data, func(c *exec.Cmd) *exec.Cmd { return c }, "--sample=false")
		if r == nil {
			named++
			if !strings.Contains(said, "docs/runbooks/") {
				t.Errorf("without %s it does not start, and names no runbook: %s", part, said)
			}
			continue
		}
		if got := r.recorded(t); got != 4 {
			t.Errorf("without %s it is served with %d disclosures, want 4", part, got)
		}
		var check struct{ Outcome string }
		status, answer, err := r.send(r.token(t, "dpo", ""), http.MethodGet, "/cases/"+exampleCase+"/correspondence/"+l.ticket.Document+"/check", "", nil)
		if err != nil || status != http.StatusOK || json.Unmarshal(answer, &check) != nil {
			t.Errorf("without %s the letter's check is answered %d %s, %v", part, status, answer, err)
		}
		r.kill()
		out, code := ends(t, "log", "check", "--register", "E07000107", "--data", data)
		switch {
		case code != 0 && !strings.Contains(out, "docs/runbooks/"):
			t.Errorf("without %s the check of the log names no runbook: %s", part, out)
		case code != 0, check.Outcome != "matches":
			named++
		}
	}
	if named < 10 {
		t.Errorf("%d of %d are named as missing: this test could not fail", named, len(parts))
	}
	t.Logf("%d of %d parts are named as missing: %v", named, len(parts), parts)
}
