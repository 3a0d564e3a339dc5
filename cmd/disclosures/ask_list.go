package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// inWords are the questions as people put them: docs/questions.md.
var inWords = map[int]string{
	1:  "Who exactly has had Mrs A's data, what, when, why?",
	2:  "What may I put in her answer about recipients, and what must I leave out today?",
	3:  "On which provision and reasons am I withholding each entry, and when is that reviewed?",
	4:  "Which withholdings have passed their review date or lost their ground?",
	5:  "We corrected, erased or restricted this: which recipients must be told, which have been?",
	6:  "She objected on 3 May. What was shared after that, on what footing?",
	7:  "He withdrew consent. Which disclosures relied on it, any after withdrawal?",
	8:  "This letter went to the wrong contractor: what, whose, was it retrieved, is the 72-hour clock running?",
	9:  "Every police disclosure this quarter: force, officer, offence, provision, authoriser, refused ones too",
	10: "Which disclosures have no Article 6 basis, or special or criminal data without a condition?",
	11: "Which disclosures does our own notice not cover, or whose condition was not evidenced?",
	12: "Did equalities data leave the complaints team?",
	13: "Was consent obtained before each external share?",
	14: "Which warning markers are overdue six-month review, undisclosed to the person, and who holds copies?",
	15: "A marker was removed: who was told to delete it?",
	16: "Which emergency shares still lack a retrospective record, and how late?",
	17: "What left the UK or the EEA, under which mechanism at that date?",
	18: "Prove the log is complete and unaltered since the last audit",
	19: "Sample 25 disclosures at random, weighted to exemptions",
	20: "Does this archived letter match what was logged when sent?",
	21: "Who approved, were they entitled, did anyone approve their own?",
	22: "Which records are past retention, which were disposed of, by whose authority, what is on hold and why, who is still to be erased from a share, and of which has no clock started?",
	23: "How many requests were refused, by recipient and reason? How often is each exemption used, by which service?",
	24: "Which rule, notice and catalogue version applied on that date?",
	25: "Who looked at this log, and why?",
	26: "Whom were we to tell by now of what was shared or refused?",
	27: "Which sharing agreements have we, with whom, and which lapses next?",
}

// listFlag prints the questions and ends the program, whatever else is missing.
type listFlag bool

// BeforeReset is called by kong as soon as it has seen the flag.
func (listFlag) BeforeReset(app *kong.Kong) error {
	var rows [][]string
	for _, n := range slices.Sorted(maps.Keys(questions)) {
		q := questions[n]
		var flags []string
		for _, name := range q.needs {
			flags = append(flags, "--"+name)
		}
		if q.whole != nil && q.needs != nil {
			flags = []string{"[--" + strings.Join(q.needs, "] [--") + "]"}
		}
		if q.either != nil {
			flags = append(flags, "[--"+strings.Join(q.either, " or --")+"]")
		}
		for _, name := range q.given {
			if !slices.Contains(q.needs, name) {
				flags = append(flags, "[--"+name+"]")
			}
		}
		rows = append(rows, []string{fmt.Sprint(n), inWords[n], strings.Join(flags, " ")})
	}
	if err := writeTable(app.Stdout, []string{"", "question", "asked with"}, rows); err != nil {
		return err
	}
	app.Exit(0)
	return nil
}
