package dynamo

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"disclosure-register/pkg/store"
)

// errForeign is an item that this driver never wrote.
var errForeign = errors.New("stored item is not of this register's making")

func fromKey(key store.Key) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		store.PartitionAttr: fromValue(key.Partition),
		store.SortAttr:      fromValue(key.Sort),
	}
}

func fromItem(item store.Item) map[string]types.AttributeValue {
	attributes := fromKey(item.Key)
	for name, value := range packed(item).Attrs {
		attributes[name] = fromValue(value)
	}
	return attributes
}

// fromValue expects one of the four types, as the Validate functions ensure.
func fromValue(value any) types.AttributeValue {
	switch v := value.(type) {
	case string:
		return &types.AttributeValueMemberS{Value: v}
	case int64:
		return &types.AttributeValueMemberN{Value: strconv.FormatInt(v, 10)}
	case bool:
		return &types.AttributeValueMemberBOOL{Value: v}
	case []byte:
		if v == nil {
			v = []byte{} // the SDK would write a nil as no value at all
		}
		return &types.AttributeValueMemberB{Value: v}
	}
	panic(fmt.Sprintf("dynamo: a %T got past validation", value))
}

func toItem(attributes map[string]types.AttributeValue) (store.Item, error) {
	item := store.Item{Attrs: make(store.Attrs, len(attributes))}
	for name, attribute := range attributes {
		value, err := toValue(attribute)
		if err != nil {
			return store.Item{}, fmt.Errorf("attribute %s: %w", name, err)
		}
		item.Attrs[name] = value
	}
	var ok, ok2 bool
	item.Partition, ok = item.Attrs[store.PartitionAttr].(string)
	item.Sort, ok2 = item.Attrs[store.SortAttr].(string)
	if !ok || !ok2 {
		return store.Item{}, fmt.Errorf("key: %w", errForeign)
	}
	delete(item.Attrs, store.PartitionAttr)
	delete(item.Attrs, store.SortAttr)
	unpack(item.Attrs)
	return item, nil
}

func toValue(attribute types.AttributeValue) (any, error) {
	switch a := attribute.(type) {
	case *types.AttributeValueMemberS:
		return a.Value, nil
	case *types.AttributeValueMemberN:
		n, err := strconv.ParseInt(a.Value, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("a number that is not an int64: %w", errForeign)
		}
		return n, nil
	case *types.AttributeValueMemberBOOL:
		return a.Value, nil
	case *types.AttributeValueMemberB:
		if a.Value == nil {
			return []byte{}, nil
		}
		return a.Value, nil
	}
	return nil, fmt.Errorf("a %T: %w", attribute, errForeign)
}
