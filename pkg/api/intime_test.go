package api_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// hurried is a context that ends at a moment which is not waited for here.
type hurried struct {
	context.Context
	end time.Time
}

func (h hurried) Deadline() (time.Time, bool) { return h.end, true }

// asked is the answer to a question whose context is given, as a function has it on AWS.
func asked(ctx context.Context, handler http.Handler, by disclosure.Caller, path, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(auth.WithCaller(ctx, by), http.MethodGet, "/v1/registers/"+by.Register.String()+path, nil)
	r.Header.Set("Access-Purpose", "Subject access request of 3 November")
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	named(handler).ServeHTTP(w, r)
	return w
}

// A list of several pages is a spreadsheet whole, or is refused in words: what was read of
// it before its time was over is not sent.
func TestAListThatIsNotReadInTimeIsNoSpreadsheet(t *testing.T) {
	t.Parallel()
	table := sqlitetest.New(t)
	addCrowd(t, table, 450) // three pages
	log := &lockedBuffer{}
	handler := api.Querying(registrartest.New(t, table, registrar.Options{}), slog.New(slog.NewJSONHandler(log, nil)))
	in := func(left time.Duration) *httptest.ResponseRecorder {
		return asked(hurried{t.Context(), time.Now().Add(left)}, handler, dpo, "/disclosures?department=revenues", "text/csv")
	}
	got := in(time.Hour)
	read, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.Body.String(), report.ByteOrderMark))).ReadAll()
	if err != nil || got.Code != http.StatusOK || len(read) != 451 {
		t.Fatalf("in time: %d with %d lines, %v", got.Code, len(read), err)
	}
	got = in(time.Second)
	refused := answer{got.Code, got.Header(), got.Body.Bytes()}
	if said := refused.problem(t).Detail; got.Code != http.StatusUnprocessableEntity || !strings.Contains(said, "takes longer than an answer may") || !strings.Contains(said, "POST /exports") {
		t.Errorf("with a second left: %d %s", got.Code, said)
	}
	if kind := got.Header().Get("Content-Disposition"); kind != "" {
		t.Errorf("a refusal is a file: %s", kind)
	}
	// The time is of the spreadsheet: a page is answered in whatever is left.
	if page := asked(hurried{t.Context(), time.Now().Add(time.Second)}, handler, dpo, "/disclosures?department=revenues", "application/json"); page.Code != http.StatusOK {
		t.Errorf("a page: %d", page.Code)
	}
}

// slowTable takes as long for a query as the question has, where it has an end.
type slowTable struct{ store.Table }

func (s slowTable) Query(ctx context.Context, query store.Query) (store.Page, error) {
	if _, ends := ctx.Deadline(); !ends {
		return s.Table.Query(ctx, query)
	}
	<-ctx.Done()
	return store.Page{}, ctx.Err()
}

// Whose question takes too long is told so, by name of the request, while there is time to
// tell; and it is no fault of the register's.
func TestAQuestionThatTakesTooLongIsAnsweredInWords(t *testing.T) {
	t.Parallel()
	log := &lockedBuffer{}
	handler := api.Querying(registrartest.New(t, slowTable{sqlitetest.New(t)}, registrar.Options{}), slog.New(slog.NewJSONHandler(log, nil)))
	for _, accept := range []string{"application/json", "text/csv"} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		got := asked(ctx, handler, dpo, "/disclosures", accept)
		said := answer{got.Code, got.Header(), got.Body.Bytes()}.problem(t).Detail
		if got.Code != http.StatusServiceUnavailable || !strings.Contains(said, "longer than an answer may") || !strings.Contains(said, "same Idempotency-Key") {
			t.Errorf("%s: %d %s", accept, got.Code, said)
		}
	}
	written := log.String()
	if strings.Count(written, "not answered in time") != 2 || bytes.Contains([]byte(written), []byte(`"level":"ERROR"`)) {
		t.Errorf("the log says %s", written)
	}
}
