// Package canonicaljson writes values in the one form in which they are hashed.
package canonicaljson

import (
	"encoding/json"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// Marshal returns the RFC 8785 form of the value as encoding/json writes it. It is
// part of the stored format: leaves and digests are made of it. A number is a double
// there, so one that no double holds must not stand in the value.
func Marshal(v any) ([]byte, error) {
	encoded, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	canonical := jsontext.Value(encoded)
	if err := canonical.Canonicalize(); err != nil {
		return nil, fmt.Errorf("make canonical: %w", err)
	}
	return canonical, nil
}
