package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// OpenAtRest opens a version of an object in the directory of a server that does
// not run, and says whether it is held; [fs.ErrNotExist] when it is not there. It
// changes nothing, and asks nobody what the bytes should be.
func OpenAtRest(dir, bucket, key, version string) (file *os.File, held bool, err error) {
	noted := filepath.Join(dir, metadataDir, bucket, filepath.FromSlash(key), noteDir)
	stored := filepath.Join(dir, objectsDir, bucket, filepath.FromSlash(key))
	newest, err := os.ReadFile(filepath.Join(noted, noteVersion))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, false, fmt.Errorf("read what is noted of an object: %w", err)
	}
	if string(newest) != version {
		older := filepath.Join(olderPath(filepath.Join(bucket, filepath.FromSlash(key))), version)
		noted, stored = filepath.Join(dir, olderMetadataDir, older, noteDir), filepath.Join(dir, versionsDir, older)
	}
	hold, err := os.ReadFile(filepath.Join(noted, noteHold))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, false, fmt.Errorf("read what is noted of an object: %w", err)
	}
	file, err = os.Open(stored)
	return file, len(hold) == 1 && hold[0] == 1, err
}

// Places returns where an object lies in the directory, with its older versions and what
// is noted of them: files or folders, which need not be there.
func Places(dir, bucket, key string) []string {
	object := filepath.Join(bucket, filepath.FromSlash(key))
	return []string{
		filepath.Join(dir, objectsDir, object), filepath.Join(dir, metadataDir, object),
		filepath.Join(dir, versionsDir, olderPath(object)), filepath.Join(dir, olderMetadataDir, olderPath(object)),
	}
}
