package desk

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/statistics"
)

// vocabulary is a set of ids that have titles. Two vocabularies may have an id in
// common, such as other.
type vocabulary int

const (
	asWritten vocabulary = iota // departments and months have no other name
	ofDecisions
	ofRecipients
	ofLaw
	ofRefusals
	ofData
	ofFields
)

// valuesOf and andOf say what a table's first and second values are.
var (
	valuesOf = map[statistics.Table]vocabulary{
		statistics.ByDecision: ofDecisions, statistics.ByRecipient: ofRecipients, statistics.ByRecipientKind: ofRecipients,
		statistics.ByBasis: ofLaw, statistics.ByCondition: ofLaw, statistics.ByExemption: ofLaw, statistics.ByGateway: ofLaw,
		statistics.RefusedByRecipient: ofRecipients, statistics.RefusedByReason: ofRefusals, statistics.RefusedByBoth: ofRecipients,
		statistics.ExemptionByDepartment: ofLaw, statistics.ByData: ofData,
	}
	andOf = map[statistics.Table]vocabulary{statistics.RefusedByBoth: ofRefusals}
)

// titles are ids in plain words.
type titles map[vocabulary]map[string]string

// of returns the title of a value, which is its own where it has no other.
func (t titles) of(words vocabulary, value string) string {
	switch title := t[words][value]; {
	case title != "":
		return title
	case value == statistics.NotSaid:
		return "Not said"
	}
	return value
}

// titlesOf reads the titles of the catalogue, and has those of what is no part of
// it.
func titlesOf(catalogue policy.Catalogue) titles {
	known := catalogue.Titles()
	t := titles{
		ofDecisions: {string(disclosure.Disclosed): "Disclosed", string(disclosure.PartlyDisclosed): "Partly disclosed", string(disclosure.RefusedToShare): "Refused"},
		ofRefusals: {
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
		ofRecipients: known.Recipients, ofLaw: known.Law, ofData: known.Data,
		ofFields: {
			"recipient": "Who received it", "subjects": "Whose data it is", "data": "What was shared", "purpose": "The purpose", "reason": "Why it was shared",
			"justification": "What justified it", "lawfulBases": "Lawful basis", "conditions": "Condition for special category or offence data", "exemptions": "Exemption",
			"gateway": "Power or duty to share", "necessity": "Why so much was necessary", "policyDocument": "Appropriate policy document",
			"tellSubject": "Telling the person", "method": "How it travelled", "authorisedBy": "Who authorised it", "agreement": "Sharing agreement",
			"transfer": "Transfer abroad", "evidence": "Evidence", "documents": "Letters", "disclosedAt": "When it was shared",
		},
	}
	for _, field := range catalogue.Evidence {
		t[ofFields][field.Name] = field.Says
	}
	return t
}

// ofField says in plain words what a pointer into a body points to: its last part
// that has words.
func (t titles) ofField(pointer string) string {
	parts := strings.Split(pointer, "/")
	for _, part := range slices.Backward(parts) {
		if title := t[ofFields][part]; title != "" {
			return title
		}
	}
	return "The record as a whole"
}
