package archive_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
)

// office is a correspondence bucket and what a department does at it.
type office struct {
	*archive.Correspondence
	client *s3.Client
	bucket string
}

func openOffice(t *testing.T) office {
	t.Helper()
	client, bucket, _ := embeddedtest.Buckets(t)
	return office{archive.NewCorrespondence(client, bucket), client, bucket}
}

// sample is the letter most tests send, with its ticket's description.
func sample(t *testing.T) ([]byte, archive.Letter) {
	t.Helper()
	body := bytes.Repeat([]byte("A fictional letter about a fictional complaint.\n"), 200)
	return body, archive.Letter{
		Key:         newKey(t),
		ContentType: "application/pdf",
		Size:        int64(len(body)),
		SHA256:      sha256.Sum256(body),
	}
}

func newKey(t *testing.T) string {
	t.Helper()
	key, err := archive.NewKey(rand.Reader, "E07000107")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// ticket asks for a ticket that is good for five minutes from now.
func (o office) ticket(t *testing.T, l archive.Letter) archive.Ticket {
	t.Helper()
	ticket, err := o.Ticket(t.Context(), l, time.Now(), 5*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return ticket
}

// upload sends the body with the ticket's method, URL and headers and nothing
// else of ours, as a department's client would, and returns S3's status.
func upload(t *testing.T, ticket archive.Ticket, body []byte) int {
	t.Helper()
	status, _ := send(t, request(t, ticket, body))
	return status
}

func request(t *testing.T, ticket archive.Ticket, body []byte) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), ticket.Method, ticket.URL, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range ticket.Headers {
		r.Header.Set(name, value)
	}
	return r
}

func send(t *testing.T, r *http.Request) (status int, answer []byte) {
	t.Helper()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	// The embedded S3 refuses an upload before it has read the body, and closes: the
	// last of its words may be lost on the way. Its status is not.
	if cut := response.StatusCode >= 400 && errors.Is(err, io.ErrUnexpectedEOF); err != nil && !cut {
		t.Fatal(err)
	}
	return response.StatusCode, answer
}

// wantAbsent checks that no version of anything is stored under the key.
func wantAbsent(ctx context.Context, t *testing.T, client *s3.Client, bucket, key string) {
	t.Helper()
	if got := versions(ctx, t, client, bucket, key); got != 0 {
		t.Errorf("%d versions are stored under the key, want none", got)
	}
}

func versions(ctx context.Context, t *testing.T, client *s3.Client, bucket, key string) int {
	t.Helper()
	list, err := client.ListObjectVersions(ctx, &s3.ListObjectVersionsInput{Bucket: &bucket, Prefix: &key})
	if err != nil {
		t.Fatal(err)
	}
	return len(list.Versions) + len(list.DeleteMarkers)
}
