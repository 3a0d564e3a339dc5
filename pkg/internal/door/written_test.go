package door_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
)

// textFields calls yes with each text that a disclosure may have, by its path, of which the
// pointers and lists on the way to it are made. A field that is new is among them.
func textFields(t reflect.Type, path string, get func(reflect.Value) reflect.Value, yes func(path string, get func(reflect.Value) reflect.Value)) {
	switch t.Kind() {
	case reflect.String:
		yes(path, get)
	case reflect.Pointer:
		textFields(t.Elem(), path, func(v reflect.Value) reflect.Value {
			if v = get(v); v.IsNil() {
				v.Set(reflect.New(t.Elem()))
			}
			return v.Elem()
		}, yes)
	case reflect.Slice:
		textFields(t.Elem(), path+"[0]", func(v reflect.Value) reflect.Value {
			if v = get(v); v.Len() == 0 {
				v.Set(reflect.MakeSlice(t, 1, 1))
			}
			return v.Index(0)
		}, yes)
	case reflect.Struct:
		for n := range t.NumField() {
			if f := t.Field(n); f.IsExported() {
				textFields(f.Type, path+"."+f.Name, func(v reflect.Value) reflect.Value { return get(v).Field(n) }, yes)
			}
		}
	}
}

// Whatever text of a disclosure is printed is read before it is: another's reference in it
// waits; and so does it where a correction wrote it into what it was decided to show, or into
// a share. No field can be left out of what is read: they are found in the type.
func TestEveryTextThatIsPrintedIsRead(t *testing.T) {
	const words, reference = "Zzyzx Quorl", "P550193"
	full := func() *disclosure.Disclosure {
		return shared(with(reference), func(d *disclosure.Disclosure) {
			d.Recipient = disclosure.Recipient{Category: "nhs", Organisation: "Sample Trust", Person: "Dr Example", Post: "Adjudicator"}
			d.Transfer = &disclosure.Transfer{Country: "Samplonia"}
			d.Data[0].Subject, d.Data[1].Subject = "A", "A"
		})
	}
	share := func(d *disclosure.Disclosure) {
		d.Subjects = d.Subjects[:1]
		d.Share = &disclosure.Share{People: 9, HowToTell: "Every tenant of Example Court", From: disclosure.NewDate(2026, 11, 1), To: disclosure.NewDate(2026, 11, 9)}
	}
	says := func(q door.Question, text string) bool {
		answer, _ := theDoor(t).Judge(q)
		return strings.Contains(string(must(answer.MarshalJSON())), text)
	}
	perhaps := func(q door.Question) door.Question { q.Perhaps, q.Histories = q.Histories, nil; return q }
	show := func(q door.Question, of *disclosure.Disclosure) door.Question {
		q.Decisions = []door.Decision{{Entry: "1", Subject: "A", To: door.Person, Show: true, On: "1", Perhaps: of.Share != nil}}
		return q
	}
	printed := 0
	textFields(reflect.TypeFor[disclosure.Disclosure](), "", func(v reflect.Value) reflect.Value { return v }, func(path string, get func(reflect.Value) reflect.Value) {
		if path == ".Data[0].Category" || strings.HasPrefix(path, ".Subjects") {
			return // an id of the catalogue, refused else; and who they are
		}
		for name, shape := range map[string]struct {
			change func(*disclosure.Disclosure)
			of     func(door.Question) door.Question
		}{
			"an entry":                          {func(*disclosure.Disclosure) {}, func(q door.Question) door.Question { return q }},
			"a share":                           {share, func(q door.Question) door.Question { return q }},
			"a share that they were perhaps in": {share, perhaps},
		} {
			write := func(text string) *disclosure.Disclosure {
				d := full()
				shape.change(d)
				get(reflect.ValueOf(d).Elem()).SetString(text)
				return d
			}
			was := full()
			shape.change(was)
			if !says(shape.of(asking(write(words))), words) {
				continue // it is printed nowhere
			}
			printed++
			if now := write(reference); now.Share == nil && says(shape.of(asking(now)), reference) {
				t.Errorf("%s, %s: another's reference is printed", name, path)
			}
			if !door.Names(write(reference), reference) {
				t.Errorf("%s, %s: a reference in it is not found", name, path)
			}
			if says(shape.of(show(corrected(was, write(words)), was)), words) {
				t.Errorf("%s, %s: what a correction wrote is covered by the decision on what it was", name, path)
			}
			if now := shape.of(corrected(was, write(words))); was.Share != nil && says(now, words) {
				t.Errorf("%s, %s: what a correction wrote into a share is printed", name, path)
			}
			again := show(corrected(was, write(words)), was)
			again.Decisions[0].On = "2"
			if !says(shape.of(again), words) {
				t.Errorf("%s, %s: it is not printed where it was decided on", name, path)
			}
		}
	})
	if printed < 14 {
		t.Errorf("%d texts are printed, which proves too little", printed)
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// A correction of words that it was decided to show says so, and of nothing else.
func TestWhatACorrectionRewordsIsLookedAtAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		now  *disclosure.Disclosure
		want bool
	}{
		"the purpose":         {shared(func(d *disclosure.Disclosure) { d.Purpose = "Investigate the complaint of June" }), true},
		"the post":            {shared(func(d *disclosure.Disclosure) { d.Recipient.Post = "Adjudicator" }), true},
		"an item":             {shared(func(d *disclosure.Disclosure) { d.Data[1].Description = "A letter of July" }), true},
		"nothing":             {shared(), false},
		"capitals and spaces": {shared(func(d *disclosure.Disclosure) { d.Purpose = "investigate a  COMPLAINT" }), false},
		"an item less":        {shared(func(d *disclosure.Disclosure) { d.Data = d.Data[:1] }), false},
		"what nobody is told": {shared(func(d *disclosure.Disclosure) { d.Justification.Necessity = "No less would do." }), false},
		"the other way round": {shared(func(d *disclosure.Disclosure) { d.Data[0], d.Data[1] = d.Data[1], d.Data[0] }), false},
	} {
		q := corrected(shared(), tt.now)
		q.Decisions = []door.Decision{{Entry: "1", Subject: "A", To: door.Person, Show: true, On: "1"}}
		_, review := theDoor(t).Judge(q)
		if got := review.Disclosures[0]; has(got, door.CorrectionRewords) != tt.want || (got.Outcome == door.Undecided) != tt.want {
			t.Errorf("%s: %s because %v", name, got.Outcome, got.Because)
		}
		q.Decisions = nil // nobody had to look at any words of it
		if _, review = theDoor(t).Judge(q); review.Disclosures[0].Outcome != door.Shown {
			t.Errorf("%s, never decided: %s because %v", name, review.Disclosures[0].Outcome, review.Disclosures[0].Because)
		}
	}
}

// The review warns of a departure that nobody has dealt with, as long as it may be printed.
func TestAReviewWarnsOfAnOpenDeparture(t *testing.T) {
	flags := []disclosure.Flag{{Departure: true}}
	for name, tt := range map[string]struct {
		d       *disclosure.Disclosure
		flags   []disclosure.Flag
		cleared []int
		want    bool
	}{
		"open":                {shared(), flags, nil, true},
		"dealt with":          {shared(), flags, []int{0}, false},
		"none":                {shared(), nil, nil, false},
		"another flag":        {shared(), []disclosure.Flag{{}}, nil, false},
		"it may be shown yet": {shared(untold(disclosure.Deferred, "", disclosure.NewDate(2026, 12, 1))), flags, nil, true},
		"not of the asker":    {shared(withB, func(d *disclosure.Disclosure) { d.Data[0].Subject, d.Data[1].Subject = "B-1", "B-1" }), flags, nil, false},
	} {
		q := asking(tt.d)
		q.Histories[0][0].Flags, q.Histories[0][0].Cleared = tt.flags, tt.cleared
		if _, review := theDoor(t).Judge(q); review.Disclosures[0].DepartureOpen != tt.want {
			t.Errorf("%s: %v, want %v", name, review.Disclosures[0].DepartureOpen, tt.want)
		}
	}
}

// Whose an item is that nobody had said is the Data Protection Officer's to confirm, where a
// correction says it afterwards: in the answer of whom it names, and of whom it does not.
func TestACorrectionThatSaysWhoseAnItemIsAsksForConfirmation(t *testing.T) {
	whose := func(who string) *disclosure.Disclosure {
		return shared(withB, func(d *disclosure.Disclosure) {
			d.Data = []disclosure.DataItem{{Category: "name", Description: "Name", Subject: "A"}, {Category: "criminal-allegation", Description: "An allegation", Subject: who}}
		})
	}
	if _, review := theDoor(t).Judge(asking(whose("A"))); review.Disclosures[0].Outcome != door.Shown || len(review.Disclosures[0].Items) > 0 {
		t.Fatalf("said at once: %+v", review.Disclosures[0])
	}
	for _, who := range []string{"A", "B-1"} {
		q := corrected(whose(""), whose(who))
		answer, review := theDoor(t).Judge(q)
		got := review.Disclosures[0]
		left := func(j door.JudgedItem) bool { return j.Place == 1 }
		if got.Outcome == door.Shown && !slices.ContainsFunc(got.Items, left) || strings.Contains(string(must(answer.MarshalJSON())), "An allegation") {
			t.Errorf("now of %s: %s because %v, which tells of it unconfirmed", who, got.Outcome, got.Because)
		}
		if who == "A" && !has(got, door.CorrectionOpens) {
			t.Errorf("now of %s: %s because %v, want that it asks", who, got.Outcome, got.Because)
		}
		q.Decisions = []door.Decision{{Entry: "1", Subject: "A", To: door.Person, Show: true, On: "2"}}
		answer, _ = theDoor(t).Judge(q)
		if told := strings.Contains(string(must(answer.MarshalJSON())), "An allegation"); told != (who == "A") {
			t.Errorf("now of %s, and confirmed: told %v", who, told)
		}
	}
}
