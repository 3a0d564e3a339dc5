package console

import "strings"

// mostWords bounds what rules are searched for, in characters.
const mostWords = 100

// rulesPage is the notices' recipients, as far as the words that are searched for.
type rulesPage struct {
	Notices []noticeRules
}

type noticeRules struct {
	Title string
	Rows  []listRow
}

// allRules leads to the page's own address, at which its form is taken.
func (v *visit) allRules() error { return v.goTo(task{Kind: rules}) }

func (v *visit) rules(t task) error {
	f := newForm()
	f.Values["words"] = t.View
	return v.rulesWith(t, f)
}

// rulesWith shows with whom each notice says that data may be shared, and what it asks
// first. The law is the same for everybody, and no look at it is recorded.
func (v *visit) rulesWith(t task, f *form) error {
	p, err := v.api.Policy(v.r.Context())
	if err != nil {
		return err
	}
	var body rulesPage
	for _, n := range p.Notices {
		of := noticeRules{Title: n.Title}
		for _, r := range n.Recipients {
			row := listRow{Title: r.Title, Says: v.words.inProse(r.Condition)}
			words := r.Title + " " + r.Condition
			for _, needs := range r.Requires {
				row.with("Where it does not hold", v.words.inProse(needs.Detail))
				row.with("What clears it", v.words.inProse(needs.Clears))
				words += " " + needs.Detail
			}
			row.with("Row of the notice", r.Row)
			if hasWords(words+" "+r.Row, t.View) {
				of.Rows = append(of.Rows, row)
			}
		}
		if of.Rows != nil {
			body.Notices = append(body.Notices, of)
		}
	}
	return v.on(t, "rules", &page{Title: "The rules", Nav: "more", Form: f, Body: body, Back: "/more"})
}

// hasWords reports whether each of the words is in the text, capitals aside.
func hasWords(text, words string) bool {
	text = strings.ToLower(text)
	for _, w := range strings.Fields(strings.ToLower(words)) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// findRules searches the rules.
func (v *visit) findRules(t task) error {
	f := v.typed()
	if len([]rune(f.Values["words"])) > mostWords {
		f.wrong("words", "Search for at most 100 characters.")
		t.View = ""
		return v.rulesWith(t, f)
	}
	next := t.to(rules)
	next.View = f.Values["words"]
	return v.goTo(next)
}
