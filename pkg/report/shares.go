package report

import (
	"strconv"

	"disclosure-register/pkg/disclosure"
)

// shareColumns are what a share of many people has in the place of its subjects.
var shareColumns = func() []Column {
	all := []Column{
		{
			Heading: "People in it", Width: Narrow,
			Says: "Of a share of many people: how many it was about. Filled in, the row is such a share: it names nobody, and its people are listed in the register under its own entry.",
			Cell: func(l *Line) Cell {
				if l.d.Share == nil {
					return Cell{}
				}
				return number(l.d.Share.People)
			},
		},
		onDay("First day that the data is of", "Of a share of many people: where the period begins that the data is of.", func(l *Line) (from disclosure.Date) {
			if l.d.Share != nil {
				from = l.d.Share.From
			}
			return from
		}),
		onDay("Last day that the data is of", "Of a share of many people: where that period ends.", func(l *Line) (to disclosure.Date) {
			if l.d.Share != nil {
				to = l.d.Share.To
			}
			return to
		}),
		ofShare("Series", middling, "Of a share of many people: the routine of which it was an occasion, by the department's name for it.", func(s *disclosure.Share) string { return s.Series }),
		ofShare("Occasion", Wide, "Of a share of many people: which of the routine's occasions it was.", func(s *disclosure.Share) string { return s.Occasion }),
		ofShare("How to tell who was in it", Prose, "Of a share of many people: by what rule somebody was in it, and in which system that can be looked up.", func(s *disclosure.Share) string { return s.HowToTell }),
	}
	for i := range all {
		all[i].Since = 3
	}
	return all
}()

func ofShare(heading string, width float64, says string, of func(*disclosure.Share) string) Column {
	return text(heading, width, says, func(l *Line) string {
		if l.d.Share == nil {
			return ""
		}
		return of(l.d.Share)
	})
}

func inTheShare(s *disclosure.Share) string {
	return strconv.Itoa(s.People) + " people together, none of whom is named: see How to tell who was in it"
}
