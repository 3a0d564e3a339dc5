package store

import (
	"fmt"
	"unicode/utf8"
)

// The Validate functions refuse what DynamoDB would refuse whatever the table
// holds. Each driver calls them before anything else, so that all drivers refuse
// the same requests, and refuse them unsent. Their errors wrap [ErrInvalid] and
// show no key and no value.

// ValidateWrites checks a transaction.
func ValidateWrites(writes []Write) error {
	if len(writes) == 0 {
		return invalid("a transaction of no writes")
	}
	if len(writes) > MaxWrites {
		return invalid("a transaction of %d writes; at most %d", len(writes), MaxWrites)
	}
	seen := make(map[Key]bool, len(writes))
	total := 0
	for i, w := range writes {
		if err := w.validate(); err != nil {
			return fmt.Errorf("write %d of %d: %w", i+1, len(writes), err)
		}
		if seen[w.Item.Key] {
			return invalid("write %d of %d has the key of an earlier one", i+1, len(writes))
		}
		seen[w.Item.Key] = true
		total += w.Item.Size()
	}
	if total > MaxRequestBytes {
		return invalid("a transaction of %d bytes; at most %d", total, MaxRequestBytes)
	}
	return nil
}

// ValidateKey checks the key of a Get.
func ValidateKey(key Key) error {
	if err := validateKeyPart("partition key", key.Partition, MaxPartitionKey); err != nil {
		return err
	}
	return validateKeyPart("sort key", key.Sort, MaxSortKey)
}

// ValidateBatch checks the keys of a BatchGet.
func ValidateBatch(keys []Key) error {
	if len(keys) == 0 {
		return invalid("a batch of no keys")
	}
	if len(keys) > MaxBatch {
		return invalid("a batch of %d keys; at most %d", len(keys), MaxBatch)
	}
	seen := make(map[Key]bool, len(keys))
	for i, key := range keys {
		if err := ValidateKey(key); err != nil {
			return fmt.Errorf("key %d of %d: %w", i+1, len(keys), err)
		}
		if seen[key] {
			return invalid("key %d of %d is the same as an earlier one", i+1, len(keys))
		}
		seen[key] = true
	}
	return nil
}

// ValidateQuery checks a query.
func ValidateQuery(q Query) error {
	if q.Index != "" && q.Index != PendingIndex {
		return invalid("there is no such index")
	}
	if q.Index != "" && q.Descending {
		return invalid("an index is only read forwards")
	}
	if q.Limit < 1 || q.Limit > MaxPage {
		return invalid("a limit of %d; 1 to %d", q.Limit, MaxPage)
	}
	if err := validateKeyPart("partition key", q.Partition, MaxPartitionKey); err != nil {
		return err
	}
	for name, bound := range map[string]string{"from": q.From, "to": q.To, "after": q.After} {
		if bound == "" {
			continue
		}
		if err := validateKeyPart(name, bound, MaxSortKey); err != nil {
			return err
		}
	}
	return nil
}

func (w Write) validate() error {
	if err := ValidateKey(w.Item.Key); err != nil {
		return err
	}
	switch w.Action {
	case Put:
		if err := validateItem(w.Item); err != nil {
			return err
		}
	case Delete, Check:
		if len(w.Item.Attrs) > 0 {
			return invalid("attributes on a write that stores none")
		}
	default:
		return invalid("unknown action %d", w.Action)
	}
	if w.Action == Check && w.If.Kind == Always {
		return invalid("a check of nothing")
	}
	return w.If.validate()
}

func (c Condition) validate() error {
	switch c.Kind {
	case Always, IsAbsent, IsPresent:
		if c.Attr != "" || len(c.Values) > 0 {
			return invalid("an attribute in a condition that tests none")
		}
		return nil
	case AttrIs:
	default:
		return invalid("unknown kind of condition %d", c.Kind)
	}
	if len(c.Values) == 0 || len(c.Values) > MaxValues {
		return invalid("a condition on %d values; 1 to %d", len(c.Values), MaxValues)
	}
	if c.Attr == BytesAttr || c.Attr == KeysAttr {
		return invalid("a condition on attribute %s", c.Attr)
	}
	for _, value := range c.Values {
		if err := validateAttr(c.Attr, value); err != nil {
			return fmt.Errorf("condition: %w", err)
		}
	}
	return nil
}

func validateItem(item Item) error {
	for name, value := range item.Attrs {
		if err := validateAttr(name, value); err != nil {
			return err
		}
	}
	for name, limit := range map[string]int{PendingAttr: MaxPartitionKey, PendingSinceAttr: MaxSortKey} {
		value, given := item.Attrs[name]
		if !given {
			continue
		}
		text, isText := value.(string)
		if !isText {
			return invalid("attribute %s is an index key and not a string", name)
		}
		if err := validateKeyPart(name, text, limit); err != nil {
			return err
		}
	}
	if size := item.Size(); size > MaxItemBytes {
		return invalid("an item of %d bytes; at most %d", size, MaxItemBytes)
	}
	return nil
}

func validateAttr(name string, value any) error {
	if name == "" || !utf8.ValidString(name) {
		return invalid("an attribute name that is empty or not UTF-8")
	}
	if name == PartitionAttr || name == SortAttr {
		return invalid("attribute %s belongs to the key", name)
	}
	switch v := value.(type) {
	case string:
		if !utf8.ValidString(v) {
			return invalid("attribute %s is not UTF-8", name)
		}
	case int64, bool, []byte:
	default:
		return invalid("attribute %s is a %T", name, value)
	}
	return nil
}

func validateKeyPart(what, part string, limit int) error {
	if part == "" {
		return invalid("an empty %s", what)
	}
	if len(part) > limit {
		return invalid("a %s of %d bytes; at most %d", what, len(part), limit)
	}
	if !utf8.ValidString(part) {
		return invalid("a %s that is not UTF-8", what)
	}
	return nil
}

func invalid(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrInvalid)...)
}
