package dynamotest

import (
	"regexp"
	"strings"

	"disclosure-register/pkg/store"
)

// expression is the text of one, with what it refers to. Everything it declares
// must be used and everything it uses declared, as DynamoDB demands.
type expression struct {
	text   string
	names  map[string]string
	values attributes
	used   map[string]bool
}

// name and value look up a reference and mark it as used.
func (e *expression) name(reference string) (string, error) {
	name, found := e.names[reference]
	if !found {
		return "", refuse("ValidationException", "%s is not declared", reference)
	}
	e.use(reference)
	return name, nil
}

func (e *expression) value(reference string) (any, error) {
	value, found := e.values[reference]
	if !found {
		return nil, refuse("ValidationException", "%s is not declared", reference)
	}
	e.use(reference)
	return value.value, nil
}

func (e *expression) use(reference string) {
	if e.used == nil {
		e.used = make(map[string]bool)
	}
	e.used[reference] = true
}

func (e *expression) wantAllUsed() error {
	for reference := range e.names {
		if !e.used[reference] {
			return refuse("ValidationException", "%s is declared and not used", reference)
		}
	}
	for reference := range e.values {
		if !e.used[reference] {
			return refuse("ValidationException", "%s is declared and not used", reference)
		}
	}
	return nil
}

var (
	existsPattern = regexp.MustCompile(`^(attribute_exists|attribute_not_exists)\((#\w+)\)$`)
	inPattern     = regexp.MustCompile(`^(#\w+) IN \((:\w+(?:, :\w+)*)\)$`)
	prefixPattern = regexp.MustCompile(`^begins_with\((#\w+), (:\w+)\)$`)
	keyPattern    = regexp.MustCompile(`^(#\w+) = (:\w+)(?: AND (#\w+) (?:(>=|<=|>) (:\w+)|BETWEEN (:\w+) AND (:\w+)))?$`)
)

// condition reads a condition expression.
func (e *expression) condition() (store.Condition, error) {
	var condition store.Condition
	if e.text == "" {
		return condition, e.wantAllUsed()
	}
	if m := existsPattern.FindStringSubmatch(e.text); m != nil {
		name, err := e.name(m[2])
		if err != nil {
			return condition, err
		}
		if name != store.PartitionAttr {
			return condition, refuse("ValidationException", "the driver tests an item's existence by its key")
		}
		condition = store.Present()
		if m[1] == "attribute_not_exists" {
			condition = store.Absent()
		}
		return condition, e.wantAllUsed()
	}
	if m := inPattern.FindStringSubmatch(e.text); m != nil {
		name, err := e.name(m[1])
		if err != nil {
			return condition, err
		}
		var values []any
		for reference := range strings.SplitSeq(m[2], ", ") {
			value, err := e.value(reference)
			if err != nil {
				return condition, err
			}
			values = append(values, value)
		}
		return store.Attr(name, values...), e.wantAllUsed()
	}
	return condition, refuse("ValidationException", "unknown condition expression %q", e.text)
}

// keyRange is what a key condition expression selects. Bounds are "" where open.
type keyRange struct{ partition, from, to, above string }

// keyCondition reads a key condition expression over the two key attributes.
func (e *expression) keyCondition(partition, sort string) (keyRange, error) {
	m := keyPattern.FindStringSubmatch(e.text)
	if m == nil {
		return keyRange{}, refuse("ValidationException", "unknown key condition expression %q", e.text)
	}
	var within keyRange
	if err := e.bound(&within.partition, m[1], partition, m[2]); err != nil {
		return keyRange{}, err
	}
	var err error
	switch {
	case m[6] != "":
		if err = e.bound(&within.from, m[3], sort, m[6]); err == nil {
			err = e.bound(&within.to, m[3], sort, m[7])
		}
		if err == nil && within.from > within.to {
			err = refuse("ValidationException", "BETWEEN must not end before it begins")
		}
	case m[4] == ">=":
		err = e.bound(&within.from, m[3], sort, m[5])
	case m[4] == "<=":
		err = e.bound(&within.to, m[3], sort, m[5])
	case m[4] == ">":
		err = e.bound(&within.above, m[3], sort, m[5])
	}
	if err != nil {
		return keyRange{}, err
	}
	return within, e.wantAllUsed()
}

// bound reads a comparison of a key attribute with a text.
func (e *expression) bound(into *string, nameReference, want, valueReference string) error {
	name, err := e.name(nameReference)
	if err != nil {
		return err
	}
	value, err := e.value(valueReference)
	if err != nil {
		return err
	}
	text, isText := value.(string)
	if name != want || !isText || text == "" {
		return refuse("ValidationException", "a key condition on %s that does not match the schema", name)
	}
	*into = text
	return nil
}
