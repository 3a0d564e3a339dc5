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
// Only where a bucket is that keeps no versions: what else is among the notes is
// not known to be of an object that was never written. The buckets that keep
// versions have random keys, and a letter cut short is asked for again under
// another.
func forgetUnwritten(c Config) error {
	notes := filepath.Join(c.Dir, metadataDir)
	buckets, err := os.ReadDir(filepath.Join(c.Dir, objectsDir))
	if err != nil {
		return fmt.Errorf("list the buckets: %w", err)
	}
	for _, bucket := range buckets {
		if bucket.Name() == c.Correspondence || bucket.Name() == c.Reports {
			continue
		}
		err := filepath.WalkDir(filepath.Join(notes, bucket.Name()), func(path string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // nothing is noted of the bucket
			}
			if err != nil || !entry.IsDir() || entry.Name() != noteDir {
				return err
			}
			if path == filepath.Join(notes, bucket.Name(), noteDir) {
				return fs.SkipDir // the bucket's own
			}
			object, err := filepath.Rel(notes, filepath.Dir(path))
			if err != nil {
				return err
			}
			if _, err := os.Lstat(filepath.Join(c.Dir, objectsDir, object)); !errors.Is(err, fs.ErrNotExist) {
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
