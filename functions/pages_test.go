package functions_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/console/providertest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// TestTheConsoleOnLambda signs a person in at a provider, searches for somebody and
// signs out: the console is its own function, which asks the API at its address, where
// API Gateway checks the token.
func TestTheConsoleOnLambda(t *testing.T) {
	t.Parallel()
	var stack *lambdatest.Stack
	var provider *providertest.Provider
	// The API as a browser's console reaches it: by the network, past the authorizer.
	api := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request := lambdatest.Request{Method: r.Method, Target: r.URL.RequestURI(), Headers: map[string]string{}, By: authorized(provider, r)}
		request.Body, _ = io.ReadAll(r.Body) // a body that was cut short is refused by the API
		for name := range r.Header {
			request.Headers[name] = r.Header.Get(name)
		}
		got := stack.Send(t, request)
		for name, values := range got.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(got.Status)
		_, _ = w.Write(got.Body) // the client has gone
	}))
	t.Cleanup(api.Close)
	provider = providertest.Serve(t, providertest.Settings{
		Now: time.Now, Redirect: "https://" + lambdatest.Domain + "/signed-in", Types: dpo.Subject,
		Access: func(subject string) string {
			return provider.Sign(map[string]any{
				"iss": provider.URL, "aud": "register", "sub": subject, "exp": time.Now().Add(time.Hour).Unix(),
				"name": dpo.Name, "register": dpo.Register, "roles": []string{"dpo"},
			})
		},
	})
	trusted := filepath.Join(t.TempDir(), "trusted.pem")
	var certificates []byte
	for _, certificate := range []*x509.Certificate{api.Certificate(), provider.Server.Certificate()} {
		certificates = append(certificates, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})...)
	}
	if err := os.WriteFile(trusted, certificates, 0o600); err != nil {
		t.Fatal(err)
	}
	on := lambdatest.NewInfrastructure(t, dynamotest.Serve(t, sqlitetest.New(t)).URL, dynamotest.TableName)
	secret, err := json.Marshal(map[string]any{"clientSecret": providertest.ClientSecret, "cookieKeys": []string{base64.StdEncoding.EncodeToString([]byte("a key for tests alone, 32 bytes!"))}})
	if err != nil {
		t.Fatal(err)
	}
	on.ConsoleSecret = string(secret)
	on.ConsoleSettings = map[string]string{
		"JWT_ISSUER": provider.URL, "API_ADDRESS": api.URL, "CONSOLE_CLIENT_ID": providertest.ClientID, "SSL_CERT_FILE": trusted,
	}
	stack = lambdatest.Deploy(t, on)
	s := &story{t: t, to: onLambda{stack}}
	s.post(housing, base+"/disclosures", "one", toOmbudsman(t), http.StatusCreated)

	b := &pages{t: t, stack: stack, provider: provider, cookies: map[string]string{}}
	b.says(b.get("/"), "You sign in with your account at the council")
	b.says(b.follow(b.get(b.link("Sign in"))), "Today", dpo.Name)
	search := b.get("/search")
	found := b.follow(b.post("/search", url.Values{"form": {hiddenIn(search, "form")}, "reference": {marker}, "why": {"Request of 2 November"}}))
	b.says(found, "What was shared", "Housing Ombudsman Service", "You are looking because: Request of 2 November")
	looks := s.get(auditor, base+"/access?subject="+marker, http.StatusOK)
	if got := string(encode(t, looks)); !strings.Contains(got, "Request of 2 November") || !strings.Contains(got, dpo.Name) {
		t.Errorf("the look is not on record as the person's own: %s", got)
	}
	if style := b.send(http.MethodGet, "/assets/console.css", nil, nil); style.Status != http.StatusOK || !strings.HasPrefix(style.Header.Get("Content-Type"), "text/css") {
		t.Errorf("the stylesheet: %d", style.Status)
	}
	if got := b.send(http.MethodPost, "/search", url.Values{"form": {hiddenIn(search, "form")}}, map[string]string{"Origin": "https://example.org"}); got.Status != http.StatusForbidden {
		t.Errorf("a form of another site: %d", got.Status)
	}
	out := b.post("/sign-out", url.Values{"form": {hiddenIn(search, "form")}})
	if out.Status != http.StatusSeeOther || len(b.cookies) != 0 {
		t.Errorf("signing out: %d, and %d cookies are left", out.Status, len(b.cookies))
	}
	wantNothingPrivate(t, stack.Output())
	if strings.Contains(stack.Output(), "eyJ") || strings.Contains(stack.Output(), dpo.Name) {
		t.Error("a token or a name is in the log")
	}
}

// authorized is who API Gateway's authorizer says a request's token is of.
func authorized(provider *providertest.Provider, r *http.Request) *disclosure.Caller {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	claims, err := provider.Claims(token)
	if err != nil || claims["iss"] != provider.URL || claims["aud"] != "register" || claims["exp"].(float64) < float64(time.Now().Unix()) {
		return nil
	}
	caller := disclosure.Caller{Subject: claims["sub"].(string), Name: claims["name"].(string), Register: disclosure.Register(claims["register"].(string))}
	for _, role := range claims["roles"].([]any) {
		caller.Roles = append(caller.Roles, disclosure.Role(role.(string)))
	}
	return &caller
}

// pages is a browser before API Gateway.
type pages struct {
	t        *testing.T
	stack    *lambdatest.Stack
	provider *providertest.Provider
	cookies  map[string]string
	last     string
}

func (b *pages) send(method, path string, values url.Values, headers map[string]string) lambdatest.Response {
	b.t.Helper()
	request := lambdatest.Request{Method: method, Target: path, Headers: map[string]string{}, Body: []byte(values.Encode())}
	if method == http.MethodPost {
		request.Headers["Origin"], request.Headers["Content-Type"] = "https://"+lambdatest.Domain, "application/x-www-form-urlencoded"
	}
	for name, value := range headers {
		request.Headers[name] = value
	}
	var held []string
	for name, value := range b.cookies {
		held = append(held, name+"="+value)
	}
	if len(held) > 0 {
		request.Headers["Cookie"] = strings.Join(held, "; ")
	}
	event, err := json.Marshal(lambdatest.PageEvent(request, time.Now()))
	if err != nil {
		b.t.Fatal(err)
	}
	answer, failed := b.stack.Invoke(b.t, "console", event)
	if failed {
		b.t.Fatalf("the console failed: %s", answer)
	}
	got := lambdatest.ResponseOf(b.t, answer)
	for _, cookie := range (&http.Response{Header: got.Header}).Cookies() {
		if b.cookies[cookie.Name] = cookie.Value; cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		}
	}
	b.last = string(got.Body)
	return got
}

func (b *pages) get(path string) lambdatest.Response {
	b.t.Helper()
	return b.follow(b.send(http.MethodGet, path, nil, nil))
}

func (b *pages) post(path string, values url.Values) lambdatest.Response {
	b.t.Helper()
	return b.send(http.MethodPost, path, values, nil)
}

// follow goes where an answer leads: within the console, or to the provider and back.
func (b *pages) follow(got lambdatest.Response) lambdatest.Response {
	b.t.Helper()
	for range 8 {
		to := got.Header.Get("Location")
		switch {
		case to == "":
			return got
		case strings.HasPrefix(to, b.provider.URL):
			to = b.atProvider(to)
		}
		got = b.send(http.MethodGet, strings.TrimPrefix(to, "https://"+lambdatest.Domain), nil, nil)
	}
	b.t.Fatal("the pages lead in a circle")
	return got
}

// atProvider signs in at the provider, and says where it sends the browser back to.
func (b *pages) atProvider(address string) string {
	b.t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(b.provider.Server.Certificate())
	browser := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	answer, err := browser.RoundTrip(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusFound {
		b.t.Fatalf("the provider answered %d", answer.StatusCode)
	}
	return answer.Header.Get("Location")
}

func (b *pages) link(words string) string {
	b.t.Helper()
	found := regexp.MustCompile(`<a [^>]*href="([^"]+)"[^>]*>` + words + `</a>`).FindStringSubmatch(b.last)
	if found == nil {
		b.t.Fatalf("no link %q on %s", words, b.last)
	}
	return html.UnescapeString(found[1])
}

var markup = regexp.MustCompile(`<[^>]*>`)

func (b *pages) says(got lambdatest.Response, words ...string) {
	b.t.Helper()
	text := html.UnescapeString(strings.Join(strings.Fields(markup.ReplaceAllString(string(got.Body), " ")), " "))
	for _, w := range words {
		if got.Status != http.StatusOK || !strings.Contains(text, w) {
			b.t.Errorf("%d, and no %q in %s", got.Status, w, text)
		}
	}
}

func hiddenIn(page lambdatest.Response, name string) string {
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindSubmatch(page.Body)
	if found == nil {
		return ""
	}
	return string(found[1])
}
