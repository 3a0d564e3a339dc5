package registrar

import (
	"encoding/json"
	"fmt"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

const useFact = "fact"

// factsKey is computable from a disclosure's body alone, so that the facts its
// rules need come with the one read.
func (r *Registrar) factsKey(register disclosure.Register, k disclosure.FactKey) store.Key {
	token := r.keys.token(register, useFact, k.Dimension, k.Reference)
	return store.FactsKey(register.String(), k.Dimension, token)
}

func decodeFacts(item store.Item) ([]disclosure.Fact, error) {
	doc, _ := item.Attrs[attrDoc].([]byte)
	var facts []disclosure.Fact
	if err := json.Unmarshal(doc, &facts); err != nil {
		return nil, fmt.Errorf("decode facts: %w", err)
	}
	return facts, nil
}
