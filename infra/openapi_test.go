package infra_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// The template answers exactly what the API's description promises: a route
// missing here is a 404 on AWS that no one-machine test can see.
func TestRoutesAreTheDescribedOnes(t *testing.T) {
	description, err := os.ReadFile("../docs/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var api struct {
		Paths map[string]map[string]any `yaml:"paths"`
	}
	if err := yaml.Unmarshal(description, &api); err != nil {
		t.Fatalf("parse docs/openapi.yaml: %v", err)
	}
	var want []string
	for path, methods := range api.Paths {
		for method := range methods {
			if slices.Contains([]string{"get", "post", "put", "patch", "delete", "head"}, method) {
				want = append(want, strings.ToUpper(method)+" "+path)
			}
		}
	}
	slices.Sort(want)
	diff(t, "routes", slices.Sorted(maps.Keys(routesOf(t, application(t)))), want)
}
