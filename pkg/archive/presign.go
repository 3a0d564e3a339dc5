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
		o.ClientOptions = append(o.ClientOptions, func(o *s3.Options) {
			// Otherwise the SDK adds a CRC32 of its own to uploads and asks
			// for checksums on downloads, in headers a caller would have to
			// repeat.
			o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
			o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		})
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
		// By default x-amz-* headers move into the query string, where S3
		// does not heed all of them. As signed headers they are enforced: a
		// request without them does not match its signature.
		o.DisableHeaderHoisting = true
	})
	return v4.NewSigner().PresignHTTP(ctx, credentials, r, payloadHash, service, region, p.at, options...)
}
