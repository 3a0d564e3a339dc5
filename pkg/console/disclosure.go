package console

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// aDisclosure is one disclosure in words: as it now reads, how it came to read so, and
// its proof.
type aDisclosure struct {
	*disclosure.Disclosure
	What      string
	Sort      string
	Name      string
	Data      []datum
	Bases     []string
	Kept      []string // exemptions relied on
	Evidence  []evidence
	Notice    string
	Told      string
	Sent      string
	People    []someone
	Flags     []aFlag
	Whole     bool   // the visitor is told which flags were cleared; a department is not
	Left      string // address of what of a department's waits still, where a flag may
	ClearAll  string // address of the page that clears them together, where there are several
	Open      int    // flags that wait and are the visitor's to clear
	History   []version
	Letters   []aLetter
	Law       client.LawApplied
	Asked     []askedRule // what its rules ask of it, those that it did not meet first
	Receipt   string      // empty while there is none
	Leaf      string
	Entry     disclosure.EntryID
	Recorded  time.Time
	By        string
	Case      string
	Breach    string // address of the breach that it was; empty where there is none to be seen
	OpenCase  string // address of the case, or of what the department recorded in it
	Corrected bool
	Correct   string // address of the form that corrects it; empty for who may not
	Attach    string // and of the one that attaches a letter to it
}

// askedRule is one rule, with what it asks and what the disclosure says to that.
type askedRule struct {
	Name    string
	Details []string // what was found lacking, of a rule that it did not meet
	Says    []evidence
}

// askedOf are the rules that were asked, each once. What holds nothing is shown of a rule
// that was not met; of another, something else met it.
func (v *visit) askedOf(law client.LawApplied) []askedRule {
	var all []askedRule
	find := func(name string) *askedRule {
		i := slices.IndexFunc(all, func(r askedRule) bool { return r.Name == name })
		if i < 0 {
			i, all = len(all), append(all, askedRule{Name: name})
		}
		return &all[i]
	}
	for _, r := range law.Rules {
		one := find(cmp.Or(r.Name, "A rule"))
		one.Details = append(one.Details, v.words.inProse(r.Detail))
	}
	for _, asked := range law.Asked {
		one := find(cmp.Or(asked.Name, "A rule"))
		for _, given := range asked.Gives {
			says := evidence{capital(onTheForm(given.Label)), "Nothing is given"}
			switch {
			case given.Value != nil:
				says.Value = cmp.Or(given.Title, v.words.valueAt(given.Pointer, given.Value))
			case !asked.Flagged:
				continue
			}
			if !slices.Contains(one.Says, says) {
				one.Says = append(one.Says, says)
			}
		}
	}
	return slices.DeleteFunc(all, func(r askedRule) bool { return r.Details == nil && r.Says == nil })
}

// valueAt is what stands at a place of the record, in words.
func (t titles) valueAt(pointer string, value any) string {
	if name, is := strings.CutPrefix(pointer, "/evidence/"); is {
		return t.given(name, value)
	}
	if of, is := value.(map[string]any); is {
		return asWritten(of)
	}
	if list, is := value.([]any); is {
		var parts []string
		for _, one := range list {
			parts = append(parts, t.valueAt(pointer, one))
		}
		return strings.Join(parts, "; ")
	}
	if id, is := value.(string); is && (t.of[id] != "" || strings.HasSuffix(pointer, "/role") || strings.HasSuffix(pointer, "/roles")) {
		return capital(t.word(id))
	}
	return valueInWords(value)
}

type datum struct{ Category, Description, Of string }

type evidence struct{ What, Value string }

type someone struct{ Reference, Roles, Open string }

// aFlag is a flag of the entry, open or cleared.
type aFlag struct {
	disclosure.Flag
	Number  int
	Cleared string // who, when and why; empty while it waits
	Met     string // by which correction, of one that nobody cleared
	Clear   string // address of the page that clears it
	Own     bool   // of what the visitor recorded, as it is named
}

// version is one word on the disclosure: the original, or a correction.
type version struct {
	At      time.Time
	By, Why string
	Before  []said // of a correction: what it changed, as that read before
}

type aLetter struct {
	Title, Type, Size, SHA256 string
	At                        time.Time
	Open                      string // address that opens it
}

// disclosure shows one disclosure.
func (v *visit) disclosure(t task) error {
	ctx := v.r.Context()
	var opened client.Opened
	var law client.LawApplied
	var receipt string
	err := together(
		func() (err error) { opened, err = v.api.Open(ctx, t.Why, t.Entry); return err },
		func() (err error) { law, err = v.api.LawOf(ctx, t.Why, t.Entry); return err },
		func() (err error) { receipt, err = v.receipt(t.Entry); return err },
	)
	if err != nil {
		return err
	}
	body, err := v.inWords(t, opened)
	if err != nil {
		return err
	}
	body.Law, body.Receipt, body.Asked = law, receipt, v.askedOf(law)
	p := &page{Title: body.What + " with " + body.Name, Nav: "search", Body: body}
	if body.Disclosure.Decision == disclosure.RefusedToShare {
		p.Title = "Refused to share with " + body.Name
	}
	switch {
	case t.Subject != "":
		p.Back = v.session.path(t.to(person))
	case v.seesAll():
		p.Back = v.session.path(t.to(queue))
	}
	if t.Done != "" && v.seesAll() && body.Open == 0 && len(body.Flags) > 0 {
		p.Then, p.ThenSays = v.session.path(t.to(queue)), "Flags that still wait"
	}
	return v.on(t, "disclosure", p)
}

// openCase is the address of a case, or for who does not see it whole, of what is their
// department's own in it.
func (v *visit) openCase(t task, ref disclosure.CaseRef) string {
	if !v.seesAll() {
		of := t.to(ownCase)
		of.Subject, of.Entry, of.Case, of.Search = "", "", ref, client.Search{}
		return v.session.path(of)
	}
	of := t.to(caseOf)
	of.Subject, of.Entry, of.Case = "", "", ref
	of.Why, of.Said = "", 0 // a case is another thing to look at: why is asked again
	return v.session.path(of)
}

// receipt is the entry's proof, or nothing while it is not in the log yet.
func (v *visit) receipt(entry disclosure.EntryID) (string, error) {
	receipt, err := v.api.Receipt(v.r.Context(), entry)
	var p *client.Problem
	if errors.As(err, &p) && p.Status != http.StatusUnauthorized {
		return "", nil
	}
	return receipt, err
}

// inWords is an entry with all that was said about it, in words.
func (v *visit) inWords(t task, opened client.Opened) (*aDisclosure, error) {
	d, err := disclosureOf(opened.Entry)
	if err != nil {
		return nil, err
	}
	last := opened.Entry
	body := &aDisclosure{
		Whole: v.seesAll(), Leaf: opened.Leaf, Entry: opened.Entry.ID, Recorded: opened.Entry.RecordedAt, By: byline(opened.Entry.RecordedBy), Case: opened.Entry.Case.String(),
	}
	first := opened.First()
	var before *disclosure.Disclosure // nil where what came before is not to be seen
	if first.Kind == disclosure.KindDisclosure {
		body.History = []version{{first.RecordedAt, byline(first.RecordedBy), "Recorded", nil}}
		if before, err = disclosureOf(first); err != nil {
			return nil, err
		}
	}
	body.OpenCase = v.openCase(t, opened.Entry.Case)
	for _, e := range opened.Corrections {
		if d, err = disclosureOf(e); err != nil {
			return nil, err
		}
		why := "Corrected"
		var c disclosure.Correction
		if json.Unmarshal(e.Body, &c) == nil && c.Reason != "" {
			why = "Corrected: " + c.Reason
		}
		word := version{e.RecordedAt, byline(e.RecordedBy), why, nil}
		if before != nil {
			word.Before = v.before(before, d)
		}
		body.History = append(body.History, word)
		before, last, body.Corrected = d, e, true
	}
	body.Disclosure, body.What, body.Sort, body.Name = d, happened(d.Decision), v.words.sort(d.Recipient), named(d.Recipient)
	body.Bases, body.Kept = v.words.legal(d)
	if v.seesAll() && d.Departure != nil && d.Departure.BreachReference != "" {
		of := t.to(breachOf)
		of.Subject, of.Entry, of.View = "", "", d.Departure.BreachReference
		of.Why, of.Said = "", 0 // a breach is another thing to look at: why is asked again
		body.Breach = v.session.path(of)
	}
	body.Notice, body.Told = v.words.word(d.Notice), toldOf(d.TellSubject, v.words)
	if d.Method != nil {
		body.Sent = capital(plain(d.Method.Channel))
		if d.Method.RecipientVerified != "" {
			body.Sent += ". How the recipient was checked: " + d.Method.RecipientVerified
		}
	}
	for _, item := range d.Data {
		body.Data = append(body.Data, datum{v.words.word(item.Category), item.Description, item.Subject})
	}
	for _, s := range d.Subjects {
		of := t.to(person)
		of.Subject, of.Entry = s.Reference, ""
		if s.Reference != t.Subject {
			of.Why, of.Said = "", 0 // another person: why is asked again
		}
		one := someone{Reference: s.Reference, Open: v.session.path(of)}
		var roles []string
		for _, r := range s.AllRoles() {
			roles = append(roles, plain(r))
		}
		one.Roles = strings.Join(roles, ", ")
		body.People = append(body.People, one)
	}
	for name, value := range d.Evidence {
		what := v.words.evidence[name]
		if what == "" {
			what = name
		}
		body.Evidence = append(body.Evidence, evidence{capital(onTheForm(what)), v.words.given(name, value)})
	}
	slices.SortFunc(body.Evidence, func(a, b evidence) int { return strings.Compare(a.What, b.What) })
	for _, e := range opened.Letters {
		var l disclosure.CorrespondenceArchived
		if err := json.Unmarshal(e.Body, &l); err != nil {
			return nil, errorf("read an archived letter: %w", err)
		}
		body.Letters = append(body.Letters, aLetter{l.Title, l.ContentType, count(int(l.Size), "byte", "bytes"), l.SHA256, e.RecordedAt, v.toLetter(t, e.Case, l.Document)})
	}
	if v.session.who.MayRecord() {
		of := t.to(mending)
		of.Entry = last.ID
		body.Correct, body.Attach = v.session.path(of), v.toAttach(t, last.ID, last.Case)
	}
	body.flags(v, t, last, opened)
	return body, nil
}

// flags are those of the last word, each open or cleared, and of the words before it those
// that still wait, were cleared, or were met.
func (d *aDisclosure) flags(v *visit, t task, last disclosure.Entry, opened client.Opened) {
	var open []client.FlagRef
	show := func(word disclosure.Entry, n int, f disclosure.Flag) {
		flag := aFlag{Flag: f, Number: n, Own: v.isDPO() && word.RecordedBy.Name == v.session.who.Name}
		for _, e := range opened.Others {
			var c disclosure.FlagCleared
			if e.Kind == disclosure.KindFlagCleared && e.About == word.ID && json.Unmarshal(e.Body, &c) == nil && c.Flag == n {
				flag.Cleared = "Cleared by " + e.RecordedBy.Name + " on " + inWords(disclosure.DateOf(e.RecordedAt)) + ": " + c.Reason
			}
		}
		if flag.Cleared == "" && v.isDPO() && !flag.Own {
			of := t.to(clearing)
			of.Entry, of.Flags = word.ID, []client.FlagRef{{Entry: word.ID, Flag: n}}
			flag.Clear = v.session.path(of)
			open = append(open, of.Flags...)
		}
		flag.Detail, flag.Clears = v.words.inProse(f.Detail), v.words.inProse(f.Clears)
		d.Flags = append(d.Flags, flag)
	}
	for n, f := range last.Flags {
		show(last, n, f)
	}
	for _, f := range opened.Before {
		for _, word := range append(opened.Corrections, opened.Entry, opened.First()) {
			if word.ID == f.Entry {
				show(word, f.Number, f.Flag)
				break
			}
		}
	}
	for _, e := range opened.Others { // what was cleared of a word before
		var c disclosure.FlagCleared
		if e.Kind != disclosure.KindFlagCleared || e.About == last.ID || json.Unmarshal(e.Body, &c) != nil {
			continue
		}
		for _, word := range append(opened.Corrections, opened.Entry, opened.First()) {
			if word.ID == e.About && c.Flag < len(word.Flags) {
				show(word, c.Flag, word.Flags[c.Flag])
				break
			}
		}
	}
	for _, f := range opened.Met {
		d.Flags = append(d.Flags, aFlag{Flag: f.Flag, Number: f.Number, Met: "Met by the correction of " + f.MetBy.By + " on " + inWords(disclosure.DateOf(f.MetBy.At)) + ": " + f.MetBy.Reason})
	}
	if !d.Whole && slices.ContainsFunc(d.Flags, func(f aFlag) bool { return f.Cleared == "" && f.Met == "" }) {
		d.Left = v.session.path(task{Kind: leftToDo, Why: t.Why, Said: t.Said})
	}
	if d.Open = len(open); d.Open > 1 && d.Open <= mostAtOnce {
		of := t.to(clearing)
		of.Entry, of.Flags = last.ID, open
		d.ClearAll = v.session.path(of)
	}
}

func disclosureOf(e disclosure.Entry) (*disclosure.Disclosure, error) {
	if e.Kind == disclosure.KindCorrection {
		var c disclosure.Correction
		if err := json.Unmarshal(e.Body, &c); err != nil {
			return nil, errorf("read a correction: %w", err)
		}
		return &c.Disclosure, nil
	}
	var d disclosure.Disclosure
	if err := json.Unmarshal(e.Body, &d); err != nil {
		return nil, errorf("read a disclosure: %w", err)
	}
	return &d, nil
}

func byline(by disclosure.RecordedBy) string {
	if by.Department != "" {
		return by.Name + ", " + by.Department
	}
	return by.Name
}

func toldOf(t disclosure.TellSubject, words titles) string {
	switch t.Outcome {
	case disclosure.Told:
		return "Told on " + inWords(t.On)
	case disclosure.NotTold:
		if t.Ground != "" {
			return "Not told: " + words.word(t.Ground)
		}
		return "Not told"
	case disclosure.Deferred:
		says := "To be told later"
		if !t.On.IsZero() {
			says = "To be told on " + inWords(t.On)
		}
		if t.Ground != "" {
			says += ": " + words.word(t.Ground)
		}
		return says
	case disclosure.NoTelling:
		return "Nothing was shared, so there was nothing to tell"
	}
	return capital(plain(string(t.Outcome)))
}

// given is what was given as evidence: an answer of a few by its title.
func (t titles) given(name string, value any) string {
	if id, text := value.(string); text && t.answers[[2]string{name, id}] != "" {
		return t.answers[[2]string{name, id}]
	}
	return valueInWords(value)
}

// valueInWords is the value of a piece of evidence as people write it.
func valueInWords(value any) string {
	switch v := value.(type) {
	case bool:
		if v {
			return "Yes"
		}
		return "No"
	case string:
		if d, err := disclosure.ParseDate(v); err == nil {
			return inWords(d)
		}
		return v
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, valueInWords(one))
		}
		return strings.Join(all, "; ")
	}
	return fmt.Sprint(value)
}
