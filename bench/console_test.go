//go:build bench

package bench_test

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/client"
	"disclosure-register/pkg/console"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/sealingtest"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

const (
	atWork  = 8 // people
	rounds  = 60
	atLarge = 100_000 // disclosures
	allowed = 10 * time.Millisecond
)

// benchConsole times pages of the console while eight people open them, and the calls of
// the API that each page waits for, which it makes side by side.
func benchConsole(b *testing.B) {
	table1 := sqlitetest.New(b)
	desk := registrartest.New(b, table1, registrar.Options{Log: sealing.NewReader(table1, sealingtest.NewBucket(b))})
	for n := range 10 {
		record(b, desk, fmt.Sprint("somebody-", n))
	}
	var model []store.Item
	for _, w := range transactions(b, "model-", 1)[0] {
		if strings.HasPrefix(w.Item.Partition, "idx#E07000107#all") || strings.HasPrefix(w.Item.Partition, "idx#E07000107#department#") {
			model = append(model, w.Item)
		}
	}
	fill(b, table1, model, 0, atLarge)
	progress("%d people open pages among %d disclosures", atWork, atLarge)
	public, key, err := ed25519.GenerateKey(nil)
	must(b, err)
	calls := &clocked{client.InProcess{Handler: auth.Bearer(public, time.Now, api.Everything(desk, slog.New(slog.DiscardHandler), api.OneMachine{}))}}
	pages := console.New(console.Config{API: calls, Address: "http://console", Hosts: []string{"console"}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	token, err := auth.Issue(key, dpo, time.Now(), time.Hour)
	must(b, err)

	var mu sync.Mutex
	took := map[string][]opened{}
	var all sync.WaitGroup
	for range atWork {
		code := pages.Offer(console.Person{Register: dartford, Name: dpo.Name, Roles: dpo.Roles}, token)
		all.Go(func() {
			v := visitor{b: b, pages: pages}
			v.post("/sign-in", "code", code)
			person := v.post("/search", "reference", "BENCH-P-somebody-1", "why", "Benchmark")
			paths := map[string]string{
				"Today": "/", "Search": "/search", "Person": person,
				"Disclosure": v.link(person, "Open"), "Answer": v.link(person, "Answer the person"),
				"Flags": v.why("/flags"), "Disclosures": v.why("/disclosures"), "Retention": v.why("/retention"), "Who looked": v.why("/looks"),
			}
			for range rounds {
				for name, path := range paths {
					one := v.open(path)
					mu.Lock()
					took[name] = append(took[name], one)
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	lines := []string{row("page", "median", "p99", "p99 of what it waits for", "1.5 × that + 10 ms", "", "bytes")}
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range took {
			if !yield(name) {
				return
			}
		}
	}) {
		page, waited := at99(took[name], func(o opened) time.Duration { return o.page }), at99(took[name], func(o opened) time.Duration { return o.waited })
		most := waited*3/2 + allowed
		within := "within"
		if page > most {
			within = "BEYOND"
		}
		lines = append(lines, row(name, at(took[name], 50, func(o opened) time.Duration { return o.page }), page, waited, most, within, took[name][0].bytes))
	}
	table(fmt.Sprintf("A page of the console, %d people at once, %d disclosures", atWork, atLarge), lines...)
}

// opened is a page that was opened: how long it took, for how long of that a call of the
// API was under way, and how long it is.
type opened struct {
	page, waited time.Duration
	bytes        int
}

func at99(all []opened, of func(opened) time.Duration) time.Duration { return at(all, 99, of) }

// at is the value below which so many in a hundred lie.
func at(all []opened, percent int, of func(opened) time.Duration) time.Duration {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b opened) int { return cmp.Compare(of(a), of(b)) })
	return of(sorted[len(sorted)*percent/100])
}

// clocked passes calls on, and tells the page that made each when it was under way.
type clocked struct{ api client.InProcess }

type clockKey struct{}

// clock is when calls of one page were under way.
type clock struct {
	mu    sync.Mutex
	spans [][2]time.Time
}

func (c *clocked) RoundTrip(r *http.Request) (*http.Response, error) {
	from := time.Now()
	response, err := c.api.RoundTrip(r)
	if of, there := r.Context().Value(clockKey{}).(*clock); there {
		of.mu.Lock()
		of.spans = append(of.spans, [2]time.Time{from, time.Now()})
		of.mu.Unlock()
	}
	return response, err
}

// waited is for how long at least one call was under way.
func (c *clock) waited() (all time.Duration) {
	slices.SortFunc(c.spans, func(a, b [2]time.Time) int { return a[0].Compare(b[0]) })
	var until time.Time
	for _, s := range c.spans {
		if s[0].Before(until) {
			s[0] = until
		}
		if s[1].After(s[0]) {
			all, until = all+s[1].Sub(s[0]), s[1]
		}
	}
	return all
}

// visitor is one person at one browser.
type visitor struct {
	b      *testing.B
	pages  *console.Console
	cookie string
	form   string
}

var sealedForm = regexp.MustCompile(`name="form" value="([^"]+)"`)

func (v *visitor) send(method, path string, values url.Values) (*httptest.ResponseRecorder, *clock) {
	c := &clock{}
	r := httptest.NewRequestWithContext(context.WithValue(context.Background(), clockKey{}, c), method, "http://console"+path, strings.NewReader(values.Encode()))
	r.Header.Set("Cookie", v.cookie)
	if method == http.MethodPost {
		r.Header.Set("Origin", "http://console")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	v.pages.ServeHTTP(w, r)
	return w, c
}

// post sends a form and returns where it leads.
func (v *visitor) post(path string, pairs ...string) string {
	values := url.Values{"form": {v.form}}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	w, _ := v.send(http.MethodPost, path, values)
	if w.Code != http.StatusSeeOther {
		v.b.Errorf("%s was answered %d", path, w.Code)
	}
	if set := w.Result().Cookies(); len(set) > 0 {
		v.cookie = set[0].Name + "=" + set[0].Value
		home, _ := v.send(http.MethodGet, "/", nil)
		v.form = sealedForm.FindStringSubmatch(home.Body.String())[1]
	}
	return w.Header().Get("Location")
}

// why answers why somebody looks, and returns the page's address.
func (v *visitor) why(path string) string {
	w, _ := v.send(http.MethodGet, path, nil)
	return v.post("/why", "why", "Benchmark", "task", regexp.MustCompile(`name="task" value="([^"]+)"`).FindStringSubmatch(w.Body.String())[1])
}

// link is the address of the page's first link that begins with the words.
func (v *visitor) link(path, words string) string {
	w, _ := v.send(http.MethodGet, path, nil)
	return html.UnescapeString(regexp.MustCompile(`href="([^"]+)">` + words).FindStringSubmatch(w.Body.String())[1])
}

func (v *visitor) open(path string) opened {
	from := time.Now()
	w, c := v.send(http.MethodGet, path, nil)
	took := time.Since(from)
	if w.Code != http.StatusOK {
		v.b.Errorf("a page was answered %d", w.Code)
	}
	return opened{took, c.waited(), w.Body.Len()}
}
