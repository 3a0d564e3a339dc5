package policy

import "disclosure-register/pkg/disclosure"

// DaysLaw is what applied to one disclosure, as this catalogue and these notices
// now tell of its day: valid time. What was in force when it was recorded stands
// in the entry itself: the other time.
type DaysLaw struct {
	Catalogue     string     `json:"catalogue" doc:"Version of the catalogue that tells"`
	Notice        string     `json:"notice"`
	NoticeVersion string     `json:"noticeVersion,omitempty" doc:"The version in force on the day of the disclosure; left out where none was"`
	Items         []CitedLaw `json:"items" doc:"Every basis, condition, exemption and gateway that the disclosure cites"`
}

// CitedLaw is one thing a disclosure cites, as it stood on the day.
type CitedLaw struct {
	ID       string `json:"id"`
	Citation string `json:"citation,omitempty"`
	Title    string `json:"title,omitempty"`
	Span
	InForce bool        `json:"inForce" doc:"Whether it was in force on the day of the disclosure"`
	Amended []Amendment `json:"amended,omitempty" doc:"Changes to it that were in force by the day"`
}

// DaysLaw returns the law and the notice of the disclosure's day.
func (l *Law) DaysLaw(register disclosure.Register, d *disclosure.Disclosure) DaysLaw {
	on := disclosure.DateOf(d.DisclosedAt)
	days := DaysLaw{Catalogue: l.catalogue.Version, Notice: d.Notice, Items: []CitedLaw{}}
	if n := l.Notice(register, d.Notice, on); n != nil {
		days.NoticeVersion = n.Version
	}
	for _, id := range d.LegalItems() {
		cited := CitedLaw{ID: id}
		if item := l.items[id]; item != nil {
			cited.Citation, cited.Title, cited.Span = item.Citation, item.Title, item.Span
			for _, a := range item.Amended {
				if !a.From.After(on) {
					cited.Amended = append(cited.Amended, a)
				}
			}
		} else if gateway := l.gateways[id]; gateway != nil {
			cited.Citation, cited.Title, cited.Span = gateway.Citation, gateway.Title, gateway.Span
		}
		cited.InForce = cited.Citation != "" && cited.Covers(on)
		days.Items = append(days.Items, cited)
	}
	return days
}
