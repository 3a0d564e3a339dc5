package archive

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Download says what a link gives.
type Download struct {
	Key     string
	Version string
	// Filename is the name the browser saves under; empty means "download".
	// It travels in the URL and so into S3's access logs: it must not name a
	// person.
	Filename string
	// ContentType is the media type to answer with; empty means
	// application/octet-stream. Browsers are told to save the file whatever
	// it is, so that a hostile letter is not opened as a page.
	ContentType string
}

// Link returns a URL that downloads one version of a letter, from the instant
// at and for validFor (whole seconds, up to [LongestValidity]). The version is
// required: the newest object under a key is not evidence, a version is.
//
// It makes no network call and stores nothing: a failure leaves nothing
// behind, a repeat gives an equal link, and the link to an absent letter
// answers 404 when followed.
func (c *Correspondence) Link(ctx context.Context, d Download, at time.Time, validFor time.Duration) (string, error) {
	if d.Version == "" {
		return "", fmt.Errorf("link to letter %s: no version given", d.Key)
	}
	return link(ctx, c.presign, c.bucket, d, at, validFor)
}

// link signs a GET. The name, type and version asked for are in the signed
// query, so a holder of the link cannot change them.
func link(ctx context.Context, presign *s3.PresignClient, bucket string, d Download, at time.Time, validFor time.Duration) (string, error) {
	if err := checkKey(d.Key); err != nil {
		return "", fmt.Errorf("link to an object: %w", err)
	}
	signed, err := signedAt(at, validFor)
	if err != nil {
		return "", fmt.Errorf("link to %s: %w", d.Key, err)
	}
	input := &s3.GetObjectInput{
		Bucket:                     &bucket,
		Key:                        &d.Key,
		ResponseContentDisposition: aws.String(attachment(d.Filename)),
		ResponseContentType:        aws.String(cmp.Or(d.ContentType, "application/octet-stream")),
	}
	if d.Version != "" {
		input.VersionId = &d.Version
	}
	request, err := presign.PresignGetObject(ctx, input, signed, withoutChecksumMode)
	if err != nil {
		return "", fmt.Errorf("sign link to %s: %w", d.Key, err)
	}
	// A link is opened by a browser, which can send no header of ours.
	if len(request.SignedHeader) != 1 || request.SignedHeader.Get("Host") == "" {
		return "", fmt.Errorf("sign link to %s: the signature covers more than the host", d.Key)
	}
	return request.URL, nil
}

// withoutChecksumMode keeps the SDK from asking S3 for the object's checksum,
// which it does by a signed header in a client made from the environment's
// configuration, as a function's is.
func withoutChecksumMode(o *s3.PresignOptions) {
	o.ClientOptions = append(o.ClientOptions, func(o *s3.Options) {
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
	})
}

// attachment returns a Content-Disposition that saves under the given name
// (RFC 6266): an ASCII stand-in for old clients and the exact name for others.
func attachment(filename string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`/\:*?"<>|`, r):
			return '_' // a path, or a name Windows refuses
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == unicode.ReplacementChar:
			return -1 // a header break, or a name that reads backwards
		}
		return r
	}, filename)
	// A leading dot would hide the file from the person who saved it.
	name = cmp.Or(strings.TrimLeft(strings.TrimSpace(name), "."), "download")
	standIn := strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || r == '%' {
			return '_'
		}
		return r
	}, name)
	// PathEscape leaves a few more characters than RFC 5987 allows.
	exact := strings.NewReplacer("'", "%27", "(", "%28", ")", "%29", ",", "%2C", ";", "%3B",
		"=", "%3D", "@", "%40", ":", "%3A").Replace(url.PathEscape(name))
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, standIn, exact)
}
