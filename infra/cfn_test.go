package infra_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Templates, as the tests of this package read them: maps, lists and strings.
// Short forms of intrinsic functions become long ones (!Ref X is {"Ref": "X"}),
// and numbers and booleans become their text, so that a template written in
// YAML and its expansion in JSON compare.
type (
	object = map[string]any
	list   = []any
)

// resource is one entry of a template's Resources.
type resource struct {
	Type       string
	Attributes object // DeletionPolicy and the like
	Properties object
}

// stack is a parsed template.
type stack struct {
	Resources  map[string]resource
	Parameters object
	Rules      object
	Globals    object
	Outputs    object
}

// application reads ../template.yaml.
func application(t *testing.T) stack { return readYAML(t, "../template.yaml") }

// evidence reads template.yaml of this folder.
func evidence(t *testing.T) stack { return readYAML(t, "template.yaml") }

func readYAML(t *testing.T, path string) stack {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseBytes(unnamed(text), 0)
	if err != nil {
		t.Fatalf("parse %s: %v", path, err)
	}
	return newStack(t, fromYAML(t, file.Docs[0].Body))
}

// named is what the transform calls a version, for a digest of its function, and an
// alias, for itself.
var named = regexp.MustCompile(`\b([A-Z][a-z]+Function)(?:(Version)[0-9a-f]{10}|(Alias)live)\b`)

// unnamed has them as the template refers to them: RecordFunction.Version.
func unnamed(template []byte) []byte { return named.ReplaceAll(template, []byte("$1.$2$3")) }

func newStack(t *testing.T, v any) stack {
	t.Helper()
	root := v.(object)
	s := stack{Resources: map[string]resource{}}
	s.Parameters, _ = root["Parameters"].(object)
	s.Rules, _ = root["Rules"].(object)
	s.Globals, _ = root["Globals"].(object)
	s.Outputs, _ = root["Outputs"].(object)
	for name, r := range root["Resources"].(object) {
		attributes := r.(object)
		properties, _ := attributes["Properties"].(object)
		s.Resources[name] = resource{attributes["Type"].(string), attributes, properties}
	}
	if len(s.Resources) == 0 {
		t.Fatal("template has no resources")
	}
	return s
}

// ofType returns the names of the resources of the given type, sorted.
func (s stack) ofType(kind string) []string {
	var names []string
	for name, r := range s.Resources {
		if r.Type == kind {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func fromYAML(t *testing.T, n ast.Node) any {
	t.Helper()
	switch n := n.(type) {
	case *ast.MappingNode:
		m := object{}
		for _, pair := range n.Values {
			m[pair.Key.GetToken().Value] = fromYAML(t, pair.Value)
		}
		return m
	case *ast.MappingValueNode:
		return object{n.Key.GetToken().Value: fromYAML(t, n.Value)}
	case *ast.SequenceNode:
		l := make(list, 0, len(n.Values))
		for _, v := range n.Values {
			l = append(l, fromYAML(t, v))
		}
		return l
	case *ast.TagNode:
		value := fromYAML(t, n.Value)
		switch name := strings.TrimPrefix(n.Start.Value, "!"); name {
		case "Ref", "Condition":
			return object{name: value}
		case "GetAtt":
			if s, ok := value.(string); ok {
				of, attribute, _ := strings.Cut(s, ".")
				value = list{of, attribute}
			}
			return object{"Fn::GetAtt": value}
		default:
			return object{"Fn::" + name: value}
		}
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.StringNode:
		return n.Value
	case *ast.IntegerNode, *ast.BoolNode, *ast.FloatNode:
		return n.GetToken().Value
	default:
		t.Fatalf("template has a %s, which no test here reads", n.Type())
		return nil
	}
}

// at follows keys into nested objects and returns nil where one is absent.
func at(v any, keys ...string) any {
	for _, key := range keys {
		m, _ := v.(object)
		v = m[key]
	}
	return v
}

// text writes a template's value on one line, as a reader would say it: an
// import as infra:Name, a reference as ${Name}, an attribute as ${Name.Arn}.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return v
	case list:
		parts := make([]string, len(v))
		for i, part := range v {
			parts[i] = text(part)
		}
		return "[" + strings.Join(parts, " ") + "]"
	case object:
		if len(v) == 1 {
			for name, argument := range v {
				if s, ok := intrinsic(name, argument); ok {
					return s
				}
			}
		}
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, key+": "+text(v[key]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	default:
		return fmt.Sprint(v)
	}
}

func intrinsic(name string, argument any) (string, bool) {
	arguments, _ := argument.(list)
	switch {
	case name == "Ref":
		return "${" + text(argument) + "}", true
	case name == "Fn::ImportValue":
		// TableStack is InfraStack unless a table was restored, and exports nothing else.
		name := strings.TrimPrefix(text(argument), "${InfraStack}-")
		if table, found := strings.CutPrefix(name, "${TableStack}-Table"); found {
			name = "Table" + table
		}
		return "infra:" + name, true
	case name == "Fn::GetAtt" && len(arguments) == 2:
		return "${" + text(arguments[0]) + "." + text(arguments[1]) + "}", true
	case name == "Fn::Sub" && len(arguments) == 2:
		s := text(arguments[0])
		for variable, value := range arguments[1].(object) {
			s = strings.ReplaceAll(s, "${"+variable+"}", text(value))
		}
		return s, true
	case name == "Fn::Sub":
		return text(argument), true
	}
	return "", false
}

// many returns a policy's value as a list: IAM takes one value or several.
func many(v any) list {
	if l, ok := v.(list); ok {
		return l
	}
	return list{v}
}
