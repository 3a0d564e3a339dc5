package api_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/disclosure"
)

// described is what of the contract says where text may stand.
type described struct {
	Paths map[string]map[string]struct {
		OperationID string `yaml:"operationId"`
		RequestBody struct {
			Content map[string]struct{ Schema schema }
		} `yaml:"requestBody"`
		Parameters []struct {
			Name, In string
			Schema   schema
		}
	}
	Components struct{ Schemas map[string]schema }
}

type schema struct {
	Ref                  string `yaml:"$ref"`
	Type                 any
	Format, Pattern      string
	Enum                 []any
	MaxLength            int `yaml:"maxLength"`
	Properties           map[string]schema
	Items                *schema
	AdditionalProperties any `yaml:"additionalProperties"`
}

// texts visits every field of the schema in which somebody writes text, with a body that
// holds a text there alone.
func (d described) texts(s schema, at string, wrap func(any) any, visit func(at string, of schema, body func(text string) any), depth int) {
	if depth > 8 {
		return
	}
	if s.Ref != "" {
		s = d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	switch {
	case s.Type == "string" && s.Enum == nil && s.Format == "" && s.Pattern == "":
		visit(at, s, func(text string) any { return wrap(text) })
	case s.Items != nil:
		d.texts(*s.Items, at+"/0", func(v any) any { return wrap([]any{v}) }, visit, depth+1)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		d.texts(s.Properties[name], at+"/"+name, func(v any) any { return wrap(map[string]any{name: v}) }, visit, depth+1)
	}
}

// A text of which nothing can be seen is blank, whichever field it stands in, and so is one
// that reorders what a reader sees refused: of every operation that takes a body, and every
// field of it. In a field of one line nothing may stand that cannot be seen.
func TestNoFieldTakesWhatCannotBeSeen(t *testing.T) {
	s := newService(t)
	encoded, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var contract described
	if err := yaml.Unmarshal(encoded, &contract); err != nil {
		t.Fatal(err)
	}
	fields, lines := 0, 0
	for path, methods := range contract.Paths {
		at := strings.NewReplacer("/v1/registers/{register}", "", "{id}", "019abcde-0000-7000-8000-000000000000", "{flag}", "0", "{n}", "1", "{case}", "DBC-C-1", "{hold}", "019abcde-0000-7000-8000-000000000000", "{document}", "019abcde-0000-7000-8000-000000000000").Replace(path)
		if post, is := methods["post"]; is {
			contract.texts(post.RequestBody.Content["application/json"].Schema, "", func(v any) any { return v }, func(pointer string, of schema, body func(string) any) {
				fields++
				for what, text := range map[string]string{"a Hangul filler": "\u3164", "zero-width spaces": "\u200b\u200b", "a braille blank": "\u2800", "a picture that is none": "\ufffc", "spaces": "  ", "a word that is turned round": "a\u202eb"} {
					got := s.send(t, dpo, http.MethodPost, at, encode(t, body(text)))
					if got.status != http.StatusUnprocessableEntity || !names(got.problem(t), pointer) {
						t.Errorf("%s: %s in %s: %d %.300s", post.OperationID, what, pointer, got.status, got.body)
					}
				}
			}, 0)
		}
		get := methods["get"]
		for _, p := range get.Parameters {
			if p.In != "query" || p.Schema.Type != "string" || p.Schema.Enum != nil || p.Schema.Pattern != "" || p.Name == "cursor" {
				continue
			}
			lines++
			for _, text := range []string{"a\u200bb", "a\ufffcb", "a\u202eb", "\u3164", "\u2800", "a\u00a0\u3164"} {
				got := s.send(t, dpo, http.MethodGet, at+"?"+url.Values{p.Name: {text}}.Encode(), nil)
				if got.status != http.StatusUnprocessableEntity && got.status != http.StatusBadRequest {
					t.Errorf("%s: %+q in %s: %d %.200s", get.OperationID, text, p.Name, got.status, got.body)
				}
			}
		}
	}
	if fields < 150 || lines < 50 {
		t.Errorf("%d fields of bodies and %d of questions were tried, want the contract's", fields, lines)
	}
	for what, purpose := range map[string]string{"a Hangul filler": "\u3164", "zero-width spaces": "\u200b", "a braille blank": "\u2800", "a word turned round": "Complaint \u202e62/1", "one with a zero-width space": "Com\u200bplaint"} {
		for _, path := range []string{"/disclosures", "/cases", "/facts?dimension=subject&reference=P-1", "/access"} {
			got := s.send(t, dpo, http.MethodGet, path, nil, "Access-Purpose", purpose)
			if got.status != http.StatusUnprocessableEntity || !names(got.problem(t), "/Access-Purpose") {
				t.Errorf("%s: why one looks is %s: %d %.200s", path, what, got.status, got.body)
			}
		}
	}
	if got := s.send(t, auditor, http.MethodGet, "/access", nil); strings.Contains(string(got.body), string(disclosure.Recorder)) {
		t.Errorf("a refused look is on record: %s", got.body)
	}
}
