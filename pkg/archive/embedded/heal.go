package embedded

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Names of versitygw's in its notes.
const (
	noteDir       = "meta" // what is noted of an object is in files of this folder
	noteVersion   = "version-id"
	noteMarker    = "delete-marker"
	noteHold      = "object-legal-hold"
	noteRetention = "object-retention"

	noteETag        = "etag"
	noteChecksums   = "checksums"
	noteContentType = "content-type"
	noteCaching     = "cache-control"

	temporaryFiles = ".sgwtmp"
)

// adoptNotes takes over what earlier releases noted of older versions, which is
// under the absolute path that the versions' directory had then, wherever the
// data directory is now. It moves only the notes of a version that is here: the
// path holds the digest of its key and its id. What it moves, it moves whole;
// stopped anywhere, it goes on when it is run again.
func adoptNotes(dir string) error {
	var lacking []string // paths of versions without notes
	err := eachVersion(dir, func(path string) error {
		if _, err := os.Lstat(filepath.Join(dir, olderMetadataDir, path, noteDir)); errors.Is(err, fs.ErrNotExist) {
			lacking = append(lacking, path)
		} else if err != nil {
			return err
		}
		return nil
	})
	if err != nil || len(lacking) == 0 {
		return wrapped("look for notes of older versions", err)
	}
	places, err := formerPlaces(dir)
	for _, path := range lacking {
		if err != nil {
			break
		}
		for _, place := range places {
			from, to := filepath.Join(place, path, noteDir), filepath.Join(dir, olderMetadataDir, path, noteDir)
			if _, none := os.Lstat(from); none != nil {
				continue
			}
			if err = os.MkdirAll(filepath.Dir(to), 0o700); err == nil {
				err = os.Rename(from, to)
			}
			break
		}
	}
	return wrapped("take over the notes of older versions", err)
}

// formerPlaces returns every folder among the notes that an earlier release could
// have kept those of older versions in, that of this place first: it was the last
// in use.
func formerPlaces(dir string) (places []string, err error) {
	here := filepath.Join(dir, metadataDir, filepath.Join(dir, versionsDir))
	places = append(places, here)
	err = filepath.WalkDir(filepath.Join(dir, metadataDir), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == versionsDir && path != here {
			places = append(places, path)
		}
		return err
	})
	return places, err
}

// relock gives a letter its lock and hold back that a kill took while a delete
// marker was being put over it: versitygw copies them to the older version that
// the letter is to become, takes them off, and only then makes that version. The
// copy without a version is the proof.
func relock(dir string) error {
	cut := map[string]string{} // the bucket and the digest of a key, to the version
	older := filepath.Join(dir, olderMetadataDir)
	err := filepath.WalkDir(older, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() || entry.Name() != noteDir {
			return err
		}
		version, err := filepath.Rel(older, filepath.Dir(path))
		if err != nil {
			return err
		}
		if _, err := os.Lstat(filepath.Join(dir, versionsDir, version)); errors.Is(err, fs.ErrNotExist) {
			cut[filepath.Dir(version)] = version
		} else if err != nil {
			return err
		}
		return fs.SkipDir
	})
	if err != nil || len(cut) == 0 {
		return wrapped("look for locks that were cut short", err)
	}
	objects := filepath.Join(dir, objectsDir)
	err = filepath.WalkDir(objects, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == temporaryFiles {
				return fs.SkipDir
			}
			return nil
		}
		object, err := filepath.Rel(objects, path)
		if err != nil {
			return err
		}
		if version, was := cut[olderPath(object)]; was {
			return relockObject(filepath.Join(dir, metadataDir, object, noteDir), filepath.Join(older, version))
		}
		return nil
	})
	return wrapped("give back locks that were cut short", err)
}

// relockObject gives an object the lock and hold that are noted of the version,
// if it is that version still and has none.
func relockObject(noted, version string) error {
	id, err := os.ReadFile(filepath.Join(noted, noteVersion))
	if err != nil || string(id) != filepath.Base(version) {
		return err
	}
	if _, err := os.Lstat(filepath.Join(noted, noteMarker)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, name := range []string{noteHold, noteRetention} {
		if _, err := os.Lstat(filepath.Join(noted, name)); !errors.Is(err, fs.ErrNotExist) {
			if err != nil {
				return err
			}
			continue
		}
		err := os.Rename(filepath.Join(version, noteDir, name), filepath.Join(noted, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// olderPath is where versitygw keeps the older versions of an object, given as
// its bucket and key.
func olderPath(object string) string {
	for i, c := range object {
		if c == filepath.Separator {
			sum := fmt.Sprintf("%x", sha256.Sum256([]byte(filepath.ToSlash(object[i+1:]))))
			return filepath.Join(object[:i], sum[:2], sum[2:4], sum[4:6], sum)
		}
	}
	return ""
}

// eachVersion visits the path of every older version, from the versions'
// directory.
func eachVersion(dir string, visit func(path string) error) error {
	versions := filepath.Join(dir, versionsDir)
	return filepath.WalkDir(versions, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == temporaryFiles {
				return fs.SkipDir
			}
			return nil
		}
		version, err := filepath.Rel(versions, path)
		if err != nil {
			return err
		}
		return visit(version)
	})
}

func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
