package compile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"disclosure-register/pkg/disclosure"
)

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
