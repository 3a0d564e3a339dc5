package embedded_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io/fs"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
)

// victim is set in the environment of a second process of this test binary,
// which serves from the directory it names until it is killed.
const victim = "EMBEDDED_TEST_SERVE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(victim); dir != "" {
		s, err := embedded.Start(context.Background(), embedded.Config{Dir: dir})
		if err != nil {
			log.Fatal(err)
		}
		if err := json.NewEncoder(os.NewFile(3, "access")).Encode(s.Access()); err != nil {
			log.Fatal(err)
		}
		<-s.Done()
		return
	}
	os.Exit(m.Run())
}

func start(t *testing.T, config embedded.Config) *embedded.Server {
	t.Helper()
	s, err := embedded.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeServer(t, s) })
	return s
}

func closeServer(t *testing.T, s *embedded.Server) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

const (
	key  = "E07000107/0123456789abcdef0123456789abcdef"
	text = "A fictional letter."
)

func letter() archive.Letter {
	return archive.Letter{Key: key, ContentType: "text/plain", Size: int64(len(text)), SHA256: sha256.Sum256([]byte(text))}
}

// file uploads the letter and returns what S3 then holds.
func file(t *testing.T, client *s3.Client) archive.Stored {
	t.Helper()
	office := archive.NewCorrespondence(client, "correspondence")
	ticket, err := office.Ticket(t.Context(), letter(), time.Now(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), ticket.Method, ticket.URL, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range ticket.Headers {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("upload answered %s", answer.Status)
	}
	return inspect(t, client)
}

func inspect(t *testing.T, client *s3.Client) archive.Stored {
	t.Helper()
	stored, err := archive.NewCorrespondence(client, "correspondence").Inspect(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if err := stored.Check(letter()); err != nil {
		t.Error(err)
	}
	return stored
}

func TestLettersOutliveARestart(t *testing.T) {
	dir := t.TempDir()
	first := start(t, embedded.Config{Dir: dir})
	before := file(t, first.Client())
	secret := first.Access().Secret
	closeServer(t, first)

	second := start(t, embedded.Config{Dir: dir})
	if after := inspect(t, second.Client()); after != before {
		t.Errorf("the letter changed from %+v to %+v", before, after)
	}
	if second.Access().Secret != secret {
		t.Error("the secret changed")
	}
}

func TestLettersOutliveAKill(t *testing.T) {
	dir := t.TempDir()
	listen, tell, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer listen.Close()
	process := exec.CommandContext(t.Context(), os.Args[0])
	process.Env = append(os.Environ(), victim+"="+dir)
	process.ExtraFiles = []*os.File{tell}
	process.Stderr = os.Stderr
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	tell.Close()
	var access embedded.Access
	if err := json.NewDecoder(listen).Decode(&access); err != nil {
		t.Fatal(err)
	}
	before := file(t, access.Client())
	if err := process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = process.Wait() // it was killed

	if after := inspect(t, start(t, embedded.Config{Dir: dir}).Client()); after != before {
		t.Errorf("the letter changed from %+v to %+v", before, after)
	}
}

func TestBucketsAreMadeAsTheyMustBe(t *testing.T) {
	s := start(t, embedded.Config{Dir: t.TempDir(), Correspondence: "letters", Reports: "exports"})
	correspondence, reports := s.Buckets()
	if correspondence != "letters" || reports != "exports" {
		t.Fatalf("buckets are %s and %s, want letters and exports", correspondence, reports)
	}
	lock, err := s.Client().GetObjectLockConfiguration(t.Context(), &s3.GetObjectLockConfigurationInput{Bucket: &correspondence})
	if err != nil {
		t.Fatal(err)
	}
	if got := lock.ObjectLockConfiguration.ObjectLockEnabled; got != types.ObjectLockEnabledEnabled {
		t.Errorf("Object Lock of correspondence is %q, want on", got)
	}
	// A far-off date could never be shortened; the hold alone is the lock.
	if rule := lock.ObjectLockConfiguration.Rule; rule != nil && rule.DefaultRetention != nil {
		t.Errorf("correspondence has a default retention %+v, want none", *rule.DefaultRetention)
	}
	for _, bucket := range []string{correspondence, reports} {
		v, err := s.Client().GetBucketVersioning(t.Context(), &s3.GetBucketVersioningInput{Bucket: &bucket})
		if err != nil {
			t.Fatal(err)
		}
		if v.Status != types.BucketVersioningStatusEnabled {
			t.Errorf("versioning of %s is %q, want on", bucket, v.Status)
		}
	}
}

func TestStartCompletesABucketWhoseMakingWasCutShort(t *testing.T) {
	dir := t.TempDir()
	// What a kill leaves between versitygw's mkdir and its first attribute.
	if err := os.MkdirAll(filepath.Join(dir, "objects", "correspondence"), 0o700); err != nil {
		t.Fatal(err)
	}
	file(t, start(t, embedded.Config{Dir: dir}).Client())
}

func TestStartRefusesCorrespondenceWithoutALock(t *testing.T) {
	dir := t.TempDir()
	s := start(t, embedded.Config{Dir: dir})
	// The reports bucket stands for one made by other means, without a lock.
	put(t, s.Client(), "reports")
	closeServer(t, s)

	s, err := embedded.Start(t.Context(), embedded.Config{Dir: dir, Correspondence: "reports", Reports: "correspondence"})
	if err == nil {
		closeServer(t, s)
		t.Fatal("started, want an error")
	}
	if !strings.Contains(err.Error(), "Object Lock") {
		t.Errorf("got %v, want an error about the Object Lock", err)
	}
}

func put(t *testing.T, client *s3.Client, bucket string) {
	t.Helper()
	_, err := client.PutObject(t.Context(), &s3.PutObjectInput{
		Bucket: &bucket, Key: aws.String(key), Body: strings.NewReader(text),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyThisUserCanReadWhatIsStored(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "s3")
	s := start(t, embedded.Config{Dir: dir})
	file(t, s.Client())
	put(t, s.Client(), "reports")

	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got&0o077 != 0 {
			t.Errorf("%s is open to other users: %v", entry.Name(), got)
		}
	}
	if want := []string{"metadata", "objects", "secret.key", "versions", "versions-metadata"}; !slices.Equal(names, want) {
		t.Errorf("the directory holds %q, want %q", names, want)
	}
}

func TestObjectsAreForThisUserOnly(t *testing.T) {
	dir := t.TempDir()
	file(t, start(t, embedded.Config{Dir: dir}).Client())
	path := filepath.Join(dir, "objects", "correspondence")
	for _, name := range append([]string{"."}, strings.Split(key, "/")...) {
		path = filepath.Join(path, name)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got&0o077 != 0 {
			t.Errorf("%s is open to other users: %v", path, got)
		}
	}
}

func TestDamagedSecretIsNotReplaced(t *testing.T) {
	for _, tt := range []struct {
		name, secret string
		mode         fs.FileMode
		want         string
	}{
		{"open to other users", strings.Repeat("ab", 32), 0o644, "open to other users"},
		{"cut short", "abab", 0o600, "damaged"},
		{"not a secret", strings.Repeat("zz", 32), 0o600, "damaged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "secret.key")
			if err := os.WriteFile(path, []byte(tt.secret), tt.mode); err != nil {
				t.Fatal(err)
			}
			s, err := embedded.Start(t.Context(), embedded.Config{Dir: dir})
			if err == nil {
				closeServer(t, s)
				t.Fatal("started, want an error")
			}
			if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), tt.secret) {
				t.Errorf("got %v, want an error with %q and without the secret", err, tt.want)
			}
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, []byte(tt.secret)) {
				t.Errorf("the file now holds %q, %v", got, err)
			}
		})
	}
}

func TestObjectsCanBeCopied(t *testing.T) {
	client := start(t, embedded.Config{Dir: t.TempDir()}).Client()
	put(t, client, "reports")
	_, err := client.CopyObject(t.Context(), &s3.CopyObjectInput{
		Bucket: aws.String("reports"), Key: aws.String(key + "-copy"), CopySource: aws.String("reports/" + key),
	})
	if err != nil {
		t.Error(err)
	}
}

func TestOnlyLoopbackIsServed(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "example.org:0", "127.0.0.1"} {
		s, err := embedded.Start(t.Context(), embedded.Config{Dir: t.TempDir(), Listen: listen})
		if err == nil {
			closeServer(t, s)
			t.Errorf("listens on %q, want an error", listen)
		}
	}
	if _, err := embedded.Start(t.Context(), embedded.Config{}); err == nil {
		t.Error("started without a directory, want an error")
	}
}

func TestListensWhereItIsTold(t *testing.T) {
	dir := t.TempDir()
	s := start(t, embedded.Config{Dir: dir})
	url := s.URL()
	closeServer(t, s)

	s = start(t, embedded.Config{Dir: dir, Listen: strings.TrimPrefix(url, "http://")})
	if s.URL() != url {
		t.Errorf("listens on %s, want %s", s.URL(), url)
	}
}

func TestSecondServerInAProcessIsRefused(t *testing.T) {
	first := start(t, embedded.Config{Dir: t.TempDir()})
	second, err := embedded.Start(t.Context(), embedded.Config{Dir: t.TempDir()})
	if err == nil {
		closeServer(t, second)
	}
	if !errors.Is(err, embedded.ErrRunning) {
		t.Errorf("got %v, want ErrRunning", err)
	}
	file(t, first.Client())
}

func TestStartThatIsCalledOffServesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, err := embedded.Start(ctx, embedded.Config{Dir: t.TempDir()})
	if err == nil {
		closeServer(t, s)
		t.Fatal("started, want an error")
	}
	// It let go of the one place a process has.
	start(t, embedded.Config{Dir: t.TempDir()})
}

// A bucket that is gone, or empty, while letters are noted, is not made anew: a disposal
// would take each of them for destroyed.
func TestABucketThatHasLostItsLettersIsNotMadeAnew(t *testing.T) {
	for name, lose := range map[string]func(t *testing.T, folder string){
		"gone": func(*testing.T, string) {},
		"emptied": func(t *testing.T, folder string) {
			if err := os.Mkdir(folder, 0o700); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			first := start(t, embedded.Config{Dir: dir})
			file(t, first.Client())
			closeServer(t, first)
			folder := filepath.Join(dir, "objects", "correspondence")
			if err := os.RemoveAll(folder); err != nil {
				t.Fatal(err)
			}
			lose(t, folder)
			for range 2 { // nothing has been made by the first refusal
				if s, err := embedded.Start(t.Context(), embedded.Config{Dir: dir}); !errors.Is(err, embedded.ErrLost) {
					t.Errorf("started as %v, %v; want it refused", s, err)
					if err == nil {
						closeServer(t, s)
					}
				}
			}
		})
	}
}
