package archive_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
)

var errLine = errors.New("the line went dead")

// fault breaks the line to S3 at chosen requests: before S3 hears of them, or
// after it has done what they ask.
type fault struct {
	next    s3.HTTPClient
	at      func(*http.Request) bool
	applied bool

	mu   sync.Mutex
	left int // requests still to break
}

func (f *fault) Do(r *http.Request) (*http.Response, error) {
	if !f.strikes(r) {
		return f.next.Do(r)
	}
	if f.applied {
		answer, err := f.next.Do(r)
		if err != nil {
			return nil, err
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
	return nil, errLine
}

func (f *fault) strikes(r *http.Request) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left == 0 || !f.at(r) {
		return false
	}
	f.left--
	return true
}

// behind returns the client with the fault on its line. Without patience it
// tries everything once; with it, as often as the SDK does, but at once.
func behind(client *s3.Client, f *fault, patient bool) *s3.Client {
	return s3.New(client.Options(), func(o *s3.Options) {
		f.next = o.HTTPClient
		o.HTTPClient = f
		o.Retryer = aws.NopRetryer{}
		if patient {
			o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) {
				o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
				o.Retryables = append(o.Retryables, retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
					return aws.BoolTernary(errors.Is(err, errLine))
				}))
			})
		}
	})
}

// The requests that make up a report.
var (
	isHead     = func(r *http.Request) bool { return r.Method == http.MethodHead }
	isPut      = func(r *http.Request) bool { return r.Method == http.MethodPut && !r.URL.Query().Has("partNumber") }
	isBegin    = func(r *http.Request) bool { return r.URL.Query().Has("uploads") }
	isPart     = func(r *http.Request) bool { return r.URL.Query().Get("partNumber") == "2" }
	isComplete = func(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Query().Has("uploadId") }
)

func TestInspectThroughABrokenLine(t *testing.T) {
	o := openOffice(t)
	_, download := o.stored(t)
	for _, applied := range []bool{false, true} {
		t.Run(fmt.Sprintf("applied=%v", applied), func(t *testing.T) {
			f := &fault{at: isHead, applied: applied, left: 1}
			c := archive.NewCorrespondence(behind(o.client, f, false), o.bucket)
			_, err := c.Inspect(t.Context(), download.Key)
			if !errors.Is(err, errLine) || errors.Is(err, archive.ErrNotUploaded) {
				t.Errorf("got %v, want the line's own error", err)
			}
			got, err := c.Inspect(t.Context(), download.Key)
			if err != nil || got.Version != download.Version {
				t.Errorf("again: got version %q, %v; want %q", got.Version, err, download.Version)
			}
		})
	}
}

// An upload whose answer is lost looks to the department like one that never
// arrived. Inspect tells the two apart.
func TestUploadWhoseAnswerIsLost(t *testing.T) {
	for _, tt := range []struct {
		name    string
		applied bool
		repeat  int // what the same ticket answers afterwards
	}{
		{"lost before S3 heard of it", false, http.StatusOK},
		{"lost after S3 stored it", true, http.StatusPreconditionFailed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := openOffice(t)
			body, letter := sample(t)
			ticket := o.ticket(t, letter)
			line := &fault{next: http.DefaultClient, at: isPut, applied: tt.applied, left: 1}
			if _, err := line.Do(request(t, ticket, body)); !errors.Is(err, errLine) {
				t.Fatalf("got %v, want a dead line", err)
			}

			_, err := o.Inspect(t.Context(), letter.Key)
			if tt.applied && err != nil {
				t.Errorf("inspect says %v, want the letter", err)
			}
			if !tt.applied && !errors.Is(err, archive.ErrNotUploaded) {
				t.Errorf("inspect says %v, want ErrNotUploaded", err)
			}
			if got := upload(t, ticket, body); got != tt.repeat {
				t.Errorf("the same ticket again answered %d, want %d", got, tt.repeat)
			}
			stored, err := o.Inspect(t.Context(), letter.Key)
			if err != nil {
				t.Fatal(err)
			}
			if err := stored.Check(letter); err != nil {
				t.Error(err)
			}
			if got := versions(t.Context(), t, o.client, o.bucket, letter.Key); got != 1 {
				t.Errorf("%d versions are stored, want 1", got)
			}
		})
	}
}

func TestReportThroughABrokenLine(t *testing.T) {
	const long = 2*archive.PartSize + 1000
	for _, tt := range []struct {
		name       string
		at         func(*http.Request) bool
		applied    bool
		size       int64
		stored     int // reports there although the write failed
		unfinished int // uploads left for the lifecycle rule
	}{
		{"short report, not stored", isPut, false, 1000, 0, 0},
		{"short report, stored", isPut, true, 1000, 1, 0},
		{"upload not begun", isBegin, false, long, 0, 0},
		{"upload begun", isBegin, true, long, 0, 1},
		{"part not taken", isPart, false, long, 0, 0},
		{"part taken", isPart, true, long, 0, 0},
		{"upload not completed", isComplete, false, long, 0, 0},
		{"upload completed", isComplete, true, long, 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client, _, bucket := embeddedtest.Buckets(t)
			f := &fault{at: tt.at, applied: tt.applied, left: 1}
			reports := archive.NewReports(behind(client, f, false), bucket)
			key := newKey(t)
			if _, err := reports.Write(t.Context(), key, "text/csv", rows(tt.size)); !errors.Is(err, errLine) {
				t.Errorf("got %v, want the line's own error", err)
			}
			if f.left != 0 {
				t.Error("the fault never struck")
			}
			if got := versions(t.Context(), t, client, bucket, key); got != tt.stored {
				t.Errorf("%d reports are stored, want %d", got, tt.stored)
			}
			if got := unfinished(t, client, bucket); got != tt.unfinished {
				t.Errorf("%d unfinished uploads are left, want %d", got, tt.unfinished)
			}

			again := newKey(t)
			got, err := reports.Write(t.Context(), again, "text/csv", rows(tt.size))
			if err != nil || got.Size != tt.size {
				t.Errorf("again: got %+v, %v; want %d bytes", got, err, tt.size)
			}
			if got := versions(t.Context(), t, client, bucket, again); got != 1 {
				t.Errorf("again: %d reports are stored, want 1", got)
			}
		})
	}
}

// What the SDK tries again the caller never sees.
func TestPassingFaultIsRiddenOut(t *testing.T) {
	for _, applied := range []bool{false, true} {
		for name, at := range map[string]func(*http.Request) bool{"a short report": isPut, "a part": isPart} {
			t.Run(fmt.Sprintf("%s, applied=%v", name, applied), func(t *testing.T) {
				client, _, bucket := embeddedtest.Buckets(t)
				f := &fault{at: at, applied: applied, left: 2}
				size := int64(1000)
				if name == "a part" {
					size += 2 * archive.PartSize
				}
				got, err := archive.NewReports(behind(client, f, true), bucket).Write(t.Context(), newKey(t), "text/csv", rows(size))
				if err != nil || got.Size != size {
					t.Errorf("got %+v, %v; want %d bytes", got, err, size)
				}
				if f.left != 0 {
					t.Error("the fault did not strike twice")
				}
			})
		}
	}
}

func TestPartsThatCannotBeRemovedAreNotAReport(t *testing.T) {
	client, _, bucket := embeddedtest.Buckets(t)
	isAbort := func(r *http.Request) bool { return r.Method == http.MethodDelete }
	f := &fault{at: func(r *http.Request) bool { return isPart(r) || isAbort(r) }, left: 2}
	key := newKey(t)
	_, err := archive.NewReports(behind(client, f, false), bucket).
		Write(t.Context(), key, "text/csv", rows(3*archive.PartSize))
	if !errors.Is(err, errLine) {
		t.Errorf("got %v, want the line's own error", err)
	}
	wantAbsent(t.Context(), t, client, bucket, key)
	if got := unfinished(t, client, bucket); got != 1 {
		t.Errorf("%d unfinished uploads are left, want 1 for the lifecycle rule", got)
	}
}
