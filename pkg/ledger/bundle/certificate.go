package bundle

import "encoding/json"

// disposal is what a verifier reads of an entry that says what was destroyed:
// the register's certificate, which is of no part, or one of the further parts
// of its list of leaves. Everything else in an entry is opaque to it.
type disposal struct {
	Kind string `json:"kind"`
	Body struct {
		Disposal string   `json:"disposal"`
		Part     int      `json:"part"`
		Leaves   []string `json:"leaves"`
	} `json:"body"`
	names map[string]bool
}

// kindDisposal is the kind of such an entry. A leaf that stands in an entry of
// another kind, such as in the words of somebody's purpose, certifies nothing.
const kindDisposal = "disposal"

// readDisposal reads an entry as a disposal; ok is false when it is none.
func readDisposal(entry []byte) (d disposal, ok bool) {
	if json.Unmarshal(entry, &d) != nil || d.Kind != kindDisposal || d.Body.Disposal == "" {
		return disposal{}, false
	}
	d.names = make(map[string]bool, len(d.Body.Leaves))
	for _, leaf := range d.Body.Leaves {
		d.names[leaf] = true
	}
	d.Body.Leaves = nil
	return d, true
}

// certificates demands, of each entry said to be destroyed, that an entry proved
// to be in the log names its very leaf, and that the certificate of that same
// disposal is proved to be there too. What is lost is said to be.
func (c *check) certificates(lines []line) {
	for _, l := range lines {
		leaf, proved := c.rows.gone[l.index]
		if !proved {
			continue // what is wrong with its receipt has been said
		}
		if !l.certified {
			c.verdict.Lost++
			c.problem(rowsName, "entry %d is LOST, not destroyed: the log has its leaf, and the register has neither the entry nor a certificate that names it. If the register was destroying records just then, ask again tomorrow; otherwise somebody removed it", l.index)
			continue
		}
		by, listed := c.rows.disposals[l.namedBy]
		certificate, found := c.rows.disposals[l.certificate]
		switch {
		case !listed || !found || l.namedBy < l.index || l.certificate < l.index:
			c.problem(rowsName, "entry %d is said to be destroyed, and its certificate %d is not in the bundle, or is none", l.index, l.certificate)
		case !by.names[leaf.String()]:
			c.problem(rowsName, "entry %d is said to be destroyed, and its certificate %d does not name its leaf", l.index, l.namedBy)
		case certificate.Body.Part != 0 || certificate.Body.Disposal != by.Body.Disposal:
			c.problem(rowsName, "entry %d is said to be destroyed, and %d is not the certificate of that disposal", l.index, l.certificate)
		default:
			c.verdict.Destroyed++
		}
	}
	if c.verdict.Destroyed > 0 {
		c.holds("%s destroyed: the leaf is in the log, and so is the certificate that names it.", plural(c.verdict.Destroyed, "entry was", "entries were"))
	}
}
