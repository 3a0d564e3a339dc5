package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// handler is the API without a network, so that a test sees what it reads.
func handler(t *testing.T) http.Handler {
	t.Helper()
	desk := registrartest.New(t, sqlitetest.New(t), registrar.Options{})
	return named(api.Everything(desk, slog.New(slog.DiscardHandler), api.OneMachine{PurposeRequired: true}))
}

func ask(h http.Handler, as *disclosure.Caller, method, path string, body io.Reader) (int, []byte) {
	ctx := context.Background()
	if as != nil {
		ctx = auth.WithCaller(ctx, *as)
	}
	request := httptest.NewRequestWithContext(ctx, method, path, body)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", "k")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request)
	return w.Code, w.Body.Bytes()
}

// untouched is a body that nobody may read.
type untouched struct{ read bool }

func (u *untouched) Read([]byte) (int, error) {
	u.read = true
	return 0, errors.New("this body was to be left alone")
}

// Every call, by everyone who may not make it: the answer is that they may not,
// whatever is wrong with the query and the body, and neither has been read.
func TestWhoMayNotAskIsToldSoBeforeTheRequestIsRead(t *testing.T) {
	h := handler(t)
	described, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	admin := dpo
	admin.Roles = []disclosure.Role{disclosure.Admin}
	nowhere := recorder
	nowhere.Department = ""
	elsewhere := dpo
	elsewhere.Register, elsewhere.Roles = "E10000016", []disclosure.Role{disclosure.Recorder, disclosure.DPO, disclosure.Auditor}
	elsewhere.Department = "housing"
	table := permissionTable(t)
	calls := 0
	var path string
	for _, line := range regexp.MustCompile(`(?m)^  (/v1\S+):$|^    (get|post):$|^ +operationId: (\S+)$`).FindAllStringSubmatch(string(described), -1) {
		switch {
		case line[1] != "":
			path = line[1]
			continue
		case line[2] != "":
			continue
		}
		name := line[3]
		method := attempts[name].method
		calls++
		for who, tt := range map[string]struct {
			as   *disclosure.Caller
			want int
		}{
			"nobody":                      {nil, http.StatusUnauthorized},
			"an admin":                    {&admin, http.StatusForbidden},
			"a recorder of no department": {&nowhere, http.StatusForbidden},
			"another council's officer":   {&elsewhere, http.StatusNotFound},
		} {
			if tt.want == http.StatusForbidden && table[name][disclosure.Admin] == "all" {
				continue
			}
			asked := regexp.MustCompile(`\{register\}`).ReplaceAllString(path, dartford.String())
			asked = regexp.MustCompile(`\{\w+\}`).ReplaceAllString(asked, "x") + "?no-such=parameter"
			var body untouched
			if got, answered := ask(h, tt.as, method, asked, &body); got != tt.want || body.read {
				t.Errorf("%s by %s: got %d (body read: %t), want %d before anything is read: %s", name, who, got, body.read, tt.want, answered)
			}
		}
	}
	if calls != len(attempts) {
		t.Errorf("tried %d calls of %d", calls, len(attempts))
	}
}

// manyFaults are bodies that are wrong in n places, of each sort that is looked
// for: by the reader of JSON, by the schema and by the rules.
var manyFaults = map[string]struct {
	path string
	body func(n int) string
}{
	"a number in a list of ids": {"/disclosures", func(n int) string { return `{"justification":{"lawfulBases":[` + repeated("1", n) + `]}}` }},
	"unknown members": {"/disclosures/batch", func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,"m%d":1`, i)
		}
		return `{"items":[]` + b.String() + `}`
	}},
	"unknown members of many items": {"/disclosures/batch", func(n int) string { return `{"items":[` + repeated(`{"a":1,"b":2}`, n/2) + `]}` }},
	"blank text":                    {"/disclosures", func(n int) string { return `{"documents":[` + repeated(`" "`, n) + `]}` }},
	"control characters, deep down": {"/disclosures", func(n int) string {
		return strings.Repeat(`{"`+strings.Repeat("n", 40)+`":`, 14) + `[` + repeated(`"\u0001"`, n) + `]` + strings.Repeat("}", 14)
	}},
	"numbers that lose digits":        {"/disclosures", func(n int) string { return `[` + repeated("9007199254740993", n) + `]` }},
	"a name given again and again":    {"/disclosures", func(n int) string { return `{` + repeated(`"a":1`, n) + `}` }},
	"evidence that nothing asks for":  {"/disclosures", func(n int) string { return `{"evidence":{` + strings.TrimPrefix(members(n), ",") + `}}` }},
	"subjects without a reference":    {"/disclosures", func(n int) string { return `{"subjects":[` + repeated("{}", n) + `]}` }},
	"data of no category":             {"/disclosures", func(n int) string { return `{"data":[` + repeated("{}", n) + `]}` }},
	"classes that are none":           {"/cases/C-1/dates", func(n int) string { return `{"classes":[` + repeated("{}", n) + `],"reason":"x"}` }},
	"documents that are none":         {"/disclosures", func(n int) string { return `{"documents":[` + repeated("[]", n) + `]}` }},
	"a fact that is signed by nobody": {"/facts", func(n int) string { return `{"signatories":[` + repeated("0", n) + `]}` }},
}

func members(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"m%d":{}`, i)
	}
	return b.String()
}

func repeated(value string, n int) string {
	return strings.TrimSuffix(strings.Repeat(value+",", n), ",")
}

// A hundred thousand faults are answered with fifty of them and their number, in a
// few kilobytes. That took a hundred seconds and more, when each was compared with
// all the others.
func TestFaultsBeyondFiftyAreCounted(t *testing.T) {
	h := handler(t)
	for name, many := range manyFaults {
		t.Run(name, func(t *testing.T) {
			n := 100_000
			body := many.body(n)
			most := api.MaxBody
			if many.path == "/disclosures/batch" {
				most = api.MaxBatchBody
			}
			for len(body) > most {
				n /= 2
				body = many.body(n)
			}
			status, answered := ask(h, &dpo, http.MethodPost, "/v1/registers/E07000107"+many.path, strings.NewReader(body))
			p := answer{status, http.Header{"Content-Type": {problem.ContentType}}, answered}.problem(t)
			if status != http.StatusUnprocessableEntity || len(p.Errors) == 0 || len(p.Errors) > problem.MaxFindings+1 || len(answered) > 64<<10 {
				t.Errorf("%d faults: got %d, %d findings in %d bytes", n, status, len(p.Errors), len(answered))
			}
			if last := p.Errors[len(p.Errors)-1].Detail; len(p.Errors) > problem.MaxFindings && !regexp.MustCompile(`^And \d+ more\.`).MatchString(last) {
				t.Errorf("the last finding is %q, want how many more there are", last)
			}
		})
	}
}

// Nobody is sent from the address of one thing to that of another.
func TestAnAddressIsTakenAsItIsWritten(t *testing.T) {
	h := handler(t)
	for _, path := range []string{"/v1/registers/E07000107/cases/..", "/v1/registers/E07000107/cases/../disclosures", "/v1//registers/E07000107/disclosures", "/v1/registers/E07000107/./disclosures", "/v1/registers/E07000107/disclosures/"} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			status, answered := ask(h, &dpo, method, path, strings.NewReader("{}"))
			p := answer{status, http.Header{"Content-Type": {problem.ContentType}}, answered}.problem(t)
			if status != http.StatusNotFound || !strings.Contains(p.Detail, "nothing at this address") {
				t.Errorf("%s %s: got %d %+v", method, path, status, p)
			}
		}
	}
}

// What holds more than anything takes is not looked at: six hundred thousand items of a
// batch took six seconds to be refused, one by one.
func TestWhatHasTooManyMembersIsNotLookedAt(t *testing.T) {
	h := handler(t)
	for name, tt := range map[string]struct{ body, at string }{
		"a list":      {`{"items":[` + repeated("{}", 600_000) + `]}`, "/items"},
		"an object":   {`{"items":[{"x":{` + strings.TrimPrefix(members(100_000), ",") + `}}]}`, "/items/0/x"},
		"the body":    {`[` + repeated(`[`+repeated("[]", 900)+`]`, 500) + `]`, ""},
		"and no JSON": {`{"items":[` + repeated("{}", 600_000), "/items"},
	} {
		t.Run(name, func(t *testing.T) {
			allocated := work(h, "/disclosures/batch", tt.body)
			status, answered := ask(h, &dpo, http.MethodPost, "/v1/registers/E07000107/disclosures/batch", strings.NewReader(tt.body))
			p := answer{status, http.Header{"Content-Type": {problem.ContentType}}, answered}.problem(t)
			if status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Pointer != tt.at || !strings.Contains(p.Errors[0].Detail, "has not been looked at") {
				t.Errorf("got %d %+v", status, p)
			}
			if allocated > 64<<20 {
				t.Errorf("%d bytes are allocated for %d", allocated, len(tt.body))
			}
		})
	}
}

// What a body costs grows with its length and not with its square: ten times the
// faults are at most eleven times the work, counted in bytes allocated, which does
// not depend on how busy the machine is.
func TestFaultsCostInProportion(t *testing.T) {
	h := handler(t)
	for name, many := range manyFaults {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				n := rapid.IntRange(200, 400).Draw(t, "faults")
				few, lots := work(h, many.path, many.body(n)), work(h, many.path, many.body(10*n))
				if lots > 12*few {
					t.Errorf("%d faults allocate %d bytes and %d faults %d", n, few, 10*n, lots)
				}
			})
		})
	}
}

func work(h http.Handler, path, body string) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	ask(h, &dpo, http.MethodPost, "/v1/registers/E07000107"+path, strings.NewReader(body))
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestJSONIsDeclaredOnceAndInUTF8(t *testing.T) {
	s := newService(t)
	for declared, want := range map[string]int{
		"application/json":                               http.StatusCreated,
		`Application/JSON; Charset="UTF-8"`:              http.StatusCreated,
		"application/json; charset=iso-8859-1":           http.StatusUnsupportedMediaType,
		"application/json; charset=utf-16":               http.StatusUnsupportedMediaType,
		"application/json; charset=":                     http.StatusUnsupportedMediaType,
		"application/json, text/plain":                   http.StatusUnsupportedMediaType,
		"application/json; charset=utf-8; charset=utf-7": http.StatusUnsupportedMediaType,
	} {
		body := bytes.ReplaceAll(example(t), []byte("DBC-C-2026-0141"), fmt.Appendf(nil, "DBC-C-%d", s.keys))
		if got := s.send(t, recorder, http.MethodPost, "/disclosures", body, "Content-Type", declared); got.status != want {
			t.Errorf("%s: got %d, want %d: %s", declared, got.status, want, got.body)
		}
	}
}

func TestABodyIsSentAsItIs(t *testing.T) {
	s := newService(t)
	for coding, want := range map[string]int{"identity": http.StatusCreated, "gzip": http.StatusUnsupportedMediaType, "br": http.StatusUnsupportedMediaType, "identity, gzip": http.StatusUnsupportedMediaType} {
		body := bytes.ReplaceAll(example(t), []byte("DBC-C-2026-0141"), fmt.Appendf(nil, "DBC-C-%d", s.keys))
		if got := s.send(t, recorder, http.MethodPost, "/disclosures", body, "Content-Encoding", coding); got.status != want {
			t.Errorf("%s: got %d, want %d: %s", coding, got.status, want, got.body)
		}
	}
}
