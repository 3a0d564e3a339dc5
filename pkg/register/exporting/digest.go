package exporting

import (
	"context"
	"errors"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/report"
)

var errMoreRows = errors.New("there are more rows than are shown")

// DigestOf returns the digest that a spreadsheet of what the search finds would have now,
// as everything was recorded or as it now reads, to who may ask for one; "" to anybody
// else, and where the spreadsheet would have other rows than those that are shown, since
// a digest of what is not on the screen says nothing of it.
//
// Each row is read whole: a batch read or a few for every hundred, and a query of the
// letters of each case among them. Nothing is read further once there are more rows than
// are shown.
func (j *Jobs) DigestOf(ctx context.Context, by disclosure.Caller, s desk.Search, read RowsRead, shown []disclosure.EntryID) (string, error) {
	if _, err := power.May(by, "request-export"); err != nil {
		return "", nil
	}
	var digest report.Digest
	var rows []disclosure.EntryID
	err := j.desk.EachFound(ctx, by.Register, s, func(found desk.Found) error {
		wholes, err := j.desk.Wholes(ctx, by.Register, found, s, read == AsItReads)
		if err != nil {
			return err
		}
		for _, whole := range wholes {
			canonical, err := j.rowOf(by.Register, whole).Canonical()
			if err != nil {
				return err
			}
			digest.Add(canonical)
			rows = append(rows, whole.Entry.ID)
		}
		if len(rows) > len(shown) {
			return errMoreRows
		}
		return nil
	})
	if errors.Is(err, errMoreRows) || err == nil && !slices.Equal(rows, shown) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return digest.String(), nil
}
