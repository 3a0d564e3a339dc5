package policy

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"disclosure-register/pkg/disclosure"
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

// decode reads one YAML file strictly: an unknown or repeated key is an error.
// Every error names file and line.
func decode(files fs.FS, file string, into any) error {
	source, err := fs.ReadFile(files, file)
	if err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	return decodeYAML(file, source, into)
}

func decodeYAML(file string, source []byte, into any) error {
	err := yaml.NewDecoder(bytes.NewReader(source), yaml.Strict()).Decode(into)
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	problem := Problem{File: file, Reason: err.Error()}
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		problem.Reason = syntax.GetMessage()
		if token := syntax.GetToken(); token != nil {
			problem.Line = token.Position.Line
		}
	} else {
		problem.Line = badDay(source)
	}
	return Problems{problem}
}

// badDay returns the line of the first day that does not exist, since the
// decoder does not say where it stands.
func badDay(source []byte) int {
	tree, err := parser.ParseBytes(source, 0)
	if err != nil {
		return 0
	}
	var find days
	for _, document := range tree.Docs {
		ast.Walk(&find, document.Body)
	}
	return find.line
}

// days walks a file to the first day that does not exist.
type days struct{ line int }

// Visit looks at one place of the file.
func (f *days) Visit(node ast.Node) ast.Visitor {
	pair, ok := node.(*ast.MappingValueNode)
	if !ok || f.line != 0 {
		return f
	}
	if key := pair.Key.String(); key != "from" && key != "until" && key != "before" && key != "readOn" {
		return f
	}
	if token := pair.Value.GetToken(); token != nil {
		if _, err := disclosure.ParseDate(token.Value); err != nil {
			f.line = token.Position.Line
		}
	}
	return f
}

// catalogueFile is what a file of the catalogue may hold.
type catalogueFile struct {
	Version        string          `yaml:"version"`
	Items          []Item          `yaml:"items"`
	Provisions     []Provision     `yaml:"provisions"`
	Gateways       []Gateway       `yaml:"gateways"`
	Compatibility  []Compatibility `yaml:"purposeCompatibility"`
	Recipients     []Recipient     `yaml:"recipients"`
	DataCategories []DataCategory  `yaml:"dataCategories"`
	Evidence       []Field         `yaml:"evidence"`
}

func (l *Law) readCatalogue(files fs.FS, problems *Problems) error {
	names, err := fs.Glob(files, "catalogue/*.yaml")
	if err != nil {
		return fmt.Errorf("list the catalogue: %w", err)
	}
	c := &l.catalogue
	for _, name := range names {
		var file catalogueFile
		if err := decode(files, name, &file); err != nil {
			return err
		}
		if file.Version != "" {
			c.Version = file.Version
		}
		checkFile(name, &file, problems)
		c.Items = append(c.Items, file.Items...)
		c.Provisions = append(c.Provisions, file.Provisions...)
		c.Gateways = append(c.Gateways, file.Gateways...)
		c.Compatibility = append(c.Compatibility, file.Compatibility...)
		c.Recipients = append(c.Recipients, file.Recipients...)
		c.DataCategories = append(c.DataCategories, file.DataCategories...)
		c.Evidence = append(c.Evidence, file.Evidence...)
	}
	if c.Version == "" {
		problems.add("catalogue", "", "no file gives the catalogue's version")
	}
	return nil
}

// readNotices reads the registers and every notice.
func (l *Law) readNotices(files fs.FS, problems *Problems) error {
	var list struct {
		Registers []RegisterEntry `yaml:"registers"`
	}
	if err := decode(files, "registers.yaml", &list); err != nil {
		return err
	}
	l.registers = list.Registers
	slices.SortFunc(l.registers, func(a, b RegisterEntry) int { return strings.Compare(a.ID.String(), b.ID.String()) })

	names, err := fs.Glob(files, "notices/*.yaml")
	if err != nil {
		return fmt.Errorf("list the notices: %w", err)
	}
	for _, name := range names {
		notice := &Notice{}
		if err := decode(files, name, notice); err != nil {
			return err
		}
		notice.read(name)
		l.notices = append(l.notices, notice)
	}
	slices.SortStableFunc(l.notices, func(a, b *Notice) int {
		if a.ID != b.ID {
			return strings.Compare(a.ID, b.ID)
		}
		return a.Effective.From.Compare(b.Effective.From)
	})
	return nil
}

// read finishes a notice that has been decoded.
func (n *Notice) read(file string) {
	n.file = file
	for i := range n.Retention {
		n.Retention[i].Rule = n.ID + " " + n.Version
	}
}

// CheckNotice reads one notice file and returns every fault in it, each with its
// line: references are looked up in this law. None means that the file can be
// put into notices/ as it is. A fault that keeps the file from being read at all
// hides those behind it.
func (l *Law) CheckNotice(file string, source []byte) Problems {
	n := &Notice{}
	problems := unknownKeys(file, source, reflect.TypeFor[Notice]())
	if err := decodeYAML(file, source, n); err != nil && len(problems) == 0 {
		errors.As(err, &problems)
		return problems
	} else if err != nil {
		// The keys nobody knows are listed; the rest is read without them.
		*n = Notice{}
		if err := yaml.Unmarshal(source, n); err != nil {
			return problems.sorted()
		}
	}
	n.read(file)
	var deeper Problems
	n.check(l, &deeper)
	tree, _ := parser.ParseBytes(source, 0)
	for i := range deeper {
		deeper[i].Line = lineOf(tree, deeper[i].path)
	}
	return append(problems, deeper...).sorted()
}

// WithRegisters returns the law with another list of registers, read from a file
// like registers.yaml, against which a notice of a new council can be checked.
func (l *Law) WithRegisters(file string, source []byte) (*Law, error) {
	var list struct {
		Registers []RegisterEntry `yaml:"registers"`
	}
	if err := decodeYAML(file, source, &list); err != nil {
		return nil, err
	}
	other := &Law{catalogue: l.catalogue, registers: list.Registers, notices: l.notices}
	other.index(&Problems{})
	return other, nil
}
