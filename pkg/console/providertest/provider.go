// Package providertest serves an OpenID Connect provider: discovery, keys, the
// authorization endpoint with PKCE, the token endpoint and the end of its session, over
// TLS. It refuses what a provider refuses, and its tokens are signed.
package providertest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// The one client that the provider knows.
const (
	ClientID     = "console-at-the-provider"
	ClientSecret = "the console's password: & %"
)

// Provider is the council's identity provider. Its fields may be changed between
// requests, under Change.
type Provider struct {
	URL    string
	Server *httptest.Server

	mu       sync.Mutex
	key      *ecdsa.PrivateKey
	codes    map[string]code
	settings Settings
}

// Settings are who there is and what the provider answers.
type Settings struct {
	Now      func() time.Time
	Redirect string // the one address that browsers are sent back to
	Types    string // the subject that whoever is asked signs in as
	SignedIn string // the subject of the provider's own session; empty is nobody
	Denies   bool   // it lets nobody in
	Away     bool   // its token endpoint fails
	// Access makes the access token of a subject.
	Access func(subject string) string
	// Twist changes the claims of ID tokens before they are signed.
	Twist func(claims map[string]any)
	// Stranger signs ID tokens with a key that the provider does not have.
	Stranger bool

	Asked  []url.Values // every authorization request
	Tokens int          // how many tokens were given out
}

type code struct {
	subject, nonce, challenge, redirect string
}

// Serve serves the provider until the test ends.
func Serve(t testing.TB, s Settings) *Provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{key: key, codes: map[string]code{}, settings: s}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.describe)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /end", p.end)
	p.Server = httptest.NewTLSServer(mux)
	t.Cleanup(p.Server.Close)
	p.URL = p.Server.URL
	return p
}

// Change changes the settings, or reads them.
func (p *Provider) Change(change func(*Settings)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.settings)
}

func (p *Provider) describe(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"end_session_endpoint": p.URL + "/end", "id_token_signing_alg_values_supported": []string{"ES256"}, "response_types_supported": []string{"code"},
	})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "one", Algorithm: "ES256", Use: "sig"}}})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client has gone
}

// authorize signs in whoever is at the browser, and sends them back with a code.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked, s := r.URL.Query(), &p.settings
	s.Asked = append(s.Asked, asked)
	if asked.Get("client_id") != ClientID || asked.Get("redirect_uri") != s.Redirect {
		http.Error(w, "no such client, or it is not sent back there", http.StatusBadRequest)
		return
	}
	back := url.Values{"state": {asked.Get("state")}}
	switch {
	case asked.Get("response_type") != "code", asked.Get("code_challenge_method") != "S256", asked.Get("code_challenge") == "", asked.Get("nonce") == "",
		!slices.Contains(strings.Fields(asked.Get("scope")), "openid"):
		back.Set("error", "invalid_request")
	case s.Denies:
		back.Set("error", "access_denied")
		back.Set("error_description", "<script>alert(1)</script>")
	case asked.Get("prompt") == "none" && s.SignedIn == "":
		back.Set("error", "login_required")
	default:
		if asked.Get("prompt") == "login" || s.SignedIn == "" {
			s.SignedIn = s.Types
		}
		made := rand.Text()
		p.codes[made] = code{s.SignedIn, asked.Get("nonce"), asked.Get("code_challenge"), asked.Get("redirect_uri")}
		back.Set("code", made)
	}
	http.Redirect(w, r, s.Redirect+"?"+back.Encode(), http.StatusFound)
}

// token spends a code, once.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, password, _ := r.BasicAuth()
	id, _ = url.QueryUnescape(id)             // RFC 6749, section 2.3.1
	password, _ = url.QueryUnescape(password) // as above
	spent, there := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	switch {
	case p.settings.Away:
		http.Error(w, "away", http.StatusServiceUnavailable)
		return
	case id != ClientID || password != ClientSecret:
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	case !there, spent.challenge != base64.RawURLEncoding.EncodeToString(challenge[:]), spent.redirect != r.PostFormValue("redirect_uri"):
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	now := p.settings.Now()
	access := p.settings.Access(spent.subject)
	digest := sha256.Sum256([]byte(access))
	claims := map[string]any{
		"iss": p.URL, "aud": ClientID, "sub": spent.subject, "nonce": spent.nonce, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		"auth_time": now.Unix(), "at_hash": base64.RawURLEncoding.EncodeToString(digest[:16]),
	}
	if p.settings.Twist != nil {
		p.settings.Twist(claims)
	}
	key := p.key
	if p.settings.Stranger {
		key, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader) // never fails
	}
	p.settings.Tokens++
	answer(w, http.StatusOK, map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 3600, "id_token": sign(key, claims)})
}

// Sign makes a token of the provider's own.
func (p *Provider) Sign(claims map[string]any) string { return sign(p.key, claims) }

// Claims checks that the provider signed the token, and returns what it says.
func (p *Provider) Claims(token string) (claims map[string]any, err error) {
	read, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		return nil, err
	}
	return claims, read.Claims(p.key.Public(), &claims)
}

func sign(key *ecdsa.PrivateKey, claims map[string]any) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "one"))
	if err != nil {
		panic(err) // of a key that fits its algorithm
	}
	signed, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		panic(err) // as above
	}
	return signed
}

// end ends the provider's own session.
func (p *Provider) end(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settings.SignedIn = ""
	http.Redirect(w, r, r.URL.Query().Get("post_logout_redirect_uri"), http.StatusFound)
}
