//go:build check || torture

package main_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// mounts reports whether this machine lets a test mount a volume for one process:
// where it does not, no life has a volume that may not be written.
var mounts = sync.OnceValue(func() bool { return exec.Command("unshare", append(unshared(), "true")...).Run() == nil })

func unshared() []string {
	if os.Getuid() == 0 {
		return []string{"--mount"}
	}
	return []string{"--mount", "--map-root-user"}
}

// unwritable has the data directory be a volume that may only be read, from the start
// or after a while: what is open for writing by then stays so.
func (w *world) unwritable(after time.Duration) func(*exec.Cmd) *exec.Cmd {
	const mount = `{ mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"; }`
	script := mount + ` && shift && exec "$0" "$@"`
	if after > 0 {
		script = fmt.Sprintf(`(sleep %.3f; %s) & cd / && `, after.Seconds(), mount) + `shift && exec "$0" "$@"`
	}
	return func(c *exec.Cmd) *exec.Cmd {
		args := append(unshared(), "sh", "-c", script, c.Args[0], w.data)
		return exec.Command("unshare", append(args, c.Args[1:]...)...)
	}
}

// harm is what befalls the file at path, which is one of the data directory's.
type harm struct {
	name string
	to   func(path string) bool // where it may befall
	do   func(w *world, path string) error
}

var harms = []harm{
	{"a page overwritten in part", isTable, func(w *world, path string) error {
		for range 1 + w.random.IntN(4) {
			scribble(w.t, path, w.random.Int64N(fileSize(w.t, path)), w.random)
		}
		return nil
	}},
	{"pages that are all zero", isTable, func(w *world, path string) error {
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer file.Close()
		for range 1 + w.random.IntN(4) {
			page := w.random.Int64N(max(1, fileSize(w.t, path)/4096))
			if _, err := file.WriteAt(make([]byte, 4096), page*4096); err != nil {
				return err
			}
		}
		return nil
	}},
	{"a table cut off", isTable, cutOff},
	{"a file missing", anyFile, func(_ *world, path string) error { return os.Remove(path) }},
	{"a file cut off", anyFile, cutOff},
	{"a file overwritten", anyFile, func(w *world, path string) error {
		noise := make([]byte, 64+w.random.IntN(1000))
		for i := range noise {
			noise[i] = byte(w.random.Uint32())
		}
		return os.WriteFile(path, noise, 0o600)
	}},
}

func isTable(path string) bool {
	return strings.HasPrefix(filepath.Base(path), "register.db") && !strings.HasSuffix(path, "-shm")
}
func anyFile(string) bool { return true }

func cutOff(w *world, path string) error {
	return os.Truncate(path, w.random.Int64N(1+fileSize(w.t, path)))
}

// copied copies the data directory as it was left by a kill.
func (w *world) copied() string {
	w.t.Helper()
	data := filepath.Join(filepath.Dir(w.data), fmt.Sprint("harmed-", w.checks))
	if err := os.CopyFS(data, os.DirFS(w.data)); err != nil {
		w.t.Fatal(err)
	}
	private(w.t, data)
	return data
}

// harmed does harm to a copy, and looks: it is not served, and a runbook is named; or
// everything that is asked of it is answered as it was acknowledged, or refused, with a
// runbook in the log. What is not looked at there, the check of the log finds.
func (w *world) harmed(data string) {
	w.t.Helper()
	defer func() {
		if err := os.RemoveAll(data); err != nil {
			w.t.Error(err)
		}
	}()
	h := harms[w.random.IntN(len(harms))]
	var files []string
	err := filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		// Of folders with a file for each object, one in twenty stands for the rest.
		if err == nil && entry.Type().IsRegular() && h.to(path) && (filepath.Dir(path) == data || w.random.IntN(20) == 0) {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		w.t.Fatalf("no file for %q: %v", h.name, err)
	}
	path := files[w.random.IntN(len(files))]
	what, err := filepath.Rel(data, path)
	if err == nil {
		err = h.do(w, path)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	what = h.name + ": " + what
	w.harms[h.name]++
	settled := w.settled(60)
	r, said := w.begin(data, w.clock, nil)
	if r == nil {
		w.harms["not served"]++
		if !strings.Contains(said, "docs/runbooks/") {
			w.t.Errorf("%s: it does not start, and names no runbook:\n%s", what, said)
		}
		return
	}
	off := 0 // what is not answered as it was acknowledged
	for _, one := range settled {
		off += w.askHarmed(r, what, one)
	}
	r.kill()
	notes := r.notes.String()
	check := command(w.t, "log", "check", "--register", dartford, "--data", data)
	moving(check)
	check.Env = w.clock.environment()
	out, err := check.CombinedOutput()
	switch {
	case err != nil && !strings.Contains(string(out), "docs/runbooks/"):
		w.t.Errorf("%s: the check of the log ends with %v, and names no runbook:\n%s", what, err, ends4k(out))
	case err != nil:
		w.harms["found by the check of the log"]++
	case off > 0 && !strings.Contains(notes, "docs/runbooks/"):
		w.t.Errorf("%s: %d answers are refused, no runbook is named and the check of the log finds nothing:\n%s\n%s", what, off, notes, ends4k(out))
	case off > 0:
		w.harms["named when it was asked for"]++
	default:
		w.harms["nothing is missing"]++
	}
}

// askHarmed asks for what was acknowledged of a case, and counts what is refused.
func (w *world) askHarmed(r *running, what string, one settledCase) (off int) {
	w.t.Helper()
	status, answer, err := r.send(r.token(w.t, "dpo", ""), http.MethodGet, "/disclosures?limit=200&case="+url.QueryEscape(one.ref), "", nil)
	var page struct{ Rows []struct{ ID string } }
	var ids []string
	switch {
	case err != nil:
		w.t.Errorf("%s: the service is gone by itself:\n%s", what, r.notes)
	case status >= http.StatusInternalServerError:
		off++
	case status != http.StatusOK || json.Unmarshal(answer, &page) != nil:
		w.t.Errorf("%s: a case is answered %d %.300s", what, status, answer)
	default:
		for _, row := range page.Rows {
			ids = append(ids, row.ID)
		}
		if slices.Sort(ids); !slices.Equal(ids, one.ids) {
			w.t.Errorf("%s: a case is served with %d entries, acknowledged were %d", what, len(ids), len(one.ids))
		}
	}
	for _, document := range one.letters {
		status, answer, err := r.send(r.token(w.t, "dpo", ""), http.MethodGet, "/cases/"+one.ref+"/correspondence/"+document+"/check", "", nil)
		var check struct{ Outcome string }
		switch {
		case err != nil:
			w.t.Errorf("%s: the service is gone by itself:\n%s", what, r.notes)
		case status == http.StatusOK && json.Unmarshal(answer, &check) == nil && check.Outcome == "matches":
		case status >= http.StatusInternalServerError, check.Outcome != "" && check.Outcome != "destroyed":
			off++
		default:
			w.t.Errorf("%s: a letter is answered %d %.300s", what, status, answer)
		}
	}
	return off
}
