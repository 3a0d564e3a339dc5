package compile

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Problem is a fault in a file of the law: where, and what is wrong.
type Problem struct {
	File   string `json:"file"`
	Line   int    `json:"line" doc:"From 1; 0 when the fault has no line of its own"`
	Reason string `json:"reason"`

	path string // YAML path, turned into Line when the problem is reported
}

func (p Problem) Error() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Reason) }

// Problems are all the faults found, in the order of the files.
type Problems []Problem

// Error lists one problem to a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].Error()
	}
	return strings.Join(lines, "\n")
}

func (p *Problems) add(file, path, reason string, args ...any) {
	*p = append(*p, Problem{File: file, path: path, Reason: fmt.Sprintf(reason, args...)})
}

// err returns the problems with their lines, or nil when there are none. Lines
// are worked out only here, since a file without fault needs none.
func (p Problems) err(files fs.FS) error {
	if len(p) == 0 {
		return nil
	}
	trees := map[string]*ast.File{}
	for i := range p {
		tree, known := trees[p[i].File]
		if !known {
			if source, err := fs.ReadFile(files, p[i].File); err == nil {
				tree, _ = parser.ParseBytes(source, 0)
			}
			trees[p[i].File] = tree
		}
		p[i].Line = lineOf(tree, p[i].path)
	}
	return p.sorted()
}

// sorted puts the problems in the order of the files.
func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, strings.Compare(a.Reason, b.Reason))
	})
	return p
}

// lineOf returns the line at which a YAML path stands, or the nearest place above
// it that exists: the first line for what the whole file lacks, and 0 where there
// is no file.
func lineOf(tree *ast.File, at string) int {
	if tree == nil {
		return 0
	}
	for at != "" && at != "$" {
		if where, err := yaml.PathString(at); err == nil {
			if node, err := where.FilterFile(tree); err == nil && node != nil {
				return node.GetToken().Position.Line
			}
		}
		at = at[:max(0, strings.LastIndexAny(at, ".["))]
	}
	return 1
}
