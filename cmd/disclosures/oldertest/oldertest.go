// Package oldertest unpacks registers that older releases wrote, for tests to open. One
// was made by running the release's service and recording, through its API, what its own
// tests of the notices judge: of each row the shortest disclosure that meets or breaks
// it, about a person and in a case of its own.
package oldertest

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// Entry is a disclosure as that release recorded it. There is one for each row of each
// notice that its rules could find met or broken, with the facts that the row turns on;
// what broke a row so that it was refused was recorded with a departure.
type Entry struct {
	Register, Notice, Key, ID, Case, Person string
	Rows, Flags                             []string
	Shown                                   json.RawMessage // in that release's report to the person
}

// Unpack unpacks a data directory into a folder of its own, and returns where it is and
// the disclosures in it. The register's keys are in the archive too: it is nobody's.
func Unpack(t testing.TB, archive string) (data string, entries []Entry) {
	t.Helper()
	file, err := os.Open(archive)
	try(t, err)
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	try(t, err)
	root, err := os.OpenRoot(t.TempDir())
	try(t, err)
	defer root.Close()
	for members := tar.NewReader(unzipped); ; {
		header, err := members.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		try(t, err)
		if header.Typeflag == tar.TypeDir {
			try(t, root.MkdirAll(header.Name, 0o700))
			continue
		}
		content, err := io.ReadAll(members)
		try(t, err)
		try(t, root.MkdirAll(filepath.Dir(header.Name), 0o700))
		try(t, root.WriteFile(header.Name, content, 0o600))
	}
	listed, err := root.ReadFile("entries.jsonl")
	try(t, err)
	lines := bufio.NewScanner(bytes.NewReader(listed))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e Entry
		try(t, json.Unmarshal(lines.Bytes(), &e))
		entries = append(entries, e)
	}
	if try(t, lines.Err()); len(entries) == 0 {
		t.Fatal("the archive lists no disclosures")
	}
	return filepath.Join(root.Name(), "data"), entries
}

func try(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
