package main_test

import (
	"bytes"
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
	if out := runTool(t, r, "20", append(letter, "--json")...); !strings.Contains(out, `"outcome":"differs"`) || !strings.Contains(out, `"what":"bytes"`) {
		t.Errorf("swapped: %s", out)
	}
}
