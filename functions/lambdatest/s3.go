package lambdatest

import (
	"io"
	"net/http"
	"strings"
)

// s3Accesses returns how to list what a request asks of IAM, whether a function
// sent it or somebody with a link that a function signed: both act in the
// function's role. Buckets are named by their outputs in infra/template.yaml.
func s3Accesses(buckets map[string]string) func(*http.Request, []byte) (string, []access, error) {
	return func(r *http.Request, _ []byte) (string, []access, error) {
		resource := strings.TrimPrefix(r.URL.Path, "/")
		bucket, key, _ := strings.Cut(resource, "/")
		query := r.URL.Query()
		facts := map[string]string{}
		for condition, header := range map[string]string{
			legalHold: "X-Amz-Object-Lock-Legal-Hold", ifNoneMatch: "If-None-Match", encryption: "X-Amz-Server-Side-Encryption",
			encryptionKey: "X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id", sendersKey: "X-Amz-Server-Side-Encryption-Customer-Algorithm",
		} {
			if value := r.Header.Get(header); value != "" {
				facts[condition] = value
			}
		}
		var actions []string
		switch {
		case query.Has("legal-hold") && r.Method == http.MethodGet:
			actions = []string{"s3:GetObjectLegalHold"}
		case query.Has("legal-hold"):
			actions = []string{"s3:PutObjectLegalHold"}
		case query.Has("retention"):
			actions = []string{"s3:PutObjectRetention"}
		case query.Has("tagging"):
			actions = []string{"s3:PutObjectVersionTagging"}
		case query.Has("versions"):
			actions = []string{"s3:ListBucketVersions"}
		case query.Has("uploadId") && r.Method == http.MethodDelete:
			actions = []string{"s3:AbortMultipartUpload"}
		case r.Method == http.MethodDelete:
			actions = []string{"s3:DeleteObject"}
		case r.Method == http.MethodPut, r.Method == http.MethodPost:
			actions = []string{"s3:PutObject"}
			if facts[legalHold] != "" {
				actions = append(actions, "s3:PutObjectLegalHold")
			}
		case key == "":
			actions = []string{"s3:ListBucket"}
		case query.Has("versionId"):
			actions = []string{"s3:GetObjectVersion"}
		default:
			actions = []string{"s3:GetObject"}
		}
		var asked []access
		for _, action := range actions {
			asked = append(asked, access{action: action, on: buckets[bucket], resource: resource, facts: facts})
		}
		return r.Method, asked, nil
	}
}

func refuseS3(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusForbidden)
	io.WriteString(w, `<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`) //nolint:errcheck // the client has gone
}
