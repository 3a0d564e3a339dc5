package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// ask puts one of the questions of docs/questions.md to the service that runs on
// this machine.
type ask struct {
	asking
	Question int    `arg:"" help:"Number of the question in docs/questions.md."`
	Subject  string `help:"The council's reference for the person."`
	Since    string `help:"First day, for example 2026-05-03."`
	From     string `help:"First day of disclosure; for numbers, the first month."`
	To       string `help:"Last day of disclosure; for numbers, the last month."`
	Entry    string `help:"Id of an entry."`
	Month    string `help:"A month, for example 2026-11; the current one when left out."`
}

// question is how one is asked and shown: a row for each member of the list, or
// one for the answer itself where there is no list. A column's name says where
// in a row it comes from.
type question struct {
	needs   []string
	path    string
	fixed   url.Values
	given   []string
	list    string
	columns []string
}

var (
	aSharing  = []string{"disclosedAt", "decision", "recipient.organisation", "recipient.person", "legal", "against.what", "case", "entry"}
	aRow      = []string{"disclosedAt", "decision", "recipientCategory", "recipientKind", "legal", "flags", "case", "id"}
	questions = map[int]question{
		1:  {needs: []string{"subject"}, path: "/sharing", given: []string{"subject", "since"}, list: "disclosures", columns: aSharing},
		2:  {needs: []string{"subject"}, path: "/subject-report", given: []string{"subject"}, list: "shared", columns: []string{"on", "recipient", "kind", "purpose", "bases"}},
		3:  {needs: []string{"subject"}, path: "/subject-report/review", given: []string{"subject"}, list: "about", columns: []string{"disclosedAt", "outcome", "grounds.ground", "grounds.reason", "grounds.reviewBy", "grounds.due", "case", "entry"}},
		5:  {needs: []string{"subject"}, path: "/sharing", given: []string{"subject", "since"}, list: "recipients", columns: []string{"category", "organisation", "person", "times", "last", "data"}},
		6:  {needs: []string{"subject", "since"}, path: "/sharing", given: []string{"subject", "since"}, list: "disclosures", columns: aSharing},
		7:  {needs: []string{"subject"}, path: "/sharing", given: []string{"subject", "since"}, list: "disclosures", columns: []string{"disclosedAt", "recipient.organisation", "reliesOnConsent", "against.what", "against.from", "case", "entry"}},
		9:  {path: "/disclosures", fixed: url.Values{"recipientCategory": {"police"}}, given: []string{"from", "to"}, list: "rows", columns: aRow},
		11: {path: "/disclosures", fixed: url.Values{"flag": {"XX-10"}}, given: []string{"from", "to"}, list: "rows", columns: aRow},
		21: {path: "/disclosures", fixed: url.Values{"flag": {"XX-9"}}, given: []string{"from", "to"}, list: "rows", columns: aRow},
		23: {path: "/statistics", given: []string{"from", "to"}, list: "rows", columns: []string{"table", "value", "and", "shown"}},
		24: {needs: []string{"entry"}, path: "/disclosures/{entry}", columns: []string{"entry.id", "entry.recordedAt", "entry.policy.catalogue", "entry.policy.notice", "entry.policy.noticeVersion"}},
		25: {path: "/access", given: []string{"subject", "entry", "month"}, list: "accesses", columns: []string{"at", "by.name", "by.roles", "action", "purpose", "results", "case"}},
	}
)

func (a ask) Run(ctx context.Context, to streams) error {
	q, ok := questions[a.Question]
	if !ok {
		var known []string
		for _, n := range slices.Sorted(maps.Keys(questions)) {
			known = append(known, strconv.Itoa(n))
		}
		return fmt.Errorf("no call answers question %d as it is put; docs/questions.md says what comes nearest (there are %s)", a.Question, strings.Join(known, ", "))
	}
	if strings.TrimSpace(a.Purpose) == "" {
		return fmt.Errorf("say why you ask: --purpose \"…\" is kept with the record that you looked")
	}
	answers := map[string]string{"subject": a.Subject, "since": a.Since, "from": a.From, "to": a.To, "entry": a.Entry, "month": a.Month}
	for _, name := range q.needs {
		if answers[name] == "" {
			return fmt.Errorf("question %d needs --%s", a.Question, name)
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
	path := strings.ReplaceAll(q.path, "{entry}", url.PathEscape(a.Entry))
	return a.show(ctx, to, q, path, query)
}

// show prints every page of the answer.
func (a ask) show(ctx context.Context, to streams, q question, path string, query url.Values) error {
	table := tabwriter.NewWriter(to.out, 0, 4, 2, ' ', 0)
	count := 0
	for {
		body, err := a.get(ctx, path+"?"+query.Encode())
		if err != nil {
			return err
		}
		var page map[string]any
		if err := json.Unmarshal(body, &page); err != nil {
			return fmt.Errorf("read the service's answer: %w", err)
		}
		rows, _ := page[q.list].([]any)
		if q.list == "" {
			rows = []any{page}
		}
		for _, row := range rows {
			if count++; a.JSON {
				if err := json.NewEncoder(to.out).Encode(row); err != nil {
					return err
				}
				continue
			}
			if count == 1 {
				fmt.Fprintln(table, strings.Join(q.columns, "\t"))
			}
			for _, column := range q.columns {
				fmt.Fprint(table, cell(row, column), "\t")
			}
			fmt.Fprintln(table)
		}
		cursor, _ := page["cursor"].(string)
		if cursor == "" {
			break
		}
		query.Set("cursor", cursor)
	}
	if count == 0 && !a.JSON {
		fmt.Fprintln(to.out, "There is nothing to show.")
	}
	return table.Flush()
}

// cell is what stands at a dotted place in a row. Of a list it is every member's,
// separated by semicolons.
func cell(value any, place string) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []any:
		var parts []string
		for _, member := range v {
			if part := cell(member, place); part != "" {
				parts = append(parts, part)
			}
		}
		return strings.Join(parts, "; ")
	case map[string]any:
		name, rest, _ := strings.Cut(place, ".")
		return cell(v[name], rest)
	}
	return strings.NewReplacer("\t", " ", "\n", " ").Replace(fmt.Sprint(value))
}
