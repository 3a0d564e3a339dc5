package archive

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// LongestValidity is the longest life S3 allows a presigned URL.
const LongestValidity = 7 * 24 * time.Hour

// signedAt returns the options that sign a URL at the given instant, to work
// for validFor. A signature knows whole seconds only.
func signedAt(at time.Time, validFor time.Duration) (func(*s3.PresignOptions), error) {
	if validFor < time.Second || validFor > LongestValidity || validFor%time.Second != 0 {
		return nil, fmt.Errorf("validity %v is not a number of whole seconds up to %v", validFor, LongestValidity)
	}
	return func(o *s3.PresignOptions) {
		o.Expires = validFor
		o.Presigner = presigner{at: at}
	}, nil
}

// presigner signs at a given instant in place of the process clock.
type presigner struct{ at time.Time }

func (p presigner) PresignHTTP(
	ctx context.Context, credentials aws.Credentials, r *http.Request,
	payloadHash, service, region string, _ time.Time, options ...func(*v4.SignerOptions),
) (string, http.Header, error) {
	options = append(options, func(o *v4.SignerOptions) {
		// S3 signs the path as it is sent, unlike other services.
		o.DisableURIPathEscaping = true
		// A header moved into the query string need not be sent, and S3 heeds
		// not all of those there. The SDK moves some x-amz-* headers by
		// default and keeps a list of exceptions; ours are to be enforced
		// whatever that list says.
		o.DisableHeaderHoisting = true
	})
	return v4.NewSigner().PresignHTTP(ctx, credentials, r, payloadHash, service, region, p.at, options...)
}
