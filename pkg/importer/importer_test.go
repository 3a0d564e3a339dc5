package importer_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/importer"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/sheet"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

const dartford disclosure.Register = "E07000107"

// register is the whole API over a table of its own.
type register struct {
	*httptest.Server
	token string
	dpo   string
}

func newRegister(t *testing.T) *register {
	t.Helper()
	now := func() time.Time { return time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC) }
	desk := registrartest.New(t, sqlitetest.New(t), registrar.Options{Now: now})
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	everything := api.Everything(desk, slog.New(slog.NewTextHandler(io.Discard, nil)), api.OneMachine{})
	r := &register{Server: httptest.NewServer(auth.Bearer(public, time.Now, everything))}
	t.Cleanup(r.Close)
	token := func(c disclosure.Caller) string {
		c.Register, c.Subject, c.Name = dartford, c.Department, "Import"
		token, err := auth.Issue(private, c, time.Now(), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	r.token = token(disclosure.Caller{Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing"})
	r.dpo = token(disclosure.Caller{Roles: []disclosure.Role{disclosure.DPO}, Department: "audit"})
	return r
}

// recorded counts the disclosures of the register.
func (r *register) recorded(t *testing.T) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.URL+"/v1/registers/"+string(dartford)+"/disclosures?limit=200", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+r.dpo)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var page struct{ Rows []struct{ ID string } }
	if err := json.NewDecoder(response.Body).Decode(&page); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("search: %d, %v", response.StatusCode, err)
	}
	return len(page.Rows)
}

const examples = "../../docs/examples/import/"

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// run imports the text of a .csv file with the example's mapping, and returns
// what it reports.
func run(t *testing.T, service *importer.Service, csv string, change ...func(*importer.Import)) (importer.Tally, string, error) {
	t.Helper()
	return runWith(t, service, read(t, examples+"housing-log.yaml"), csv, change...)
}

// runWith does so with another mapping.
func runWith(t *testing.T, service *importer.Service, words, csv string, change ...func(*importer.Import)) (importer.Tally, string, error) {
	t.Helper()
	mapping, err := sheet.ReadMapping([]byte(words))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := sheet.Open(path, mapping.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var report bytes.Buffer
	i := &importer.Import{
		Sheet: rows, Mapping: mapping, Service: service, Out: &report, LooksLike: policy.LooksLikeNoReference, NotOne: policy.NotOneRecipient, Progress: io.Discard, Pause: func(context.Context, int) {},
	}
	for _, c := range change {
		c(i)
	}
	tally, err := i.Run(t.Context())
	return tally, report.String(), err
}

func (r *register) service() *importer.Service {
	return &importer.Service{URL: r.URL, Register: string(dartford), Token: r.token}
}

func dry(i *importer.Import) { i.DryRun = true }

// docs/import.md and its example are what happens.
func TestTheExampleOfTheDocsIsImported(t *testing.T) {
	r := newRegister(t)
	log := read(t, examples+"housing-log.csv")
	tally, report, err := run(t, r.service(), log, dry)
	if want := (importer.Tally{Rows: 5, Recorded: 4, Flagged: 1, Wrong: 1}); err != nil || tally != want {
		t.Fatalf("tried: got %v, %v; want %v\n%s", tally, err, want, report)
	}
	said := strings.Split(strings.TrimSpace(report), "\n")
	for _, line := range []string{
		"row 6, Date: This is no such day, or is not written as the mapping says (dd/mm/yyyy). Write it so, or add to the mapping how it is written.",
		"row 6, Who asked: The mapping does not say what this word means. Write one that it lists, or add this one to it.",
	} {
		if !slices.Contains(said, line) {
			t.Errorf("does not say %q:\n%s", line, report)
		}
	}
	page := read(t, "../../docs/import.md")
	for _, line := range strings.Split(page[strings.Index(page, "```\nProblems, by kind:")+4:], "\n") {
		if line == "```" {
			break
		}
		if !slices.Contains(said, line) {
			t.Errorf("docs/import.md shows %q, and the import says\n%s", line, report)
		}
	}
	if got := r.recorded(t); got != 0 {
		t.Fatalf("a dry run recorded %d", got)
	}
	tally, _, err = run(t, r.service(), log)
	if want := (importer.Tally{Rows: 5, Recorded: 4, Flagged: 1, Wrong: 1}); err != nil || tally != want || r.recorded(t) != 4 {
		t.Errorf("recorded: got %v, %v; want %v", tally, err, want)
	}
}

func TestAFileRunAgainRecordsOnlyWhatIsNew(t *testing.T) {
	r := newRegister(t)
	lines := strings.Split(strings.TrimSpace(read(t, examples+"housing-log.csv")), "\n")
	lines = lines[:5] // the last is wrong
	first := strings.Join(lines, "\n")
	if tally, report, err := run(t, r.service(), first); err != nil || tally.Recorded != 4 {
		t.Fatalf("got %v, %v\n%s", tally, err, report)
	}
	another := strings.Replace(lines[1], "H-001", "H-009", 1)
	for name, tt := range map[string]struct {
		csv  string
		want importer.Tally
		new  int
		says string
	}{
		"as it was":                          {first, importer.Tally{Rows: 4, Earlier: 4}, 0, ""},
		"in another order":                   {strings.Join([]string{lines[0], lines[4], lines[2], lines[3], lines[1]}, "\n"), importer.Tally{Rows: 4, Earlier: 4}, 0, ""},
		"with a row changed":                 {strings.Replace(first, "C-2025-0312", "C-2025-0912", 1), importer.Tally{Rows: 4, Earlier: 3, Changed: 1}, 0, "row 3: This row was imported before and reads differently now"},
		"with a row twice":                   {first + "\n" + lines[1], importer.Tally{Rows: 5, Earlier: 4, Wrong: 1}, 0, "row 6, Log no: Another row above has the same"},
		"with a row that nothing tells":      {first + "\n" + strings.Replace(lines[1], "H-001", "", 1), importer.Tally{Rows: 5, Earlier: 4, Wrong: 1}, 0, "row 6, Log no: This tells the row from every other, and is empty."},
		"with a row added in the middle":     {strings.Join([]string{lines[0], lines[1], another, lines[2]}, "\n"), importer.Tally{Rows: 3, Recorded: 1, Earlier: 2}, 1, ""},
		"with a row that a rule does refuse": {lines[0] + "\n" + strings.Replace(lines[3], "H-003", "H-010", 1) + "\n" + strings.Replace(strings.Replace(lines[3], "H-003", "H-011", 1), "Refused", "Shared", 1), importer.Tally{Rows: 2, Recorded: 1, Wrong: 1}, 1, "row 3, "},
	} {
		t.Run(name, func(t *testing.T) {
			before := r.recorded(t)
			for _, attempt := range []func(*importer.Import){dry, func(*importer.Import) {}} {
				tally, report, err := run(t, r.service(), tt.csv, attempt)
				if err != nil || tally != tt.want || !strings.Contains(report, tt.says) {
					t.Errorf("got %v, %v, %q; want %v, %q", tally, err, report, tt.want, tt.says)
				}
			}
			if got := r.recorded(t) - before; got != tt.new {
				t.Errorf("%d more are recorded, want %d", got, tt.new)
			}
		})
	}
}

// many is a log of n rows, each longer by padding.
func many(t *testing.T, n int, padding string) string {
	t.Helper()
	lines := strings.Split(read(t, examples+"housing-log.csv"), "\n")
	var b strings.Builder
	b.WriteString(lines[0] + "\n")
	for i := range n {
		row := strings.NewReplacer("H-001", fmt.Sprintf("N-%d", i), "DBC-C-2025-0311", fmt.Sprintf("DBC-C-2025-%d", i/3), "The complaint form", "The complaint form"+padding)
		b.WriteString(row.Replace(lines[1]) + "\n")
	}
	return b.String()
}

// The service, or what is before it, fails in the middle: the batch is sent again
// and recorded once; and when it fails for good the import says where it stopped,
// and a second run finishes it.
func TestAnImportOverAServiceThatFails(t *testing.T) {
	r := newRegister(t)
	text := many(t, 60, "")
	for name, tt := range map[string]struct {
		fails func(n int) bool // of the calls, counted from 1
		after bool             // the service has done what it was asked
	}{
		"once, before it did anything": {func(n int) bool { return n == 2 }, false},
		"once, having done it":         {func(n int) bool { return n == 2 }, true},
		"for good":                     {func(n int) bool { return n > 1 }, false},
		"for good, having done it":     {func(n int) bool { return n > 1 }, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRegister(t)
			var calls int
			var mu sync.Mutex
			between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
				mu.Lock()
				calls++
				failing := tt.fails(calls)
				mu.Unlock()
				if !failing || tt.after {
					answer := httptest.NewRecorder()
					r.Config.Handler.ServeHTTP(answer, request)
					if !failing {
						w.WriteHeader(answer.Code)
						_, _ = w.Write(answer.Body.Bytes())
						return
					}
				}
				w.WriteHeader(http.StatusServiceUnavailable)
			}))
			defer between.Close()
			service := r.service()
			service.URL = between.URL
			tally, _, err := run(t, service, text)
			if stops := tt.fails(1000); stops != (err != nil) || stops && !strings.Contains(err.Error(), "stopped before row") {
				t.Errorf("ended with %v, %v", tally, err)
			}
			if _, report, err := run(t, r.service(), text); err != nil || report != "" {
				t.Errorf("again: %v, %q", err, report)
			}
			if got := r.recorded(t); got != 60 {
				t.Errorf("%d disclosures, want 60", got)
			}
		})
	}
	service := r.service()
	service.Token = "none"
	if _, _, err := run(t, service, text); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("without a token: %v", err)
	}
}

// What does not fit the schema makes the API refuse a batch whole: its row is
// named, and the others are recorded.
func TestARowThatSpoilsItsBatchIsLeftOut(t *testing.T) {
	r := newRegister(t)
	lines := strings.Split(many(t, 30, ""), "\n")
	lines[4] = strings.Replace(lines[4], "DBC-P-410022", strings.Repeat("P", 200), 1)
	lines[9] = strings.Replace(lines[9], "DBC-C-2025-2", "//", 1)
	tally, report, err := run(t, r.service(), strings.Join(lines, "\n"))
	if want := (importer.Tally{Rows: 30, Recorded: 28, Wrong: 2}); err != nil || tally != want {
		t.Errorf("got %v, %v; want %v", tally, err, want)
	}
	said := strings.Split(strings.TrimSpace(report), "\n")[1:]
	if len(said) != 2 || !strings.HasPrefix(said[0], "row 5, People: ") || !strings.HasPrefix(said[1], "row 10, File: ") {
		t.Errorf("says %q", said)
	}
	if strings.Contains(report, "PPPP") || strings.Contains(report, "//") {
		t.Error("the report repeats a cell")
	}
}

// Five thousand rows of four kilobytes take no more memory at the end than at the
// beginning, but for their keys.
func TestALongLogIsNotKeptInMemory(t *testing.T) {
	var first, last uint64
	rows := 0
	var mu sync.Mutex
	between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		var batch struct{ Items []struct{ Key string } }
		if err := json.NewDecoder(request.Body).Decode(&batch); err != nil || len(batch.Items) > 25 {
			t.Errorf("a batch of %d: %v", len(batch.Items), err)
		}
		mu.Lock()
		defer mu.Unlock()
		rows += len(batch.Items)
		if rows <= 500 || rows == 5000 {
			var now runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&now)
			if last = now.HeapAlloc; rows <= 500 {
				first = last
			}
		}
		results := make([]map[string]any, len(batch.Items))
		for i := range results {
			results[i] = map[string]any{"status": 201}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"results": results})
	}))
	defer between.Close()
	log := many(t, 5000, strings.Repeat(" and more", 450))
	var progress bytes.Buffer
	tally, _, err := run(t, &importer.Service{URL: between.URL, Register: string(dartford)}, log, func(i *importer.Import) { i.Progress = &progress })
	if err != nil || tally.Recorded != 5000 || rows != 5000 {
		t.Fatalf("got %v, %v", tally, err)
	}
	if grown := int64(last) - int64(first); grown > 4<<20 {
		t.Errorf("%d KiB more at the end of a log of %d KiB", grown>>10, len(log)>>10)
	}
	if got := strings.Count(progress.String(), "\n"); got != 50 {
		t.Errorf("%d lines of progress, want 50", got)
	}
	if !strings.Contains(progress.String(), " % of the file, about ") {
		t.Errorf("progress does not say how long the rest takes:\n%s", progress.String())
	}
}
