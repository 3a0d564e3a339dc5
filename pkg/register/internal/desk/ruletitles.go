package desk

import "disclosure-register/pkg/disclosure"

// RuleTitles say what rules are about, by their ids: nobody knows XX-10 by heart.
type RuleTitles map[string]string

// titlesOfRules adds to the titles those of more rules. One that the law does not know any
// more has none.
func (r *Registrar) titlesOfRules(register disclosure.Register, titles RuleTitles, rules ...[]string) RuleTitles {
	for _, several := range rules {
		for _, rule := range several {
			if _, there := titles[rule]; there {
				continue
			}
			if title := r.RuleTitle(register, rule); title != "" {
				if titles == nil {
					titles = RuleTitles{}
				}
				titles[rule] = title
			}
		}
	}
	return titles
}

// RuleTitle is what a rule is about: in the words of a notice of the register or, of one
// that holds whatever a notice says, of the law.
func (r *Registrar) RuleTitle(register disclosure.Register, rule string) string {
	for _, notice := range r.law.Notices(register) {
		if title := r.law.RuleName(notice, rule); title != "" {
			return title
		}
	}
	return r.law.RuleName(nil, rule)
}
