package console_test

import (
	"context"
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/console"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/cases"
)

// mostCalls is how many calls of the API a page makes, at most and side by side; Today makes
// one.
const mostCalls = 3

// pageCalls are the calls of the API that one page made.
type pageCalls struct {
	held  time.Duration // how long each is held back, so that those beside it have begun
	mu    sync.Mutex
	ended int // calls that have ended, so far
	calls []apiCall
}

// apiCall is a call, and how many had ended when it began: one of them, at least, came
// before it.
type apiCall struct {
	path         string
	begun, ended int
}

// deep is how many calls followed one upon another.
func (p *pageCalls) deep() int {
	calls := slices.SortedFunc(slices.Values(p.calls), func(a, b apiCall) int { return a.ended - b.ended })
	deep, last := 0, 0
	for _, c := range calls {
		if c.begun >= last {
			deep, last = deep+1, c.ended
		}
	}
	return deep
}

// following is how many calls of a page may follow another. What a correction is asked for
// depends on what the disclosure says that it corrects: the second call asks the law, about
// nobody, of what the first has read.
var following = map[string]int{"correct": 1}

type pageKey struct{}

// counting serves each page with what counts the calls that it makes, and fails the test
// of a page that makes too many: of every page that any test of this package opens.
func (o *office) counting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		page := &pageCalls{held: o.held}
		o.mu.Unlock()
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), pageKey{}, page)))
		if r.Method != http.MethodGet {
			return
		}
		kind, most := kindOf(r.URL.Path), mostCalls
		if kind == "" {
			most = 1
		}
		if n := len(page.calls); n > most {
			o.t.Errorf("the page %q makes %d calls, want at most %d: %v", kind, n, most, page.calls)
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		o.kinds[kind]++
		if deep := page.deep() - following[kind]; page.held > 0 && deep > 1 {
			o.t.Errorf("the page %q makes %d calls one after the other, want them side by side: %v", kind, deep, page.calls)
		}
	})
}

func kindOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	kind, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return kind
}

// counted counts the calls of the page that each belongs to. The law in words is none: it
// is the same for everybody, and the console asks for it once in five minutes.
type counted struct{ http.RoundTripper }

func (c counted) RoundTrip(r *http.Request) (*http.Response, error) {
	page, _ := r.Context().Value(pageKey{}).(*pageCalls)
	if page == nil || strings.HasSuffix(r.URL.Path, "/policy") {
		return c.RoundTripper.RoundTrip(r)
	}
	page.mu.Lock()
	call := apiCall{path: r.URL.Path, begun: page.ended}
	page.mu.Unlock()
	time.Sleep(page.held)
	defer func() {
		page.mu.Lock()
		defer page.mu.Unlock()
		page.ended++
		call.ended = page.ended
		page.calls = append(page.calls, call)
	}()
	return c.RoundTripper.RoundTrip(r)
}

// A page asks for all that it shows at once: nobody waits for one answer after another.
// Every page that anybody comes to by links is opened, two of each sort for each of three
// people, and those that only a form leads to.
func TestNoPageAsksForOneThingAfterAnother(t *testing.T) {
	o := aBusyOffice(t)
	today := disclosure.DateOf(o.now())
	o.post(dpo, "/exports", map[string]any{"format": "csv", "filter": map[string]any{}, "purpose": "Yearly audit"})
	o.post(dpo, "/joins", map[string]any{"references": []string{"DBC-P-1", "DBC-P-1B"}, "evidence": "The index has both.", "until": today.AddDays(200)})
	o.post(dpo, "/cases/DBC-C-2/holds", map[string]any{"by": "County Court", "reason": "A claim.", "reviewOn": today.AddDays(60).String()})
	o.post(dpo, "/cases/DBC-C-3/close", map[string]any{"closedOn": today.String()})
	o.post(dpo, "/access-requests", map[string]any{"subject": "DBC-P-1", "askedBy": "C. Sample", "as": "person", "received": today.String(), "identitySettled": today.String()})
	text := must(os.ReadFile("../../docs/examples/share.json"))
	var share map[string]any
	if err := json.Unmarshal(text, &share); err != nil {
		t.Fatal(err)
	}
	o.post(recorder, "/shares", share)
	o.ask(recorder, "/cases/DBC-C-2/correspondence", client.LetterAsked{Title: "Our answer", ContentType: "application/pdf", Size: 1, SHA256: digest([]byte("x"))})

	o.held = 20 * time.Millisecond
	b := o.signedIn(second)
	b.fill(b.open("/search"), "case", "DBC-C-NONE", "why", "Looking").says("There is no case")
	b.open(b.fill(b.open("/search"), "case", "DBC-C-2", "why", "Looking").link("Release this hold")).says("Release")
	b.open(b.fill(b.open("/search"), "case", "DBC-C-3", "why", "Looking").link("Reopen the case")).says("What would follow")
	b.fill(b.open(b.fill(b.open("/letters"), "why", "Looking").link("Our answer"))).says("Finish a letter")
	b.fill(b.fill(b.open("/put"), "kind", "marker", "about", "DBC-P-1")).says("Give the day.")
	b.fill(b.open(b.person("DBC-P-1").link("Put something on record")), "kind", "opinion")
	clerk := o.signedIn(recorder)
	letterIn := func() shownPage {
		return clerk.fill(clerk.open("/search"), "case", "DBC-C-3", "why", "Looking")
	}
	clerk.sendFile(clerk.open(letterIn().link("Attach a letter")), "A letter", "letter.pdf", []byte("%PDF"))
	clerk.send(http.MethodGet, letterIn().link("A letter"), nil)
	good := append([]string{"do", "record", "evidence-ombudsmanCaseRef", "202600000"}, theRest...)
	clerk.fill(onFooting(clerk, "gw-ha96-s51"), good...).says("On record")
	for _, by := range []disclosure.Caller{second, auditor, recorder} {
		o.walk(by)
	}
	years := officeWithWhatIsDue(t)
	years.held = o.held
	years.walk(second)
	years.walk(dpoOf(kent))
	maps.Copy(o.kinds, years.kinds)
	for _, kind := range console.Kinds() {
		// The file of an export is made by a job, which this office has none of: its page leads
		// to the API's link, for which it makes one call, as the page of the export does.
		if o.kinds[kind] == 0 && kind != "file" {
			t.Errorf("no page of the sort %q was come to", kind)
		}
	}
}

const kent disclosure.Register = "E10000016"

func dpoOf(register disclosure.Register) disclosure.Caller {
	of := dpo
	of.Register = register
	return of
}

func recorderOf(register disclosure.Register, department string) disclosure.Caller {
	of := recorder
	of.Register, of.Department = register, department
	return of
}

// officeWithWhatIsDue is one years on: a destruction has begun that can be stopped, and a
// case waits for its review.
func officeWithWhatIsDue(t *testing.T) *office {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) { d["case"] = "DBC-C-1" }))
	o.post(dpo, "/cases/DBC-C-1/close", map[string]any{"closedOn": "2026-11-10"})
	var kents map[string]any
	if err := json.Unmarshal(must(os.ReadFile("../../docs/examples/kent-highways.json")), &kents); err != nil {
		t.Fatal(err)
	}
	kents["case"] = "KCC-C-1"
	o.post(recorderOf(kent, "feedback"), "/disclosures", kents)
	o.post(dpoOf(kent), "/cases/KCC-C-1/dates", map[string]any{"approvalTerminated": "2010-01-31", "classes": []string{"kc-foster-carer"}, "reason": "It is the file of a foster carer."})
	o.pass(3 * 366 * 24 * time.Hour)
	o.beginDisposal()
	return o
}

// beginDisposal has retention begin the destruction of the one case of Dartford's that is
// due, and has no letters, so that it cools off.
func (o *office) beginDisposal() {
	o.t.Helper()
	retention := cases.NewRunner(o.desk.Retention, nil, o.gone, cases.Config{Now: o.now, Today: disclosure.DateOf(o.now())})
	if report, err := retention.Run(o.t.Context(), dartford); err != nil || report.Begun != 1 || report.Certified != 0 {
		o.t.Fatalf("begun are %+v, %v", report, err)
	}
}

// ids are what nobody but a program reads: the rows of the notices and the rules across them, the
// ids of entries, and those of the catalogue.
var ids = func() *regexp.Regexp {
	all := []string{`(?:DC|DM|KC|MS|NK|XX)-[A-Z]*[0-9]+[a-z]?`, `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`}
	add := func(id string) {
		if strings.ContainsAny(id, "-ABCDEFGHIJKLMNOPQRSTUVWXYZ") { // others are words as well
			all = append(all, regexp.QuoteMeta(id))
		}
	}
	law := policy.Load()
	c := law.Catalogue()
	for _, i := range c.Items {
		add(i.ID)
	}
	for _, g := range c.Gateways {
		add(g.ID)
	}
	for _, p := range c.Provisions {
		add(p.ID)
	}
	for _, i := range c.Compatibility {
		add(i.ID)
	}
	for _, d := range c.DataCategories {
		add(d.ID)
	}
	for _, f := range c.Evidence {
		add(f.Name)
		for _, one := range f.Choices {
			add(one)
		}
	}
	for _, r := range c.Recipients {
		add(r.ID)
		for _, k := range r.Kinds {
			add(k.ID)
		}
	}
	for _, r := range law.Registers() {
		for _, n := range r.Notices {
			add(n)
		}
	}
	return regexp.MustCompile(`(?:^|[^A-Za-z0-9-])(` + strings.Join(all, "|") + `)(?:$|[^A-Za-z0-9-])`)
}()

// withIDs are the parts of pages on which an id stands, and why it may.
var withIDs = map[string]*regexp.Regexp{
	"a digest, a receipt or a command is copied, and says nothing in words": regexp.MustCompile(`(?s)<(?:code|pre)>.*?</(?:code|pre)>`),
	"the row is what a notice is quoted by, beside its own words":           regexp.MustCompile(`<dt>Row of the notice</dt><dd>[^<]*</dd>`),
	"words that are ids as well":                                            regexp.MustCompile(`(?i)one-off`),
}

// noIDs fails the test of a page on which an id stands where words should.
func (o *office) noIDs(kind string, p shownPage) {
	o.t.Helper()
	if !strings.HasPrefix(p.header.Get("Content-Type"), "text/html") {
		return // a spreadsheet, which programs read too
	}
	for _, may := range withIDs {
		p.body = may.ReplaceAllString(p.body, " ")
	}
	if at := strings.Index(p.body, "<main"); at >= 0 {
		p.body = p.body[at:]
	}
	for _, m := range ids.FindAllStringSubmatchIndex(p.text(), -1) {
		text := p.text()
		o.t.Errorf("on the page %q stands the id %s: …%s…", kind, text[m[2]:m[3]], text[max(0, m[0]-60):min(len(text), m[1]+40)])
	}
}

// walk opens every page that links lead to, two of each sort, saying why.
func (o *office) walk(by disclosure.Caller) {
	o.t.Helper()
	b := o.signedIn(by)
	seen := map[string]int{}
	waiting := []string{"/", "/search", "/decide-first", "/withholdings", "/tellings", "/emergencies", "/markers", "/facts-to-confirm", "/recorded-twice", "/more", "/put", "/disclose", "/cases", "/disclosures", "/left"}
	for ; len(waiting) > 0; waiting = waiting[1:] {
		kind := kindOf(waiting[0])
		if kind == "assets" || kind == "archived" || seen[kind] == 2 || strings.HasPrefix(waiting[0], "//") { // what is archived is elsewhere
			continue
		}
		p := b.open(waiting[0])
		if strings.Contains(p.body, `action="/why"`) {
			p = b.fill(p, "why", "Looking at every page")
		}
		seen[kind]++
		o.noIDs(kind, p)
		for _, m := range anchor.FindAllStringSubmatch(p.body, -1) {
			waiting = append(waiting, html.UnescapeString(m[1]))
		}
	}
}
