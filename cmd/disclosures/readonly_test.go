package main_test

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A directory that may not be written is named as such, with a runbook.
func TestADirectoryThatMayNotBeWrittenIsNamedAsSuch(t *testing.T) {
	t.Parallel()
	data := lived(t, 1)
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, path, "serve", "--data", data, "--listen", "127.0.0.1:0", "--sample=false")
	mode := func(folder, file fs.FileMode) {
		err := filepath.WalkDir(data, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			return os.Chmod(path, file)
		})
		if err == nil {
			err = os.Chmod(data, folder)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	mode(0o500, 0o400)
	t.Cleanup(func() { mode(0o700, 0o600) })
	if os.Getuid() == 0 { // whom no mode keeps out
		const nobody = 65534
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		for _, open := range []string{toolDir, filepath.Dir(data), filepath.Dir(filepath.Dir(data))} {
			if err := os.Chmod(open, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		err := filepath.WalkDir(data, func(path string, _ os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Lchown(path, nobody, nobody)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	out, err := c.CombinedOutput()
	if err == nil || ctx.Err() != nil || !strings.Contains(string(out), "may not be written") || !strings.Contains(string(out), "docs/runbooks/disk-full.md") {
		t.Errorf("the service ended with %v: %s", err, out)
	}
}

func TestTooFewDescriptorsAreNamedAsSuch(t *testing.T) {
	t.Parallel()
	r, said := begin(t, filepath.Join(t.TempDir(), "data"), func(c *exec.Cmd) *exec.Cmd {
		return exec.Command("sh", append([]string{"-c", `ulimit -n 95; exec "$0" "$@"`}, c.Args...)...)
	}, "--sample=false")
	if r != nil || !strings.Contains(said, "95 files open at once") || !strings.Contains(said, "docs/runbooks/disk-full.md") {
		t.Errorf("the service says %s", said)
	}
}
