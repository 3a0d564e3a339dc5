package twoworlds

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

// council is the whole service on one machine's real parts. Worlds take turns in
// it, each over a table of its own; its clock and its randomness are those of the
// act that is under way.
type council struct {
	handler http.Handler
	key     ed25519.PrivateKey
	table   *turn
	now     time.Time
	random  io.Reader
	night   func() *cases.Runner // on a day that is confirmed, since years go by

	client *s3.Client
	bucket string
	empty  []byte // the file of a table in which nothing is recorded: every world begins with it
	folder string
	pair   int // which pair of worlds it is
}

// turn is the table of the world whose turn it is.
type turn struct{ *sqlite.Table }

var _ store.Table = turn{}

func newCouncil(t testing.TB) *council {
	t.Helper()
	client, letters, reports := embeddedtest.Buckets(t)
	c := &council{table: &turn{}, client: client, bucket: letters, folder: t.TempDir()}
	path := filepath.Join(c.folder, "empty.db")
	var err error
	if c.table.Table, err = sqlite.Open(path); err != nil {
		t.Fatal(err)
	}
	desk := registrartest.New(t, c.table, registrar.Options{
		Letters: archive.NewCorrespondence(client, letters), Reports: archive.NewReports(client, reports),
		Now: func() time.Time { return c.now }, Random: readerFunc(func(b []byte) (int, error) { return c.random.Read(b) }),
		Pause: func(context.Context, int) {},
	})
	if err := c.table.Close(); err != nil {
		t.Fatal(err)
	}
	if c.empty, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.key = private
	c.handler = auth.Bearer(public, func() time.Time { return c.now }, api.Everything(desk, slog.New(slog.DiscardHandler), api.OneMachine{PurposeRequired: true}))
	c.night = func() *cases.Runner {
		return cases.NewRunner(desk.Retention, archive.NewDisposal(client, letters), archive.NewDisposed(client, letters), cases.Config{
			Now: func() time.Time { return c.now }, Today: disclosure.DateOf(c.now), Workers: 1, Scrub: func(context.Context) error { return nil },
		})
	}
	return c
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

// fataler is what stops a test: testing's and rapid's.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// open gives the council an empty table, and returns what closes it.
func (c *council) open(t fataler) func() {
	t.Helper()
	folder, err := os.MkdirTemp(c.folder, "world-")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "register.db")
	if err := os.WriteFile(path, c.empty, 0o600); err != nil {
		t.Fatal(err)
	}
	if c.table.Table, err = sqlite.Open(path); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := errors.Join(c.table.Close(), os.RemoveAll(folder)); err != nil {
			t.Fatal(err)
		}
	}
}

// answer is all that its caller gets to see of a call.
type answer struct {
	status int
	header http.Header
	body   string
}

// salted are an entry's leaf and the digest of what it is found by. They cover what
// the entry keeps from the caller, under 32 random bytes that no caller here is ever
// shown, so that they tell nobody anything (docs/adr/0035-what-growth-tells.md).
// They are the one thing masked.
var salted = regexp.MustCompile(`"(leaf":"01|foundBy":")[0-9a-f]{64}"`)

// seen is the answer as it is compared.
func (a answer) seen() answer {
	a.body = salted.ReplaceAllString(a.body, `"$1"`)
	return a
}

// lived is what became of the acts in one world, by their numbers.
type lived map[int]answer

// live carries out the acts of one world in order, those for which skip is true
// apart. Where an act names what an earlier one made, made says what that was; when
// it is nil, it is what was made here.
func (c *council) live(t fataler, plan *plan, skip func(*act) bool, made map[string]string) (lived, map[string]string) {
	t.Helper()
	defer c.open(t)()
	answers, names := lived{}, map[string]string{}
	if made == nil {
		made = names
	}
	for i := range plan.acts {
		a := &plan.acts[i]
		if skip != nil && skip(a) {
			continue
		}
		c.now = plan.at(a)
		c.random = rand.NewChaCha8(seed(c.pair, a.number))
		switch {
		case a.night:
			if _, err := c.night().Run(context.Background(), plan.register); err != nil {
				t.Fatal(err)
			}
			answers[a.number] = answer{status: http.StatusOK}
			continue
		case a.upload != 0:
			answers[a.number] = c.upload(t, answers[a.upload])
			continue
		}
		got := c.call(t, a, plan, made, skip != nil)
		answers[a.number] = got
		note(names, a.number, got)
	}
	return answers, names
}

// seed is the randomness of one act in both worlds of a pair: a function of its
// number, so that what it makes has the same name in both. No other pair has it,
// since all keep their letters in one bucket.
func seed(pair, number int) [32]byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(pair))
	return sha256.Sum256(binary.BigEndian.AppendUint64(b, uint64(number)))
}

// note keeps what an answer calls what it made.
func note(names map[string]string, number int, got answer) {
	var said struct {
		ID, Document, Digest string
		Results              []struct {
			Recorded struct{ ID string }
			ID       string
		}
	}
	if got.status >= 300 || json.Unmarshal([]byte(got.body), &said) != nil {
		return
	}
	batch := ""
	if len(said.Results) > 0 {
		batch = cmp.Or(said.Results[0].Recorded.ID, said.Results[0].ID)
	}
	if name := cmp.Or(said.ID+said.Document, said.Digest, batch); name != "" {
		names[made(number)] = name
	}
}

// made stands, in a later act, for what the act of this number made.
func made(number int) string { return "{" + itoa(number) + "}" }

var placeholder = regexp.MustCompile(`\{[0-9]+\}`)

// unusedEntry stands for what was never made.
const unusedEntry = "01990000-0000-7000-8000-000000000000"

func fill(text string, names map[string]string) string {
	return placeholder.ReplaceAllStringFunc(text, func(p string) string {
		if name := names[p]; name != "" {
			return name
		}
		return unusedEntry
	})
}

func (c *council) call(t fataler, a *act, plan *plan, names map[string]string, first bool) answer {
	t.Helper()
	var body io.Reader
	given := a.body
	if first && a.instead != nil {
		given = a.instead
	}
	if given != nil {
		text, err := json.Marshal(given)
		if err != nil {
			t.Fatal(err)
		}
		body = strings.NewReader(fill(string(text), names))
	}
	// As the clock and the randomness of an act, the name that the door gives its request
	// is the same in both worlds.
	ctx := problem.WithRequestID(context.Background(), "request-"+itoa(a.number))
	request := httptest.NewRequestWithContext(ctx, a.method, "/v1/registers/"+plan.register.String()+fill(a.path, names), body)
	caller := a.by
	caller.Register = plan.register
	token, err := auth.Issue(c.key, caller, c.now, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if a.method == http.MethodGet {
		request.Header.Set("Access-Purpose", "Two worlds")
	} else {
		request.Header.Set("Idempotency-Key", "act-"+itoa(a.number))
		request.Header.Set("Content-Type", "application/json")
	}
	recorder := httptest.NewRecorder()
	c.handler.ServeHTTP(recorder, request)
	return answer{recorder.Code, recorder.Header(), recorder.Body.String()}
}

const letterText = "Dear Sir or Madam, the file is enclosed."

// upload puts the letter of a ticket into the archive, as its holder would. The
// presigned link is of another day than today, so the letter goes by the same key
// without it. The bucket is both worlds': what one has put up, the other finds.
func (c *council) upload(t fataler, ticket answer) answer {
	t.Helper()
	var said struct{ URL string }
	if json.Unmarshal([]byte(ticket.body), &said) != nil || said.URL == "" {
		return answer{status: http.StatusConflict}
	}
	link, err := url.Parse(said.URL)
	if err != nil {
		t.Fatal(err)
	}
	key := strings.TrimPrefix(link.Path, "/"+c.bucket+"/")
	sum := sha256.Sum256([]byte(letterText))
	_, err = c.client.PutObject(context.Background(), &s3.PutObjectInput{
		Bucket: &c.bucket, Key: &key, Body: bytes.NewReader([]byte(letterText)), ContentType: aws.String("text/plain"),
		IfNoneMatch: aws.String("*"), ObjectLockLegalHoldStatus: types.ObjectLockLegalHoldStatusOn,
		ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(sum[:])),
	})
	var response *smithyhttp.ResponseError
	if err != nil && (!errors.As(err, &response) || response.HTTPStatusCode() != http.StatusPreconditionFailed) {
		t.Fatal(err)
	}
	return answer{status: http.StatusOK}
}
