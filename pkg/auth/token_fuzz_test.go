package auth

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Whatever is sent as a token, nobody is let in by it; and what is taken for a token
// in its one form can be read in one way.
func FuzzToken(f *testing.F) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	part := base64.RawURLEncoding.EncodeToString
	claims := `{"iss":"` + issuerName + `","aud":"` + audience + `","sub":"x","name":"A. N. Officer","register":"E07000107","roles":["dpo"],"exp":4102444800}`
	for _, header := range []string{`{"alg":"EdDSA"}`, `{"alg":"none"}`, `{"alg":"HS256"}`, `{"alg":"EdDSA","ALG":"none"}`} {
		text := part([]byte(header)) + "." + part([]byte(claims))
		f.Add(text + ".")
		f.Add(text + "." + part(ed25519.Sign(stranger, []byte(text))))
	}
	f.Add(part([]byte(`{"alg":"EdDSA"}`)) + "." + part([]byte(`[[[[`)) + "." + part(make([]byte, 64)))
	inside := Bearer(public, time.Now, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		f.Error("a token that nobody signed opens the door")
	}))
	signed := part([]byte(`{"alg":"EdDSA"}`)) + "." + part([]byte(claims))
	let := httptest.NewRecorder()
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("Authorization", "Bearer "+signed+"."+part(ed25519.Sign(private, []byte(signed))))
	Bearer(public, time.Now, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })).ServeHTTP(let, request)
	if let.Code != http.StatusTeapot {
		f.Fatalf("the same claims, signed, are answered %d: this target could not fail", let.Code)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.Header["Authorization"] = []string{"Bearer " + raw}
		answer := httptest.NewRecorder()
		inside.ServeHTTP(answer, request)
		if answer.Code != http.StatusUnauthorized {
			t.Errorf("answered %d", answer.Code)
		}
		if strict(raw) != nil {
			return
		}
		parts := strings.Split(raw, ".")
		if len(parts) != 3 {
			t.Fatalf("%d parts are taken for a token", len(parts))
		}
		for _, text := range parts[:2] {
			decoded, err := base64.RawURLEncoding.DecodeString(text)
			if err != nil || !json.Valid(decoded) {
				t.Errorf("a part that is no JSON is taken: %q, %v", decoded, err)
			}
			if part(decoded) != text {
				t.Errorf("a part has two spellings: %q", text)
			}
		}
	})
}
