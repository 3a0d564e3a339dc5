package auth_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"disclosure-register/pkg/auth"
)

// All of these are signed by the issuer. What matters is whether every reader reads
// the same in them.
func TestATokenSaysEverythingOnceAndInOneForm(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: private}, nil)
	if err != nil {
		t.Fatal(err)
	}
	claims := fmt.Sprintf(`{"iss":"urn:disclosure-register:development-issuer","aud":"disclosure-register","exp":%d,"sub":"s","name":"A. N. Officer","register":"E07000107","roles":["dpo"]%%s}`,
		now.Add(time.Hour).Unix())
	signed := func(more string) *jose.JSONWebSignature {
		object, err := signer.Sign(fmt.Appendf(nil, claims, more))
		if err != nil {
			t.Fatal(err)
		}
		return object
	}
	compact := func(more string) string {
		raw, err := signed(more).CompactSerialize()
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	header := func(header string) string {
		input := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + strings.Split(compact(""), ".")[1]
		return input + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(private, []byte(input)))
	}
	leftOver := func(raw string) string { // the last of 86 letters has two bits of the signature
		const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
		last := len(raw) - 1
		return raw[:last] + letters[strings.IndexByte(letters, raw[last])|1:][:1]
	}
	for name, tt := range map[string]struct {
		token string
		want  int
	}{
		"compact, each claim once":               {compact(""), http.StatusOK},
		"a claim within a claim, of one's name":  {compact(`,"other":{"sub":"x","list":[{"sub":"y"},{"sub":"z"}]}`), http.StatusOK},
		"valid since long ago":                   {compact(`,"nbf":1700000000,"iat":1.7e9`), http.StatusOK},
		"valid from an instant there is not":     {compact(`,"nbf":1e300`), http.StatusUnauthorized},
		"valid from the year 10000":              {compact(`,"nbf":253402300800`), http.StatusUnauthorized},
		"valid from before 1970":                 {compact(`,"nbf":-1`), http.StatusUnauthorized},
		"valid from words":                       {compact(`,"nbf":"0"`), http.StatusUnauthorized},
		"valid from nothing":                     {compact(`,"nbf":null`), http.StatusUnauthorized},
		"made at an instant there is not":        {compact(`,"iat":-1e300`), http.StatusUnauthorized},
		"in JSON":                                {signed("").FullSerialize(), http.StatusUnauthorized},
		"two registers":                          {compact(`,"register":"E10000016"`), http.StatusUnauthorized},
		"two subjects, one in capitals":          {compact(`,"SUB":"somebody else"`), http.StatusUnauthorized},
		"roles twice, the same":                  {compact(`,"roles":["dpo"]`), http.StatusUnauthorized},
		"two subjects, one with a long s":        {compact(`,"ſub":"somebody else"`), http.StatusUnauthorized},
		"two issuers, one with a long s":         {compact(`,"is\u017f":"https://evil.example"`), http.StatusUnauthorized},
		"two, one with a Kelvin sign":            {compact(`,"kind":1,"Kind":2`), http.StatusUnauthorized},
		"names in other letters":                 {compact(`,"ſ":1,"ß":2,"σ":3,"п":4`), http.StatusOK},
		"a name twice within a claim":            {compact(`,"other":[{"a":1,"a":2}]`), http.StatusUnauthorized},
		"a claim's name written with an escape":  {compact(`,"s\u0075b":"somebody else"`), http.StatusUnauthorized},
		"a header that names an algorithm twice": {header(`{"alg":"EdDSA","alg":"EdDSA"}`), http.StatusUnauthorized},
		"a header that names one":                {header(`{"alg":"EdDSA"}`), http.StatusOK},
		"something after it":                     {compact("") + ".x", http.StatusUnauthorized},
		"bits left over in its signature":        {leftOver(compact("")), http.StatusUnauthorized},
		"a line break in it":                     {strings.Replace(compact(""), ".", ".\n", 1), http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			served := auth.Bearer(public, func() time.Time { return now }, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
			request.Header["Authorization"] = []string{"Bearer " + tt.token}
			w := httptest.NewRecorder()
			served.ServeHTTP(w, request)
			if w.Code != tt.want {
				t.Errorf("got %d, want %d", w.Code, tt.want)
			}
		})
	}
}
