package embedded

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// MakeBuckets makes the two buckets where they are absent: correspondence with
// versioning and Object Lock, reports with versioning. It may be repeated, and
// after a failure it should be.
//
// Only correspondence is locked. Reports keeps versions so that a link to one
// report can never show another.
func MakeBuckets(ctx context.Context, client *s3.Client, correspondence, reports string) error {
	if err := makeBucket(ctx, client, correspondence, true); err != nil {
		return err
	}
	if err := checkCorrespondence(ctx, client, correspondence); err != nil {
		return err
	}
	if err := makeBucket(ctx, client, reports, false); err != nil {
		return err
	}
	_, err := client.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{
		Bucket:                  &reports,
		VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	})
	if err != nil {
		return fmt.Errorf("turn on versioning of bucket %s: %w", reports, err)
	}
	return nil
}

// checkCorrespondence returns an error unless the bucket of letters locks them and keeps
// their versions.
func checkCorrespondence(ctx context.Context, client *s3.Client, correspondence string) error {
	// Versioning comes with Object Lock, so a bucket without either has no
	// lock on its letters. Better not to start than to take letters unlocked.
	lock, err := client.GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: &correspondence})
	if err != nil {
		return fmt.Errorf("check the Object Lock of bucket %s: %w", correspondence, err)
	}
	if lock.ObjectLockConfiguration.ObjectLockEnabled != types.ObjectLockEnabledEnabled {
		return fmt.Errorf("bucket %s has no Object Lock", correspondence)
	}
	kept, err := client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: &correspondence})
	if err != nil {
		return fmt.Errorf("check the versioning of bucket %s: %w", correspondence, err)
	}
	if kept.Status != types.BucketVersioningStatusEnabled {
		return fmt.Errorf("bucket %s keeps no versions", correspondence)
	}
	return nil
}

func makeBucket(ctx context.Context, client *s3.Client, name string, lock bool) error {
	_, err := client.CreateBucket(ctx, &s3.CreateBucketInput{
		Bucket:                     &name,
		ObjectLockEnabledForBucket: aws.Bool(lock),
		CreateBucketConfiguration:  &types.CreateBucketConfiguration{LocationConstraint: region},
	})
	if _, ours := errors.AsType[*types.BucketAlreadyOwnedByYou](err); ours {
		return nil
	}
	if err != nil {
		return fmt.Errorf("make bucket %s: %w", name, err)
	}
	return nil
}
