package policy

import "testing"

// What a power relied on is, as officers write it: law that may oblige the council, law that
// obliges it to nothing whatever is said of it, and what is no law.
func TestWhatObligesNobody(t *testing.T) {
	const oblige, permit, none = "may oblige", "obliges nobody", "no law"
	for text, want := range map[string]string{
		"Road Traffic Act 1988 s.172":                                      oblige,
		"PACE 1984 Schedule 1 paragraph 4, production order of 2 November": oblige,
		"Social Security Administration Act 1992 s.109B":                   oblige,
		"Local Government Act 1974 s.29":                                   oblige,
		"Children Act 1989 s.47(9)":                                        oblige,
		"Education and Inspections Act 2006 s.140":                         oblige,
		"Data Protection Act 2018 s.142, information notice":               oblige,
		"UK GDPR Article 33":                                               oblige,
		"UK GDPR Article 58(1)(a)":                                         oblige,
		"Terrorism Act 2000 Schedule 5":                                    oblige,
		"The order of the Crown Court":                                     oblige,
		"CPR 31.17":                                                        oblige,
		"DPA 2018 Schedule 2 paragraph 2 and Road Traffic Act 1988 s.172":  oblige,
		"Crime and Disorder Act 1998 s.115; court order K1":                oblige,
		"An example": oblige,
		"DPA 2018 Schedule 2 Part 1 paragraph 2(1)":               permit,
		"DPA 2018, Sch. 2 Pt 1 para 5(2)":                         permit,
		"Schedule 2, paragraph 2 of the Data Protection Act 2018": permit,
		"Sch 2 para 2":                           permit,
		"Section 29(3) Data Protection Act 1998": permit,
		"s29 DPA":                                permit,
		"DPA s.29":                               permit,
		"Crime and Disorder Act 1998 s.115":      permit,
		"s.115 of the Crime & Disorder Act 1998": permit,
		"UK GDPR Article 6(1)(e)":                permit,
		"Article 6(1)(c) UK GDPR":                permit,
		"Localism Act 2011 s.1":                  permit,
		"Local Government Act 1972 s.111":        permit,
		"Digital Economy Act 2017 s.35":          permit,
		"Common law policing powers":             permit,
		"DPA 2018 Sch 2 para 2 and Crime and Disorder Act 1998 s.115": permit,
		"Police request form": none,
		"DP7 form":            none,
		"Kent and Medway Information Sharing Agreement": none,
		"Information sharing policy":                    none,
		"GDPR":                                          none,
		"consent of the tenant by e-mail":               none,
		"Request under the Regulation of Investigatory Powers Act 2000, notice of 2 November": oblige,
	} {
		got := oblige
		if namesNoLaw(text) {
			got = none
		} else if obligesNobody(text) {
			got = permit
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// Words that say yes, or where an answer would be found, answer no question of which or why.
func TestYesIsNoEvidence(t *testing.T) {
	text, statement := &Field{Name: "authorityToAct", Type: TextField}, &Field{Name: "identityChecked", Type: StatementField}
	for _, said := range []string{"yes", "Yes.", "OK", "done", "ticked", "as discussed", "see email", "See e-mail", "see attached", "as agreed"} {
		if text.present(said) {
			t.Errorf("%q is taken for evidence", said)
		}
	}
	for _, said := range []string{"Signed form of 3 November", "letter", "HO", "1", "r", "As the letter of 3 November says", "See CRM note 12345"} {
		if !text.present(said) {
			t.Errorf("%q is taken for none", said)
		}
	}
	if !statement.present("yes") {
		t.Error("a statement is not answered by yes")
	}
	for said, want := range map[string]bool{"necessary": true, "It is necessary.": true, "required by law": true, "public task": true, "asked for": true, "The letter asks for the file alone": false, "Only the address, to find a witness": false, "x": false} {
		if saysItIsNecessary(said) != want {
			t.Errorf("%q: says only that it is necessary: %v", said, !want)
		}
	}
}
