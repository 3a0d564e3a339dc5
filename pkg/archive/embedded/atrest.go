package embedded

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/versity/versitygw/s3response"

	"disclosure-register/pkg/durable"
)

// AtRest is a version of an object in the directory of a server that does not run, and what
// is noted of it.
type AtRest struct {
	*os.File
	Held        bool   // it is under a legal hold
	ContentType string // "" where none is noted
	Digest      []byte // the SHA-256 that was noted when it came; nil where none can be read
	Unnamed     bool   // no such version is noted: the newest may be the one that was asked for
	notes       string // where it is noted
	version     string
}

// NoteAgain notes which version it is, its digest and its type, and that it is under a
// legal hold, in place of what is noted or was lost. Who calls it knows all of this from
// elsewhere, and that the bytes have this SHA-256.
func (a AtRest) NoteAgain(digest []byte, contentType string) error {
	encoded := base64.StdEncoding.EncodeToString(digest)
	checksums, err := json.Marshal(s3response.Checksum{Algorithm: types.ChecksumAlgorithmSha256, Type: types.ChecksumTypeFullObject, SHA256: &encoded})
	if err == nil {
		err = os.MkdirAll(a.notes, 0o700)
	}
	if err == nil {
		err = errors.Join(
			durable.Write(filepath.Join(a.notes, noteVersion), []byte(a.version)),
			durable.Write(filepath.Join(a.notes, noteChecksums), checksums),
			durable.Write(filepath.Join(a.notes, noteContentType), []byte(contentType)),
			durable.Write(filepath.Join(a.notes, noteHold), []byte{1}),
		)
	}
	return wrapped("note again what an object is", err)
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
	unnamed := false
	if newest != version {
		older := filepath.Join(olderPath(filepath.Join(bucket, filepath.FromSlash(key))), version)
		// What is noted of the newest may be wrong: it may be this one.
		_, err := os.Lstat(filepath.Join(dir, versionsDir, older))
		if unnamed = errors.Is(err, fs.ErrNotExist); !unnamed {
			noted, stored = filepath.Join(dir, olderMetadataDir, older, noteDir), filepath.Join(dir, versionsDir, older)
		}
	}
	hold, err := readNote(noted, noteHold)
	if err != nil {
		return AtRest{}, err
	}
	contentType, err := readNote(noted, noteContentType)
	if err != nil {
		return AtRest{}, err
	}
	checksums, err := readNote(noted, noteChecksums)
	if err != nil {
		return AtRest{}, err
	}
	digest, _ := digestIn([]byte(checksums))
	file, err := os.Open(stored)
	return AtRest{file, hold == "\x01", contentType, digest, unnamed, noted, version}, err
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
