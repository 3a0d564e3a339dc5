package policy_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

func TestForm(t *testing.T) {
	long := strings.Repeat("a", 2001)
	for name, c := range map[string]struct {
		change func(*disclosure.Disclosure)
		want   string
	}{
		"a case reference of two lines":       {func(d *disclosure.Disclosure) { d.Case = "DBC\nC" }, "malformed form /case"},
		"another council's notice":            {func(d *disclosure.Disclosure) { d.Notice = "kent-feedback" }, "malformed form /notice"},
		"no decision":                         {func(d *disclosure.Disclosure) { d.Decision = "" }, "malformed form /decision"},
		"a decision nobody makes":             {func(d *disclosure.Disclosure) { d.Decision = "withheld" }, "malformed form /decision"},
		"a reason that is blank":              {func(d *disclosure.Disclosure) { d.Reason = " \n" }, "malformed form /reason"},
		"a reason too long":                   {func(d *disclosure.Disclosure) { d.Reason = strings.Repeat("é", 4001) }, "malformed form /reason"},
		"a sort of refusal nobody knows":      {refusedFor(disclosure.RefusedToShare, "it-was-late"), "malformed form /refusedFor"},
		"refused for something, and shared":   {refusedFor(disclosure.Disclosed, disclosure.NoPower), "malformed form /refusedFor"},
		"no day":                              {func(d *disclosure.Disclosure) { d.DisclosedAt = time.Time{} }, "malformed form /disclosedAt"},
		"an unknown category":                 {to("neighbour", "", "Somebody"), "malformed form /recipient/category"},
		"a kind of another category":          {to("ombudsman", "police-force", "Somebody"), "malformed form /recipient/kind"},
		"nobody it is about":                  {func(d *disclosure.Disclosure) { d.Subjects, d.Data[0].Subject = nil, "" }, "malformed form /subjects"},
		"somebody listed twice":               {func(d *disclosure.Disclosure) { d.Subjects = append(d.Subjects, d.Subjects[0]) }, "malformed form /subjects/1/reference"},
		"too many people":                     {func(d *disclosure.Disclosure) { d.Subjects = people(61) }, "malformed form /subjects"},
		"data about somebody not listed":      {func(d *disclosure.Disclosure) { d.Data[1].Subject = "DBC-P-9" }, "malformed form /data/1/subject"},
		"an unknown data category":            {addData("shoe-size"), "malformed form /data/4/category"},
		"nothing shared":                      {func(d *disclosure.Disclosure) { d.Data = nil }, "malformed form /data"},
		"an unknown basis":                    {bases("ukgdpr-6-1-z"), "malformed form /justification/lawfulBases/0"},
		"a condition among the bases":         {bases("ukgdpr-6-1-e", "dpa18-sch1-para6"), "malformed form /justification/lawfulBases/1"},
		"a basis among the conditions":        {conditions("ukgdpr-6-1-e"), "malformed form /justification/conditions/0"},
		"an unknown condition of an item":     {func(d *disclosure.Disclosure) { d.Data[2].Conditions = []string{"dpa18-sch1-para99"} }, "malformed form /data/2/conditions/0"},
		"a basis among the exemptions":        {exemption(disclosure.Exemption{ID: "ukgdpr-6-1-e", Reason: "No"}), "malformed form /justification/exemptions/0/id"},
		"an exemption without a reason":       {exemption(disclosure.Exemption{ID: crime.ID, Provisions: crime.Provisions, ReviewBy: crime.ReviewBy}), "malformed form /justification/exemptions/0/reason"},
		"an unknown gateway":                  {gateway("gw-magna-carta"), "malformed form /justification/gateway"},
		"an unknown ground":                   {tell("because"), "malformed form /tellSubject/ground"},
		"told, but not when":                  {func(d *disclosure.Disclosure) { d.TellSubject.On = disclosure.Date{} }, "refuse DC-B7 /tellSubject/on"},
		"told tomorrow":                       {func(d *disclosure.Disclosure) { d.TellSubject.On = d.TellSubject.On.AddDays(1) }, "malformed form /tellSubject/on"},
		"not told, and no ground":             {tell(""), "refuse DC-B7 /tellSubject/ground"},
		"not said whether told":               {func(d *disclosure.Disclosure) { d.TellSubject = disclosure.TellSubject{} }, "malformed form /tellSubject/outcome"},
		"evidence under an unknown name":      {give("Mrs Sample's number", "1"), "malformed form /evidence"},
		"evidence in the wrong case":          {give("OmbudsmanCaseRef", "1"), "malformed form /evidence"},
		"a number where text belongs":         {give("ombudsmanCaseRef", 12.0), "malformed form /evidence/ombudsmanCaseRef"},
		"a list where text belongs":           {give("ombudsmanCaseRef", []any{"a"}), "malformed form /evidence/ombudsmanCaseRef"},
		"null where text belongs":             {give("ombudsmanCaseRef", nil), "malformed form /evidence/ombudsmanCaseRef"},
		"a date that does not exist":          {give("investigationRequestDate", "2026-02-30"), "malformed form /evidence/investigationRequestDate"},
		"yes as a word":                       {give("complainantComplainedToIt", "yes"), "malformed form /evidence/complainantComplainedToIt"},
		"a choice that is none":               {give("capacity", "friend"), "malformed form /evidence/capacity"},
		"evidence too long":                   {give("scopeRequested", long), "malformed form /evidence/scopeRequested"},
		"too much evidence":                   {func(d *disclosure.Disclosure) { d.Evidence = everything(t) }, "malformed form /evidence"},
		"a control character in a name":       {func(d *disclosure.Disclosure) { d.Recipient.Organisation = "Housing\x00Ombudsman" }, "malformed form /recipient/organisation"},
		"a new line in a name":                {func(d *disclosure.Disclosure) { d.Recipient.Organisation = "Housing\nOmbudsman" }, "malformed form /recipient/organisation"},
		"an override in a description":        {func(d *disclosure.Disclosure) { d.Data[0].Description = "abc\u202Edef" }, "malformed form /data/0/description"},
		"an isolate in evidence":              {give("scopeRequested", "abc\u2066def"), "malformed form /evidence/scopeRequested"},
		"an override in the name of evidence": {give("abc\u202Edef", "x"), "malformed form /evidence"},
		"invalid UTF-8":                       {func(d *disclosure.Disclosure) { d.Reason = "caf\xe9" }, "malformed form /reason"},
		"a C1 control character":              {func(d *disclosure.Disclosure) { d.Reason = "a\u0085b" }, "malformed form /reason"},
		"an intake channel nobody has":        {func(d *disclosure.Disclosure) { d.Intake = &disclosure.Intake{Channel: "pigeon"} }, "malformed form /intake/channel"},
		"an urgency nobody has":               {func(d *disclosure.Disclosure) { d.Urgency = "asap" }, "malformed form /urgency"},
		"a document id that is none":          {func(d *disclosure.Disclosure) { d.Documents = []disclosure.DocumentID{"letter.pdf"} }, "malformed form /documents/0"},
		"nobody authorised it":                {func(d *disclosure.Disclosure) { d.AuthorisedBy.Name = "" }, "malformed form /authorisedBy/name"},
		"a policy document without a version": {func(d *disclosure.Disclosure) {
			d.Justification.PolicyDocument = &disclosure.VersionedRef{Reference: "APD"}
		}, "malformed form /justification/policyDocument/version"},
		"an agreement without a version": {func(d *disclosure.Disclosure) { d.Agreement = &disclosure.VersionedRef{Reference: "KMISA"} }, "malformed form /agreement/version"},
		"a method without a channel":     {func(d *disclosure.Disclosure) { d.Method.Channel = "" }, "malformed form /method/channel"},
		"an identifier without a value":  {func(d *disclosure.Disclosure) { d.Recipient.Identifiers = []disclosure.Identifier{{Scheme: "ods"}} }, "malformed form /recipient/identifiers/0/value"},
		"a departure without a reason": {func(d *disclosure.Disclosure) {
			d.Departure = &disclosure.Departure{BreachReference: "BR-1", DiscoveredOn: disclosure.DateOf(recordedAt)}
		}, "malformed form /departure/reason"},
		"a departure does not forgive bad form": {func(d *disclosure.Disclosure) {
			d.Data = nil
			d.Departure = &disclosure.Departure{Reason: "Mistake", BreachReference: "BR-1", DiscoveredOn: disclosure.DateOf(recordedAt)}
		}, "malformed form /data"},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, example)
			c.change(d)
			if got := policy.Load().Decide(ask(d)); !says(got, c.want) {
				t.Errorf("got\n  %s\nwant among them\n  %s", strings.Join(outcome(got), "\n  "), c.want)
			}
		})
	}
	for name, change := range map[string]func(*disclosure.Disclosure){
		"new lines and tabs in prose":   func(d *disclosure.Disclosure) { d.Reason = "One.\r\n\tTwo." },
		"new lines in evidence":         give("scopeRequested", "One.\nTwo."),
		"accents, Welsh and an emoji":   func(d *disclosure.Disclosure) { d.Reason = "Ŵyn Siôn’s café 🏠" },
		"a statement as yes":            give("identityChecked", true),
		"a statement in words":          give("identityChecked", "Passport seen"),
		"sixty people":                  func(d *disclosure.Disclosure) { d.Subjects = people(60) },
		"sharing five minutes from now": on(recordedAt.Add(5 * time.Minute)),
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, example)
			change(d)
			expect(t, policy.Load().Decide(ask(d)))
		})
	}
}

// Whoever misspells a name of evidence is told the names that may be asked for of such a
// recipient, whatever else is wrong, and no other's.
func TestTheNamesThatWereMeantAreOfTheRecipient(t *testing.T) {
	police := to("police", "police-force", "Sample Constabulary")
	misspelt := func(name string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Evidence = map[string]any{name: "x"} }
	}
	for name, c := range map[string]struct {
		change    func(*disclosure.Disclosure)
		says, not string
	}{
		"the recipient's own":      {misspelt("ombudsmanCaseReff"), "Did you mean ombudsmanCaseRef", "offenceOrPurpose"},
		"another's":                {misspelt("offenceOrPurpos"), "does not hold the name", "offenceOrPurpose"},
		"of that other":            {both(police, misspelt("offenceOrPurpos")), "offenceOrPurpose", "ombudsmanCaseRef"},
		"something else wrong too": {both(addData("shoe-size"), misspelt("ombudsmanCaseReff")), "Did you mean ombudsmanCaseRef", "offenceOrPurpose"},
		"a recipient that is none": {both(to("neighbour", "", "Somebody"), misspelt("ombudsmanCaseReff")), "does not hold the name", "Did you mean"},
		"one name alone":           {misspelt("ombudsmanCaseReff"), "1st of 1 in alphabetical order, capitals first. Did", "names are unknown"},
		"several": {
			func(d *disclosure.Disclosure) { d.Evidence = map[string]any{"one": "x", "two": "x"} },
			"1st of 2 in alphabetical order, capitals first; 2 of the names are unknown.", "1 of the names",
		},
		"no name is told, and it is": {misspelt("Mrs Sample's number"), "does not hold the name", "Sample's"},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, example)
			c.change(d)
			said := ""
			for _, f := range policy.Load().Decide(ask(d)).Malformed {
				if f.Pointer == "/evidence" {
					said += f.Detail
				}
			}
			if !strings.Contains(said, c.says) || strings.Contains(said, c.not) {
				t.Errorf("it says %q, want %q in it and not %q", said, c.says, c.not)
			}
		})
	}
}

func people(n int) []disclosure.Subject {
	list := make([]disclosure.Subject, n)
	for i := range list {
		list[i] = disclosure.Subject{Reference: fmt.Sprintf("DBC-P-%d", i), Role: "complainant"}
	}
	return list
}

// everything returns one good value for each evidence field there is.
func everything(t *testing.T) map[string]any {
	all := map[string]any{}
	for _, f := range policy.Load().Catalogue().Evidence {
		all[f.Name] = good(f)
	}
	return all
}

// good returns a value that supports the disclosure.
func good(f policy.Field) any {
	switch f.Type {
	case policy.DayField:
		return "2026-11-01"
	case policy.YesNoField, policy.StatementField:
		return true
	case policy.ChoiceField:
		return f.Choices[0]
	}
	return "Given"
}

func TestRegistersWithoutANotice(t *testing.T) {
	all := files(t)
	all["registers.yaml"].Data = append(all["registers.yaml"].Data, "\n  - {id: E07999998, name: Sampleham, controller: Sampleham District Council, notices: []}\n"...)
	l, err := readLaw(all)
	if err != nil {
		t.Fatal(err)
	}
	for register, want := range map[disclosure.Register]string{
		"E07999998": "No privacy notice has been loaded for this register yet",
		"E99999999": "There is no such register.",
	} {
		q := ask(read(t, example))
		q.Register = register
		got := l.Decide(q)
		if len(got.Malformed) == 0 || !strings.HasPrefix(got.Malformed[0].Detail, want) {
			t.Errorf("%s: got %+v, want %q", register, got.Malformed, want)
		}
	}
}

// No finding repeats anything from the body: neither values nor the names of
// evidence that came from it.
func TestFindingsNeverEcho(t *testing.T) {
	const mark = "ZQX"
	d := &disclosure.Disclosure{
		Justification: disclosure.Justification{
			LawfulBases: []string{""}, Conditions: []string{""}, Exemptions: []disclosure.Exemption{{Provisions: []string{""}}},
			PolicyDocument: &disclosure.VersionedRef{},
		},
		Recipient: disclosure.Recipient{Identifiers: []disclosure.Identifier{{}}},
		Subjects:  []disclosure.Subject{{}, {}},
		Data:      []disclosure.DataItem{{LawfulBases: []string{""}, Conditions: []string{""}}},
		Departure: &disclosure.Departure{}, Method: &disclosure.Method{}, Documents: []disclosure.DocumentID{""},
		Transfer: &disclosure.Transfer{}, Agreement: &disclosure.VersionedRef{}, Intake: &disclosure.Intake{},
	}
	plant(reflect.ValueOf(d).Elem(), mark)
	d.Evidence = map[string]any{mark: mark, "ombudsmanCaseRef": mark + "\x00", "capacity": mark, "orderDate": mark}
	var all []string
	for _, decision := range []disclosure.Decision{disclosure.Disclosed, disclosure.RefusedToShare, mark} {
		d.Decision = decision
		for _, category := range []string{mark, "ombudsman"} {
			d.Recipient.Category = category
			for _, notice := range []string{mark, "dartford-complaints"} {
				d.Notice = notice
				got := policy.Load().Decide(ask(d))
				all = append(all, fmt.Sprintf("%+v", got.Malformed), fmt.Sprintf("%+v", got.Refusals), fmt.Sprintf("%+v", got.Flags))
			}
		}
	}
	if joined := strings.Join(all, "\n"); strings.Contains(joined, mark) || len(joined) < 1000 {
		t.Errorf("a finding repeats the body, or there are none:\n%s", joined)
	}
}

// plant writes the mark into every string of the value.
func plant(v reflect.Value, mark string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			plant(v.Elem(), mark)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				plant(v.Field(i), mark)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			plant(v.Index(i), mark)
		}
	case reflect.String:
		v.SetString(mark)
	}
}

func refusedFor(decision disclosure.Decision, ground disclosure.RefusalGround) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.Decision, d.RefusedFor = decision, ground }
}
