package archive_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
)

// A member of the list is written once, under a legal hold, and is read whole with those
// of its own register.
func TestTheListOfWhatWasDestroyedIsWrittenOnceAndReadWhole(t *testing.T) {
	client, bucket, _ := embeddedtest.Buckets(t)
	list := archive.NewDisposed(client, bucket)
	id := func(n int) string { return fmt.Sprintf("0b3c2f5e-8a1d-4f6b-9c77-%012d", n) }
	members := func(register string) (all []string) {
		t.Helper()
		if err := list.Each(t.Context(), register, func(member []byte) error {
			all = append(all, string(member))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		slices.Sort(all)
		return all
	}
	for n, of := range []string{"E07000107", "E07000107", "E10000016"} {
		for _, text := range []string{fmt.Sprint("member ", n), "another, after a call that timed out"} {
			if err := list.Add(t.Context(), of, id(n), []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := members("E07000107"); !slices.Equal(got, []string{"member 0", "member 1"}) {
		t.Errorf("the list has %q", got)
	}
	if got := members("E07000110"); got != nil {
		t.Errorf("the list of a register of which nothing was destroyed has %q", got)
	}
	key := "disposed/E07000107/" + id(0)
	head, err := client.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &bucket, Key: &key})
	if err != nil || head.ObjectLockLegalHoldStatus != types.ObjectLockLegalHoldStatusOn || aws.ToString(head.ContentType) != "application/json" {
		t.Errorf("a member is held: %v, and is %s (%v)", head.ObjectLockLegalHoldStatus, aws.ToString(head.ContentType), err)
	}
	enough := errors.New("enough")
	seen := 0
	if err := list.Each(t.Context(), "E07000107", func([]byte) error { seen++; return enough }); !errors.Is(err, enough) || seen != 1 {
		t.Errorf("it went on to %d: %v", seen, err)
	}
	for _, wrong := range []string{"", "../x", id(0) + "/x", strings.ToUpper(id(0)), id(0)[1:]} {
		if err := list.Add(t.Context(), "E07000107", wrong, []byte("x")); err == nil {
			t.Errorf("%q is taken for a disposal's id", wrong)
		}
	}
}

// Whatever stands in the way is an error: a disposal goes on only when its member is there,
// and a replay only with all members.
func TestAListOfWhatWasDestroyedThatCannotBeReachedIsAnError(t *testing.T) {
	client, bucket, _ := embeddedtest.Buckets(t)
	const id = "0b3c2f5e-8a1d-4f6b-9c77-2d1e5a904b13"
	if err := archive.NewDisposed(client, bucket).Add(t.Context(), "E07000107", id, []byte("member")); err != nil {
		t.Fatal(err)
	}
	for name, reached := range map[string]bool{"to nobody": false, "to be listed, and not read": true} {
		stranger := embedded.Access{URL: embeddedtest.Access(t).URL, Secret: strings.Repeat("0", 64)}.Client()
		if reached {
			stranger = s3.New(client.Options(), func(o *s3.Options) {
				o.HTTPClient = refusing{o.HTTPClient, "/" + id}
				o.RetryMaxAttempts = 1
			})
		}
		list := archive.NewDisposed(stranger, bucket)
		if err := list.Add(t.Context(), "E07000107", id, []byte("member")); err == nil {
			t.Errorf("%s: it is added", name)
		}
		if err := list.Each(t.Context(), "E07000107", func([]byte) error { return nil }); err == nil {
			t.Errorf("%s: it is read", name)
		}
	}
}

// refusing is a client that is refused whatever ends so.
type refusing struct {
	s3.HTTPClient
	end string
}

// Do implements [s3.HTTPClient].
func (r refusing) Do(request *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(request.URL.Path, r.end) {
		return r.HTTPClient.Do(request)
	}
	return &http.Response{
		StatusCode: http.StatusForbidden, Header: http.Header{}, Request: request,
		Body: http.NoBody, ContentLength: 0,
	}, nil
}
