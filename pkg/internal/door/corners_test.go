package door_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
)

func toShow(q door.Question) door.Question {
	h := q.Histories[0]
	q.Decisions = []door.Decision{{Entry: h.Root(), Subject: q.Subject, To: q.As, Show: true, On: h.Last().Entry}}
	return q
}

// What another law forbids is forbidden however the officer cites it: for provisions
// that nobody can read, for none, for others than Article 15. Nobody decides to show it.
// It keeps the answer of those whom it covers alone.
func TestAProhibitionIsOneHoweverItIsCited(t *testing.T) {
	for _, ground := range []string{"dpa18-sch4-para3", "dpa18-sch3-health-court"} {
		for cited, provisions := range map[string][]string{
			"for Article 15": {"15(1)-(3)"}, "for what cannot be read": {"the listed provisions"}, "for nothing": nil, "for telling alone": {"14(1)-(4)"},
		} {
			e := lifting(ground, provisions...)
			if _, review := theDoor(t).Judge(toShow(asking(shared(relying(e))))); review.Disclosures[0].Outcome != door.Withheld || !has(review.Disclosures[0], door.Forbidden) {
				t.Errorf("%s, cited %s: %s because %v", ground, cited, review.Disclosures[0].Outcome, review.Disclosures[0].Because)
			}
			e.People = []string{"B-1"}
			if _, review := theDoor(t).Judge(asking(shared(withB, relying(e)))); review.Disclosures[0].Outcome != door.Shown {
				t.Errorf("%s of somebody else, cited %s: %s because %v", ground, cited, review.Disclosures[0].Outcome, review.Disclosures[0].Because)
			}
		}
	}
}

// A ground that protects other individuals keeps the data that it names, beside names.
func TestWhatProtectsIndividualsKeepsTheDataItNames(t *testing.T) {
	byItem, byCategory := lifting("dpa18-sch2-para16", "15(1)-(3)"), lifting("dpa18-sch2-para16", "15(1)-(3)")
	byItem.Items, byCategory.Data = []int{1}, []string{"feedback"}
	for _, e := range []disclosure.Exemption{byItem, byCategory} {
		answer, review := theDoor(t).Judge(asking(shared(relying(e))))
		got := lines(t, answer)
		if one := review.Disclosures[0]; one.Outcome != door.Shown || !one.People || len(one.Items) != 1 || len(got) != 1 || len(got[0]) != 1 || got[0][0].Category != "Name" {
			t.Errorf("%+v: printed %v, reviewed as %+v", e, got, one)
		}
	}
}

// Who individuals are stays out of what waited for something else and was decided to be
// shown; what is shown without them already may be decided to be shown with them.
func TestWhoIndividualsAreStaysOutOfWhatIsDecidedToBeShown(t *testing.T) {
	person := func(d *disclosure.Disclosure) {
		d.Recipient.Person, d.Recipient.Post = "J. Sample", "Adjudicator"
		d.Justification.Exemptions = []disclosure.Exemption{lifting("dpa18-sch2-para16", "15(1)-(3)")}
	}
	waits := func(d *disclosure.Disclosure) { d.Purpose = "Zzz" }
	for name, tt := range map[string]struct {
		d    *disclosure.Disclosure
		want bool
	}{
		"its words waited": {shared(person, waits), false},
		"it was kept whole": {shared(person, func(d *disclosure.Disclosure) {
			d.Justification.Exemptions = append(d.Justification.Exemptions, lifting("dpa18-sch2-para2", "15(1)-(3)"))
		}), false},
		"it was shown, without": {shared(person), true},
	} {
		answer, review := theDoor(t).Judge(toShow(asking(tt.d)))
		said, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(said), "J. Sample"); got != tt.want || review.Disclosures[0].Outcome != door.Shown {
			t.Errorf("%s: %s, with the person %t, want %t", name, review.Disclosures[0].Outcome, got, tt.want)
		}
		_, before := theDoor(t).Judge(asking(tt.d))
		if prints := before.Disclosures[0].Prints; prints != nil && prints.Person != "" {
			t.Errorf("%s: what would be printed has the person", name)
		}
	}
}

// Whoever is a child by one of several roles, or because the record says so, is one: a
// ground against representatives keeps the answer from those and not from the child.
func TestAChildIsOneHoweverTheRecordSaysIt(t *testing.T) {
	yes, no := true, false
	is := func(s disclosure.Subject) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			s.Reference = "A"
			d.Subjects = []disclosure.Subject{s, {Reference: "B-1", Role: "parent"}}
			d.Justification.Exemptions = []disclosure.Exemption{lifting("dpa18-sch3-child-abuse", "15(1)-(3)")}
		}
	}
	for name, tt := range map[string]struct {
		subject              disclosure.Subject
		own, representatives door.Outcome
	}{
		"by the role":               {disclosure.Subject{Role: "child"}, door.Shown, door.Withheld},
		"by one role of several":    {disclosure.Subject{Roles: []string{"complainant", "child"}}, door.Shown, door.Withheld},
		"because it is said":        {disclosure.Subject{Role: "complainant", Child: &yes}, door.Shown, door.Withheld},
		"unless it is said not":     {disclosure.Subject{Role: "child", Child: &no}, door.Undecided, door.Undecided},
		"and nobody else":           {disclosure.Subject{Role: "complainant"}, door.Undecided, door.Undecided},
		"nor a child who is not so": {disclosure.Subject{Roles: []string{"parent"}, Child: &no}, door.Undecided, door.Undecided},
	} {
		for as, want := range map[door.As]door.Outcome{door.Person: tt.own, door.Representative: tt.representatives} {
			q := asking(shared(is(tt.subject)))
			q.As = as
			if _, review := theDoor(t).Judge(q); review.Disclosures[0].Outcome != want {
				t.Errorf("%s, to the %s: %s because %v, want %s", name, as, review.Disclosures[0].Outcome, review.Disclosures[0].Because, want)
			}
		}
	}
}

// An answer as of an earlier day does not go behind an opinion that serious harm is
// likely, which is known by the day on which it goes out.
func TestAnAnswerOfAnEarlierDayKnowsALaterOpinion(t *testing.T) {
	health := func(d *disclosure.Disclosure) {
		d.Data = append(d.Data, disclosure.DataItem{Category: "health", Description: "Her diagnosis"})
	}
	opinion := func(day disclosure.Date, says string) door.Known {
		return ofA(disclosure.Fact{Kind: disclosure.FactHealthOpinion, From: day, Opinion: says})
	}
	october, december := disclosure.NewDate(2026, 10, 1), disclosure.NewDate(2026, 12, 1)
	for name, tt := range map[string]struct {
		known []door.Known
		items int
	}{
		"unlikely":                   {[]door.Known{opinion(october, "harm-unlikely")}, 3},
		"unlikely, and then likely":  {[]door.Known{opinion(october, "harm-unlikely"), opinion(december, "harm-likely")}, 2},
		"unlikely on a later day":    {[]door.Known{opinion(december, "harm-unlikely")}, 2},
		"unlikely, and so once more": {[]door.Known{opinion(october, "harm-unlikely"), opinion(december, "harm-unlikely")}, 3},
	} {
		q := asking(shared(health))
		q.Known = tt.known
		answer, _ := theDoor(t).Judge(q)
		if got := lines(t, answer); len(got) != 1 || len(got[0]) != tt.items {
			t.Errorf("%s: printed %v, want %d items", name, got, tt.items)
		}
	}
}

// Where a ground touches an entry, nothing that an officer wrote is printed unseen: not
// the organisation, not the country, not somebody who acts for no body. What the catalogue
// names is printed in its words.
func TestNoWordsOfATouchedEntryArePrintedUnseen(t *testing.T) {
	e := lifting("dpa18-sch2-para2", "15(1)-(3)")
	e.Items = []int{1}
	to := func(r disclosure.Recipient) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Recipient = r }
	}
	abroad := func(country string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { named(d); d.Transfer = &disclosure.Transfer{Country: country} }
	}
	for name, tt := range map[string]struct {
		change func(*disclosure.Disclosure)
		want   door.Outcome
		prints string
	}{
		"a body that the catalogue names":  {named, door.Shown, "Parliamentary and Health Service Ombudsman"},
		"one in the officer's words":       {to(disclosure.Recipient{Category: "nhs", Kind: "trust", Organisation: "Sample Trust"}), door.Shown, "Sample Trust"},
		"one whose name says why":          {to(disclosure.Recipient{Category: "nhs", Kind: "trust", Organisation: "Unseen Safeguarding Team"}), door.Undecided, ""},
		"a force, which its kind says":     {to(disclosure.Recipient{Category: "police", Kind: "police-force", Organisation: "Sample Constabulary"}), door.Shown, "Sample Constabulary"},
		"a person in the officer's words":  {to(disclosure.Recipient{Category: "nhs", Kind: "trust", Person: "Unseen Words"}), door.Shown, "NHS trust or foundation trust"},
		"a country that the law lists":     {abroad("the republic of  Ireland"), door.Shown, "Ireland"},
		"one in the officer's words alone": {abroad("Unseen Words"), door.Undecided, ""},
	} {
		answer, review := theDoor(t).Judge(asking(shared(tt.change, relying(e))))
		text := printed(t, answer)
		if got := review.Disclosures[0]; got.Outcome != tt.want || tt.want == door.Undecided && !has(got, door.WordsUnseen) {
			t.Errorf("%s: %s because %v", name, got.Outcome, got.Because)
		}
		if !strings.Contains(text, tt.prints) || strings.Contains(text, "Unseen") || strings.Contains(text, "republic") {
			t.Errorf("%s: printed %s", name, text)
		}
		if answer, _ := theDoor(t).Judge(toShow(asking(shared(tt.change, relying(e))))); tt.want == door.Undecided {
			if got := lines(t, answer); len(got) != 1 || len(got[0]) != 1 {
				t.Errorf("%s: decided to be shown, printed %v, without what the ground keeps", name, got)
			}
		}
	}
}

// The rule by which people were in a share is printed to whoever may have been in it, and
// is judged as any other words are.
func TestTheRuleOfAShareTellsOfNoMarker(t *testing.T) {
	share := func(rule string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Share = &disclosure.Share{People: 9, HowToTell: rule} }
	}
	for rule, want := range map[string]bool{
		"Every tenant of Example Court on 1 October 2026":         true,
		"Whoever has a warning marker in the housing system":      false,
		"Whom an order of the court says must not be told, by it": false,
	} {
		q := asking()
		q.Perhaps = asking(shared(share(rule))).Histories
		answer, _ := theDoor(t).Judge(q)
		text := printed(t, answer)
		if got := strings.Contains(text, "Sample Trust"); got != want || strings.Contains(text, rule) != want {
			t.Errorf("%q: shown is %v, want %v", rule, got, want)
		}
	}
}

// Nor does it name another reference of the person's, or of anybody's, that is joined.
func TestTheRuleOfAShareNamesNobody(t *testing.T) {
	for rule, want := range map[string]bool{"Every tenant of Example Court": true, "Everybody but NEW 77": false} {
		q := asking()
		q.Joined = []string{"NEW-77"}
		q.Perhaps = asking(shared(func(d *disclosure.Disclosure) { d.Share = &disclosure.Share{People: 9, HowToTell: rule} })).Histories
		answer, review := theDoor(t).Judge(q)
		if got := strings.Contains(printed(t, answer), rule); got != want || want == has(review.Perhaps[0], door.NamesAnother) {
			t.Errorf("%q: printed is %v, want %v", rule, got, want)
		}
	}
}

// An order is found in whichever order it is put, and what is done in order to is none.
func TestTheWordsOfAnOrder(t *testing.T) {
	for words, want := range map[string]door.Outcome{
		"The Family Court ordered that he must not be told where they live":   door.Withheld,
		"She is not to be told of it: order of 3 November":                    door.Withheld,
		"Disclosing this to her is prohibited by the tribunal":                door.Withheld,
		"An interim injunction; non-disclosure until the hearing":             door.Withheld,
		"Sent early, in order that the tenant may not be told twice":          door.Shown,
		"He could not be told by telephone. The court had asked for the file": door.Shown,
	} {
		if _, review := theDoor(t).Judge(toShow(asking(shared(func(d *disclosure.Disclosure) { d.Reason = words })))); review.Disclosures[0].Outcome != want {
			t.Errorf("%q: %s because %v, want %s", words, review.Disclosures[0].Outcome, review.Disclosures[0].Because, want)
		}
	}
}

// A referral about a child is not shown to the parent whom it suspects, whoever the officer
// says that the ground keeps it from; nor to an adult who is the only person in it. The
// child whom it covers has it.
func TestASafeguardingReferralIsNotShownToTheSuspectedParent(t *testing.T) {
	father := disclosure.Subject{Reference: "A", Role: "complained-about"}
	complainant := disclosure.Subject{Reference: "A", Role: "complainant"}
	child, other := disclosure.Subject{Reference: "A", Role: "child"}, disclosure.Subject{Reference: "B-1", Role: "child"}
	for name, tt := range map[string]struct {
		subjects []disclosure.Subject
		people   []string
		want     door.Outcome
	}{
		"the father, named":                {[]disclosure.Subject{father, other}, []string{"A"}, door.Undecided},
		"the father, named with the child": {[]disclosure.Subject{father, other}, []string{"A", "B-1"}, door.Undecided},
		"the father, nobody named":         {[]disclosure.Subject{father, other}, nil, door.Undecided},
		"an adult who is the only one":     {[]disclosure.Subject{complainant}, nil, door.Undecided},
		"that adult, named":                {[]disclosure.Subject{complainant}, []string{"A"}, door.Undecided},
		"the child":                        {[]disclosure.Subject{child}, nil, door.Shown},
		"the child, named":                 {[]disclosure.Subject{child, other}, []string{"A"}, door.Shown},
		"another child than is named":      {[]disclosure.Subject{child, other}, []string{"B-1"}, door.Undecided},
	} {
		e := lifting("dpa18-sch3-child-abuse", "15(1)-(3)")
		e.People = tt.people
		_, review := theDoor(t).Judge(asking(shared(relying(e), func(d *disclosure.Disclosure) { d.Subjects = tt.subjects })))
		if got := review.Disclosures[0]; got.Outcome != tt.want || tt.want == door.Undecided && !has(got, door.CannotReach) {
			t.Errorf("%s: %s because %v, want %s", name, got.Outcome, got.Because, tt.want)
		}
	}
}

// Deciding to show what waits shows nothing that a ground keeps beside it, also where the
// rest is shown already; and what would be printed is said before it is decided.
func TestDecidingWhatWaitsOpensNothingBeside(t *testing.T) {
	kept := lifting("dpa18-sch2-para2", "15(1)-(3)")
	kept.Items, kept.People = []int{0}, []string{"A"}
	unsaid := lifting("dpa18-sch2-para7", "15(1)-(3)")
	unsaid.Items = []int{1}
	three := func(d *disclosure.Disclosure) {
		named(d)
		withB(d)
		d.Data = []disclosure.DataItem{{Category: "name", Description: "Name"}, {Category: "feedback", Description: "Her words"}, {Category: "address", Description: "Address", Subject: "A"}}
	}
	q := asking(shared(three, relying(kept, unsaid)))
	answer, review := theDoor(t).Judge(q)
	if got := review.Disclosures[0]; got.Outcome != door.Shown || got.Prints == nil || len(got.Prints.Data) != 2 || len(got.CouldReach) == 0 {
		t.Errorf("before it is decided: %s, would print %+v", got.Outcome, got.Prints)
	}
	if got := lines(t, answer); len(got) != 1 || len(got[0]) != 1 {
		t.Errorf("before it is decided: printed %v", got)
	}
	answer, review = theDoor(t).Judge(toShow(q))
	got := lines(t, answer)
	if len(got) != 1 || len(got[0]) != 2 || slices.ContainsFunc(got[0], func(d door.SharedData) bool { return d.Description == "Name" }) {
		t.Errorf("decided: printed %v because %v", got, review.Disclosures[0].Because)
	}
}

// A correction that words another's item anew, or names instead of refers to somebody, shows
// no more of it than there was, though an item of its sort was shown all along; nor does
// another record of the same sharing. What was shown is shown on.
func TestWhatIsWordedAnewIsNotShownAtOnce(t *testing.T) {
	const category = "complaint-nature"
	items := func(second disclosure.DataItem) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			withB(d)
			second.Category = category
			d.Data = []disclosure.DataItem{{Category: category, Description: "What A wrote", Subject: "A"}, second}
		}
	}
	anothers := items(disclosure.DataItem{Description: "What she said", Subject: "B-1"})
	refers := items(disclosure.DataItem{Description: "What B-1 said", Subject: "A"})
	both := items(disclosure.DataItem{Description: "What A said", Subject: "A"})
	for name, tt := range map[string]struct {
		was, now func(*disclosure.Disclosure)
		want     door.Outcome
	}{
		"another's words, worded as hers": {anothers, items(disclosure.DataItem{Description: "Words of the neighbour against A", Subject: "A"}), door.Undecided},
		"and of nobody in particular":     {anothers, items(disclosure.DataItem{Description: "Words of the neighbour against A"}), door.Undecided},
		"a name for a reference":          {refers, items(disclosure.DataItem{Description: "What Mrs Sample said", Subject: "A"}), door.Undecided},
		"the same":                        {anothers, anothers, door.Shown},
		"her own, worded anew":            {both, items(disclosure.DataItem{Description: "What A said to us", Subject: "A"}), door.Shown},
		"in the words that were shown":    {anothers, items(disclosure.DataItem{Description: "what a WROTE", Subject: "A"}), door.Shown},
	} {
		if _, review := theDoor(t).Judge(corrected(shared(tt.was), shared(tt.now))); review.Disclosures[0].Outcome != tt.want {
			t.Errorf("%s: %s because %v, want %s", name, review.Disclosures[0].Outcome, review.Disclosures[0].Because, tt.want)
		}
		answer, _ := theDoor(t).Judge(asOne(shared(tt.now), shared(tt.was)))
		if got := lines(t, answer); (len(got) == 1) != (tt.want == door.Shown) {
			t.Errorf("%s, recorded beside it: printed %v, want %s", name, got, tt.want)
		}
	}
}

// What was another's and has gone may stand in any item that is new or worded anew, under
// whatever category.
func TestWhatHasGoneMayStandElsewhere(t *testing.T) {
	was := shared(withB, func(d *disclosure.Disclosure) {
		d.Data = []disclosure.DataItem{{Category: "name", Description: "Name of A", Subject: "A"}, {Category: "feedback", Description: "B told us of abuse at home", Subject: "B-1"}}
	})
	for name, tt := range map[string]struct {
		now  []disclosure.DataItem
		want door.Outcome
	}{
		"under a category that was shown": {[]disclosure.DataItem{was.Data[0], {Category: "name", Description: "Abuse at home", Subject: "A"}}, door.Undecided},
		"in the words that were shown":    {[]disclosure.DataItem{{Category: "name", Description: "Name of A, and abuse at home"}}, door.Undecided},
		"nowhere":                         {was.Data[:1], door.Shown},
		"where it stood":                  {was.Data, door.Shown},
		"where it stood, and beside":      {[]disclosure.DataItem{{Category: "name", Description: "Name of A; B told us of abuse at home", Subject: "A"}, was.Data[1]}, door.Undecided},
		"where it stood, and more":        {append(slices.Clone(was.Data), disclosure.DataItem{Category: "name", Description: "Former name", Subject: "A"}), door.Shown},
	} {
		now := shared(withB, func(d *disclosure.Disclosure) { d.Data = tt.now })
		if _, review := theDoor(t).Judge(corrected(was, now)); review.Disclosures[0].Outcome != tt.want {
			t.Errorf("%s: %s because %v, want %s", name, review.Disclosures[0].Outcome, review.Disclosures[0].Because, tt.want)
		}
	}
}

// A decision to show words opens no reference that was joined since: nobody decides to
// tell of a join.
func TestNoDecisionTellsOfAJoin(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*disclosure.Disclosure)
		want   door.Outcome
	}{
		"in the purpose": {func(d *disclosure.Disclosure) { d.Purpose = "Sent under NEW-7701 too" }, door.Undecided},
		"in an item":     {func(d *disclosure.Disclosure) { d.Data[1].Description = "A letter of NEW-7701" }, door.Undecided},
		"nowhere":        {func(*disclosure.Disclosure) {}, door.Shown},
	} {
		q := asking(shared(untold(disclosure.NotTold, "dpa18-sch2-para2", disclosure.Date{}), tt.change))
		q.Decisions = []door.Decision{{Entry: "1", Subject: "A", To: door.Person, Show: true, On: "1"}}
		q.Joined = []string{"NEW-7701"}
		if _, review := theDoor(t).Judge(q); review.Disclosures[0].Outcome != tt.want {
			t.Errorf("%s: %s because %v, want %s", name, review.Disclosures[0].Outcome, review.Disclosures[0].Because, tt.want)
		}
	}
}
