package gateway_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// longestAnswer is how long Lambda lets an answer be.
const longestAnswer = 6_291_556

// An answer of any length comes whole, or is refused in words: Lambda refuses a longer one
// with none.
func TestALongAnswerComesWholeOrIsRefusedInWords(t *testing.T) {
	letter := func(megabytes int) string {
		return strings.Repeat("<tr><th scope=\"row\">Who</th><td>The Housing Ombudsman Service \u2014 \"in full\"</td></tr>\n", megabytes<<20/80)
	}
	draws := rand.NewChaCha8([32]byte{1})
	noise := func(megabytes int) string {
		made := make([]byte, megabytes<<20)
		_, _ = draws.Read(made)
		return string(made)
	}
	takes := func(coding string) func(*events.APIGatewayV2HTTPRequest) {
		return func(e *events.APIGatewayV2HTTPRequest) { e.Headers["accept-encoding"] = coding }
	}
	for name, test := range map[string]struct {
		body    string
		ask     func(*events.APIGatewayV2HTTPRequest)
		refused string // part of what it says
		packed  bool
	}{
		"a short one":          {letter(0) + "short", takes("gzip"), "", false},
		"a long one":           {letter(2), takes(""), "", false},
		"a long one that fits": {letter(2), takes("br, GZIP;q=0.8"), "", false},
		"one that takes no compression by its weight":    {letter(2), takes("gzip;q=0"), "", false},
		"longer than Lambda takes, compressed":           {letter(60), takes("br, GZIP;q=0.8"), "", true},
		"longer than Lambda takes":                       {letter(7), takes(""), "Accept-Encoding: gzip", false},
		"longer than Lambda takes, refusing to compress": {letter(7), takes("gzip;q=0"), "Accept-Encoding: gzip", false},
		"just longer than Lambda takes, once it is JSON": {strings.Repeat("\"", 3_200_000), takes(""), "Accept-Encoding: gzip", false},
		"longer than Lambda takes, and not to be packed": {noise(6), takes("gzip"), "compressed too", false},
	} {
		t.Run(name, func(t *testing.T) {
			response := serve(t, event(t, test.ask), func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				w.Header().Set("Cache-Control", "no-store")
				_, _ = io.WriteString(w, test.body)
			})
			var handed bytes.Buffer
			e := json.NewEncoder(&handed)
			e.SetEscapeHTML(false)
			if err := e.Encode(response); err != nil || handed.Len() > longestAnswer {
				t.Fatalf("Lambda would refuse %d bytes, %v", handed.Len(), err)
			}
			if response.Headers["cache-control"] != "no-store" {
				t.Error("the answer lost a header")
			}
			if test.refused != "" {
				if response.StatusCode != http.StatusUnprocessableEntity || response.Headers["content-type"] != "application/problem+json" || !strings.Contains(response.Body, test.refused) {
					t.Errorf("answered %d %s", response.StatusCode, response.Headers["content-type"])
				}
				return
			}
			body := []byte(response.Body)
			if response.IsBase64Encoded {
				var err error
				if body, err = base64.StdEncoding.DecodeString(response.Body); err != nil {
					t.Fatal(err)
				}
			}
			if packed := response.Headers["content-encoding"] == "gzip"; packed != test.packed {
				t.Fatalf("compressed = %t, want %t", packed, test.packed)
			} else if packed {
				r, err := gzip.NewReader(bytes.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				if body, err = io.ReadAll(r); err != nil {
					t.Fatal(err)
				}
				if response.Headers["vary"] != "Accept-Encoding" {
					t.Error("it does not say that the answer varies")
				}
			}
			if response.StatusCode != http.StatusOK || string(body) != test.body {
				t.Errorf("answered %d with %d bytes, want the whole %d", response.StatusCode, len(body), len(test.body))
			}
		})
	}
}
