package desk

import (
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// DataTag shows a test the tag of a data category.
var DataTag = dataTag

// FoundBy shows a test the digest of what an entry is found by.
var FoundBy = foundBy

// FactsBefore shows a test where what is known of a thing was kept by its spelling.
func (r *Registrar) FactsBefore(register disclosure.Register, about disclosure.FactKey) store.Key {
	return r.factPlace(register, about).Before
}
