package console_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/client"
	"disclosure-register/pkg/console"
	"disclosure-register/pkg/console/providertest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// council is an office in which the council's own provider signs people in.
type council struct {
	*office
	provider *providertest.Provider
	log      bytes.Buffer
	padding  string // grows the access tokens
	lasts    time.Duration
	trust    *http.Transport
}

// people are the accounts of the provider.
var people = map[string]disclosure.Caller{"d": dpo, "e": second, "a": auditor, "nobody": {Register: dartford, Subject: "nobody", Name: "N. Obody"}, "elsewhere": {Register: "E07000110", Subject: "x", Name: "E. Lsewhere", Roles: []disclosure.Role{disclosure.DPO}}}

func newCouncil(t *testing.T) *council {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &council{office: &office{t: t, key: private}, lasts: time.Hour}
	desk := registrartest.New(t, sqlitetest.New(t), registrar.Options{})
	c.api = auth.Bearer(public, c.now, api.Everything(desk, slog.New(slog.DiscardHandler), api.OneMachine{PurposeRequired: true}))
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { c.console.ServeHTTP(w, r) }))
	server.StartTLS()
	t.Cleanup(server.Close)
	c.url = server.URL
	c.provider = providertest.Serve(t, providertest.Settings{Now: c.now, Redirect: c.url + "/signed-in", Types: "d", Access: c.access})
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	roots.AddCert(c.provider.Server.Certificate())
	c.tls = &tls.Config{RootCAs: roots}
	c.trust = &http.Transport{TLSClientConfig: c.tls}
	t.Cleanup(c.trust.CloseIdleConnections)
	c.console = c.with(cookieKey('k'))
	return c
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// letters are that many, in three bytes each, which compress badly.
func letters(n int) string {
	var all []rune
	for _, b := range random(n) {
		all = append(all, 0x4E00+rune(b)*80)
	}
	return string(all)
}

func cookieKey(b byte) string {
	return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, 32))
}

// with is a console whose cookies are sealed under the keys, the first of them.
func (c *council) with(keys ...string) *console.Console {
	c.t.Helper()
	text, err := json.Marshal(map[string]any{"clientSecret": providertest.ClientSecret, "cookieKeys": keys})
	if err != nil {
		c.t.Fatal(err)
	}
	secret, err := console.ParseSecret(text)
	if err != nil {
		c.t.Fatal(err)
	}
	provider, err := console.NewProvider(console.ProviderSettings{
		Issuer: c.provider.URL, ClientID: providertest.ClientID, Scopes: []string{"api://register/.default"}, Secret: secret, Transport: c.trust,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return console.New(console.Config{
		API: client.InProcess{Handler: c.api}, Address: c.url, Provider: provider, Now: c.now, Log: slog.New(slog.NewTextHandler(&c.log, nil)),
	})
}

func (c *council) access(subject string) string {
	caller := people[subject]
	if c.padding != "" {
		caller.Roles = append(slices.Clone(caller.Roles), disclosure.Role(c.padding)) // one that the register does not know
	}
	token, err := auth.Issue(c.key, caller, c.now(), c.lasts)
	if err != nil {
		c.t.Error(err)
	}
	return token
}

// enter signs in at the console, as a person does.
func (c *council) enter(b *browser, path string) shownPage {
	c.t.Helper()
	p := b.open(path)
	return b.open(p.link("Sign in"))
}

func (c *council) change(change func(*providertest.Settings)) { c.provider.Change(change) }

func TestTheCouncilsProviderSignsPeopleIn(t *testing.T) {
	c := newCouncil(t)
	b := c.browser()
	c.enter(b, "/search").says("Find a person", "D. P. Officer, Data Protection Officer")
	b.person(someone).says("You are looking because: Request of 2 November")
	c.change(func(s *providertest.Settings) {
		asked := s.Asked[0]
		for name, want := range map[string]string{"response_type": "code", "response_mode": "query", "code_challenge_method": "S256", "scope": "openid profile api://register/.default", "prompt": ""} {
			if got := asked.Get(name); got != want {
				t.Errorf("the provider was asked %s %q, want %q", name, got, want)
			}
		}
	})
	for _, cookie := range b.http.Jar.Cookies(must(url.Parse(c.url))) {
		if strings.Contains(cookie.Name, "try") {
			t.Errorf("the attempt's cookie is still there: %s", cookie.Name)
		}
	}
	if strings.Contains(c.log.String(), "eyJ") || c.log.Len() > 0 {
		t.Errorf("the log has %s", &c.log)
	}
}

func TestTheSealedCookies(t *testing.T) {
	c := newCouncil(t)
	b := c.browser()
	p := b.open("/")
	asked := b.send(http.MethodGet, p.link("Sign in"), nil)
	back := b.send(http.MethodGet, asked.header.Get("Location"), nil)
	in := b.send(http.MethodGet, strings.TrimPrefix(back.header.Get("Location"), c.url), nil)
	cookies := append(asked.header.Values("Set-Cookie"), in.header.Values("Set-Cookie")...)
	if len(cookies) < 4 {
		t.Fatalf("cookies: %q", cookies)
	}
	for _, set := range cookies {
		for _, want := range []string{"__Host-console-", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(set, want) {
				t.Errorf("a cookie is %q, want %s", set, want)
			}
		}
		if strings.Contains(set, "Domain") || strings.Contains(set, "eyJ") || strings.Contains(set, "Officer") {
			t.Errorf("a cookie is %q", set)
		}
	}
}

// When the token ends, the next page goes to the provider and comes back without a
// word; the pages that are open go on, and twelve hours are twelve hours.
func TestATokenThatEndsIsFollowedByAnother(t *testing.T) {
	c := newCouncil(t)
	c.lasts = 20 * time.Minute
	b := c.browser()
	c.enter(b, "/")
	p := b.person(someone)
	c.later(21 * time.Minute)
	if again := b.send(http.MethodGet, p.path, nil); again.status != http.StatusSeeOther || !strings.Contains(again.header.Get("Location"), "prompt=none") {
		t.Fatalf("%d to %s", again.status, again.header.Get("Location"))
	}
	if again := b.open(p.path).says("What was shared", "You are looking because: Request of 2 November"); again.status != http.StatusOK {
		t.Errorf("%d", again.status)
	}
	for range 12*3 - 2 {
		c.later(20 * time.Minute)
		if got := b.open("/search"); got.status != http.StatusOK || !strings.Contains(got.body, "Find a person") {
			t.Fatalf("within 12 hours: %d %s", got.status, got.text())
		}
	}
	c.later(20 * time.Minute)
	b.open("/search").says("Your session has ended")

	// Nobody is signed in at the provider any more: somebody has to be asked.
	out := c.browser()
	c.enter(out, "/")
	c.later(21 * time.Minute)
	c.change(func(s *providertest.Settings) { s.SignedIn = "" })
	out.open("/search").says("You sign in with your account at the council")

	// Somebody else is, by now: nobody becomes another without a word.
	other := c.browser()
	c.enter(other, "/")
	c.later(21 * time.Minute)
	c.change(func(s *providertest.Settings) { s.SignedIn = "a" })
	other.open("/search").says("You sign in with your account at the council").saysNot("A. Uditor")
}

// Idle for half an hour, somebody signs in again themselves, though they are still
// signed in at the provider.
func TestASealedSessionEndsIdle(t *testing.T) {
	c := newCouncil(t)
	b := c.browser()
	c.enter(b, "/")
	c.later(29 * time.Minute)
	b.open("/search").says("Find a person")
	c.later(29 * time.Minute)
	b.open("/search").says("Find a person")
	c.later(30 * time.Minute)
	p := b.open("/search").says("Your session has ended").saysNot("Find a person")
	asked := b.send(http.MethodGet, p.link("Sign in"), nil).header.Get("Location")
	if !strings.Contains(asked, "prompt=login") {
		t.Errorf("the provider is asked %s", asked)
	}
	// A provider that lets its own session do is not believed.
	c.change(func(s *providertest.Settings) {
		s.Twist = func(claims map[string]any) { claims["auth_time"] = c.now().Add(-time.Hour).Unix() }
	})
	b.open(asked).says("You were not signed in")
	c.change(func(s *providertest.Settings) { s.Twist = nil })
	b.open(p.link("Sign in")).says("Find a person")
}

// A form that was open when the token ended keeps everything typed, and is done once,
// by the same person only.
func TestAFormOutlivesItsToken(t *testing.T) {
	c := newCouncil(t)
	b := c.browser()
	c.enter(b, "/")
	form := b.open(b.open(b.person(someone).link("Answer the person")).link("Record a request"))
	typed := []string{"askedBy", `B. "Sample" <b>`, "as", "person", "received", "2026-11-02"}
	c.later(61 * time.Minute) // the token ended, and nobody did anything for half an hour
	kept := b.sendForm(form, typed...).says("Your sign-in has ended", "Nothing was recorded")
	if kept.status != http.StatusForbidden || strings.Contains(kept.body, "<b>") {
		t.Errorf("%d: %s", kept.status, kept.body)
	}
	if strings.Contains(c.get(dpo, "/access-requests"), "askedBy") {
		t.Error("it was recorded")
	}

	// Another person in the same browser does not go on with it.
	c.change(func(s *providertest.Settings) { s.Types = "e" })
	b.open(kept.link("Sign in again")).says("You are signed in")
	continued := func() shownPage { return b.send(http.MethodPost, form.path, kept.form()) }
	if got := continued(); got.status != http.StatusForbidden {
		t.Errorf("another person goes on: %d", got.status)
	}

	// The same one does, once: here signed in anew, in another browser session even.
	c.change(func(s *providertest.Settings) { s.Types, s.SignedIn = "d", "" })
	b2 := c.browser()
	c.enter(b2, "/")
	form = b2.open(b2.open(b2.person(someone).link("Answer the person")).link("Record a request"))
	c.later(61 * time.Minute)
	kept = b2.sendForm(form, typed...).says("Your sign-in has ended")
	b2.open(kept.link("Sign in again")).says("You are signed in", "press Continue")
	for range 2 {
		// What for was said an hour ago: it is asked again before anything is shown.
		why := b2.follow(b2.send(http.MethodPost, form.path, kept.form())).says("Why are you looking?")
		if got := b2.fill(why, "why", "Still the request").says("The request is on record", `B. "Sample" <b>`); got.status != http.StatusOK {
			t.Errorf("%d", got.status)
		}
	}
	if got := strings.Count(c.get(dpo, "/access-requests"), "askedBy"); got != 1 {
		t.Errorf("it was recorded %d times", got)
	}
}

// Login forgery, replay and everything else that a provider, or somebody between,
// might send back.
func TestOnlyAnAttemptOfThisBrowserSignsItIn(t *testing.T) {
	c := newCouncil(t)
	begin := func(b *browser) string {
		p := b.open("/")
		return b.send(http.MethodGet, b.send(http.MethodGet, p.link("Sign in"), nil).header.Get("Location"), nil).header.Get("Location")
	}
	attacker, victim := c.browser(), c.browser()
	c.change(func(s *providertest.Settings) { s.Types = "a" })
	forged := strings.TrimPrefix(begin(attacker), c.url)
	refused := func(name string, p shownPage) {
		t.Helper()
		if p.status != http.StatusForbidden || strings.Contains(strings.Join(p.header.Values("Set-Cookie"), " "), "console-1=") {
			t.Errorf("%s: %d %q", name, p.status, p.header.Values("Set-Cookie"))
		}
	}
	refused("another browser's attempt", victim.send(http.MethodGet, forged, nil))
	begin(victim)
	refused("another browser's attempt, with one of its own begun", victim.send(http.MethodGet, forged, nil))
	if p := attacker.send(http.MethodGet, forged, nil); p.status != http.StatusSeeOther {
		t.Errorf("its own: %d", p.status)
	}
	if p := c.browser().send(http.MethodGet, forged, nil); p.status != http.StatusForbidden {
		t.Errorf("replayed: %d", p.status)
	}
	c.change(func(s *providertest.Settings) { s.Types, s.SignedIn = "d", "" })
	b := c.browser()
	late := strings.TrimPrefix(begin(b), c.url)
	c.later(11 * time.Minute)
	refused("after eleven minutes", b.send(http.MethodGet, late, nil))
	swapped := must(url.Parse(strings.TrimPrefix(begin(b), c.url)))
	q := swapped.Query()
	q.Set("state", q.Get("state")[:20]+"AAAA"+q.Get("state")[24:])
	refused("a state that nobody sealed", b.send(http.MethodGet, "/signed-in?"+q.Encode(), nil))
	refused("none", b.send(http.MethodGet, "/signed-in", nil))

	for name, change := range map[string]func(*providertest.Settings){
		"an ID token for another client": func(s *providertest.Settings) { s.Twist = func(c map[string]any) { c["aud"] = "another" } },
		"of another issuer":              func(s *providertest.Settings) { s.Twist = func(c map[string]any) { c["iss"] = "https://example.org" } },
		"of another attempt":             func(s *providertest.Settings) { s.Twist = func(c map[string]any) { c["nonce"] = "another" } },
		"of another access token": func(s *providertest.Settings) {
			s.Twist = func(c map[string]any) { c["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA" }
		},
		"that has ended": func(s *providertest.Settings) {
			s.Twist = func(m map[string]any) { m["exp"] = c.now().Add(-time.Minute).Unix() }
		},
		"signed by somebody else":        func(s *providertest.Settings) { s.Stranger = true },
		"an access token that is opaque": func(s *providertest.Settings) { s.Access = func(string) string { return "opaque" } },
		"an access token of another maker": func(s *providertest.Settings) {
			_, other, _ := ed25519.GenerateKey(nil)
			s.Access = func(string) string { return must(auth.Issue(other, dpo, c.now(), time.Hour)) }
		},
		"an access token without a role":   func(s *providertest.Settings) { s.Types = "nobody" },
		"a person whom it does not let in": func(s *providertest.Settings) { s.Denies = true },
	} {
		var before providertest.Settings
		c.change(func(s *providertest.Settings) { before = *s; s.SignedIn = ""; change(s) })
		b := c.browser()
		p := b.send(http.MethodGet, strings.TrimPrefix(begin(b), c.url), nil)
		refused(name, p)
		if strings.Contains(p.body, "script") {
			t.Errorf("%s: the provider's own words are shown: %s", name, p.text())
		}
		if p := b.open("/"); !strings.Contains(p.body, "You sign in with your account") {
			t.Errorf("%s: signed in all the same", name)
		}
		c.change(func(s *providertest.Settings) { *s = before })
	}
	c.change(func(s *providertest.Settings) { s.Away = true })
	if p := b.send(http.MethodGet, strings.TrimPrefix(begin(b), c.url), nil); p.status != http.StatusBadGateway {
		t.Errorf("a provider that is away: %d", p.status)
	}
	if !strings.Contains(c.log.String(), "503") || strings.Contains(c.log.String(), "code=") || strings.Contains(c.log.String(), "eyJ") {
		t.Errorf("the log has %s", &c.log)
	}
}

// Several tabs sign in at once, and each comes to its own page.
func TestTwoTabsSignIn(t *testing.T) {
	c := newCouncil(t)
	b := c.browser()
	var back []string
	for _, path := range []string{"/search", "/", "/search", "/", "/search"} {
		asked := b.send(http.MethodGet, b.open(path).link("Sign in"), nil).header.Get("Location")
		back = append(back, strings.TrimPrefix(b.send(http.MethodGet, asked, nil).header.Get("Location"), c.url))
	}
	var tries int
	for _, cookie := range b.http.Jar.Cookies(must(url.Parse(c.url))) {
		if strings.Contains(cookie.Name, "try") {
			tries++
		}
	}
	if tries > 3 {
		t.Errorf("%d attempts are kept", tries)
	}
	b.open(back[4]).says("Find a person")
	for i, want := range []string{"Find a person", "Today", "Find a person", "Today"} {
		b.open(back[i]).says(want)
	}
}

// Nobody is sent elsewhere, whatever the address says: where to go next is sealed.
func TestSigningInLeadsNowhereElse(t *testing.T) {
	c := newCouncil(t)
	for _, next := range []string{"https://example.org", "//example.org", "/search", "%2F%2Fexample.org"} {
		b := c.browser()
		p := b.open("/sign-in?next=" + next)
		b.open(p.link("Sign in")).says("Today", "Sign out")
	}
	p := c.browser().send(http.MethodGet, "//example.org/..//x", nil)
	if to := p.header.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
		t.Errorf("leads to %q", to)
	}
	b := c.browser()
	b.open(b.open("/sign-in/go?next=x").link("Today"))
}

func TestSigningOutEndsTheProvidersSessionToo(t *testing.T) {
	c := newCouncil(t)
	b := c.browser()
	c.enter(b, "/")
	p := b.person(someone)
	held := b.http.Jar.Cookies(must(url.Parse(c.url)))
	if forged := b.send(http.MethodPost, "/sign-out", url.Values{"form": {"forged"}}); forged.status != http.StatusForbidden {
		t.Errorf("a forged signing out: %d", forged.status)
	}
	left := b.send(http.MethodPost, "/sign-out", url.Values{"form": {hidden.FindStringSubmatch(p.body)[2]}})
	if left.header.Get("Location") != "/signing-out" || left.header.Get("Clear-Site-Data") == "" {
		t.Fatalf("%d %v", left.status, left.header)
	}
	out := b.open("/signing-out").says("You have signed out")
	_, to, _ := strings.Cut(html.UnescapeString(out.header.Get("Refresh")), "url=")
	if !strings.HasPrefix(to, c.provider.URL+"/end?") || out.link("Sign out there too") != to {
		t.Errorf("it goes on to %q", to)
	}
	b.open(to).says("You have signed out")
	c.change(func(s *providertest.Settings) {
		if s.SignedIn != "" {
			t.Error("still signed in at the provider")
		}
	})
	if back := b.send(http.MethodGet, p.path, nil); back.status != http.StatusSeeOther || !strings.HasPrefix(back.header.Get("Location"), "/sign-in") || back.header.Get("Cache-Control") != "no-store" {
		t.Errorf("back: %d", back.status)
	}
	// What signing out cannot do is in the documentation: a copy of the cookie goes on.
	var copied []string
	for _, cookie := range held {
		copied = append(copied, cookie.Name+"="+cookie.Value)
	}
	if got := b.send(http.MethodGet, "/search", nil, "Cookie", strings.Join(copied, "; ")); got.status != http.StatusOK {
		t.Errorf("a copy: %d", got.status)
	}
	c.later(61 * time.Minute)
	if got := b.send(http.MethodGet, "/search", nil, "Cookie", strings.Join(copied, "; ")); got.status != http.StatusSeeOther {
		t.Errorf("a copy, when its token has ended: %d", got.status)
	}
}

// A key is changed by putting the next before it; who was signed in goes on.
func TestTheKeyOfTheCookiesIsChanged(t *testing.T) {
	c := newCouncil(t)
	c.lasts = 20 * time.Minute
	b := c.browser()
	c.enter(b, "/")
	p := b.person(someone)
	c.console = c.with(cookieKey('n'), cookieKey('k'))
	b.open(p.path).says("What was shared")
	c.later(21 * time.Minute)
	b.open(p.path).says("What was shared") // sealed anew, under the next
	c.console = c.with(cookieKey('n'))
	b.open(p.path).says("What was shared")
	c.console = c.with(cookieKey('z'))
	b.open(p.path).says("You sign in with your account at the council")
}

func TestASecretThatIsNone(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON": "hush", "no password": `{"cookieKeys":["` + cookieKey('k') + `"]}`, "no key": `{"clientSecret":"hush"}`,
		"a short key": `{"clientSecret":"hush","cookieKeys":["aHVzaA=="]}`, "a key that is not base64": `{"clientSecret":"hush","cookieKeys":["hush!"]}`,
	} {
		if _, err := console.ParseSecret([]byte(text)); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// API Gateway refuses a request whose line and header values are longer than 10,240
// bytes together. The longest session, with attempts begun beside it, and the longest
// address of a page are within that, with a browser's own headers; a longer session is
// refused where it can be said why.
func TestWhatABrowserSendsFitsTheGateway(t *testing.T) {
	const gateway = 10_240
	c := newCouncil(t)
	noise := base64.StdEncoding.EncodeToString(random(12_000)) // which no compression makes shorter
	enter := func(padding int) (*browser, shownPage) {
		c.padding = noise[:padding]
		b := c.browser()
		return b, c.enter(b, "/search")
	}
	low, high := 0, 16_000
	var b *browser
	for high-low > 32 {
		middle := (low + high) / 2
		if tried, p := enter(middle); p.status == http.StatusOK {
			low, b = middle, tried
		} else {
			p.says("Your sign-in is too long", "groups")
			high = middle
		}
	}
	p := b.person(strings.Repeat("p", 100))
	longest := 0
	for words := 1; ; words += 10 {
		got := b.sendForm(b.open("/search"), "reference", strings.Repeat("p", 100), "why", letters(min(words, 490)))
		if got.status != http.StatusSeeOther {
			got.says("too much at once")
			break
		}
		if longest = max(longest, len(got.header.Get("Location"))); words > 490 {
			break
		}
	}
	if longest < 600 {
		t.Errorf("the longest address is %d bytes", longest)
	}
	for range 3 {
		b.send(http.MethodGet, "/sign-in/go", nil)
	}
	total := len("POST / HTTP/1.1") + 1800
	var names int
	for _, cookie := range b.http.Jar.Cookies(must(url.Parse(c.url))) {
		total += len(cookie.Name) + len(cookie.Value) + 3
		names++
	}
	if names != 6 {
		t.Errorf("%d cookies, want the session in two, when it was used, and three attempts", names)
	}
	for _, value := range chromium {
		total += len(value)
	}
	t.Logf("a browser sends up to %d bytes of %d", total, gateway)
	if total > gateway {
		t.Errorf("a browser sends up to %d bytes, and the gateway takes %d", total, gateway)
	}
	if p.status != http.StatusOK {
		t.Error(p.status)
	}
	// On the way back from the provider, a state and a code stand in the address instead.
	asked := must(url.Parse(b.send(http.MethodGet, "/sign-in/go?next="+strings.Repeat("x", 600), nil).header.Get("Location")))
	if state := asked.Query().Get("state"); len(state) > 1200 {
		t.Errorf("a state has %d bytes", len(state))
	}
}

// chromium are the values that Chromium 142 sends with a form, on a long day.
var chromium = []string{
	"a1b2c3d4e5.execute-api.eu-west-2.amazonaws.com", "https://a1b2c3d4e5.execute-api.eu-west-2.amazonaws.com", "https://a1b2c3d4e5.execute-api.eu-west-2.amazonaws.com/",
	"max-age=0", `"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"`, "?0", `"Windows"`, "1", "application/x-www-form-urlencoded",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
	"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
	"same-origin", "navigate", "?1", "document", "gzip, deflate, br, zstd", "en-GB,en;q=0.9,en-US;q=0.8,cy;q=0.7", "u=0, i", "262144",
}
