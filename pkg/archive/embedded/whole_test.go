package embedded_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
)

// A letter that was changed on the disk is not given out as the letter, short or long.
func TestALetterThatWasAlteredIsNotGivenOut(t *testing.T) {
	dir := t.TempDir()
	var failed atomic.Int32
	s := start(t, embedded.Config{Dir: dir, Failed: func(int) { failed.Add(1) }})
	letters, _ := s.Buckets()
	for _, size := range []int{1, 1000, 64 << 10, 64<<10 + 1, 1 << 20, 3<<20 + 7} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			body := bytes.Repeat([]byte("A fictional letter. "), size/20+1)[:size]
			name := "E07000107/" + strconv.Itoa(1e9+size) + "0123456789abcdef012345"
			put, err := s.Client().PutObject(t.Context(), &s3.PutObjectInput{
				Bucket: &letters, Key: &name, Body: bytes.NewReader(body), ChecksumAlgorithm: "SHA256",
				ObjectLockLegalHoldStatus: "ON",
			})
			if err != nil {
				t.Fatal(err)
			}
			link, err := archive.NewCorrespondence(s.Client(), letters).Link(context.Background(), archive.Download{Key: name, Version: aws.ToString(put.VersionId)}, time.Now(), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := downloaded(t, link, ""); err != nil || !bytes.Equal(got, body) {
				t.Fatalf("got %d bytes, %v; want the letter", len(got), err)
			}
			if got, err := downloaded(t, link, "bytes=0-0"); err != nil || !bytes.Equal(got, body) {
				t.Errorf("of its first byte: got %d bytes, %v; want the letter, which alone can be proved", len(got), err)
			}
			path := filepath.Join(dir, "objects", letters, name)
			alter := func() {
				stored, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				for _, at := range []int{0, size / 2, size - 1} {
					changed := bytes.Clone(stored)
					changed[at] ^= 1
					if err := os.WriteFile(path, changed, 0o600); err != nil {
						t.Fatal(err)
					}
					for _, part := range []string{"", "bytes=" + strconv.Itoa(at) + "-" + strconv.Itoa(at), "bytes=0-"} {
						told := failed.Load()
						if got, err := downloaded(t, link, part); err == nil || len(got) == size || failed.Load() == told {
							t.Errorf("changed at %d, asked for %q: got %d bytes, %v, and %d failures are told of", at, part, len(got), err, failed.Load()-told)
						}
					}
				}
				if err := os.WriteFile(path, stored, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			alter()
			// A marker over it makes an older version of it, which is kept elsewhere.
			if _, err := s.Client().DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &letters, Key: &name}); err != nil {
				t.Fatal(err)
			}
			if got, err := downloaded(t, link, ""); err != nil || !bytes.Equal(got, body) {
				t.Fatalf("of the older version: got %d bytes, %v; want the letter", len(got), err)
			}
			path = olderVersion(t, dir, aws.ToString(put.VersionId))
			alter()
			for _, notes := range []string{"metadata", "versions-metadata"} {
				forget(t, filepath.Join(dir, notes, letters), "checksums")
			}
			if got, err := downloaded(t, link, ""); err == nil || len(got) == size {
				t.Errorf("without what was noted of it: got %d bytes, %v", len(got), err)
			}
		})
	}
}

func downloaded(t *testing.T, link, part string) ([]byte, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
	if err != nil {
		t.Fatal(err)
	}
	if part != "" {
		request.Header.Set("Range", part)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		t.Fatalf("the answer is %s", response.Status)
	}
	return io.ReadAll(response.Body)
}

// forget removes every note of the name.
func forget(t *testing.T, notes, name string) {
	t.Helper()
	err := filepath.WalkDir(notes, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Name() == name {
			err = os.Remove(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func olderVersion(t *testing.T, dir, version string) (found string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(dir, "versions"), func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Name() == version {
			found = path
		}
		return err
	})
	if err != nil || found == "" {
		t.Fatalf("there is no such older version: %v", err)
	}
	return found
}
