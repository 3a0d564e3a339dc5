package api_test

import (
	"bytes"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"disclosure-register/pkg/api"
)

func TestTheDescriptionIsNotStale(t *testing.T) {
	want, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/openapi.yaml is not what the code says: run `make openapi` and commit it")
	}
}

// contract is the part of the description that clients are made from.
type contract struct {
	Info    struct{ Contact struct{ Name string } }
	Servers []struct{ URL string }
	Tags    []struct{ Name string }
	Paths   map[string]map[string]struct {
		Tags      []string
		Responses map[string]struct{ Description string }
	}
	Components struct {
		Schemas map[string]struct {
			Properties map[string]struct {
				Ref  string `yaml:"$ref"`
				Enum []string
			}
			Required []string
			OneOf    []struct {
				Ref string `yaml:"$ref"`
			} `yaml:"oneOf"`
			Discriminator struct {
				PropertyName string `yaml:"propertyName"`
				Mapping      map[string]string
			}
		}
	}
}

// keywords of Java and TypeScript, as a schema's name would be written in them.
var keywords = strings.Fields("Abstract Any Case Class Const Default Delete Enum Export Extends Final Function Import In Interface Let New Null Object Override Package Private Protected Public Return Static Super Switch This Throw Try Type Typeof Var Void While With Yield")

func TestTheContractSaysAllThatIsAnswered(t *testing.T) {
	description, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var c contract
	if err := yaml.Unmarshal(description, &c); err != nil {
		t.Fatal(err)
	}
	if c.Info.Contact.Name == "" || len(c.Servers) == 0 {
		t.Error("there is no contact, or no server")
	}
	var tags []string
	for _, tag := range c.Tags {
		tags = append(tags, tag.Name)
	}
	every := []string{"400", "401", "403", "404", "422", "429", "500", "503"}
	for path, operations := range c.Paths {
		for method, o := range operations {
			wanted := every
			if method == "post" {
				wanted = append(slices.Clone(every), "409", "410", "413", "415")
			}
			for _, status := range wanted {
				if o.Responses[status].Description == "" {
					t.Errorf("%s %s does not say that it answers %s", method, path, status)
				}
			}
			if len(o.Tags) != 1 || !slices.Contains(tags, o.Tags[0]) {
				t.Errorf("%s %s has the tags %v", method, path, o.Tags)
			}
		}
	}
	plain := regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
	for name := range c.Components.Schemas {
		if slices.Contains(keywords, name) || !plain.MatchString(name) {
			t.Errorf("a schema is called %s", name)
		}
	}
	// An entry is told apart by its kind, and has the body of that kind alone.
	entry := c.Components.Schemas["Entry"]
	want := map[string]string{
		"disclosure": "Disclosure", "correction": "Correction", "correspondence-archived": "CorrespondenceArchived", "flag-cleared": "FlagClearance",
		"answer-decided": "AnswerDecision", "duplicate-decided": "DuplicateRecorded",
	}
	if entry.Discriminator.PropertyName != "kind" || len(entry.OneOf) != len(want) || len(entry.Discriminator.Mapping) != len(want) {
		t.Errorf("an entry is one of %d, by %q", len(entry.OneOf), entry.Discriminator.PropertyName)
	}
	for _, one := range entry.OneOf {
		of := c.Components.Schemas[one.Ref[strings.LastIndex(one.Ref, "/")+1:]]
		kind := strings.Join(of.Properties["kind"].Enum, ",")
		if body := of.Properties["body"].Ref; want[kind] == "" || body != "#/components/schemas/"+want[kind] || entry.Discriminator.Mapping[kind] != one.Ref {
			t.Errorf("%s is of the kind %q and has the body %s", one.Ref, kind, body)
		}
		if !slices.Contains(of.Required, "kind") || !slices.Contains(of.Required, "body") {
			t.Errorf("%s may lack its kind or its body", one.Ref)
		}
	}
	if strings.Contains(strings.ReplaceAll(string(description), "x-patternDescription:", ""), "patternDescription:") {
		t.Error("what is no keyword has the name of one")
	}
}

// Clients by openapi-generator read every answer of an operation by the schema of its
// lowest status, which therefore has what is in any of them and asks for nothing that one
// of them lacks.
func TestTheLowestStatusDescribesEveryAnswer(t *testing.T) {
	description, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	type schema struct {
		Properties map[string]map[string]any
		Required   []string
	}
	var c struct {
		Paths map[string]map[string]struct {
			Responses map[string]struct {
				Content map[string]struct {
					Schema struct {
						Ref string `yaml:"$ref"`
					}
				}
			}
		}
		Components struct{ Schemas map[string]schema }
	}
	if err := yaml.Unmarshal(description, &c); err != nil {
		t.Fatal(err)
	}
	several := 0
	for path, operations := range c.Paths {
		for method, o := range operations {
			var statuses []string
			for status, response := range o.Responses {
				if strings.HasPrefix(status, "2") && len(response.Content) > 0 {
					statuses = append(statuses, status)
				}
			}
			slices.Sort(statuses)
			if len(statuses) < 2 {
				continue
			}
			several++
			of := func(status string) schema {
				ref := o.Responses[status].Content["application/json"].Schema.Ref
				return c.Components.Schemas[ref[strings.LastIndex(ref, "/")+1:]]
			}
			lowest := of(statuses[0])
			for _, status := range statuses[1:] {
				for name, property := range of(status).Properties {
					same := func(key string) bool { return reflect.DeepEqual(property[key], lowest.Properties[name][key]) }
					if !same("type") || !same("items") || !same("format") || !same("$ref") || lowest.Properties[name] == nil {
						t.Errorf("%s %s: what %s says of %s is not in %s", method, path, status, name, statuses[0])
					}
				}
				for _, name := range lowest.Required {
					if !slices.Contains(of(status).Required, name) {
						t.Errorf("%s %s: %s asks for %s, which %s has not", method, path, statuses[0], name, status)
					}
				}
			}
		}
	}
	if several != 9 {
		t.Errorf("%d operations have several answers, want those of recording and of correcting, and the seven that change a case", several)
	}
}

// A method that an address does not have is refused as such, and not as an address
// that does not exist.
func TestAMethodThatAnAddressDoesNotHave(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct {
		method, path, allow string
		status              int
	}{
		{http.MethodPut, "/disclosures", "GET, POST", http.StatusMethodNotAllowed},
		{http.MethodPost, "/policy", "GET", http.StatusMethodNotAllowed},
		{http.MethodGet, "/answers/decisions", "POST", http.StatusMethodNotAllowed},
		{http.MethodGet, "/nothing", "", http.StatusNotFound},
	} {
		got := s.send(t, dpo, tt.method, tt.path, nil)
		if got.problem(t); got.status != tt.status || got.header.Get("Allow") != tt.allow {
			t.Errorf("%s %s: got %d with Allow %q, want %d with %q", tt.method, tt.path, got.status, got.header.Get("Allow"), tt.status, tt.allow)
		}
	}
}
