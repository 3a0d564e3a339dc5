package main_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// tableFiles are what SQLite keeps a table in, once its process has ended.
var tableFiles = []string{"register.db", "register.db-wal"}

// copyTable puts a copy of one directory's table into another, in place of the
// table there.
func copyTable(t *testing.T, from, to string) {
	t.Helper()
	for _, name := range append(tableFiles, "register.db-shm") {
		if err := os.RemoveAll(filepath.Join(to, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range tableFiles {
		data, err := os.ReadFile(filepath.Join(from, name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// A table from before is found to be one though the newest checkpoint is gone with what
// came after: by those that were kept.
func TestAnOlderTableIsNotServedThoughTheCheckpointIsGone(t *testing.T) {
	t.Parallel()
	data, backup := lived(t, 2), t.TempDir()
	copyTable(t, data, backup)
	r := start(t, data, "--sample=false")
	r.waitForEntry(t, "after")
	r.kill()
	newest := t.TempDir()
	copyTable(t, data, newest)
	remove(t, filepath.Join(data, "s3/objects/log/E07000107/checkpoint"))
	copyTable(t, backup, data)
	if out := doesNotStart(t, data); !strings.Contains(out, "the table lacks what its log has published") || !strings.Contains(out, "docs/runbooks/restore.md") {
		t.Errorf("got %s", out)
	}
	copyTable(t, newest, data)
	r = start(t, data, "--sample=false")
	r.kill()
}

// An older copy of the directory is put over it, or the table and the checkpoint of one,
// so that they agree with each other: the checkpoints that were kept since are still
// there, and tell. docs/runbooks/restore.md says how the newest is put back.
func TestAnOlderCopyThatIsPutOverTheDirectoryIsNotServed(t *testing.T) {
	t.Parallel()
	whole := lived(t, 2)
	backup := filepath.Join(t.TempDir(), "backup")
	if err := os.CopyFS(backup, os.DirFS(whole)); err != nil {
		t.Fatal(err)
	}
	r := start(t, whole, "--sample=false")
	r.waitForEntry(t, "after")
	r.waitForEntry(t, "after-that")
	const log = "s3/objects/log/E07000107"
	// The checkpoint is kept after it is published, which answers the entry.
	waitForFile(t, filepath.Join(whole, log, "checkpoints", "004"))
	r.kill()
	check := func(data string) (string, int) {
		t.Helper()
		return ends(t, "log", "check", "--register", "E07000107", "--data", data)
	}
	damaged := func(data string) {
		layOver(t, backup, data, "register.db", "register.db-wal", "register.db-shm")
		if err := os.WriteFile(filepath.Join(data, log, "checkpoint"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, over := range map[string]func(data string){
		"all of it": func(data string) { layOver(t, backup, data, ".") },
		"the table and the checkpoint": func(data string) {
			layOver(t, backup, data, "register.db", "register.db-wal", "register.db-shm", log+"/checkpoint")
		},
		"the checkpoint":                    func(data string) { layOver(t, backup, data, log+"/checkpoint") },
		"the table, by an empty checkpoint": damaged,
	} {
		data := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(data, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		private(t, data)
		over(data)
		if out := doesNotStart(t, data); !strings.Contains(out, "docs/runbooks/restore.md") {
			t.Errorf("%s: it does not start, and says %s", name, out)
		}
		if out, code := check(data); code == 0 || !strings.Contains(out, "docs/runbooks/") {
			t.Errorf("%s: the check of the log ends with %d, and says %s", name, code, out)
		} else if strings.Contains(name, "all") && !strings.Contains(out, "the published checkpoint is of 2 entries, and checkpoints/004") {
			t.Errorf("%s: the check of the log says %s", name, out)
		}
		layOver(t, filepath.Join(data, log, "checkpoints"), filepath.Join(data, log), "004")
		if err := os.Rename(filepath.Join(data, log, "004"), filepath.Join(data, log, "checkpoint")); err != nil {
			t.Fatal(err)
		}
		if out, code := check(data); name != "the checkpoint" && (code == 0 || !strings.Contains(out, "2 ENTRIES ARE LOST")) {
			t.Errorf("%s: with the newest checkpoint the check of the log ends with %d, and says %s", name, code, out)
		}
		layOver(t, whole, data, "register.db", "register.db-wal", "register.db-shm")
		r := start(t, data, "--sample=false")
		r.waitForEntry(t, "and-on")
		if got := r.recorded(t); got != 5 {
			t.Errorf("%s: once it is mended it is served with %d disclosures, want 5", name, got)
		}
		r.kill()
		if out, code := check(data); code != 0 {
			t.Errorf("%s: once it is mended the check of the log ends with %d, and says %s", name, code, out)
		}
	}
}

// waitForFile waits until there is such a file, for a minute at most.
func waitForFile(t *testing.T, name string) {
	t.Helper()
	for range 600 {
		if _, err := os.Stat(name); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("a minute later there is no %s", filepath.Base(name))
}

// layOver puts files, and all that is in folders, in the place of those of another
// folder, and takes nothing away there, as cp does.
func layOver(t *testing.T, from, to string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		err := filepath.WalkDir(filepath.Join(from, part), func(path string, entry os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name, err := filepath.Rel(from, path)
			if err != nil {
				return err
			}
			if entry.IsDir() {
				return os.MkdirAll(filepath.Join(to, name), 0o700)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(to, name), text, 0o600)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// docs/runbooks/restore.md, of a table alone: the service does not start, the tool
// says what is lost, and once that is given up the service goes on.
func TestARestoredTableIsNotServedUntilSomebodyDecides(t *testing.T) {
	t.Parallel()
	data, backup, newest := t.TempDir(), t.TempDir(), t.TempDir()
	live := func(name string, entries int) {
		t.Helper()
		r := start(t, data, "--sample=false")
		for n := range entries {
			r.waitForEntry(t, fmt.Sprint(name, "-", n))
		}
		r.kill()
	}
	log := func(args ...string) (string, int) {
		t.Helper()
		return ends(t, append(args, "--register", "E07000107", "--data", data)...)
	}
	live("before", 3)
	copyTable(t, data, backup)
	if out, code := log("log", "check"); code != 0 || !strings.Contains(out, "3 entries are here and are what was sealed") {
		t.Errorf("before the restore: ended with %d: %s", code, out)
	}
	live("after", 4)
	copyTable(t, data, newest)
	copyTable(t, backup, data)

	// Nobody is answered by it, since it would say that nothing was shared.
	if out := doesNotStart(t, data); !strings.Contains(out, "the published log has 7") || !strings.Contains(out, "docs/runbooks/restore.md") {
		t.Errorf("started on it, the service says %s", out)
	}

	out, code := log("log", "check")
	lost := regexp.MustCompile(`(?m)^LOST  place (\d+)  leaf [0-9a-f]{66}  entry \(not known\)$`).FindAllStringSubmatch(out, -1)
	if code == 0 || len(lost) != 4 || lost[0][1] != "3" || lost[3][1] != "6" {
		t.Fatalf("ended with %d and names %q, want places 3 to 6: %s", code, lost, out)
	}
	out, code = log("log", "check", "--old", filepath.Join(newest, "register.db"))
	if named := regexp.MustCompile(`(?m)^LOST .* entry [0-9a-f-]{36}$`).FindAllString(out, -1); code == 0 || len(named) != 4 {
		t.Errorf("with the copy that was restored over: ended with %d and names %d, want 4: %s", code, len(named), out)
	}
	if out, code := log("log", "bridge", "--give-up", "3"); code == 0 {
		t.Errorf("three of four were given up: %s", out)
	}
	if out, code := log("log", "bridge", "--give-up", "4", "--old", filepath.Join(newest, "register.db")); code != 0 {
		t.Fatalf("bridge: ended with %d: %s", code, out)
	}

	// What comes next is sealed.
	live("on", 2)
	for givenUp, want := range map[string]int{"3": 1, "4": 0, "5": 1} {
		out, code := log("log", "check", "--given-up", givenUp)
		if code != want || !strings.Contains(out, "5 entries are here") || strings.Count(out, "LOST  place") != 4 {
			t.Errorf("after all, of %s given up: ended with %d: %s", givenUp, code, out)
		}
	}
	if out, code := log("log", "bridge", "--give-up", "0"); code == 0 {
		t.Errorf("where there is no gap: %s", out)
	}
	keys, code := ends(t, "log", "key", "begin", "--data", data)
	key := regexp.MustCompile(`one-machine\.invalid/\S+/E07000107\+\S+`).FindString(keys)
	if out, end := ends(t, "verify", "--log", filepath.Join(data, "s3", "objects", "log", "E07000107"), "--key", key); code != 0 || end != 0 {
		t.Errorf("the whole log: ended with %d: %s", end, out)
	}
}

// A log of a disclosure, a look at it and another disclosure, in which nothing
// was ever destroyed.
func TestWhatIsNotAsItWasSealedIsNamed(t *testing.T) {
	t.Parallel()
	data, whole := t.TempDir(), t.TempDir()
	r := start(t, data, "--sample=false")
	r.waitForEntry(t, "one")
	if status, _, err := r.send(r.token(t, "dpo", ""), http.MethodGet, "/disclosures", "look", nil); err != nil || status != http.StatusOK {
		t.Fatalf("look: %d, %v", status, err)
	}
	r.waitForEntry(t, "two")
	r.kill()
	copyTable(t, data, whole)
	check := func() (string, int) {
		t.Helper()
		return ends(t, "log", "check", "--register", "E07000107", "--data", data)
	}
	if out, code := check(); code != 0 || !strings.Contains(out, "3 entries are here and are what was sealed, with all that they are found by.\n0 are not here") {
		t.Errorf("before: ended with %d: %s", code, out)
	}
	for name, tt := range map[string]struct {
		place   int
		was, is string
		want    string // before the entry's id
	}{
		"a word of a disclosure":         {0, "repair", "refund", `WRONG  place 0, entry `},
		"the purpose of a look":          {1, `"Testing"`, `"The case"`, `WRONG  place 1, entry `},
		"a disclosure that was removed":  {2, "", "", `LOST  place 2  leaf [0-9a-f]{66}  entry `},
		"a look that somebody had taken": {1, "", "", `LOST  place 1  leaf [0-9a-f]{66}  entry `},
	} {
		t.Run(name, func(t *testing.T) {
			copyTable(t, whole, data)
			id := tamper(t, filepath.Join(data, "register.db"), tt.place, tt.was, tt.is)
			out, code := check()
			if named := regexp.MustCompile(`(?m)^(WRONG|LOST) .*$`).FindAllString(out, -1); code == 0 || len(named) != 1 || !regexp.MustCompile(tt.want+id).MatchString(out) {
				t.Errorf("ended with %d and names %q: %s", code, named, out)
			}
			if strings.Contains(out, "Sample") || strings.Contains(out, "DBC-") {
				t.Errorf("it repeats what is in the entry: %s", out)
			}
		})
	}
}

// A person whose disclosure is not listed under them would be told that nothing
// was shared: the check says so, names nobody, and puts right what the entry proves.
func TestWhatASearchWouldLeaveOutIsNamedAndPutBack(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	r := start(t, data, "--sample=false")
	r.waitForEntry(t, "one")
	if status, _, err := r.send(r.token(t, "dpo", ""), http.MethodGet, "/disclosures?case=DBC-C-2026-0142", "look", nil); err != nil || status != http.StatusOK {
		t.Fatalf("look: %d, %v", status, err)
	}
	r.waitForEntry(t, "two")
	r.kill()
	path := filepath.Join(data, "register.db")
	check := func(args ...string) (string, int) {
		t.Helper()
		return ends(t, append([]string{"log", "check", "--register", "E07000107", "--data", data}, args...)...)
	}
	if out, code := check("--repair"); code != 0 || strings.Contains(out, "put back") {
		t.Errorf("with nothing to repair: ended with %d: %s", code, out)
	}
	unlist(t, path, 0, "idx#E07000107#subject/2#")
	unlist(t, path, 1, "access#E07000107#case/2#")
	for range 2 {
		out, code := check()
		if code == 0 || !strings.Contains(out, "Left out of: what is asked by person, and the report to them") ||
			!strings.Contains(out, "Left out of: who looked, by case") || !strings.Contains(out, "2 items that are gone can be put back") {
			t.Errorf("ended with %d: %s", code, out)
		}
		if strings.Contains(out, "Sample") || strings.Contains(out, "DBC-") {
			t.Errorf("it repeats what is in an entry: %s", out)
		}
	}
	if out, code := check("--repair"); code == 0 || !strings.Contains(out, "2 items that were gone have been put back") {
		t.Errorf("repair: ended with %d: %s", code, out)
	}
	if out, code := check(); code != 0 || strings.Contains(out, "WRONG") {
		t.Errorf("after all: ended with %d: %s", code, out)
	}
}

// A backup of the whole directory sets the log back too. With the newest copy of
// the log in place over the backup's, the register knows what it has published.
func TestAWholeBackupWithTheNewestLogIsRefused(t *testing.T) {
	t.Parallel()
	data, backup, kept := t.TempDir(), filepath.Join(t.TempDir(), "backup"), t.TempDir()
	put := func(from, to string) {
		t.Helper()
		if err := os.RemoveAll(to); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	live := func(key string) *running {
		t.Helper()
		r := start(t, data, "--sample=false")
		r.waitForEntry(t, key)
		r.kill()
		return r
	}
	live("before")
	put(data, backup)
	live("after")
	published := []string{filepath.Join("s3", "objects", "log"), filepath.Join("s3", "metadata", "log")}
	for _, part := range published {
		put(filepath.Join(data, part), filepath.Join(kept, part))
	}

	put(backup, data)
	for _, name := range []string{"log.key", "issuer.key", "registers.secret", filepath.Join("s3", "secret.key")} {
		if err := os.Chmod(filepath.Join(data, name), 0o600); err != nil { // os.CopyFS gives more away
			t.Fatal(err)
		}
	}
	for _, part := range published {
		put(filepath.Join(kept, part), filepath.Join(data, part))
	}
	place := []string{"--register", "E07000107", "--data", data}
	if out, code := ends(t, append([]string{"log", "check"}, place...)...); code == 0 || strings.Count(out, "LOST  place 1 ") != 1 {
		t.Errorf("ended with %d: %s", code, out)
	}
	if out, code := ends(t, append([]string{"log", "bridge", "--give-up", "1"}, place...)...); code != 0 {
		t.Fatalf("bridge: ended with %d: %s", code, out)
	}
	live("on")
	if out, code := ends(t, append([]string{"log", "check", "--given-up", "1"}, place...)...); code != 0 || !strings.Contains(out, "2 entries are here") || strings.Count(out, "entry (not known)") != 1 {
		t.Errorf("after all: ended with %d: %s", code, out)
	}
	// An auditor who asks for everything is told what is lost.
	r := start(t, data, "--sample=false")
	out, code := ends(t, "verify", r.bundle(t))
	if code == 0 || !strings.Contains(out, "entry 1 is LOST") {
		t.Errorf("the bundle: ended with %d: %s", code, out)
	}
}

// bundle asks for the whole log as evidence, and returns the file.
func (r *running) bundle(t *testing.T) string {
	t.Helper()
	job := r.requestBundle(t, "bundle")
	return written(t, "evidence.zip", string(download(t, r.finished(t, job).URL)))
}

// Whatever is overwritten of the published log, the check of the log ends with what is
// wrong and a runbook, or finds nothing wrong because it needs nothing of the file.
func TestAnOverwrittenFileOfThePublishedLogIsNamed(t *testing.T) {
	t.Parallel()
	whole, published := lived(t, 3), filepath.Join("s3", "objects", "log")
	var files []string
	err := filepath.WalkDir(filepath.Join(whole, published), func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, path := range files {
		data := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(data, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		private(t, data)
		part, err := filepath.Rel(whole, path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(data, part), []byte("What was never sealed."), 0o600); err != nil {
			t.Fatal(err)
		}
		out, code := ends(t, "log", "check", "--register", "E07000107", "--data", data)
		if code == 0 {
			continue
		}
		named[filepath.Base(filepath.Dir(filepath.Dir(part)))] = true
		if !strings.Contains(out, "docs/runbooks/") {
			t.Errorf("with %s overwritten the check of the log names no runbook: %s", part, out)
		}
	}
	t.Logf("of %d files, named: %v", len(files), named)
	if len(named) < 2 {
		t.Error("hardly anything is named: this test could not fail")
	}
}

// What an auditor with an older checkpoint needs is missed when it is gone, and a code
// that was mistyped is no log that is not whole.
func TestTheCheckOfTheLogMissesWhatWasKept(t *testing.T) {
	t.Parallel()
	data := lived(t, 3)
	check := func(register string) (string, int) {
		t.Helper()
		return ends(t, "log", "check", "--register", register, "--data", data)
	}
	if out, code := check("E07000107"); code != 0 || !strings.Contains(out, "kept checkpoints are here, and the log extends each.") {
		t.Fatalf("as it was: ended with %d: %s", code, out)
	}
	remove(t, filepath.Join(data, "s3", "objects", "log", "E07000107", "checkpoints", "000"))
	if out, code := check("E07000107"); code == 0 || !strings.Contains(out, "WRONG  kept checkpoint of 0 entries: it is gone") || !strings.Contains(out, "docs/runbooks/log-overwritten.md") {
		t.Errorf("without one that was kept: ended with %d: %s", code, out)
	}
	if out, code := check("E07999999"); code == 0 || !strings.Contains(out, "no register E07999999 is kept here: is the code mistyped?") || strings.Contains(out, "not whole") {
		t.Errorf("of no register: ended with %d: %s", code, out)
	}
}
