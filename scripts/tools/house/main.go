// House measures how the code is laid out: `make house` prints it, and
// docs/architecture.md says what is over and why that is right. Neither tests nor what is
// generated is counted.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	shortFile     = 25 // lines: fewer are a fragment
	longFunction  = 60 // lines: more are a hall
	wideInterface = 5  // methods
	facade        = "pkg/register/registrar"
)

// house is what was counted.
type house struct {
	lines      map[string]int // of each package
	short      int
	long       []string
	interfaces map[string][]string        // methods, by the interface's name
	methods    map[string]map[string]bool // of each type
	shown      int
}

func main() {
	log.SetFlags(0)
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	h := &house{lines: map[string]int{}, interfaces: map[string][]string{}, methods: map[string]map[string]bool{}}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		return h.read(path, filepath.ToSlash(relative))
	})
	if err != nil {
		log.Fatalf("house: %v", err)
	}
	h.print()
}

// read counts one file.
func (h *house) read(path, name string) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	if ast.IsGenerated(file) {
		return nil // nobody reads it
	}
	folder := name[:max(0, strings.LastIndex(name, "/"))]
	lines := files.File(file.Pos()).LineCount() - 1
	h.lines[folder] += lines
	if lines < shortFile {
		h.short++
	}
	for _, declared := range file.Decls {
		switch d := declared.(type) {
		case *ast.FuncDecl:
			if folder == facade {
				h.shown++
			}
			if n := files.Position(d.End()).Line - files.Position(d.Pos()).Line + 1; n > longFunction {
				h.long = append(h.long, fmt.Sprintf("%s %s, %d", folder, d.Name.Name, n))
			}
			if d.Recv != nil {
				of := folder + "." + receiver(d.Recv.List[0].Type)
				if h.methods[of] == nil {
					h.methods[of] = map[string]bool{}
				}
				h.methods[of][d.Name.Name] = true
			}
		case *ast.GenDecl:
			if folder == facade && d.Tok != token.IMPORT {
				h.shown += len(d.Specs)
			}
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok {
					if i, ok := t.Type.(*ast.InterfaceType); ok {
						h.interfaces[folder+"."+t.Name.Name] = methodsOf(i)
					}
				}
			}
		}
	}
	return nil
}

func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func methodsOf(i *ast.InterfaceType) (names []string) {
	for _, m := range i.Methods.List {
		for _, name := range m.Names {
			names = append(names, name.Name)
		}
	}
	return names
}

func (h *house) print() {
	all, biggest := 0, ""
	for folder, lines := range h.lines {
		if all += lines; lines > h.lines[biggest] {
			biggest = folder
		}
	}
	fmt.Printf("lines of Go                          %d\n", all)
	fmt.Printf("biggest room                         %s: %d lines, %.1f %%\n", biggest, h.lines[biggest], 100*float64(h.lines[biggest])/float64(all))
	fmt.Printf("files under %d lines                 %d\n", shortFile, h.short)
	fmt.Printf("functions over %d lines              %d\n", longFunction, len(h.long))
	slices.Sort(h.long)
	for _, f := range h.long {
		fmt.Printf("    %s\n", f)
	}
	var wide []string
	for name, methods := range h.interfaces {
		if len(methods) > wideInterface && h.implementations(methods) <= 1 {
			wide = append(wide, fmt.Sprintf("%s, %d methods", name, len(methods)))
		}
	}
	slices.Sort(wide)
	fmt.Printf("interfaces over %d methods, made once  %d\n", wideInterface, len(wide))
	for _, i := range wide {
		fmt.Printf("    %s\n", i)
	}
	fmt.Printf("names in the facade of the register  %d\n", h.shown)
}

// implementations counts the types that have methods of all the names.
func (h *house) implementations(names []string) int {
	n := 0
	for _, has := range h.methods {
		if !slices.ContainsFunc(names, func(name string) bool { return !has[name] }) {
			n++
		}
	}
	return n
}
