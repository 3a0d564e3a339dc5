package main_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What happens to letters on the disk, behind the back of S3, is found by the
// check of the log, which can go on where it stopped.
func TestTheCheckOfTheLogReadsEveryLetter(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	r := start(t, data, "--sample=false")
	if status, _, err := r.send(r.token(t, "recorder", "housing"), http.MethodPost, "/disclosures", "first", example(t)); err != nil || status != http.StatusCreated {
		t.Fatalf("record: %d, %v", status, err)
	}
	for _, key := range []string{"one", "two", "three", "four", "five", "six"} {
		letterFor(t, r, key).upload(t)
	}
	r.waitForEntry(t, "last")
	r.kill()
	check := func(args ...string) (string, int) {
		t.Helper()
		return ends(t, append([]string{"log", "check", "--register", "E07000107", "--data", data}, args...)...)
	}
	if out, code := check(); code != 0 || !strings.Contains(out, "6 letters are here, byte for byte what was logged, and held.") {
		t.Fatalf("as they were sent: ended with %d: %s", code, out)
	}
	objects := filepath.Join(data, "s3", "objects", "correspondence")
	for key, do := range map[string]func(path string) error{
		"one":   func(path string) error { return os.WriteFile(path, []byte("another letter"), 0o600) },
		"two":   os.Remove,
		"three": func(path string) error { return os.Remove(filepath.Join(noted(data, path), "object-legal-hold")) },
		"six":   func(path string) error { return os.Truncate(filepath.Join(noted(data, path), "content-type"), 2) },
		"five":  func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) },
	} {
		if err := do(holding(t, objects, "about "+key)); err != nil {
			t.Fatal(err)
		}
	}
	out, code := check()
	for _, want := range []string{"its bytes are not those that were logged", "it is gone, and no disposal took it", "its legal hold is off", "it cannot be read from the disk", "its type is not the one that was logged", "1 letters are here", "5 letters are not as they were logged"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	found := regexp.MustCompile(`WRONG  letter of entry ([0-9a-f-]{36})`).FindAllStringSubmatch(out, -1)
	if code == 0 || len(found) != 5 {
		t.Fatalf("ended with %d and finds %d, want 5: %s", code, len(found), out)
	}
	out, code = check("--letters-after", found[1][1])
	if code == 0 || strings.Contains(out, found[0][1]) || !strings.Contains(out, found[2][1]) {
		t.Errorf("going on after the second: ended with %d: %s", code, out)
	}
	if out, code := check("--letters-after", "the-second"); code == 0 || !strings.Contains(out, "wants the id of an entry") {
		t.Errorf("going on after what is no entry: ended with %d: %s", code, out)
	}
}

// What the archive notes of a letter may be lost or damaged while its bytes are not: the
// check says so of each, and writes it again where it is told to. Then the letter is given
// out as it was.
func TestTheCheckOfTheLogNotesAgainWhatALetterIs(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	r := start(t, data, "--sample=false")
	if status, _, err := r.send(r.token(t, "recorder", "housing"), http.MethodPost, "/disclosures", "first", example(t)); err != nil || status != http.StatusCreated {
		t.Fatalf("record: %d, %v", status, err)
	}
	harms := []struct {
		name string
		do   func(notes string) error
		says string
	}{
		{"lost", func(notes string) error { return os.Remove(filepath.Join(notes, "checksums")) }, "each download of it breaks off"},
		{"emptied", func(notes string) error { return os.Truncate(filepath.Join(notes, "checksums"), 0) }, "each download of it breaks off"},
		{"zeroed", func(notes string) error {
			return os.WriteFile(filepath.Join(notes, "checksums"), make([]byte, 200), 0o600)
		}, "each download of it breaks off"},
		{"another", func(notes string) error {
			return os.WriteFile(filepath.Join(notes, "checksums"), []byte(`{"Algorithm":"SHA256","Type":"FULL_OBJECT","SHA256":"`+strings.Repeat("A", 43)+`="}`), 0o600)
		}, "each download of it breaks off"},
		{"type", func(notes string) error { return os.Truncate(filepath.Join(notes, "content-type"), 2) }, "its type is not the one that was logged"},
		{"hold", func(notes string) error { return os.Remove(filepath.Join(notes, "object-legal-hold")) }, "its legal hold is off"},
		{"version", func(notes string) error { return os.Remove(filepath.Join(notes, "version-id")) }, "its version"},
		{"version-cut", func(notes string) error { return os.Truncate(filepath.Join(notes, "version-id"), 5) }, "its version"},
		{"all", os.RemoveAll, "its version"},
	}
	var letters []*sent
	for _, h := range harms {
		l := letterFor(t, r, h.name)
		l.upload(t)
		letters = append(letters, l)
	}
	altered := letterFor(t, r, "altered")
	altered.upload(t)
	r.waitForEntry(t, "last")
	r.kill()
	check := func(args ...string) (string, int) {
		t.Helper()
		return ends(t, append([]string{"log", "check", "--register", "E07000107", "--data", data}, args...)...)
	}
	objects := filepath.Join(data, "s3", "objects", "correspondence")
	for _, h := range harms {
		if err := h.do(noted(data, holding(t, objects, "about "+h.name))); err != nil {
			t.Fatal(err)
		}
	}
	path := holding(t, objects, "about altered")
	if err := errors.Join(os.WriteFile(path, []byte("another letter"), 0o600), os.Remove(filepath.Join(noted(data, path), "checksums"))); err != nil {
		t.Fatal(err)
	}
	out, code := check()
	for _, h := range harms {
		if !strings.Contains(out, h.says) {
			t.Errorf("of a letter of which the note is %s it does not say %q", h.name, h.says)
		}
	}
	if code == 0 || !strings.Contains(out, "10 letters are not as they were logged. See docs/runbooks/log-overwritten.md.") || !strings.Contains(out, "The bytes of 9 letters are those that were logged") {
		t.Fatalf("ended with %d: %s", code, out)
	}
	if out, code = check("--repair"); code == 0 || !strings.Contains(out, "noted of 9 letters was written again") {
		t.Fatalf("putting back: ended with %d: %s", code, out)
	}
	if out, code = check(); code == 0 || !strings.Contains(out, "9 letters are here, byte for byte what was logged, and held.") || !strings.Contains(out, "1 letters are not") {
		t.Errorf("after it: ended with %d: %s", code, out)
	}
	r = start(t, data, "--sample=false")
	for i, l := range letters {
		l.r = r
		if body, err := l.download(t); err != nil || body != string(l.body) {
			t.Errorf("%s: got %q (%v), want the letter", harms[i].name, body, err)
		}
	}
	altered.r = r
	if body, err := altered.download(t); err == nil {
		t.Errorf("what was altered is given out: %q", body)
	}
}

// holding returns the file under the folder that holds the text.
func holding(t *testing.T, folder, text string) (path string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(at string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		held, err := os.ReadFile(at)
		if strings.HasSuffix(string(held), text) {
			path = at
		}
		return err
	})
	if err != nil || path == "" {
		t.Fatalf("no letter %q: %v", text, err)
	}
	return path
}

// noted is where the archive notes what it knows of an object.
func noted(data, path string) string {
	object := strings.TrimPrefix(path, filepath.Join(data, "s3", "objects"))
	return filepath.Join(data, "s3", "metadata", object, "meta")
}
