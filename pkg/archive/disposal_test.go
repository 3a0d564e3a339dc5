package archive_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"disclosure-register/pkg/archive"
)

// guards are what keeps one version of a letter, as S3 has it: its legal hold, its
// lock and what the lifecycle rules would do with it.
type guards struct {
	held, locked bool
	tag          string // "" has none
}

func (o office) guards(t *testing.T, key, version string) guards {
	t.Helper()
	head, err := o.client.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &o.bucket, Key: &key, VersionId: &version})
	if err != nil {
		t.Fatal(err)
	}
	g := guards{
		held:   head.ObjectLockLegalHoldStatus == types.ObjectLockLegalHoldStatusOn,
		locked: aws.ToTime(head.ObjectLockRetainUntilDate).After(time.Now()),
	}
	tags, err := o.client.GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: &o.bucket, Key: &key, VersionId: &version})
	if err != nil && httpStatusOf(err) != http.StatusNotFound { // the embedded server has no empty set of tags
		t.Fatal(err)
	}
	if err == nil {
		for _, tag := range tags.TagSet {
			g.tag += aws.ToString(tag.Key) + "=" + aws.ToString(tag.Value)
		}
	}
	return g
}

func httpStatusOf(err error) int {
	var answered interface{ HTTPStatusCode() int }
	if errors.As(err, &answered) {
		return answered.HTTPStatusCode()
	}
	return 0
}

// through is the disposal whose line breaks at the nth change it asks for: before S3
// hears of it, or after it was made.
func (o office) through(n int, applied bool) *archive.Disposal {
	seen := 0
	f := &fault{applied: applied, left: 1, at: func(r *http.Request) bool {
		if r.Method == http.MethodPut {
			seen++
		}
		return r.Method == http.MethodPut && seen == n
	}}
	return archive.NewDisposal(behind(o.client, f, false), o.bucket)
}

// A letter is let go in steps, and wherever they stop it is held or locked until
// they have all been taken.
func TestALetterHalfReleasedIsKept(t *testing.T) {
	soon := time.Now().Add(time.Hour)
	for name, tt := range map[string]struct {
		lock time.Time
		// stages are the guards before the first step, after it, and so on.
		stages []guards
	}{
		"with a cooling-off": {soon, []guards{
			{held: true}, {held: true, locked: true}, {held: true, locked: true, tag: "disposal=due"}, {locked: true, tag: "disposal=due"},
		}},
		"without one": {time.Time{}, []guards{{held: true}, {held: true, tag: "disposal=due"}, {tag: "disposal=due"}}},
	} {
		t.Run(name, func(t *testing.T) {
			for step := 1; step < len(tt.stages); step++ {
				for _, applied := range []bool{false, true} {
					o := openOffice(t)
					_, letter, stored := o.archived(t)
					if err := o.through(step, applied).Release(t.Context(), letter.Key, stored.Version, tt.lock); !errors.Is(err, errLine) {
						t.Fatalf("stopped at step %d: %v", step, err)
					}
					want := tt.stages[step-1]
					if applied {
						want = tt.stages[step]
					}
					if got := o.guards(t, letter.Key, stored.Version); got != want {
						t.Errorf("stopped at step %d (made: %t): %+v, want %+v", step, applied, got, want)
					}
					// Done again, it ends as it would have.
					if err := archive.NewDisposal(o.client, o.bucket).Release(t.Context(), letter.Key, stored.Version, tt.lock); err != nil {
						t.Fatal(err)
					}
					if got, want := o.guards(t, letter.Key, stored.Version), tt.stages[len(tt.stages)-1]; got != want {
						t.Errorf("done again: %+v, want %+v", got, want)
					}
				}
			}
		})
	}
}

// A disposal that is stopped holds the letter before anything else: stopped in its
// turn, it leaves one that is held, or one that was not touched.
func TestALetterHalfKeptIsHeld(t *testing.T) {
	stages := []guards{{tag: "disposal=due"}, {held: true, tag: "disposal=due"}, {held: true, tag: "disposal=stopped"}}
	for step := 1; step < len(stages); step++ {
		for _, applied := range []bool{false, true} {
			o := openOffice(t)
			_, letter, stored := o.archived(t)
			d := archive.NewDisposal(o.client, o.bucket)
			if err := d.Release(t.Context(), letter.Key, stored.Version, time.Time{}); err != nil {
				t.Fatal(err)
			}
			if err := o.through(step, applied).Keep(t.Context(), letter.Key, stored.Version); !errors.Is(err, errLine) {
				t.Fatalf("stopped at step %d: %v", step, err)
			}
			want := stages[step-1]
			if applied {
				want = stages[step]
			}
			if got := o.guards(t, letter.Key, stored.Version); got != want {
				t.Errorf("stopped at step %d (made: %t): %+v, want %+v", step, applied, got, want)
			}
			if err := d.Keep(t.Context(), letter.Key, stored.Version); err != nil {
				t.Fatal(err)
			}
			if got := o.guards(t, letter.Key, stored.Version); got != stages[2] {
				t.Errorf("done again: %+v, want %+v", got, stages[2])
			}
		}
	}
}

// forging spoils the signature of the requests it is asked to, which S3 then
// answers 403: the answer, too, where a permission is missing.
type forging struct {
	s3.HTTPClient
	at func(*http.Request) bool
}

func (f forging) Do(r *http.Request) (*http.Response, error) {
	if f.at(r) {
		r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "Signature=", "Signature=0", 1))
	}
	return f.HTTPClient.Do(r)
}

func (o office) forbidden(at func(*http.Request) bool) *archive.Disposal {
	return archive.NewDisposal(s3.New(o.client.Options(), func(options *s3.Options) {
		options.HTTPClient, options.Retryer = forging{options.HTTPClient, at}, aws.NopRetryer{}
	}), o.bucket)
}

// What S3 forbids is never taken for what is not there: a letter that may not be
// looked at is not absent, and one that may not be changed was not let go.
func TestRefusalIsNeverTakenForAbsence(t *testing.T) {
	o := openOffice(t)
	_, letter, stored := o.archived(t)
	asks := func(what string) func(*http.Request) bool {
		return func(r *http.Request) bool { return r.URL.Query().Has(what) }
	}
	soon := time.Now().Add(time.Hour)
	for name, err := range map[string]error{
		"the lock":                o.forbidden(asks("retention")).Release(t.Context(), letter.Key, stored.Version, soon),
		"the tag":                 o.forbidden(asks("tagging")).Release(t.Context(), letter.Key, stored.Version, time.Time{}),
		"taking the hold off":     o.forbidden(asks("legal-hold")).Release(t.Context(), letter.Key, stored.Version, time.Time{}),
		"putting the hold on":     o.forbidden(asks("legal-hold")).Keep(t.Context(), letter.Key, stored.Version),
		"the tag of what is kept": o.forbidden(asks("tagging")).Keep(t.Context(), letter.Key, stored.Version),
	} {
		if httpStatusOf(err) != http.StatusForbidden {
			t.Errorf("%s was forbidden: %v", name, err)
		}
	}
	o.destroy(t, letter.Key, stored.Version)
	for name, at := range map[string]func(*http.Request) bool{
		"looking at it":  isHead,
		"listing others": asks("versions"),
	} {
		if absent, err := o.forbidden(at).Absent(t.Context(), letter.Key, stored.Version); absent || httpStatusOf(err) != http.StatusForbidden {
			t.Errorf("%s was forbidden: absent = %t, %v", name, absent, err)
		}
	}
	d := archive.NewDisposal(o.client, o.bucket)
	if absent, err := d.Absent(t.Context(), letter.Key, stored.Version); !absent || err != nil {
		t.Errorf("destroyed: absent = %t, %v", absent, err)
	}
	// What is not there is let go, and kept, without a word: an earlier run did it.
	if err := d.Release(t.Context(), letter.Key, stored.Version, soon); err != nil {
		t.Errorf("letting go of what is not there: %v", err)
	}
	if err := d.Keep(t.Context(), letter.Key, stored.Version); err != nil {
		t.Errorf("keeping what is not there: %v", err)
	}
}

// The versions of a letter are those under its own key: another whose key begins
// with it is another letter, which is not let go with it nor keeps it from being
// gone.
func TestAnotherKeyThatBeginsAlikeIsAnotherLetter(t *testing.T) {
	o := openOffice(t)
	_, letter, stored := o.archived(t)
	beside := letter.Key + "0"
	if _, err := o.client.PutObject(t.Context(), &s3.PutObjectInput{
		Bucket: &o.bucket, Key: &beside, Body: strings.NewReader("Another letter."), ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	}); err != nil {
		t.Fatal(err)
	}
	d := archive.NewDisposal(o.client, o.bucket)
	if got, err := d.Versions(t.Context(), letter.Key); err != nil || !slices.Equal(got, []string{stored.Version}) {
		t.Errorf("got versions %q, %v; want %q", got, err, stored.Version)
	}
	over := o.over(t, letter.Key)
	if absent, err := d.Absent(t.Context(), letter.Key, stored.Version); absent || err != nil {
		t.Errorf("with two versions: absent = %t, %v", absent, err)
	}
	o.destroy(t, letter.Key, stored.Version)
	if absent, err := d.Absent(t.Context(), letter.Key, stored.Version); absent || err != nil {
		t.Errorf("with one put over it: absent = %t, %v", absent, err)
	}
	if _, err := o.client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &o.bucket, Key: &letter.Key, VersionId: &over}); err != nil {
		t.Fatal(err)
	}
	if absent, err := d.Absent(t.Context(), letter.Key, stored.Version); !absent || err != nil {
		t.Errorf("with another beside it: absent = %t, %v", absent, err)
	}
}
