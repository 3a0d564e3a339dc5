package embedded_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/bucket"
	"disclosure-register/pkg/sealing/sealingtest"
)

func logBucket(t *testing.T, s *embedded.Server) string {
	t.Helper()
	name := "log"
	if _, err := s.Client().CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestInPlaceKeepsTheContract(t *testing.T) {
	s := start(t, embedded.Config{Dir: t.TempDir()})
	logBucket(t, s)
	sealingtest.Contract(t, s.InPlace())
}

// What is written either way is the same to whoever reads it, and is there after
// the server was started anew.
func TestInPlaceAndByS3AreOneBucket(t *testing.T) {
	dir := t.TempDir()
	s := start(t, embedded.Config{Dir: dir})
	name := logBucket(t, s)
	ways := map[string]sealing.Objects{"/in-place": s.InPlace(), "/by-s3": bucket.New(s.Client(), name)}
	for prefix, by := range ways {
		for _, key := range []string{prefix + "/tile/0/000.p/1", prefix + "/checkpoints/1"} {
			if err := by.Create(t.Context(), key[1:], []byte("of "+key)); err != nil {
				t.Fatal(err)
			}
		}
		tag, err := by.Replace(t.Context(), prefix[1:]+"/checkpoint", []byte("first"), "")
		if err != nil {
			t.Fatal(err)
		}
		for other, by := range ways {
			if other == prefix {
				continue
			}
			if tag, err = by.Replace(t.Context(), prefix[1:]+"/checkpoint", []byte("second"), tag); err != nil {
				t.Errorf("%s does not replace what is %s: %v", other, prefix, err)
			}
			if err := by.Create(t.Context(), prefix[1:]+"/checkpoints/1", []byte("another")); !errors.Is(err, fs.ErrExist) {
				t.Errorf("%s over %s: got %v, want ErrExist", other, prefix, err)
			}
		}
	}
	closeServer(t, s)

	s = start(t, embedded.Config{Dir: dir})
	ways = map[string]sealing.Objects{"/in-place": s.InPlace(), "/by-s3": bucket.New(s.Client(), name)}
	heads := map[string][]string{}
	for prefix := range ways {
		for _, key := range []string{"/tile/0/000.p/1", "/checkpoints/1", "/checkpoint"} {
			for way, by := range ways {
				want := "of " + prefix + key
				if key == "/checkpoint" {
					want = "second"
				}
				if got, _, err := by.Read(t.Context(), prefix[1:]+key); err != nil || string(got) != want {
					t.Errorf("%s reads %q and %v of %s%s, want %q", way, got, err, prefix, key, want)
				}
			}
			out, err := s.Client().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &name, Key: aws.String(prefix[1:] + key), ChecksumMode: "ENABLED"})
			if err != nil {
				t.Fatal(err)
			}
			if aws.ToString(out.ChecksumSHA256) == "" {
				t.Errorf("%s%s has no SHA-256", prefix, key)
			}
			heads[key] = append(heads[key], strings.Join([]string{aws.ToString(out.ContentType), aws.ToString(out.CacheControl), aws.ToString(out.ContentEncoding), aws.ToString(out.ExpiresString)}, ", "))
		}
	}
	for key, of := range heads {
		if of[0] != of[1] {
			t.Errorf("%s has headers %q one way and %q the other", key, of[0], of[1])
		}
	}
}

// What an earlier release wrote by S3, and noted beside it, is gone on from; and the
// notes of what is replaced do not outlive it.
func TestInPlaceGoesOnFromWhatWasNoted(t *testing.T) {
	dir := t.TempDir()
	s := start(t, embedded.Config{Dir: dir, Log: "another"}) // as if it knew of no logs
	name := logBucket(t, s)
	tag, err := bucket.New(s.Client(), name).Replace(t.Context(), "E07000107/checkpoint", []byte("first"), "")
	if err != nil {
		t.Fatal(err)
	}
	closeServer(t, s)
	noted := filepath.Join(dir, "metadata", "log", "E07000107", "checkpoint", "meta", "etag")
	if _, err := os.Stat(noted); err != nil {
		t.Fatalf("the release before notes no more: %v", err)
	}

	unfinished := filepath.Join(dir, "objects", "log", ".sgwtmp", "in-place-1")
	if err := os.WriteFile(unfinished, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s = start(t, embedded.Config{Dir: dir})
	if _, err := os.Stat(unfinished); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what a kill left is still there: %v", err)
	}
	if _, err := s.InPlace().Replace(t.Context(), "E07000107/checkpoint", []byte("second"), tag); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(noted); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was noted of the object that was replaced is still there: %v", err)
	}
	out, err := s.Client().GetObject(t.Context(), &s3.GetObjectInput{Bucket: &name, Key: aws.String("E07000107/checkpoint"), ChecksumMode: "ENABLED"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(out.Body) // compares the checksum
	if err != nil || string(got) != "second" {
		t.Errorf("by S3 it reads %q, %v", got, err)
	}
}

func TestInPlaceLeavesTheBucketsFolderToNoKey(t *testing.T) {
	s := start(t, embedded.Config{Dir: t.TempDir()})
	logBucket(t, s)
	for _, key := range []string{"../correspondence/letter", "/etc/passwd", ".sgwtmp/x", ""} {
		if err := s.InPlace().Create(t.Context(), key, nil); err == nil {
			t.Errorf("the key %q is written", key)
		}
	}
}

func TestInPlaceAMissingBucketIsNotAnAbsentObject(t *testing.T) {
	s := start(t, embedded.Config{Dir: t.TempDir()})
	b := s.InPlace() // nobody has made it
	if _, _, err := b.Read(t.Context(), "E07000107/checkpoint"); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("read: got %v", err)
	}
	if _, err := b.Replace(t.Context(), "E07000107/checkpoint", nil, ""); err == nil || errors.Is(err, sealing.ErrReplaced) {
		t.Errorf("replace: got %v", err)
	}
}
