package console

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// aPerson is everything that the register holds about one reference.
type aPerson struct {
	Lines      []line // newest first, those of the page
	All        int    // how many there are on all pages, and so on
	Shown      int
	Undecided  int
	Withheld   int
	InPart     int       // of those shown, with something left out
	Had        []hadData // who has received something, on the first page
	MoreHad    int       // of whom there are more than the page lists
	Known      []fact
	Past       []fact
	ToPerson   string    // address of the answer to the person
	ToActing   string    // and to whoever acts for them
	Join       string    // address of the form that joins it with another reference; empty for who may not
	Ask        string    // address of the form that records a request; empty for who may not
	Export     string    // address of the form that asks for an export about the person
	Put        string    // address of the page that puts something on record about them; empty for who may not
	Shares     []aShare  // in which they perhaps were
	Department string    // of a recorder, who sees its own alone
	Near       []someone // other references that come near
	Joined     []someone // other references of the person, whose disclosures the answer has too
	Series     string    // of which the occasions alone are shown; empty where all that was shared is
	Whole      string    // address of the page that shows all
	Next       string    // address of the next page
	First      string
}

// line is one disclosure on the timeline.
type line struct {
	At        time.Time
	What      string // what happened, in words
	Recipient string
	Sort      string
	Data      []string
	Purpose   string
	Reason    string // of whoever recorded it, cut where it is long
	// Department is whose it is; empty where the page is of one department.
	Department string
	Allowed    []string
	Decided    string // by whom, when and why, where a decision on the answer stands
	Against    []string
	Departure  string
	Override   string
	Flagged    bool   // when it was recorded; what has become of it stands on its page
	Waits      bool   // and nobody has cleared it yet, where that is known
	OneWith    string // address of the record that counts in its place, of what was recorded twice
	Until      string // of what is no longer about the person: the day
	Outcome    client.Outcome
	Because    []string
	Items      []client.JudgedItem
	Nameless   bool   // it is shown without the names of individuals
	Open       string // address of the disclosure
	Case       string
	OpenCase   string // address of the case, or of what the department recorded in it
	Series     string // of a share of many people: the routine
	Occasion   string // and which of its occasions
	// Occasions is how many there are of the series, where this stands for them; Earlier are
	// the newest before this one, and AllOf is the address of the page that shows each.
	Occasions int
	Earlier   []anOccasion
	AllOf     string
}

// earlierShown is how many earlier occasions of a series stand under its newest, so that
// a page full of series is no longer than others.
const earlierShown = 3

// anOccasion is one on which something was shared as a routine, in short.
type anOccasion struct {
	At               time.Time
	Occasion, Open   string
	Outcome          client.Outcome
	Flagged, Against bool
}

// hadData is somebody outside the council who has received data of the person.
type hadData struct {
	Name, Sort, Last string
	Times            int
	Data             []string
}

// mostHad is how many of them a page lists; the spreadsheet has all.
const mostHad = 25

func (v *visit) whoHad(all []client.SharedWith) (had []hadData, more int) {
	for _, r := range all[:min(mostHad, len(all))] {
		one := disclosure.Recipient{Category: r.Category, Kind: r.Kind, Organisation: r.Organisation, Person: r.Person}
		had = append(had, hadData{Name: v.words.called(one), Sort: v.words.sort(one), Last: inWords(disclosure.DateOf(r.Last)), Times: r.Times, Data: v.words.words(r.Data)})
	}
	return had, len(all) - len(had)
}

// fact is something known of the person, in words.
type fact struct {
	What, Says, When, Awaits string
	Again, AgainSays         string // address of the form that takes its place, and what that is called
	Confirm                  string // and of the one that decides on what awaits
}

// person shows a person. A recorder sees what its own department recorded.
func (v *visit) person(t task) error {
	if !v.seesAll() {
		return v.ownOf(t)
	}
	ctx := v.r.Context()
	var sharing client.Sharing
	var facts []client.Fact
	err := together(
		func() (err error) {
			sharing, err = v.api.Sharing(ctx, t.Why, t.Subject, client.SharingPage{Limit: linesOnPage, Cursor: t.Cursor, Series: t.Series, Once: t.Series == ""})
			return err
		},
		func() (err error) { facts, err = v.api.FactsOf(ctx, t.Why, t.Subject); return err },
	)
	if err != nil {
		return err
	}
	n := sharing.Counts
	body := aPerson{All: n.All, Shown: n.Shown + n.ShownInPart, InPart: n.ShownInPart, Undecided: n.Undecided, Withheld: n.Withheld}
	for _, s := range sharing.Disclosures {
		body.Lines = append(body.Lines, v.lineOf(t, s))
	}
	body.Had, body.MoreHad = v.whoHad(sharing.Recipients)
	if body.Series = t.Series; t.Series != "" {
		body.Whole = v.session.path(t.to(person))
	}
	body.Shares = v.sharesOf(t, sharing.Unlisted)
	body.Next, body.First = v.pages(t, sharing.Cursor)
	for _, f := range facts {
		said := v.factOf(f)
		v.acts(t, f, &said)
		if f.Until.IsZero() {
			body.Known = append(body.Known, said)
		} else {
			body.Past = append(body.Past, said)
		}
	}
	body.Near = v.nearPeople(t, sharing.Nothing)
	body.Joined = v.others(t, sharing.Joined)
	body.Put = v.put(t)
	toPerson, toActing := t.to(answering), t.to(answering)
	toPerson.To, toActing.To = disclosure.AskerPerson, disclosure.AskerRepresentative
	body.ToPerson, body.ToActing = v.session.path(toPerson), v.session.path(toActing)
	body.Export = v.session.path(t.to(asking))
	if v.isDPO() {
		body.Ask, body.Join = v.session.path(toPerson.to(asked)), v.session.path(t.to(joining))
	}
	return v.on(t, "person", &page{Title: "Person " + t.Subject, Nav: "search", Body: body})
}

// near are what comes near what one question was asked by, of a person or of a case, where
// it found nothing. Of a question by both, or by something else, they are named and lead
// nowhere: it is not known which each is.
func (v *visit) near(t task, subject, ref string, nothing *client.Nothing) []someone {
	switch {
	case subject != "" && ref == "":
		return v.nearPeople(t, nothing)
	case ref != "" && subject == "":
		return v.nearCases(t, nothing)
	case nothing == nil:
		return nil
	}
	var named []someone
	for _, reference := range nothing.Near {
		named = append(named, someone{Reference: reference})
	}
	return named
}

// nearPeople are the references that come near one under which nothing is on record.
func (v *visit) nearPeople(t task, nothing *client.Nothing) []someone {
	if nothing == nil {
		return nil
	}
	return v.others(t, nothing.Near)
}

// others are people's references other than the one that was asked for. Each may be
// another person, so why is asked again, and stands in its field.
func (v *visit) others(t task, references []string) []someone {
	var others []someone
	for _, reference := range references {
		of := t.to(person)
		of.Subject, of.Said, of.Search = reference, 0, client.Search{}
		others = append(others, someone{Reference: reference, Open: v.session.path(of)})
	}
	return others
}

// nearCases are the same of a case.
func (v *visit) nearCases(t task, nothing *client.Nothing) []someone {
	if nothing == nil {
		return nil
	}
	var near []someone
	for _, reference := range nothing.Near {
		of := t.to(caseOf)
		of.Case, of.Said, of.Search = disclosure.CaseRef(reference), 0, client.Search{}
		near = append(near, someone{Reference: reference, Open: v.session.path(of)})
	}
	return near
}

// linesOnPage is how many disclosures with all that is said of them a page shows.
const linesOnPage = 15

// pageOf are those of a list, read whole, that a page shows, and the cursor of the next
// page. A cursor that is none is the first page.
func pageOf[T any](all []T, cursor string) (shown []T, next string) {
	from, _ := strconv.Atoi(cursor)
	from = min(max(from, 0), len(all))
	to := min(from+linesOnPage, len(all))
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return all[from:to], next
}

// put is the address of the page that puts something on record about the person.
func (v *visit) put(t task) string {
	if !v.session.who.MayRecord() {
		return ""
	}
	return v.session.path(t.to(putting))
}

// acts adds what the Data Protection Officer may do with a fact.
func (v *visit) acts(t task, f client.Fact, said *fact) {
	kind := factKindOf(f.Kind)
	if kind == nil || !v.isDPO() {
		return
	}
	of := t.to(replacing)
	of.Fact = factTask{Kind: f.Kind, Replaces: f.Entry}
	if f.Kind == disclosure.FactTelling {
		of.Fact.Replaces = "" // the last one that names a recipient stands
	}
	said.Again, said.AgainSays = v.session.path(of), kind.again
	if f.Awaits != nil && !f.Awaits.Refused {
		of = t.to(confirming)
		of.Entry = f.Entry
		said.Confirm = v.session.path(of)
	}
}

// judge adds what an answer to the person does with it, and why.
func (l *line) judge(v *visit, j client.Judged) {
	l.Outcome = j.Outcome
	if j.Outcome == client.Shown && (len(j.Items) > 0 || j.People) {
		l.Outcome = client.InPart
	}
	var because []string
	for _, b := range j.Because {
		because = append(because, b.Says)
	}
	l.left(v, because, j.Items, j.People)
}

// left adds why it is kept. Of what is left out in part, each item says so itself.
func (l *line) left(v *visit, because []string, items []client.JudgedItem, people bool) {
	l.Nameless = people
	for _, i := range items {
		i.Category = v.words.word(i.Category)
		l.Items = append(l.Items, i)
	}
	if !l.InPart() {
		l.Because = because
	}
}

// InPart reports whether some of it is in an answer and some is left out.
func (l line) InPart() bool { return l.Outcome == client.InPart }

func (v *visit) lineOf(t task, s client.SharedAbout) line {
	l := line{
		At: s.DisclosedAt, What: happened(s.Decision), Recipient: v.words.called(s.Recipient), Sort: v.words.sort(s.Recipient), Data: v.words.words(s.Data),
		Purpose: s.Purpose, Allowed: v.words.words(s.Legal), Departure: s.Departure, Override: s.Override, Flagged: len(s.Flags) > 0, Case: s.Case.String(),
		Outcome: s.ToPerson, Waits: len(s.Waiting) > 0, Reason: inShort(s.Reason), Department: s.Department,
	}
	l.left(v, s.Because, s.LeftOut, s.People)
	if s.OneWith != "" {
		of := t.to(record)
		of.Entry = s.OneWith
		l.OneWith = v.session.path(of)
	}
	if s.NotSince != nil {
		l.Until = inWords(disclosure.DateOf(*s.NotSince))
	}
	for _, a := range s.Against {
		l.Against = append(l.Against, saidAgainst(a))
	}
	l.Series, l.Occasion = s.Series, s.Occasion
	of := t.to(record)
	if s.Occasions != nil {
		l.Occasions = s.Occasions.All
		for _, e := range s.Occasions.Earlier[:min(earlierShown, len(s.Occasions.Earlier))] {
			of.Entry = e.Entry
			l.Earlier = append(l.Earlier, anOccasion{e.DisclosedAt, e.Occasion, v.session.path(of), e.ToPerson, e.Flagged, e.Against})
		}
		all := t.to(person)
		all.Series = s.Series
		l.AllOf = v.session.path(all)
	}
	of.Entry = s.Entry
	l.Open, l.OpenCase = v.session.path(of), v.openCase(t, s.Case)
	return l
}

// mostReason is how much of a reason a line shows, in characters: the page of the disclosure
// has the whole of it.
const mostReason = 300

// inShort is the beginning of a text that is longer than a line has room for.
func inShort(text string) string {
	if letters := []rune(text); len(letters) > mostReason {
		return string(letters[:mostReason]) + "…"
	}
	return text
}

// happened is a decision in words.
func happened(d disclosure.Decision) string {
	switch string(d) {
	case "disclosed":
		return "Shared"
	case "partly-disclosed":
		return "Shared in part"
	case "refused":
		return "Refused: nothing was shared"
	}
	return capital(plain(string(d)))
}

func saidAgainst(a client.Against) string {
	says := ""
	switch a.What {
	case "objection":
		says = "The person had objected on " + inWords(a.From)
		switch a.Decided {
		case "upheld":
			says += ", and the objection had been upheld"
		case "overridden":
			says += ", and the council had decided to go on"
		default:
			says += ", and nobody had decided on it"
		}
	case "restriction":
		says = "Use of the person's data was restricted from " + inWords(a.From)
	case "consent-withdrawn":
		says = "The person had withdrawn consent from " + inWords(a.From)
		if a.Recipient != "" {
			says += ", for " + a.Recipient
		}
		if !a.Names {
			says += " (another recipient, as it is spelt: look whether it is the same)"
		}
	}
	return says + "."
}

// ownOf shows a recorder what its department recorded about the person: its disclosures as
// they now read, and its own last words on the person.
func (v *visit) ownOf(t task) error {
	ctx := v.r.Context()
	var own client.Readings
	var facts []client.Fact
	err := together(
		func() (err error) { own, err = v.api.Current(ctx, t.Why, t.Subject, linesOnPage, t.Cursor); return err },
		func() (err error) { facts, err = v.api.FactsOf(ctx, t.Why, t.Subject); return err },
	)
	if err != nil {
		return err
	}
	body := aPerson{Department: v.session.who.Department, Put: v.put(t)}
	body.Next, body.First = v.pages(t, own.Cursor)
	for _, f := range facts {
		body.Known = append(body.Known, v.factOf(f))
	}
	for _, r := range own.Disclosures {
		of, d := t.to(record), r.Disclosure
		of.Entry = r.Entry
		bases, exemptions := v.words.legal(&d)
		l := line{
			At: d.DisclosedAt, What: happened(d.Decision), Recipient: v.words.called(d.Recipient), Sort: v.words.sort(d.Recipient), Purpose: d.Purpose, Reason: inShort(d.Reason),
			Allowed: append(bases, exemptions...), Flagged: len(r.Flags) > 0, Case: d.Case.String(), Open: v.session.path(of), OpenCase: v.openCase(t, d.Case),
		}
		if r.Corrects != "" {
			l.What += " (as corrected)"
		}
		for _, f := range r.Flags {
			l.Waits = l.Waits || f.Open
		}
		for _, item := range d.Data {
			if word := v.words.word(item.Category); !slices.Contains(l.Data, word) {
				l.Data = append(l.Data, word)
			}
		}
		body.Lines = append(body.Lines, l)
	}
	return v.on(t, "person", &page{Title: "Person " + t.Subject, Nav: "search", Body: body})
}

// factOf says a fact in words.
func (v *visit) factOf(f client.Fact) fact {
	said := fact{What: capital(plain(string(f.Kind))), When: "From " + inWords(f.From)}
	if kind := factKindOf(f.Kind); kind != nil {
		said.What = kind.title
	}
	if !f.Until.IsZero() {
		said.When += " until " + inWords(f.Until)
	}
	var parts []string
	add := func(label, text string) {
		if text != "" {
			parts = append(parts, label+text)
		}
	}
	switch f.Kind {
	case disclosure.FactObjection:
		if f.Decided == "" {
			parts = append(parts, "Nobody has decided on it")
		} else {
			add("Decided: ", map[string]string{"upheld": "upheld", "overridden": "the council goes on"}[f.Decided])
		}
	case disclosure.FactMarker:
		switch f.SubjectTold {
		case disclosure.Told:
			add("The person was told on ", inWords(f.ToldOn))
		default:
			parts = append(parts, "THE PERSON HAS NOT BEEN TOLD OF IT")
		}
		add("Last looked at on ", inWords(f.LastReview))
	case disclosure.FactChange:
		if f.Change != nil {
			add("What: ", plain(string(f.Change.What)))
			for _, d := range f.Change.Data {
				parts = append(parts, v.words.word(d))
			}
		}
	}
	add("For: ", f.Recipient)
	for _, d := range f.Data {
		parts = append(parts, v.words.word(d))
	}
	add("As: ", plain(f.Capacity))
	add("Opinion: ", plain(f.Opinion))
	add("", f.Reason)
	add("Recorded as: ", f.Reference)
	add("To be looked at by ", inWords(f.ReviewBy))
	for i, p := range parts {
		if i > 0 {
			said.Says += " · "
		}
		said.Says += p
	}
	if f.Awaits != nil {
		said.Awaits = "It takes away of what protects the person, and counts for nobody else until a Data Protection Officer who did not record it confirms it by " + inWords(f.Awaits.By) + "."
		if f.Awaits.Refused {
			said.Awaits = "The Data Protection Officer did not confirm it: what protected the person stays."
		}
	}
	return said
}

// letter shows the answer as the service makes it, to print. It is the door's own page
// with its own policy: it loads, runs and sends nothing.
func (v *visit) letter(t task) error {
	made, err := v.api.Letter(v.r.Context(), t.Why, t.Subject, t.To, t.AsOf)
	if err != nil {
		return err
	}
	if made.Policy != "" {
		v.w.Header().Set("Content-Security-Policy", made.Policy)
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(made.HTML) // a browser that hung up needs no answer
	return nil
}
