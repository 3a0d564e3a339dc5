package sqlite

import (
	"bytes"

	"disclosure-register/pkg/store"
)

// holds reports whether the condition holds of the item as it is, which is nil
// when there is none. As in DynamoDB, values of two types are never equal.
func holds(c store.Condition, item *store.Item) bool {
	switch c.Kind {
	case store.Always:
		return true
	case store.IsAbsent:
		return item == nil
	case store.IsPresent:
		return item != nil
	}
	if item == nil {
		return false
	}
	got, found := item.Attrs[c.Attr]
	if !found {
		return false
	}
	for _, want := range c.Values {
		if equal(got, want) {
			return true
		}
	}
	return false
}

func equal(a, b any) bool {
	x, xIsBytes := a.([]byte)
	y, yIsBytes := b.([]byte)
	if xIsBytes || yIsBytes {
		return xIsBytes && yIsBytes && bytes.Equal(x, y)
	}
	return a == b
}
