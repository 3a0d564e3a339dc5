package console

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

// providerWaits is how long the provider may take to answer.
const providerWaits = 10 * time.Second

// Provider signs people in by OpenID Connect: the council's own provider says who
// somebody is, and gives out the access token with which the console asks the API. The
// console checks the ID token, and the API the access token. Sessions are in sealed
// cookies and nowhere else (ADR 47). It may be used concurrently.
type Provider struct {
	issuer, client string
	secret         Secret
	scopes         []string
	http           *http.Client
	now            func() time.Time

	mu    sync.Mutex
	found *found
}

// ProviderSettings are what the council's provider knows the console by.
type ProviderSettings struct {
	Issuer   string   // exactly as in the tokens' iss
	ClientID string   // of the console's own registration
	Scopes   []string // besides openid and profile: what has the provider make an access token for the API
	Secret   Secret
	// Transport is how the provider is reached; nil is [http.DefaultTransport].
	Transport http.RoundTripper
}

// NewProvider refuses settings that cannot be a provider's. It does not ask the
// provider, which may be away while sessions that are open go on.
func NewProvider(s ProviderSettings) (*Provider, error) {
	issuer, err := url.Parse(s.Issuer)
	switch {
	case err != nil || issuer.Scheme != "https" || issuer.Host == "":
		return nil, errors.New("the issuer is no https address")
	case s.ClientID == "":
		return nil, errors.New("the console has no id at the provider")
	case len(s.Secret.keys) == 0:
		return nil, errors.New("the console has no secret")
	}
	return &Provider{
		issuer: s.Issuer, client: s.ClientID, secret: s.Secret, now: time.Now,
		scopes: append([]string{oidc.ScopeOpenID, "profile"}, s.Scopes...),
		http:   &http.Client{Transport: s.Transport, Timeout: providerWaits},
	}, nil
}

// found is what the provider says of itself.
type found struct {
	*oidc.Provider
	verifier   *oidc.IDTokenVerifier
	endpoint   oauth2.Endpoint
	endSession string // address at which its own session ends; empty where it says none
}

// discover asks the provider for its description, once. A provider that could not be
// reached is asked again the next time.
func (p *Provider) discover(ctx context.Context) (*found, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// The keys are fetched with this context for as long as the console runs, so it is
	// not the request's.
	described, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.http), p.issuer)
	if err != nil {
		return nil, errorf("read the description of the provider: %w", err)
	}
	var more struct {
		EndSession string   `json:"end_session_endpoint"`
		Methods    []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := described.Claims(&more); err != nil {
		return nil, errorf("read the description of the provider: %w", err)
	}
	f := &found{Provider: described, endpoint: described.Endpoint(), verifier: described.Verifier(&oidc.Config{ClientID: p.client, Now: p.now})}
	if end, err := url.Parse(more.EndSession); err == nil && end.Scheme == "https" {
		f.endSession = more.EndSession
	}
	// OpenID Connect Discovery 1.0, section 3: basic is what holds where nothing is said.
	f.endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if len(more.Methods) > 0 && !slices.Contains(more.Methods, "client_secret_basic") {
		f.endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	p.found = f
	return f, nil
}

// oauth is the console as the provider's client, at the address that the browser has.
func (p *Provider) oauth(f *found, r *http.Request) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.client, ClientSecret: p.secret.ClientSecret, Endpoint: f.endpoint, Scopes: p.scopes,
		RedirectURL: "https://" + r.Host + signedInPath,
	}
}

// The uses that what the provider's sign-in seals is for.
const (
	forState   = "console state v1"
	forAttempt = "console attempt v1"
	forNext    = "console next v1"
	forSession = "console session v2"
	forSeen    = "console seen v1"
)

// state is what goes to the provider and comes back: which attempt it is, and where
// to go then. It is sealed, so nobody can have the console send somebody elsewhere.
type state struct {
	Random []byte `json:"r"`
	Next   string `json:"x"`
	Silent bool   `json:"q,omitempty"` // the provider was to ask nothing
	Anew   bool   `json:"a,omitempty"` // the provider was to have the person sign in again
	Begun  int64  `json:"b"`           // seconds since 1970
}

// attempt is what stays in the browser meanwhile: proof that the attempt began in it.
// Without one, somebody could have another's browser signed in as themselves.
type attempt struct {
	State    []byte `json:"s"` // digest of the state
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
}

const (
	// attemptLasts is how long somebody may take at the provider.
	attemptLasts = 10 * time.Minute
	// mostAttempts bounds the attempts of one browser at once, and so its cookies.
	mostAttempts = 3
)

// attemptName is the name of an attempt's cookie: one for each, so that two tabs can
// sign in at once.
func attemptName(digest []byte) string {
	return attemptPrefix + base64.RawURLEncoding.EncodeToString(digest[:6])
}

// manner is how somebody is to sign in.
type manner int

const (
	plainly  manner = iota // as the provider sees fit
	silently               // without a word, or not at all
	anew                   // whoever is signed in at the provider
)

// ask sends the browser to the provider, and has it come back to the path.
func (c *Console) ask(w http.ResponseWriter, r *http.Request, next string, how manner) {
	p := c.config.Provider
	f, err := p.discover(r.Context())
	if err != nil {
		c.noProvider(w, r, err)
		return
	}
	s := state{Random: random(16), Next: next, Silent: how == silently, Anew: how == anew, Begun: p.now().Unix()}
	sealed := p.secret.keys.seal(forState, s)
	digest := sha256.Sum256([]byte(sealed))
	begun := attempt{State: digest[:16], Nonce: secret(), Verifier: oauth2.GenerateVerifier()}
	var held []string
	for _, cookie := range r.Cookies() {
		if strings.HasPrefix(cookie.Name, attemptPrefix) {
			held = append(held, cookie.Name)
		}
	}
	for len(held) >= mostAttempts {
		http.SetCookie(w, sealedCookie(held[0], "", -1))
		held = held[1:]
	}
	http.SetCookie(w, sealedCookie(attemptName(begun.State), p.secret.keys.seal(forAttempt, begun), int(attemptLasts.Seconds())))
	options := []oauth2.AuthCodeOption{
		oidc.Nonce(begun.Nonce), oauth2.S256ChallengeOption(begun.Verifier), oauth2.SetAuthURLParam("response_mode", "query"),
	}
	switch how {
	case silently:
		options = append(options, oauth2.SetAuthURLParam("prompt", "none"))
	case anew:
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	http.Redirect(w, r, p.oauth(f, r).AuthCodeURL(sealed, options...), http.StatusSeeOther)
}

// noProvider answers where the provider could not be asked. Sessions that are open go on.
func (c *Console) noProvider(w http.ResponseWriter, r *http.Request, err error) {
	// Of the provider's answers, which may hold a token or a code, nothing is logged.
	detail := "it could not be reached, or its answer is none that OpenID Connect knows"
	if answered := new(oauth2.RetrieveError); errors.As(err, &answered) && answered.Response != nil {
		detail = answered.Response.Status
	}
	c.config.Log.ErrorContext(r.Context(), "the identity provider did not answer the console", "page", r.Pattern, "error", detail)
	c.refuse(w, http.StatusBadGateway, "The council’s sign-in does not answer", "You cannot sign in just now. Nothing was recorded. Try again in a few minutes."+sayOf(problem.RequestID(r.Context())))
}

// comeBack takes what the provider sent the browser back with.
func (c *Console) comeBack(w http.ResponseWriter, r *http.Request) {
	p, asked := c.config.Provider, r.URL.Query()
	var s state
	if !p.secret.keys.open(forState, asked.Get("state"), &s) || !isPath(s.Next) {
		c.refuse(w, http.StatusForbidden, "This sign-in did not begin here", "You were not signed in. Open the console, and sign in from there.")
		return
	}
	digest := sha256.Sum256([]byte(asked.Get("state")))
	name := attemptName(digest[:16])
	var begun attempt
	held, err := r.Cookie(name)
	known := err == nil && p.secret.keys.open(forAttempt, held.Value, &begun) && slices.Equal(begun.State, digest[:16])
	if known {
		http.SetCookie(w, sealedCookie(name, "", -1))
	}
	if !known || p.now().Sub(time.Unix(s.Begun, 0)) > attemptLasts {
		// Another tab may have signed this browser in meanwhile.
		if _, is := p.session(r); is == live {
			http.Redirect(w, r, s.Next, http.StatusSeeOther)
			return
		}
		c.refuse(w, http.StatusForbidden, "This sign-in did not begin in this browser", "Or it began more than ten minutes ago, or has been used. You were not signed in. Open the console, and sign in from there.")
		return
	}
	if asked.Get("error") != "" {
		if s.Silent { // somebody has to be asked something
			http.Redirect(w, r, c.toSignIn(s.Next), http.StatusSeeOther)
			return
		}
		c.refuse(w, http.StatusForbidden, "You were not signed in", "The council’s sign-in did not let you into the register. If you should be, ask whoever gives people their roles in it.")
		return
	}
	c.exchange(w, r, s, begun)
}

// exchange spends the code that the provider gave, and opens a session with what it
// is worth.
func (c *Console) exchange(w http.ResponseWriter, r *http.Request, s state, begun attempt) {
	p := c.config.Provider
	f, err := p.discover(r.Context())
	if err != nil {
		c.noProvider(w, r, err)
		return
	}
	given, err := p.oauth(f, r).Exchange(oidc.ClientContext(r.Context(), p.http), r.URL.Query().Get("code"), oauth2.VerifierOption(begun.Verifier))
	if err != nil {
		c.noProvider(w, r, err)
		return
	}
	raw, _ := given.Extra("id_token").(string)
	id, err := f.verifier.Verify(oidc.ClientContext(r.Context(), p.http), raw)
	switch {
	case err != nil, id.Nonce != begun.Nonce, id.AccessTokenHash != "" && id.VerifyAccessToken(given.AccessToken) != nil, s.Anew && !signedInSince(id, s.Begun):
		c.config.Log.WarnContext(r.Context(), "a sign-in was refused: its ID token is not for this attempt")
		c.refuse(w, http.StatusForbidden, "You were not signed in", "What the council’s sign-in answered was not meant for this attempt. Open the console, and sign in again.")
		return
	}
	register, err := registerIn(given.AccessToken)
	if err != nil {
		c.refuse(w, http.StatusForbidden, "The register does not know you", "The council’s sign-in says who you are, but not what you may do in the register: "+err.Error()+". Ask whoever gives people their roles in it.")
		return
	}
	// Who they are, the API says, which checks the token. One that it does not take is
	// refused here, where it can be said why, and not on every page.
	you, err := c.api(Person{Register: register}, given.AccessToken).Me(r.Context())
	if err != nil {
		c.notTaken(w, r, err)
		return
	}
	who := Person{Register: register, Name: you.Name, Roles: you.Roles, Department: you.Department}
	opened, same, err := p.open(r, s, id, who, given.AccessToken, you.TokenEnds)
	switch {
	case err != nil:
		c.fault(w, r, err)
		return
	case s.Silent && !same:
		// Somebody else is signed in at the provider by now: nobody becomes another person
		// without a word.
		http.Redirect(w, r, c.toSignIn("/"), http.StatusSeeOther)
		return
	}
	if !p.keep(w, opened) {
		c.refuse(w, http.StatusForbidden, "Your sign-in is too long", "What the council’s sign-in says of you does not fit in a cookie: mostly because it lists the groups that you are in. Whoever runs it can leave those out of the tokens for the register.")
		return
	}
	http.Redirect(w, r, s.Next, http.StatusSeeOther)
}

// signedInSince reports whether somebody signed in at the provider since then, as far
// as it says: auth_time need not be in an ID token. A minute is for clocks that differ.
func signedInSince(id *oidc.IDToken, begun int64) bool {
	var says struct {
		At *int64 `json:"auth_time"`
	}
	return id.Claims(&says) == nil && (says.At == nil || *says.At >= begun-60)
}

// registerIn reads which register the access token is for, to know where to ask. It
// believes nothing of it: the API checks the token at every call. The error says what is
// missing, in words.
func registerIn(token string) (disclosure.Register, error) {
	var claims struct {
		Register string `json:"register"`
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", errors.New("its token is not for the register")
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(text, &claims) != nil {
		return "", errors.New("its token is not for the register")
	}
	register, err := disclosure.ParseRegister(claims.Register)
	if err != nil {
		return "", errors.New("no council’s register is named")
	}
	return register, nil
}
