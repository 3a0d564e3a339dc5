package archive

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// ErrNoVersion says that S3 holds no such version of a letter: it has been
// destroyed, or never was.
var ErrNoVersion = errors.New("no such version of the letter")

// Examined is what S3 holds of one version of a letter today.
type Examined struct {
	Stored
	// Newest is the version that stands under the key now: another than Version
	// when something was put over it, and "" when nothing stands there.
	Newest string
	// Read is whether the bytes were read, and not only what S3 says of them.
	Read bool
	// ReadSize and ReadSHA256 are of the bytes as read.
	ReadSize   int64
	ReadSHA256 [32]byte
}

// Examine asks S3 what it holds of the version, and reads its bytes where there
// are at most so many: [ErrNoVersion] when it holds none, with Newest set.
//
// It only reads, so a failure or a timeout leaves nothing behind and a repeat is
// free. The calls are not one moment: what is done to the letter between
// them may be seen by the later ones alone.
func (c *Correspondence) Examine(ctx context.Context, key, version string, most int64) (Examined, error) {
	if err := checkKey(key); err != nil {
		return Examined{}, fmt.Errorf("examine a letter: %w", err)
	}
	if version == "" {
		return Examined{}, fmt.Errorf("examine letter %s: no version given", key)
	}
	var e Examined
	newest, err := c.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &c.bucket, Key: &key})
	switch {
	case err == nil:
		e.Newest = aws.ToString(newest.VersionId)
	case httpStatus(err) == http.StatusForbidden:
		return Examined{}, fmt.Errorf("examine letter %s (is s3:ListBucket missing?): %w: %w", key, ErrDenied, err)
	case !absent(err):
		return Examined{}, fmt.Errorf("examine letter %s: %w", key, err)
	}
	head, err := c.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &c.bucket, Key: &key, VersionId: &version, ChecksumMode: types.ChecksumModeEnabled})
	if absent(err) {
		return e, fmt.Errorf("examine letter %s: %w", key, ErrNoVersion)
	}
	if err != nil {
		return Examined{}, fmt.Errorf("examine letter %s: %w", key, err)
	}
	// What S3 no longer says of a letter is a difference, and no failure.
	e.Stored = statedOf(head)
	if !e.LegalHold && e.Newest != version {
		if e.LegalHold, err = c.held(ctx, key, version); err != nil {
			return Examined{}, fmt.Errorf("examine letter %s: %w", key, err)
		}
	}
	if e.Size <= most {
		if e.ReadSize, e.ReadSHA256, err = c.digest(ctx, key, version); err != nil {
			return Examined{}, fmt.Errorf("read letter %s: %w", key, err)
		}
		e.Read = true
	}
	return e, nil
}

// absent reports whether S3 has nothing there: no object, a delete marker in its
// place (405 when asked for by its version), or no such version.
func absent(err error) bool {
	status := httpStatus(err)
	return status == http.StatusNotFound || status == http.StatusMethodNotAllowed
}

// held asks for the hold of a version that something stands over, of which the
// embedded server says nothing otherwise.
func (c *Correspondence) held(ctx context.Context, key, version string) (bool, error) {
	hold, err := c.client.GetObjectLegalHold(ctx, &s3.GetObjectLegalHoldInput{Bucket: &c.bucket, Key: &key, VersionId: &version})
	if absent(err) {
		return false, nil // it never had one
	}
	if err != nil {
		return false, err
	}
	return hold.LegalHold != nil && hold.LegalHold.Status == types.ObjectLockLegalHoldStatusOn, nil
}

// digest reads a version to its end. The SDK is kept from comparing it with the
// checksum that S3 gives: a letter that differs is an answer here, no failure.
func (c *Correspondence) digest(ctx context.Context, key, version string) (size int64, sum [32]byte, err error) {
	object, err := c.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &c.bucket, Key: &key, VersionId: &version}, func(o *s3.Options) {
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
	})
	if err != nil {
		return 0, sum, err
	}
	defer object.Body.Close()
	hash := sha256.New()
	if size, err = io.Copy(hash, object.Body); err != nil {
		return 0, sum, err
	}
	hash.Sum(sum[:0])
	return size, sum, nil
}
