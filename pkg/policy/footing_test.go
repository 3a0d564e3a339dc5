package policy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

// What each rule that flags a basis, a condition, a gateway or an exemption under its own
// id leaves of it, by what the flag says would clear it.
var leavesOfFooting = map[string]FootingStanding{
	"A correction says why it was necessary.":                                                                                         Counts,
	"A correction gives a later day of review.":                                                                                       Counts,
	"A correction gives an earlier day of review.":                                                                                    Counts,
	"A correction takes the consent out.":                                                                                             NotCounted,
	"A correction names another footing, or mends the answer.":                                                                        NotCounted,
	"A correction mends the date, or names what the disclosure rested on.":                                                            NotCounted,
	"A correction mends the day, or names another basis.":                                                                             NotCounted,
	"A correction names another condition, or shows that this one is met.":                                                            NotCounted,
	"A correction names the provision that obliged the council, or what the sharing rested on instead.":                               NotCounted,
	"A correction gives the evidence.":                                                                                                NotCounted,
	"A correction gives the reason.":                                                                                                  NotCounted,
	"A correction names the provisions.":                                                                                              NotCounted,
	"A correction takes the provision out, or names an exemption that lifts it.":                                                      NotCounted,
	"A correction gives a later day of review, or takes the exemption out.":                                                           NotCounted,
	"A correction gives an opinion from within the six months.":                                                                       NotCounted,
	"A correction names another reason why the purpose is compatible.":                                                                NotCounted,
	"A correction shows that the consent reached this recipient and this data, or names another footing.":                             NotCounted,
	"A correction names the power or duty that was used, or the Data Protection Officer accepts this one.":                            Doubted,
	"The Data Protection Officer accepts the reliance, or a correction drops it.":                                                     Doubted,
	"A correction names a ground open to the council, or the Data Protection Officer accepts this one.":                               Doubted,
	"A correction gives the evidence, or the Data Protection Officer accepts that it cannot be had.":                                  Doubted,
	"A correction gives the reason, or the Data Protection Officer confirms that the person had died and that confidence allowed it.": Doubted,
}

// Every rule in this package that may flag what is cited under its own id is in the table,
// so that nobody adds one without saying what the letter may still say. What is refused is
// never counted where it had happened.
func TestEveryFlagOnAFootingIsKnown(t *testing.T) {
	found := map[string]bool{}
	for where, of := range asksInSource(t) {
		if !ofFooting(of["rule"]) || isText(of["severity"], string(Refuse)) {
			continue
		}
		clears, ok := of["clears"].(*ast.BasicLit)
		if !ok {
			t.Errorf("%s: what would clear it is no plain text", where)
			continue
		}
		words, _ := strconv.Unquote(clears.Value)
		found[words] = true
		want, known := leavesOfFooting[words]
		if !known {
			t.Errorf("%s: nobody has said whether what is flagged so still counts: %q", where, words)
			continue
		}
		d := &disclosure.Disclosure{DisclosedAt: time.Date(2026, 11, 9, 9, 0, 0, 0, time.UTC)}
		flag := disclosure.Flag{Finding: disclosure.Finding{Rule: "gw-foi"}, Clears: words}
		if got := Load().StandingOf("E07000107", d, flag, "gw-foi"); got != want {
			t.Errorf("%s: %q leaves %d, want %d", where, words, got, want)
		}
		if got := Load().StandingOf("E07000107", d, flag, "gw-court"); got != Counts {
			t.Errorf("%s: it leaves %d of what it does not name", where, got)
		}
		flag.Departure = true
		if got := Load().StandingOf("E07000107", d, flag, "gw-foi"); got != NotCounted {
			t.Errorf("%s: %q of a departure leaves %d", where, words, got)
		}
		flag.Kept = true
		if got := Load().StandingOf("E07000107", d, flag, "gw-foi"); got != Counts {
			t.Errorf("%s: what departments are not shown leaves %d", where, got)
		}
	}
	for _, words := range slices.Sorted(maps.Keys(leavesOfFooting)) {
		if !found[words] {
			t.Errorf("no rule says %q any more", words)
		}
	}
}

// ofFooting reports whether a rule is the id of what is cited: of a cited thing or an item
// of the catalogue, or written out.
func ofFooting(rule ast.Expr) bool {
	switch r := rule.(type) {
	case *ast.SelectorExpr:
		return strings.EqualFold(r.Sel.Name, "id")
	case *ast.BasicLit:
		id, _ := strconv.Unquote(r.Value)
		return Load().HasLegalItem(id) && Load().provisions[id] == nil
	}
	return false
}

func isNamed(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func isText(e ast.Expr, text string) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Value == strconv.Quote(text)
}

// asksInSource are the fields of every ask that is written in this package, by where it
// stands, with constants of text put for their names.
func asksInSource(t *testing.T) map[string]map[string]ast.Expr {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set, parsed := token.NewFileSet(), []*ast.File{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || name == "law_compiled.go" {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(set, name, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	package_, asks := map[string]ast.Expr{}, map[string]map[string]ast.Expr{}
	for _, file := range parsed {
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				texts(g, package_)
			}
		}
	}
	for _, file := range parsed {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			local := maps.Clone(package_)
			texts(f, local)
			ast.Inspect(f, func(n ast.Node) bool {
				lit, ok := n.(*ast.CompositeLit)
				if !ok || !isNamed(lit.Type, "ask") {
					return true
				}
				of := map[string]ast.Expr{}
				for _, e := range lit.Elts {
					pair := e.(*ast.KeyValueExpr)
					value := pair.Value
					if id, ok := value.(*ast.Ident); ok && local[id.Name] != nil {
						value = local[id.Name]
					}
					of[pair.Key.(*ast.Ident).Name] = value
				}
				asks[set.Position(lit.Pos()).String()] = of
				return true
			})
		}
	}
	if len(asks) < 40 {
		t.Fatalf("only %d asks were found", len(asks))
	}
	return asks
}

// texts gathers the constants of text that are declared in a node.
func texts(in ast.Node, names map[string]ast.Expr) {
	ast.Inspect(in, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			for i, name := range v.Names {
				if i < len(v.Values) {
					if lit, ok := v.Values[i].(*ast.BasicLit); ok {
						names[name.Name] = lit
					}
				}
			}
		}
		return true
	})
}
