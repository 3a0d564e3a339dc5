package main_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// The link that the command prints signs a browser in, once, as the person it was
// asked for; the pages then show what the API shows that person.
func TestALinkSignsABrowserInOnce(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir())
	if strings.Contains(r.output.String(), "/sign-in#") {
		t.Error("a link stands in what is no terminal")
	}
	link, code := ends(t, "login", "--data", r.data, "--url", r.url, "--register", "E07000107", "--role", "dpo", "--name", "D. P. Officer")
	address, secret, found := strings.Cut(strings.TrimSpace(link), "#")
	if code != 0 || !found || address != r.url+"/sign-in" || len(secret) != 22 {
		t.Fatalf("login ended with %d and printed %q", code, link)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	if _, page := visit(t, browser, http.MethodGet, r.url+"/", nil); !strings.Contains(page, "<h1>Sign in</h1>") {
		t.Errorf("the first page is\n%s", page)
	}
	form := url.Values{"code": {secret}}
	status, page := visit(t, browser, http.MethodPost, address, form)
	if status != http.StatusOK || !strings.Contains(page, "D. P. Officer, Data Protection Officer") || !strings.Contains(page, "Sample Repairs Ltd") {
		t.Errorf("signed in: %d\n%s", status, page)
	}
	if status, _ := visit(t, &http.Client{}, http.MethodPost, address, form); status != http.StatusForbidden {
		t.Errorf("the same code again: %d", status)
	}
	if status, _ := visit(t, browser, http.MethodGet, r.url+"/v1/registers/E07000107/flags", nil); status != http.StatusUnauthorized {
		t.Errorf("the API took the console's cookie for a token: %d", status)
	}
	for name, token := range map[string]string{"no token": "", "a token of somebody's own making": "a.b.c"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+"/sign-in/codes", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s was given a code: %d", name, response.StatusCode)
		}
	}
}

func TestLoginSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"nothing runs there":           {[]string{"--role", "dpo"}, "no issuer key"},
		"a recorder of no department":  {[]string{"--role", "recorder"}, "a recorder belongs to a department"},
		"a register that there is not": {[]string{"--role", "dpo", "--register", "E09999999"}, "there is no register"},
	} {
		args := append([]string{"login", "--data", t.TempDir(), "--register", "E07000107"}, tt.args...)
		if text, code := ends(t, args...); code == 0 || !strings.Contains(text, tt.want) {
			t.Errorf("%s: ended with %d and said %q, want %q", name, code, text, tt.want)
		}
	}
}

func visit(t *testing.T, browser *http.Client, method, address string, form url.Values) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", strings.TrimSuffix(address, "/sign-in"))
	}
	response, err := browser.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(page)
}
