package policy_test

import (
	"encoding/json"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"

	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/policy/compile"
)

var update = flag.Bool("update", false, "write generated files afresh")

// readLaw is the law of the files.
func readLaw(files fs.FS) (*policy.Law, error) {
	parts, err := compile.Read(files)
	return policy.New(parts), err
}

// files returns this package's own law, as files that a test may change.
func files(t testing.TB) fstest.MapFS {
	t.Helper()
	found := fstest.MapFS{}
	for _, pattern := range []string{"catalogue/*.yaml", "notices/*.yaml", "registers.yaml"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			found[filepath.ToSlash(name)] = &fstest.MapFile{Data: source}
		}
	}
	return found
}

// Every council that registers.yaml lists has a register, in the order of their ids,
// and no other has.
func TestRegisters(t *testing.T) {
	source, err := os.ReadFile("registers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var listed struct {
		Registers []struct{ ID, Controller string }
	}
	if err := yaml.Unmarshal(source, &listed); err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, r := range policy.Load().Registers() {
		got = append(got, r.ID.String()+" "+r.Controller)
	}
	for _, r := range listed.Registers {
		want = append(want, r.ID+" "+r.Controller)
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, council := range everyCouncil {
		if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, council.register.String()+" ") }) {
			t.Errorf("%s has no register", council.notice)
		}
	}
}

// The catalogue holds every item, gateway and compatibility ground of the law it
// was made from.
func TestCatalogueIsWhole(t *testing.T) {
	c := policy.Load().Catalogue()
	kinds := map[policy.ItemKind]int{}
	for _, i := range c.Items {
		kinds[i.Kind]++
	}
	want := map[policy.ItemKind]int{policy.LawfulBasis: 12, policy.SpecialCondition: 26, policy.CriminalCondition: 7, policy.ExemptionItem: 46}
	if !maps.Equal(kinds, want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
	for what, n := range map[string][2]int{
		"gateways":        {len(c.Gateways), 15},
		"compatibility":   {len(c.Compatibility), 17},
		"recipients":      {len(c.Recipients), 17},
		"data categories": {len(c.DataCategories), 39},
	} {
		if n[0] != n[1] {
			t.Errorf("%s: got %d, want %d", what, n[0], n[1])
		}
	}
}

// The schema that editors use describes the same fields as the Go types.
func TestSchemaMatchesTheTypes(t *testing.T) {
	source, err := os.ReadFile("notices/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]any            `json:"properties"`
		Defs       map[string]map[string]any `json:"$defs"`
	}
	if err := json.Unmarshal(source, &schema); err != nil {
		t.Fatal(err)
	}
	defs := func(name string) map[string]any { return schema.Defs[name]["properties"].(map[string]any) }
	items := func(name string) map[string]any {
		list := schema.Properties[name].(map[string]any)["items"].(map[string]any)
		return list["properties"].(map[string]any)
	}
	for name, c := range map[string]struct {
		described map[string]any
		is        reflect.Type
	}{
		"notice":         {schema.Properties, reflect.TypeFor[policy.Notice]()},
		"basis":          {defs("basis"), reflect.TypeFor[policy.NoticeBasis]()},
		"requirement":    {defs("requirement"), reflect.TypeFor[policy.Requirement]()},
		"condition":      {defs("condition"), reflect.TypeFor[policy.Condition]()},
		"purposes":       {items("purposes"), reflect.TypeFor[policy.NoticePurpose]()},
		"recipients":     {items("recipients"), reflect.TypeFor[policy.NoticeRecipient]()},
		"dataCategories": {items("dataCategories"), reflect.TypeFor[policy.NoticeData]()},
		"prohibited":     {items("prohibited"), reflect.TypeFor[policy.NoticeProhibited]()},
		"lawRows":        {items("lawRows"), reflect.TypeFor[policy.LawRow]()},
		"rules":          {items("rules"), reflect.TypeFor[policy.Rule]()},
		"retention":      {items("retention"), reflect.TypeFor[policy.Class]()},
		"statements":     {items("statements"), reflect.TypeFor[policy.Told]()},
		"silences":       {items("silences"), reflect.TypeFor[policy.Silence]()},
	} {
		got, want := slices.Sorted(maps.Keys(c.described)), yamlNames(c.is)
		if !slices.Equal(got, want) {
			t.Errorf("%s: schema describes %v, type has %v", name, got, want)
		}
	}
}

func yamlNames(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		switch {
		case strings.Contains(options, "inline"):
			names = append(names, yamlNames(t.Field(i).Type)...)
		case name != "" && name != "-":
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
