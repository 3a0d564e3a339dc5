package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// AtRest is a version of an object in the directory of a server that does not run, and what
// is noted of it.
type AtRest struct {
	*os.File
	Held        bool   // it is under a legal hold
	ContentType string // "" where none is noted
}

// OpenAtRest opens a version of an object; [fs.ErrNotExist] when it is not there. It
// changes nothing, and asks nobody what the bytes should be.
func OpenAtRest(dir, bucket, key, version string) (AtRest, error) {
	noted := filepath.Join(dir, metadataDir, bucket, filepath.FromSlash(key), noteDir)
	stored := filepath.Join(dir, objectsDir, bucket, filepath.FromSlash(key))
	newest, err := readNote(noted, noteVersion)
	if err != nil {
		return AtRest{}, err
	}
	if newest != version {
		older := filepath.Join(olderPath(filepath.Join(bucket, filepath.FromSlash(key))), version)
		noted, stored = filepath.Join(dir, olderMetadataDir, older, noteDir), filepath.Join(dir, versionsDir, older)
	}
	hold, err := readNote(noted, noteHold)
	if err != nil {
		return AtRest{}, err
	}
	contentType, err := readNote(noted, noteContentType)
	if err != nil {
		return AtRest{}, err
	}
	file, err := os.Open(stored)
	return AtRest{file, hold == "\x01", contentType}, err
}

// readNote reads what is noted of an object; "" where nothing is.
func readNote(noted, name string) (string, error) {
	note, err := os.ReadFile(filepath.Join(noted, name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read what is noted of an object: %w", err)
	}
	return string(note), nil
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
