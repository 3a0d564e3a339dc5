package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// longest is a disclosure as long as one may be: sixty items, each described at
// length in three-byte characters or in those that travel worst.
func longest(t *testing.T, ref, character string) []byte {
	t.Helper()
	var d map[string]any
	if err := json.Unmarshal(example(t), &d); err != nil {
		t.Fatal(err)
	}
	var data []any
	for range 60 {
		data = append(data, map[string]string{"category": "correspondence", "description": "x" + strings.Repeat(character, 988) + "x", "source": "complaint"})
	}
	d["case"], d["data"] = ref, data
	var body bytes.Buffer
	plain := json.NewEncoder(&body)
	plain.SetEscapeHTML(false)
	if err := plain.Encode(d); err != nil {
		t.Fatal(err)
	}
	return body.Bytes()
}

// A case of 38 disclosures as long as they may be is read whole, a page at a time;
// and whatever else is asked of it is answered within what Lambda may answer, or
// refused as too long, and never with a part.
func TestACaseOfTheLongestDisclosuresIsReadWhole(t *testing.T) {
	for what, tt := range map[string]struct {
		character string
		entries   int
	}{"three bytes each": {"長", 38}, "six times as long in JSON": {"<", 38}} {
		t.Run(what, func(t *testing.T) {
			s := newService(t)
			var recorded []string
			for range tt.entries {
				got := s.send(t, recorder, http.MethodPost, "/disclosures", longest(t, "DBC-C-LONG", tt.character))
				var answered struct{ ID string }
				if err := json.Unmarshal(got.body, &answered); err != nil || got.status != http.StatusCreated {
					t.Fatalf("record: %d %.300s", got.status, got.body)
				}
				recorded = append(recorded, answered.ID)
			}
			var read []string
			cursor, pages := "", 0
			for {
				got := s.send(t, dpo, http.MethodGet, "/disclosures/current?case=DBC-C-LONG&limit=50&cursor="+cursor, nil)
				if got.status != http.StatusOK {
					t.Fatalf("page %d: %d %.300s", pages, got.status, got.body)
				}
				travels(t, "a page", got)
				var page struct {
					Disclosures []struct{ Entry string }
					Cursor      string
				}
				if err := json.Unmarshal(got.body, &page); err != nil {
					t.Fatal(err)
				}
				for _, d := range page.Disclosures {
					read = append(read, d.Entry)
				}
				pages++
				if cursor = page.Cursor; cursor == "" {
					break
				}
			}
			slices.Sort(read)
			if slices.Sort(recorded); !slices.Equal(read, recorded) {
				t.Errorf("read %d disclosures of %d, each once", len(read), len(recorded))
			}
			if pages < 2 {
				t.Errorf("read in %d pages, want several", pages)
			}
			for _, path := range []string{
				"/disclosures?case=DBC-C-LONG", "/cases/DBC-C-LONG", "/disclosures/" + recorded[0], "/sharing?subject=DBC-P-550193",
				"/subject-report?subject=DBC-P-550193&to=person", "/subject-report/page?subject=DBC-P-550193&to=person", "/subject-report/review?subject=DBC-P-550193&to=person",
				"/sample?from=2026-11-01&to=2026-11-30&size=100", "/changes?subject=DBC-P-550193",
			} {
				got := s.send(t, dpo, http.MethodGet, path, nil, "Accept-Encoding", "br, gzip;q=0")
				travels(t, path, got)
				if got.status == http.StatusUnprocessableEntity {
					if compressed := s.send(t, dpo, http.MethodGet, path, nil, "Accept-Encoding", "br, gzip"); len(unpacked(t, compressed)) < len(compressed.body) {
						t.Errorf("%s, compressed: %d bytes are sent", path, len(compressed.body))
					}
					if detail := got.problem(t).Detail; !strings.Contains(detail, "too long") || !strings.Contains(detail, "ask for less") || !strings.Contains(detail, "Accept-Encoding: gzip") {
						t.Errorf("%s: %s", path, detail)
					}
				} else if got.status != http.StatusOK {
					t.Errorf("%s: %d %.300s", path, got.status, got.body)
				}
			}
		})
	}
}

// travels fails the test when the answer is longer than Lambda takes.
func travels(t *testing.T, what string, got answer) {
	t.Helper()
	headers := map[string]string{}
	for name := range got.header {
		headers[name] = got.header.Get(name)
	}
	payload, err := json.Marshal(events.APIGatewayV2HTTPResponse{StatusCode: got.status, Headers: headers, Body: string(got.body)})
	if err != nil {
		t.Fatal(err)
	}
	if len(payload) > 6_291_556 {
		t.Errorf("%s: the answer is %d bytes as it travels", what, len(payload))
	}
}

// unpacked is the body of an answer that was sent compressed.
func unpacked(t *testing.T, got answer) []byte {
	t.Helper()
	if got.status != http.StatusOK || got.header.Get("Content-Encoding") != "gzip" || got.header.Get("Vary") != "Accept-Encoding" || base64.StdEncoding.EncodedLen(len(got.body)) > 6_291_556 {
		t.Fatalf("%d bytes, with the status %d and %v", len(got.body), got.status, got.header)
	}
	r, err := gzip.NewReader(bytes.NewReader(got.body))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
