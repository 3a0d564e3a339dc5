package main_test

import (
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	_ "modernc.org/sqlite"
)

// An archive that loses its letters, or what is noted of their bucket, while the service
// runs is said to have.
func TestAnArchiveThatIsDamagedMeanwhileIsNamedAsSuch(t *testing.T) {
	t.Parallel()
	for _, lost := range []string{"objects/correspondence", "metadata/correspondence", "metadata/correspondence/meta/versioning"} {
		t.Run(lost, func(t *testing.T) {
			t.Parallel()
			data := filepath.Join(t.TempDir(), "data")
			r := start(t, data, "--sample=false")
			if err := os.RemoveAll(filepath.Join(data, "s3", lost)); err != nil {
				t.Fatal(err)
			}
			r.says(t, "the archive is damaged, and letters can be neither kept nor read; see docs/runbooks/restore.md")
		})
	}
}

// Each file that a start reads is cut, emptied, overwritten or turned into a folder. The
// service then does not start, says which file it is and names a runbook; or it starts,
// and all that was acknowledged is there and what comes is taken.
func TestWhateverIsDamagedIsNamed(t *testing.T) {
	t.Parallel()
	whole := lived(t, 3)
	first := start(t, whole, "--sample=false")
	letterFor(t, first, "kept").upload(t)
	first.kill()
	before := filepath.Join(whole, "disposed.jsonl")
	if err := os.WriteFile(before, nil, 0o600); err != nil { // nothing has been destroyed yet
		t.Fatal(err)
	}
	type damage struct {
		name     string
		harmless bool // the service starts, and misses nothing
		do       func(path string) error
	}
	harmless := func(d damage) damage {
		d.harmless = true
		return d
	}
	text := func(name, text string) damage {
		return damage{name, false, func(path string) error { return os.WriteFile(path, []byte(text), 0o600) }}
	}
	cut := damage{"cut in the middle", false, func(path string) error {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		return os.Truncate(path, info.Size()/2)
	}}
	emptied := damage{"emptied", false, func(path string) error { return os.Truncate(path, 0) }}
	garbage := text("garbage", "\x00\xff\x17garbage\n{\n")
	folder := damage{"a folder", false, func(path string) error {
		return errors.Join(os.RemoveAll(path), os.Mkdir(path, 0o700))
	}}
	pipe := damage{"a pipe", false, func(path string) error {
		return errors.Join(os.RemoveAll(path), syscall.Mkfifo(path, 0o600))
	}}
	file := damage{"a file", false, func(path string) error {
		return errors.Join(os.RemoveAll(path), os.WriteFile(path, nil, 0o600))
	}}
	another := damage{"another program's", false, func(path string) error {
		err := errors.Join(os.Remove(path), os.RemoveAll(path+"-wal"), os.RemoveAll(path+"-shm"))
		if err != nil {
			return err
		}
		table, err := sql.Open("sqlite", path)
		if err != nil {
			return err
		}
		_, err = table.Exec("CREATE TABLE people (name TEXT); INSERT INTO people VALUES ('x')")
		return errors.Join(err, table.Close())
	}}
	refused := 0
	for _, tt := range []struct {
		path string
		ways []damage
	}{
		{"registers.secret", []damage{cut, emptied, garbage, folder, pipe}},
		{"issuer.key", []damage{cut, emptied, garbage, folder}},
		{"log.key", []damage{cut, emptied, garbage, folder, pipe}},
		{"log-next.key", []damage{text("emptied", ""), garbage, folder}},
		{"log-former.keys", []damage{garbage, folder}},
		{"keys.known", []damage{cut, emptied, garbage, folder}},
		{"lock", []damage{folder, pipe}},
		{"spill", []damage{file}},
		{"register.db", []damage{harmless(cut), harmless(garbage), folder, another}}, // all of it is in its log yet
		{"register.db-wal", []damage{cut, emptied, garbage, folder}},
		{"disposed.jsonl", []damage{
			garbage, folder, pipe, text("no register", "{}\n"), harmless(text("a register that there is not", `{"register":"E99999999"}`+"\n")),
			text("a very long line", strings.Repeat("x", 1<<20)+"\n"), text("no member", `{"register":"E07000107"}`+"\n"),
			text("another kind", "[1]\n"), harmless(text("cut short", `{"v":1,"disposal":"0b3c`)),
			text("zeros at its end", "\x00\x00\x00\x00"), text("cut short and no member", `{"register":"E0700`),
		}},
		{"s3", []damage{file}},
		{"s3/secret.key", []damage{cut, emptied, garbage, folder, pipe}},
		{"s3/objects", []damage{file}},
		{"s3/objects/correspondence", []damage{file}},
		{"s3/objects/reports", []damage{file}},
		{"s3/objects/log", []damage{file}},
		{"s3/objects/log/E07000107", []damage{file}},
		{"s3/objects/log/E07000107/checkpoint", []damage{folder, pipe}}, // one that can be read is the sealer's to refuse
		{"s3/versions", []damage{file}},
		{"s3/metadata", []damage{file}},
		{"s3/metadata/correspondence/meta", []damage{file}},
		{"s3/metadata/correspondence/meta/versioning", []damage{emptied, garbage, folder, text("suspended", "\x00")}},
		{"s3/metadata/correspondence/meta/bucket-lock", []damage{cut, emptied, garbage, folder, pipe}},
		{"s3/metadata/correspondence/meta/acl", []damage{cut, emptied, garbage, folder}},
		{"s3/metadata/correspondence/meta/ownership", []damage{harmless(cut), harmless(emptied), harmless(garbage), harmless(folder)}},
		{"s3/metadata/reports/meta/versioning", []damage{harmless(emptied), harmless(garbage), folder}},
		{"s3/metadata/reports/meta/acl", []damage{harmless(emptied), harmless(garbage)}},
		{"s3/metadata/log/meta/acl", []damage{emptied, garbage}},
	} {
		for _, way := range tt.ways {
			name := tt.path + " is " + way.name
			t.Run(name, func(t *testing.T) {
				data := filepath.Join(t.TempDir(), "data")
				if err := os.CopyFS(data, os.DirFS(whole)); err != nil {
					t.Fatal(err)
				}
				private(t, data)
				if err := way.do(filepath.Join(data, tt.path)); err != nil {
					t.Fatal(err)
				}
				r, said := begin(t, data, func(c *exec.Cmd) *exec.Cmd { return c }, "--sample=false")
				if r == nil {
					refused++
					if !strings.Contains(said, "docs/runbooks/") {
						t.Errorf("it does not start, and names no runbook: %s", said)
					}
					return
				}
				defer r.kill()
				if !way.harmless {
					t.Errorf("it is served")
				}
				if got := r.recorded(t); got != 3 {
					t.Errorf("it is served with %d disclosures, want 3", got)
				}
				l := letterFor(t, r, "after")
				l.upload(t)
				r.waitForEntry(t, "after") // the log goes on
				if way.name == "a register that there is not" {
					r.says(t, "of registers that are not kept here")
				}
				if way.name == "cut short" {
					r.says(t, "is cut short, as by a kill while it was written")
				}
				if job := r.finished(t, r.requestBundle(t, "bundle")); job.Status != "done" {
					t.Errorf("a bundle ended as %+v", job)
				}
			})
		}
	}
	if refused == 0 {
		t.Error("it always starts: this test could not fail")
	}
}
