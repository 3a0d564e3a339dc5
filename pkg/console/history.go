package console

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// partLabels are the parts of a disclosure in words, by the names that they have in its
// body, in the order in which a correction's are listed.
var partLabels = [][2]string{
	{"decision", "What was done"},
	{"disclosedAt", "When"},
	{"recipient", "With"},
	{"data", "What was shared"},
	{"subjects", "About"},
	{"reason", "Why"},
	{"purpose", "What for"},
	{"purposeId", "Which purpose of the notice"},
	{"justification", "On what footing"},
	{"tellSubject", "Was the person told?"},
	{"evidence", "Evidence"},
	{"method", "How it was sent"},
	{"case", "Case"},
	{"notice", "Privacy notice"},
	{"authorisedBy", "Who approved it"},
}

// before are the parts of which the correction says otherwise, as they read before it.
func (v *visit) before(was, is *disclosure.Disclosure) []said {
	old, now := bodyIn(written(was)), bodyIn(written(is))
	names := slices.Sorted(maps.Keys(old))
	for name := range now {
		if _, both := old[name]; !both {
			names = append(names, name)
		}
	}
	rank := func(name string) int {
		if i := slices.IndexFunc(partLabels, func(l [2]string) bool { return l[0] == name }); i >= 0 {
			return i
		}
		return len(partLabels)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a, b)) })
	var all []said
	for _, name := range names {
		if written(old[name]) == written(now[name]) {
			continue
		}
		label := capital(plain(name))
		if i := rank(name); i < len(partLabels) {
			label = partLabels[i][1]
		}
		all = append(all, said{label, cmp.Or(v.partInWords(name, was, old[name]), "Nothing was said")})
	}
	return all
}

// partInWords is a part of the disclosure: ids as the titles that the law and the notices
// give them, and what has none as it is written.
func (v *visit) partInWords(name string, d *disclosure.Disclosure, value any) string {
	var parts []string
	switch name {
	case "decision":
		return happened(d.Decision)
	case "disclosedAt":
		return moment(d.DisclosedAt)
	case "recipient":
		for _, part := range []string{named(d.Recipient), v.words.sort(d.Recipient), d.Recipient.Post} {
			if part != "" && !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
		}
		return strings.Join(parts, ", ")
	case "data":
		for _, item := range d.Data {
			says := v.words.word(item.Category) + ": " + item.Description
			if item.Subject != "" {
				says += " (about " + item.Subject + ")"
			}
			parts = append(parts, says)
		}
	case "subjects":
		for _, s := range d.Subjects {
			var roles []string
			for _, r := range s.AllRoles() {
				roles = append(roles, plain(r))
			}
			parts = append(parts, s.Reference+" ("+strings.Join(roles, ", ")+")")
		}
	case "purposeId", "notice":
		return v.words.word(asWritten(value))
	case "justification":
		bases, _ := v.words.legal(d)
		parts = append(parts, bases...)
		for _, e := range d.Justification.Exemptions {
			says := "kept from the person: " + v.words.word(e.ID)
			if len(e.Provisions) > 0 {
				says += " (" + strings.Join(e.Provisions, ", ") + ")"
			}
			says += ", " + e.Reason
			if !e.ReviewBy.IsZero() {
				says += ", to be looked at again by " + inWords(e.ReviewBy)
			}
			parts = append(parts, says)
		}
		if d.Justification.Necessity != "" {
			parts = append(parts, "why this much: "+d.Justification.Necessity)
		}
	case "tellSubject":
		return toldOf(d.TellSubject, v.words)
	case "evidence":
		for _, name := range slices.Sorted(maps.Keys(d.Evidence)) {
			parts = append(parts, cmp.Or(v.words.evidence[name], name)+": "+v.words.given(name, d.Evidence[name]))
		}
	default:
		return asWritten(value)
	}
	return strings.Join(parts, "; ")
}

// asWritten is a value as it is written, with the names of its parts.
func asWritten(value any) string {
	switch of := value.(type) {
	case nil:
		return ""
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(of)) {
			if text := asWritten(of[name]); text != "" {
				parts = append(parts, plain(name)+": "+text)
			}
		}
		return strings.Join(parts, "; ")
	case []any:
		var parts []string
		for _, one := range of {
			parts = append(parts, asWritten(one))
		}
		return strings.Join(parts, "; ")
	}
	return valueInWords(value)
}
