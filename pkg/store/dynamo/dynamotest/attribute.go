package dynamotest

import (
	"bytes"
	"encoding/json"
	"strconv"

	"disclosure-register/pkg/store"
)

// attributes are an item, a key or an expression's values, in DynamoDB's JSON.
type attributes map[string]attribute

// attribute is a value with its type: S, N, B or BOOL and no other.
type attribute struct{ value any }

// UnmarshalJSON takes an object with one member, named for the type.
func (a *attribute) UnmarshalJSON(raw []byte) error {
	var members struct {
		S    *string
		N    *string
		B    *[]byte
		BOOL *bool
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&members); err != nil {
		return err
	}
	given := 0
	if members.S != nil {
		a.value, given = *members.S, given+1
	}
	if members.B != nil {
		a.value, given = *members.B, given+1
	}
	if members.BOOL != nil {
		a.value, given = *members.BOOL, given+1
	}
	if members.N != nil {
		n, err := strconv.ParseInt(*members.N, 10, 64)
		if err != nil {
			return err
		}
		a.value, given = n, given+1
	}
	if given != 1 {
		return refuse("SerializationException", "an attribute of %d types", given)
	}
	return nil
}

// MarshalJSON is the inverse of UnmarshalJSON.
func (a attribute) MarshalJSON() ([]byte, error) {
	switch v := a.value.(type) {
	case string:
		return json.Marshal(map[string]string{"S": v})
	case int64:
		return json.Marshal(map[string]string{"N": strconv.FormatInt(v, 10)})
	case bool:
		return json.Marshal(map[string]bool{"BOOL": v})
	case []byte:
		return json.Marshal(map[string][]byte{"B": v})
	}
	return nil, refuse("InternalServerError", "a %T is not stored", a.value)
}

// cutKey takes the key out of the attributes, which must have it.
func cutKey(from attributes) (key store.Key, rest store.Attrs, err error) {
	rest = make(store.Attrs, len(from))
	for name, a := range from {
		rest[name] = a.value
	}
	var found, found2 bool
	key.Partition, found = rest[store.PartitionAttr].(string)
	key.Sort, found2 = rest[store.SortAttr].(string)
	if !found || !found2 {
		return store.Key{}, nil, refuse("ValidationException", "the key does not match the schema")
	}
	delete(rest, store.PartitionAttr)
	delete(rest, store.SortAttr)
	return key, rest, nil
}

// toKey takes a key alone.
func toKey(from attributes) (store.Key, error) {
	key, rest, err := cutKey(from)
	if err == nil && len(rest) > 0 {
		err = refuse("ValidationException", "the key does not match the schema")
	}
	return key, err
}

func fromItem(item store.Item) attributes {
	to := fromKey(item.Key)
	for name, value := range item.Attrs {
		to[name] = attribute{value}
	}
	return to
}

func fromKey(key store.Key) attributes {
	return attributes{store.PartitionAttr: {key.Partition}, store.SortAttr: {key.Sort}}
}
