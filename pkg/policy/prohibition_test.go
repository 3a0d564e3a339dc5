package policy_test

import (
	"slices"
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
		if got, _ := policy.Read(&disclosure.Disclosure{Reason: words}, "").Prohibition(); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

// An order is found over several sentences and texts, and in the plain words in which people
// say that somebody is not told. Nobody can say from such words alone what they mean: two
// people look. What courts, orders and contractors have to do with every day is let be.
func TestAnOrderInPlainWordsIsForTwoPeople(t *testing.T) {
	const court, told, none = "An order of a court", "What somebody said is not told", ""
	for _, c := range []struct{ law, words string }{
		{court, "The judge made an order. She must not know."},
		{court, "She must not know. A judge has made an order."},
		{court, "There is a court order.\nDo not share with the father!"},
		{court, "By order of the Family Court"},
		{court, "Sealed by the court"},
		{court, "The file was sealed by the judge in May"},
		{court, "Injunction stops us telling"},
		{court, "The injunction prevents the council from showing it"},
		{court, "Magistrates said that the mother can't be told"},
		{court, "An undertaking was given to the court. Nobody is to tell the father."},
		{court, "The tribunal ruled on it: keep it secret"},
		{court, "A warrant was granted. Do not inform the tenant."},
		{court, "Interim order in force. Not to be shown to her"},
		{court, "Judge has said no. Don't disclose."},
		{court, "The court decided without her knowledge"},
		{court, "Wardship proceedings"},
		{court, "Held in camera"},
		{court, "Contempt of court if shown"},
		{court, "Order granted by HHJ Sample. It stays secret from him."},
		{court, "The order dated 3 May says so. Telling nobody; we must not tell the mother"},
		{told, "Not to be disclosed to the mother"},
		{told, "She must not know"},
		{told, "The father is not to be told"},
		{told, "Do not tell her"},
		{told, "Please don't share with his father"},
		{told, "Never to be shown to the tenant"},
		{told, "Mother must never find out"},

		{court, "Court says no disclosure"},
		{court, "The judge refused to let him see it"},
		{court, "Access denied by the judge"},
		{court, "Subject to court restrictions"},
		{court, "Tell nobody. Court matter."},
		{court, "We promised the judge silence"},
		{court, "Coroner has asked that the family is not told"},
		{court, "The order stops disclosure"},
		{court, "The bench directed that nobody talks about it"},
		{told, "No disclosure to the father"},
		{told, "Keep from mother"},
		{told, "He's not to know about this"},
		{told, "She is not allowed to know"},
		{told, "Parents unaware"},
		{told, "The subject should be kept in the dark"},
		{told, "Not for the mother's eyes"},
		{court, "The c\u043eurt says: not to tell"}, // with a Cyrillic letter
		{court, "Tenant of flat 4, County Court says not to tell"},
		{court, "An order for non-disclosure was made"},

		{none, "Sent to Maidstone Crown Court, Barker Road"},
		{none, "He lives in Wellington Court. The contractor was told"},
		{none, "Flat 4 Wellington Court. Never tell the letting agent the code"},
		{none, "The tennis court is closed. Do not give out keys"},
		{none, "Purchase order 4521. Do not share the price with other suppliers"},
		{none, "Repairs were ordered in May and the tenant was not told of the day"},
		{none, "The county court asked for the rent account. She was not told before Friday"},
		{none, "Court Road resurfacing: not to be shown before the meeting"},
		{none, "The court has listed it for May"},
		{none, "The data must not be shared further"},
		{none, "Not to be disclosed to third parties"},
		{none, "She does not know the reference"},
		{none, "He was not told of the change by the contractor"},
		{none, "The adopted highway: do not show the plan"},
		{none, "The undertaking for the lift is new. It cannot be shown on the plan"},
		{none, "Possession claim listed at the County Court"},
		{none, "The court case is closed"},
		{none, "The court denied the claim"},
		{none, "Ministry of Justice figures were not shown"},
		{none, "Park bench: not shown on the map"},
		{none, "Court of Protection deputy: his accounts"},
		{none, "The tenant was unaware of the leak"},
		{none, "Kept from May; the key is from her father"},
		{none, "The tenant knows of it, and told the judge"},
	} {
		if law, named := policy.Read(&disclosure.Disclosure{Reason: c.words}, "").Prohibition(); law != c.law && (c.law == none || law == none) || named && c.law != court || named && !slices.Contains(sure, c.words) {
			t.Errorf("%q: %q, named %v, want %q", c.words, law, named, c.law)
		}
	}
	apart := &disclosure.Disclosure{Reason: "She is never to be told.", Justification: disclosure.Justification{Necessity: "A judge has said so"}}
	if law, _ := policy.Read(apart, "").Prohibition(); law == "" {
		t.Error("over two texts: not found")
	}
}

// sure are those of them that leave no doubt.
var sure = []string{"The injunction prevents the council from showing it", "Injunction stops us telling"}

// Why it was corrected is read too: what is named there forbids, unless the reason says that
// it has gone or was a mistake; and what it says of the police or of a marker counts.
func TestWhyItWasCorrectedIsRead(t *testing.T) {
	law := policy.Load()
	for _, c := range []struct {
		why                string
		forbids, named     bool
		needsTwo, ofMarker bool
	}{
		{"The adoption file came to light", true, true, true, false},
		{"Order of the Family Court: not to be disclosed", true, true, true, false},
		{"The judge made an order. She must not know.", true, false, true, false},
		{"The court order that forbade it was discharged on 3 November", true, false, true, false},
		{"The adoption file was named by mistake", true, false, true, false},
		{"It went to the safeguarding team as well", false, false, true, false},
		{"He has a warning marker", false, false, false, true},
		{"The address was misspelt", false, false, false, false},
	} {
		d := &disclosure.Disclosure{Reason: "He complained", Purpose: "Handle a complaint"}
		said := policy.Read(d, c.why)
		if forbids, named := said.Prohibition(); (forbids != "") != c.forbids || named != c.named {
			t.Errorf("%q: %q, named %v", c.why, forbids, named)
		}
		if got := law.NeedsTwo(d, c.why); got != c.needsTwo {
			t.Errorf("%q: needs two is %v", c.why, got)
		}
		if got := said.SoundsOfMarker(); got != c.ofMarker {
			t.Errorf("%q: sounds of a marker is %v", c.why, got)
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
		"a breach's reference":     func(d *disclosure.Disclosure) { d.Departure = &disclosure.Departure{BreachReference: words} },
		"a departure":              func(d *disclosure.Disclosure) { d.Departure = &disclosure.Departure{NoBreachReason: words} },
		"an override":              func(d *disclosure.Disclosure) { d.Override = &disclosure.Override{Provision: words} },
		"evidence":                 func(d *disclosure.Disclosure) { d.Evidence = map[string]any{"x": words} },
		"a list in the evidence":   func(d *disclosure.Disclosure) { d.Evidence = map[string]any{"x": []any{1, words}} },
		"a record in the evidence": func(d *disclosure.Disclosure) { d.Evidence = map[string]any{"x": map[string]any{"y": words}} },
	} {
		d := &disclosure.Disclosure{DisclosedAt: time.Date(2026, time.November, 9, 14, 0, 0, 0, time.UTC)}
		say(d)
		if law, named := policy.Read(d, "").Prohibition(); law == "" || !named {
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
		"No injunction stops us from telling him": false, "The court order of possession does not stop us telling him": false, "Injunction against noise: nothing stops sharing it": false,
	} {
		if _, got := policy.Read(&disclosure.Disclosure{Reason: words}, "").Prohibition(); got != want {
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
		policy.Read(d, "").Prohibition()
	}
}
