package sheet

import (
	"strings"

	"disclosure-register/pkg/disclosure"
)

// replacing puts one text in the place of another.
type replacing struct{ from, to string }

// cleaned reads what is done to a cell before it is understood.
func (c *compiler) cleaned(at string, parts map[string]any, col *column) {
	if given, said := parts["replace"]; said {
		list, _ := given.([]any)
		if list == nil {
			c.wrong(at, `replace is a list, for example replace: [{from: "w/c ", to: ""}]`)
		}
		for _, one := range list {
			pair, _ := one.(map[string]any)
			c.only(at+".replace", pair, "from", "to")
			from, _ := pair["from"].(string)
			to, isText := pair["to"].(string)
			if from == "" || !isText {
				c.wrong(at, `replace says from what and to what, each as text, for example {from: "w/c ", to: ""}`)
				continue
			}
			col.replace = append(col.replace, replacing{from, to})
		}
	}
	pattern := func(name string) string {
		text, isText := parts[name].(string)
		if parts[name] != nil && !isText {
			c.wrong(at, "%s is a pattern, as text", name)
		}
		return text
	}
	if find := pattern("find"); find != "" {
		col.find = c.regexp(at+".find", find)
	}
	if besides := pattern("besides"); besides != "" {
		col.besides = c.regexp(at+".besides", `^(?:`+besides+`)$`)
		if col.find == nil {
			c.wrong(at, "besides is what may stand beside what find looks for")
		}
	}
}

// template is a text with columns in it.
type template struct {
	pieces  []piece
	columns []string // that it names
}

// piece is text, a column, or a piece that is left out with its columns.
type piece struct {
	text   string
	column string
	maybe  []piece // in square brackets
}

// template reads "Form of {Date}[, ref {Crime Ref}]": a name in braces stands for
// what its column has, and what stands in square brackets is left out when a
// column in it is empty. A brace or bracket that is doubled stands for itself.
func (c *compiler) template(at, text string) *template {
	t := &template{}
	rest := text
	t.pieces = c.pieces(at, &rest, false, t)
	if len(t.columns) == 0 {
		c.wrong(at, "the text names no column: write {Name of the column} in it, or the text alone")
	}
	c.columns = append(c.columns, t.columns...)
	return t
}

func (c *compiler) pieces(at string, rest *string, within bool, t *template) []piece {
	var pieces []piece
	var literal strings.Builder
	end := func() {
		if literal.Len() > 0 {
			pieces = append(pieces, piece{text: literal.String()})
			literal.Reset()
		}
	}
	for *rest != "" {
		next := (*rest)[0]
		switch {
		case strings.IndexByte("{}[]", next) >= 0 && len(*rest) > 1 && (*rest)[1] == next:
			literal.WriteByte(next)
			*rest = (*rest)[2:]
		case next == '{':
			end()
			name, after, closed := strings.Cut((*rest)[1:], "}")
			if *rest = after; !closed || strings.TrimSpace(name) == "" {
				c.wrong(at, "a brace in the text opens and no name of a column closes it")
				continue
			}
			t.columns = append(t.columns, strings.TrimSpace(name))
			pieces = append(pieces, piece{column: strings.TrimSpace(name)})
		case next == '[' && !within:
			end()
			*rest = (*rest)[1:]
			pieces = append(pieces, piece{maybe: c.pieces(at, rest, true, t)})
			if !strings.HasPrefix(*rest, "]") {
				c.wrong(at, "a square bracket in the text is not closed")
				continue
			}
			*rest = (*rest)[1:]
		case next == ']' && within:
			end()
			return pieces
		case next == '[' || next == ']' || next == '}':
			c.wrong(at, "a bracket or brace stands alone in the text: double it where it stands for itself")
			*rest = (*rest)[1:]
		default:
			literal.WriteByte(next)
			*rest = (*rest)[1:]
		}
	}
	end()
	return pieces
}

// fill returns the text with what the row has; "" when every column is empty. A
// column that is empty outside square brackets is a problem when others are not.
func (t *template) fill(b *building) (string, bool) {
	any := false
	ok := true
	for _, name := range t.columns {
		cell := b.said(name)
		any = any || cell != ""
		if (column{}).damaged(b, name, cell) {
			ok = false
		}
	}
	if !any || !ok {
		return "", ok
	}
	var text strings.Builder
	for _, p := range t.pieces {
		switch {
		case p.column != "":
			cell := b.said(p.column)
			if cell == "" {
				b.problem(p.column, "A text is made of this column and others, and it is empty.", "Fill it, or put it in square brackets in the mapping with what is to go when it is empty.")
				ok = false
			}
			text.WriteString(cell)
		case p.maybe != nil:
			text.WriteString(fillAll(p.maybe, b))
		default:
			text.WriteString(p.text)
		}
	}
	return text.String(), ok
}

// fillAll returns the pieces' text, or "" when a column among them is empty.
func fillAll(pieces []piece, b *building) string {
	var text strings.Builder
	for _, p := range pieces {
		if p.column == "" {
			text.WriteString(p.text)
			continue
		}
		cell := b.said(p.column)
		if cell == "" {
			return ""
		}
		text.WriteString(cell)
	}
	return text.String()
}

// said returns what the row has in the column; "" where that is a word which the
// mapping says means nothing.
func (b *building) said(name string) string {
	cell := b.row.Cell(name)
	if b.mapping.nothing[disclosure.SearchName(cell)] {
		return ""
	}
	return cell
}
