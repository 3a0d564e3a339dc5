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
// and how many, that something stands on a system, what the person is said to be like; or
// whether anything they wrote, and why it was corrected, says that there is one. It is
// wide on purpose, and asked of nobody who has none: no list of words tells of all, and each
// that is found wrongly costs a look.
func (t Texts) SoundsOfMarker() bool {
	return ofStaffSafety.in(t.printed) || notAlone().MatchString(t.printed) || ofMarkers.in(t.all) || ofMarkers.in(t.why)
}

// notAlone is somebody who comes too, whoever it is and however it is put. It stays within a sentence.
var notAlone = lazily(` (?:` + comes + ` (?:\w+ ){0,5}?` + company + `|` + company + ` (?:\w+ ){0,5}?` + comes + `) `)

const (
	comes   = `(?:sen[dt]|sending|brings?|bringing|brought|takes?|taking|go|goes|going|comes?|coming|along|alongside|joins?|joining|with|together|present|deploy\w*|assist\w*|support\w*|needs?|needed|requires?|required|minimum|only|on hand|available)`
	company = `(?:colleagues?|companions?|buddy|buddies|supervisors?|line managers?|team leaders?|wardens?|guards?|minders?|someone|somebody|anyone|anybody|no ?one|nobody|(?:another|second|third|extra|additional|other|more) (?:\w+ )?(?:person|people|officers?|members?|workers?|staff|operatives?|engineers?|employees?|wom[ae]n|m[ae]n|pair)|(?:males?|men) (?:\w+ )?(?:only|officers?|members?|workers?|staff|operatives?|engineers?)|(?:more than|at least|minimum of|no fewer than|not fewer than|not less than) (?:one|two|three|\d)|(?:two|three|2|3) (?:or more|minimum|to one|to 1))`
)

// ofMarkers say that there is one, wherever it is written.
var ofMarkers = inAnySpelling(
	"marker*", "PVP", "potentially violent", "potentially dangerous", "violent person*", "violent people", "warning flag*", "staff safety", "cautionary contact*", "cautionary person*",
	"violence register", "warning register", "warning list", "caution list", "aware list", "employee protection", "protection register", "never alone", "not alone", "in pairs", "visit in twos",
)

var ofStaffSafety = inAnySpelling(
	"pair*", "in twos", "two up", "two by two", "double*", "both of you", "two man", "two men", "two person", "two people", "two officer*", "two operative*", "two staff", "two member*", "two colleague*", "two worker*", "two engineer*", "two of",
	"2 man", "2 men", "2 person", "2 people", "2 officer*", "2 operative*", "2 staff", "2 up", "x 2",
	"alone", "lone", "single handed", "unaccompanied", "accompan*", "escort*", "chaperon*", "crew*", "second officer", "second person", "another officer", "with a colleague",
	"flag*", "marker*", "alert*", "warn*", "caution*", "beware", "aware of", "careful*", "take care", "note on", "notes on", "cav", "PVP", "cautionary", "register of", "on the system", "high risk", "risk*", "hazard*", "danger*", "unsafe", "safe", "safety",
	"more than one person", "more than one officer", "at least two", "at least 2", "minimum of two", "minimum of 2", "minimum two", "2 to 1", "two to one", "by yourself", "by themselves", "on your own", "on their own", "solo", "backup", "back up officer*",
	"wary", "vigilan*", "mindful", "watch out", "watch your", "look out for", "on your guard", "on guard", "keep your distance", "safe distance", "keep a distance", "stand back", "stay outside", "wait outside", "outside only", "by the door", "at the door", "from the door", "in the car", "from the car", "in the van", "from the van", "at the gate", "on the step", "do not go in", "not go in", "not indoors", "office only", "neutral venue", "public place*", "escape route*", "leave if", "leave at once", "leave immediately", "check first", "check with", "check before", "check system", "check the system", "check the file", "see notes", "see note", "see file", "before contact*", "before calling", "before going", "manager first", "handle with care", "special instruction*", "999", "buddy", "buddies",
	"known to be", "known for", "known to get", "history of", "has form", "reputation", "intoxicat*", "drunk*", "under the influence", "unstable", "erratic*", "irrational*", "shout*", "swear*", "swore", "scream*", "spit*", "spat", "bites", "biting", "kick*", "punch*", "lash*", "rage*", "fight*", "fought", "nasty", "racis*", "inappropriat*", "disrupt*", "gang", "gangs", "gun", "guns", "firearm*", "machete*", "blade*", "needle*", "sharps", "stab*", "vest", "vests",
	"aggress*", "violen*", "abus*", "threat*", "hostil*", "intimidat*", "assault*", "attack*", "volatil*", "unpredictable", "agitat*", "confront*", "harass*", "angry", "anger*", "temper", "weapon*", "knife", "knives", "dog", "dogs", "incident*", "injur*", "harm*", "behav*", "unacceptable", "vexatious", "difficult*", "challenging",
	"visit*", "attend*", "doorstep", "enter*", "entry", "do not approach", "not to approach", "approach*", "phone first", "ring first", "call first", "police", "security", "protect*", "lock*", "body cam*", "bodycam*", "panic", "personal alarm*", "precaution*",
)

// printed is all the text of a disclosure that an answer could print, its sort of
// recipient in the catalogue's words. What its data are is judged by the item.
func (l *Law) printed(d *disclosure.Disclosure) []string {
	texts, _ := written(d)
	if kind := l.recipientKind(d.Recipient); kind != nil {
		texts = append(texts, kind.Title)
	}
	return texts
}
