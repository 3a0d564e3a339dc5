package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// TellsOfMarker reports whether what would be printed of a disclosure tells of a
// marker, whatever data it holds: its recipient's sort, its purpose, what allowed
// it, or a word. Whether anybody has a marker does not matter.
func (l *Law) TellsOfMarker(register disclosure.Register, d *disclosure.Disclosure) bool {
	if d.Justification.Gateway == staffSafety {
		return true // the basis is printed: it is what a marker rests on
	}
	for _, text := range l.printed(d) {
		name := disclosure.SearchName(text)
		if hasPhrase(name, "marker") || hasPhrase(name, "markers") {
			return true
		}
	}
	on := disclosure.DateOf(d.DisclosedAt)
	s := &scene{law: l, d: d, on: on, notice: l.Notice(register, d.Notice, on)}
	if s.notice == nil {
		return false
	}
	met := s.purposes()
	return slices.ContainsFunc(s.notice.Purposes, func(p NoticePurpose) bool { return p.ofMarkers() && slices.Contains(met, p.ID) })
}

// MayTellOfMarker reports whether it could tell of a marker to somebody who has
// one: under the notice for markers, or in words that a notice has for keeping staff safe.
func (l *Law) MayTellOfMarker(register disclosure.Register, d *disclosure.Disclosure) bool {
	texts := l.printed(d)
	for i, text := range texts {
		texts[i] = disclosure.SearchName(text)
	}
	for _, entry := range l.registers {
		for _, n := range l.Notices(entry.ID) {
			if entry.ID == register && n.ID == d.Notice && slices.ContainsFunc(n.Silences, func(w Silence) bool { return w.While == disclosure.FactMarker }) {
				return true
			}
			for _, p := range n.Purposes {
				if p.ofMarkers() && slices.ContainsFunc(p.Words, func(w string) bool {
					return slices.ContainsFunc(texts, func(text string) bool { return hasPhrase(text, searchNameOfLaw(w)) })
				}) {
					return true
				}
			}
		}
	}
	return false
}

// staffSafety is the catalogue's id of the duty of care to staff.
const staffSafety = "gw-hswa74"

// ofMarkers reports whether setting and sharing markers is part of the purpose.
func (p NoticePurpose) ofMarkers() bool { return slices.Contains(p.Words, "marker") }

// SoundsOfMarker reports whether what an officer wrote of it, and an answer would print,
// could tell of a marker to somebody who has one in words that no notice has: who is to come
// and how many, that something stands on a system, what the person is said to be like. It is
// wide on purpose, and asked of nobody who has none: no list of words tells of all, and each
// that is found wrongly costs a look.
func (l *Law) SoundsOfMarker(d *disclosure.Disclosure) bool {
	return slices.ContainsFunc(l.printedWords(d), func(text string) bool { return ofStaffSafety.in(folded(text)) })
}

var ofStaffSafety = inAnySpelling(
	"pair*", "in twos", "two up", "two by two", "double*", "both of you", "two man", "two men", "two person", "two people", "two officer*", "two operative*", "two staff", "two member*", "two colleague*", "two worker*", "two engineer*", "two of",
	"2 man", "2 men", "2 person", "2 people", "2 officer*", "2 operative*", "2 staff", "2 up", "x 2",
	"alone", "lone", "single handed", "unaccompanied", "accompan*", "escort*", "chaperon*", "crew*", "second officer", "second person", "another officer", "with a colleague",
	"flag*", "marker*", "alert*", "warn*", "caution*", "beware", "aware of", "careful*", "take care", "note on", "notes on", "cav", "PVP", "cautionary", "register of", "on the system", "high risk", "risk*", "hazard*", "danger*", "unsafe", "safe", "safety",
	"aggress*", "violen*", "abus*", "threat*", "hostil*", "intimidat*", "assault*", "attack*", "volatil*", "unpredictable", "agitat*", "confront*", "harass*", "angry", "anger*", "temper", "weapon*", "knife", "knives", "dog", "dogs", "incident*", "injur*", "harm*", "behav*", "unacceptable", "vexatious", "difficult*", "challenging",
	"visit*", "attend*", "doorstep", "enter*", "entry", "do not approach", "not to approach", "approach*", "phone first", "ring first", "call first", "police", "security", "protect*", "lock*", "body cam*", "bodycam*", "panic", "personal alarm*", "precaution*",
)

// printed is all the text of a disclosure that an answer could print, its sort of
// recipient in the catalogue's words. What its data are is judged by the item.
func (l *Law) printed(d *disclosure.Disclosure) []string {
	texts := l.printedWords(d)
	if kind := l.recipientKind(d.Recipient); kind != nil {
		texts = append(texts, kind.Title)
	}
	return texts
}

// printedWords are those of them in an officer's words.
func (l *Law) printedWords(d *disclosure.Disclosure) []string {
	texts := []string{d.Purpose, d.Recipient.Organisation, d.Recipient.Person, d.Recipient.Post}
	if d.Transfer != nil {
		texts = append(texts, d.Transfer.Country)
	}
	if d.Share != nil { // it is printed where nobody can tell who was in the share
		texts = append(texts, d.Share.HowToTell)
	}
	for _, item := range d.Data {
		if !IsMarkerData(item.Category) {
			texts = append(texts, item.Description)
		}
	}
	return texts
}
