package policy

import "disclosure-register/pkg/disclosure"

// asker notes what a fact lacks.
type asker func(holds bool, pointer, detail string)

// checkChange checks what a change has to say. It was made on one day.
func checkChange(f disclosure.Fact, need asker) {
	c := f.Change
	if c == nil {
		need(false, "/change", "Say what was changed.")
		return
	}
	need(f.Until.IsZero() || f.Until == f.From, "/until", "A change is made on one day. Leave this out.")
	need(c.What != disclosure.Withdrawn || f.Replaces != "", "/replaces", "Name the change that was recorded by mistake.")
	need(c.What != disclosure.MarkerRemoved || c.Fact != "", "/change/fact", "Name the entry of the marker that was taken off.")
	if e := c.Exemption; e != nil {
		need(e.Reason != "", "/change/exemption/reason", "Say why the person is not told.")
	}
}

// checkTelling checks what a telling has to say.
func checkTelling(f disclosure.Fact, need asker) {
	t := f.Telling
	if t == nil {
		need(false, "/telling", "Say who was told, and what became of it.")
		return
	}
	need(f.Until.IsZero() || f.Until == f.From, "/until", "A telling is of one day. Leave this out.")
	need(f.Replaces == "", "/replaces", "A telling is not replaced: record another, and the later stands.")
	need(len(t.Recipients) > 0, "/telling/recipients", "Name at least one recipient.")
	need(t.Outcome == disclosure.NextOccasion || t.By.IsZero(), "/telling/by", "This belongs to next-occasion.")
	switch t.Outcome {
	case disclosure.NextOccasion:
		need(t.By.After(f.From) && !t.By.After(farthestReview.LastDay(f.From)), "/telling/by", "Say on which day they are given the next, within a year. Where that is too late to put right what they have, tell them now.")
	case disclosure.RecipientTold:
		need(t.How != "", "/telling/how", "Say how they were told.")
	case disclosure.Impossible:
		need(f.Reason != "", "/reason", "Say why telling them is impossible.")
	case disclosure.Disproportionate:
		need(f.Reason != "", "/reason", "Say what effort it would take, and why that is out of proportion.")
	case disclosure.NotDue:
		need(f.Reason != "", "/reason", "Say why Article 19 does not reach them: the inquiry for which a public authority had the data, or that they never had what was changed.")
	case disclosure.NotYetTold:
		need(f.Reason != "", "/reason", "Say what was recorded by mistake.")
	case disclosure.Acknowledged:
	default:
		need(false, "/telling/outcome", "There is no such outcome.")
	}
}
