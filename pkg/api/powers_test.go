package api_test

import (
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// The API gives each call of the table a method and an address, once, in the function
// that the table names, and asks for a purpose where the table says that it is a look.
func TestTheAPIServesTheTableOfPowers(t *testing.T) {
	described, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var contract struct {
		Paths map[string]map[string]struct {
			OperationID string `yaml:"operationId"`
			Parameters  []struct{ Name string }
		}
	}
	if err := yaml.Unmarshal(described, &contract); err != nil {
		t.Fatal(err)
	}
	desk, log := registrartest.New(t, sqlitetest.New(t), registrar.Options{}), slog.New(slog.DiscardHandler)
	functions := map[power.Function]http.Handler{
		power.Record: api.Recording(desk, log), power.Archive: api.Archiving(desk, log), power.Query: api.Querying(desk, log), power.Export: api.Exporting(desk, log),
	}
	left := map[string]power.Call{}
	for _, c := range power.Table {
		left[c.Name] = c
	}
	for path, methods := range contract.Paths {
		for method, operation := range methods {
			method = strings.ToUpper(method)
			call, there := left[operation.OperationID]
			if !there {
				t.Errorf("%s %s: %q is not in the table, or is here twice", method, path, operation.OperationID)
				continue
			}
			delete(left, operation.OperationID)
			takes := func(name string) bool {
				return slices.ContainsFunc(operation.Parameters, func(p struct{ Name string }) bool { return p.Name == name })
			}
			// What a change would do to a case is a look at the case, where it is tried.
			if looks, purpose := call.Does == power.Looks, takes("Access-Purpose"); purpose != looks && !(purpose && takes("dryRun")) {
				t.Errorf("%s: takes a purpose: %t; the table: %t", call.Name, purpose, looks)
			}
			if (method == http.MethodPost) != (call.Does == power.Changes) {
				t.Errorf("%s: %s is not how the API does what the table says it does", call.Name, method)
			}
			for function, handler := range functions {
				answer := httptest.NewRecorder()
				handler.ServeHTTP(answer, httptest.NewRequest(method, strings.NewReplacer("{", "", "}", "").Replace(path), nil))
				if serves := answer.Code == http.StatusUnauthorized; serves != (function == call.Function) {
					t.Errorf("%s: %s answers %d without a token; the table says that %s serves it", call.Name, function, answer.Code, call.Function)
				}
			}
		}
	}
	if len(left) > 0 {
		t.Errorf("the table has calls that the API has not: %v", slices.Sorted(maps.Keys(left)))
	}
}
