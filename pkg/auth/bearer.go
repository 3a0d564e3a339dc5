package auth

import (
	"crypto"
	"crypto/ed25519"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"disclosure-register/pkg/doorkeeper"
	"disclosure-register/pkg/problem"
)

// Bearer lets a request through with its caller when it carries a token that the
// issuer signed for this service and that has not expired. Any other is 401, and
// its body is not read; so is a token that another reader might read differently.
//
// A token is verified once and remembered until it ends ([remembered]).
func Bearer(issuer ed25519.PublicKey, now func() time.Time, next http.Handler) http.Handler {
	return bearer(&oidc.StaticKeySet{PublicKeys: []crypto.PublicKey{issuer}}, now, next)
}

func bearer(keys oidc.KeySet, now func() time.Time, next http.Handler) http.Handler {
	verifier := oidc.NewVerifier(issuerName, keys, &oidc.Config{
		ClientID:             audience,
		SupportedSigningAlgs: []string{oidc.EdDSA}, // so "none" and every other is refused
		Now:                  now,
	})
	var verified remembered
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := r.Header.Values("Authorization")
		scheme, raw, ok := strings.Cut(r.Header.Get("Authorization"), " ")
		if len(given) != 1 || !ok || !strings.EqualFold(scheme, "Bearer") {
			unauthenticated(w, r, "Send one token: Authorization: Bearer TOKEN.")
			return
		}
		at := now()
		caller, end, known := verified.caller(raw, at)
		if !known {
			token, err := verifier.Verify(r.Context(), raw)
			if err != nil || strict(raw) != nil {
				unauthenticated(w, r, "The token is not valid here, or has expired. Get a new one.")
				return
			}
			var claims Claims
			if err := token.Claims(&claims); err != nil || claims.checkInstants() != nil {
				unauthenticated(w, r, "The token's claims cannot be read.")
				return
			}
			if caller, err = claims.Caller(); err != nil {
				unauthenticated(w, r, "The token does not say which register, person and role it is for.")
				return
			}
			end = token.Expiry.UTC()
			verified.remember(raw, caller, at, end)
		}
		doorkeeper.Admit(r.Context())
		next.ServeHTTP(w, r.WithContext(WithEnd(WithCaller(r.Context(), caller), end)))
	})
}

func unauthenticated(w http.ResponseWriter, r *http.Request, detail string) {
	w.Header().Set("WWW-Authenticate", "Bearer")
	problem.Write(w, r, problem.Of(http.StatusUnauthorized, detail, nil))
}
