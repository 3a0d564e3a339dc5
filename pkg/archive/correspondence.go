package archive

import "github.com/aws/aws-sdk-go-v2/service/s3"

// Correspondence is the bucket of archived letters. The bucket must have
// versioning and Object Lock on; its default encryption (SSE-KMS on AWS)
// applies to every letter without being named in a request.
type Correspondence struct {
	client  *s3.Client
	presign *s3.PresignClient
	bucket  string
}

// NewCorrespondence returns the correspondence kept in the given bucket. It
// makes no network call.
func NewCorrespondence(client *s3.Client, bucket string) *Correspondence {
	return &Correspondence{client: client, presign: s3.NewPresignClient(client), bucket: bucket}
}
