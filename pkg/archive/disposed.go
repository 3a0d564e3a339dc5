package archive

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Disposed is the list of what has been destroyed, kept beside the letters and
// outside the table, so that it outlives a restore of the table from a backup.
// It holds nothing personal. Each member is an object of its own under a legal
// hold, written once.
type Disposed struct {
	client *s3.Client
	bucket string
}

// NewDisposed returns the list kept in the given bucket. It makes no network
// call.
func NewDisposed(client *s3.Client, bucket string) *Disposed {
	return &Disposed{client: client, bucket: bucket}
}

// disposedName is the disposal's id: a UUID.
var disposedName = regexp.MustCompile(`^[0-9a-f-]{36}$`)

func disposedPrefix(register string) string { return "disposed/" + register + "/" }

// Add writes one member, in one call. Adding a member that is there already, as
// after a call that timed out, changes nothing.
func (d *Disposed) Add(ctx context.Context, register, id string, member []byte) error {
	if !disposedName.MatchString(id) {
		return fmt.Errorf("add to the disposed list: not a disposal's id")
	}
	_, err := d.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &d.bucket, Key: aws.String(disposedPrefix(register) + id), Body: bytes.NewReader(member),
		ContentType: aws.String("application/json"), IfNoneMatch: aws.String("*"),
		ObjectLockLegalHoldStatus: types.ObjectLockLegalHoldStatusOn,
	})
	if err != nil && httpStatus(err) != http.StatusPreconditionFailed {
		return fmt.Errorf("add %s to the disposed list: %w", id, err)
	}
	return nil
}

// Each calls visit with every member of the register's list, in no order of
// time, until one returns an error.
func (d *Disposed) Each(ctx context.Context, register string, visit func(member []byte) error) error {
	prefix := disposedPrefix(register)
	pages := s3.NewListObjectsV2Paginator(d.client, &s3.ListObjectsV2Input{Bucket: &d.bucket, Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("read the disposed list: %w", err)
		}
		for _, object := range page.Contents {
			member, err := d.read(ctx, object.Key)
			if err != nil {
				return err
			}
			if err := visit(member); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *Disposed) read(ctx context.Context, key *string) ([]byte, error) {
	object, err := d.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &d.bucket, Key: key})
	if err != nil {
		return nil, fmt.Errorf("read the disposed list: %w", err)
	}
	defer object.Body.Close()
	member, err := io.ReadAll(io.LimitReader(object.Body, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("read the disposed list: %w", err)
	}
	return member, nil
}
