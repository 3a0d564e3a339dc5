package door_test

import (
	"encoding/json"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
)

// What was kept, and is not in the word that it was decided to show, is not put back by the
// next correction.
func TestACorrectionPutsNothingBackBesideWhatWasDecided(t *testing.T) {
	data := func(items ...disclosure.DataItem) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Data = items }
	}
	purpose := func(words string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Purpose = words }
	}
	gateway := func(id string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Justification.Gateway = id }
	}
	address := disclosure.DataItem{Category: "address", Description: "Address", Subject: "A"}
	statement := disclosure.DataItem{Category: "correspondence", Description: "The statement of who saw it", Subject: "A"}
	anothers := statement
	anothers.Subject = "B-1"
	ground := lifting("dpa18-sch2-para2", "15(1)-(3)")
	narrow := ground
	narrow.Items = []int{1}
	letter := disclosure.DataItem{Category: "letter", Description: "A letter of June", Subject: "A"}
	for name, tt := range map[string]struct {
		was, shown, now *disclosure.Disclosure
		want            door.Outcome
	}{
		"kept on a ground":              {shared(data(address, statement), relying(narrow)), shared(data(address)), shared(data(address, statement)), door.Undecided},
		"another's":                     {shared(withB, data(address, anothers)), shared(withB, data(address)), shared(withB, data(address, statement)), door.Undecided},
		"all of it kept":                {shared(data(address, statement), relying(ground)), shared(data(address)), shared(data(address, statement)), door.Undecided},
		"into the purpose":              {shared(withB, data(address, anothers)), shared(withB, data(address)), shared(withB, data(address), purpose("Investigate the statement of who saw it")), door.Undecided},
		"the purpose that was kept":     {shared(data(address), purpose("To catch him first"), relying(ground)), shared(data(address)), shared(data(address), purpose("To catch him first")), door.Undecided},
		"the post, of what is kept":     {shared(withB, data(address, anothers)), shared(withB, data(address)), shared(withB, data(address), func(d *disclosure.Disclosure) { d.Recipient.Post = "For the statement of who saw it" }), door.Undecided},
		"other words, where it is gone": {shared(withB, data(address, anothers)), shared(withB, data(address)), shared(withB, data(address), purpose("Investigate the complaint of a neighbour")), door.Undecided},
		"other data, where all was":     {shared(data(address), relying(ground)), shared(data(address)), shared(data(address, letter)), door.Undecided},
		"the gateway that was kept": {
			shared(data(address), gateway("gw-ca89-s47"), relying(ground)), shared(data(address)), shared(data(address), gateway("gw-ca89-s47")), door.Undecided,
		},
		"decided to be shown":          {shared(data(address, statement), relying(narrow)), shared(data(address, statement)), shared(data(address, statement)), door.Shown},
		"nothing of the kind was kept": {shared(withB, data(address, anothers)), shared(withB, data(address, letter)), shared(withB, data(letter, address)), door.Shown},
	} {
		q := corrected(tt.was, tt.shown, tt.now)
		q.Decisions = []door.Decision{{Entry: "1", Subject: "A", To: door.Person, Show: true, On: "2"}}
		_, review := theDoor(t).Judge(q)
		if got := review.Disclosures[0]; got.Outcome != tt.want {
			t.Errorf("%s: %s because %v, want %s", name, got.Outcome, got.Because, tt.want)
		}
	}
}

// What was another's is not printed by way of the purpose, the post or the person either.
func TestACorrectionPutsNothingKeptIntoOtherWords(t *testing.T) {
	was := shared(withB, func(d *disclosure.Disclosure) {
		d.Data = []disclosure.DataItem{{Category: "name", Description: "Name", Subject: "A"}, {Category: "feedback", Description: "The statement of who saw it", Subject: "B-1"}}
	})
	gone := func(d *disclosure.Disclosure) { withB(d); d.Data = d.Data[:1]; d.Data[0].Subject = "A" }
	stays := func(d *disclosure.Disclosure) { withB(d); d.Data = was.Data }
	purpose := func(words string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Purpose = words }
	}
	post := func(d *disclosure.Disclosure) { d.Recipient.Post = "Adjudicator, for the STATEMENT of who saw it" }
	for name, tt := range map[string]struct {
		now  *disclosure.Disclosure
		want door.Outcome
	}{
		"in the purpose, gone":            {shared(gone, purpose("Investigate a complaint: the statement of who saw it")), door.Undecided},
		"in the purpose, and still there": {shared(stays, purpose("Investigate a complaint: the statement of who saw it")), door.Undecided},
		"in the post":                     {shared(stays, post), door.Undecided},
		"gone, and other words are new":   {shared(gone, purpose("Investigate a complaint of a neighbour")), door.Undecided},
		"gone":                            {shared(gone), door.Shown},
		"other words":                     {shared(stays, purpose("Investigate the complaint")), door.Shown},
	} {
		if _, review := theDoor(t).Judge(corrected(was, tt.now)); review.Disclosures[0].Outcome != tt.want {
			t.Errorf("%s: %s because %v, want %s", name, review.Disclosures[0].Outcome, review.Disclosures[0].Because, tt.want)
		}
	}
}

// A restriction of contact of which the person was not told is told by no words, nor by the
// data that it travels in.
func TestAnUntoldRestrictionOfContactIsNotTold(t *testing.T) {
	for told, want := range map[disclosure.TellOutcome]door.Outcome{disclosure.NotTold: door.Undecided, disclosure.Told: door.Shown} {
		for name, say := range map[string]func(*disclosure.Disclosure){
			"the purpose": func(d *disclosure.Disclosure) { d.Purpose = "Investigate a complaint; she may write, letters only" },
			"an item":     func(d *disclosure.Disclosure) { d.Data[1].Description = "Contact is restricted" },
			"plain words": func(d *disclosure.Disclosure) { d.Data[1].Description = "Forty calls a day" },
			"others":      func(d *disclosure.Disclosure) { d.Data[1].Description = "He may not come to the civic centre" },
			"the notice's purpose": func(d *disclosure.Disclosure) {
				d.Notice, d.PurposeID, d.Purpose = "dartford-contact", "restrict-contact", "As agreed"
			},
			"its data": func(d *disclosure.Disclosure) {
				d.Data[1] = disclosure.DataItem{Category: "spoc", Description: "Who answers her"}
			},
		} {
			agreed := func(d *disclosure.Disclosure) { d.Data[1].Description = "What was agreed" } // which sounds of nothing
			q := asking(shared(agreed, say))
			q.Known = []door.Known{ofA(disclosure.Fact{Kind: disclosure.FactContactRestriction, From: disclosure.NewDate(2026, 10, 1), SubjectTold: told})}
			if _, review := theDoor(t).Judge(q); review.Disclosures[0].Outcome != want {
				t.Errorf("%s, %s: %s because %v, want %s", name, told, review.Disclosures[0].Outcome, review.Disclosures[0].Because, want)
			}
		}
	}
}

// Where a ground keeps some of the data, a purpose or a gateway that says what that is about
// waits; and that data of offences were changed is told where an answer says who had them.
func TestWhatIsBesideKeptDataDoesNotSayWhatItIs(t *testing.T) {
	narrow := lifting("dpa18-sch2-para2", "15(1)-(3)")
	narrow.Items = []int{1}
	for name, tt := range map[string]struct {
		d    *disclosure.Disclosure
		want door.Outcome
	}{
		"an enquiry into harm, some kept":     {shared(relying(narrow), func(d *disclosure.Disclosure) { d.Justification.Gateway = "gw-ca89-s47" }), door.Undecided},
		"an enquiry into harm, nothing kept":  {shared(func(d *disclosure.Disclosure) { d.Justification.Gateway = "gw-ca89-s47" }), door.Shown},
		"a complaint to the LGSCO, some kept": {shared(relying(narrow)), door.Shown},
	} {
		if _, review := theDoor(t).Judge(asking(tt.d)); review.Disclosures[0].Outcome != tt.want {
			t.Errorf("%s: %s because %v, want %s", name, review.Disclosures[0].Outcome, review.Disclosures[0].Because, tt.want)
		}
	}
	for name, tt := range map[string]struct {
		d       *disclosure.Disclosure
		changed []string
		want    string
	}{
		"withheld":             {shared(relying(lifting("dpa18-sch2-para2", "15(1)-(3)"))), []string{"criminal-allegation"}, ""},
		"of one contact":       {shared(), []string{"spoc"}, ""},
		"of it and the name":   {shared(), []string{"name", "criminal-allegation"}, "Name"},
		"somebody was told it": {shared(func(d *disclosure.Disclosure) { d.Data[1].Category = "criminal-allegation" }), []string{"criminal-allegation"}, "Alleged offence"},
	} {
		q := asking(tt.d)
		q.Known = []door.Known{ofA(disclosure.Fact{Kind: disclosure.FactChange, From: disclosure.NewDate(2026, 11, 10), Change: &disclosure.Change{What: disclosure.Rectification, Data: tt.changed}})}
		answer, _ := theDoor(t).Judge(q)
		text, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		var said struct {
			Changes []struct{ Data []string }
		}
		if err := json.Unmarshal(text, &said); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, c := range said.Changes {
			got += strings.Join(c.Data, ", ")
		}
		if got != tt.want || (len(said.Changes) > 0) != (tt.want != "") {
			t.Errorf("%s: told of a change of %q, want %q", name, got, tt.want)
		}
	}
}

// Somebody who is no body may be called one by who records it.
func TestWhoIsNoBodyIsAnIndividualByWhateverName(t *testing.T) {
	for name, tt := range map[string]struct {
		recipient disclosure.Recipient
		want      door.Outcome
	}{
		"a relative named as a body":       {disclosure.Recipient{Category: "advocate-representative", Kind: "family-carer", Organisation: "Mrs Jane Sample"}, door.Undecided},
		"a person named as a body as well": {disclosure.Recipient{Category: "other-organisation", Organisation: "Jane  SAMPLE", Person: "Jane Sample"}, door.Undecided},
		"nearly in their name":             {disclosure.Recipient{Category: "other-organisation", Organisation: "Sample, Jane", Person: "Jane Sample"}, door.Undecided},
		"a person with a title":            {disclosure.Recipient{Category: "other-organisation", Organisation: "Mrs Jane Sample"}, door.Undecided},
		"a word for somebody":              {disclosure.Recipient{Category: "other-organisation", Organisation: "The complainant's sister"}, door.Undecided},
		"a word for nobody":                {disclosure.Recipient{Category: "contractor", Organisation: "n/a", Person: "Jane Sample"}, door.Undecided},
		"a body":                           {disclosure.Recipient{Category: "other-organisation", Organisation: "Sample Society", Person: "Jane Sample"}, door.Shown},
	} {
		if _, review := theDoor(t).Judge(asking(shared(func(d *disclosure.Disclosure) { d.Recipient = tt.recipient }))); review.Disclosures[0].Outcome != tt.want {
			t.Errorf("%s: %s because %v, want %s", name, review.Disclosures[0].Outcome, review.Disclosures[0].Because, tt.want)
		}
	}
}
