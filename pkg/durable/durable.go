// Package durable puts small files on a disk whole: the keys of one machine, and
// what it may not forget.
package durable

import (
	"errors"
	"os"
	"path/filepath"
)

// Write puts the content into the file, in place of what is there, for the owner
// alone to read. Once it returns nil, a loss of power cannot undo it. A crash
// before that leaves the old file or the new one, whole, and at most a draft
// beside it that nothing reads.
func Write(path string, content []byte) error { return put(path, content, os.Rename) }

// Create is [Write] where nothing is there: it refuses to take the place of a
// file, whoever else is making one, with an error that is [io/fs.ErrExist].
func Create(path string, content []byte) error { return put(path, content, os.Link) }

// Rename gives a file of a folder another name in it, in place of what has that
// name. It is as durable as [Write].
func Rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncFolder(to)
}

func put(path string, content []byte, name func(draft, path string) error) error {
	draft, err := os.CreateTemp(filepath.Dir(path), ".draft-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name()) // gone already, once renamed
	_, err = draft.Write(content)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := name(draft.Name(), path); err != nil {
		return err
	}
	return syncFolder(path)
}

// syncFolder puts the file's name on disk; its content is there already.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
