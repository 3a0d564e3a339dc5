package main_test

import (
	"encoding/json"
	"errors"
	"io/fs"
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
		if letters := "s3/objects/correspondence"; r != nil && strings.HasPrefix(letters, part) {
			t.Errorf("without %s, and so without any letter, it starts", part)
		}
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

// Two things are lost together, or put there from another register's directory: the
// service then does not start, and names a runbook; or everything that was acknowledged
// is found, by person too. It is never a register that knows nothing.
func TestWhateverIsLostTogetherIsNotServedAsNothing(t *testing.T) {
	t.Parallel()
	whole, other := lived(t, 2), lived(t, 4)
	gone := func(parts ...string) func(string) error {
		return func(data string) (err error) {
			for _, part := range parts {
				err = errors.Join(err, os.RemoveAll(filepath.Join(data, part)))
			}
			return err
		}
	}
	swapped := func(parts ...string) func(string) error {
		return func(data string) (err error) {
			for _, part := range parts {
				text, readErr := os.ReadFile(filepath.Join(other, part))
				err = errors.Join(err, readErr, os.WriteFile(filepath.Join(data, part), text, 0o600))
			}
			return err
		}
	}
	type loss struct {
		name string
		of   func(data string) error
	}
	nothing := loss{"nothing more", func(string) error { return nil }}
	noTable := gone("register.db", "register.db-wal", "register.db-shm")
	firsts := []loss{
		nothing,
		{"no table", noTable},
		{"an empty table", func(data string) error {
			return errors.Join(noTable(data), os.WriteFile(filepath.Join(data, "register.db"), nil, 0o600))
		}},
		{"another's table", swapped("register.db", "register.db-wal", "register.db-shm")},
		{"another's secret", swapped("registers.secret")},
		{"another's keys", swapped("registers.secret", "issuer.key", "keys.known")},
		{"the archive alone", func(data string) error {
			return errors.Join(noTable(data), gone("registers.secret", "issuer.key", "log.key", "keys.known")(data))
		}},
	}
	seconds := []loss{
		nothing,
		{"no known keys", gone("keys.known")},
		{"no key of the log", gone("log.key")},
		{"no checkpoint", gone("s3/objects/log/E07000107/checkpoint")},
		{"no published log", gone("s3/objects/log")},
		{"no archive", gone("s3")},
	}
	served := 0
	for _, first := range firsts {
		for _, second := range seconds {
			if first.name == "the archive alone" && second.name != nothing.name {
				continue // with less still, it is nobody's
			}
			data := filepath.Join(t.TempDir(), "data")
			if err := errors.Join(os.CopyFS(data, os.DirFS(whole)), first.of(data), second.of(data)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			private(t, data)
			r, said := begin(t, data, func(c *exec.Cmd) *exec.Cmd { return c }, "--sample=false")
			if r == nil {
				if !strings.Contains(said, "docs/runbooks/") {
					t.Errorf("%s, %s: it does not start, and names no runbook: %s", first.name, second.name, said)
				}
				continue
			}
			served++
			if got := r.recorded(t); got != 2 {
				t.Errorf("%s, %s: it is served with %d disclosures, want 2", first.name, second.name, got)
			}
			status, answer, err := r.send(r.token(t, "dpo", ""), http.MethodGet, "/disclosures?subject=DBC-P-550193", "", nil)
			if err != nil || status != http.StatusOK || strings.Count(string(answer), `"case":"`+exampleCase) != 2 {
				t.Errorf("%s, %s: by person it is answered %d %s, %v", first.name, second.name, status, answer, err)
			}
			r.kill()
		}
	}
	if served == 0 {
		t.Error("it never starts: this test could not fail")
	}
	t.Logf("%d of at most %d are served", served, len(firsts)*len(seconds))
}

// An archive without the letters that the table knows of is not begun anew: each letter
// would be found absent, and be certified as destroyed.
func TestAnArchiveWithoutItsLettersIsNotServed(t *testing.T) {
	t.Parallel()
	whole := lived(t, 2)
	r := start(t, whole, "--sample=false")
	letterFor(t, r, "kept").upload(t)
	r.kill()
	for name, lose := range map[string]func(data string) error{
		"the bucket": func(data string) error {
			return os.RemoveAll(filepath.Join(data, "s3/objects/correspondence"))
		},
		"what is in it": func(data string) error {
			return errors.Join(os.RemoveAll(filepath.Join(data, "s3/objects/correspondence")), os.Mkdir(filepath.Join(data, "s3/objects/correspondence"), 0o700))
		},
		"its letters": func(data string) error {
			return os.RemoveAll(filepath.Join(data, "s3/objects/correspondence/E07000107"))
		},
		"its letters and what is noted": func(data string) error {
			return errors.Join(os.RemoveAll(filepath.Join(data, "s3/objects/correspondence/E07000107")), os.RemoveAll(filepath.Join(data, "s3/metadata/correspondence/E07000107")))
		},
		"the archive": func(data string) error { return os.RemoveAll(filepath.Join(data, "s3")) },
		"the archive but the log": func(data string) error {
			return errors.Join(os.RemoveAll(filepath.Join(data, "s3/objects/correspondence")), os.RemoveAll(filepath.Join(data, "s3/metadata")))
		},
	} {
		data := filepath.Join(t.TempDir(), "data")
		if err := errors.Join(os.CopyFS(data, os.DirFS(whole)), lose(data)); err != nil {
			t.Fatal(err)
		}
		private(t, data)
		for range 2 { // the first refusal makes nothing that the second would start on
			if r, said := begin(t, data, func(c *exec.Cmd) *exec.Cmd { return c }, "--sample=false"); r != nil {
				t.Errorf("without %s it starts", name)
				r.kill()
			} else if !strings.Contains(said, "docs/runbooks/restore.md") {
				t.Errorf("without %s it names no runbook: %s", name, said)
			}
		}
	}
	r = start(t, whole, "--sample=false")
	r.kill()
}
