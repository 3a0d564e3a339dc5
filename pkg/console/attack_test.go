package console_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

func TestACodeIsSpentOnceWithinTenMinutes(t *testing.T) {
	o := newOffice(t)
	spent, late := o.code(dpo), o.code(dpo)
	o.later(9 * time.Minute)
	if p := o.browser().send(http.MethodPost, "/sign-in", url.Values{"code": {spent}}); p.status != http.StatusSeeOther {
		t.Errorf("after nine minutes: %d", p.status)
	}
	o.later(time.Minute)
	for name, code := range map[string]string{"spent already": spent, "ten minutes old": late, "guessed": strings.Repeat("A", 22), "none": ""} {
		p := o.browser().send(http.MethodPost, "/sign-in", url.Values{"code": {code}})
		if p.status != http.StatusForbidden || len(p.header["Set-Cookie"]) != 0 {
			t.Errorf("a code %s: %d, %q", name, p.status, p.header["Set-Cookie"])
		}
	}
}

func TestTheCookie(t *testing.T) {
	o := newOffice(t)
	p := o.browser().send(http.MethodPost, "/sign-in", url.Values{"code": {o.code(dpo)}})
	set := p.header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(set, want) {
			t.Errorf("the cookie is %q, want %s", set, want)
		}
	}
	if strings.Contains(set, "Domain") || strings.Contains(set, dpo.Name) || len(set) > 200 {
		t.Errorf("the cookie is %q", set)
	}
}

// An id that somebody planted is never taken over.
func TestASessionIsNotFixed(t *testing.T) {
	o := newOffice(t)
	name, id, _ := strings.Cut(strings.Split(o.browser().send(http.MethodPost, "/sign-in", url.Values{"code": {o.code(auditor)}}).header.Get("Set-Cookie"), ";")[0], "=")
	planted := name + "=" + id
	p := o.browser().send(http.MethodPost, "/sign-in", url.Values{"code": {o.code(dpo)}}, "Cookie", planted)
	if set := p.header.Get("Set-Cookie"); strings.Contains(set, id) {
		t.Errorf("the planted id was kept: %s", set)
	}
	if p := o.browser().send(http.MethodGet, "/", nil, "Cookie", planted); p.status != http.StatusSeeOther {
		t.Errorf("the planted id still opens a session: %d", p.status)
	}
	if p := o.browser().send(http.MethodGet, "/", nil, "Cookie", name+"=AAAAAAAAAAAAAAAAAAAAAA"); p.header.Get("Location") != "/sign-in" {
		t.Errorf("an invented id: %d", p.status)
	}
}

func TestWhatDidNotComeFromAPageIsRefused(t *testing.T) {
	o := newOffice(t)
	b, other := o.signedIn(dpo), o.signedIn(second)
	search := b.open("/search")
	good := search.form("reference", someone, "why", "Testing")
	foreign := good
	foreign = url.Values{}
	for k, v := range good {
		foreign[k] = v
	}
	foreign.Set("form", other.open("/search").form().Get("form"))
	none := url.Values{"reference": {someone}, "why": {"Testing"}}
	for name, tt := range map[string]struct {
		values  url.Values
		headers []string
		want    int
	}{
		"from the page":                {good, nil, http.StatusSeeOther},
		"from another site":            {good, []string{"Origin", "https://example.org"}, http.StatusForbidden},
		"from another port":            {good, []string{"Origin", "http://127.0.0.1:1"}, http.StatusForbidden},
		"from nowhere":                 {good, []string{"Origin", ""}, http.StatusForbidden},
		"from a hidden place":          {good, []string{"Origin", "null"}, http.StatusForbidden},
		"from a site beside this one":  {good, []string{"Sec-Fetch-Site", "same-site"}, http.StatusForbidden},
		"without the session's proof":  {none, nil, http.StatusForbidden},
		"with another session's proof": {foreign, nil, http.StatusForbidden},
		"to another name":              {good, []string{"Host", "register.example.org"}, http.StatusMisdirectedRequest},
	} {
		if p := b.send(http.MethodPost, "/search", tt.values, tt.headers...); p.status != tt.want {
			t.Errorf("%s: %d, want %d", name, p.status, tt.want)
		}
	}
	for _, path := range []string{"/sign-in", "/sign-out", "/search", "/why"} {
		if p := b.send(http.MethodPost, path, url.Values{"code": {o.code(dpo)}}, "Origin", "https://example.org"); p.status != http.StatusForbidden {
			t.Errorf("POST %s from another site: %d", path, p.status)
		}
	}
	if p := b.send(http.MethodGet, "/", nil, "Host", "register.example.org"); p.status != http.StatusMisdirectedRequest {
		t.Errorf("by another name: %d", p.status)
	}
	if p := b.send(http.MethodPost, "/sign-out", url.Values{"form": {"forged"}}); p.status != http.StatusForbidden {
		t.Errorf("a forged signing out: %d", p.status)
	}
	if p := b.open("/"); p.status != http.StatusOK {
		t.Errorf("still signed in: %d", p.status)
	}
}

func TestAHandleIsGoodForItsSessionItsPageAndHalfAnHour(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(dpo)
	p := b.person(someone)
	path := p.path
	if again := b.open(path); again.status != http.StatusOK {
		t.Errorf("again, as a refresh does: %d", again.status)
	}
	swapped := "A"
	if path[len("/person/")+20] == 'A' {
		swapped = "B"
	}
	for name, other := range map[string]string{
		"a letter of it changed":   path[:len("/person/")+20] + swapped + path[len("/person/")+21:],
		"of another kind":          strings.Replace(path, "/person/", "/answer/", 1),
		"cut":                      path[:20],
		"none":                     "/person/x",
		"a reference in its place": "/person/" + someone,
	} {
		if got := b.open(other); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	if got := o.signedIn(second).open(path).saysNot(someone); got.status != http.StatusNotFound {
		t.Errorf("in another session: %d", got.status)
	}
	o.later(29 * time.Minute)
	b.open(path).says("What was shared")
	o.later(time.Minute)
	asked := b.open(path).says("Why are you looking?").saysNot("What was shared")
	b.fill(asked, "why", "").says("Say why you are looking.")
	b.fill(asked, "why", "Still the request of 2 November").says("What was shared", "You are looking because: Still the request of 2 November")
}

// No address of a page, and so no history, log or referrer, holds a reference, a case
// or an entry.
func TestNoReferenceStandsInAnAddress(t *testing.T) {
	o := newOffice(t)
	id := o.post(recorder, "/disclosures", example(t, someone, withheldOnAGround))
	b := o.signedIn(dpo)
	b.fill(b.open(b.open(b.person(someone).link("Answer the person")).link("Record a request")), "askedBy", "B. Sample", "as", "person", "received", "2026-11-02")
	seen := map[string]bool{}
	addresses := regexp.MustCompile(`(?:href|action|src)="([^"]+)"`)
	var visit func(path string, depth int)
	visit = func(path string, depth int) {
		p := b.open(path)
		if p.status >= http.StatusInternalServerError {
			t.Errorf("%s: %d", path[:min(12, len(path))], p.status)
		}
		for _, m := range addresses.FindAllStringSubmatch(p.body, -1) {
			for _, word := range []string{someone, "DBC-C-2026", id, "Sample"} {
				if strings.Contains(m[1], word) {
					t.Errorf("an address holds %q: %s", word, m[1])
				}
			}
			kind := strings.Join(strings.Split(m[1], "/")[:min(2, strings.Count(m[1], "/")+1)], "/")
			if depth > 0 && strings.HasPrefix(m[1], "/") && !seen[kind] && strings.Count(m[1], "/") > 1 {
				seen[kind] = true
				visit(m[1], depth-1)
			}
		}
	}
	p := b.person(someone)
	visit(p.path, 9)
	visit("/", 0)
	for _, want := range []string{"/answer", "/record", "/decide", "/letter", "/request"} {
		if !seen[want] {
			t.Errorf("the walk never came to %s", want)
		}
	}
}

// Whatever text stands in whatever field, it stays text.
func TestStoredMarkupStaysText(t *testing.T) {
	const markup = `"><img src=x onerror=alert(1)><script>alert(2)</script>'`
	o := newOffice(t)
	d := example(t, someone, withheldOnAGround)
	for _, field := range []string{"reason", "purpose"} {
		d[field] = markup
	}
	recipient := d["recipient"].(map[string]any)
	recipient["organisation"], recipient["person"], recipient["post"] = "Housing Ombudsman Service "+markup, markup, markup
	for _, item := range d["data"].([]any) {
		item.(map[string]any)["description"] = markup
	}
	d["justification"].(map[string]any)["necessity"] = markup
	d["authorisedBy"] = map[string]any{"name": "N. " + markup, "post": markup}
	evidence := d["evidence"].(map[string]any)
	for name, value := range evidence {
		if _, text := value.(string); text && !strings.HasSuffix(name, "Date") {
			evidence[name] = markup
		}
	}
	o.post(recorder, "/disclosures", d)
	o.post(dpo, "/facts", map[string]any{
		"kind": "objection", "about": map[string]string{"dimension": "subject", "reference": someone}, "from": "2026-11-01", "reason": markup, "reference": markup,
	})
	nasty := dpo
	nasty.Name, nasty.Subject = "D. "+strings.ReplaceAll(markup, "'", ""), "n"
	b := o.signedIn(nasty)
	plain := func(p shownPage) shownPage {
		t.Helper()
		if strings.Contains(p.body, "<img") || strings.Contains(p.body, "<script>") || strings.Contains(p.body, "onerror=alert(1)>") {
			t.Errorf("%s: markup came through", p.path[:min(12, len(p.path))])
		}
		return p
	}
	plain(b.fill(b.open("/search"), "reference", markup, "why", markup+strings.Repeat("x", 500)))
	p := plain(b.fill(b.open("/search"), "reference", someone, "why", markup)).says("onerror=alert(1)")
	plain(b.open(p.link("Open"))).says("onerror=alert(1)")
	answer := plain(b.open(p.link("Answer the person")))
	form := b.open(answer.link("Record a request"))
	plain(b.fill(form, "askedBy", markup, "as", "person", "received", markup, "reference", markup))
	answer = plain(b.fill(form, "askedBy", "B. "+markup, "as", "person", "received", "2026-11-02", "identitySettled", "2026-11-02", "reference", markup))
	decide := plain(b.open(answer.link("Decide")))
	plain(b.fill(decide, "decision", markup, "reason", markup, "ground", markup, "provisions", markup, "asked-who", markup, "asked-on", markup, "asked-said", markup))
	plain(b.open(answer.link("Release this answer")))
	plain(b.open(answer.link("See the letter")))
	plain(b.open("/"))
	plain(b.fill(b.open("/flags"), "why", markup))
	plain(b.fill(b.open("/requests"), "why", markup))
}

func TestEveryPageIsKeptFromFramesCachesAndScripts(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(dpo)
	for _, path := range []string{"/", "/search", "/sign-in", "/signed-out", "/nothing", "/person/x", "/flags", "/assets/console.css", "/assets/none"} {
		p := b.send(http.MethodGet, path, nil)
		policy := p.header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy is %q, want %s", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") != (path == "/sign-in") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		if !strings.HasPrefix(path, "/assets") && p.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %q", path, p.header.Get("Cache-Control"))
		}
		if p.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be read as something else", path)
		}
		if regexp.MustCompile(`<script>|<style|style=| on[a-z]+=|javascript:`).MatchString(p.body) && !strings.HasPrefix(path, "/assets") {
			t.Errorf("%s has script or style within it", path)
		}
	}
}

// Nobody is sent elsewhere, whatever the address says.
func TestNoRedirectLeadsAway(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(dpo)
	for _, path := range []string{"/sign-in?next=https://example.org", "//example.org/", "/\\example.org", "/search?task=//example.org", "/person//example.org", "/%2f%2fexample.org"} {
		p := b.send(http.MethodGet, path, nil)
		if to := p.header.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\")) {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	p := b.send(http.MethodPost, "/sign-in?next=https://example.org", url.Values{"code": {o.code(dpo)}, "next": {"https://example.org"}})
	if to := p.header.Get("Location"); to != "/" {
		t.Errorf("signing in leads to %q", to)
	}
}

func TestTwoTabsDoNotDisturbEachOther(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	o.post(recorder, "/disclosures", example(t, "DBC-P-2", func(d map[string]any) { d["case"] = "DBC-C-2026-0199" }))
	b := o.signedIn(dpo)
	one := b.open(b.person(someone).link("Answer the person"))
	other := b.open(b.fill(b.open("/search"), "reference", "DBC-P-2", "why", "Another task").link("Answer the person"))
	formOne, formOther := b.open(one.link("Record a request")), b.open(other.link("Record a request"))
	b.fill(formOther, "askedBy", "Other Sample", "as", "person", "received", "2026-11-02").says("Another task", "DBC-P-2", "Other Sample").saysNot(someone)
	b.fill(formOne, "askedBy", "One Sample", "as", "person", "received", "2026-11-02").says("Request of 2 November", someone, "One Sample").saysNot("DBC-P-2")
}

func TestAfterSigningOutNothingOpens(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(dpo)
	p := b.person(someone)
	form := b.open(b.open(p.link("Answer the person")).link("Record a request"))
	cookie := b.http.Jar.Cookies(must(url.Parse(o.url)))[0]
	out := url.Values{"form": {p.form().Get("form")}}
	if out.Get("form") == "" {
		out.Set("form", hidden.FindStringSubmatch(p.body)[2])
	}
	if left := b.send(http.MethodPost, "/sign-out", out); left.header.Get("Location") != "/signed-out" || left.header.Get("Clear-Site-Data") == "" {
		t.Fatalf("signing out: %d %v", left.status, left.header)
	}
	for name, got := range map[string]shownPage{
		"back":                         b.send(http.MethodGet, p.path, nil),
		"back, with the cookie it had": b.send(http.MethodGet, p.path, nil, "Cookie", cookie.Name+"="+cookie.Value),
	} {
		if got.status != http.StatusSeeOther || got.header.Get("Location") != "/sign-in" {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	b.sendForm(form, "askedBy", "B. Sample", "as", "person", "received", "2026-11-02").says("You are not signed in", "Nothing was recorded")
	if got := o.get(dpo, "/access-requests"); strings.Contains(got, "askedBy") {
		t.Errorf("it was recorded: %s", got)
	}
}

func TestASessionEndsIdleAndInAll(t *testing.T) {
	o := newOffice(t)
	idle := o.signedIn(dpo)
	o.later(29 * time.Minute)
	if p := idle.send(http.MethodGet, "/search", nil); p.status != http.StatusOK {
		t.Errorf("after 29 idle minutes: %d", p.status)
	}
	o.later(30 * time.Minute)
	if p := idle.send(http.MethodGet, "/search", nil); p.status != http.StatusSeeOther {
		t.Errorf("after 30 idle minutes: %d", p.status)
	}
	busy := o.signedIn(dpo)
	for range 12*3 - 1 {
		o.later(20 * time.Minute)
		if p := busy.send(http.MethodGet, "/search", nil); p.status != http.StatusOK {
			t.Fatalf("within 12 hours: %d", p.status)
		}
	}
	o.later(20 * time.Minute)
	if p := busy.send(http.MethodGet, "/search", nil); p.status != http.StatusSeeOther {
		t.Errorf("after 12 hours: %d", p.status)
	}
}

// Every page that a Data Protection Officer, an officer or an auditor can come to, and every
// form sent with markup in all its fields, keeps it text, leads nowhere else, and has at most 60 KB. What is
// looked through are two pages of each kind.
func TestMarkupStaysTextOnEveryPage(t *testing.T) {
	const markup = `"><img src=x onerror=alert(1)><script>alert(2)</script>'`
	o := aBusyOffice(t)
	d := example(t, "DBC-P-9", withheldOnAGround)
	d["case"], d["reason"] = "DBC-C-9", markup
	d["recipient"].(map[string]any)["organisation"] = "Housing Ombudsman Service " + markup
	o.post(recorder, "/disclosures", d)
	o.post(dpo, "/cases/DBC-C-9/holds", map[string]any{"by": markup, "reason": markup, "reviewOn": disclosure.DateOf(o.now()).AddDays(60).String()})
	about := map[string]string{"dimension": "subject", "reference": "DBC-P-9"}
	o.post(dpo, "/facts", map[string]any{"kind": "restriction", "about": about, "from": "2026-11-01", "reason": markup, "reference": markup})
	o.ask(recorder, "/cases/DBC-C-9/correspondence", client.LetterAsked{Title: markup, ContentType: "application/pdf", Size: 1, SHA256: digest([]byte("x"))})

	kindOf := func(path string) string {
		kind, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		kind, _, _ = strings.Cut(kind, "?")
		return kind
	}
	check := func(p shownPage) {
		t.Helper()
		if strings.HasPrefix(p.header.Get("Content-Type"), "text/csv") { // saved, and shown by no browser
			if !strings.HasPrefix(p.header.Get("Content-Disposition"), "attachment") || p.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("/%s: %v", kindOf(p.path), p.header)
			}
			return
		}
		if strings.Contains(p.body, "<img") || strings.Contains(p.body, "<script>") || strings.Contains(p.body, "onerror=alert(1)>") {
			t.Errorf("/%s: markup came through", kindOf(p.path))
		}
		if p.status >= 500 || len(p.body) > 60<<10 {
			t.Errorf("/%s: %d with %d bytes, want at most 60 KB", kindOf(p.path), p.status, len(p.body))
		}
		for _, m := range regexp.MustCompile(`(?:href|src|action)="([^"]*)"`).FindAllStringSubmatch(p.body, -1) {
			if !strings.HasPrefix(m[1], "/") && !strings.HasPrefix(m[1], "#") || strings.HasPrefix(m[1], "//") {
				t.Errorf("/%s leads to %.40s", kindOf(p.path), m[1])
			}
		}
	}
	for _, one := range []struct {
		by    disclosure.Caller
		kinds []string
	}{
		{dpo, []string{
			"person", "record", "answer", "request", "decide", "letter", "flagged", "clear", "requested", "case", "hold", "share", "correct", "attach", "put-on-record", "replace", "confirm",
			"retained", "breaches", "breach", "untold", "agreed", "looked", "numbers", "exports-of", "ask-export", "rules", "close", "dates", "found", "annual-return", "processing", "sample", "spreadsheet", "list", "join", "joins",
		}},
		{recorder, []string{"person", "record", "own-case", "cases", "left", "finish", "attach", "share", "footing", "correct", "put-on-record", "close", "found", "agreed", "list", "table"}},
		{auditor, []string{"person", "record", "answer", "letter", "flagged", "requested", "case", "retained", "looked", "numbers", "exports-of", "sample"}},
	} {
		b := o.signedIn(one.by)
		seen, asked, waiting := map[string]int{}, map[string]int{}, []string{"/", "/search", "/more", "/put", "/disclose", "/cases", "/disclosures", "/left", "/agreements"}
		for len(waiting) > 0 {
			path := waiting[0]
			waiting = waiting[1:]
			if seen[kindOf(path)] == 2 || kindOf(path) == "assets" {
				continue
			}
			p := b.follow(b.send(http.MethodGet, path, nil))
			check(p)
			if strings.Contains(p.body, `action="/why"`) { // the question before a page is not the page
				if asked[kindOf(path)]++; asked[kindOf(path)] <= 4 {
					b.fill(p, "why", "")
					waiting = append(waiting, b.sendForm(p, "why", "Because: "+markup).header.Get("Location"))
				}
				continue
			}
			seen[kindOf(path)]++
			for _, m := range regexp.MustCompile(`href="(/[^"#]*)"`).FindAllStringSubmatch(p.body, -1) {
				waiting = append(waiting, html.UnescapeString(m[1]))
			}
			forms := strings.Split(p.body, "<form")[1:]
			if len(forms) < 2 { // signing out is on every page, and nothing else
				continue
			}
			var typed []string
			for _, m := range regexp.MustCompile(`name="([^"]+)"[^>]* type="(?:text|date|time)"|<textarea[^>]* name="([^"]+)"`).FindAllStringSubmatch(forms[len(forms)-1], -1) {
				typed = append(typed, html.UnescapeString(m[1]+m[2]), markup)
			}
			sent := b.sendForm(p, typed...)
			if sent.status == http.StatusSeeOther {
				waiting = append(waiting, sent.header.Get("Location"))
				continue
			}
			check(sent)
		}
		for _, kind := range one.kinds {
			if seen[kind] == 0 {
				t.Errorf("no page of the kind %s was come to by %s", kind, one.by.Roles)
			}
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
