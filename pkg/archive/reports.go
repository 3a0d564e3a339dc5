package archive

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	tmtypes "github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

const (
	// partSize in bytes. S3 takes 10,000 parts of at least 5 MiB; a report's
	// length is unknown when it starts, so this alone fixes how long it can
	// become. Larger parts would raise that and the memory together.
	partSize    = 8 << 20
	mostParts   = 10_000
	concurrency = 2

	// abortTimeout is how long a failed write may take to remove its parts,
	// even when the caller has given up.
	abortTimeout = 20 * time.Second
)

// LargestReport is the largest report in bytes: 78 GiB, about eighty million rows.
const LargestReport int64 = partSize * mostParts

// ErrReportTooLarge says that a report passed [LargestReport]; nothing of it
// is kept. A report is whole or absent, never cut off.
var ErrReportTooLarge = errors.New("report too large")

// Reports is the bucket of files made from the register.
type Reports struct {
	uploads *transfermanager.Client
	presign *s3.PresignClient
	bucket  string
	largest int64
}

// NewReports returns the reports kept in the given bucket. It makes no network
// call.
func NewReports(client *s3.Client, bucket string) *Reports {
	uploads := transfermanager.New(client, func(o *transfermanager.Options) {
		o.PartSizeBytes = partSize
		o.MultipartUploadThreshold = partSize
		o.MaxUploadParts = mostParts
		o.Concurrency = concurrency
		o.ChecksumAlgorithm = tmtypes.ChecksumAlgorithmSha256
		o.FailTimeout = abortTimeout
	})
	return &Reports{
		uploads: uploads,
		presign: s3.NewPresignClient(client),
		bucket:  bucket,
		largest: LargestReport,
	}
}

// Written says what was stored.
type Written struct {
	Size    int64    // bytes
	SHA256  [32]byte // of the whole report
	Version string   // empty when the bucket keeps no versions
}

// Write stores everything body gives, until EOF, under a key from [NewKey].
// However long the report, it holds at most four parts of 8 MiB: two being
// sent, one waiting and one being read.
//
// The report appears whole or not at all. When body fails, or ctx ends, or S3
// refuses, nothing appears, and parts already sent are removed; should that
// fail too, or the process die, the bucket's lifecycle rule for unfinished
// uploads removes them. A timeout of the last call may hide a success: then a
// whole report is there that nobody knows of, until it expires. A repeat with
// another key is independent of it; with the same key it replaces it, and a
// digest recorded before is then wrong.
func (r *Reports) Write(ctx context.Context, key, contentType string, body io.Reader) (Written, error) {
	if err := checkKey(key); err != nil {
		return Written{}, fmt.Errorf("write a report: %w", err)
	}
	// When ctx ends, the body does. What is being sent is let finish for a while: S3
	// may keep a part that arrives after its upload was given up, and with it the
	// upload.
	sending, stop := outliving(ctx, partWithin)
	defer stop()
	metered := &meter{body: body, sum: sha256.New(), most: r.largest, ended: ctx.Err}
	stored, err := r.uploads.UploadObject(sending, &transfermanager.UploadObjectInput{
		Bucket:      &r.bucket,
		Key:         &key,
		ContentType: &contentType,
		Body:        metered,
	})
	if err != nil {
		return Written{}, fmt.Errorf("write report %s: %w", key, err)
	}
	written := Written{Size: metered.n, Version: aws.ToString(stored.VersionID)}
	metered.sum.Sum(written.SHA256[:0])
	return written, nil
}

// Link returns a URL that downloads a report, from the instant at and for
// validFor (whole seconds, up to [LongestValidity]). Give the version that
// [Reports.Write] returned. Like [Correspondence.Link] it makes no network call
// and leaves nothing behind.
func (r *Reports) Link(ctx context.Context, d Download, at time.Time, validFor time.Duration) (string, error) {
	return link(ctx, r.presign, r.bucket, d, at, validFor)
}

// partWithin is how long the parts that are being sent may still take when a
// report is given up.
const partWithin = 10 * time.Second

// outliving returns a context that ends so long after ctx does.
func outliving(ctx context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(by, cancel) })
	return longer, func() {
		stop()
		cancel()
	}
}

// meter counts and digests what is read through it, and stops a report that
// grows past most bytes or whose time is over. It hides any Seek of the body from the upload
// library, which would otherwise read it twice.
type meter struct {
	body io.Reader
	sum  hash.Hash
	n    int64
	most int64
	// ended says why nobody waits for the report any more; nil while somebody does.
	ended func() error
}

func (m *meter) Read(p []byte) (int, error) {
	if err := m.ended(); err != nil {
		return 0, err
	}
	n, err := m.body.Read(p)
	m.n += int64(n)
	m.sum.Write(p[:n])
	if m.n > m.most {
		err = fmt.Errorf("%w: more than %d bytes", ErrReportTooLarge, m.most)
	}
	return n, err
}
