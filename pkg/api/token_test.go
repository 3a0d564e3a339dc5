package api_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
)

func TestOnlyAGoodTokenOfThisServiceIsTaken(t *testing.T) {
	s := newService(t)
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	issue := func(key ed25519.PrivateKey, c disclosure.Caller, at time.Time) string {
		token, err := auth.Issue(key, c, at, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	good := s.token(t, dpo)
	part := strings.Split(good, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`))
	roleless, departmentless, nameless := dpo, recorder, dpo
	nameless.Name = "\u200b"
	roleless.Roles = []disclosure.Role{"mayor"}
	departmentless.Department = "a#b"
	for name, token := range map[string]string{
		"none at all":                  "",
		"not a token":                  "zebedee",
		"expired":                      issue(s.key, dpo, time.Now().Add(-2*time.Hour)),
		"signed by a stranger":         issue(stranger, dpo, time.Now()),
		"unsigned":                     part[0] + "." + part[1] + ".",
		"alg none":                     none + "." + part[1] + ".",
		"alg none with a signature":    none + "." + part[1] + "." + part[2],
		"claims changed":               part[0] + "." + strings.ToUpper(part[1]) + "." + part[2],
		"no role the register knows":   issue(s.key, roleless, time.Now()),
		"a department no key can hold": issue(s.key, departmentless, time.Now()),
		"for nobody by name":           issue(s.key, nameless, time.Now()),
		"for no register":              issue(s.key, disclosure.Caller{Subject: "x", Roles: dpo.Roles}, time.Now()),
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/v1/registers/E07000107/disclosures", nil)
			if err != nil {
				t.Fatal(err)
			}
			if token != "" {
				request.Header.Set("Authorization", "Bearer "+token)
			}
			if got := s.do(t, request); got.status != http.StatusUnauthorized || got.problem(t).Detail == "" {
				t.Errorf("status = %d, want 401", got.status)
			}
		})
	}
	for _, scheme := range []string{"Bearer", "bearer"} { // RFC 9110: a scheme has no case
		if got := s.send(t, dpo, http.MethodGet, "/disclosures", nil, "Authorization", scheme+" "+good); got.status != http.StatusOK {
			t.Errorf("a good token: status = %d", got.status)
		}
	}
}

// Another council's register, one that does not exist and what is not a register
// at all answer alike, byte for byte.
func TestAnotherRegisterIsNotFound(t *testing.T) {
	s := newService(t)
	var first answer
	for i, register := range []string{"E10000016", "E99999999", "zebedee"} {
		got := s.sendTo(t, disclosure.Register(register), dpo, http.MethodGet, "/disclosures", nil)
		if got.status != http.StatusNotFound {
			t.Errorf("%s: status = %d", register, got.status)
		}
		if i == 0 {
			first = got
		}
		stranger := dpo
		stranger.Register = disclosure.Register(register)
		if register != "zebedee" && register != "E10000016" {
			for _, path := range []string{"/disclosures", "/sharing?subject=X", "/subject-report?subject=X", "/checkpoint", "/policy", "/flags"} {
				own := s.sendTo(t, stranger.Register, stranger, http.MethodGet, path, nil)
				if own.status != http.StatusNotFound || string(own.body) != string(first.body) {
					t.Errorf("%s with a token for %s, which does not exist: %d, want the answer of another council's register", path, register, own.status)
				}
			}
		}
		if string(got.body) != string(first.body) {
			t.Errorf("%s answers otherwise than another council's register", register)
		}
	}
}
