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

// marked is the body of an answer that is not for the person, and says so first. Last it has
// the catalogue's titles of the ids that it names.
type marked[B any] struct {
	body  B
	known titles
}

// MarshalJSON writes the body with its marking and its titles. The body is an object.
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
	found, err := titlesIn(body, m.known)
	if err != nil {
		return nil, err
	}
	body = append([]byte(start), body[1:]...)
	if reflect.ValueOf(found).IsZero() {
		return body, nil
	}
	ids, err := json.Marshal(found)
	if err != nil {
		return nil, err
	}
	body = append(body[:len(body)-1], `,"idTitles":`...)
	return append(append(body, ids...), '}'), nil
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
		named := *r.Schema(reflect.TypeFor[titledIDs](), true, "")
		named.Description = titledIDsSays
		object.Properties["idTitles"] = &named
	}
	return schema
}
