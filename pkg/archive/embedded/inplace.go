package embedded

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/s3response"

	"disclosure-register/pkg/sealing"
)

// InPlace is the bucket of published logs as the process of the server itself
// writes it: straight into the files that the gateway serves, since signed requests
// and the gateway's four notes an object cost more than all the rest of sealing.
// The conditions are those of S3, in one process. What S3 tells of an object beside
// its bytes follows from them and from its key, and so is not noted ([derived]).
//
// A method that returns nil leaves what a PUT to the server does: an object that
// survives kill -9 at once, and the loss of power some seconds later. Whatever stops
// it leaves the object as it was or whole, and at most a file that the next start
// removes. It may be used concurrently.
type InPlace struct {
	dir   string // the bucket's
	notes string // where the gateway noted its objects, in earlier releases
	mu    sync.Mutex
}

var _ sealing.Objects = (*InPlace)(nil)

// InPlace returns the bucket of published logs. The bucket must have been made by S3
// before anything is written; until then every call says so. No other client writes
// it: S3 would see one of its own writes and one of these as two at one moment.
func (s *Server) InPlace() *InPlace { return s.log }

// Read implements [sealing.Objects]. The tag is the ETag, as S3 has it.
func (b *InPlace) Read(_ context.Context, key string) (data []byte, tag string, err error) {
	path, err := b.path(key)
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", key, b.explain(err))
	}
	return data, etag(data), nil
}

// Create implements [sealing.Objects].
func (b *InPlace) Create(_ context.Context, key string, data []byte) error {
	if err := b.write(key, data, os.Link); err != nil {
		return fmt.Errorf("create %s: %w", key, b.explain(err))
	}
	return nil
}

// Replace implements [sealing.Objects].
func (b *InPlace) Replace(ctx context.Context, key string, data []byte, tag string) (newTag string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, now, err := b.Read(ctx, key)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("replace %s: %w", key, err)
	}
	if now != tag {
		return "", fmt.Errorf("replace %s: %w", key, sealing.ErrReplaced)
	}
	if err := b.write(key, data, os.Rename); err != nil {
		return "", fmt.Errorf("replace %s: %w", key, b.explain(err))
	}
	return etag(data), nil
}

// unfinished begins the names of files that are being written.
const unfinished = "in-place-"

// write writes the object where nobody reads it, and then puts it in its place.
func (b *InPlace) write(key string, data []byte, put func(from, to string) error) error {
	to, err := b.path(key)
	if err != nil {
		return err
	}
	from, err := b.stage(data)
	if err != nil {
		return err
	}
	defer os.Remove(from) // after a rename there is nothing there
	// What an earlier release noted was of what is being replaced.
	if err := os.RemoveAll(filepath.Join(b.notes, filepath.FromSlash(key), noteDir)); err != nil {
		return err
	}
	err = put(from, to)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(to), 0o700); err == nil {
			err = put(from, to)
		}
	}
	return err
}

func (b *InPlace) stage(data []byte) (path string, err error) {
	staging := filepath.Join(b.dir, temporaryFiles)
	file, err := os.CreateTemp(staging, unfinished)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.Mkdir(staging, 0o700); err == nil || errors.Is(err, fs.ErrExist) {
			file, err = os.CreateTemp(staging, unfinished)
		}
	}
	if err != nil {
		return "", err
	}
	if _, err := file.Write(data); err != nil {
		return "", errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	if err := file.Close(); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}

func (b *InPlace) path(key string) (string, error) {
	path := filepath.FromSlash(key)
	if !filepath.IsLocal(path) || strings.HasPrefix(key, temporaryFiles) {
		return "", errors.New("not the key of an object of a log")
	}
	return filepath.Join(b.dir, path), nil
}

// errNoBucket is not an object that is absent.
var errNoBucket = errors.New("there is no such bucket")

// explain keeps a bucket that is missing from being taken for an empty one.
func (b *InPlace) explain(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		if _, missing := os.Lstat(b.dir); missing != nil {
			return errNoBucket
		}
	}
	return err
}

// forgetUnfinished removes what a kill kept from being put in its place.
func (b *InPlace) forgetUnfinished() error {
	left, err := filepath.Glob(filepath.Join(b.dir, temporaryFiles, unfinished+"*"))
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	return wrapped("clear away unfinished objects of the logs", err)
}

func etag(data []byte) string {
	sum := md5.Sum(data) // S3's, of an object that came in one part; it guards nothing here
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

// What S3 says of caching: an object of a log never changes, but for its checkpoint.
const (
	cachedForEver = "public, max-age=31536000, immutable"
	notCached     = "no-cache"
)

// derived is what the gateway would have noted of an object of the logs, from its
// bytes and its key. Whatever else it asks for is nothing that such an object has.
func (b *InPlace) derived(object, attribute string) ([]byte, error) {
	path, err := b.path(object)
	if err != nil {
		return nil, meta.ErrNoSuchKey
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, meta.ErrNoSuchKey // also of a folder
	}
	switch attribute {
	case noteETag:
		return []byte(etag(data)), nil
	case noteChecksums:
		sum := sha256.Sum256(data)
		encoded := base64.StdEncoding.EncodeToString(sum[:])
		return json.Marshal(s3response.Checksum{Algorithm: types.ChecksumAlgorithmSha256, Type: types.ChecksumTypeFullObject, SHA256: &encoded})
	case noteContentType:
		return []byte(sealing.ContentType(object)), nil
	case noteCaching:
		if strings.HasSuffix(object, "/checkpoint") {
			return []byte(notCached), nil
		}
		return []byte(cachedForEver), nil
	}
	return nil, meta.ErrNoSuchKey
}
