package main

import (
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"disclosure-register/pkg/columns"
)

// described is a value of the API's description.
type described map[string]any

// in follows a reference to what it is of.
func (d described) in(whole described) described {
	for {
		ref, is := d["$ref"].(string)
		if !is {
			return d
		}
		var at any = map[string]any(whole)
		for step := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			at = at.(map[string]any)[step]
		}
		d = at.(map[string]any)
	}
}

// leaves returns what may stand at a dotted place, in lists or not; none where the
// description has no such place.
func (d described) leaves(whole described, place []string) (all []described) {
	d = d.in(whole)
	if either, is := d["oneOf"].([]any); is {
		for _, one := range either {
			all = append(all, described(one.(map[string]any)).leaves(whole, place)...)
		}
		return all
	}
	if items, is := d["items"].(map[string]any); is {
		return described(items).leaves(whole, place)
	}
	if len(place) == 0 {
		return []described{d}
	}
	properties, _ := d["properties"].(map[string]any)
	if property, is := properties[place[0]].(map[string]any); is {
		return described(property).leaves(whole, place[1:])
	}
	if more, is := d["additionalProperties"].(map[string]any); is {
		return described(more).leaves(whole, place[1:])
	}
	return nil
}

// properties are those of an object, of whichever kind it may be.
func (d described) properties(whole described) map[string]described {
	all := map[string]described{}
	for _, way := range []string{"anyOf", "allOf", "oneOf"} {
		either, _ := d[way].([]any)
		for _, one := range either {
			maps.Copy(all, described(one.(map[string]any)).in(whole).properties(whole))
		}
	}
	own, _ := d["properties"].(map[string]any)
	for name, property := range own {
		all[name] = described(property.(map[string]any)).in(whole)
	}
	return all
}

// sameForEverybody are the lists of an answer to a person that say nothing about them:
// where to write, and where to complain.
var sameForEverybody = []string{"contacts", "complaints"}

// Every column of every question is in the answer that it is asked of, every list of the
// answer is shown, and what is no
// word of the council's is put in words: an id as its title, an instant in London, a
// word of the API without its hyphens, true as yes.
func TestEveryColumnOfEveryQuestionIsInWords(t *testing.T) {
	text, err := os.ReadFile("../../docs/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var whole described
	if err := yaml.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	words := titlesOf("E07000107")
	ids := map[string]string{}
	for _, of := range []map[string]string{words.Recipients, words.Law, words.Data, words.Notices} {
		maps.Copy(ids, of)
	}
	looked := 0
	asks := map[string]url.Values{}
	for _, path := range columns.Paths() {
		asks[path] = nil
	}
	for _, q := range questions {
		asks[q.path+"?"+q.fixed.Encode()] = q.fixed
	}
	for asked, fixed := range asks {
		path, _, _ := strings.Cut(asked, "?")
		shape, is := columns.Of(path, fixed)
		if !is {
			if path != questions[logUnaltered].path { // is no table
				t.Errorf("nothing says which columns %s has", path)
			}
			continue
		}
		answer := described{"$ref": "#/paths"}.in(whole)
		for _, step := range []string{"/v1/registers/{register}" + strings.Replace(path, "{entry}", "{id}", 1), "get", "responses", "200", "content", "application/json", "schema"} {
			next, is := answer[step].(map[string]any)
			if !is {
				t.Fatalf("the description of %s has no %s", path, step)
			}
			answer = next
		}
		shown := map[string]bool{}
		for _, of := range shape.Lists {
			shown[of.Name] = true
			if of.Name != "" && len(answer.leaves(whole, []string{of.Name})) == 0 {
				t.Errorf("%s: the answer has no list %s", path, of.Name)
			}
			for i, c := range of.Columns {
				if slices.Contains(of.Headings()[:i], c.Heading) {
					t.Errorf("%s has two columns %s", path, c.Heading)
				}
				for _, place := range c.Places {
					looked++
					steps := strings.FieldsFunc(of.Name+"."+place, func(c rune) bool { return c == '.' })
					shown[steps[0]] = true
					leaves := answer.leaves(whole, steps)
					if len(leaves) == 0 {
						t.Errorf("%s, %s: the answer has no %s", path, c.Heading, place)
					}
					for _, leaf := range leaves {
						for _, value := range list(leaf["enum"]) {
							row := map[string]any{}
							at := row
							on := strings.Split(place, ".")
							for _, step := range on[:len(on)-1] {
								below := map[string]any{}
								at[step], at = below, below
							}
							at[on[len(on)-1]] = value
							if got := of.Cells(words, row)[i]; strings.Contains(got, "-") {
								t.Errorf("%s, %s: %s is shown as %q", path, c.Heading, value, got)
							}
						}
					}
				}
			}
		}
		for _, c := range shape.About {
			for _, place := range c.Places {
				shown[place] = true
				if len(answer.leaves(whole, strings.Split(place, "."))) == 0 {
					t.Errorf("%s: the answer has no %s", path, place)
				}
			}
		}
		for name, property := range answer.in(whole).properties(whole) {
			if _, is := property["items"]; is && !shown[name] && !slices.Contains(sameForEverybody, name) {
				t.Errorf("%s: nothing shows the list %s of the answer, so that it may say that nothing was found", path, name)
			}
		}
	}
	if looked < 500 {
		t.Errorf("only %d columns were looked at", looked)
	}
	for place, id := range map[string]string{
		"recipient.category": "police", "disclosure.recipient.category": "ombudsman", "disclosures.data.category": "health", "data": "name",
		"legal": "ukgdpr-6-1-e", "grounds.ground": "dpa18-sch2-para2", "disclosure.justification.exemptions.id": "dpa18-sch2-para2",
		"disclosure.justification.gateway": "gw-ha96-s51", "disclosure.justification.lawfulBases": "ukgdpr-6-1-e", "disclosure.justification.conditions": "ukgdpr-9-2-g",
		"applied.notice": "dartford-complaints", "by.roles": "dpo",
	} {
		if got := words.InWords(place, id+"; "+id); slices.Contains(strings.Split(got, "; "), id) || strings.HasPrefix(got, id) {
			t.Errorf("%s: %s is shown as %q", place, id, got)
		}
	}
	for place, own := range map[string]string{"case": "not-yet", "department": "police", "entry": "name", "purpose": "health"} {
		if got := words.InWords(place, own); got != own {
			t.Errorf("%s: the council's own %q is shown as %q", place, own, got)
		}
	}
	if len(ids) < 100 {
		t.Errorf("only %d ids have titles", len(ids))
	}
}

func list(value any) (all []string) {
	values, _ := value.([]any)
	for _, one := range values {
		if text, is := one.(string); is {
			all = append(all, text)
		}
	}
	return all
}
