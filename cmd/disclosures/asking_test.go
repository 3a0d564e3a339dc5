package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whom a question is about is in its address, and no error repeats it.
func TestAQuestionThatCannotBePutRepeatsNobody(t *testing.T) {
	dir, err := openDataDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := dir.close(); err != nil {
			t.Error(err)
		}
	}()
	hangsUp := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer hangsUp.Close()
	for name, tt := range map[string]struct{ url, says string }{
		"a service that hangs up": {hangsUp.URL, "is it running?"},
		"no address":              {"nonsense", "--url wants an address"},
		"an address of no host":   {"http://", "--url wants an address"},
		"an address that is none": {"http://[", "--url wants an address"},
	} {
		t.Run(name, func(t *testing.T) {
			a := asking{Data: dir.path, URL: tt.url, Register: "E07000107"}
			_, err := a.get(t.Context(), "/sharing?subject=SAMPLE-PERSON-1")
			if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "SAMPLE-PERSON-1") {
				t.Errorf("got %v, want %q", err, tt.says)
			}
		})
	}
}
