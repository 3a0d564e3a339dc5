package sealing

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"disclosure-register/pkg/ledger"
)

// Objects is the bucket in which logs are published. Methods may be called
// concurrently. What a method stored is durable when it returns nil, and every
// later Read sees it. An error that is none of those named leaves it open
// whether the object was stored.
type Objects interface {
	// Read returns the object and a tag of its version, or an error that wraps
	// [fs.ErrNotExist].
	Read(ctx context.Context, key string) (data []byte, tag string, err error)
	// Create stores an object that will never change. It wraps [fs.ErrExist]
	// when there is one at the key.
	Create(ctx context.Context, key string, data []byte) error
	// Replace stores the object in place of the version with the tag, or where
	// there is none when the tag is empty, and returns the new version's tag. It
	// wraps [ErrReplaced] when the object there is another version.
	Replace(ctx context.Context, key string, data []byte, tag string) (newTag string, err error)
}

// ErrReplaced says that an object is not the version that was to be replaced.
var ErrReplaced = errors.New("another version is there")

// fetch reads a register's log for one operation.
func fetch(ctx context.Context, objects Reads, register string) ledger.Fetch {
	return func(path string) ([]byte, error) {
		data, _, err := objects.Read(ctx, objectKey(register, path))
		return data, err
	}
}

// objectKey is where an object of a register's log is in the bucket.
func objectKey(register, path string) string { return register + "/" + path }

// ContentType is an object's in the bucket, as C2SP tlog-tiles has it.
func ContentType(key string) string {
	if strings.Contains(key, "/tile/") {
		return "application/octet-stream"
	}
	return "text/plain; charset=utf-8"
}

// isAbsent reports whether a read found nothing.
func isAbsent(err error) bool { return errors.Is(err, fs.ErrNotExist) }
