package report

import (
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// exemptionColumns say of each exemption what it lifts, why, and when it is looked at again,
// each under its title.
var exemptionColumns = []Column{
	ofExemptions("Exempt from which provisions", Wide, "Of each exemption: the UK GDPR provisions that it is relied on to lift, and what of the disclosure it keeps.", always(lifted)),
	ofExemptions("Why exempt", Prose, "Of each exemption: why it is relied on.", always(func(e disclosure.Exemption, _ map[string]string) string { return e.Reason })),
	onDay("First exemption review by", "The earliest day on which an exemption is to be looked at again.", func(l *Line) disclosure.Date {
		var first disclosure.Date
		for _, e := range l.d.Justification.Exemptions {
			if !e.ReviewBy.IsZero() && (first.IsZero() || e.ReviewBy.Before(first)) {
				first = e.ReviewBy
			}
		}
		return first
	}),
	ofExemptions("Exemption reviews", middling, "Of each exemption: the day on which it is looked at again.", func(name string, e disclosure.Exemption, _ map[string]string) string {
		return after(name+": ", e.ReviewBy.String())
	}),
}

// ofExemptions has a line for each exemption. Until they stood under their titles, they
// stood under their ids.
func ofExemptions(heading string, width float64, says string, say func(name string, e disclosure.Exemption, data map[string]string) string) Column {
	under := func(titles func(*Line) Titles) func(*Line) string {
		return func(l *Line) string {
			known := titles(l)
			return lines(l.d.Justification.Exemptions, func(e disclosure.Exemption) string { return say(beside(known.Law[e.ID], e.ID), e, known.Data) })
		}
	}
	return before(text(heading, width, says, under(func(l *Line) Titles { return l.row.Titles })), under(func(*Line) Titles { return Titles{} }))
}

// always says the exemption's name, whatever there is to say of it.
func always(say func(e disclosure.Exemption, data map[string]string) string) func(string, disclosure.Exemption, map[string]string) string {
	return func(name string, e disclosure.Exemption, data map[string]string) string {
		return name + ": " + say(e, data)
	}
}

func lifted(e disclosure.Exemption, data map[string]string) string {
	var items, categories []string
	for _, n := range e.Items {
		items = append(items, strconv.Itoa(n+1))
	}
	for _, id := range e.Data {
		categories = append(categories, titled(data, id))
	}
	return sentence("; ", strings.Join(e.Provisions, ", "), after("data: ", strings.Join(categories, ", ")), after("items: ", strings.Join(items, ", ")), after("people: ", strings.Join(e.People, ", ")))
}
