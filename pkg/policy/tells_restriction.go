package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// oneContact is the category of data in which a single point of contact travels.
const oneContact = "spoc"

// UntoldRestriction reports whether anything known of one person is a restriction of contact
// of which they were not told.
func UntoldRestriction(facts []disclosure.Fact) bool {
	return slices.ContainsFunc(facts, func(f disclosure.Fact) bool {
		return f.Kind == disclosure.FactContactRestriction && f.SubjectTold != disclosure.Told
	})
}

// SoundsOfRestriction reports whether the data, or what an officer wrote and an answer would
// print, could tell of a restriction of contact to somebody who has one. As
// [Texts.SoundsOfMarker] it is wide, and asked of nobody who has none.
func (t Texts) SoundsOfRestriction() bool { return t.contact || ofContact.in(t.printed) }

// ForContact reports whether what it was for, by the notice's own titles, may be how somebody
// is to be in contact.
func (l *Law) ForContact(register disclosure.Register, d *disclosure.Disclosure) bool {
	return slices.ContainsFunc(l.Processing(register, d).Purposes, func(title string) bool { return ofContact.in(folded(title)) })
}

// ofContact is every way of being in contact, and what is said of who is too much so.
var ofContact = inAnySpelling(
	"contact*", "call", "calls", "called", "caller*", "calling", "phon*", "telephon*", "ring", "rings", "ringing", "email*", "e mail*", "mail*", "letter*", "write", "writes", "writing", "written", "post", "communicat*", "correspond*", "appointment*",
	"repl*", "respond*", "engag*", "inbox*", "visit*", "attend*", "exclu*", "not come to", "single point*", "SPOC", "one officer", "named officer", "all through", "goes through", "go through", "via",
	"restrict*", "limit*", "barred", "banned", "ban", "bans", "habitual*", "repeat*", "nuisance", "unreasonabl*", "vexatious", "persisten*", "unacceptable", "abus*", "behav*",
)
