package sheet

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// leaveOut says which rows are no disclosure, and why.
type leaveOut struct {
	when    []condition // all of them
	because string
}

// condition is something that a row may meet. Cells are compared without case,
// width or outer space.
type condition struct {
	column   string
	is       func(cell string) bool
	kept     bool // it is about what the file keeps, however it is shown
	atMost   int  // cells of the row that are filled; of a condition on no column
	wholeRow bool // it is about atMost
}

// conditionKeys are what may be asked of a row.
var conditionKeys = []string{"column", "is", "is-not", "starts", "ends", "contains", "empty", "more-than", "filled-at-most"}

// leftOut reads which rows the mapping leaves out.
func (c *compiler) leftOut(given []any) []leaveOut {
	var rules []leaveOut
	for i, rule := range given {
		at := fmt.Sprintf("leave-out[%d]", i)
		parts, _ := rule.(map[string]any)
		c.only(at, parts, "when", "because")
		because, _ := parts["because"].(string)
		if strings.TrimSpace(because) == "" {
			c.wrong(at, "say why these rows are no disclosure, for example because: A company is no person")
		}
		conditions, several := parts["when"].([]any)
		if !several {
			conditions = []any{parts["when"]}
		}
		l := leaveOut{because: strings.TrimSpace(because)}
		for _, one := range conditions {
			l.when = append(l.when, c.condition(at+".when", one))
		}
		rules = append(rules, l)
	}
	return rules
}

func (c *compiler) condition(at string, given any) condition {
	parts, _ := given.(map[string]any)
	c.only(at, parts, conditionKeys...)
	if most, said := parts["filled-at-most"]; said {
		n, isNumber := asNumber(most)
		if !isNumber || len(parts) != 1 {
			c.wrong(at, "filled-at-most is a number of cells of the row, and stands alone")
		}
		return condition{atMost: int(n), wholeRow: true}
	}
	name, _ := parts["column"].(string)
	if name == "" || len(parts) != 2 {
		c.wrong(at, "name a column and one thing to ask of it, for example {column: Ref, is: [TOTAL]}; several conditions are a list, and all must hold")
		return condition{}
	}
	c.columns = append(c.columns, name)
	for _, key := range slices.Sorted(maps.Keys(parts)) {
		if key == "column" {
			continue
		}
		return condition{column: name, is: c.test(at, key, parts[key]), kept: key == "more-than"}
	}
	return condition{}
}

func (c *compiler) test(at, key string, given any) func(string) bool {
	switch key {
	case "empty":
		want, ok := given.(bool)
		if !ok {
			c.wrong(at, "empty is true or false")
		}
		return func(cell string) bool { return (cell == "") == want }
	case "more-than":
		limit, ok := asNumber(given)
		if !ok {
			c.wrong(at, "more-than is a number")
		}
		return func(cell string) bool {
			n, err := strconv.ParseFloat(strings.ReplaceAll(cell, ",", ""), 64)
			return err == nil && n > limit
		}
	}
	words, several := given.([]any)
	if !several {
		words = []any{given}
	}
	if given == nil {
		c.wrong(at, "%s wants a word, or a list of words", key)
	}
	any := func(found func(cell, word string) bool) func(string) bool {
		return func(cell string) bool {
			folded := disclosure.SearchName(cell)
			return slices.ContainsFunc(words, func(word any) bool { return found(folded, disclosure.SearchName(fmt.Sprint(word))) })
		}
	}
	switch key {
	case "starts":
		return any(strings.HasPrefix)
	case "ends":
		return any(strings.HasSuffix)
	case "contains":
		return any(strings.Contains)
	}
	is := any(func(cell, word string) bool { return cell == word })
	if key == "is-not" {
		return func(cell string) bool { return !is(cell) }
	}
	return is
}

func asNumber(given any) (float64, bool) {
	n, err := strconv.ParseFloat(fmt.Sprint(given), 64)
	return n, err == nil
}

// again is why a row is left out that names the columns anew, as printed logs do at
// the head of each page.
const again = "It names the columns again."

// LeftOut returns why the row is no disclosure, as the mapping says; "" for one
// that is.
func (m *Mapping) LeftOut(r Row) string {
	if r.astray {
		return "" // nobody knows what stands in it
	}
	if r.tab.isHeader(r.cells) {
		return again
	}
	for _, rule := range m.leaveOut {
		if !slices.ContainsFunc(rule.when, func(c condition) bool { return !c.holds(r) }) {
			return rule.because
		}
	}
	return ""
}

func (c condition) holds(r Row) bool {
	if c.wholeRow {
		return r.filled() <= c.atMost
	}
	if c.kept {
		return c.is(r.kept(c.column))
	}
	return c.is(r.Cell(c.column))
}
