package api_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store/sqlite"
)

// Whatever is sent as a body, or asked for in a path or a query, the answer is a
// good one or a problem document: never a failure of the service's own, and never
// anything that is not JSON.
func FuzzRequests(f *testing.F) {
	table, err := sqlite.Open(filepath.Join(f.TempDir(), "register.db"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { table.Close() })
	handler := api.Everything(registrartest.New(f, table, registrar.Options{}), slog.New(slog.DiscardHandler), api.OneMachine{})
	changes := []string{
		"/disclosures", "/disclosures?dryRun=true", "/disclosures/batch", "/facts", "/access-requests", "/exports", "/flags/clear",
		"/cases/C-1/close", "/cases/C-1/holds", "/cases/C-1/dates", "/cases/C-1/correspondence", "/samples",
	}
	looks := []string{
		"/disclosures?case=", "/disclosures?cursor=", "/disclosures?subject=", "/disclosures?from=", "/subject-report?subject=", "/cases/", "/sharing?subject=",
		"/flags?rule=", "/waiting?", "/disclosures/", "/receipts/", "/access-requests?", "/statistics?", "/letters?",
	}
	f.Add(uint8(0), []byte(`{"case":"C-1"}`))
	f.Add(uint8(4), []byte(`{"subject":"DBC-P-1","asker":"subject","receivedOn":"2026-11-02"}`))
	f.Add(uint8(2), []byte(`[{},{}]`))
	f.Add(uint8(len(changes)), []byte("DSR%2F26%2F001"))
	f.Add(uint8(len(changes)+5), []byte("..%2f..%2f%00"))
	f.Add(uint8(len(changes)+1), []byte("////"))
	n := 0
	f.Fuzz(func(t *testing.T, which uint8, text []byte) {
		i := int(which) % (len(changes) + len(looks))
		by, path, method := dpo, "", http.MethodPost
		body := text
		if i < len(changes) {
			path = changes[i]
			if bytes.HasPrefix([]byte(path), []byte("/disclosures")) || path == "/facts" {
				by = recorder
			}
		} else {
			method, body = http.MethodGet, nil
			path = looks[i-len(changes)] + inURL(text)
		}
		request := httptest.NewRequest(method, "/v1/registers/E07000107"+path, bytes.NewReader(body))
		request = request.WithContext(auth.WithCaller(request.Context(), by))
		n++
		request.Header.Set("Idempotency-Key", "fuzz-"+strconv.Itoa(n))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Access-Purpose", "Testing")
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		kind, _, _ := strings.Cut(answer.Header().Get("Content-Type"), ";")
		switch {
		case answer.Code >= http.StatusInternalServerError && answer.Code != http.StatusServiceUnavailable:
			t.Errorf("%s %s is answered %d %s", method, path, answer.Code, answer.Body)
		case answer.Code >= http.StatusBadRequest && kind != problem.ContentType:
			t.Errorf("%s %s is refused with %d as %s", method, path, answer.Code, kind)
		case answer.Body.Len() > 0 && strings.HasSuffix(kind, "json") && !json.Valid(answer.Body.Bytes()):
			t.Errorf("%s %s is answered with what is no JSON", method, path)
		}
	})
}

// inURL keeps of the text what can be in the line of a request: what cannot is
// refused before the service sees it.
func inURL(text []byte) string {
	var kept strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '%' && i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2]):
			kept.Write(text[i : i+3])
			i += 2
		case c > ' ' && c < 0x7f && c != '%' && c != '#' && c != '"':
			kept.WriteByte(c)
		default:
			kept.WriteString("%" + strings.ToUpper(strconv.FormatInt(int64(c)+0x100, 16)[1:]))
		}
	}
	return kept.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
