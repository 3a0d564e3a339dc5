package auth

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"disclosure-register/pkg/disclosure"
)

// counted counts the signatures that are verified.
type counted struct {
	oidc.StaticKeySet
	n int
}

func (c *counted) VerifySignature(ctx context.Context, raw string) ([]byte, error) {
	c.n++
	return c.StaticKeySet.VerifySignature(ctx, raw)
}

func TestATokenIsVerifiedOnceUntilItEnds(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 11, 9, 9, 0, 0, 0, time.UTC)
	now := start
	officer := disclosure.Caller{Register: "E07000107", Subject: "s", Name: "B. Example", Department: "housing", Roles: []disclosure.Role{disclosure.Recorder}}
	issue := func(of disclosure.Caller) string {
		t.Helper()
		token, err := Issue(private, of, start, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	keys := &counted{StaticKeySet: oidc.StaticKeySet{PublicKeys: []crypto.PublicKey{public}}}
	var got disclosure.Caller
	handler := bearer(keys, func() time.Time { return now }, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got, _ = Caller(r.Context())
		got.Roles[0] = disclosure.DPO // nobody may, and it must not last
	}))
	token := issue(officer)
	ask := func(token string, want, verified int) {
		t.Helper()
		got, keys.n = disclosure.Caller{}, 0
		request, answer := httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()
		request.Header.Set("Authorization", "Bearer "+token)
		handler.ServeHTTP(answer, request)
		if answer.Code != want || keys.n != verified {
			t.Errorf("answered %d after %d signatures, want %d after %d", answer.Code, keys.n, want, verified)
		}
		if answer.Code == http.StatusOK && (got.Name != officer.Name || len(got.Roles) != 1) {
			t.Errorf("the caller is %v", got)
		}
	}
	ask(token, http.StatusOK, 1)
	ask(token, http.StatusOK, 0)
	role := disclosure.Role("")
	bearer(keys, func() time.Time { return now }, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		c, _ := Caller(r.Context())
		role = c.Roles[0]
	})).ServeHTTP(httptest.NewRecorder(), asking(token))
	if role != disclosure.Recorder {
		t.Errorf("the role is %q, want the token's", role)
	}

	at := strings.LastIndex(token, ".") + 1
	forged := token[:at] + flipped(token[at:at+1]) + token[at+1:]
	for range 2 {
		ask(forged, http.StatusUnauthorized, 1) // what is not valid is not remembered
	}
	now = start.Add(time.Hour)
	ask(token, http.StatusOK, 0)
	now = now.Add(time.Second)
	for range 2 {
		ask(token, http.StatusUnauthorized, 1)
	}
	now = start.Add(-time.Hour)
	ask(token, http.StatusOK, 1) // nothing in it says from when; what would is looked at again

	now = start
	for i := range mostRemembered + 1 {
		other := officer
		other.Subject += strconv.Itoa(i)
		ask(issue(other), http.StatusOK, 1)
	}
	ask(token, http.StatusOK, 1) // of so many, it was forgotten
}

func asking(token string) *http.Request {
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("Authorization", "Bearer "+token)
	return request
}

func flipped(letter string) string {
	if letter == "A" {
		return "B"
	}
	return "A"
}

// Another key is another handler, which remembers nothing of the first.
func TestAReplacedKeyRefusesWhatTheOldOneSigned(t *testing.T) {
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := Issue(private, disclosure.Caller{Register: "E07000107", Subject: "s", Name: "B. Example", Roles: []disclosure.Role{disclosure.DPO}}, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	done := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	for key, want := range map[*ed25519.PublicKey]int{ptr(private.Public().(ed25519.PublicKey)): http.StatusOK, &other: http.StatusUnauthorized} {
		handler, answer := Bearer(*key, time.Now, done), httptest.NewRecorder()
		handler.ServeHTTP(answer, asking(token))
		if answer.Code != want {
			t.Errorf("answered %d, want %d", answer.Code, want)
		}
	}
}

func ptr[T any](v T) *T { return &v }

// Of two tokens nobody can say whose request it is.
func TestARequestHasOneToken(t *testing.T) {
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := Issue(private, disclosure.Caller{Register: "E07000107", Subject: "s", Name: "B. Example", Roles: []disclosure.Role{disclosure.DPO}}, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	request, answer := asking(token), httptest.NewRecorder()
	request.Header.Add("Authorization", "Bearer "+token)
	Bearer(private.Public().(ed25519.PublicKey), time.Now, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(answer, request)
	if answer.Code != http.StatusUnauthorized {
		t.Errorf("answered %d, want it refused", answer.Code)
	}
}
