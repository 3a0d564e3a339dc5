package report

import (
	"io"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/statistics"
)

// AnnualReturn is a register's year in numbers that may be published, each beside
// the year before.
type AnnualReturn struct {
	Register    disclosure.Register `json:"register"`
	Controller  string              `json:"controller"`
	Year        int                 `json:"year"`
	AsOf        disclosure.Date     `json:"asOf" format:"date"`
	Complete    bool                `json:"complete" doc:"False while the year is not over"`
	Catalogue   string              `json:"catalogue" doc:"Version of the law catalogue"`
	Notices     []AnnualNotice      `json:"notices" doc:"The notices in force at any time in the year"`
	Disclosures AnnualFigure        `json:"disclosures" doc:"All disclosures and refusals"`
	Rows        []AnnualRow         `json:"rows"`
	Note        string              `json:"note" doc:"How the numbers are to be read"`
}

// AnnualNotice is a version of a notice.
type AnnualNotice struct {
	ID      string          `json:"id"`
	Version string          `json:"version"`
	Title   string          `json:"title"`
	From    disclosure.Date `json:"from" format:"date"`
	Until   disclosure.Date `json:"until,omitzero" format:"date"`
}

// AnnualFigure is a number of the year and of the year before.
type AnnualFigure struct {
	ThisYear   statistics.Figure `json:"thisYear"`
	YearBefore statistics.Figure `json:"yearBefore"`
}

// AnnualRow is one line of a table, with its values in plain words. A month is
// that of the year, and beside it the same month of the year before.
type AnnualRow struct {
	Table      statistics.Table `json:"table"`
	TableTitle string           `json:"tableTitle"`
	Value      string           `json:"value"`
	Title      string           `json:"title"`
	And        string           `json:"and,omitempty"`
	AndTitle   string           `json:"andTitle,omitempty"`
	AnnualFigure
}

// AnnualNote is how the numbers of a return are to be read.
const AnnualNote = "Numbers are to the nearest five. A number under five, none included, is shown as \"fewer than 5\", and a value that had hardly any is left out. Each disclosure counts for none, one or two by chance, so that no small number can be worked out from the others; totals are therefore a little off."

// WriteCSV writes the return as a spreadsheet: a row for the total, and one for
// each line of each table.
func (a *AnnualReturn) WriteCSV(w io.Writer) error {
	rows := [][]string{{"", "All disclosures and refusals", "", "", a.Disclosures.ThisYear.Shown, a.Disclosures.YearBefore.Shown}}
	for _, r := range a.Rows {
		rows = append(rows, []string{r.TableTitle, r.Title, r.Value, r.AndTitle, r.ThisYear.Shown, r.YearBefore.Shown})
	}
	return WriteTable(w, []string{"Table", "Value", "Id", "And", "This year", "Year before"}, rows)
}
