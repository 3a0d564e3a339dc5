package lifecycle_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"disclosure-register/infra"
	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/archive/lifecycle"
)

const day = 24 * time.Hour

type office struct {
	*archive.Disposal
	t      *testing.T
	client *s3.Client
	bucket string
	rules  lifecycle.Rules
}

func open(t *testing.T) office {
	t.Helper()
	client, bucket, _ := embeddedtest.Buckets(t)
	rules, err := lifecycle.Read(infra.Template, "CorrespondenceBucket")
	if err != nil {
		t.Fatal(err)
	}
	return office{archive.NewDisposal(client, bucket), t, client, bucket, rules}
}

// letter stores a letter under legal hold.
func (o office) letter() (key, version string) {
	o.t.Helper()
	key, err := archive.NewKey(rand.Reader, "E07000107")
	if err != nil {
		o.t.Fatal(err)
	}
	put, err := o.client.PutObject(o.t.Context(), &s3.PutObjectInput{
		Bucket: &o.bucket, Key: &key, Body: bytes.NewReader([]byte("a fictional letter")),
		ObjectLockLegalHoldStatus: types.ObjectLockLegalHoldStatusOn,
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return key, aws.ToString(put.VersionId)
}

// daysPass applies the rules as often as the days that pass.
func (o office) daysPass(n int) lifecycle.Done {
	o.t.Helper()
	var all lifecycle.Done
	for i := 1; i <= n; i++ {
		done, err := lifecycle.Apply(o.t.Context(), o.client, o.bucket, o.rules, time.Now().Add(time.Duration(i+1)*day))
		if err != nil {
			o.t.Fatal(err)
		}
		all.Expired += done.Expired
		all.Removed += done.Removed
		all.Markers += done.Markers
		all.Refused += done.Refused
		all.Aborted += done.Aborted
	}
	return all
}

func (o office) absent(key, version string) bool {
	o.t.Helper()
	absent, err := o.Absent(o.t.Context(), key, version)
	if err != nil {
		o.t.Fatal(err)
	}
	return absent
}

func (o office) release(key, version string, until time.Time) {
	o.t.Helper()
	if err := o.Release(o.t.Context(), key, version, until); err != nil {
		o.t.Fatal(err)
	}
}

func TestAReleasedLetterGoesWithItsMarker(t *testing.T) {
	o := open(t)
	key, version := o.letter()
	kept, keptVersion := o.letter()
	o.release(key, version, time.Time{})
	if got := o.daysPass(3); got.Removed != 1 || got.Expired != 1 || got.Markers != 1 {
		t.Errorf("got %+v, want one expired, one removed, one marker cleared", got)
	}
	if !o.absent(key, version) {
		t.Error("the released letter is still there")
	}
	if o.absent(kept, keptVersion) {
		t.Error("the letter that nobody released is gone")
	}
	all, err := o.client.ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: &o.bucket, Prefix: &key})
	if err != nil || len(all.Versions)+len(all.DeleteMarkers) != 0 {
		t.Errorf("got %d versions and %d markers (%v), want none", len(all.Versions), len(all.DeleteMarkers), err)
	}
}

func TestALetterOneDayOldAtNoonStaysUntilMidnight(t *testing.T) {
	o := open(t)
	key, version := o.letter()
	o.release(key, version, time.Time{})
	head, err := o.client.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &o.bucket, Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	midnight := head.LastModified.UTC().Add(day).Truncate(day).Add(day)
	for _, c := range []struct {
		at   time.Time
		want int
	}{{midnight.Add(-time.Second), 0}, {midnight, 1}} {
		done, err := lifecycle.Apply(t.Context(), o.client, o.bucket, o.rules, c.at)
		if err != nil || done.Expired != c.want {
			t.Errorf("at %s: got %+v and %v, want %d expired", c.at, done, err, c.want)
		}
	}
}

func TestALockedLetterStays(t *testing.T) {
	o := open(t)
	key, version := o.letter()
	o.release(key, version, time.Now().Add(time.Hour))
	if got := o.daysPass(4); got.Removed != 0 || got.Refused == 0 {
		t.Errorf("got %+v, want the server to refuse each time", got)
	}
	if o.absent(key, version) {
		t.Error("a locked letter is gone")
	}
	_, err := o.client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &o.bucket, Key: &key, VersionId: &version})
	if err == nil {
		t.Error("the server let a locked version be deleted")
	}
}

func TestAHeldLetterStaysUntilItsHoldComesOff(t *testing.T) {
	o := open(t)
	key, version := o.letter()
	tag(o, key, version, "disposal", "due")
	if got := o.daysPass(3); got.Removed != 0 || got.Refused == 0 {
		t.Errorf("got %+v, want the server to refuse", got)
	}
	o.release(key, version, time.Time{})
	o.daysPass(5)
	if !o.absent(key, version) {
		t.Error("the letter is still there after its hold came off")
	}
}

func TestAStoppedDisposalKeepsTheLetter(t *testing.T) {
	o := open(t)
	key, version := o.letter()
	o.release(key, version, time.Time{})
	if err := o.Keep(t.Context(), key, version); err != nil {
		t.Fatal(err)
	}
	o.daysPass(5)
	if o.absent(key, version) {
		t.Error("a letter taken back is gone")
	}
}

func TestOtherTagsDestroyNothing(t *testing.T) {
	o := open(t)
	for _, value := range []string{"stopped", "Due", ""} {
		key, version := o.letter()
		o.release(key, version, time.Time{})
		tag(o, key, version, "disposal", value)
		if got := o.daysPass(5); got.Removed+got.Expired != 0 || o.absent(key, version) {
			t.Errorf("tag %q: got %+v, want nothing done", value, got)
		}
	}
}

func tag(o office, key, version, name, value string) {
	o.t.Helper()
	_, err := o.client.PutObjectTagging(o.t.Context(), &s3.PutObjectTaggingInput{
		Bucket: &o.bucket, Key: &key, VersionId: &version,
		Tagging: &types.Tagging{TagSet: []types.Tag{{Key: &name, Value: &value}}},
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestAbandonedUploadsAreGivenUp(t *testing.T) {
	o := open(t)
	key, err := archive.NewKey(rand.Reader, "E07000107")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.client.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: &o.bucket, Key: &key}); err != nil {
		t.Fatal(err)
	}
	if got := o.daysPass(1); got.Aborted != 1 {
		t.Errorf("got %+v, want the upload given up", got)
	}
}

func TestReportsExpireForGood(t *testing.T) {
	client, _, bucket := embeddedtest.Buckets(t)
	rules, err := lifecycle.Read(infra.Template, "ReportsBucket")
	if err != nil {
		t.Fatal(err)
	}
	key := "E07000107/report"
	if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader("rows")}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ days, left int }{{6, 1}, {9, 0}} {
		if _, err := lifecycle.Apply(t.Context(), client, bucket, rules, time.Now().Add(time.Duration(c.days)*day)); err != nil {
			t.Fatal(err)
		}
		if got := count(t, client, bucket); got != c.left {
			t.Errorf("got %d versions after %d days, want %d", got, c.days, c.left)
		}
	}
}

func count(t *testing.T, client *s3.Client, bucket string) int {
	t.Helper()
	all, err := client.ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: &bucket})
	if err != nil {
		t.Fatal(err)
	}
	return len(all.Versions) + len(all.DeleteMarkers)
}

func TestARuleItCannotCarryOutIsAnError(t *testing.T) {
	for name, rule := range map[string]string{
		"moving to another class": "{Id: x, Status: Enabled, Transitions: [{StorageClass: GLACIER, TransitionInDays: 1}]}",
		"a prefix":                "{Id: x, Status: Enabled, ExpirationInDays: 1, Prefix: a}",
		"keeping newer versions":  "{Id: x, Status: Enabled, NoncurrentVersionExpiration: {NoncurrentDays: 1, NewerNoncurrentVersions: 3}}",
	} {
		template := "Resources:\n  B:\n    Properties:\n      LifecycleConfiguration:\n        Rules:\n          - " + rule + "\n"
		if _, err := lifecycle.Read([]byte(template), "B"); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
	if _, err := lifecycle.Read(infra.Template, "NoBucket"); err == nil {
		t.Error("a bucket that is not there: got no error")
	}
}

func TestDisposedListIsKept(t *testing.T) {
	client, bucket, _ := embeddedtest.Buckets(t)
	list := archive.NewDisposed(client, bucket)
	id := "01890a5d-ac96-774b-bcce-b302099a8057"
	for range 2 { // the second changes nothing
		if err := list.Add(t.Context(), "E07000107", id, []byte(`{"case":"DBC-C-1"}`)); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	if err := list.Each(t.Context(), "E07000107", func(m []byte) error { got = append(got, string(m)); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0] != `{"case":"DBC-C-1"}` {
		t.Errorf("got %q, want the one member", got)
	}
	o := office{archive.NewDisposal(client, bucket), t, client, bucket, open(t).rules}
	o.daysPass(9)
	if err := list.Each(t.Context(), "E07000107", func([]byte) error { got = nil; return nil }); err != nil || got != nil {
		t.Errorf("the list is gone after nine days (%v)", err)
	}
}
