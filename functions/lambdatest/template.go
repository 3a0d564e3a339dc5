package lambdatest

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// Template is what template.yaml says of each function, by its folder's name.
type Template map[string]Function

// Function is one function of the template.
type Function struct {
	Timeout     time.Duration
	Environment []string // names of its variables
	Routes      []Route
	Streams     []Stream
	Scheduled   bool // it is run at set times too, by an event that says nothing
	Pages       bool // it answers every request at an address of its own, without an authorizer
	Released    bool // requests reach it by an alias, which moves once a new version has been tried
	role        role
}

// Route is a method and path pattern that API Gateway sends to a function.
type Route struct{ Function, Method, Path string }

// Key is the route as API Gateway names it: "GET /v1/registers/{register}/policy".
func (r Route) Key() string { return r.Method + " " + r.Path }

// Stream is a mapping from the table's stream to a function.
type Stream struct {
	Filters []string // event patterns; a record must match one
	Retries int      // after the first attempt
}

// document is the part of the template that is read. Short forms of intrinsic
// functions decode as their argument.
type document struct {
	Globals struct {
		Function properties `yaml:"Function"`
	} `yaml:"Globals"`
	Resources map[string]struct {
		Type       string     `yaml:"Type"`
		Properties properties `yaml:"Properties"`
	} `yaml:"Resources"`
}

type properties struct {
	DefinitionBody struct {
		Paths map[string]map[string]struct {
			Integration struct {
				Ref string `yaml:"$ref"`
				URI string `yaml:"uri"`
			} `yaml:"x-amazon-apigateway-integration"`
		} `yaml:"paths"`
	} `yaml:"DefinitionBody"`
	CodeURI     string `yaml:"CodeUri"`
	Role        string `yaml:"Role"`
	Alias       string `yaml:"AutoPublishAlias"`
	Timeout     int    `yaml:"Timeout"`
	Environment struct {
		Variables map[string]any `yaml:"Variables"`
	} `yaml:"Environment"`
	Events map[string]struct {
		Type       string `yaml:"Type"`
		Properties struct {
			Retries        int `yaml:"MaximumRetryAttempts"`
			FilterCriteria struct {
				Filters []struct {
					Pattern string `yaml:"Pattern"`
				} `yaml:"Filters"`
			} `yaml:"FilterCriteria"`
		} `yaml:"Properties"`
	} `yaml:"Events"`
	Policies       []inlinePolicy `yaml:"Policies"`
	PolicyDocument policyDocument `yaml:"PolicyDocument"`
}

type inlinePolicy struct {
	PolicyDocument policyDocument `yaml:"PolicyDocument"`
}

type policyDocument struct {
	Statement []statement `yaml:"Statement"`
}

// ReadTemplate reads the application's template.
func ReadTemplate(t testing.TB) Template {
	t.Helper()
	d := readDocument(t, "template.yaml")
	template := Template{}
	routes := d.routes()
	for name, resource := range d.Resources {
		if resource.Type == "AWS::Serverless::Function" {
			function := path.Base(resource.Properties.CodeURI)
			made := d.function(t, function, resource.Properties)
			made.Routes = routes[function]
			for _, operation := range d.Resources["ConsoleApi"].Properties.DefinitionBody.Paths["/$default"] {
				made.Pages = made.Pages || strings.Contains(operation.Integration.URI, "${"+name+"Aliaslive}")
			}
			template[function] = made
			if template[function].Timeout == 0 || len(template[function].role) == 0 {
				t.Fatalf("%s has no timeout or no role", name)
			}
		}
	}
	if len(template) == 0 {
		t.Fatal("template.yaml has no functions")
	}
	return template
}

// readDocument reads a template of the repository.
func readDocument(t testing.TB, name string) document {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	var d document
	if err := yaml.Unmarshal(text, &d); err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	return d
}

// role is what a role of the template allows, or a policy that stands by itself.
func (d document) role(name string) role {
	all := role(d.Resources[name].Properties.PolicyDocument.Statement)
	for _, policy := range d.Resources[name].Properties.Policies {
		all = append(all, policy.PolicyDocument.Statement...)
	}
	return all
}

// routes are those that the API's description sends to each function, by its
// folder's name.
func (d document) routes() map[string][]Route {
	routes := map[string][]Route{}
	for at, methods := range d.Resources["Api"].Properties.DefinitionBody.Paths {
		for method, operation := range methods {
			integration := path.Base(operation.Integration.Ref)
			function := path.Base(d.Resources[integration+"Function"].Properties.CodeURI)
			routes[function] = append(routes[function], Route{function, strings.ToUpper(method), at})
		}
	}
	return routes
}

func (d document) function(t testing.TB, name string, p properties) Function {
	t.Helper()
	f := Function{Timeout: time.Duration(p.Timeout) * time.Second, Released: p.Alias != ""}
	for _, variables := range []map[string]any{d.Globals.Function.Environment.Variables, p.Environment.Variables} {
		for variable := range variables {
			f.Environment = append(f.Environment, variable)
		}
	}
	for _, event := range p.Events {
		switch event.Type {
		case "DynamoDB":
			stream := Stream{Retries: event.Properties.Retries}
			for _, filter := range event.Properties.FilterCriteria.Filters {
				stream.Filters = append(stream.Filters, filter.Pattern)
			}
			f.Streams = append(f.Streams, stream)
		case "Schedule":
			f.Scheduled = true
		default:
			t.Fatalf("%s has an event of type %s, which nothing here sends", name, event.Type)
		}
	}
	resource, _, _ := strings.Cut(p.Role, ".")
	f.role = d.role(resource)
	return f
}

// Routes lists the routes of every function.
func (t Template) Routes() []Route {
	var routes []Route
	for _, function := range t {
		routes = append(routes, function.Routes...)
	}
	return routes
}

// Match returns the route that API Gateway takes for a path, with the values of
// its parameters: a literal segment goes before a parameter.
func (t Template) Match(method, path string) (Route, map[string]string, bool) {
	var best Route
	var parameters map[string]string
	for _, route := range t.Routes() {
		if route.Method != method {
			continue
		}
		if values, ok := match(route.Path, path); ok && (parameters == nil || len(values) < len(parameters)) {
			best, parameters = route, values
		}
	}
	return best, parameters, parameters != nil
}

func match(pattern, path string) (map[string]string, bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	values := map[string]string{}
	for i, segment := range want {
		if name, is := strings.CutPrefix(segment, "{"); is && got[i] != "" {
			values[strings.TrimSuffix(name, "}")] = got[i]
		} else if segment != got[i] {
			return nil, false
		}
	}
	return values, true
}
