package api

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// notForThePerson is what every answer says that is not made to be given to the
// person whom it is about.
const notForThePerson = "Not for the person"

// marked is the body of an answer that is not for the person, and says so first.
type marked[B any] struct{ body B }

// MarshalJSON writes the body with its marking. The body is an object.
func (m marked[B]) MarshalJSON() ([]byte, error) {
	var written bytes.Buffer
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(false) // as every other answer: an address keeps its &
	if err := encoder.Encode(m.body); err != nil {
		return nil, err
	}
	body := bytes.TrimSuffix(written.Bytes(), []byte("\n"))
	if len(body) < 2 || body[0] != '{' {
		return body, nil
	}
	start := `{"marking":"` + notForThePerson + `"`
	if body[1] != '}' {
		start += ","
	}
	return append([]byte(start), body[1:]...), nil
}

// Schema describes the body, with its marking.
func (m marked[B]) Schema(r huma.Registry) *huma.Schema {
	schema := r.Schema(reflect.TypeFor[B](), true, "")
	object := schema
	if schema.Ref != "" {
		object = r.SchemaFromRef(schema.Ref)
	}
	if object.Type == huma.TypeObject && object.Properties != nil {
		object.Properties["marking"] = &huma.Schema{Type: huma.TypeString, Enum: []any{notForThePerson}, Description: "On every answer that is not made to be given to the person whom it is about"}
	}
	return schema
}
