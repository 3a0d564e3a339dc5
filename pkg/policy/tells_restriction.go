package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

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

var ofContact = inAnySpelling(
	"restrict*", "limit*", "single point*", "SPOC", "sole contact", "one point of contact", "one officer", "named officer", "named contact", "designated contact",
	"contact plan*", "contact arrangement*", "contact agreement*", "managed contact", "letter only", "letters only", "only by letter*", "only letter*", "in writing", "only write*", "write only", "only in", "only by", "mail only", "only e mail*", "only email*",
	"no phone*", "no telephone*", "no call*", "no visit*", "no email*", "no e mail*", "not to phone", "not to call", "not to ring", "not to visit", "barred", "banned", "ban", "unreasonabl*", "vexatious", "persisten*", "unacceptable", "abus*", "behav*",
)
