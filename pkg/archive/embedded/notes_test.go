package embedded_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"disclosure-register/pkg/archive/embedded"
)

// behind puts a delete marker over the letter, as lifecycle does.
func behind(t *testing.T, s *embedded.Server) {
	t.Helper()
	if _, err := s.Client().DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: aws.String("correspondence"), Key: aws.String(key)}); err != nil {
		t.Fatal(err)
	}
}

// locked wants the version to be held, and not to be deleted by anybody.
func locked(t *testing.T, s *embedded.Server, version string) {
	t.Helper()
	bucket, name := aws.String("correspondence"), aws.String(key)
	_, err := s.Client().DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: bucket, Key: name, VersionId: &version})
	if got := status(err); got != http.StatusForbidden {
		t.Errorf("deleting the held version: got %d (%v), want 403", got, err)
	}
	hold, err := s.Client().GetObjectLegalHold(t.Context(), &s3.GetObjectLegalHoldInput{Bucket: bucket, Key: name, VersionId: &version})
	if err != nil || hold.LegalHold.Status != types.ObjectLockLegalHoldStatusOn {
		t.Errorf("got %+v (%v), want its hold", hold, err)
	}
}

func TestAHeldLetterBehindADeleteMarkerOutlivesRestartsAndAMove(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "here")
	s := start(t, embedded.Config{Dir: dir})
	version := file(t, s.Client()).Version
	behind(t, s)
	locked(t, s, version)
	for _, to := range []string{"here", "there", "versions/there/versions"} {
		closeServer(t, s)
		moved := filepath.Join(filepath.Dir(dir), to)
		if to != "here" {
			moved = filepath.Join(t.TempDir(), to)
			if err := os.MkdirAll(filepath.Dir(moved), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(dir, moved); err != nil {
				t.Fatal(err)
			}
		}
		dir = moved
		s = start(t, embedded.Config{Dir: dir})
		locked(t, s, version)
	}
}

// Releases until November 2026 kept the notes of older versions under the
// absolute path of the versions' directory.
func TestNotesOfEarlierReleasesAreTakenOver(t *testing.T) {
	for _, tt := range []struct {
		name   string
		places []string // where, the last in use first; "" for where it is now
	}{
		{"where it was", []string{""}},
		{"moved since", []string{"/srv/disclosures/s3/versions"}},
		{"moved from a place named like a bucket", []string{"/correspondence/meta/versions"}},
		{"moved and used in both places", []string{"", "/srv/disclosures/s3/versions"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "s3")
			s := start(t, embedded.Config{Dir: dir})
			version := file(t, s.Client()).Version
			behind(t, s)
			closeServer(t, s)
			for i, place := range tt.places {
				if place == "" {
					place = filepath.Join(dir, "versions")
				}
				old := filepath.Join(dir, "metadata", place)
				if err := os.MkdirAll(filepath.Dir(old), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.CopyFS(old, os.DirFS(filepath.Join(dir, "versions-metadata"))); err != nil {
					t.Fatal(err)
				}
				if i > 0 { // there it had no hold yet
					removeAll(t, old, "object-legal-hold")
				}
			}
			if err := os.RemoveAll(filepath.Join(dir, "versions-metadata")); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				s = start(t, embedded.Config{Dir: dir})
				locked(t, s, version)
				closeServer(t, s)
			}
		})
	}
}

// A kill between versitygw's steps of putting a marker over a letter.
func TestALockIsGivenBackThatAKillTookOff(t *testing.T) {
	dir := t.TempDir()
	s := start(t, embedded.Config{Dir: dir})
	version := file(t, s.Client()).Version
	behind(t, s)
	closeServer(t, s)
	// The copy is noted and the hold is off; the version is not there yet, nor the marker.
	removeAll(t, filepath.Join(dir, "versions"), version)
	removeAll(t, filepath.Join(dir, "metadata", "correspondence"), "delete-marker")
	noted := filepath.Join(dir, "metadata", "correspondence", key, "meta")
	if err := os.WriteFile(filepath.Join(noted, "version-id"), []byte(version), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(noted, "object-legal-hold")); err == nil {
		t.Fatal("the hold is still noted: this test could not fail")
	}
	locked(t, start(t, embedded.Config{Dir: dir}), version)
}

func TestAVersionThatHasLostItsNotesCountsAsHeld(t *testing.T) {
	dir := t.TempDir()
	s := start(t, embedded.Config{Dir: dir})
	version := file(t, s.Client()).Version
	behind(t, s)
	if err := os.RemoveAll(filepath.Join(dir, "versions-metadata", "correspondence")); err != nil {
		t.Fatal(err)
	}
	locked(t, s, version)
}

// removeAll removes every file of the name under the directory.
func removeAll(t *testing.T, dir, name string) {
	t.Helper()
	removed := 0
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() != name {
			return err
		}
		removed++
		return os.Remove(path)
	})
	if err != nil || removed == 0 {
		t.Fatalf("removed %d files named %s: %v", removed, name, err)
	}
}

// A process that is out of file descriptors cannot read what is noted, as one cannot here.
func TestALetterIsNotPutTwiceThoughItsNotesCannotBeRead(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(note string) error
	}{
		{"gone", os.Remove},
		{"unreadable", func(note string) error { return errors.Join(os.Remove(note), os.Mkdir(note, 0o700)) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			s := start(t, embedded.Config{Dir: dir})
			version := file(t, s.Client()).Version
			if err := tt.spoil(filepath.Join(dir, "metadata", "correspondence", key, "meta", "etag")); err != nil {
				t.Fatal(err)
			}
			_, err := s.Client().PutObject(t.Context(), &s3.PutObjectInput{
				Bucket: aws.String("correspondence"), Key: aws.String(key), Body: strings.NewReader("again"), IfNoneMatch: aws.String("*"),
			})
			if got := status(err); got != http.StatusPreconditionFailed {
				t.Errorf("putting it again: got %d (%v), want 412", got, err)
			}
			locked(t, s, version)
			if kept, err := s.Client().ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: aws.String("correspondence")}); err != nil || len(kept.Versions) != 1 {
				t.Errorf("got %d versions (%v), want the one that was archived", len(kept.Versions), err)
			}
		})
	}
}
