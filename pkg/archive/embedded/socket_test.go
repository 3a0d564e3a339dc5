package embedded

import (
	"net"
	"os"
	"path/filepath"
	"testing"
)

// A kill leaves a folder for the gateway's socket behind. The next start takes those
// of directories that are gone, and nothing that is not proved to be such.
func TestAStartForgetsWhatDeadServersLeft(t *testing.T) {
	base, err := os.MkdirTemp("/tmp", "sockets-") // short, as a socket's path must be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(base) })
	t.Setenv("TMPDIR", base)
	left := func(dir string, alive bool) (folder string) {
		t.Helper()
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		socket, err := socketFor(dir)
		if err != nil {
			t.Fatal(err)
		}
		listener, err := net.Listen("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		listener.(*net.UnixListener).SetUnlinkOnClose(false)
		t.Cleanup(func() { listener.Close() })
		if !alive {
			listener.Close()
		}
		return filepath.Dir(socket)
	}
	gone := filepath.Join(base, "gone")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	there := t.TempDir()
	dead := left(gone, false)
	stays := map[string]string{
		"of a server that runs, whose directory was moved": left(gone+"-2", true),
		"of a directory that is there":                     left(there, false),
		"that names another directory":                     left(gone+"-3", false),
		"with something else in it":                        left(gone+"-4", false),
		"that others may look into":                        left(gone+"-5", false),
	}
	write(filepath.Join(stays["that names another directory"], ownerFile), gone)
	write(filepath.Join(stays["with something else in it"], "mine"), "fictional")
	if err := os.Chmod(stays["that others may look into"], 0o755); err != nil {
		t.Fatal(err)
	}

	for _, dir := range []string{"", "-2", "-3", "-4", "-5"} {
		if err := os.Remove(gone + dir); err != nil {
			t.Fatal(err)
		}
	}

	forgetDead(base)
	if _, err := os.Lstat(dead); !os.IsNotExist(err) {
		t.Errorf("the folder of a directory that is gone is left (%v)", err)
	}
	for what, folder := range stays {
		if _, err := os.Lstat(folder); err != nil {
			t.Errorf("a folder %s: %v", what, err)
		}
	}
	if text, err := os.ReadFile(filepath.Join(stays["with something else in it"], "mine")); err != nil || string(text) != "fictional" {
		t.Errorf("what was not the server's is gone: %v", err)
	}
}
