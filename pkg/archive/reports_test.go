package archive_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
)

// rows gives n bytes of a made-up report, always the same for the same n.
func rows(n int64) io.Reader {
	return io.LimitReader(rand.NewChaCha8([32]byte{1}), n)
}

func TestReportOfAnySizeIsStoredWhole(t *testing.T) {
	for _, tt := range []struct {
		name string
		size int64
	}{
		{"empty", 0},
		{"one byte", 1},
		{"a byte less than a part", archive.PartSize - 1},
		{"exactly a part", archive.PartSize},
		{"a byte more than a part", archive.PartSize + 1},
		{"exactly two parts", 2 * archive.PartSize},
		{"forty megabytes", 40_000_000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client, _, bucket := embeddedtest.Buckets(t)
			reports := archive.NewReports(client, bucket)
			key := newKey(t)
			got, err := reports.Write(t.Context(), key, "text/csv; charset=utf-8", rows(tt.size))
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.New()
			if _, err := io.Copy(sum, rows(tt.size)); err != nil {
				t.Fatal(err)
			}
			want := archive.Written{Size: tt.size, SHA256: [32]byte(sum.Sum(nil)), Version: got.Version}
			if got != want || got.Version == "" {
				t.Errorf("got %+v, want %+v and a version", got, want)
			}

			link, err := reports.Link(t.Context(), archive.Download{
				Key: key, Version: got.Version, Filename: "report.csv", ContentType: "text/csv",
			}, time.Now(), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			status, body := get(t, link)
			if status != http.StatusOK || int64(len(body)) != tt.size || sha256.Sum256(body) != want.SHA256 {
				t.Errorf("the link answered %d with %d bytes, want 200 with the %d bytes written", status, len(body), tt.size)
			}
		})
	}
}

// TestMemoryStaysFlatAsAReportGrows holds back S3's answers to see how far the
// body is read ahead of what S3 has taken: what lies between is in memory.
func TestMemoryStaysFlatAsAReportGrows(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	client, _, bucket := embeddedtest.Buckets(t)
	g := &gauge{full: make(chan struct{})}
	client = s3.New(client.Options(), func(o *s3.Options) {
		g.next = o.HTTPClient
		o.HTTPClient = g
	})
	g.body = rows(12 * archive.PartSize)

	written, err := archive.NewReports(client, bucket).Write(ctx, newKey(t), "text/csv", g)
	if err != nil {
		t.Fatal(err)
	}
	if written.Size != 12*archive.PartSize {
		t.Errorf("wrote %d bytes, want %d", written.Size, 12*archive.PartSize)
	}
	if g.most != archive.ReadAhead {
		t.Errorf("held up to %d bytes in memory, want %d", g.most, archive.ReadAhead)
	}
}

// gauge is the body of a report and the line to S3 at once, and measures the
// distance between them. Parts wait until the distance is as large as it may
// become.
type gauge struct {
	body io.Reader
	next s3.HTTPClient

	mu   sync.Mutex
	held int64 // bytes read from the body and not yet taken by S3
	most int64
	full chan struct{} // closed when held first reaches the limit
}

func (g *gauge) Read(p []byte) (int, error) {
	n, err := g.body.Read(p)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held += int64(n)
	if g.held > g.most {
		if g.most < archive.ReadAhead && g.held >= archive.ReadAhead {
			close(g.full)
		}
		g.most = g.held
	}
	return n, err
}

func (g *gauge) Do(r *http.Request) (*http.Response, error) {
	if !r.URL.Query().Has("partNumber") {
		return g.next.Do(r)
	}
	select {
	case <-g.full:
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	answer, err := g.next.Do(r)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held -= r.ContentLength
	return answer, err
}

func TestReportThatCannotBeFinishedLeavesNothing(t *testing.T) {
	errRow := errors.New("read row: the store is away")
	for _, tt := range []struct {
		name string
		size int64 // bytes before it goes wrong
	}{
		{"at once", 0},
		{"in the first part", 1000},
		{"in a later part", 2*archive.PartSize + 1000},
	} {
		t.Run("the body fails "+tt.name, func(t *testing.T) {
			client, _, bucket := embeddedtest.Buckets(t)
			key := newKey(t)
			body := io.MultiReader(rows(tt.size), failing{errRow})
			_, err := archive.NewReports(client, bucket).Write(t.Context(), key, "text/csv", body)
			if !errors.Is(err, errRow) {
				t.Errorf("got %v, want the body's own error", err)
			}
			wantNothing(t, client, bucket, key)
		})
		t.Run("the caller gives up "+tt.name, func(t *testing.T) {
			client, _, bucket := embeddedtest.Buckets(t)
			key := newKey(t)
			ctx, giveUp := context.WithCancel(t.Context())
			body := io.MultiReader(rows(tt.size), calling{giveUp}, rows(archive.PartSize))
			_, err := archive.NewReports(client, bucket).Write(ctx, key, "text/csv", body)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want context.Canceled", err)
			}
			wantNothing(t, client, bucket, key)
		})
		t.Run("it grows too large "+tt.name, func(t *testing.T) {
			client, _, bucket := embeddedtest.Buckets(t)
			key := newKey(t)
			reports := archive.NewReports(client, bucket)
			reports.SetLargest(tt.size)
			_, err := reports.Write(t.Context(), key, "text/csv", rows(tt.size+1))
			if !errors.Is(err, archive.ErrReportTooLarge) {
				t.Errorf("got %v, want ErrReportTooLarge", err)
			}
			wantNothing(t, client, bucket, key)
		})
	}
}

func TestReportOfTheLargestSizeIsTaken(t *testing.T) {
	client, _, bucket := embeddedtest.Buckets(t)
	reports := archive.NewReports(client, bucket)
	reports.SetLargest(1000)
	if _, err := reports.Write(t.Context(), newKey(t), "text/csv", rows(1000)); err != nil {
		t.Error(err)
	}
}

func TestReportUnderAKeyThatIsNotRandomIsRefused(t *testing.T) {
	client, _, bucket := embeddedtest.Buckets(t)
	const key = "E07000107/HOU-2026-0012"
	_, err := archive.NewReports(client, bucket).Write(t.Context(), key, "text/csv", rows(10))
	if err == nil {
		t.Fatal("written, want an error")
	}
	if strings.Contains(err.Error(), "HOU-2026-0012") {
		t.Errorf("the error repeats the case: %v", err)
	}
	wantAbsent(t.Context(), t, client, bucket, key)
}

func TestLinkStaysWithTheVersionOfItsReport(t *testing.T) {
	client, _, bucket := embeddedtest.Buckets(t)
	reports := archive.NewReports(client, bucket)
	key := newKey(t)
	var links []string
	for _, text := range []string{"first", "second"} {
		written, err := reports.Write(t.Context(), key, "text/csv", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		link, err := reports.Link(t.Context(), archive.Download{Key: key, Version: written.Version}, time.Now(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		links = append(links, link)
	}
	for i, want := range []string{"first", "second"} {
		if status, got := get(t, links[i]); status != http.StatusOK || string(got) != want {
			t.Errorf("link %d answered %d %q, want %q", i+1, status, got, want)
		}
	}
}

// wantNothing checks that there is neither a report nor a part of one.
func wantNothing(t *testing.T, client *s3.Client, bucket, key string) {
	t.Helper()
	wantAbsent(t.Context(), t, client, bucket, key)
	if got := unfinished(t, client, bucket); got != 0 {
		t.Errorf("%d unfinished uploads are left, want none", got)
	}
}

func unfinished(t *testing.T, client *s3.Client, bucket string) int {
	t.Helper()
	list, err := client.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: aws.String(bucket)})
	if err != nil {
		t.Fatal(err)
	}
	return len(list.Uploads)
}

// failing is a body that breaks.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, fmt.Errorf("page 7: %w", f.err) }

// calling is an empty body that calls when it is reached.
type calling struct{ call func() }

func (c calling) Read([]byte) (int, error) {
	c.call()
	return 0, io.EOF
}
