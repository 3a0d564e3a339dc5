package console_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/client"
	"disclosure-register/pkg/console"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/sealingtest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

const dartford disclosure.Register = "E07000107"

var (
	recorder = disclosure.Caller{Register: dartford, Subject: "r", Name: "A. N. Officer", Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing"}
	dpo      = disclosure.Caller{Register: dartford, Subject: "d", Name: "D. P. Officer", Roles: []disclosure.Role{disclosure.DPO}}
	second   = disclosure.Caller{Register: dartford, Subject: "e", Name: "E. P. Officer", Roles: []disclosure.Role{disclosure.DPO}}
	auditor  = disclosure.Caller{Register: dartford, Subject: "a", Name: "A. Uditor", Roles: []disclosure.Role{disclosure.Auditor}}
)

// office is a console over the whole API, on a real table, over HTTP.
type office struct {
	t       *testing.T
	key     ed25519.PrivateKey
	api     http.Handler
	desk    *registrar.Registrar
	console *console.Console
	url     string
	tls     *tls.Config // of the browsers of an office that is reached by TLS
	gone    cases.List  // what was destroyed

	mu    sync.Mutex
	late  time.Duration // how much later it is for the console than it is
	ahead time.Duration // and for the console and the register both
	keys  int
	held  time.Duration  // see [pageCalls]
	kinds map[string]int // of pages, and how many were opened
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return time.Now().Add(o.late + o.ahead)
}

// registers is what time it is for the register.
func (o *office) registers() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return time.Now().Add(o.ahead)
}

// pass lets time pass for the register too. Who has signed in before signs in again.
func (o *office) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ahead += d
}

// later lets time pass for the console alone.
func (o *office) later(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.late += d
}

func newOffice(t *testing.T) *office {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, key: private, kinds: map[string]int{}}
	archived, letters, _ := embeddedtest.Buckets(t)
	o.gone = archive.NewDisposed(archived, letters)
	table := sqlitetest.New(t)
	desk := registrartest.New(t, table, registrar.Options{
		Now: o.registers, Letters: archive.NewCorrespondence(archived, letters),
		Log: sealing.NewReader(table, sealingtest.NewBucket(t)), // into which nothing is sealed
	})
	o.desk = desk
	o.api = auth.Bearer(public, time.Now, api.Everything(desk, slog.New(slog.DiscardHandler), api.OneMachine{PurposeRequired: true}))
	server := httptest.NewUnstartedServer(o.counting(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.console.ServeHTTP(w, r) })))
	o.console = console.New(console.Config{
		API: counted{client.InProcess{Handler: o.api}}, Address: "http://" + server.Listener.Addr().String(),
		Hosts: []string{server.Listener.Addr().String()}, ArchiveOrigin: "http://letters.invalid", Now: o.now, Log: slog.New(slog.DiscardHandler),
	})
	server.Start()
	t.Cleanup(server.Close)
	o.url = server.URL
	return o
}

// post records something through the API, as the console does not.
func (o *office) post(by disclosure.Caller, path string, body any) string {
	o.t.Helper()
	var answer struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal([]byte(o.ask(by, path, body)), &answer); err != nil {
		o.t.Fatal(err)
	}
	return answer.ID
}

// ask asks the API for a change, and returns its answer.
func (o *office) ask(by disclosure.Caller, path string, body any) string {
	o.t.Helper()
	sent, err := json.Marshal(body)
	if err != nil {
		o.t.Fatal(err)
	}
	o.keys++
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/v1/registers/"+by.Register.String()+path, bytes.NewReader(sent))
	r.Header.Set("Authorization", "Bearer "+o.token(by))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "k"+strconv.Itoa(o.keys))
	w := httptest.NewRecorder()
	o.api.ServeHTTP(w, r)
	if w.Code >= 300 {
		o.t.Fatalf("POST %s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// get asks the API.
func (o *office) get(by disclosure.Caller, path string) string {
	o.t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/v1/registers/"+by.Register.String()+path, nil)
	r.Header.Set("Authorization", "Bearer "+o.token(by))
	r.Header.Set("Access-Purpose", "Testing")
	w := httptest.NewRecorder()
	o.api.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		o.t.Fatalf("GET %s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

func (o *office) token(by disclosure.Caller) string {
	token, err := auth.Issue(o.key, by, time.Now(), 12*time.Hour)
	if err != nil {
		o.t.Fatal(err)
	}
	return token
}

// example is the example disclosure about the person, changed.
func example(t *testing.T, subject string, change func(d map[string]any)) map[string]any {
	t.Helper()
	text, err := os.ReadFile("../../docs/examples/housing-ombudsman.json")
	if err != nil {
		t.Fatal(err)
	}
	var d map[string]any
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	d["subjects"] = []any{map[string]any{"reference": subject, "role": "complainant"}}
	for _, item := range d["data"].([]any) {
		delete(item.(map[string]any), "subject")
	}
	if change != nil {
		change(d)
	}
	if day := d["disclosedAt"].(string)[:len("2026-11-02")]; day < "2026-11-02" {
		d["evidence"].(map[string]any)["investigationRequestDate"] = day // nobody is asked afterwards
	}
	return d
}

// withheldOnAGround makes the example one that is kept from the person until somebody
// decides, and flagged.
func withheldOnAGround(d map[string]any) {
	d["case"] = "DBC-C-2026-0151"
	d["disclosedAt"] = "2026-11-12T11:00:00Z"
	d["justification"].(map[string]any)["exemptions"] = []any{map[string]any{
		"id": "dpa18-sch2-para7", "provisions": []any{"15(1)-(3)"}, "reason": "It would spoil the inquiry.", "reviewBy": disclosure.DateOf(time.Now()).AddDays(90).String(),
	}}
	d["tellSubject"] = map[string]any{"outcome": "not-told", "ground": "dpa18-sch2-para7"}
}

// browser is one browser, as far as the console can tell.
type browser struct {
	o    *office
	http *http.Client
}

func (o *office) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return &browser{o, &http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: o.tls, DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// signedIn is a browser in which somebody has signed in.
func (o *office) signedIn(by disclosure.Caller) *browser {
	o.t.Helper()
	b := o.browser()
	p := b.send(http.MethodPost, "/sign-in", url.Values{"code": {o.code(by)}})
	if p.status != http.StatusSeeOther || p.header.Get("Location") != "/" {
		o.t.Fatalf("signing in: %d to %q", p.status, p.header.Get("Location"))
	}
	return b
}

func (o *office) code(by disclosure.Caller) string {
	return o.console.Offer(console.Person{Register: by.Register, Name: by.Name, Roles: by.Roles, Department: by.Department}, o.token(by))
}

// shownPage is what a browser got.
type shownPage struct {
	t      *testing.T
	status int
	header http.Header
	path   string
	body   string
}

// send sends what a page of the console would, with headers in pairs.
func (b *browser) send(method, path string, values url.Values, headers ...string) shownPage {
	b.o.t.Helper()
	address := b.o.url + path
	if strings.HasPrefix(path, "https://") { // the provider's
		address = path
	}
	r, err := http.NewRequestWithContext(context.Background(), method, address, strings.NewReader(values.Encode()))
	if err != nil {
		b.o.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", b.o.url)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	response, err := b.http.Do(r)
	if err != nil {
		b.o.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.o.t.Fatal(err)
	}
	keepPage(b.o.t, string(body))
	return shownPage{b.o.t, response.StatusCode, response.Header, path, string(body)}
}

// keepPage keeps the pages of signing in by a provider in the folder CONSOLE_PAGES, where
// scripts/console/check.sh has a browser look at them: it has no provider.
func keepPage(t *testing.T, body string) {
	dir := os.Getenv("CONSOLE_PAGES")
	for says, name := range map[string]string{"You sign in with your account": "sign-in-provider", "<h1>Your sign-in has ended</h1>": "kept-form"} {
		if dir == "" || !strings.Contains(body, says) {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// open goes to the address and wherever it leads.
func (b *browser) open(path string) shownPage {
	b.o.t.Helper()
	return b.follow(b.send(http.MethodGet, path, nil))
}

func (b *browser) follow(p shownPage) shownPage {
	b.o.t.Helper()
	for range 8 {
		if p.status != http.StatusSeeOther && p.status != http.StatusFound {
			return p
		}
		p = b.send(http.MethodGet, strings.TrimPrefix(p.header.Get("Location"), b.o.url), nil)
	}
	b.o.t.Fatal("the pages lead in a circle")
	return p
}

var (
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)
	anchor = regexp.MustCompile(`(?s)<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
)

// form is what the last form of the page sends, with the values given in pairs.
func (p shownPage) form(pairs ...string) url.Values {
	p.t.Helper()
	main := p.body[strings.LastIndex(p.body, "<form"):]
	values := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(main, -1) {
		values.Set(m[1], html.UnescapeString(m[2]))
	}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}

// fill sends the page's form and follows it.
func (b *browser) fill(p shownPage, pairs ...string) shownPage {
	b.o.t.Helper()
	return b.follow(b.sendForm(p, pairs...))
}

func (b *browser) sendForm(p shownPage, pairs ...string) shownPage {
	b.o.t.Helper()
	to := p.path
	forms := p.body[strings.LastIndex(p.body, "<form"):]
	if m := regexp.MustCompile(`^<form[^>]* action="([^"]+)"`).FindStringSubmatch(forms); m != nil {
		to = m[1]
	}
	return b.send(http.MethodPost, to, p.form(pairs...))
}

// link is the address of the first link with the words.
func (p shownPage) link(words string) string {
	p.t.Helper()
	for _, m := range anchor.FindAllStringSubmatch(p.body, -1) {
		if strings.Contains(tags.ReplaceAllString(m[2], ""), words) {
			return html.UnescapeString(m[1])
		}
	}
	p.t.Fatalf("no link %q on the page:\n%s", words, p.text())
	return ""
}

func (p shownPage) text() string {
	return html.UnescapeString(strings.Join(strings.Fields(tags.ReplaceAllString(p.body, " ")), " "))
}

// says fails the test where the page lacks any of the words.
func (p shownPage) says(words ...string) shownPage {
	p.t.Helper()
	for _, w := range words {
		if !strings.Contains(p.text(), w) {
			p.t.Errorf("the page does not say %q (%d):\n%s", w, p.status, p.text())
		}
	}
	return p
}

func (p shownPage) saysNot(words ...string) shownPage {
	p.t.Helper()
	for _, w := range words {
		if strings.Contains(p.text(), w) {
			p.t.Errorf("the page says %q:\n%s", w, p.text())
		}
	}
	return p
}

// person opens a person's page, as a search does.
func (b *browser) person(reference string) shownPage {
	b.o.t.Helper()
	return b.fill(b.open("/search"), "reference", reference, "why", "Request of 2 November")
}

// section is the part of the page under the id.
func (p shownPage) section(id string) shownPage {
	p.t.Helper()
	from := strings.Index(p.body, `<section aria-labelledby="`+id+`"`)
	if from < 0 {
		p.t.Fatalf("the page has no part %s:\n%s", id, p.text())
	}
	p.body = p.body[from:]
	p.body = p.body[:strings.Index(p.body, "</section>")]
	return p
}

// regexpFirst is what the pattern's first group first matches, unescaped.
func regexpFirst(body, pattern string) string {
	if m := regexp.MustCompile(pattern).FindStringSubmatch(body); m != nil {
		return html.UnescapeString(m[1])
	}
	return ""
}
