package bucket_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/bucket"
	"disclosure-register/pkg/sealing/sealingtest"
)

// The stand-in that other tests use and the real thing keep one contract.
func TestContract(t *testing.T) {
	client, _, name := embeddedtest.Buckets(t)
	for what, objects := range map[string]sealing.Objects{
		"S3":       bucket.New(client, name),
		"stand-in": sealingtest.NewBucket(t),
	} {
		t.Run(what, func(t *testing.T) { sealingtest.Contract(t, objects) })
	}
}

func TestHeadersAreThoseOfAPublishedLog(t *testing.T) {
	client, _, name := embeddedtest.Buckets(t)
	b := bucket.New(client, name)
	if err := b.Create(t.Context(), "E07000107/tile/0/000.p/1", []byte("tile")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Replace(t.Context(), "E07000107/checkpoint", []byte("text"), ""); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string][2]string{
		"E07000107/tile/0/000.p/1": {"application/octet-stream", "public, max-age=31536000, immutable"},
		"E07000107/checkpoint":     {"text/plain; charset=utf-8", "no-cache"},
	} {
		out, err := client.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &name, Key: &key})
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{aws.ToString(out.ContentType), aws.ToString(out.CacheControl)}; got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
}

func TestMissingBucketIsNotAnAbsentObject(t *testing.T) {
	client, _, _ := embeddedtest.Buckets(t)
	b := bucket.New(client, "no-such-bucket")
	if _, _, err := b.Read(t.Context(), "E07000107/checkpoint"); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("read: got %v", err)
	}
	if _, err := b.Replace(t.Context(), "E07000107/checkpoint", nil, ""); err == nil || errors.Is(err, sealing.ErrReplaced) {
		t.Errorf("replace: got %v", err)
	}
}

func TestObjectTooLargeToBeOfALog(t *testing.T) {
	client, _, name := embeddedtest.Buckets(t)
	b := bucket.New(client, name)
	if err := b.Create(t.Context(), "E07000107/tile/0/000", bytes.Repeat([]byte{1}, 1<<20+1)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Read(t.Context(), "E07000107/tile/0/000"); err == nil {
		t.Error("it was read")
	}
}

// What S3 does, and the answer is lost, the SDK asks for again, and then finds
// its own object.
func TestAnswerThatIsLost(t *testing.T) {
	client, _, name := embeddedtest.Buckets(t)
	lossy := &lossy{next: client.Options().HTTPClient}
	b := bucket.New(s3.New(client.Options(), func(o *s3.Options) { o.HTTPClient = lossy }), name)
	if err := b.Create(t.Context(), "E07000107/tile/0/000.p/1", []byte("mine")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("create: got %v, want ErrExist", err)
	}
	if got, _, err := b.Read(t.Context(), "E07000107/tile/0/000.p/1"); err != nil || string(got) != "mine" {
		t.Errorf("got %q, %v", got, err)
	}
	lossy.lost = false
	if _, err := b.Replace(t.Context(), "E07000107/checkpoint", []byte("mine"), ""); !errors.Is(err, sealing.ErrReplaced) {
		t.Errorf("replace: got %v, want ErrReplaced", err)
	}
}

// lossy loses the answer to the first PUT.
type lossy struct {
	next s3.HTTPClient
	lost bool
}

func (l *lossy) Do(r *http.Request) (*http.Response, error) {
	answer, err := l.next.Do(r)
	if err == nil && r.Method == http.MethodPut && !l.lost {
		l.lost = true
		answer.Body.Close()
		answer = &http.Response{StatusCode: http.StatusServiceUnavailable, Body: http.NoBody, Header: http.Header{}}
	}
	return answer, err
}

// Of many that replace one version, one does.
func TestOneOfManyReplaces(t *testing.T) {
	client, _, name := embeddedtest.Buckets(t)
	b := bucket.New(client, name)
	tag, err := b.Replace(t.Context(), "E07000107/checkpoint", []byte("before"), "")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	won := make(chan int, 8)
	for i := range 8 {
		all.Go(func() {
			_, err := b.Replace(context.WithoutCancel(t.Context()), "E07000107/checkpoint", fmt.Appendf(nil, "by %d", i), tag)
			if err == nil {
				won <- i
			} else if !errors.Is(err, sealing.ErrReplaced) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := len(won); got != 1 {
		t.Errorf("%d replaced it, want 1", got)
	}
}
