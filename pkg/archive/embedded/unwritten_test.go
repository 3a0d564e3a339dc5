package embedded_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive/embedded"
)

// A crash between noting an object and writing it leaves the note alone. The
// object can be written after a restart, and one that was written stays.
func TestWhatACrashKeptFromBeingWrittenCanBeWritten(t *testing.T) {
	dir := t.TempDir()
	first := start(t, embedded.Config{Dir: dir})
	if _, err := first.Client().CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("log")}); err != nil {
		t.Fatal(err)
	}
	create := func(s *embedded.Server, key, text string) error {
		_, err := s.Client().PutObject(t.Context(), &s3.PutObjectInput{
			Bucket: aws.String("log"), Key: aws.String(key), Body: strings.NewReader(text), IfNoneMatch: aws.String("*"),
		})
		return err
	}
	for _, key := range []string{"checkpoints/011", "checkpoints/016", "tile/meta/000"} {
		if err := create(first, key, "before"); err != nil {
			t.Fatal(err)
		}
	}
	closeServer(t, first)
	if err := os.Remove(filepath.Join(dir, "objects", "log", "checkpoints", "016")); err != nil {
		t.Fatal(err)
	}

	second := start(t, embedded.Config{Dir: dir})
	if err := create(second, "checkpoints/016", "after"); err != nil {
		t.Errorf("writing what was cut short: %v", err)
	}
	for key, want := range map[string]string{"checkpoints/011": "before", "checkpoints/016": "after", "tile/meta/000": "before"} {
		if want == "before" && create(second, key, "another") == nil {
			t.Errorf("%s was written twice", key)
		}
		got, err := second.Client().GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("log"), Key: aws.String(key)})
		if err != nil {
			t.Errorf("read %s: %v", key, err)
			continue
		}
		text, err := io.ReadAll(got.Body)
		got.Body.Close()
		if err != nil || string(text) != want {
			t.Errorf("%s holds %q (%v), want %q", key, text, err, want)
		}
	}
}
