// Package bucket publishes logs in an S3 bucket of their own.
//
// # Permissions
//
// What S3 asks of a role, beside the use of the bucket's KMS key:
//
//	Read     s3:GetObject, s3:ListBucket
//	Create   s3:PutObject
//	Replace  s3:PutObject
//
// Without s3:ListBucket an absent object answers 403, not 404, and sealing never
// starts. Nothing here deletes.
package bucket

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"disclosure-register/pkg/sealing"
)

// Bucket is a bucket of published logs. It may be used concurrently.
type Bucket struct {
	client *s3.Client
	name   string
}

var _ sealing.Objects = (*Bucket)(nil)

// New returns the bucket. It makes no network call.
func New(client *s3.Client, name string) *Bucket { return &Bucket{client, name} }

// largest bounds what is read, in bytes: a full entry bundle of the longest
// entries would be 16 MiB, ours are 9 KiB.
const largest = 1 << 20

// Read implements [sealing.Objects]. The tag is the ETag.
func (b *Bucket) Read(ctx context.Context, key string) ([]byte, string, error) {
	out, err := b.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: &key})
	if answered(err, http.StatusNotFound) {
		return nil, "", fmt.Errorf("read %s: %w", key, fs.ErrNotExist)
	}
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", key, err)
	}
	defer out.Body.Close()
	data, err := io.ReadAll(io.LimitReader(out.Body, largest+1))
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", key, err)
	}
	if len(data) > largest {
		return nil, "", fmt.Errorf("read %s: more than %d bytes", key, largest)
	}
	return data, aws.ToString(out.ETag), nil
}

// Create implements [sealing.Objects] by a PUT that S3 refuses when there is an
// object. An attempt of the SDK's that was applied and not answered makes the
// next one find its own object, as [sealing.Objects] allows.
func (b *Bucket) Create(ctx context.Context, key string, data []byte) error {
	in := b.put(key, data)
	in.IfNoneMatch = aws.String("*")
	in.CacheControl = aws.String("public, max-age=31536000, immutable")
	_, err := b.client.PutObject(ctx, in)
	if answered(err, http.StatusPreconditionFailed) {
		return fmt.Errorf("create %s: %w", key, fs.ErrExist)
	}
	if err != nil {
		return fmt.Errorf("create %s: %w", key, err)
	}
	return nil
}

// Replace implements [sealing.Objects] by a PUT with If-Match, or with
// If-None-Match when the tag is empty. Another write going on at the same moment
// (409) is the same to the caller as one that came first.
func (b *Bucket) Replace(ctx context.Context, key string, data []byte, tag string) (string, error) {
	in := b.put(key, data)
	in.CacheControl = aws.String("no-cache")
	if tag == "" {
		in.IfNoneMatch = aws.String("*")
	} else {
		in.IfMatch = &tag
	}
	out, err := b.client.PutObject(ctx, in)
	// 404 is S3's answer to If-Match where there is no object.
	if answered(err, http.StatusPreconditionFailed, http.StatusConflict, http.StatusNotFound) {
		return "", fmt.Errorf("replace %s: %w", key, sealing.ErrReplaced)
	}
	if err != nil {
		return "", fmt.Errorf("replace %s: %w", key, err)
	}
	return aws.ToString(out.ETag), nil
}

func (b *Bucket) put(key string, data []byte) *s3.PutObjectInput {
	sum := sha256.Sum256(data)
	return &s3.PutObjectInput{
		Bucket:         &b.name,
		Key:            &key,
		Body:           bytes.NewReader(data),
		ContentLength:  aws.Int64(int64(len(data))),
		ContentType:    aws.String(sealing.ContentType(key)),
		ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(sum[:])),
	}
}

// answered reports whether S3 answered with one of the statuses. A bucket that
// is missing is also a 404 and is not one of an object.
func answered(err error, statuses ...int) bool {
	var api smithy.APIError
	if errors.As(err, &api) && api.ErrorCode() == "NoSuchBucket" {
		return false
	}
	var response *smithyhttp.ResponseError
	if !errors.As(err, &response) {
		return false
	}
	for _, status := range statuses {
		if response.HTTPStatusCode() == status {
			return true
		}
	}
	return false
}
