package functions_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"disclosure-register/functions/lambdatest"
)

// A function is built with the operations that it serves and with no others': not only has
// it no route to them, it has not their code. One that anything in pkg/api leads to from
// where all can reach it is linked to every function, and begins later there.
func TestAFunctionIsBuiltOfItsOwnOperations(t *testing.T) {
	t.Parallel()
	powers := map[string]string{"record": "records", "archive": "archiving", "query": "querying", "export": "exports"}
	adds := addersOf(t, slices.Collect(maps.Values(powers)))
	for function, power := range powers {
		linked := map[string]bool{}
		for _, name := range lambdatest.Linked(t, function) {
			if inner, ours := strings.CutPrefix(name, "disclosure-register/pkg/api."); ours {
				for part := range strings.SplitSeq(inner, ".") { // what is inlined is a part of its caller's name
					linked[part] = true
				}
			}
		}
		own := 0
		for adder := range adds[power] {
			if linked[adder] {
				own++
			}
		}
		if own == 0 {
			t.Errorf("%s is built with none of its own operations, or they are not found", function)
		}
		for other, foreign := range adds {
			for adder := range foreign {
				if !adds[power][adder] && linked[adder] {
					t.Errorf("%s is built with api.%s, which is of %s alone", function, adder, other)
				}
			}
		}
	}
}

// addersOf are, for each function of pkg/api that adds a power's operations, itself and
// the functions that it comes to which take a service.
func addersOf(t *testing.T, powers []string) map[string]map[string]bool {
	t.Helper()
	paths, err := filepath.Glob("../pkg/api/*.go")
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string][]string{} // of each function that takes a service
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range file.Decls {
			f, is := declared.(*ast.FuncDecl)
			if !is || f.Recv != nil || !takesService(f) {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if name, is := n.(*ast.Ident); is {
					calls[f.Name.Name] = append(calls[f.Name.Name], name.Name)
				}
				return true
			})
		}
	}
	adds := map[string]map[string]bool{}
	for _, power := range powers {
		reached, left := map[string]bool{}, []string{power}
		for len(left) > 0 {
			name := left[0]
			left = left[1:]
			if _, adder := calls[name]; adder && !reached[name] {
				reached[name] = true
				left = append(left, calls[name]...)
			}
		}
		if len(reached) < 2 {
			t.Fatalf("api.%s adds no operations", power)
		}
		adds[power] = reached
	}
	return adds
}

func takesService(f *ast.FuncDecl) bool {
	return slices.ContainsFunc(f.Type.Params.List, func(p *ast.Field) bool {
		star, is := p.Type.(*ast.StarExpr)
		if !is {
			return false
		}
		name, is := star.X.(*ast.Ident)
		return is && name.Name == "service"
	})
}
