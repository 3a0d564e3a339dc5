package main_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// What is no HTTP request is answered with a problem document too.
func TestARequestThatCannotBeReadIsAnsweredWithAProblem(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	for name, tt := range map[string]struct {
		sent   string
		status int
	}{
		"an escape that is none":  {"GET /v1/registers/E07000107/cases/%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		"no HTTP":                 {"hello\r\n\r\n", 400},
		"no host":                 {"GET / HTTP/1.1\r\n\r\n", 400},
		"a header that is none":   {"GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", 400},
		"headers without an end":  {"GET / HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("x", 2<<20), 431},
		"headers of 50,000 bytes": {"GET / HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("x", 50_000) + "\r\n\r\n", 431},
		"a coding that is none":   {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n", 501},
		"a version that is none":  {"GET / HTTP/3.0\r\nHost: x\r\n\r\n", 505},
		"what is only not signed": {"GET /v1/registers/E07000107/cases/x HTTP/1.1\r\nHost: x\r\n\r\n", 401},
	} {
		t.Run(name, func(t *testing.T) {
			line, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer line.Close()
			go io.WriteString(line, tt.sent) //nolint:errcheck // the answer may come before the end
			response, err := http.ReadResponse(bufio.NewReader(line), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			var told struct {
				Type, Detail string
				Status       int
			}
			if err := json.NewDecoder(response.Body).Decode(&told); err != nil || response.StatusCode != tt.status || told.Status != tt.status ||
				told.Type == "" || told.Detail == "" || response.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("answered %d %v %+v, %v; want a problem of %d", response.StatusCode, response.Header, told, err, tt.status)
			}
		})
	}
}
