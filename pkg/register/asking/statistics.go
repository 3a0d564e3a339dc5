package asking

import (
	"cmp"
	"context"
	"io"
	"strconv"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/statistics"
)

// Statistics are numbers of disclosures that may be published: of whole months,
// each number under five left out or said to be so, and none of them to be worked
// out from the others. docs/statistics.md says how.
type Statistics struct {
	From        string            `json:"from" doc:"First month" example:"2026-01"`
	To          string            `json:"to" doc:"Last month" example:"2026-12"`
	AsOf        disclosure.Date   `json:"asOf" format:"date" doc:"The day on which the entries read so"`
	Complete    bool              `json:"complete" doc:"False while the last month is not over"`
	Disclosures statistics.Figure `json:"disclosures" doc:"All disclosures and refusals"`
	Rows        []statistics.Line `json:"rows" doc:"By table. A value with a very small number may be left out, unless exact numbers were asked for"`
	Exact       *int              `json:"exact,omitempty" doc:"All disclosures and refusals exactly, where that was asked for"`
	Reading     string            `json:"howToRead" doc:"How the numbers are to be read, in words"`
	Warning     string            `json:"warning,omitempty" doc:"Says of exact numbers that they are not to be published"`
}

// howToRead stands under the numbers: whoever is handed the table has nothing else.
const howToRead = "Each number is to the nearest five, and one under five is shown as fewer than 5 or left out with its row, so that no number tells of a person. Rows do not therefore add up to the total, and a disclosure that rests on two things counts under both."

// notToBePublished stands on exact numbers.
const notToBePublished = "Exact numbers, for internal audit only. They are not to be published: a small number may name a person."

// Statistics counts the disclosures of whole months (YYYY-MM), as they now read: a
// correction replaces what it corrects and is no second disclosure. Without a
// month it counts the twelve that end with the current one. Kinds of data are
// counted only over a calendar year that is over ([statistics.CountsData]).
//
// With exact, each number is beside the published one as it is, for an internal audit;
// that it was asked for stands in the record of the look.
//
// Its reads grow with the period. Where there is too much for an answer, it says to ask
// for a file.
func (a *Room) Statistics(ctx context.Context, by desk.Looking, from, to string, exact bool) (Statistics, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-statistics"); err != nil {
		return Statistics{}, err
	}
	today := a.desk.Today()
	p, err := months(from, to, today)
	if err != nil {
		return Statistics{}, err
	}
	s, err := a.statistics(ctx, by.Caller.Register, p, today, exact, awaited(a.desk.Counted()))
	if err != nil {
		return Statistics{}, err
	}
	for i := range s.Rows {
		a.inWords(&s.Rows[i])
	}
	asked := map[string]string{"from": s.From, "to": s.To}
	if exact {
		asked["exact"] = "true"
	}
	return desk.Shown(ctx, a.desk, by, s, disclosure.Access{Action: "show-statistics", Asked: asked, Results: len(s.Rows)})
}

// WriteCSV writes the statistics as a spreadsheet: a row for the total, and one for each
// line of each table.
func (s *Statistics) WriteCSV(w io.Writer) error {
	exactly := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	rows := [][]string{{"All disclosures and refusals", "", "", "", "", s.Disclosures.Shown, exactly(s.Exact)}}
	for _, l := range s.Rows {
		rows = append(rows, []string{tableTitles[l.Table], cmp.Or(l.Title, l.Value), l.Value, cmp.Or(l.AndTitle, l.And), l.And, l.Shown, exactly(l.Exact)})
	}
	for _, said := range []string{s.Reading, s.Warning} {
		if said != "" {
			rows = append(rows, []string{said, "", "", "", "", "", ""})
		}
	}
	return report.WriteTable(w, []string{"Counted by", "What is counted", "Id", "And by", "And by id", "Number, to the nearest five", "Exact number"}, rows)
}

func (a *Room) statistics(ctx context.Context, register disclosure.Register, p desk.Period, today disclosure.Date, exact bool, at *pace) (Statistics, error) {
	var tally *statistics.Tally
	err := a.desk.EachLastWord(ctx, register, p, func() func(desk.Summary) error {
		tally = new(statistics.Tally)
		count := at.over(p)
		return func(s desk.Summary) error {
			tally.Add(statistics.Weigh(a.desk.Unguessable(register, s.Original())), a.counted(s))
			return count(s)
		}
	})
	if err != nil {
		return Statistics{}, err
	}
	months, over := eachMonth(p), today.After(p.To)
	always := map[statistics.Table][]string{
		statistics.ByMonth:    months,
		statistics.ByDecision: {string(disclosure.Disclosed), string(disclosure.PartlyDisclosed), string(disclosure.RefusedToShare)},
	}
	withData := statistics.CountsData(months, over)
	if withData {
		for _, c := range a.desk.Law().Catalogue().DataCategories {
			always[statistics.ByData] = append(always[statistics.ByData], c.ID)
		}
	}
	s := Statistics{
		From: monthOf(p.From), To: monthOf(p.To), AsOf: today, Complete: over,
		Disclosures: tally.Total(), Rows: tally.Rows(always, withData), Reading: howToRead,
	}
	if exact {
		all := tally.Counted()
		s.Exact, s.Rows, s.Warning = &all, tally.ExactRows(always), notToBePublished
	}
	return s, nil
}

// counted is the disclosure as statistics see it.
func (a *Room) counted(s desk.Summary) statistics.Counted {
	c := statistics.Counted{
		Month: londonMonth(s.DisclosedAt), Decision: s.Decision, RefusedFor: s.RefusedFor,
		Refused:   disclosure.Decision(s.Decision) == disclosure.RefusedToShare,
		Recipient: s.RecipientCategory, Kind: s.RecipientCategory, Department: s.Department, Data: s.Data,
	}
	if s.RecipientKind != "" {
		c.Kind += "/" + s.RecipientKind
	}
	for _, id := range s.Legal {
		switch a.desk.Law().ItemKind(id) {
		case policy.LawfulBasis:
			c.Bases = append(c.Bases, id)
		case policy.SpecialCondition, policy.CriminalCondition:
			c.Conditions = append(c.Conditions, id)
		case policy.ExemptionItem:
			c.Exemptions = append(c.Exemptions, id)
		default:
			c.Gateways = append(c.Gateways, id)
		}
	}
	return c
}
