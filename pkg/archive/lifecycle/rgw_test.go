//go:build check

package lifecycle_test

import (
	"bytes"
	"crypto/rand"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"disclosure-register/infra"
	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/lifecycle"
	"disclosure-register/pkg/archive/lifecycle/rgw"
)

// The project's own rules, on a server that carries them out: what the register
// releases is destroyed, and nothing else is.
func TestARealServerCarriesTheRulesOut(t *testing.T) {
	client := rgw.Start(t)
	bucket := "correspondence"
	_, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &bucket, ObjectLockEnabledForBucket: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	read, err := lifecycle.Read(infra.Template, "CorrespondenceBucket")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := read.S3()
	if err != nil {
		t.Fatal(err)
	}
	// What the server cannot take is listed here, and nothing is: it takes all
	// three rules unchanged.
	_, err = client.PutBucketLifecycleConfiguration(t.Context(), &s3.PutBucketLifecycleConfigurationInput{
		Bucket: &bucket, LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: rules},
	})
	if err != nil {
		t.Fatalf("the server does not take the rules: %v", err)
	}
	if got, err := client.GetBucketLifecycleConfiguration(t.Context(), &s3.GetBucketLifecycleConfigurationInput{Bucket: &bucket}); err != nil || len(got.Rules) != 3 {
		t.Fatalf("got %d rules back (%v), want 3", len(got.Rules), err)
	}

	o := office{Disposal: archive.NewDisposal(client, bucket), t: t, client: client, bucket: bucket}
	due, dueVersion := o.letter()
	twice, twiceOld := o.letter()
	twiceNew := again(o, twice)
	notDue, notDueVersion := o.letter()
	locked, lockedVersion := o.letter()
	held, heldVersion := o.letter()
	wrong, wrongVersion := o.letter()
	stopped, stoppedVersion := o.letter()

	lockLapses := time.Now().Add(14 * time.Second) // seven of the server's days
	o.release(due, dueVersion, time.Time{})
	o.release(twice, twiceOld, time.Time{})
	o.release(twice, twiceNew, time.Time{})
	o.release(locked, lockedVersion, lockLapses)
	tag(o, held, heldVersion, "disposal", "due")
	o.release(wrong, wrongVersion, time.Time{})
	tag(o, wrong, wrongVersion, "disposal", "later")
	o.release(stopped, stoppedVersion, time.Time{})
	if err := o.Keep(t.Context(), stopped, stoppedVersion); err != nil {
		t.Fatal(err)
	}

	_, err = client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &bucket, Key: &locked, VersionId: &lockedVersion})
	if err == nil {
		t.Error("the server let a locked version be deleted")
	}
	const patience = 60 * rgw.Day
	for name, key := range map[string]string{"due": due, "of two versions": twice} {
		rgw.Within(t, patience, "the letter "+name+" goes with its versions and its marker", func() bool { return nothing(o, key) })
	}
	// Looked at before the clock is: a lock that lapses in between is no fault.
	if o.absent(locked, lockedVersion) && time.Now().Before(lockLapses) {
		t.Error("the locked letter went before its lock lapsed")
	}
	rgw.Within(t, patience, "the locked letter goes once its lock has lapsed", func() bool { return nothing(o, locked) })
	if time.Now().Before(lockLapses) {
		t.Error("the locked letter went before its lock lapsed")
	}
	for name, letter := range map[string][2]string{
		"not due": {notDue, notDueVersion}, "held": {held, heldVersion}, "wrongly tagged": {wrong, wrongVersion}, "stopped": {stopped, stoppedVersion},
	} {
		if o.absent(letter[0], letter[1]) {
			t.Errorf("the letter that is %s is gone", name)
		}
	}
	o.release(held, heldVersion, time.Time{})
	rgw.Within(t, patience, "the held letter goes once its hold is off", func() bool { return nothing(o, held) })
}

// again stores a second version under the key.
func again(o office, key string) string {
	o.t.Helper()
	text := make([]byte, 8)
	if _, err := rand.Read(text); err != nil {
		o.t.Fatal(err)
	}
	put, err := o.client.PutObject(o.t.Context(), &s3.PutObjectInput{
		Bucket: &o.bucket, Key: &key, Body: bytes.NewReader(text), ObjectLockLegalHoldStatus: types.ObjectLockLegalHoldStatusOn,
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return aws.ToString(put.VersionId)
}

// nothing reports whether neither a version nor a marker is under the key.
func nothing(o office, key string) bool {
	o.t.Helper()
	all, err := o.client.ListObjectVersions(o.t.Context(), &s3.ListObjectVersionsInput{Bucket: &o.bucket, Prefix: &key})
	if err != nil {
		o.t.Fatal(err)
	}
	return len(all.Versions)+len(all.DeleteMarkers) == 0
}
