package archive

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// ErrNotUploaded says that no letter has arrived under the key, or not yet.
var ErrNotUploaded = errors.New("letter not uploaded")

// ErrNotAsDeclared says that the stored letter is not the one its ticket was
// for. It cannot be put right under the same key: ask for a new ticket.
var ErrNotAsDeclared = errors.New("stored letter is not as declared")

// ErrDenied says that S3 will not serve this program: its permissions, or the
// bucket's, are wrong. Trying again is no use until a person has mended them.
var ErrDenied = errors.New("not permitted")

// Stored is what S3 says of a letter it holds.
type Stored struct {
	Version     string   // the only name by which a letter is read
	ContentType string   // as declared in its ticket
	Size        int64    // bytes
	SHA256      [32]byte // of the whole letter, computed by S3
	LegalHold   bool     // whether it is locked against deletion
	StoredAt    time.Time
}

// Inspect asks S3 what it holds under the key: [ErrNotUploaded] when nothing.
//
// It only reads, so a failure or a timeout leaves nothing behind and a repeat
// is free. Where the role lacks s3:ListBucket S3 answers 403 in place of 404,
// and Inspect returns [ErrDenied]: taking 403 for absence would hide a broken
// policy for ever.
func (c *Correspondence) Inspect(ctx context.Context, key string) (Stored, error) {
	if err := checkKey(key); err != nil {
		return Stored{}, fmt.Errorf("inspect a letter: %w", err)
	}
	head, err := c.client.HeadObject(ctx, &s3.HeadObjectInput{
		Bucket:       &c.bucket,
		Key:          &key,
		ChecksumMode: types.ChecksumModeEnabled,
	})
	switch httpStatus(err) {
	case http.StatusNotFound:
		return Stored{}, fmt.Errorf("inspect letter %s: %w", key, ErrNotUploaded)
	case http.StatusForbidden:
		return Stored{}, fmt.Errorf("inspect letter %s (is s3:ListBucket missing?): %w: %w", key, ErrDenied, err)
	}
	if err != nil {
		return Stored{}, fmt.Errorf("inspect letter %s: %w", key, err)
	}
	stored, err := storedOf(head)
	if err != nil {
		return Stored{}, fmt.Errorf("inspect letter %s: %w", key, err)
	}
	return stored, nil
}

// storedOf reads what S3 says of a letter, all of which must be there.
func storedOf(head *s3.HeadObjectOutput) (Stored, error) {
	if _, err := wholeSHA256(head); err != nil {
		return Stored{}, err
	}
	if version := aws.ToString(head.VersionId); version == "" || version == "null" {
		return Stored{}, errors.New("the bucket is not versioned")
	}
	return statedOf(head), nil
}

// statedOf reads what S3 says of a letter; the digest is zero where it says none.
func statedOf(head *s3.HeadObjectOutput) Stored {
	sum, _ := wholeSHA256(head)
	return Stored{
		Version:     aws.ToString(head.VersionId),
		ContentType: aws.ToString(head.ContentType),
		Size:        aws.ToInt64(head.ContentLength),
		SHA256:      sum,
		LegalHold:   head.ObjectLockLegalHoldStatus == types.ObjectLockLegalHoldStatusOn,
		StoredAt:    aws.ToTime(head.LastModified).UTC(),
	}
}

// Check returns nil when the stored letter is the declared one and is under
// legal hold, and otherwise [ErrNotAsDeclared] with every difference.
//
// On AWS the hold is stored with the letter in one step. The embedded server
// sets it just after, so a kill in between leaves a letter without a hold,
// whose upload was never acknowledged; it must be uploaded under a new ticket.
func (s Stored) Check(l Letter) error {
	var wrong []string
	for _, fact := range []struct {
		differs bool
		name    string
	}{
		{s.Size != l.Size, "size"},
		{s.SHA256 != l.SHA256, "SHA-256"},
		{s.ContentType != l.ContentType, "content type"},
		{!s.LegalHold, "no legal hold"},
	} {
		if fact.differs {
			wrong = append(wrong, fact.name)
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("check letter %s: %w: %s", l.Key, ErrNotAsDeclared, strings.Join(wrong, ", "))
	}
	return nil
}

// wholeSHA256 returns the digest S3 computed over the whole object. An object
// assembled from parts has a digest of digests, which is no evidence of a
// letter; no ticket can make one.
func wholeSHA256(head *s3.HeadObjectOutput) (sum [32]byte, err error) {
	raw, err := base64.StdEncoding.DecodeString(aws.ToString(head.ChecksumSHA256))
	if err != nil || len(raw) != len(sum) {
		return sum, fmt.Errorf("S3 gives no SHA-256 of the whole object")
	}
	return [32]byte(raw), nil
}

// httpStatus returns the HTTP status S3 answered with, or 0 without an answer.
func httpStatus(err error) int {
	if answer, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		return answer.HTTPStatusCode()
	}
	return 0
}
