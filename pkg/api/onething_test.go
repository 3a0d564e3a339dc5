package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A list is asked for one thing of it, whole, wherever in the list it stands; for who may
// not see the list, and for what is no name of anything, it is refused.
func TestAListIsAskedForOneThing(t *testing.T) {
	s := newService(t)
	f := s.newFile(t)
	other := f.post(recorder, "/disclosures", f.disclosure("-other"), "id")
	twin := f.post(recorder, "/disclosures", f.disclosure("-other"), "id")
	join := f.post(dpo, "/joins", joining(f.ref, f.ref+"-too"), "id")
	second := f.post(dpo, "/joins", joining(f.ref, f.ref+"-three"), "id")
	letter := f.upload()
	f.post(dpo, "/access-requests", map[string]any{"subject": f.ref + "-else", "askedBy": "C. Sample", "as": "person", "received": "2026-11-02"}, "id")
	for _, tt := range []struct {
		what, path, rows, member string
		want                     []string
		wrong                    string // a path that names nothing
	}{
		{"flags of two entries", "/flags?entry=" + other + "," + twin, "flags", "entry", []string{other, twin}, "/flags?entry=x"},
		{"flags of one", "/flags?entry=" + twin, "flags", "entry", []string{twin}, "/flags?entry=" + strings.Repeat(twin+",", 25) + twin},
		{"flags of what is none", "/flags?entry=" + join, "flags", "entry", nil, "/flags?entry=" + twin + "&entry=" + other},
		{"a join", "/joins?entry=" + join, "joins", "entry", []string{join}, "/joins?entry=x"},
		{"another join", "/joins?entry=" + second, "joins", "entry", []string{second}, "/joins?entry="},
		{"a pair", "/duplicates?entry=" + twin, "pairs", "", []string{"1"}, "/duplicates?entry=x"},
		{"what is in no pair", "/duplicates?entry=" + join, "pairs", "", nil, "/duplicates?entry="},
		{"a letter", "/letters/unfinished?case=" + f.ref + "&document=" + letter, "letters", "document", []string{letter}, "/letters/unfinished?document=" + letter},
		{"a letter of another case", "/letters/unfinished?case=" + f.ref + "-other&document=" + letter, "letters", "document", nil, "/letters/unfinished?case=" + f.ref},
		{"requests about a person", "/access-requests?subject=" + strings.ToLower(f.ref) + "-ELSE", "requests", "subject", []string{f.ref + "-else"}, "/access-requests?subject="},
		{"requests about nobody", "/access-requests?subject=NOBODY", "requests", "subject", nil, "/access-requests?state=open&state=ended"},
		{"requests that ended", "/access-requests?state=ended&subject=" + f.ref + "-else", "requests", "subject", nil, "/access-requests?state=both"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			var page map[string]json.RawMessage
			var rows []map[string]any
			got := s.send(t, auditor, http.MethodGet, tt.path, nil)
			if err := json.Unmarshal(got.body, &page); err != nil || got.status != http.StatusOK {
				t.Fatalf("%d %s", got.status, got.body)
			}
			if err := json.Unmarshal(page[tt.rows], &rows); err != nil || page["cursor"] != nil {
				t.Fatalf("%v %s", err, got.body)
			}
			named := map[string]bool{}
			for _, row := range rows {
				if tt.member == "" {
					named["1"] = true
					continue
				}
				named[row[tt.member].(string)] = true
			}
			if names := slices.Sorted(maps.Keys(named)); !slices.Equal(names, slices.Sorted(slices.Values(tt.want))) {
				t.Errorf("it has %v, want %v", names, tt.want)
			}
			if wrong := s.send(t, auditor, http.MethodGet, tt.wrong, nil); wrong.status < 400 || wrong.status >= 500 {
				t.Errorf("%s: %d %s", tt.wrong, wrong.status, wrong.body)
			}
			if refused := s.send(t, recorder, http.MethodGet, tt.path, nil); refused.status != http.StatusForbidden && refused.status != http.StatusNotFound {
				t.Errorf("a recorder is answered %d", refused.status)
			}
		})
	}
	looks := s.send(t, auditor, http.MethodGet, "/access?action=show-duplicates&limit=50", nil)
	if !strings.Contains(string(looks.body), twin) || !strings.Contains(string(looks.body), `"results":1`) {
		t.Errorf("the look at one pair is not on record: %s", looks.body)
	}
}
