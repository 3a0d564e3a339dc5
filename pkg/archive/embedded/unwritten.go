package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// forgetUnwritten removes what versitygw noted of objects that a crash kept it
// from writing. It notes first and writes then, so that such an object cannot be
// read, and cannot be written with If-None-Match either: the log's next
// checkpoint would wait for it for ever. Nothing of it was acknowledged.
//
// The buckets that keep versions are left alone. Their keys are random, and a
// letter cut short is asked for again under another.
func forgetUnwritten(c Config) error {
	notes := filepath.Join(c.Dir, "metadata")
	buckets, err := os.ReadDir(notes)
	if err != nil {
		return fmt.Errorf("list what is noted of objects: %w", err)
	}
	for _, bucket := range buckets {
		if bucket.Name() == c.Correspondence || bucket.Name() == c.Reports {
			continue
		}
		err := filepath.WalkDir(filepath.Join(notes, bucket.Name()), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.IsDir() || entry.Name() != "meta" {
				return err
			}
			object, err := filepath.Rel(notes, filepath.Dir(path))
			if err != nil {
				return err
			}
			if _, err := os.Lstat(filepath.Join(c.Dir, "objects", object)); !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			if err := os.RemoveAll(path); err != nil {
				return err
			}
			return fs.SkipDir
		})
		if err != nil {
			return fmt.Errorf("clear away what is noted of unwritten objects: %w", err)
		}
	}
	return nil
}
