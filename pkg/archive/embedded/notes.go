package embedded

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/s3response"
)

// notes is what versitygw keeps about objects: digests, tags, locks and holds.
//
// It names an older version by the absolute path of its file. Kept under that
// name, a lock would be lost as soon as the directory is moved; so these are kept
// apart, under the path from the versions' directory.
type notes struct {
	newest, older meta.SideCar
	versions      string // the versions' directory, absolute

	// log is the bucket of published logs, of whose objects nothing is noted.
	log     *InPlace
	logName string

	damaged *sync.Map // the objects of which a note of digests was met that cannot be read
}

// That is all that versitygw asks of what keeps its notes.
var _ meta.MetadataStorer = notes{}

func openNotes(dir, logName string, log *InPlace) (n notes, err error) {
	n.log, n.logName, n.damaged = log, logName, &sync.Map{}
	n.versions = filepath.Join(dir, versionsDir)
	if n.newest, err = meta.NewSideCar(filepath.Join(dir, metadataDir)); err != nil {
		return n, fmt.Errorf("open the metadata: %w", err)
	}
	if n.older, err = meta.NewSideCar(filepath.Join(dir, olderMetadataDir)); err != nil {
		return n, fmt.Errorf("open the metadata of older versions: %w", err)
	}
	return n, nil
}

// place returns where the notes of what versitygw calls a bucket are.
func (n notes) place(bucket string) (meta.SideCar, string) {
	if path, older := strings.CutPrefix(bucket, n.versions+string(filepath.Separator)); older {
		return n.older, path
	}
	return n.newest, bucket
}

// RetrieveAttribute implements [meta.MetadataStorer]. An older version that is
// there and has lost all its notes counts as held: whether it was is not known any
// more. A note of digests that cannot be read counts as lost: versitygw would else list
// nothing of a bucket, so that retention could find no letter for one that is damaged.
// An object that is there has an ETag, if an empty one, though its note be lost or cannot
// be read, as where file descriptors run out: versitygw would else take it for absent, put
// another over it that was asked for only where none is, and take its hold off for that.
func (n notes) RetrieveAttribute(f *os.File, bucket, object, attribute string) ([]byte, error) {
	if bucket == n.logName && object != "" {
		return n.log.derived(object, attribute)
	}
	at, name := n.place(bucket)
	value, err := at.RetrieveAttribute(f, name, object, attribute)
	if attribute == noteChecksums && err == nil && json.Unmarshal(value, &s3response.Checksum{}) != nil {
		n.damaged.Store(filepath.Join(name, object), true)
		return nil, meta.ErrNoSuchKey
	}
	if attribute == noteETag && err != nil {
		file, missing := os.Lstat(filepath.Join(bucket, object))
		_, marker := at.RetrieveAttribute(f, name, object, noteMarker)
		if missing == nil && file.Mode().IsRegular() && marker != nil {
			return nil, nil
		}
	}
	if attribute == noteHold && errors.Is(err, meta.ErrNoSuchKey) && name != bucket {
		file, missing := os.Lstat(filepath.Join(bucket, object))
		noted, unknown := at.ListAttributes(name, object)
		if missing == nil && !file.IsDir() && unknown == nil && len(noted) == 0 {
			return []byte{1}, nil
		}
	}
	return value, err
}

// StoreAttribute implements [meta.MetadataStorer].
func (n notes) StoreAttribute(f *os.File, bucket, object, attribute string, value []byte) error {
	at, bucket := n.place(bucket)
	return at.StoreAttribute(f, bucket, object, attribute, value)
}

// DeleteAttribute implements [meta.MetadataStorer].
func (n notes) DeleteAttribute(bucket, object, attribute string) error {
	at, bucket := n.place(bucket)
	return at.DeleteAttribute(bucket, object, attribute)
}

// ListAttributes implements [meta.MetadataStorer].
func (n notes) ListAttributes(bucket, object string) ([]string, error) {
	at, bucket := n.place(bucket)
	return at.ListAttributes(bucket, object)
}

// DeleteAttributes implements [meta.MetadataStorer].
func (n notes) DeleteAttributes(bucket, object string) error {
	at, bucket := n.place(bucket)
	return at.DeleteAttributes(bucket, object)
}

// RenameObject implements [meta.MetadataStorer].
func (n notes) RenameObject(bucket, oldObject, newObject string) error {
	at, bucket := n.place(bucket)
	return at.RenameObject(bucket, oldObject, newObject)
}
