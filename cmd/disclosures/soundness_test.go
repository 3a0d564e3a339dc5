package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// doesNotStart runs the service, wants it to end with a failure, and returns all
// that it wrote.
func doesNotStart(t *testing.T, data string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(ctx, path, "serve", "--data", data, "--listen", "127.0.0.1:0", "--sample=false").CombinedOutput()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ctx.Err() != nil {
		t.Fatalf("the service ended with %v, want a failure: %s", err, out)
	}
	return string(out)
}

// lived returns a data directory in which some entries were recorded and sealed
// before the service was killed.
func lived(t *testing.T, entries int) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	r := start(t, data, "--sample=false")
	for n := range entries - 1 {
		if status, _, err := r.send(r.token(t, "recorder", "housing"), http.MethodPost, "/disclosures", fmt.Sprint("before-", n), example(t)); err != nil || status != http.StatusCreated {
			t.Fatalf("record: %d, %v", status, err)
		}
	}
	r.waitForEntry(t, "last") // and so all of them
	r.kill()
	return data
}

func remove(t *testing.T, files ...string) {
	t.Helper()
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
}

// A register that has lost its table, or the end of it, is never served as one
// that knows nothing.
func TestALostTableIsNotServedAsAnEmptyOne(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		lose func(t *testing.T, table string)
		want string
	}{
		{"the table's files", func(t *testing.T, table string) { remove(t, table, table+"-wal", table+"-shm") }, "the table is lost"},
		{"the table's file alone", func(t *testing.T, table string) { remove(t, table) }, "the table is lost"},
		{"the write-ahead log", func(t *testing.T, table string) { remove(t, table+"-wal") }, "register.db-wal is missing"},
		{"the write-ahead log and the log's key", func(t *testing.T, table string) {
			remove(t, table+"-wal", filepath.Join(filepath.Dir(table), "log.key"))
		}, "register.db-wal is missing"},
		{"the write-ahead log and the shared memory", func(t *testing.T, table string) { remove(t, table+"-wal", table+"-shm") }, "the table is lost"},
		{"all but an empty file", func(t *testing.T, table string) {
			remove(t, table, table+"-wal", table+"-shm")
			if err := os.WriteFile(table, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, "the table is lost"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			data := lived(t, 3)
			tt.lose(t, filepath.Join(data, "register.db"))
			for range 2 { // the first start has put nothing in its place
				if strings.Contains(tt.want, "-wal") {
					for _, args := range [][]string{{"check"}, {"bridge", "--give-up", "1"}} {
						out, code := ends(t, append([]string{"log"}, append(args, "--register", "E07000107", "--data", data)...)...)
						if code == 0 || !strings.Contains(out, tt.want) {
							t.Errorf("log %s ends with %d: %s, want %q", args[0], code, out, tt.want)
						}
					}
				}
				out := doesNotStart(t, data)
				if !strings.Contains(out, tt.want) || !strings.Contains(out, "docs/runbooks/restore.md") {
					t.Errorf("got %s, want %q and the runbook", out, tt.want)
				}
			}
		})
	}
}

// Bytes in the middle of the table are overwritten at random. Whatever they hit,
// nothing is answered as if it were not there: the service names the damage and
// the runbook, at its start or when it is asked, or the check of the log does.
func TestADamagedTableIsNamedAsSuch(t *testing.T) {
	t.Parallel()
	whole := lived(t, 60)
	r := start(t, whole, "--sample=false") // whose end moves everything into the one file
	if err := r.command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-r.drained
	_ = r.command.Wait()
	random := rand.New(rand.NewPCG(1, 2))
	size := fileSize(t, filepath.Join(whole, "register.db"))
	atStart := 0
	for round := range 12 {
		data := filepath.Join(t.TempDir(), fmt.Sprint(round))
		if err := os.CopyFS(data, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		private(t, data)
		offset := size/4 + random.Int64N(size/2)
		if round%2 == 0 { // the middle of a page, or where it says what is in it
			offset = offset / 4096 * 4096
		}
		scribble(t, filepath.Join(data, "register.db"), offset, random)
		out, code := ends(t, "log", "check", "--register", "E07000107", "--data", data)
		if code == 0 { // it hit what holds nothing
			if got := start(t, data, "--sample=false").recorded(t); got != 60 {
				t.Errorf("at %d: %d are on record, want 60, and the check of the log finds nothing: %s", offset, got, out)
			}
			continue
		}
		if named := strings.Contains(out, "docs/runbooks/table-damaged.md"); !named && !strings.Contains(out, "docs/runbooks/log-overwritten.md") {
			t.Errorf("at %d: the check of the log ends without a runbook: %s", offset, out)
		} else if named {
			atStart++
			if out := doesNotStart(t, data); !strings.Contains(out, "docs/runbooks/table-damaged.md") {
				t.Errorf("at %d: the service says %s", offset, out)
			}
		}
	}
	if atStart == 0 {
		t.Error("no page was damaged: this test could not fail")
	}
}

func scribble(t *testing.T, path string, offset int64, random *rand.Rand) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	noise := make([]byte, 64)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	if _, err := file.WriteAt(noise, offset); err != nil {
		t.Fatal(err)
	}
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// private gives a copy of a data directory the modes that the service asks for.
func private(t *testing.T, data string) {
	t.Helper()
	err := filepath.WalkDir(data, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The disk takes no more (here a quota on the size of a file): what is refused
// says so and not "try again", it is logged as an error, and once there is room
// everything acknowledged is there.
func TestAFullDiskIsNamedAsSuch(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	r := startAs(t, data, func(c *exec.Cmd) *exec.Cmd {
		return exec.Command("sh", append([]string{"-c", `ulimit -f 1500; exec "$0" "$@"`}, c.Args...)...)
	}, "--sample=false")
	recorder := r.token(t, "recorder", "housing")
	if status, _, err := r.send(recorder, http.MethodPost, "/disclosures", "the-case", example(t)); err != nil || status != http.StatusCreated {
		t.Fatalf("record: %d, %v", status, err)
	}
	letter := letterOf(t, r, "large", bytes.Repeat([]byte("A fictional letter. "), 1<<16))
	if status, code := letter.put(t, letter.ticket.URL, letter.ticket.Headers, string(letter.body)); status < http.StatusInternalServerError {
		t.Errorf("a letter larger than there is room for is answered %d %s", status, code)
	}
	r.says(t, "the archive could not do what somebody outside asked")
	if !strings.Contains(r.notes.String(), "docs/runbooks/disk-full.md") {
		t.Errorf("no runbook is named: %s", r.notes)
	}
	acknowledged := 1
	for n := 0; ; n++ {
		status, answer, err := r.send(recorder, http.MethodPost, "/disclosures", fmt.Sprint("k-", n), example(t))
		if err != nil {
			t.Fatalf("the service is gone: %v\n%s", err, r.notes)
		}
		if status == http.StatusCreated {
			acknowledged++
			if n > 5000 {
				t.Fatal("the disk is never full: this test could not fail")
			}
			continue
		}
		if status != http.StatusServiceUnavailable || !bytes.Contains(answer, []byte("disk is full")) || bytes.Contains(answer, []byte("Try again")) {
			t.Errorf("got %d %s, want to be told that the disk is full", status, answer)
		}
		break
	}
	r.says(t, "docs/runbooks/table-damaged.md and disk-full.md")
	r.kill()
	r = start(t, data, "--sample=false")
	if got := r.recorded(t); got != acknowledged {
		t.Errorf("with room again there are %d, want the %d acknowledged", got, acknowledged)
	}
	if status, _, err := r.send(recorder, http.MethodPost, "/disclosures", "after", example(t)); err != nil || status != http.StatusCreated {
		t.Errorf("with room again: %d, %v", status, err)
	}
}

func TestASecondServiceIsRefusedThoughTheLockFileIsGone(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	start(t, data, "--sample=false")
	remove(t, filepath.Join(data, "lock"))
	if out := doesNotStart(t, data); !strings.Contains(out, "another service is using") {
		t.Errorf("got %s", out)
	}
}

func TestAReplacedKeyIsRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"issuer.key", "registers.secret"} {
		for _, tt := range []struct {
			name, want string
			do         func(t *testing.T, path string)
		}{
			{"another", "is not the key by which", func(t *testing.T, path string) {
				if err := os.WriteFile(path, []byte(strings.Repeat("ab", 32)+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}},
			{"none", "from its backup", func(t *testing.T, path string) { remove(t, path) }},
			{"open to its group", "can be read by others", func(t *testing.T, path string) {
				if err := os.Chmod(path, 0o640); err != nil {
					t.Fatal(err)
				}
			}},
		} {
			t.Run(name+" "+tt.name, func(t *testing.T) {
				t.Parallel()
				data := lived(t, 1)
				tt.do(t, filepath.Join(data, name))
				if out := doesNotStart(t, data); !strings.Contains(out, tt.want) || !strings.Contains(out, name) {
					t.Errorf("got %s, want %q", out, tt.want)
				}
			})
		}
	}
}

func TestADirectoryThatOthersCanReadIsSaidToBe(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	start(t, data, "--sample=false").says(t, "others on this machine can look into the data directory")
}

// The table's files are written over with older ones while the service runs, each in its
// place, as a plain cp does. Where something was recorded by this process, nothing more is
// acknowledged or answered; otherwise as soon as what is recorded next is sealed.
func TestATableThatIsWrittenOverWhileTheServiceRunsIsNotServed(t *testing.T) {
	t.Parallel()
	data, backup := lived(t, 2), t.TempDir()
	files := []string{"register.db", "register.db-wal", "register.db-shm"}
	layOver(t, data, backup, files...)
	r := start(t, data, "--sample=false")
	r.waitForEntry(t, "after")
	record := func(key string) (int, string) {
		t.Helper()
		status, answer, err := r.send(r.token(t, "recorder", "housing"), http.MethodPost, "/disclosures", key, example(t))
		if err != nil {
			t.Fatal(err)
		}
		return status, string(answer)
	}
	refused := func(status int, answer string) bool {
		return status == http.StatusServiceUnavailable && strings.Contains(answer, "table is damaged")
	}
	closed := func(when string) {
		t.Helper()
		if status, answer := record("lost-" + when); !refused(status, answer) {
			t.Errorf("%s: a disclosure is answered %d %s", when, status, answer)
		}
		status, answer, err := r.send(r.token(t, "dpo", ""), http.MethodGet, "/disclosures?subject=DBC-P-550193", "", nil)
		if err != nil || !refused(status, string(answer)) {
			t.Errorf("%s: a search is answered %d %s, %v", when, status, answer, err)
		}
		for until := time.Now().Add(10 * time.Second); !strings.Contains(r.notes.String(), "level=ERROR") || !strings.Contains(r.notes.String(), "docs/runbooks/table-damaged.md"); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(until) {
				t.Errorf("%s: the log says %s", when, r.notes)
				break
			}
		}
	}
	newest := t.TempDir()
	layOver(t, data, newest, files...)
	layOver(t, backup, data, files...)
	closed("at-once")
	r.kill()

	layOver(t, newest, data, files...)
	r = start(t, data, "--sample=false")
	layOver(t, backup, data, files...)
	for n, until := 0, time.Now().Add(20*time.Second); ; n++ {
		status, answer := record(fmt.Sprint("over-", n))
		if refused(status, answer) {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("a disclosure is answered %d %s", status, answer)
		}
		time.Sleep(50 * time.Millisecond)
	}
	closed("once-it-was-sealed")
	if notes := r.notes.String(); !strings.Contains(notes, "the table's log is shorter than the published one") {
		t.Errorf("the log says %s", notes)
	}
	r.kill()
	if out := doesNotStart(t, data); !strings.Contains(out, "docs/runbooks/restore.md") {
		t.Errorf("started on it again, the service says %s", out)
	}
}
