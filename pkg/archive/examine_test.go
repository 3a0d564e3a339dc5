package archive_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
)

const plenty = 1 << 20

// archived uploads the sample letter and returns what S3 then holds.
func (o office) archived(t *testing.T) ([]byte, archive.Letter, archive.Stored) {
	t.Helper()
	body, letter := sample(t)
	if status := upload(t, o.ticket(t, letter), body); status != http.StatusOK {
		t.Fatalf("the upload was answered %d", status)
	}
	stored, err := o.Inspect(t.Context(), letter.Key)
	if err != nil {
		t.Fatal(err)
	}
	return body, letter, stored
}

// over puts other bytes under a letter's key, as only somebody past every role of
// the register could.
func (o office) over(t *testing.T, key string) (version string) {
	t.Helper()
	put, err := o.client.PutObject(t.Context(), &s3.PutObjectInput{
		Bucket: &o.bucket, Key: &key, Body: strings.NewReader("Another letter."), ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(put.VersionId)
}

// release takes the hold off a version.
func (o office) release(t *testing.T, key, version string) {
	t.Helper()
	if _, err := o.client.PutObjectLegalHold(t.Context(), &s3.PutObjectLegalHoldInput{
		Bucket: &o.bucket, Key: &key, VersionId: &version, LegalHold: &types.ObjectLockLegalHold{Status: types.ObjectLockLegalHoldStatusOff},
	}); err != nil {
		t.Fatal(err)
	}
}

// destroy takes the hold off a version and deletes it.
func (o office) destroy(t *testing.T, key, version string) {
	t.Helper()
	o.release(t, key, version)
	if _, err := o.client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &o.bucket, Key: &key, VersionId: &version}); err != nil {
		t.Fatal(err)
	}
}

func TestExamineReadsTheVersionItIsAskedFor(t *testing.T) {
	o := openOffice(t)
	body, letter, stored := o.archived(t)
	e, err := o.Examine(t.Context(), letter.Key, stored.Version, plenty)
	if err != nil {
		t.Fatal(err)
	}
	if e.Stored != stored || e.Newest != stored.Version || !e.Read || e.ReadSize != int64(len(body)) || e.ReadSHA256 != sha256.Sum256(body) {
		t.Errorf("got %+v of %+v", e, stored)
	}

	// A letter put over it is another version. (The embedded server no longer shows the
	// first one's hold with it then, and is asked for it.)
	over := o.over(t, letter.Key)
	if e, err = o.Examine(t.Context(), letter.Key, stored.Version, plenty); err != nil || e.Version != stored.Version || e.SHA256 != letter.SHA256 || e.Newest != over || e.ReadSHA256 != sha256.Sum256(body) || !e.LegalHold {
		t.Errorf("after another was put over it: got %+v, %v; want the same, and %s standing", e, err, over)
	}
	o.release(t, letter.Key, stored.Version)
	if e, err = o.Examine(t.Context(), letter.Key, stored.Version, plenty); err != nil || e.LegalHold {
		t.Errorf("after its hold was taken off: got %+v, %v", e, err)
	}
}

func TestExamineReadsNoMoreThanItMay(t *testing.T) {
	o := openOffice(t)
	body, letter, stored := o.archived(t)
	e, err := o.Examine(t.Context(), letter.Key, stored.Version, int64(len(body)-1))
	if err != nil || e.Read || e.ReadSize != 0 || e.SHA256 != letter.SHA256 {
		t.Errorf("got %+v, %v; want what S3 says, and nothing read", e, err)
	}
	if e, err = o.Examine(t.Context(), letter.Key, stored.Version, int64(len(body))); err != nil || !e.Read {
		t.Errorf("got %+v, %v; want as many bytes read as it may", e, err)
	}
}

func TestExamineTellsAbsenceFromRefusal(t *testing.T) {
	o := openOffice(t)
	_, letter, stored := o.archived(t)
	over := o.over(t, letter.Key)
	o.destroy(t, letter.Key, stored.Version)
	if e, err := o.Examine(t.Context(), letter.Key, stored.Version, plenty); !errors.Is(err, archive.ErrNoVersion) || e.Newest != over {
		t.Errorf("destroyed, and another in its place: got %+v, %v", e, err)
	}
	if _, err := o.client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &o.bucket, Key: &letter.Key}); err != nil {
		t.Fatal(err)
	}
	if e, err := o.Examine(t.Context(), letter.Key, stored.Version, plenty); !errors.Is(err, archive.ErrNoVersion) || e.Newest != "" {
		t.Errorf("destroyed, and a delete marker in its place: got %+v, %v", e, err)
	}
	if _, err := o.Examine(t.Context(), newKey(t), stored.Version, plenty); !errors.Is(err, archive.ErrNoVersion) {
		t.Errorf("under a key that nothing was put at: %v", err)
	}
	if _, err := o.Examine(t.Context(), letter.Key, "", plenty); err == nil || errors.Is(err, archive.ErrNoVersion) {
		t.Errorf("without a version: %v", err)
	}
	stranger := embedded.Access{URL: embeddedtest.Access(t).URL, Secret: strings.Repeat("0", 64)}
	if _, err := archive.NewCorrespondence(stranger.Client(), o.bucket).Examine(t.Context(), letter.Key, over, plenty); !errors.Is(err, archive.ErrDenied) || errors.Is(err, archive.ErrNoVersion) {
		t.Errorf("not permitted: %v", err)
	}
}

// swapping is a line on which the bytes of every letter become others.
type swapping struct {
	s3.HTTPClient
	body []byte
}

func (s swapping) Do(r *http.Request) (*http.Response, error) {
	answer, err := s.HTTPClient.Do(r)
	if err == nil && r.Method == http.MethodGet {
		answer.Body.Close()
		answer.Body = io.NopCloser(bytes.NewReader(s.body))
	}
	return answer, err
}

// S3's own answer may be at odds with the bytes, as when a disk was written to
// behind its back: both are told.
func TestExamineBelievesTheBytes(t *testing.T) {
	o := openOffice(t)
	body, letter, stored := o.archived(t)
	client := s3.New(o.client.Options(), func(o *s3.Options) { o.HTTPClient = swapping{o.HTTPClient, bytes.ToUpper(body)} })
	e, err := archive.NewCorrespondence(client, o.bucket).Examine(t.Context(), letter.Key, stored.Version, plenty)
	if err != nil || e.SHA256 != letter.SHA256 || e.ReadSHA256 != sha256.Sum256(bytes.ToUpper(body)) {
		t.Errorf("got %x and %x, %v", e.SHA256, e.ReadSHA256, err)
	}
}
