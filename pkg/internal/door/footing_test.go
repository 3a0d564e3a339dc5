package door_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
)

// consented is what the register knows of a person's consent to the recipient of [shared].
func consented(person string, from, until disclosure.Date) disclosure.Fact {
	return disclosure.Fact{
		Kind: disclosure.FactConsent, From: from, Until: until, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: person},
		Recipient: "Sample Trust",
	}
}

// The letter names no basis of which the entry's own flags say that it does not count, and
// says so where none is left, though the Data Protection Officer has cleared them all. What is flagged for another person, or in what departments
// are not shown, changes nothing.
func TestWhatIsFlaggedAsNotCountingAllowedNothing(t *testing.T) {
	const (
		agreed   = "You agreed to our sharing it"
		obliged  = "The law told us to share it"
		task     = "a job that the law gives us"
		weighed  = "your interests did not outweigh"
		checking = "We are still checking if the law allowed it"
		nothing  = "Our records do not show that the law allowed it. You can complain"
	)
	maidstone, kesteven := disclosure.Register("E07000110"), disclosure.Register("E07000139")
	day := func(d int) disclosure.Date { return disclosure.NewDate(2026, time.November, d) }
	late := func(d *disclosure.Disclosure) {
		d.Departure = &disclosure.Departure{Reason: "It went all the same.", NoBreachReason: "The recipient was the right one."}
	}
	on := func(notice string, bases ...string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Notice, d.Justification.LawfulBases = notice, bases }
	}
	says := func(evidence map[string]any) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Evidence = evidence }
	}
	record := map[string]any{"consentRecordId": "CN-771", "consentDate": "2026-11-01"}
	withdrawn := map[string]any{"consentRecordId": "CN-771", "consentDate": "2026-11-01", "withdrawalDate": "2026-11-05"}
	ended, given := consented("A", day(1), day(5)), consented("A", day(1), disclosure.Date{})
	others := consented("B-1", day(1), day(5))
	for name, test := range map[string]struct {
		register    disclosure.Register
		of          *disclosure.Disclosure
		facts       []disclosure.Fact
		kept        bool
		says, never []string
	}{
		"consent that was given": {
			maidstone, shared(on("maidstone-stage-2", "ukgdpr-6-1-a"), says(record)),
			[]disclosure.Fact{given},
			false,
			[]string{agreed},
			[]string{nothing, checking},
		},
		"consent that the register knows was withdrawn": {
			maidstone, shared(late, on("maidstone-stage-2", "ukgdpr-6-1-a"), says(record)),
			[]disclosure.Fact{ended},
			false,
			[]string{nothing},
			[]string{agreed},
		},
		"consent that the record says was withdrawn": {
			maidstone, shared(late, on("maidstone-stage-2", "ukgdpr-6-1-a"), says(withdrawn)), nil, false,
			[]string{nothing},
			[]string{agreed},
		},
		"consent that came after": {
			maidstone, shared(late, on("maidstone-stage-2", "ukgdpr-6-1-a"), says(map[string]any{"consentRecordId": "CN-771", "consentDate": "2026-11-12"})), nil, false,
			[]string{nothing},
			[]string{agreed},
		},
		"consent that never was there": {
			maidstone, shared(late, on("maidstone-stage-2", "ukgdpr-6-1-a"), says(map[string]any{})), nil, false,
			[]string{nothing},
			[]string{agreed},
		},
		"consent that never was there, of two people": {
			maidstone, shared(late, withB, on("maidstone-stage-2", "ukgdpr-6-1-a"), says(map[string]any{})), nil, false,
			[]string{nothing},
			[]string{agreed},
		},
		"under a row of the notice": {
			kesteven, shared(late, on("north-kesteven-feedback", "ukgdpr-6-1-a"), says(withdrawn)), nil, false,
			[]string{nothing},
			[]string{agreed},
		},
		"withdrawn consent beside a task": {
			dartford, shared(on("dartford-complaints", "ukgdpr-6-1-a", "ukgdpr-6-1-e"), says(withdrawn)), nil, false,
			[]string{task},
			[]string{agreed, nothing},
		},
		"what a council may not rely on": {dartford, shared(late, on("dartford-complaints", "ukgdpr-6-1-a", "ukgdpr-6-1-c", "ukgdpr-6-1-f"), says(map[string]any{
			"consentRecordId": "CN-771", "consentDate": "2026-11-01", "withdrawalDate": "2026-11-05", "statutoryProvision": "Local Government Act 1974 section 29",
		})), nil, false, []string{obliged}, []string{agreed, weighed, nothing}},
		"a power and no basis": {
			dartford, shared(late, on("dartford-complaints"), func(d *disclosure.Disclosure) { d.Justification.Gateway = "gw-cwsa26" }), nil, false,
			[]string{nothing},
			[]string{"Children's Wellbeing"},
		},
		"a condition that lacks another where it is another's": {dartford, shared(late, withB, on("dartford-complaints", "ukgdpr-6-1-e"), func(d *disclosure.Disclosure) {
			d.Justification.Necessity = "She asked what became of it."
			d.Data = []disclosure.DataItem{
				{Category: "criminal-allegation", Description: "What was alleged", Subject: "A", Conditions: []string{"dpa18-sch1-para10", "dpa18-sch1-para36"}},
				{Category: "criminal-allegation", Description: "What was alleged, too", Subject: "B-1", Conditions: []string{"dpa18-sch1-para36"}},
			}
		}), nil, false, []string{task, "It was needed to stop or to find what is against the law: Preventing", "It goes with one of the other reasons here: Part 2", "paragraph 36"}, []string{nothing}},
		"a duty": {
			dartford, shared(on("dartford-complaints", "ukgdpr-6-1-e"), says(map[string]any{"carePurpose": "Her care at home"}), func(d *disclosure.Disclosure) {
				d.Justification.Gateway = "gw-hsca12-s251b"
			}), nil, false,
			[]string{task, "This law has those who care for someone share what helps that care: Sharing for direct care"},
			[]string{nothing, checking},
		},
		"a condition that lacks another": {dartford, shared(late, on("dartford-complaints", "ukgdpr-6-1-e"), func(d *disclosure.Disclosure) {
			d.Data = []disclosure.DataItem{{Category: "criminal-allegation", Description: "What was alleged", Conditions: []string{"dpa18-sch1-para36"}}}
		}), nil, false, []string{task}, []string{nothing, checking, "paragraph 36"}},
		"another's consent that was withdrawn": {
			maidstone, shared(late, withB, on("maidstone-stage-2", "ukgdpr-6-1-a"), says(record)),
			[]disclosure.Fact{given, others},
			false,
			[]string{agreed},
			[]string{nothing},
		},
		"another's consent that never was there": {
			maidstone, shared(late, withB, on("maidstone-stage-2", "ukgdpr-6-1-a"), says(map[string]any{})),
			[]disclosure.Fact{given},
			false,
			[]string{agreed},
			[]string{nothing},
		},
		"what departments are not shown": {
			maidstone, shared(late, on("maidstone-stage-2", "ukgdpr-6-1-a"), says(withdrawn)), nil, true,
			[]string{agreed},
			[]string{nothing},
		},
	} {
		t.Run(name, func(t *testing.T) {
			decision := policy.Load().Decide(policy.Question{Register: test.register, Disclosure: test.of, Facts: test.facts, At: test.of.DisclosedAt.Add(time.Hour)})
			q := asking(test.of)
			q.Register = test.register
			word := &q.Histories[0][0]
			for n, f := range decision.Flags {
				f.Kept = test.kept
				word.Flags, word.Cleared = append(word.Flags, f), append(word.Cleared, n)
			}
			for _, f := range test.facts {
				q.Known = append(q.Known, door.Known{Entry: "fact", Fact: f})
			}
			answer, _ := theDoor(t).Judge(q)
			page := printed(t, answer)
			for _, words := range test.says {
				if !strings.Contains(page, words) {
					t.Errorf("it does not say %q; flags %+v", words, decision.Flags)
				}
			}
			for _, words := range test.never {
				if strings.Contains(page, words) {
					t.Errorf("it says %q; flags %+v", words, decision.Flags)
				}
			}
		})
	}
}

// What a rule speaks against is not told as what allowed it while its flag is open, nor
// anything where a rule would have refused it. Once the Data Protection Officer has cleared
// a flag that only they could meet, it is told.
func TestWhatIsFlaggedIsNotToldAsAllowed(t *testing.T) {
	const (
		task     = "a job that the law gives us"
		checking = "We are still checking if the law allowed it. You can ask us what we found. You can complain"
		nothing  = "Our records do not show"
	)
	late := func(d *disclosure.Disclosure) {
		d.Departure = &disclosure.Departure{Reason: "It went all the same.", NoBreachReason: "The recipient was the right one."}
	}
	by := func(gateway string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Justification.Gateway = gateway }
	}
	councillor := func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "elected-representative", Kind: "councillor-casework", Organisation: "Cllr C. Sample"}
	}
	sensitive := func(subject string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.Data = append(slices.Clone(d.Data), disclosure.DataItem{Category: "ethnicity", Description: "Ethnicity", Subject: subject})
		}
	}
	for name, test := range map[string]struct {
		of                   *disclosure.Disclosure
		open, cleared, never []string
	}{
		"a gateway for others":                  {shared(by("gw-cda98-s115"), named), []string{task}, []string{task, "crime and disorder"}, []string{nothing, checking}},
		"a gateway that nothing brought in":     {shared(by("gw-foi")), []string{task}, []string{task}, []string{nothing, checking, "Freedom of Information"}},
		"a gateway that fits":                   {shared(by("gw-cda98-s115")), []string{task, "crime and disorder"}, []string{task, "crime and disorder"}, []string{nothing, checking}},
		"a councillor whom nobody asked to act": {shared(late, councillor), []string{checking}, []string{task}, []string{nothing}},
		"no condition":                          {shared(late, sensitive("")), []string{checking}, []string{task}, []string{nothing}},
		"no condition, of another's":            {shared(late, withB, sensitive("B-1")), []string{checking}, []string{task}, []string{nothing}},
		"it went wrong, and no rule says how":   {shared(late, withB), []string{checking}, []string{task}, []string{nothing}},
		"consent of no day": {shared(func(d *disclosure.Disclosure) {
			d.Justification.LawfulBases, d.Evidence = []string{"ukgdpr-6-1-a"}, map[string]any{"consentRecordId": "CN-771"}
		}), []string{checking}, []string{"You agreed to our sharing it"}, []string{nothing}},
	} {
		t.Run(name, func(t *testing.T) {
			decision := policy.Load().Decide(policy.Question{Register: dartford, Disclosure: test.of, At: test.of.DisclosedAt.Add(time.Hour)})
			for _, cleared := range []bool{false, true} {
				q, says, never := asking(test.of), test.open, slices.Clone(test.never)
				word := &q.Histories[0][0]
				word.Flags = decision.Flags
				if cleared {
					says = test.cleared
					for n := range word.Flags {
						word.Cleared = append(word.Cleared, n)
					}
				}
				for _, of := range slices.Concat(test.open, test.cleared) {
					if !slices.Contains(says, of) {
						never = append(never, of)
					}
				}
				answer, _ := theDoor(t).Judge(q)
				page := strings.ToLower(printed(t, answer))
				for _, words := range says {
					if !strings.Contains(page, strings.ToLower(words)) {
						t.Errorf("cleared %t: it does not say %q; flags %+v", cleared, words, decision.Flags)
					}
				}
				for _, words := range never {
					if strings.Contains(page, strings.ToLower(words)) {
						t.Errorf("cleared %t: it says %q; flags %+v", cleared, words, decision.Flags)
					}
				}
			}
		})
	}
}

// The letter says where data went in words, and nothing of a transfer that was none.
func TestWhereItWentIsSaidInWords(t *testing.T) {
	kent := disclosure.Register("E10000016")
	for transfer, want := range map[disclosure.Transfer]string{
		{Country: "IE"}: `<th scope="row">Sent abroad, to</th><td>Ireland</td>`,
		{Country: "ireland", Mechanism: "UK GDPR Articles 45A to 45C, transfers approved by regulations"}: `<td>Ireland</td></tr><tr><th scope="row">What protects it there</th><td><ul><li>The law there. The government looked at it, and found that it keeps data about as safe as ours does</li><li>UK GDPR Articles 45A to 45C, transfers approved by regulations</li></ul></td>`,
		{Country: "CH", Mechanism: "Adequacy regulations"}:                                                `<td>Switzerland</td></tr><tr><th scope="row">What protects it there</th><td>The law there. The government`,
		{Country: "canada", Mechanism: "Adequacy regulations", Instrument: "Sample Ltd is under PIPEDA"}:  `<td>Canada</td></tr></tbody>`,
		{Country: "CH", Mechanism: "Adequacy, or explicit consent"}:                                       `<td>Switzerland</td></tr></tbody>`,
		{Country: "CH and India", Mechanism: "Adequacy regulations"}:                                      `<td>“CH and India”</td></tr></tbody>`,
		{Country: "IE", Mechanism: "Somebody said so"}:                                                    `<td>Ireland</td></tr></tbody>`,
		{Country: "India", Mechanism: "International data transfer agreement of 3 March 2026"}:            `<td>“India”</td></tr><tr><th scope="row">What protects it there</th><td>A contract, in set words, that makes them keep your data safe</td>`,
		{Country: "India", Mechanism: "Adequacy regulations"}:                                             `<td>“India”</td></tr></tbody>`,
		{Country: "India", Mechanism: "No IDTA. Explicit consent"}:                                        `<td>“India”</td></tr></tbody>`,
		{Country: "Sample Islands"}:                                                                       `<td>“Sample Islands”</td>`,
		{Country: "GB"}:                                                                                   "",
		{Country: "England, UK"}:                                                                          "",
		{Country: "n/a"}:                                                                                  "",
	} {
		q := asking(shared(func(d *disclosure.Disclosure) { d.Notice, d.Transfer = "kent-feedback", &transfer }))
		q.Register = kent
		answer, _ := theDoor(t).Judge(q)
		page := strings.ReplaceAll(printed(t, answer), "</table>", "</tbody>")
		if want == "" && strings.Contains(page, "Sent abroad") || !strings.Contains(page, want) {
			t.Errorf("%+v: got %s, want %q in it", transfer, page, want)
		}
	}
}

// What officers wrote stands in quotation marks, and the notice's own words do not.
func TestWhatOfficersWroteIsQuoted(t *testing.T) {
	answer, _ := theDoor(t).Judge(asking(shared(func(d *disclosure.Disclosure) {
		d.Purpose, d.Recipient.Person, d.Recipient.Post = "To settle what she asked", "S. Sample", "Complaints lead"
		d.Data = []disclosure.DataItem{{Category: "name", Description: "Name"}}
	})))
	page := printed(t, answer)
	for _, want := range []string{"<td>“To settle what she asked”</td>", "<td>“S. Sample”, “Complaints lead”</td>", "Words in quotation marks are notes"} {
		if !strings.Contains(page, want) {
			t.Errorf("got %s, want %s in it", page, want)
		}
	}
	q := asking()
	q.Perhaps = asking(shared(func(d *disclosure.Disclosure) {
		d.Share = &disclosure.Share{People: 9, HowToTell: "Every tenant of Example Court"}
	})).Histories
	answer, _ = theDoor(t).Judge(q)
	if page := printed(t, answer); !strings.Contains(page, "<td>“Every tenant of Example Court”</td>") || !strings.Contains(page, "Words in quotation marks are notes") {
		t.Errorf("the rule of a share is not quoted: %s", page)
	}
	notice := policy.Load().Notice(dartford, "dartford-complaints", disclosure.NewDate(2026, time.November, 9))
	for _, purpose := range notice.Purposes {
		answer, _ := theDoor(t).Judge(asking(shared(func(d *disclosure.Disclosure) {
			d.Purpose, d.Data = purpose.Title, []disclosure.DataItem{{Category: "name", Description: "Name"}}
		})))
		if page := printed(t, answer); strings.Contains(page, "“") {
			t.Errorf("the notice's %q is quoted: %s", purpose.Title, page)
		}
	}
}

// Every letter says what else the person can ask for (Article 15(1)(e)).
func TestEveryLetterSaysWhatElseCanBeAskedFor(t *testing.T) {
	for _, q := range []door.Question{asking(), asking(shared())} {
		answer, _ := theDoor(t).Judge(q)
		if page := printed(t, answer); !strings.Contains(page, "put right the data that we have about you, to delete it, or to limit how we use it. You can object") {
			t.Errorf("it is not in %s", page)
		}
	}
}
