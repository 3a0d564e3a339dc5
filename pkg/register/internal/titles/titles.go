// Package titles says in plain words what the ids of disclosures mean.
package titles

import (
	"maps"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/statistics"
)

// Vocabulary is a set of ids that have titles. Two vocabularies may have an id in
// common, such as other.
type Vocabulary int

// The vocabularies.
const (
	AsWritten Vocabulary = iota // departments and months have no other name
	Decisions
	Recipients
	Law
	Refusals
	Data
	Fields
	Roles    // of the people that a disclosure is about
	Channels // by which data travelled, or by which a matter reached the council
	Records  // the kinds of record that a matter was taken as
	Tellings
	Urgencies
	Aspects // what no one part of a disclosure says
)

// Titles are ids in plain words.
type Titles map[Vocabulary]map[string]string

// Of returns the title of a value, which is its own where it has no other.
func (t Titles) Of(words Vocabulary, value string) string {
	switch title := t[words][value]; {
	case title != "":
		return title
	case value == statistics.NotSaid:
		return "Not said"
	}
	return value
}

// New reads the titles of the catalogue, and has those of what is no part of
// it.
func New(catalogue policy.Catalogue) Titles {
	known, words := catalogue.Titles(), disclosure.InWords()
	t := Titles{
		Decisions: {string(disclosure.Disclosed): "Disclosed", string(disclosure.PartlyDisclosed): "Partly disclosed", string(disclosure.RefusedToShare): "Refused"},
		Refusals: {
			string(disclosure.NoLawfulBasis):    "No lawful basis or condition",
			string(disclosure.NoPower):          "No law obliges or allows it",
			string(disclosure.NotNecessary):     "Not shown to be necessary, or more than was",
			string(disclosure.IdentityNotShown): "Who asked could not be checked",
			string(disclosure.RequestUnclear):   "Not said what for",
			string(disclosure.ConsentWithheld):  "The person did not agree",
			string(disclosure.Objected):         "The person objected",
			string(disclosure.Exempt):           "Exempt or privileged",
			string(disclosure.OutsideNotice):    "Outside the council's own notice",
			string(disclosure.OtherGround):      "Another reason",
		},
		Recipients: known.Recipients, Law: known.Law, Data: known.Data,
		Roles:    inWords(disclosure.SubjectRoles...),
		Channels: words.Channels, Records: words.Records, Tellings: words.Tellings,
		Aspects: {
			string(policy.NoFooting): "Without a lawful basis, or a condition, that counts", string(policy.OutsideNotice): "Outside the council's own notice, or without what it asks to be shown",
			string(policy.EqualityData): "Equalities data", string(policy.ConsentFirst): "Consent had to come first", string(policy.LeftUK): "It left the United Kingdom",
			string(policy.MarkerShared): "A warning marker", string(policy.EmergencyShare): "An emergency",
		},
		Urgencies: inWords(string(disclosure.Routine), string(disclosure.Urgent), string(disclosure.Emergency)),
		Fields: {
			"recipient": "Who received it", "subjects": "Whose data it is", "data": "What was shared", "purpose": "The purpose", "reason": "Why it was shared",
			"justification": "What justified it", "lawfulBases": "Lawful basis", "conditions": "Condition for special category or offence data", "exemptions": "Exemption",
			"gateway": "Power or duty to share", "necessity": "Why so much was necessary", "policyDocument": "Appropriate policy document",
			"tellSubject": "Telling the person", "method": "How it travelled", "authorisedBy": "Who authorised it", "agreement": "Sharing agreement",
			"transfer": "Transfer abroad", "evidence": "Evidence", "documents": "Letters", "disclosedAt": "When it was shared",
		},
	}
	maps.Copy(t[Fields], known.Evidence)
	return t
}

// inWords are ids that read as words once their hyphens are gone.
func inWords(ids ...string) map[string]string {
	words := map[string]string{}
	for _, id := range ids {
		words[id] = strings.ToUpper(id[:1]) + strings.ReplaceAll(id[1:], "-", " ")
	}
	return words
}

// Field says in plain words what a pointer into a body points to: its last part
// that has words. They begin with a capital, as they stand in a list.
func (t Titles) Field(pointer string) string {
	parts := strings.Split(pointer, "/")
	for _, part := range slices.Backward(parts) {
		if title := t[Fields][part]; title != "" {
			return strings.ToUpper(title[:1]) + title[1:]
		}
	}
	return "The record as a whole"
}
