package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// TellsOfMarker reports whether what would be printed of a disclosure tells of a
// marker, whatever data it holds: its recipient's sort, its purpose, what allowed
// it, or a word. Whether anybody has a marker does not matter.
func (l *Law) TellsOfMarker(register disclosure.Register, d *disclosure.Disclosure) bool {
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
// one: under the notice for markers, on the duty of care to staff, or in words that
// a notice has for keeping staff safe.
func (l *Law) MayTellOfMarker(register disclosure.Register, d *disclosure.Disclosure) bool {
	if d.Justification.Gateway == staffSafety {
		return true
	}
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

// printed is all the text of a disclosure that an answer could print, its sort of
// recipient in the catalogue's words. What its data are is judged by the item.
func (l *Law) printed(d *disclosure.Disclosure) []string {
	texts := []string{d.Purpose, d.Recipient.Organisation, d.Recipient.Person, d.Recipient.Post}
	if d.Transfer != nil {
		texts = append(texts, d.Transfer.Country)
	}
	if d.Share != nil { // it is printed where nobody can tell who was in the share
		texts = append(texts, d.Share.HowToTell)
	}
	if kind := l.recipientKind(d.Recipient); kind != nil {
		texts = append(texts, kind.Title)
	}
	for _, item := range d.Data {
		if !IsMarkerData(item.Category) {
			texts = append(texts, item.Description)
		}
	}
	return texts
}
