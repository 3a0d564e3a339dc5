package desk

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/statistics"
	"disclosure-register/pkg/store"
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
	Warning     string            `json:"warning,omitempty" doc:"Says of exact numbers that they are not to be published"`
}

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
// Its reads grow with the period, and nothing caps them.
func (r *Registrar) Statistics(ctx context.Context, by Looking, from, to string, exact bool) (Statistics, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-statistics"); err != nil {
		return Statistics{}, err
	}
	today := disclosure.DateOf(r.at())
	p, err := months(from, to, today)
	if err != nil {
		return Statistics{}, err
	}
	s, err := r.statistics(ctx, by.Caller.Register, p, today, exact)
	if err != nil {
		return Statistics{}, err
	}
	asked := map[string]string{"from": s.From, "to": s.To}
	if exact {
		asked["exact"] = "true"
	}
	return seen(s, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-statistics", Asked: asked, Results: len(s.Rows)}))
}

func (r *Registrar) statistics(ctx context.Context, register disclosure.Register, p period, today disclosure.Date, exact bool) (Statistics, error) {
	categories := map[[dataTagSize]byte]string{}
	for _, c := range r.law.Catalogue().DataCategories {
		categories[dataTag(c.ID)] = c.ID
	}
	var tally *statistics.Tally
	err := r.eachLastWord(ctx, register, p, func() func(store.Item) error {
		tally = new(statistics.Tally)
		return func(item store.Item) error {
			counted, err := r.counted(item, categories)
			if err != nil {
				return err
			}
			tally.Add(statistics.Weigh(r.keys.mac(register, useStatistics, originalOf(item).String())), counted)
			return nil
		}
	})
	if err != nil {
		return Statistics{}, err
	}
	months, over := p.eachMonth(), today.After(p.to)
	always := map[statistics.Table][]string{
		statistics.ByMonth:    months,
		statistics.ByDecision: {string(disclosure.Disclosed), string(disclosure.PartlyDisclosed), string(disclosure.RefusedToShare)},
	}
	withData := statistics.CountsData(months, over)
	if withData {
		for _, c := range r.law.Catalogue().DataCategories {
			always[statistics.ByData] = append(always[statistics.ByData], c.ID)
		}
	}
	s := Statistics{
		From: monthOf(p.from), To: monthOf(p.to), AsOf: today, Complete: over,
		Disclosures: tally.Total(), Rows: tally.Rows(always, withData),
	}
	if exact {
		all := tally.Counted()
		s.Exact, s.Rows, s.Warning = &all, tally.ExactRows(always), notToBePublished
	}
	return s, nil
}

// counted reads an index item as statistics see it.
func (r *Registrar) counted(item store.Item, categories map[[dataTagSize]byte]string) (statistics.Counted, error) {
	row, err := rowOf(item)
	if err != nil {
		return statistics.Counted{}, err
	}
	c := statistics.Counted{
		Month: londonMonth(row.DisclosedAt), Decision: row.Decision, RefusedFor: text(item, attrRefusedFor),
		Refused:   disclosure.Decision(row.Decision) == disclosure.RefusedToShare,
		Recipient: row.RecipientCategory, Kind: row.RecipientCategory, Department: row.Department,
	}
	if row.RecipientKind != "" {
		c.Kind += "/" + row.RecipientKind
	}
	for _, id := range row.Legal {
		switch r.law.ItemKind(id) {
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
	tags, _ := item.Attrs[attrData].([]byte)
	for ; len(tags) >= dataTagSize; tags = tags[dataTagSize:] {
		if category := categories[[dataTagSize]byte(tags)]; category != "" {
			c.Data = append(c.Data, category)
		}
	}
	return c, nil
}
