package policy_test

import (
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// What forbids is found however its name is spaced, marked, glued or shortened, and in
// whatever words a court is said to have forbidden it; what only sounds so is not.
func TestWhatForbidsIsFoundHoweverItIsWritten(t *testing.T) {
	const (
		crime, powers, gender, adoption, court = "Proceeds of Crime Act 2002", "Investigatory Powers Act 2016", "Gender Recognition Act 2004", "Adoption and Children Act 2002", "An order of a court"
	)
	for words, want := range map[string]string{
		"POCA report": crime, "A P.O.C.A. report": crime, "p. o. c. a. 2002": crime, "Proceeds-of-Crime": crime, "PROCEEDS  OF\u00a0CRIME": crime, "proceedsofcrime": crime,
		"Suspicious activity report": crime, "suspicious-activity reports": crime, "Risk of tipping off, s. 333A": crime, "s333A applies": crime, "Money-laundering disclosure": crime, "A DAML was asked for": crime,
		"IPA2016": powers, "I.P.A. 2016": powers, "IPA s.82": powers, "RIPA authorisation": powers, "Investigatory‑Powers notice": powers, "Communications-data request": powers, "An interception warrant": powers,
		"gender  recognition": gender, "gender‑recognition": gender, "gender\u00adrecognition": gender, "Gender_Recognition": gender, "genderrecognition": gender, "her gender is recognised; gender recognised in May": gender, "G.R.C. of 2019": gender, "Her acquired gender": gender,
		"Adoption file": adoption, "File of the adopters": adoption, "adopted-child": adoption, "She was adopted in 2019": adoption, "They adopted him": adoption, "the child, since adopted": adoption, "Adopting their twins": adoption, "She's adopted": adoption, "They adopted a second child": adoption, "pre‑adoption report": adoption, "adóption": adoption,
		"Court order of May keeps this from him":               court,
		"The judge withheld it from the father":                court,
		"Kept from the mother by injunction":                   court,
		"Non‑disclosure  order":                                court,
		"An order that she should not be told where they live": court,
		"The tribunal barred the applicant from seeing it":     court,
		"Reporting restrictions, made by the High Court":       court,
		"Not to tell the mother: order of 3 November":          court,
		"Court order: do not disclose":                         court,
		"The court has ordered that we do not tell him":        court,
		"Family Court: we can't tell the father":               court,
		"The judge's order prevents us from telling him":       court,
		"Confidential to the tribunal":                         court,

		"A complaint about an adopted highway":                                     "",
		"The council adopted the local plan, which they have adopted in part":      "",
		"Sent early, in order that the tenant may not be told twice":               "",
		"He could not be told by telephone. The court had asked for the file":      "",
		"Sent by order of the court, and the tenant was told":                      "",
		"The county court asked for the rent account from 2024":                    "",
		"It would tip off the suspect":                                             "",
		"Recognition of long service; his gender and age":                          "",
		"Subject access request (SAR); activity that was suspicious to neighbours": "",
		"The agenda names no court. Kept from June on, in secret":                  "",
	} {
		if got, _ := policy.Prohibition(&disclosure.Disclosure{Reason: words}); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

// It is found wherever in a disclosure somebody may have said it.
func TestWhatForbidsIsFoundInEveryText(t *testing.T) {
	const words = "See the P.O.C.A. file"
	for name, say := range map[string]func(*disclosure.Disclosure){
		"the reason":               func(d *disclosure.Disclosure) { d.Reason = words },
		"the purpose":              func(d *disclosure.Disclosure) { d.Purpose = words },
		"why it was necessary":     func(d *disclosure.Disclosure) { d.Justification.Necessity = words },
		"the body":                 func(d *disclosure.Disclosure) { d.Recipient.Organisation = words },
		"who received it":          func(d *disclosure.Disclosure) { d.Recipient.Person = words },
		"their post":               func(d *disclosure.Disclosure) { d.Recipient.Post = words },
		"an exemption":             func(d *disclosure.Disclosure) { d.Justification.Exemptions = []disclosure.Exemption{{Reason: words}} },
		"data":                     func(d *disclosure.Disclosure) { d.Data = []disclosure.DataItem{{Description: words}} },
		"how it was sent":          func(d *disclosure.Disclosure) { d.Method = &disclosure.Method{RecipientVerified: words} },
		"the transfer":             func(d *disclosure.Disclosure) { d.Transfer = &disclosure.Transfer{Instrument: words} },
		"the rule of a share":      func(d *disclosure.Disclosure) { d.Share = &disclosure.Share{HowToTell: words} },
		"a departure":              func(d *disclosure.Disclosure) { d.Departure = &disclosure.Departure{NoBreachReason: words} },
		"an override":              func(d *disclosure.Disclosure) { d.Override = &disclosure.Override{Provision: words} },
		"evidence":                 func(d *disclosure.Disclosure) { d.Evidence = map[string]any{"x": words} },
		"a list in the evidence":   func(d *disclosure.Disclosure) { d.Evidence = map[string]any{"x": []any{1, words}} },
		"a record in the evidence": func(d *disclosure.Disclosure) { d.Evidence = map[string]any{"x": map[string]any{"y": words}} },
	} {
		d := &disclosure.Disclosure{DisclosedAt: time.Date(2026, time.November, 9, 14, 0, 0, 0, time.UTC)}
		say(d)
		if law, named := policy.Prohibition(d); law == "" || !named {
			t.Errorf("%s: not found", name)
		}
	}
}

// Nobody may show what is named beyond doubt. What may be of a council's everyday is for two
// people to say.
func TestWhatMayBeOfEveryDayIsNamedByNobody(t *testing.T) {
	for words, want := range map[string]bool{
		"POCA disclosure": true, "Suspicious activity report to the NCA": true, "IPA 2016 notice": true, "Gender recognition certificate": true, "Adoption file": true, "File of the adopters": true,
		"The adopted child's school": true, "The court order forbids telling him": true, "Order of the Family Court: not to be disclosed": true, "By injunction, not to be told": true, "The judge forbade it": true,
		"The court has ordered that it must not be shown to him": true,

		"Fly-tipping off the A2: the complaint file": false, "Right to Buy: money laundering form": false, "Section 333A of the Town and Country Planning Act": false, "Interception of surface water": false,
		"GRC cladding": false, "legal gender pay gap": false, "Highways adoption: drawings": false, "Adoption of the Local Plan": false, "The dog was adopted from the rescue centre": false,
		"Sent to the First-tier Tribunal; names of other leaseholders withheld": false, "Flat 4 Wellington Court: the contractor kept the survey from the landlord": false, "Tennis court hire: deposit withheld": false,
		"Purchase order 4521: do not give the goods; the contractor should not be given a second key": false, "Tree preservation order: works are prohibited": false, "Standing orders forbid recording": false,
	} {
		if _, got := policy.Prohibition(&disclosure.Disclosure{Reason: words}); got != want {
			t.Errorf("%q: named %v, want %v", words, got, want)
		}
	}
}

func BenchmarkProhibition(b *testing.B) {
	d := &disclosure.Disclosure{
		Reason: "The tenant complained about repairs which were ordered in May and were not done by the contractor in the time that was agreed.", Purpose: "Handle a complaint",
		Data: []disclosure.DataItem{{Description: "Her name"}, {Description: "What she wrote in June"}, {Description: "Her address"}}, Recipient: disclosure.Recipient{Organisation: "Example Repairs Ltd"},
	}
	for b.Loop() {
		policy.Prohibition(d)
	}
}
