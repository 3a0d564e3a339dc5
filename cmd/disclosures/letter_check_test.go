package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sampleLetter is how to name the sample's letter on the command line, as the
// random sample shows it.
func sampleLetter(t *testing.T, r *running) []string {
	t.Helper()
	drawn := runTool(t, r, "19", "--from", "2026-01-01", "--to", "2026-12-31", "--seed", "2026-audit", "--json")
	document := regexp.MustCompile(`"document":"([^"]+)"`).FindStringSubmatch(drawn)
	if document == nil {
		t.Fatalf("the sample shows no letter: %s", drawn)
	}
	return []string{"--case", "SAMPLE-1", "--document", document[1]}
}

// runTool asks one of the questions and returns what is printed.
func runTool(t *testing.T, r *running, question string, args ...string) string {
	t.Helper()
	out, code := r.tool(t, append([]string{"ask", question, "--purpose", "Yearly audit"}, args...)...)
	if code != 0 {
		t.Fatalf("question %s ended with %d: %s", question, code, out)
	}
	return out
}

// letterCheck is what question 20 says in JSON.
type letterCheck struct {
	Outcome string `json:"outcome"`
	Holds   *bool  `json:"holds"`
	File    *struct {
		SHA256 string `json:"sha256"`
		Same   bool   `json:"same"`
	} `json:"file"`
}

// checkedLetter asks question 20 in JSON, with a file to compare where one is named.
func checkedLetter(t *testing.T, r *running, letter []string, file string) (got letterCheck, code int) {
	t.Helper()
	args := append([]string{"ask", "20", "--purpose", "Yearly audit", "--json"}, letter...)
	if file != "" {
		args = append(args, "--file", file)
	}
	out, code := r.tool(t, args...)
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "{") {
			if err := json.Unmarshal([]byte(line), &got); err != nil {
				t.Fatal(err)
			}
		}
	}
	return got, code
}

// A file is the letter that was logged, or is not: the table, the JSON and how the command
// ends say the same of it.
func TestAFileIsComparedWithTheLetterInOneAnswer(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir())
	letter := sampleLetter(t, r)
	another := filepath.Join(t.TempDir(), "letter")
	if err := os.WriteFile(another, []byte("Another letter."), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, is := range map[string]struct {
		holds bool
		code  int
		says  []string
	}{
		"":                  {true, 0, []string{"In the archive", "matches"}},
		"sample/letter.txt": {true, 0, []string{"In the archive", "matches", "Your file", "is that letter", "holds  The file is, byte for byte, the letter that was logged."}},
		another:             {false, 1, []string{"In the archive", "matches", "Your file", "is another", "FAILS  The file is not the letter that was logged"}},
	} {
		got, code := checkedLetter(t, r, letter, file)
		if code != is.code || got.Outcome != "matches" || got.Holds == nil || *got.Holds != is.holds || (got.File != nil) != (file != "") || file != "" && got.File.Same != is.holds {
			t.Errorf("of %q the JSON says %+v (%d)", file, got, code)
		}
		args := append([]string{"ask", "20", "--purpose", "Yearly audit"}, letter...)
		if file != "" {
			args = append(args, "--file", file)
		}
		out, code := r.tool(t, args...)
		for _, says := range is.says {
			if !strings.Contains(out, says) {
				t.Errorf("of %q it does not say %q: %s", file, says, out)
			}
		}
		if code != is.code || strings.Contains(out, "Outcome") {
			t.Errorf("of %q: %s (%d)", file, out, code)
		}
	}
}

// A letter written over on the disk of the archive, behind the back of S3, which
// goes on giving the old digest, is found out by its bytes.
func TestALetterSwappedOnTheDiskIsFoundOut(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir())
	letter := sampleLetter(t, r)
	if out := runTool(t, r, "20", append(letter, "--json")...); !strings.Contains(out, `"outcome":"matches"`) {
		t.Errorf("as it was sent: %s", out)
	}
	sent, err := os.ReadFile("sample/letter.txt")
	if err != nil {
		t.Fatal(err)
	}
	swapped := 0
	err = filepath.WalkDir(r.data, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // The service goes on working: a file of its own came and went.
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		held, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !bytes.Equal(held, sent) {
			return err
		}
		swapped++
		return os.WriteFile(path, bytes.ToUpper(sent), 0o600)
	})
	if err != nil || swapped != 1 {
		t.Fatalf("the letter is in %d files, %v", swapped, err)
	}
	for _, file := range []string{"", "sample/letter.txt"} {
		if got, code := checkedLetter(t, r, letter, file); code != 1 || got.Holds == nil || *got.Holds || got.Outcome != "differs" || file != "" && !got.File.Same {
			t.Errorf("swapped, with the file %q: %+v (%d)", file, got, code)
		}
	}
}
