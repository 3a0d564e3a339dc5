package bundle

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"disclosure-register/pkg/ledger"
)

// line is what rows.txt says of one leaf: the entry's salt; or, of an entry that
// is gone, the rows that certify its destruction; or neither, of one that is
// lost.
type line struct {
	index     int64
	salt      ledger.Salt
	gone      bool
	certified bool
	// namedBy is the row that lists the leaf, and certificate the row that
	// certifies the disposal: one row, unless the list is of several parts.
	namedBy, certificate int64
}

// append writes the line of rows.txt.
func (l line) append(to []byte) []byte {
	to = strconv.AppendInt(to, l.index, 10)
	switch {
	case !l.gone:
		to = hex.AppendEncode(append(to, " entry "...), l.salt[:])
	case l.certified:
		to = fmt.Appendf(to, " destroyed %d %d", l.namedBy, l.certificate)
	default:
		to = append(to, " lost"...)
	}
	return append(to, '\n')
}

// firstLine is that of rows.txt: the range.
func (r Range) firstLine() string {
	if r.stated() {
		return fmt.Sprintf("complete %d %d\n", r.First, r.End)
	}
	return "selection\n"
}

// parseRows reads rows.txt in its one form and nothing else: rows in the log's
// order, once each, and in a stated range every one.
func parseRows(text string) (complete Range, lines []line, err error) {
	head, rest, _ := strings.Cut(text, "\n")
	if head != "selection" {
		if _, err := fmt.Sscanf(head, "complete %d %d", &complete.First, &complete.End); err != nil || complete.First < 0 || complete.End <= complete.First {
			return Range{}, nil, errors.New("its first line states neither a range nor a selection")
		}
	}
	canonical, again := strings.HasPrefix(text, complete.firstLine()), []byte(nil)
	for text := range strings.Lines(rest) {
		l, err := parseLine(strings.TrimSuffix(text, "\n"))
		if err != nil {
			return Range{}, nil, err
		}
		if len(lines) > 0 && lines[len(lines)-1].index >= l.index {
			return Range{}, nil, fmt.Errorf("row %d does not come after row %d", l.index, lines[len(lines)-1].index)
		}
		lines = append(lines, l)
		again = l.append(again[:0])
		canonical = canonical && string(again) == text
	}
	if !canonical {
		return Range{}, nil, errors.New("it is not in its canonical form")
	}
	return complete, lines, nil
}

func parseLine(text string) (line, error) {
	fields := strings.Split(text, " ")
	if len(fields) < 2 {
		return line{}, errors.New("a line has fewer than two words")
	}
	index, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil || index < 0 {
		return line{}, errors.New("a line does not begin with an index")
	}
	l := line{index: index}
	switch {
	case fields[1] == "entry" && len(fields) == 3:
		salt, err := hex.DecodeString(fields[2])
		if err != nil || len(salt) != ledger.SaltSize {
			return line{}, fmt.Errorf("row %d has no salt", index)
		}
		l.salt = ledger.Salt(salt)
	case fields[1] == "destroyed" && len(fields) == 4:
		l.gone, l.certified = true, true
		named, err := strconv.ParseInt(fields[2], 10, 64)
		certified, err2 := strconv.ParseInt(fields[3], 10, 64)
		if err != nil || err2 != nil || named < 0 || certified < 0 {
			return line{}, fmt.Errorf("row %d has no certificate", index)
		}
		l.namedBy, l.certificate = named, certified
	case fields[1] == "lost" && len(fields) == 2:
		l.gone = true
	default:
		return line{}, fmt.Errorf("row %d is neither an entry nor destroyed nor lost", index)
	}
	return l, nil
}
