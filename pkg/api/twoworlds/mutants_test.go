package twoworlds

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every mend that `make mutants` takes out is still there to be taken out: the lines
// that each patch changes stand in the code exactly once. A mutant that no longer
// applies would say nothing, and nobody would notice.
func TestEveryMutantApplies(t *testing.T) {
	patches, err := filepath.Glob("testdata/mutants/*.patch")
	if err != nil || len(patches) < 27 {
		t.Fatalf("%d mutants were found: %v", len(patches), err)
	}
	for _, patch := range patches {
		t.Run(strings.TrimSuffix(filepath.Base(patch), ".patch"), func(t *testing.T) {
			text, err := os.ReadFile(patch)
			if err != nil {
				t.Fatal(err)
			}
			hunks := 0
			for _, file := range strings.Split("\n"+string(text), "\ndiff --git ")[1:] {
				name := regexp.MustCompile(`(?m)^\+\+\+ b/(.+)$`).FindStringSubmatch(file)
				if name == nil {
					t.Fatal("a part of it names no file")
				}
				code, err := os.ReadFile(filepath.Join("../../..", name[1]))
				if err != nil {
					t.Fatal(err)
				}
				for _, hunk := range strings.Split(file, "\n@@ ")[1:] {
					hunks++
					was, is := sides(hunk)
					if n := strings.Count("\n"+string(code), was); n != 1 {
						t.Errorf("what it changes in %s stands there %d times. Take the mend out anew, and keep `git diff -U1`:%s", name[1], n, was)
					}
					if was == is {
						t.Errorf("it changes nothing in %s", name[1])
					}
				}
			}
			if hunks == 0 {
				t.Error("it changes nothing")
			}
		})
	}
}

// sides are what a hunk says the code was, and is with it. Both begin and end with
// the end of a line, so that whole lines are looked for.
func sides(hunk string) (was, is string) {
	was, is = "\n", "\n"
	_, lines, _ := strings.Cut(hunk, "\n") // after the places
	for line := range strings.SplitSeq(strings.TrimSuffix(lines, "\n"), "\n") {
		switch line, sign := strings.TrimPrefix(line, line[:min(1, len(line))])+"\n", line[:min(1, len(line))]; sign {
		case "-":
			was += line
		case "+":
			is += line
		default:
			was, is = was+line, is+line
		}
	}
	return was, is
}
