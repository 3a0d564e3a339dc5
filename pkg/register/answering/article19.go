package answering

import (
	"cmp"
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
)

// Changes are what was rectified, erased, restricted or taken off about one
// person, and who has to be told of it (UK GDPR Article 19).
type Changes struct {
	Changes []ChangeView       `json:"changes" doc:"Newest first"`
	Nothing *desk.NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
}

// ChangeView is one change and how far the telling of its recipients is. The
// recipients are worked out from the disclosures as they now read, so that one
// recorded late, or corrected, counts.
type ChangeView struct {
	Entry       disclosure.EntryID    `json:"entry"`
	Subject     string                `json:"subject" doc:"The council's reference for the person"`
	What        disclosure.ChangeKind `json:"what" enum:"rectification,erasure,restriction,marker-removed"`
	On          disclosure.Date       `json:"on" format:"date"`
	Data        []string              `json:"data" doc:"Data categories that were changed; all of the person's data when empty"`
	Reason      string                `json:"reason,omitempty"`
	Reference   string                `json:"reference,omitempty"`
	Outstanding int                   `json:"outstanding" doc:"Recipients not yet told, for whom no reason not to tell is recorded; those who are told with the next occasion among them"`
	Recipients  []ChangeRecipient     `json:"recipients" doc:"Everyone outside the council who had been given the data by then, once each, by name"`
	Withheld    string                `json:"withheld,omitempty" doc:"Why the person is not told of this change today"`
	Due         string                `json:"due,omitempty" doc:"Why somebody has to look at that again"`
}

// ChangeRecipient is a recipient and how far telling it is.
type ChangeRecipient struct {
	disclosure.ToldRecipient
	Outcome        disclosure.TellingOutcome `json:"outcome" enum:"not-yet,next-occasion,told,acknowledged,impossible,disproportionate,not-due"`
	By             disclosure.Date           `json:"by,omitzero" format:"date" doc:"Of next-occasion: the day on which it is told with what it is given next"`
	Overdue        int                       `json:"overdue,omitempty" doc:"Days since that day, while it is not told"`
	ToldOn         disclosure.Date           `json:"toldOn,omitzero" format:"date"`
	How            string                    `json:"how,omitempty"`
	AcknowledgedOn disclosure.Date           `json:"acknowledgedOn,omitzero" format:"date"`
	Reason         string                    `json:"reason,omitempty" doc:"Why it was not told, where a reason was recorded"`
	Data           []string                  `json:"data" doc:"Categories among those changed that it had; empty where no disclosure names it, as it now reads"`
	Last           time.Time                 `json:"last,omitzero" doc:"When it was last given them"`
	Entries        []disclosure.EntryID      `json:"entries" doc:"The disclosures, as they now read, newest first"`
	Says           string                    `json:"says,omitempty" doc:"That no disclosure explains the telling, and what to do if its name was misspelt"`
	Inquiry        bool                      `json:"mayBeNoRecipient" doc:"True where it may have had the data as a public authority in a particular inquiry, and then is no recipient in law (Article 4(9)): tell it all the same, or record not-due and why"`
}

// Changes shows the Data Protection Officer or an auditor what was changed about a
// person, who has to be told, and who has been. A kind narrows it to changes of
// that kind.
func (r *Answers) Changes(ctx context.Context, by desk.Looking, subject string, what disclosure.ChangeKind) (Changes, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-changes"); err != nil {
		return Changes{}, err
	}
	register := by.Caller.Register
	known, err := r.desk.KnownAbout(ctx, register, facts.OfSubject(subject))
	if err != nil {
		return Changes{}, err
	}
	words, err := r.desk.WordsOn(ctx, register, subject, isAbout(subject))
	if err != nil {
		return Changes{}, err
	}
	today := disclosure.DateOf(r.desk.Now())
	answer := Changes{Changes: []ChangeView{}}
	for _, k := range known {
		if facts.IsChange(k) && (what == "" || k.Change.What == what) {
			answer.Changes = append(answer.Changes, r.viewChange(register, k, known, words, today))
		}
	}
	slices.SortStableFunc(answer.Changes, func(a, b ChangeView) int {
		return cmp.Or(b.On.Compare(a.On), cmp.Compare(b.Entry, a.Entry))
	})
	asked := map[string]string{"subject": r.desk.PersonToken(register, subject)}
	if what != "" {
		asked["what"] = string(what)
	}
	var shown desk.Sights
	if len(answer.Changes) == 0 {
		if answer.Nothing, shown, err = r.desk.Nothing(ctx, by.Caller, desk.Sought{Subject: subject, Also: map[string]string{"what": string(what)}}); err != nil {
			return Changes{}, err
		}
	}
	return desk.ShownOf(ctx, r.desk, by, "", answer, disclosure.Access{Action: "show-changes", Asked: asked, Results: len(answer.Changes)}, shown)
}

// neverHadIt is said of a recipient that was told of a change and, as the records
// now read, never had what was changed. The telling is taken all the same: it has
// happened, and the disclosure may be recorded late.
const neverHadIt = "No disclosure, as the records now read, gave it what was changed. If its name was misspelt, take this back with not-yet and record the telling under the name listed here."

// viewChange decides. It reads nothing.
func (r *Answers) viewChange(register disclosure.Register, change facts.Known, known []facts.Known, words []desk.Word, today disclosure.Date) ChangeView {
	v := ChangeView{
		Entry: change.Entry, Subject: change.About.Reference, What: change.Change.What, On: change.From,
		Data: append([]string{}, policy.ChangedData(change.Fact)...), Reason: change.Reason, Reference: change.Reference,
		Recipients: []ChangeRecipient{},
	}
	v.Withheld, v.Due = r.desk.Law().ChangeWithheld(register, change.Fact, markerOf(change, known), facts.Alone(known), today)
	for _, w := range words {
		if r.desk.Law().MustBeTold(change.Fact, w.Disclosure) {
			v.had(w, policy.SharedOf(change.Fact, w.Disclosure))
		}
	}
	for _, k := range known {
		if k.Kind == disclosure.FactTelling && k.Telling.Change == change.Entry {
			v.told(k.Fact)
		}
	}
	for i := range v.Recipients {
		switch one := &v.Recipients[i]; {
		case len(one.Entries) == 0 && !one.toTell() && one.Outcome != disclosure.NotDue:
			one.Says = neverHadIt
		case len(one.Entries) > 0 && one.toTell():
			v.Outstanding++
			if !one.By.IsZero() && today.After(one.By) {
				one.Overdue = today.DaysSince(one.By)
			}
		}
	}
	slices.SortFunc(v.Recipients, func(a, b ChangeRecipient) int {
		return cmp.Or(cmp.Compare(a.Organisation, b.Organisation), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Kind, b.Kind))
	})
	return v
}

// toTell reports whether the recipient is still to be told.
func (r *ChangeRecipient) toTell() bool {
	return r.Outcome == disclosure.NotYetTold || r.Outcome == disclosure.NextOccasion
}

// named returns the recipient's line, which it adds where there is none.
func (v *ChangeView) named(who disclosure.ToldRecipient) *ChangeRecipient {
	n := slices.IndexFunc(v.Recipients, func(r ChangeRecipient) bool { return r.Same(who) })
	if n < 0 {
		v.Recipients = append(v.Recipients, ChangeRecipient{
			ToldRecipient: who, Outcome: disclosure.NotYetTold, Data: []string{}, Entries: []disclosure.EntryID{},
			Inquiry: policy.MayBeNoRecipient(who.Category),
		})
		n = len(v.Recipients) - 1
	}
	return &v.Recipients[n]
}

// had notes a disclosure of what was changed. The newest comes first.
func (v *ChangeView) had(w desk.Word, data []string) {
	one := v.named(w.Disclosure.Recipient.Told())
	one.Entries = append(one.Entries, w.Entry.ID)
	if one.Last.IsZero() {
		one.Last = w.Disclosure.DisclosedAt
	}
	for _, category := range data {
		if !slices.Contains(one.Data, category) {
			one.Data = append(one.Data, category)
		}
	}
}

// told notes a telling. They come in the order in which they were recorded, and
// the last stands; an acknowledgement leaves the telling before it to be read.
func (v *ChangeView) told(f disclosure.Fact) {
	for _, who := range f.Telling.Recipients {
		one := v.named(who)
		one.Outcome, one.Reason, one.By = f.Telling.Outcome, f.Reason, f.Telling.By
		switch f.Telling.Outcome {
		case disclosure.RecipientTold:
			one.ToldOn, one.How, one.AcknowledgedOn = f.From, f.Telling.How, disclosure.Date{}
		case disclosure.Acknowledged:
			one.AcknowledgedOn = f.From
		default:
			one.ToldOn, one.How, one.AcknowledgedOn = disclosure.Date{}, "", disclosure.Date{}
		}
	}
}

// markerOf returns the marker that the change names, as it is known now, or nil.
func markerOf(change facts.Known, known []facts.Known) *disclosure.Fact {
	if marker := facts.Find(known, change.Change.Fact); marker != nil && marker.Kind == disclosure.FactMarker {
		return &marker.Fact
	}
	return nil
}
