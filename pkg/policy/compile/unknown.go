package compile

import (
	"encoding"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// unknownKeys finds every key of a file that the type has no field for, since
// the decoder stops at the first.
func unknownKeys(file string, source []byte, of reflect.Type) Problems {
	tree, err := parser.ParseBytes(source, 0)
	if err != nil || len(tree.Docs) == 0 {
		return nil
	}
	w := &keyWalk{file: file}
	w.node(tree.Docs[0].Body, of)
	return w.problems
}

type keyWalk struct {
	file     string
	problems Problems
}

var readsItself = reflect.TypeFor[encoding.TextUnmarshaler]()

// node walks a place of the file beside the type it is read into. An alias is
// walked where its anchor stands.
func (w *keyWalk) node(node ast.Node, of reflect.Type) {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	switch at := node.(type) {
	case *ast.AnchorNode:
		w.node(at.Value, of)
	case *ast.TagNode:
		w.node(at.Value, of)
	case *ast.SequenceNode:
		if of.Kind() == reflect.Slice {
			for _, value := range at.Values {
				w.node(value, of.Elem())
			}
		}
	case *ast.MappingNode:
		for _, pair := range at.Values {
			w.pair(pair, of)
		}
	case *ast.MappingValueNode:
		w.pair(at, of)
	}
}

func (w *keyWalk) pair(pair *ast.MappingValueNode, of reflect.Type) {
	if of.Kind() != reflect.Struct || reflect.PointerTo(of).Implements(readsItself) || pair.Key.IsMergeKey() {
		return
	}
	key := pair.Key.GetToken()
	field, ok := yamlField(of, key.Value)
	if !ok {
		w.problems = append(w.problems, Problem{File: w.file, Line: key.Position.Line, Reason: "unknown field \"" + key.Value + "\""})
		return
	}
	w.node(pair.Value, field)
}

// yamlField returns the type of the field that a key is read into.
func yamlField(of reflect.Type, key string) (reflect.Type, bool) {
	for i := range of.NumField() {
		field := of.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case strings.Contains(options, "inline"):
			if found, ok := yamlField(field.Type, key); ok {
				return found, true
			}
		case name == key && name != "-":
			return field.Type, true
		}
	}
	return nil, false
}
