package statistics

import "strings"

// Table names what is counted by.
type Table string

// The tables, in the order in which they are shown.
const (
	ByMonth               Table = "month"
	ByDecision            Table = "decision"
	ByRecipient           Table = "recipient"
	ByRecipientKind       Table = "recipient-kind"
	ByDepartment          Table = "department"
	ByBasis               Table = "basis"
	ByCondition           Table = "condition"
	ByExemption           Table = "exemption"
	ByGateway             Table = "gateway"
	RefusedByRecipient    Table = "refused-recipient"
	RefusedByReason       Table = "refused-reason"
	RefusedByBoth         Table = "refused-recipient-reason"
	ExemptionByDepartment Table = "exemption-department"
	// ByData counts kinds of data over the whole register. It is never crossed
	// with anything, nor with months: see [CountsData].
	ByData Table = "data"
)

// Tables lists every table in order.
var Tables = []Table{
	ByMonth, ByDecision, ByRecipient, ByRecipientKind, ByDepartment, ByBasis, ByCondition, ByExemption, ByGateway,
	RefusedByRecipient, RefusedByReason, RefusedByBoth, ExemptionByDepartment, ByData,
}

// CountsData reports whether kinds of data are counted over these months: only
// over a calendar year, no more and no less, that is over.
//
// Some kinds are a person's ethnicity, religion or health. Two periods that
// overlap would give them by month, by subtraction; so would a year that is not
// over, asked for each month. Two calendar years share nothing.
func CountsData(months []string, over bool) bool {
	const year = 12
	return over && len(months) == year && strings.HasSuffix(months[0], "-01") && months[year-1] == strings.TrimSuffix(months[0], "-01")+"-12"
}

// Counted is a disclosure as statistics see it: ids and a department, nobody's
// name and no text.
type Counted struct {
	Month      string // "2026-11", in London
	Decision   string
	Refused    bool
	RefusedFor string // "" where a refusal does not say
	Recipient  string // category
	Kind       string // "category/kind", or the category alone
	Department string
	Bases      []string
	Conditions []string
	Exemptions []string
	Gateways   []string
	Data       []string
}

// NotSaid stands for the reason of a refusal that gives none, and for the
// department of a disclosure that no department recorded.
const NotSaid = "not-said"

// cell is one place in a table.
type cell struct {
	table      Table
	value, and string
}

// cells are the places in which a disclosure is counted, once each.
func (d Counted) cells() []cell {
	said := func(s string) string {
		if s == "" {
			return NotSaid
		}
		return s
	}
	department := said(d.Department)
	cells := []cell{
		{ByMonth, d.Month, ""},
		{ByDecision, d.Decision, ""},
		{ByRecipient, d.Recipient, ""},
		{ByRecipientKind, d.Kind, ""},
		{ByDepartment, department, ""},
	}
	if d.Refused {
		reason := said(d.RefusedFor)
		cells = append(cells, cell{RefusedByRecipient, d.Recipient, ""}, cell{RefusedByReason, reason, ""}, cell{RefusedByBoth, d.Recipient, reason})
	}
	for _, of := range [...]struct {
		table  Table
		values []string
	}{{ByBasis, d.Bases}, {ByCondition, d.Conditions}, {ByExemption, d.Exemptions}, {ByGateway, d.Gateways}, {ByData, d.Data}} {
		for _, value := range of.values {
			cells = append(cells, cell{of.table, value, ""})
		}
	}
	for _, exemption := range d.Exemptions {
		cells = append(cells, cell{ExemptionByDepartment, exemption, department})
	}
	return cells
}
