package main

import (
	"context"
	"errors"
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
	Month     string   `help:"A month, for example 2026-11; the current one when left out."`
}

// question is how one is asked. How its answer is shown, [columns.Of] says of its path.
type question struct {
	needs []string
	path  string
	fixed url.Values
	given []string
	// none is said of an answer without rows; what was asked, when it is empty.
	none string
}

var questions = map[int]question{
	1:  {needs: []string{"subject"}, path: "/sharing", given: []string{"subject", "since"}},
	2:  {needs: []string{"subject", "to"}, path: "/subject-report", given: []string{"subject", "to"}},
	3:  {needs: []string{"subject", "to"}, path: "/subject-report/review", given: []string{"subject", "to"}},
	4:  {path: "/overdue/withholdings"},
	5:  {needs: []string{"subject"}, path: "/changes", given: []string{"subject"}},
	6:  {needs: []string{"subject", "since"}, path: "/sharing", given: []string{"subject", "since"}},
	7:  {needs: []string{"subject"}, path: "/sharing", given: []string{"subject", "since"}},
	8:  {path: "/breach", given: []string{"reference", "entry"}},
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
	20: {needs: []string{"case", "document"}, path: "/cases/{case}/correspondence/{document}/check"},
	21: {path: "/disclosures/current", given: []string{"from", "to"}},
	22: {path: "/retention/records", given: []string{"since"}},
	23: {path: "/statistics", given: []string{"from", "to", "exact"}},
	24: {needs: []string{"entry"}, path: "/disclosures/{entry}/law"},
	25: {path: "/access", given: []string{"subject", "entry", "month"}},
	26: {path: "/overdue/tellings"},
	27: {path: "/agreements"},
}

func (a ask) Run(ctx context.Context, to streams) error {
	q, ok := questions[a.Question]
	if !ok {
		return fmt.Errorf("there is no question %d: they are 1 to %d, and disclosures ask --list shows them", a.Question, len(questions))
	}
	if strings.TrimSpace(a.Purpose) == "" {
		return errors.New("say why you ask: --purpose \"…\" is kept with the record that you looked")
	}
	if a.Question == logUnaltered {
		return a.proveLog(ctx, to)
	}
	if a.File != "" && a.Question != letterAsLogged {
		return fmt.Errorf("question %d is not asked with --file: it would be left out of account (disclosures ask --list)", a.Question)
	}
	answers := map[string]string{
		"subject": a.Subject, "since": a.Since, "from": a.From, "to": a.To, "entry": a.Entry, "reference": a.Reference, "month": a.Month,
		"case": a.Case, "document": a.Document, "seed": a.Seed, "size": a.Size,
	}
	if a.Exact {
		answers["exact"] = "true"
	}
	for _, name := range q.needs {
		if answers[name] == "" {
			return fmt.Errorf("question %d needs --%s", a.Question, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		if answers[name] != "" && !slices.Contains(q.needs, name) && !slices.Contains(q.given, name) {
			return fmt.Errorf("question %d is not asked with --%s: it would be left out of account (disclosures ask --list)", a.Question, name)
		}
	}
	query := maps.Clone(q.fixed)
	if query == nil {
		query = url.Values{}
	}
	for _, name := range q.given {
		if answers[name] != "" {
			query.Set(name, answers[name])
		}
	}
	q.path = strings.NewReplacer(
		"{entry}", url.PathEscape(a.Entry), "{case}", url.PathEscape(a.Case), "{document}", url.PathEscape(a.Document),
	).Replace(q.path)
	if err := a.show(ctx, to, q, query); err != nil || a.File == "" {
		return err
	}
	return a.compareFile(ctx, to, q.path)
}
