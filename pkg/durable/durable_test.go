package durable_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"disclosure-register/pkg/durable"
)

func TestAFileIsWrittenWholeForItsOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "key")
	for _, step := range []struct {
		name string
		do   func() error
		err  error
		want string
	}{
		{"made", func() error { return durable.Create(path, []byte("first")) }, nil, "first"},
		{"made again", func() error { return durable.Create(path, []byte("second")) }, fs.ErrExist, "first"},
		{"replaced", func() error { return durable.Write(path, []byte("third")) }, nil, "third"},
		{"where there is no folder", func() error { return durable.Write(filepath.Join(dir, "none", "key"), nil) }, fs.ErrNotExist, "third"},
		{"replaced by another's name", func() error {
			return errors.Join(durable.Write(path+".next", []byte("fourth")), durable.Rename(path+".next", path))
		}, nil, "fourth"},
	} {
		if err := step.do(); !errors.Is(err, step.err) {
			t.Errorf("%s: got %v, want %v", step.name, err, step.err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != step.want {
			t.Errorf("%s: the file says %q, %v; want %q", step.name, got, err, step.want)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left in the folder: %v, %v; want the file alone", left, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v; want 0600", info.Mode(), err)
	}
}
