package lifecycle

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Done counts what one pass did.
type Done struct {
	Expired int // current versions put behind a delete marker
	Removed int // versions destroyed
	Markers int // delete markers cleared away
	Aborted int // unfinished uploads given up
	Refused int // versions the server keeps because they are locked or held
}

// version is a stored version or a delete marker.
type version struct {
	key, id string
	latest  bool
	marker  bool
	since   time.Time // when it became what it is: created, or made noncurrent
}

// Apply carries the rules out once, as of the instant. It may be stopped and
// repeated at any point, and two at once do no harm. It returns what it did,
// and every error but a refusal to delete what is locked.
func Apply(ctx context.Context, client *s3.Client, bucket string, rules Rules, at time.Time) (Done, error) {
	p := pass{client: client, bucket: bucket, rules: rules, at: at}
	versions, err := p.list(ctx)
	if err != nil {
		return p.done, err
	}
	var errs []error
	for _, v := range versions {
		if err := p.apply(ctx, v); err != nil {
			errs = append(errs, err)
		}
	}
	errs = append(errs, p.markers(ctx), p.uploads(ctx))
	return p.done, errors.Join(errs...)
}

type pass struct {
	client *s3.Client
	bucket string
	rules  Rules
	at     time.Time
	done   Done
}

// list returns every version and delete marker, those of one key newest first.
func (p *pass) list(ctx context.Context) ([]version, error) {
	var all []version
	pages := s3.NewListObjectVersionsPaginator(p.client, &s3.ListObjectVersionsInput{Bucket: &p.bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the versions of bucket %s: %w", p.bucket, err)
		}
		for _, v := range page.Versions {
			all = append(all, version{key: aws.ToString(v.Key), id: aws.ToString(v.VersionId), latest: aws.ToBool(v.IsLatest), since: aws.ToTime(v.LastModified)})
		}
		for _, m := range page.DeleteMarkers {
			all = append(all, version{key: aws.ToString(m.Key), id: aws.ToString(m.VersionId), latest: aws.ToBool(m.IsLatest), since: aws.ToTime(m.LastModified), marker: true})
		}
	}
	slices.SortStableFunc(all, func(a, b version) int {
		newest := 0
		if a.latest != b.latest {
			newest = 1
			if a.latest {
				newest = -1
			}
		}
		return cmp.Or(cmp.Compare(a.key, b.key), newest, b.since.Compare(a.since))
	})
	// A version is noncurrent since its successor was created.
	for i := len(all) - 1; i > 0; i-- {
		if all[i].key == all[i-1].key {
			all[i].since = all[i-1].since
		}
	}
	return all, nil
}

// apply does to one version what the first rule that is due says.
func (p *pass) apply(ctx context.Context, v version) error {
	if v.marker {
		return nil
	}
	for _, r := range p.rules.rules {
		n := r.ExpirationInDays
		if !v.latest {
			n = r.NoncurrentVersionExpiration.NoncurrentDays
			if !p.rules.versioned {
				n = r.ExpirationInDays
			}
		}
		if n == 0 || p.at.Before(after(v.since, n)) {
			continue
		}
		if len(r.TagFilters) > 0 {
			tags, err := p.tags(ctx, v)
			if err != nil {
				return err
			}
			if !r.covers(tags) {
				continue
			}
		}
		return p.expire(ctx, v)
	}
	return nil
}

func (p *pass) expire(ctx context.Context, v version) error {
	input := &s3.DeleteObjectInput{Bucket: &p.bucket, Key: &v.key}
	count := &p.done.Expired
	if !v.latest || !p.rules.versioned {
		input.VersionId = &v.id
		count = &p.done.Removed
	}
	_, err := p.client.DeleteObject(ctx, input)
	switch status(err) {
	case http.StatusForbidden:
		p.done.Refused++
		return nil
	case http.StatusNotFound:
		return nil
	}
	if err != nil {
		return fmt.Errorf("expire %s: %w", v.key, err)
	}
	*count++
	return nil
}

func (p *pass) tags(ctx context.Context, v version) ([]tag, error) {
	out, err := p.client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: &p.bucket, Key: &v.key, VersionId: &v.id})
	if status(err) == http.StatusNotFound { // no tags, or no version any more
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the tags of %s: %w", v.key, err)
	}
	var tags []tag
	for _, t := range out.TagSet {
		tags = append(tags, tag{aws.ToString(t.Key), aws.ToString(t.Value)})
	}
	return tags, nil
}

// markers clears delete markers with nothing behind them.
func (p *pass) markers(ctx context.Context) error {
	clears := slices.ContainsFunc(p.rules.rules, func(r rule) bool { return r.ExpiredObjectDeleteMarker })
	if !clears {
		return nil
	}
	versions, err := p.list(ctx)
	if err != nil {
		return err
	}
	count := map[string]int{}
	for _, v := range versions {
		count[v.key]++
	}
	for _, v := range versions {
		if !v.marker || count[v.key] != 1 {
			continue
		}
		_, err := p.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &p.bucket, Key: &v.key, VersionId: &v.id})
		if err != nil && status(err) != http.StatusNotFound {
			return fmt.Errorf("clear the delete marker of %s: %w", v.key, err)
		}
		p.done.Markers++
	}
	return nil
}

// uploads gives up multipart uploads that were begun and never finished.
func (p *pass) uploads(ctx context.Context) error {
	for _, r := range p.rules.rules {
		n := r.AbortIncompleteMultipartUpload.DaysAfterInitiation
		if n == 0 {
			continue
		}
		out, err := p.client.ListMultipartUploads(ctx, &s3.ListMultipartUploadsInput{Bucket: &p.bucket})
		if err != nil {
			return fmt.Errorf("list unfinished uploads: %w", err)
		}
		for _, u := range out.Uploads {
			if p.at.Before(after(aws.ToTime(u.Initiated), n)) {
				continue
			}
			if err := p.abort(ctx, u); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *pass) abort(ctx context.Context, u types.MultipartUpload) error {
	_, err := p.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &p.bucket, Key: u.Key, UploadId: u.UploadId})
	if err != nil && status(err) != http.StatusNotFound {
		return fmt.Errorf("abort an unfinished upload: %w", err)
	}
	p.done.Aborted++
	return nil
}

func status(err error) int {
	if answer, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		return answer.HTTPStatusCode()
	}
	return 0
}
