package archive_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
)

func TestInspectBeforeUpload(t *testing.T) {
	o := openOffice(t)
	_, letter := sample(t)
	o.ticket(t, letter)

	got, err := o.Inspect(t.Context(), letter.Key)
	if !errors.Is(err, archive.ErrNotUploaded) {
		t.Errorf("got %+v, %v; want ErrNotUploaded", got, err)
	}
}

func TestInspectDoesNotTakeRefusalForAbsence(t *testing.T) {
	_, bucket, _ := embeddedtest.Buckets(t)
	stranger := embedded.Access{URL: embeddedtest.Access(t).URL, Secret: strings.Repeat("0", 64)}
	c := archive.NewCorrespondence(stranger.Client(), bucket)

	got, err := c.Inspect(t.Context(), newKey(t))
	if !errors.Is(err, archive.ErrDenied) || errors.Is(err, archive.ErrNotUploaded) {
		t.Errorf("got %+v, %v; want ErrDenied", got, err)
	}
}

func TestInspectRefusesAnAnswerThatProvesNothing(t *testing.T) {
	digest := base64.StdEncoding.EncodeToString(make([]byte, 32))
	for _, tt := range []struct {
		name              string
		version, checksum string
		want              string // in the error; empty for none
	}{
		{"a version and a digest", "3sL4kqtJlcpXroDTDmJ", digest, ""},
		{"a bucket that was never versioned", "", digest, "not versioned"},
		{"a bucket whose versioning is suspended", "null", digest, "not versioned"},
		{"no digest, as without kms:Decrypt", "3sL4kqtJlcpXroDTDmJ", "", "no SHA-256"},
		{"a digest of the digests of parts", "3sL4kqtJlcpXroDTDmJ", digest + "-2", "no SHA-256"},
		{"a digest cut short", "3sL4kqtJlcpXroDTDmJ", digest[:20], "no SHA-256"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := archive.NewCorrespondence(answering(t, http.StatusOK, map[string]string{
				"X-Amz-Version-Id":      tt.version,
				"X-Amz-Checksum-Sha256": tt.checksum,
			}), "correspondence")
			_, err := c.Inspect(t.Context(), newKey(t))
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestHoldThatS3DoesNotShowIsNoHold(t *testing.T) {
	c := archive.NewCorrespondence(answering(t, http.StatusOK, map[string]string{
		"X-Amz-Version-Id":      "3sL4kqtJlcpXroDTDmJ",
		"X-Amz-Checksum-Sha256": base64.StdEncoding.EncodeToString(make([]byte, 32)),
	}), "correspondence")
	got, err := c.Inspect(t.Context(), newKey(t))
	if err != nil {
		t.Fatal(err)
	}
	if got.LegalHold {
		t.Error("got a legal hold, want none")
	}
}

// answering returns a client of an S3 that always answers the same.
func answering(t *testing.T, status int, headers map[string]string) *s3.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, value := range headers {
			if value != "" {
				w.Header().Set(name, value)
			}
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	return embedded.Access{URL: server.URL, Secret: "fictional"}.Client()
}

func TestStoredLetterIsCheckedAgainstItsTicket(t *testing.T) {
	letter := archive.Letter{
		Key: newKey(t), ContentType: "application/pdf", Size: 10, SHA256: [32]byte{1},
	}
	good := archive.Stored{
		Version: "v", ContentType: "application/pdf", Size: 10, SHA256: [32]byte{1},
		LegalHold: true, StoredAt: time.Now(),
	}
	if err := good.Check(letter); err != nil {
		t.Errorf("the letter as declared: %v", err)
	}
	for _, tt := range []struct {
		name   string
		change func(*archive.Stored)
		want   string
	}{
		{"another length", func(s *archive.Stored) { s.Size++ }, "size"},
		{"another digest", func(s *archive.Stored) { s.SHA256[31]++ }, "SHA-256"},
		{"another type", func(s *archive.Stored) { s.ContentType = "text/html" }, "content type"},
		{"no hold", func(s *archive.Stored) { s.LegalHold = false }, "no legal hold"},
		{"two things wrong", func(s *archive.Stored) { s.Size++; s.LegalHold = false }, "size, no legal hold"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stored := good
			tt.change(&stored)
			err := stored.Check(letter)
			if !errors.Is(err, archive.ErrNotAsDeclared) || !strings.HasSuffix(err.Error(), ": "+tt.want) {
				t.Errorf("got %v, want ErrNotAsDeclared: %s", err, tt.want)
			}
		})
	}
}

func TestLetterUnderLegalHoldCannotBeDeleted(t *testing.T) {
	o := openOffice(t)
	body, letter := sample(t)
	if got := upload(t, o.ticket(t, letter), body); got != http.StatusOK {
		t.Fatalf("upload answered %d, want 200", got)
	}
	before, err := o.Inspect(t.Context(), letter.Key)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		bypass *bool
	}{
		{"by its version", nil},
		{"by its version, bypassing governance", aws.Bool(true)},
	} {
		_, err := o.client.DeleteObject(t.Context(), &s3.DeleteObjectInput{
			Bucket: &o.bucket, Key: &letter.Key, VersionId: &before.Version,
			BypassGovernanceRetention: tt.bypass,
		})
		if err == nil {
			t.Errorf("deletion %s succeeded, want a refusal", tt.name)
		}
	}
	after, err := o.Inspect(t.Context(), letter.Key)
	if err != nil {
		t.Fatal(err)
	}
	if after != before {
		t.Errorf("the letter changed from %+v to %+v", before, after)
	}
}

func TestHiddenLetterIsStillReadByItsVersion(t *testing.T) {
	o := openOffice(t)
	body, letter := sample(t)
	if got := upload(t, o.ticket(t, letter), body); got != http.StatusOK {
		t.Fatalf("upload answered %d, want 200", got)
	}
	stored, err := o.Inspect(t.Context(), letter.Key)
	if err != nil {
		t.Fatal(err)
	}
	// Without a version S3 deletes nothing: it hides the letter behind a marker.
	if _, err := o.client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &o.bucket, Key: &letter.Key}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Inspect(t.Context(), letter.Key); !errors.Is(err, archive.ErrNotUploaded) {
		t.Errorf("inspect says %v, want ErrNotUploaded", err)
	}
	link, err := o.Link(t.Context(), archive.Download{Key: letter.Key, Version: stored.Version}, time.Now(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if status, got := get(t, link); status != http.StatusOK || string(got) != string(body) {
		t.Errorf("the link answered %d with %d bytes, want the letter", status, len(got))
	}
}
