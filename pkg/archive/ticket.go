package archive

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// LargestLetter is the largest letter in bytes: 5 GiB, what S3 takes in one PUT.
const LargestLetter = 5 << 30

// Letter describes a letter before it is uploaded, in its sender's words. S3
// refuses an upload that is anything else.
type Letter struct {
	Key         string   // from [NewKey]
	ContentType string   // media type, such as application/pdf
	Size        int64    // bytes, 1 to [LargestLetter]
	SHA256      [32]byte // of the whole letter
}

// Ticket is the right to upload one letter, once. It is a bearer secret until
// it expires.
type Ticket struct {
	Method string
	URL    string
	// Headers must all be sent with exactly these values: each is part of the
	// signature. HTTP clients send Content-Length by themselves.
	Headers map[string]string
	Expires time.Time // UTC
}

// ticketHeaders are the headers a ticket signs beside Host. Each is a promise
// about the stored letter: its digest and length, that it replaces nothing,
// and that it is under legal hold from its first moment.
var ticketHeaders = []string{
	"Content-Length",
	"Content-Type",
	"If-None-Match",
	"X-Amz-Checksum-Sha256",
	"X-Amz-Object-Lock-Legal-Hold",
}

// Ticket returns the right to upload the letter, from the instant at and for
// validFor (whole seconds, up to [LongestValidity]).
//
// It makes no network call and stores nothing, so a failure leaves nothing
// behind and a repeat gives an equal ticket. Record the key before handing the
// ticket out, or a letter may arrive that nobody is looking for.
//
// What an upload by the ticket leaves behind:
//   - cut short, tampered with or late: nothing, and until it expires the same
//     ticket works;
//   - finished, but the answer was lost: the letter. A repeat is refused with
//     412, and [Correspondence.Inspect] tells;
//   - repeated: the first letter. It is never replaced.
func (c *Correspondence) Ticket(ctx context.Context, l Letter, at time.Time, validFor time.Duration) (Ticket, error) {
	if err := l.check(); err != nil {
		return Ticket{}, fmt.Errorf("ticket for a letter: %w", err)
	}
	signed, err := signedAt(at, validFor)
	if err != nil {
		return Ticket{}, fmt.Errorf("ticket for letter %s: %w", l.Key, err)
	}
	request, err := c.presign.PresignPutObject(ctx, &s3.PutObjectInput{
		Bucket:                    &c.bucket,
		Key:                       &l.Key,
		ContentLength:             &l.Size,
		ContentType:               &l.ContentType,
		ChecksumSHA256:            aws.String(base64.StdEncoding.EncodeToString(l.SHA256[:])),
		IfNoneMatch:               aws.String("*"),
		ObjectLockLegalHoldStatus: types.ObjectLockLegalHoldStatusOn,
	}, signed)
	if err != nil {
		return Ticket{}, fmt.Errorf("sign ticket for letter %s: %w", l.Key, err)
	}
	headers, err := onlyTicketHeaders(request.SignedHeader)
	if err != nil {
		return Ticket{}, fmt.Errorf("sign ticket for letter %s: %w", l.Key, err)
	}
	return Ticket{
		Method:  request.Method,
		URL:     request.URL,
		Headers: headers,
		Expires: at.UTC().Truncate(time.Second).Add(validFor),
	}, nil
}

func (l Letter) check() error {
	if err := checkKey(l.Key); err != nil {
		return err
	}
	// An empty letter proves nothing, and the length of one is not signed.
	if l.Size < 1 || l.Size > LargestLetter {
		return fmt.Errorf("size of %d bytes is not between 1 and %d", l.Size, int64(LargestLetter))
	}
	if _, _, err := mime.ParseMediaType(l.ContentType); err != nil {
		return fmt.Errorf("content type is not a media type")
	}
	return nil
}

// onlyTicketHeaders refuses a signature that covers more or less than
// [ticketHeaders]. What is signed depends on defaults inside the SDK, which
// have changed before; a ticket that forgot the hold would go unnoticed.
func onlyTicketHeaders(signed http.Header) (map[string]string, error) {
	headers := make(map[string]string, len(signed))
	for name := range signed {
		if name != "Host" {
			headers[name] = signed.Get(name)
		}
	}
	if got := slices.Sorted(maps.Keys(headers)); !slices.Equal(got, ticketHeaders) {
		return nil, fmt.Errorf("the signature covers %q, not %q", got, ticketHeaders)
	}
	return headers, nil
}
