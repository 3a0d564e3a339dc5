package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

// postRoom is a desk with one letter archived in a real S3, which a test can get
// at past every role of the register.
type postRoom struct {
	*office
	client   *s3.Client
	bucket   string
	ref      disclosure.CaseRef
	letter   disclosure.DocumentID
	archived recording.Archived
	key      string
}

func newPostRoom(t *testing.T, wrap func(desk.Letters) desk.Letters) *postRoom {
	t.Helper()
	client, letters, reports := embeddedtest.Buckets(t)
	p := &postRoom{client: client, bucket: letters}
	p.office = newDeskWith(t, desk.Options{
		Letters: wrap(archive.NewCorrespondence(client, letters)), Reports: archive.NewReports(client, reports),
	})
	ref, _, ticket := aCase(t, p.office)
	if got := put(t, ticket, letterText); got != http.StatusOK {
		t.Fatalf("PUT answered %d", got)
	}
	var err error
	if p.archived, err = p.CompleteUpload(t.Context(), asks(housing), ref, ticket.Document); err != nil {
		t.Fatal(detail(err))
	}
	p.ref, p.letter = ref, ticket.Document
	listed, err := client.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: &letters})
	if err != nil || len(listed.Contents) != 1 {
		t.Fatalf("the archive lists %v, %v", listed, err)
	}
	p.key = *listed.Contents[0].Key
	return p
}

func asItIs(l desk.Letters) desk.Letters { return l }

func (p *postRoom) check(t *testing.T) cases.LetterCheck {
	t.Helper()
	c, err := p.CheckLetter(t.Context(), looking(auditor), p.ref, p.letter)
	if err != nil {
		t.Fatal(detail(err))
	}
	return c
}

// swap puts another letter in the place of the one that was sent.
func (p *postRoom) swap(t *testing.T) {
	t.Helper()
	if _, err := p.client.PutObject(t.Context(), &s3.PutObjectInput{
		Bucket: &p.bucket, Key: &p.key, Body: strings.NewReader("Dear Ombudsman, there is nothing to send."), ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	}); err != nil {
		t.Fatal(err)
	}
}

func (p *postRoom) destroy(t *testing.T) {
	t.Helper()
	p.release(t)
	if _, err := p.client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &p.bucket, Key: &p.key, VersionId: &p.archived.Version}); err != nil {
		t.Fatal(err)
	}
}

// release takes the letter's hold off.
func (p *postRoom) release(t *testing.T) {
	t.Helper()
	if _, err := p.client.PutObjectLegalHold(t.Context(), &s3.PutObjectLegalHoldInput{
		Bucket: &p.bucket, Key: &p.key, VersionId: &p.archived.Version, LegalHold: &types.ObjectLockLegalHold{Status: types.ObjectLockLegalHoldStatusOff},
	}); err != nil {
		t.Fatal(err)
	}
}

func differences(c cases.LetterCheck) (what []string) {
	for _, d := range c.Differences {
		what = append(what, d.What)
	}
	return what
}

func TestALetterAsItWasSentMatches(t *testing.T) {
	p := newPostRoom(t, asItIs)
	p.table.Reset()
	c := p.check(t)
	if got, want := p.table.Calls(), (storetest.Calls{BatchGet: 1, Get: 1, Transact: 1}); got != want {
		t.Errorf("calls = %+v, want %+v", got, want)
	}
	if c.Outcome != cases.LetterMatches || !c.BytesRead || len(c.Differences) != 0 {
		t.Errorf("got %+v", c)
	}
	if c.Entry != p.archived.ID || c.Leaf != p.archived.Leaf || c.Version != p.archived.Version || c.SHA256 != p.archived.SHA256 || c.Size != p.archived.Size {
		t.Errorf("logged %+v, want %+v", c, p.archived)
	}
}

// doctored is an archive whose answer a test changes.
type doctored struct {
	desk.Letters
	change func(*archive.Examined)
}

func (d doctored) Examine(ctx context.Context, key, version string, most int64) (archive.Examined, error) {
	e, err := d.Letters.Examine(ctx, key, version, most)
	d.change(&e)
	return e, err
}

func TestWhatDiffersIsSaid(t *testing.T) {
	other := sha256.Sum256([]byte("another letter"))
	for name, tt := range map[string]struct {
		change func(*archive.Examined)
		want   []string
	}{
		"bytes that S3 itself does not know were changed":  {func(e *archive.Examined) { e.ReadSHA256 = other }, []string{"bytes"}},
		"another letter, by all that S3 says":              {func(e *archive.Examined) { e.SHA256, e.ReadSHA256, e.Size = other, other, 7 }, []string{"size", "sha256", "bytes"}},
		"another type":                                     {func(e *archive.Examined) { e.ContentType = "text/html" }, []string{"content-type"}},
		"a letter too large to be read, of another digest": {func(e *archive.Examined) { e.Read, e.SHA256 = false, other }, []string{"sha256"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPostRoom(t, func(l desk.Letters) desk.Letters { return doctored{l, tt.change} })
			if c := p.check(t); c.Outcome != cases.LetterDiffers || !slices.Equal(differences(c), tt.want) {
				t.Errorf("got %s with %v, want %v", c.Outcome, differences(c), tt.want)
			}
		})
	}
	t.Run("the hold off", func(t *testing.T) {
		p := newPostRoom(t, asItIs)
		p.release(t)
		if c := p.check(t); c.Outcome != cases.LetterDiffers || !slices.Equal(differences(c), []string{"legal-hold"}) {
			t.Errorf("got %s with %v", c.Outcome, differences(c))
		}
	})
}

// The register opens a letter by what its own record says, which is only a copy of
// the entry: whoever changes the copy is found out by the entry.
func TestARecordThatIsNotWhatWasLoggedIsSaid(t *testing.T) {
	p := newPostRoom(t, asItIs)
	key := store.DocumentKey(dartford.String(), p.ref.Key(), p.letter.String())
	item, err := p.table.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	change := func(old, with string) {
		changed := item
		changed.Attrs = store.Attrs{"state": item.Attrs["state"], "doc": bytes.ReplaceAll(item.Attrs["doc"].([]byte), []byte(old), []byte(with))}
		if err := p.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: changed}}); err != nil {
			t.Fatal(err)
		}
	}
	change(p.archived.Version, "01AAAAAAAAAAAAAAAAAAAAAAAA")
	if c := p.check(t); c.Outcome != cases.LetterDiffers || !slices.Equal(differences(c), []string{"record"}) || c.Version != p.archived.Version {
		t.Errorf("another version in the record: got %s with %v", c.Outcome, differences(c))
	}
	change(p.archived.ID.String(), "01990000-0000-7000-8000-000000000000")
	if c := p.check(t); c.Outcome != cases.LetterDiffers || !slices.Equal(differences(c), []string{"entry"}) {
		t.Errorf("an entry that is not there: got %s with %v", c.Outcome, differences(c))
	}
}

func TestOnlyAnArchivedLetterIsCompared(t *testing.T) {
	p := newPostRoom(t, asItIs)
	waiting, err := p.RequestUpload(t.Context(), asks(housing), p.ref, letter(""))
	if err != nil {
		t.Fatal(detail(err))
	}
	if _, err := p.CheckLetter(t.Context(), looking(auditor), p.ref, waiting.Document); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("not uploaded yet: %v", err)
	}
	for name, id := range map[string]disclosure.DocumentID{"none": "01990000-0000-4000-8000-000000000000", "no id": "letter.pdf"} {
		if _, err := p.CheckLetter(t.Context(), looking(auditor), p.ref, id); kindOf(t, err) != disclosure.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := p.CheckLetter(t.Context(), looking(auditor), "DBC-C-none", p.letter); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("another case: %v", err)
	}
}
