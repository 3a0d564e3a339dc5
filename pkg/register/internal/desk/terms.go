package desk

import (
	"encoding/hex"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// term is one thing an entry can be found by: a dimension of the index and a
// value in it.
type term struct {
	by    store.Dimension
	value string
}

// is reports whether both are the same thing. Cases and departments stand in terms as
// they were written, and are the same however they are spelt.
func (t term) is(other term) bool {
	if t.by == store.ByCase || t.by == store.ByDepartment {
		return t.by == other.by && disclosure.Same(t.value, other.value)
	}
	return t == other
}

// terms returns everything a disclosure is found by, in a fixed order.
func (r *Registrar) terms(register disclosure.Register, d *disclosure.Disclosure, department string, flags []disclosure.Flag, aspects []policy.Aspect) []term {
	ts := []term{{store.ByAll, ""}, {store.ByCase, d.Case.String()}, {store.ByDecision, string(d.Decision)}, {store.ByCategory, d.Recipient.Category}}
	for _, ref := range d.SubjectReferences() {
		ts = append(ts, term{store.BySubject, r.keys.subject(register, ref)})
	}
	for _, name := range []string{d.Recipient.Organisation, d.Recipient.Person} {
		if disclosure.SearchName(name) != "" {
			ts = append(ts, term{store.ByRecipient, r.keys.recipient(register, name)})
		}
	}
	for _, id := range d.LegalItems() {
		ts = append(ts, term{store.ByLegal, id})
	}
	for _, ref := range policy.BreachReferences(d) {
		ts = append(ts, term{store.ByBreach, r.keys.breach(register, ref)})
	}
	if department != "" {
		ts = append(ts, term{store.ByDepartment, department})
	}
	for _, f := range flags {
		if policy.SaysJoined(f) {
			continue // it would lengthen every item of the disclosure's, which takes time
		}
		t := term{store.ByFlag, f.Rule}
		if f.Kept {
			t = t.kept()
		}
		ts = append(ts, t)
	}
	for _, a := range aspects {
		ts = append(ts, term{store.ByAspect, string(a)})
	}
	return unique(ts)
}

// anew reports whether entries are listed under the term by a canonical form, and so
// older ones only once they have been listed anew.
func (t term) anew() bool {
	switch t.by {
	case store.BySubject, store.ByRecipient, store.ByDepartment, store.ByBreach:
		return true
	}
	return false
}

// usual reports whether nearly everything in a register has the term, so that what lists
// everything lists hardly more: a disclosure that was made, and on the basis of a public
// task. Nothing is listed under it by itself, and what was until 30 November 2026 is
// listed among everything too. Which terms these are may be changed only for more.
func (t term) usual() bool {
	return t == term{store.ByDecision, string(disclosure.Disclosed)} || t == term{store.ByLegal, publicTask}
}

// publicTask is Article 6(1)(e), in the catalogue.
const publicTask = "ukgdpr-6-1-e"

// listings leaves out the terms that an entry is not listed under.
func listings(ts []term) []term { return slices.DeleteFunc(slices.Clone(ts), term.usual) }

// unique keeps the first of each term.
func unique(ts []term) []term {
	var out []term
	for _, t := range ts {
		if !slices.ContainsFunc(out, t.is) {
			out = append(out, t)
		}
	}
	return out
}

// An index item's summary says enough to filter a page and to show a row, and
// no more: no name, no text. Its attributes are
//
//	kind, recordedAt (ms since 1970), recipientKind, root (of a correction)
//	spelling  2: keyed hashes are of canonical forms. Until 29 November 2026 it was
//	          left out, and they were of what was written
//	refusedFor of a refusal, where it says
//	tell      the day to which telling the person was put off, where it was
//	data      dataTag of each data category, one after the other
//	terms     "dimension=value" lines, subjects left out; and what became of a
//	          promise to ask for consent first, which is no partition of the index
//	was       the same, for what a correction's original said and it does not
//	kept      "flag=rule" and "aspect=name" lines that a department's search does not see
//	keptWas   the same, for what a correction's original said and it does not
//	subjects  subjectTag of each subject, one after the other
const (
	attrKind          = "kind"
	attrSpelling      = "spelling"
	attrRecordedAt    = "recordedAt"
	attrRecipientKind = "recipientKind"
	attrRefusedFor    = "refusedFor"
	attrTell          = "tell"
	attrData          = "data"
	attrRoot          = "root"
	attrTerms         = "terms"
	attrWas           = "was"
	attrKept          = "kept"
	attrKeptWas       = "keptWas"
	attrSubjects      = "subjects"
)

// spellingVersion says of an index item that its keyed hashes are of canonical forms.
const spellingVersion int64 = 2

// byKept finds an entry by a flag or an aspect that departments are not shown: the
// value is the term's line in a summary. It shares the partition of what they are.
const byKept store.Dimension = "kept"

func (t term) kept() term { return term{byKept, string(t.by) + "=" + t.value} }

// listed is the term whose partition lists the entry.
func (t term) listed() term {
	if t.by == byKept {
		return decodeTerms(t.value)[0]
	}
	if to := goesTo[t]; to != "" {
		return term{store.ByCategory, to}
	}
	return t
}

// goesTo is the category of recipients that the gateway goes with, of those gateways that
// most of what the category receives is given under. What cites one is listed with the
// category, also where its recipient is of another. Until 30 November 2026 it was listed
// under the gateway itself. There may be more of them, and never fewer.
var goesTo = map[term]string{
	{store.ByLegal, "gw-ha96-s51"}:  "ombudsman",
	{store.ByLegal, "gw-lga74-s29"}: "ombudsman",
}

// shared reports whether the term's partition lists what has not the term, too.
func (t term) shared() bool { return t.by == store.ByCategory || goesTo[t] != "" }

// keptAspects finds an entry by what a marker adds of which the person was not told.
func keptAspects(aspects []policy.Aspect) []term {
	var ts []term
	for _, a := range aspects {
		ts = append(ts, term{store.ByAspect, string(a)}.kept())
	}
	return ts
}

// keptOf writes what is kept among the terms as lines of a summary.
func keptOf(ts []term) string {
	var lines []string
	for _, t := range ts {
		if t.by == byKept {
			lines = append(lines, t.value)
		}
	}
	return strings.Join(lines, "\n")
}

// withoutKept leaves out what rests on what others know.
func withoutKept(ts []term) []term {
	return slices.DeleteFunc(slices.Clone(ts), func(t term) bool { return t.by == byKept })
}

// byConsent is the line of a summary that is no partition of the index.
const byConsent store.Dimension = "consent"

func joinAspects(aspects []policy.Aspect) string {
	lines := make([]string, 0, len(aspects))
	for _, a := range aspects {
		lines = append(lines, string(a))
	}
	return strings.Join(lines, "\n")
}

// aspectsOf reads the aspects of the entry in an item.
func aspectsOf(item store.Item) []policy.Aspect {
	var aspects []policy.Aspect
	for line := range strings.SplitSeq(text(item, attrAspects), "\n") {
		if line != "" {
			aspects = append(aspects, policy.Aspect(line))
		}
	}
	return aspects
}

// subjectTag is the first 40 bits of a subject's token: enough to pick a
// person's rows out of one department's, where a chance match shows a recorder
// one more of its own rows. No other search relies on it.
const subjectTag = 5

// maxSummary bounds an index item's attributes, in bytes, to one write unit.
const maxSummary = 1024

func encodeTerms(ts []term) (lines string, subjects []byte) {
	var text []string
	for _, t := range ts {
		switch t.by {
		case store.ByAll, store.ByShare, byKept:
		case store.BySubject:
			subjects = append(subjects, tagOf(t.value)...)
		default:
			text = append(text, string(written(t.by))+"="+t.value)
		}
	}
	return strings.Join(text, "\n"), subjects
}

func tagOf(token string) []byte {
	b, err := hex.DecodeString(token)
	if err != nil {
		panic("desk: a subject token is not hexadecimal")
	}
	return b[:subjectTag]
}

func decodeTerms(lines string) []term {
	var ts []term
	for line := range strings.SplitSeq(lines, "\n") {
		if by, value, ok := strings.Cut(line, "="); ok {
			if by == string(store.ByDepartmentV1) {
				by = string(store.ByDepartment)
			}
			ts = append(ts, term{store.Dimension(by), value})
		}
	}
	return ts
}

// written is the dimension's name in a summary. A department stands there as it was
// written, as it always did.
func written(by store.Dimension) store.Dimension {
	if by == store.ByDepartment {
		return store.ByDepartmentV1
	}
	return by
}

// matches reports whether the summary has the term, now or before a correction,
// for whom nothing is kept from.
func matches(summary store.Attrs, want term) bool {
	if want.by == store.BySubject {
		tags, _ := summary[attrSubjects].([]byte)
		for tag := range slices.Chunk(tags, subjectTag) {
			if slices.Equal(tag, tagOf(want.value)) {
				return true
			}
		}
		return false
	}
	if want.by == byShown {
		return saysOneOf(summary, decodeTerms(want.value)[0], attrTerms, attrWas)
	}
	return saysOneOf(summary, want, attrTerms, attrWas, attrKept, attrKeptWas)
}

// byShown is a department's search for what may be kept from it: the value is the
// term's line in a summary.
const byShown store.Dimension = "shown"

func saysOneOf(summary store.Attrs, want term, attrs ...string) bool {
	return slices.ContainsFunc(attrs, func(name string) bool {
		lines, _ := summary[name].(string)
		return slices.ContainsFunc(decodeTerms(lines), want.is)
	})
}

func sizeOf(attrs store.Attrs) int {
	n := 0
	for name, value := range attrs {
		n += len(name)
		switch v := value.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		default:
			n += 8
		}
	}
	return n
}
