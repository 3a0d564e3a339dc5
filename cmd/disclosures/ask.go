package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// ask puts one of the questions of docs/questions.md to the service that runs on
// this machine.
type ask struct {
	asking
	askLog
	List      listFlag `help:"List the questions, and what each is asked with."`
	Question  int      `arg:"" help:"Number of the question: --list shows them all."`
	Subject   string   `help:"The council's reference for the person."`
	Since     string   `help:"First day, for example 2026-05-03; for question 18, the file of the checkpoint you kept, or the number of entries it had."`
	From      string   `help:"First day of disclosure; for numbers, the first month."`
	To        string   `help:"Last day of disclosure; for numbers, the last month; for questions 2 and 3, who asks: person or representative."`
	Entry     string   `help:"Id of an entry."`
	Case      string   `help:"The council's reference for the case."`
	Document  string   `help:"Id of a letter in the case."`
	File      string   `help:"For question 20: the letter as you have it, to be compared with what was logged." type:"existingfile"`
	Seed      string   `help:"Seed of a random sample; drawn, and told, when left out."`
	Size      string   `help:"How many to draw; 25 when left out."`
	Reference string   `help:"Reference in the breach register."`
	Exact     bool     `help:"For question 23: the exact numbers too, which are not to be published."`
	Within    string   `help:"For question 27: only those that lapse within so many days, for example 90."`
	Month     string   `help:"A month, for example 2026-11; the current one when left out."`
}

// question is how one is asked. How its answer is shown, [columns.Of] says of its path.
type question struct {
	needs []string
	// either are names of which exactly one is needed.
	either []string
	// whole is asked where nothing is given that names one thing: it is answered of the
	// whole register, and says how to ask of one.
	whole *question
	// means are what names mean in this question, where it is not what [meanings] says.
	means map[string]string
	path  string
	fixed url.Values
	given []string
	// none is said of an answer without rows; what was asked, when it is empty.
	none  string
	asked string // in words, with a full stop
	// only are the rows of the answer's own list that answer the question; nil of all.
	only func(row map[string]any) bool
	// lists are those of the answer that are shown; all when nil.
	lists []string
	as    string // the name in JSON of a row of its own list, where it has one there too
	// also is a second look that the question needs; it is on record as one of its own.
	also *question
	note string // what is said where not all are shown
}

// leftOutToday is the second part of question 2: the answer to the person has what may be
// in it and, since it is theirs, is silent on the rest.
var leftOutToday = question{
	path: "/subject-report/review", lists: []string{"about", "perhapsOne"}, as: "leftOut", only: keptBack, note: "For whoever answers, and not for the person: what the answer would not have today, or not whole. Question 3 says the same of everything.",
	none: "Nothing is left out of it today.",
}

// Questions 5 and 8 of the whole register.
var (
	untold = question{
		path: "/changes/untold", none: "Nobody is still to be told of a change. Of one person, question 5 shows who was: --subject.",
		note: "These are all changes of which somebody is still to be told. Of one person, question 5 shows who was told, too: --subject.",
	}
	breaches = question{
		path: "/breaches", none: "No breach is open. Of one, open or closed, question 8 shows what went where: --reference or --entry.",
		note: "These are all breaches that are open. Of one, question 8 shows what went where, and with which letter: --reference or --entry.",
	}
)

var whoAsks = map[string]string{"to": "who asks: person or representative"}

func keptBack(row map[string]any) bool {
	items, _ := row["items"].([]any)
	return row["outcome"] != "shown" || len(items) > 0 || row["withoutPeople"] == true
}

// onConsent reports whether a disclosure rested on consent, or went where a consent had
// ended.
func onConsent(row map[string]any) bool {
	if row["reliesOnConsent"] == true {
		return true
	}
	said, _ := row["against"].([]any)
	return slices.ContainsFunc(said, func(one any) bool {
		a, _ := one.(map[string]any)
		return a["what"] == "consent-withdrawn" && a["says"] != nil
	})
}

var questions = map[int]question{
	1:  {needs: []string{"subject"}, path: "/sharing", given: []string{"subject", "since"}},
	2:  {needs: []string{"subject", "to"}, means: whoAsks, path: "/subject-report", given: []string{"subject", "to"}, also: &leftOutToday},
	3:  {needs: []string{"subject", "to"}, means: whoAsks, path: "/subject-report/review", given: []string{"subject", "to"}},
	4:  {path: "/overdue/withholdings"},
	5:  {needs: []string{"subject"}, path: "/changes", given: []string{"subject"}, whole: &untold},
	6:  {needs: []string{"subject", "since"}, path: "/sharing", given: []string{"subject", "since"}},
	7:  {needs: []string{"subject"}, path: "/sharing", given: []string{"subject", "since"}, lists: []string{"disclosures", "joined", "unlisted"}, only: onConsent, note: "Of what was shared about the person, only what rested on consent is shown, or went to a recipient the consent to which had ended. Question 1 shows all."},
	8:  {either: []string{"reference", "entry"}, path: "/breach", whole: &breaches},
	9:  {path: "/disclosures/current", fixed: url.Values{"recipientCategory": {"police"}}, given: []string{"from", "to"}},
	10: {path: "/disclosures/current", fixed: url.Values{"aspect": {"no-footing"}}, given: []string{"from", "to"}},
	11: {path: "/disclosures/current", fixed: url.Values{"aspect": {"outside-notice"}}, given: []string{"from", "to"}},
	12: {path: "/disclosures/current", fixed: url.Values{"aspect": {"equality-data"}}, given: []string{"from", "to"}},
	13: {path: "/disclosures/current", fixed: url.Values{"aspect": {"consent-first"}}, given: []string{"from", "to"}},
	14: {path: "/overdue/markers"},
	15: {needs: []string{"subject"}, path: "/changes", fixed: url.Values{"what": {"marker-removed"}}, given: []string{"subject"}},
	16: {path: "/overdue/emergencies"},
	17: {path: "/disclosures/current", fixed: url.Values{"aspect": {"left-uk"}}, given: []string{"from", "to"}},
	18: {path: "/checkpoint", given: []string{"since", "key", "keep"}}, // answered by [ask.proveLog]
	19: {needs: []string{"from", "to"}, path: "/sample", given: []string{"seed", "size", "from", "to"}},
	20: {needs: []string{"case", "document"}, path: "/cases/{case}/correspondence/{document}/check", given: []string{"file"}}, // answered by [ask.checkLetter]
	21: {path: "/disclosures/current", given: []string{"from", "to"}},
	22: {path: "/retention/records", given: []string{"since"}},
	23: {path: "/statistics", given: []string{"from", "to", "exact"}},
	24: {needs: []string{"entry"}, path: "/disclosures/{entry}/law"},
	25: {path: "/access", given: []string{"subject", "entry", "month"}},
	26: {path: "/overdue/tellings"},
	27: {path: "/agreements", given: []string{"within"}},
}

func (a ask) Run(ctx context.Context, to streams) error {
	q, ok := questions[a.Question]
	if !ok {
		return fmt.Errorf("there is no question %d: they are 1 to %d, and disclosures ask --list shows them", a.Question, len(questions))
	}
	answers := map[string]string{
		"subject": a.Subject, "since": a.Since, "from": a.From, "to": a.To, "entry": a.Entry, "reference": a.Reference, "month": a.Month,
		"case": a.Case, "document": a.Document, "seed": a.Seed, "size": a.Size, "within": a.Within,
	}
	if a.Exact {
		answers["exact"] = "true"
	}
	maps.DeleteFunc(answers, func(_, given string) bool { return given == "" })
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		if !slices.Contains(slices.Concat(q.needs, q.either, q.given), name) {
			return fmt.Errorf("question %d is not asked with --%s: it would be left out of account (disclosures ask --list)", a.Question, name)
		}
	}
	if a.File != "" && a.Question != letterAsLogged {
		return fmt.Errorf("question %d is not asked with --file: it would be left out of account (disclosures ask --list)", a.Question)
	}
	if q.whole != nil && len(answers) == 0 {
		q = *q.whole
	}
	if err := a.lacking(q, answers); err != nil {
		return err
	}
	if a.Question == logUnaltered {
		return a.proveLog(ctx, to)
	}
	query := maps.Clone(q.fixed)
	if query == nil {
		query = url.Values{}
	}
	for _, name := range slices.Concat(q.either, q.given) {
		if answers[name] != "" {
			query.Set(name, answers[name])
		}
	}
	q.path = strings.NewReplacer(
		"{entry}", url.PathEscape(a.Entry), "{case}", url.PathEscape(a.Case), "{document}", url.PathEscape(a.Document),
	).Replace(q.path)
	if a.Question == letterAsLogged {
		return a.checkLetter(ctx, to, q.path)
	}
	q.asked = a.inWords(q, query)
	err := a.show(ctx, to, q, maps.Clone(query))
	if err != nil || q.also == nil {
		return err
	}
	if !a.JSON {
		fmt.Fprintln(to.out, "\nLeft out of it today, in whole or in part:")
	}
	return a.show(ctx, to, *q.also, query)
}

// inWords says what was asked.
func (a ask) inWords(q question, query url.Values) string {
	said := fmt.Sprintf("question %d of the register %s", a.Question, a.Register)
	for _, name := range slices.Sorted(slices.Values(slices.Concat(q.either, q.given))) {
		if query.Has(name) {
			said += ", " + name + " " + query.Get(name)
		}
	}
	said += ": " + inWords[a.Question]
	if !strings.HasSuffix(said, "?") {
		said += "."
	}
	return said
}

// lacking says in one answer all that a question still needs, and what each of it is.
func (a ask) lacking(q question, answers map[string]string) error {
	var lines []string
	need := func(flags, means string) { lines = append(lines, fmt.Sprintf("\n  %-12s %s", flags, means)) }
	for _, name := range q.needs {
		if answers[name] == "" {
			need("--"+name, q.meaning(name))
		}
	}
	var one []string
	for _, name := range q.either {
		if answers[name] != "" {
			one = append(one, name)
		}
	}
	if len(q.either) > 0 && len(one) != 1 {
		var means []string
		for _, name := range q.either {
			means = append(means, fmt.Sprintf("--%s, %s", name, q.meaning(name)))
		}
		need("one of", strings.Join(means, "; or "))
	}
	if strings.TrimSpace(a.Purpose) == "" {
		need("--purpose", "why you ask, in words: kept with the record that you looked")
	}
	if len(lines) == 0 {
		return nil
	}
	return fmt.Errorf("question %d (%s) needs%s", a.Question, inWords[a.Question], strings.Join(lines, ""))
}

// meanings are what a question is asked with.
var meanings = map[string]string{
	"subject":   "the council's reference for the person",
	"since":     "the first day, such as 2026-05-03",
	"from":      "the first day of disclosure, such as 2026-04-01",
	"to":        "the last day of disclosure, such as 2027-03-31",
	"entry":     "the id of a disclosure's entry, which questions 1, 9 and 21 show",
	"reference": "the council's reference in the breach register",
	"case":      "the council's reference for the case",
	"document":  "the id of a letter in that case, which question 19 shows",
}

func (q question) meaning(name string) string { return cmp.Or(q.means[name], meanings[name]) }
