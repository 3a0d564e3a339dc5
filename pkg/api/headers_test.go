package api_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Whatever is answered, a browser runs nothing of it and loads nothing for it, and
// it is kept by nobody on the way.
func TestEveryAnswerTellsABrowserToTrustNothing(t *testing.T) {
	s := newService(t)
	s.send(t, recorder, http.MethodPost, "/disclosures", example(t))
	for _, path := range []string{
		"/subject-report/page?subject=DBC-P-550193&to=person", "/subject-report?subject=DBC-P-550193&to=person", "/annual-return/file?year=2024",
		"/disclosures?no=such", "/nowhere",
	} {
		got := s.send(t, dpo, http.MethodGet, path, nil)
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := got.header.Get(name); got != want {
				t.Errorf("%s: %s: %q, want %q", path, name, got, want)
			}
		}
		for _, directive := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} {
			if policy := got.header.Get("Content-Security-Policy"); !strings.Contains(policy, directive) || strings.Contains(policy, "unsafe") {
				t.Errorf("%s: policy %q has no %s, or lets in what is unsafe", path, policy, directive)
			}
		}
	}
}

// The page's one style element is the one that the policy names. After a change to
// it put the digest that this test wants into pageStyle.
func TestThePageNeedsOnlyTheStyleThatItsPolicyNames(t *testing.T) {
	s := newService(t)
	s.send(t, recorder, http.MethodPost, "/disclosures", example(t))
	page := s.send(t, dpo, http.MethodGet, "/subject-report/page?subject=DBC-P-550193&to=person", nil)
	styles := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindAllSubmatch(page.body, -1)
	if len(styles) != 1 {
		t.Fatalf("%d style elements, want one", len(styles))
	}
	sum := sha256.Sum256(styles[0][1])
	want := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	if got := page.header.Get("Content-Security-Policy"); !strings.Contains(got, want) {
		t.Errorf("got policy %q, want %s", got, want)
	}
	if found := regexp.MustCompile(`(?i)<(script|link|img|iframe|form|base|object|embed|meta http-equiv)\b|\son\w+=|\sstyle=|javascript:`).Find(page.body); found != nil {
		t.Errorf("the page has %q, which its policy forbids", found)
	}
}
