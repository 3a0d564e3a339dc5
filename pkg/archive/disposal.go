package archive

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Disposal is the power to let letters go. It takes locks off and marks letters
// for S3's lifecycle rules, which alone destroy them; it deletes nothing. Only
// the retain function holds it:
//
//	Disposal.Versions  s3:ListBucketVersions
//	Disposal.Release   s3:PutObjectRetention, s3:PutObjectVersionTagging,
//	                   s3:PutObjectLegalHold
//	Disposal.Keep      s3:PutObjectLegalHold, s3:PutObjectVersionTagging
//	Disposal.Absent    s3:GetObjectVersion, s3:ListBucket
//	Disposed.Add       s3:PutObject under disposed/
//
// Its role may not decrypt, so that s3:GetObjectVersion shows whether a letter is
// there and never what it says. (Disposed.Each needs s3:ListBucket, s3:GetObject
// and kms:Decrypt, and is for whoever carries out a restore.)
type Disposal struct {
	client *s3.Client
	bucket string
}

// NewDisposal returns the power over the letters of the given bucket. It makes
// no network call.
func NewDisposal(client *s3.Client, bucket string) *Disposal {
	return &Disposal{client: client, bucket: bucket}
}

// The tag that lifecycle rules destroy by (infra/template.yaml), and what
// replaces it when a disposal is stopped.
const (
	disposalTag = "disposal"
	disposalDue = "due"
	disposalOff = "stopped"
)

// Versions lists every stored version under the key, delete markers left out.
// It is empty once a letter has been destroyed, or when none was ever uploaded.
func (d *Disposal) Versions(ctx context.Context, key string) ([]string, error) {
	if err := checkKey(key); err != nil {
		return nil, fmt.Errorf("list versions: %w", err)
	}
	var versions []string
	pages := s3.NewListObjectVersionsPaginator(d.client, &s3.ListObjectVersionsInput{Bucket: &d.bucket, Prefix: &key})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list versions of %s: %w", key, err)
		}
		for _, v := range page.Versions {
			if aws.ToString(v.Key) == key {
				versions = append(versions, aws.ToString(v.VersionId))
			}
		}
	}
	return versions, nil
}

// Release lets one version go: a lock until the given instant, in which the
// disposal can still be stopped; then the tag; then the hold comes off. A zero
// instant gives no lock. A version that is not there is left alone.
//
// Stopped after any of the three, the letter is still held or still locked, and
// the next Release does all three again: a later instant lengthens the lock, and
// nothing shortens one.
func (d *Disposal) Release(ctx context.Context, key, version string, lockedUntil time.Time) error {
	if err := checkKey(key); err != nil {
		return fmt.Errorf("release a letter: %w", err)
	}
	if !lockedUntil.IsZero() {
		_, err := d.client.PutObjectRetention(ctx, &s3.PutObjectRetentionInput{
			Bucket: &d.bucket, Key: &key, VersionId: &version,
			Retention: &types.ObjectLockRetention{Mode: types.ObjectLockRetentionModeGovernance, RetainUntilDate: &lockedUntil},
		})
		if gone(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("lock %s for its cooling-off: %w", key, err)
		}
	}
	if err := d.tag(ctx, key, version, disposalDue); err != nil {
		return err
	}
	return d.hold(ctx, key, version, types.ObjectLockLegalHoldStatusOff)
}

// Keep takes a release back: the hold goes on first, then the tag changes. A
// version that is not there is left alone. Stopped between the two, the letter is
// held, which keeps it whatever its tag, and the next Keep changes the tag.
func (d *Disposal) Keep(ctx context.Context, key, version string) error {
	if err := checkKey(key); err != nil {
		return fmt.Errorf("keep a letter: %w", err)
	}
	if err := d.hold(ctx, key, version, types.ObjectLockLegalHoldStatusOn); err != nil {
		return err
	}
	return d.tag(ctx, key, version, disposalOff)
}

func (d *Disposal) tag(ctx context.Context, key, version, value string) error {
	_, err := d.client.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{
		Bucket: &d.bucket, Key: &key, VersionId: &version,
		Tagging: &types.Tagging{TagSet: []types.Tag{{Key: aws.String(disposalTag), Value: &value}}},
	})
	if err != nil && !gone(err) {
		return fmt.Errorf("tag %s: %w", key, err)
	}
	return nil
}

func (d *Disposal) hold(ctx context.Context, key, version string, status types.ObjectLockLegalHoldStatus) error {
	_, err := d.client.PutObjectLegalHold(ctx, &s3.PutObjectLegalHoldInput{
		Bucket: &d.bucket, Key: &key, VersionId: &version, LegalHold: &types.ObjectLockLegalHold{Status: status},
	})
	if err != nil && !gone(err) {
		return fmt.Errorf("set the legal hold of %s: %w", key, err)
	}
	return nil
}

// Absent reports whether S3 answers 404 for the version and lists no other
// under the key. A 403 is an error, never absence: without s3:ListBucket S3
// answers 403 for what is not there.
func (d *Disposal) Absent(ctx context.Context, key, version string) (bool, error) {
	if err := checkKey(key); err != nil {
		return false, fmt.Errorf("look for a letter: %w", err)
	}
	if version != "" {
		_, err := d.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &d.bucket, Key: &key, VersionId: &version})
		if err == nil {
			return false, nil
		}
		if !gone(err) {
			return false, fmt.Errorf("look for %s (is s3:ListBucket missing?): %w", key, err)
		}
	}
	left, err := d.Versions(ctx, key)
	return err == nil && len(left) == 0, err
}

// gone reports that S3 says there is no such version.
func gone(err error) bool { return httpStatus(err) == http.StatusNotFound }
