// Package architecture holds the table of which package may import which, and
// other promises that only the tree as a whole can keep.
package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "disclosure-register/"

// mayImport lists every package of the project and the others of it that its
// code, tests apart, may import. The rings: disclosure, then policy, then
// registrar, then api. The ledger stands alone. Store and archive face outward.
var mayImport = map[string][]string{
	"pkg/disclosure": {},
	"pkg/policy":     {"pkg/disclosure", "pkg/internal/plain"},
	// The law as people write it is read and checked before it is deployed.
	"pkg/policy/compile": {"pkg/disclosure", "pkg/policy"},

	"pkg/ledger":     {},
	"pkg/durable":    {},
	"pkg/doorkeeper": {},
	"pkg/statistics": {},
	"pkg/sample":     {},

	// Which columns a list has, for whoever shows it as a table.
	"pkg/columns": {"pkg/disclosure"},

	"pkg/internal/canonicaljson": {},
	"pkg/internal/plain":         {},

	// Whatever is released to a person comes from the door.
	"pkg/internal/door": {"pkg/disclosure", "pkg/policy"},

	"pkg/ledger/audit":    {"pkg/ledger"},
	"pkg/ledger/bundle":   {"pkg/ledger"},
	"pkg/ledger/witness":  {"pkg/durable", "pkg/ledger"},
	"pkg/ledger/verifier": {"pkg/ledger", "pkg/ledger/audit", "pkg/ledger/bundle"},
	"cmd/verify":          {"pkg/ledger/verifier"},

	"pkg/store":             {},
	"pkg/store/sqlite":      {"pkg/store"},
	"pkg/store/dynamo":      {"pkg/store"},
	"pkg/archive":           {},
	"pkg/archive/embedded":  {"pkg/doorkeeper", "pkg/durable", "pkg/sealing"},
	"pkg/archive/lifecycle": {},
	"infra":                 {},
	"pkg/report/workbook":   {"pkg/disclosure", "pkg/report"},
	"pkg/report":            {"pkg/disclosure", "pkg/internal/canonicaljson", "pkg/statistics"},
	"pkg/sheet":             {"pkg/disclosure", "pkg/internal/plain"},
	"pkg/importer":          {"pkg/sheet"},

	"pkg/sealing":           {"pkg/ledger", "pkg/store"},
	"pkg/sealing/bucket":    {"pkg/sealing"},
	"pkg/sealing/keyfile":   {"pkg/durable", "pkg/sealing"},
	"pkg/sealing/kmssigner": {"pkg/sealing"},
	"pkg/sealing/trigger":   {"pkg/ledger", "pkg/ledger/witness", "pkg/sealing", "pkg/store"},

	// Who may ask what, which every room asks first.
	"pkg/register/power": {"pkg/disclosure"},

	// What the rooms share, and what no room has taken yet.
	"pkg/register/internal/form":   {"pkg/disclosure"},
	"pkg/register/internal/titles": {"pkg/disclosure", "pkg/policy", "pkg/statistics"},
	// What is known of a thing, as it is stored, and who may change it.
	"pkg/register/internal/facts": {"pkg/disclosure", "pkg/policy", "pkg/register/internal/form", "pkg/register/power", "pkg/store"},
	"pkg/register/internal/desk": {
		"pkg/archive", "pkg/disclosure", "pkg/internal/canonicaljson", "pkg/internal/door", "pkg/ledger", "pkg/policy", "pkg/register/internal/facts", "pkg/register/internal/form", "pkg/register/internal/titles",
		"pkg/register/power", "pkg/sealing", "pkg/store",
	},

	// Whoever keeps the case files keeps their reminders and disposals in the table, and
	// erases what goes with a case.
	"pkg/register/cases": {
		"pkg/archive", "pkg/disclosure", "pkg/ledger", "pkg/policy", "pkg/register/internal/desk", "pkg/register/internal/form", "pkg/register/power", "pkg/store",
	},

	// Whoever records writes an entry, and what goes with it.
	"pkg/register/recording": {
		"pkg/archive", "pkg/disclosure", "pkg/policy", "pkg/register/internal/desk", "pkg/register/internal/form", "pkg/register/power", "pkg/store",
	},

	// Whoever answers to people keeps what was decided of answers, and records entries too.
	"pkg/register/answering": {
		"pkg/disclosure", "pkg/internal/door", "pkg/policy", "pkg/register/internal/desk", "pkg/register/internal/facts", "pkg/register/internal/form", "pkg/register/power", "pkg/store",
	},

	// Whoever asks or exports knows no key, item or partition: it does not import the table.
	"pkg/register/asking": {
		"pkg/disclosure", "pkg/policy", "pkg/register/answering", "pkg/register/cases", "pkg/register/internal/desk", "pkg/register/internal/form", "pkg/register/internal/titles", "pkg/register/power", "pkg/register/recording",
		"pkg/report", "pkg/sample", "pkg/statistics",
	},

	"pkg/register/exporting": {
		"pkg/archive", "pkg/disclosure", "pkg/internal/plain", "pkg/ledger", "pkg/ledger/bundle", "pkg/policy", "pkg/register/asking", "pkg/register/internal/desk", "pkg/register/internal/form",
		"pkg/register/internal/titles", "pkg/register/power", "pkg/report", "pkg/sealing",
	},

	// What the rooms show to others, by aliases, until each has its own package.
	"pkg/register/registrar": {"pkg/disclosure", "pkg/policy", "pkg/register/answering", "pkg/register/asking", "pkg/register/cases", "pkg/register/exporting", "pkg/register/internal/desk", "pkg/register/internal/facts", "pkg/register/recording", "pkg/store"},

	"pkg/problem": {"pkg/disclosure"},
	"pkg/auth":    {"pkg/disclosure", "pkg/doorkeeper", "pkg/problem"},
	"pkg/api":     {"pkg/auth", "pkg/columns", "pkg/disclosure", "pkg/internal/door", "pkg/internal/plain", "pkg/policy", "pkg/problem", "pkg/register/answering", "pkg/register/asking", "pkg/register/cases", "pkg/register/exporting", "pkg/register/power", "pkg/register/recording", "pkg/register/registrar", "pkg/report"},
	"pkg/release": {},
	"pkg/gateway": {"pkg/auth", "pkg/disclosure", "pkg/policy", "pkg/problem", "pkg/store"},

	// The console asks the API for everything: it has no table, bucket, key or rule.
	"pkg/client":  {"pkg/disclosure", "pkg/problem"},
	"pkg/console": {"pkg/client", "pkg/columns", "pkg/disclosure", "pkg/problem"},

	"functions/record":  wiring,
	"functions/archive": wiring,
	"functions/query":   wiring,
	"functions/console": {"pkg/console", "pkg/gateway"},
	"functions/export":  append([]string{"pkg/report/workbook", "pkg/sealing/kmssigner"}, wiring...),
	"functions/retain":  {"pkg/archive", "pkg/gateway", "pkg/register/cases", "pkg/store/dynamo"}, // one room, and not the API
	"functions/seal": {
		"pkg/gateway", "pkg/policy", "pkg/sealing", "pkg/sealing/bucket", "pkg/sealing/kmssigner", "pkg/sealing/trigger", "pkg/store/dynamo",
	},
	"functions/check": {
		"pkg/gateway", "pkg/sealing", "pkg/sealing/bucket", "pkg/sealing/kmssigner", "pkg/sealing/trigger", "pkg/store/dynamo",
	},
	"functions/trial": {"pkg/gateway", "pkg/release"},
	"cmd/disclosures": {
		"pkg/doorkeeper", "pkg/durable", "pkg/ledger", "pkg/ledger/verifier", "pkg/ledger/witness", "pkg/importer", "pkg/problem", "pkg/sheet",
		"pkg/api", "pkg/archive", "pkg/archive/embedded", "pkg/auth", "pkg/client", "pkg/columns", "pkg/console", "pkg/disclosure", "pkg/policy", "pkg/policy/compile", "pkg/register/registrar", "pkg/report", "pkg/report/workbook",
		"pkg/sealing", "pkg/sealing/bucket", "pkg/sealing/keyfile", "pkg/store", "pkg/store/sqlite", "pkg/store/dynamo", "infra", "pkg/archive/lifecycle", "pkg/register/answering", "pkg/register/cases", "pkg/register/recording",
	},

	"scripts/tools/house":       {},
	"infra/acceptance":          {"pkg/ledger"},
	"scripts/contract/goclient": {}, // a module of its own

	"bench":         {},
	"bench/sdkonly": {},

	// Support for tests, which nothing else may import.
	"bench/load":                        {},
	"bench/year":                        {"pkg/disclosure"},
	"functions/lambdatest":              {"pkg/archive/embedded", "pkg/archive/embedded/embeddedtest", "pkg/disclosure", "pkg/policy"},
	"pkg/store/storetest":               {"pkg/store"},
	"pkg/store/sqlite/sqlitetest":       {"pkg/store/sqlite"},
	"pkg/policy/policytest":             {"pkg/disclosure", "pkg/policy"},
	"pkg/register/registrartest":        {"pkg/policy", "pkg/register/registrar", "pkg/store"},
	"pkg/store/dynamo/dynamotest":       {"pkg/store"},
	"pkg/store/dynamo/dynamolocal":      {"pkg/store", "pkg/store/dynamo"},
	"pkg/ledger/ledgertest":             {"pkg/ledger"},
	"pkg/sealing/sealingtest":           {"pkg/ledger", "pkg/sealing"},
	"pkg/archive/lifecycle/rgw":         {},
	"pkg/archive/embedded/embeddedtest": {"pkg/archive/embedded"},
	"pkg/console/providertest":          {},
	"cmd/disclosures/oldertest":         {},
}

// wiring is what a Lambda main puts together.
var wiring = []string{"pkg/api", "pkg/archive", "pkg/gateway", "pkg/policy", "pkg/register/registrar", "pkg/sealing", "pkg/sealing/bucket", "pkg/store/dynamo"}

func TestOnlyTheImportsInTheTable(t *testing.T) {
	seen := map[string]bool{}
	eachFile(t, func(path string) {
		folder := filepath.ToSlash(filepath.Dir(path))
		if strings.HasSuffix(path, "_test.go") || folder == "." {
			return
		}
		seen[folder] = true
		allowed, listed := mayImport[folder]
		if !listed {
			t.Errorf("%s is not in the table: say what it may import", folder)
			return
		}
		for _, imported := range importsOf(t, path) {
			if inner, ours := strings.CutPrefix(imported, module); ours && !slices.Contains(allowed, inner) {
				t.Errorf("%s imports %s, which the table does not allow", path, inner)
			}
		}
	})
	for folder := range mayImport {
		if !seen[folder] {
			t.Errorf("the table lists %s, which has no code", folder)
		}
	}
}

// No function reads YAML: the law that it decides by was read, checked and compiled
// before it was built.
func TestNoFunctionReadsYAML(t *testing.T) {
	for folder, may := range mayImport {
		if slices.Contains(may, "pkg/policy/compile") && folder != "cmd/disclosures" {
			t.Errorf("%s may import what reads the law: it is for the command and the tests", folder)
		}
		if !strings.HasPrefix(folder, "functions/") || folder == "functions/lambdatest" {
			continue
		}
		reached, err := exec.Command("go", "list", "-deps", "./"+folder).Output()
		if err != nil {
			t.Fatalf("list what %s is built of: %v", folder, err)
		}
		for built := range strings.Lines(string(reached)) {
			if strings.HasPrefix(built, "github.com/xuri/excelize") && folder != "functions/export" {
				t.Errorf("%s is built with what makes workbooks, which takes long to begin", folder)
			}
			if strings.HasPrefix(built, "github.com/goccy/go-yaml") || strings.TrimSpace(built) == module+"pkg/policy/compile" {
				t.Errorf("%s is built with %s", folder, strings.TrimSpace(built))
			}
		}
	}
}

// pure packages do no input or output and read no clock.
var pure = map[string][]string{
	"pkg/disclosure":    {"net", "net/http", "os", "log", "log/slog", "context", "database/sql", "math/rand", "math/rand/v2", "crypto/rand"},
	"pkg/policy":        {"net", "net/http", "os", "log", "log/slog", "context", "database/sql", "math/rand", "math/rand/v2", "crypto/rand"},
	"pkg/internal/door": {"net", "net/http", "os", "log", "log/slog", "context", "database/sql", "math/rand", "math/rand/v2", "crypto/rand"},
	"pkg/ledger":        {"net", "net/http", "os", "log", "log/slog", "context", "database/sql", "math/rand", "math/rand/v2"},
}

func TestPurePackagesStayPure(t *testing.T) {
	eachFile(t, func(path string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		for _, imported := range importsOf(t, path) {
			if slices.Contains(pure[filepath.ToSlash(filepath.Dir(path))], imported) {
				t.Errorf("%s imports %s: it decides, and touches nothing", path, imported)
			}
		}
	})
}

func TestALambdaMainOnlyWires(t *testing.T) {
	mains := 0
	eachFile(t, func(path string) {
		if !strings.HasPrefix(filepath.ToSlash(path), "functions/") || filepath.Base(path) != "main.go" {
			return
		}
		mains++
		files := token.NewFileSet()
		if _, err := parser.ParseFile(files, path, nil, 0); err != nil {
			t.Fatal(err)
		}
		files.Iterate(func(f *token.File) bool {
			if f.LineCount() > 30 {
				t.Errorf("%s has %d lines: a main only wires", path, f.LineCount())
			}
			return true
		})
	})
	if mains == 0 {
		t.Error("no Lambda main was found")
	}
}

func eachFile(t *testing.T, visit func(path string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".go") {
			visit(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func importsOf(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var imports []string
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		imports = append(imports, imported)
	}
	return imports
}

// The console can do nothing that an integrator cannot do through the API: however
// its imports are followed, they come to no package in which a power lies.
func TestTheConsoleHoldsNoPower(t *testing.T) {
	reached, left := map[string]bool{}, []string{"pkg/console"}
	for len(left) > 0 {
		folder := left[0]
		left = left[1:]
		if !reached[folder] {
			reached[folder] = true
			left = append(left, mayImport[folder]...)
		}
	}
	for _, power := range []string{"pkg/register/registrar", "pkg/register/asking", "pkg/register/exporting", "pkg/register/internal/desk", "pkg/store", "pkg/archive", "pkg/policy", "pkg/internal/door", "pkg/auth", "pkg/api", "pkg/sealing", "pkg/ledger", "pkg/register/answering", "pkg/register/cases", "pkg/register/recording"} {
		if _, there := mayImport[power]; !there || reached[power] {
			t.Errorf("the console comes to %s, or there is no such package", power)
		}
	}
}

// The facade shows what no room has taken yet, and only shrinks: lower the number with it.
func TestTheFacadeOfTheRegisterShrinks(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "pkg/register/registrar/registrar.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for _, declared := range file.Decls {
		switch declared := declared.(type) {
		case *ast.FuncDecl:
			names++
		case *ast.GenDecl:
			if declared.Tok != token.IMPORT {
				names += len(declared.Specs)
			}
		}
	}
	if names != 35 {
		t.Errorf("the facade has %d names, and its test says 35", names)
	}
}

// called are methods and a function that code outside this project calls: the standard
// library and the log's mathematics through interfaces of theirs, and a test's own main.
var called = []string{
	"AddFS", "BeforeReset", "GetStatus", "Main", "MarshalJSON", "MarshalText", "ReadTiles", "RoundTrip", "SaveTiles", "UnmarshalJSON", "Unwrap", "Visit",
}

// A function, method or type that only tests use stands in a test. It goes by the name
// alone: one that shares its name with something in use is not found.
func TestNothingIsThereForTestsAlone(t *testing.T) {
	declared, used := map[string]string{}, map[string]int{}
	files := token.NewFileSet()
	eachFile(t, func(path string) {
		if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(filepath.Dir(path), "test") {
			return
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				used[d.Name.Name]--
				declared[d.Name.Name] = path
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if named, is := spec.(*ast.TypeSpec); is {
						used[named.Name.Name]--
						declared[named.Name.Name] = path
					}
				}
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if name, is := n.(*ast.Ident); is {
				used[name.Name]++
			}
			return true
		})
	})
	for name, path := range declared {
		if ast.IsExported(name) && used[name] == 0 && !slices.Contains(called, name) {
			t.Errorf("%s: %s is used by tests alone, or by nobody: move it to a test, or delete it", path, name)
		}
	}
	for _, name := range called {
		if declared[name] == "" || used[name] > 0 {
			t.Errorf("%s is used by code by now, or gone: it needs no mention", name)
		}
	}
}
