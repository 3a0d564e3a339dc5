package answering

import (
	"cmp"
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
)

// SubjectQuestion asks what one person may be told of who has had their data.
type SubjectQuestion struct {
	Subject string          // the council's reference for the person
	To      door.As         // who asks: never by default
	AsOf    disclosure.Date // the day of the answer; today when zero
}

// SubjectReview is both versions of an answer: what the person gets, and every
// disclosure about them with what each ground does to it.
type SubjectReview struct {
	// PerhapsOne hold up a release.
	PerhapsOne []door.PerhapsOne `json:"perhapsOne" doc:"Decide first: two records that may be of one sharing, of which one is kept back and the other is in the answer. Nothing is released until that is decided"`
	// Differences come first: two answers side by side must not tell.
	Differences []Differences `json:"differences" doc:"What each answer that was released before, to the same asker, showed and this would not, and the reverse"`
	Answer      door.Answer   `json:"answer" doc:"What the person gets, to the letter"`
	Digest      string        `json:"digest" doc:"SHA-256 of the answer, in hexadecimal: what a release names"`
	About       []Reviewed    `json:"about" doc:"Every disclosure and refusal that is or was about the person, newest first"`
	// Perhaps hold up a release like any other, where they are undecided.
	Perhaps []Reviewed `json:"perhaps" doc:"Shares of which it was decided that it cannot be told whether the person was in them, and what becomes of each as though they had been. One that is undecided holds up a release"`
	// Changes are those of which recipients are told (UK GDPR Article 19).
	Unlisted []UnlistedShare    `json:"unlisted" doc:"Shares of many people of which not everybody is known to be listed, this person perhaps among those who are not: look where each says whether they were in it. None is in the answer"`
	Nothing  *desk.NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor alone: what was looked for, where nothing was found"`
	Changes  []ChangeView       `json:"changes" doc:"Every change to the person's data, newest first, with all its recipients; withheld says why the person is not told of it"`
}

// Reviewed is a disclosure as it was judged, and what became of its flags.
type Reviewed struct {
	door.Judged
	Flags []desk.ReadFlag `json:"flags" doc:"Its flags, and those of entries that it corrects, each with what became of it: whether it waits, who cleared it and why, or which correction met it"`
}

func withFlags(judged []door.Judged, flags map[disclosure.EntryID][]desk.ReadFlag) []Reviewed {
	list := make([]Reviewed, 0, len(judged))
	for _, j := range judged {
		list = append(list, Reviewed{j, append([]desk.ReadFlag{}, flags[j.Root]...)})
	}
	return list
}

// SubjectReport is the answer to the person. It is byte for byte what it would be
// had nothing that it leaves out ever been recorded.
func (r *Answers) SubjectReport(ctx context.Context, by desk.Looking, q SubjectQuestion) (door.Answer, error) {
	review, err := r.reviewSubject(ctx, by, q, "subject-report")
	return review.Answer, err
}

// ReviewSubject shows the Data Protection Officer both versions, and why.
func (r *Answers) ReviewSubject(ctx context.Context, by desk.Looking, q SubjectQuestion) (SubjectReview, error) {
	return r.reviewSubject(ctx, by, q, "review-subject-report")
}

func (r *Answers) reviewSubject(ctx context.Context, by desk.Looking, q SubjectQuestion, asked string) (SubjectReview, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, asked); err != nil {
		return SubjectReview{}, err
	}
	if q.To != door.Person && q.To != door.Representative {
		return SubjectReview{}, disclosure.Fail(disclosure.Malformed, "Say who asks: the person, or somebody acting for them.")
	}
	if q.AsOf.IsZero() {
		q.AsOf = disclosure.DateOf(r.desk.Now())
	}
	register := by.Caller.Register
	asks, about, err := r.draftOf(ctx, register, q)
	if err != nil {
		return SubjectReview{}, err
	}
	answer, judged := r.door.Judge(asks)
	if about.released(q.To, answer.Digest()) {
		answer = answer.AsReleased()
	}
	var unlisted []UnlistedShare
	var flags map[disclosure.EntryID][]desk.ReadFlag
	if asked == "review-subject-report" {
		for _, list := range [][]door.Judged{judged.Disclosures, judged.Perhaps} {
			if err := r.sayWhoDecided(ctx, asks, list); err != nil {
				return SubjectReview{}, err
			}
		}
		if unlisted, err = r.unlistedShares(ctx, register, about); err != nil {
			return SubjectReview{}, err
		}
		if flags, err = r.desk.FlagsOfAnswer(ctx, register, slices.Concat(asks.Histories, asks.Perhaps)); err != nil {
			return SubjectReview{}, err
		}
	}
	review := SubjectReview{PerhapsOne: judged.PerhapsOne, Unlisted: unlisted, Differences: about.differences(q.To, judged), Answer: answer, Digest: answer.Digest(), About: withFlags(judged.Disclosures, flags), Perhaps: withFlags(judged.Perhaps, flags), Changes: r.changesTo(asks)}
	var shown desk.Sights
	if asked == "review-subject-report" && len(review.About)+len(review.Perhaps)+len(review.Changes) == 0 {
		sought := desk.Sought{Subject: q.Subject, Asks: true, Also: map[string]string{"asOf": q.AsOf.String(), "to": string(q.To)}}
		if review.Nothing, shown, err = r.desk.Nothing(ctx, by.Caller, sought); err != nil {
			return SubjectReview{}, err
		}
	}
	return desk.ShownOf(ctx, r.desk, by, "", review, disclosure.Access{
		Action:  string(asked),
		Asked:   map[string]string{"subject": r.desk.PersonToken(register, q.Subject), "asOf": q.AsOf.String(), "to": string(q.To)},
		Results: len(review.About),
	}, shown)
}

// asks reads all that an answer rests on: every word on each disclosure that is or
// was about the person, what is known of every subject of those, and what was decided of
// them. The disclosures that the original entries given began are read as well; and
// those about the person by another reference, where a join reaches answers.
func (r *Answers) asks(ctx context.Context, register disclosure.Register, q SubjectQuestion, decided toAnswer, also ...disclosure.EntryID) (door.Question, error) {
	asks := door.Question{Register: register, Subject: q.Subject, As: q.To, AsOf: q.AsOf}
	today := disclosure.DateOf(r.desk.Now())
	asks.Decisions = decided.decisions(q.Subject, today)
	var err error
	if asks.Histories, err = r.desk.Histories(ctx, register, q.Subject, also...); err != nil {
		return door.Question{}, err
	}
	people := peopleOf(asks.Histories, q.Subject)
	known, err := r.desk.Together(ctx, register, people...)
	if err != nil {
		return door.Question{}, err
	}
	if others := known.Others(q.Subject, facts.ToAnswers(q.AsOf)); others != nil {
		for _, other := range others {
			if err := r.askedOf(ctx, &asks, other, today); err != nil {
				return door.Question{}, err
			}
		}
		asks.Reached = others
		people = peopleOf(asks.Histories, q.Subject)
		if err := r.desk.ReadTogether(ctx, register, known, people...); err != nil {
			return door.Question{}, err
		}
	}
	others, err := r.besides(ctx, &asks, known, today)
	if err != nil {
		return door.Question{}, err
	}
	asks.Theirs = known.Others(q.Subject, facts.AnyJoin)
	if err = r.desk.OneSharing(ctx, &asks); err != nil {
		return door.Question{}, err
	}
	slices.SortFunc(people, func(a, b string) int { return cmp.Compare(disclosure.Canonical(a), disclosure.Canonical(b)) })
	for _, ref := range people {
		asks.Joined = append(asks.Joined, known.Others(ref, facts.AnyJoin)...)
	}
	for _, ref := range slices.Concat(people, others) {
		for _, k := range forAnswers(known, ref) {
			// On an opinion that has lapsed by the day on which the answer goes out nothing is
			// given, of whichever day the answer is.
			if k.Kind == disclosure.FactHealthOpinion && !policy.StandsAgainstGivingHealth(k.Fact) && !policy.OpinionGives(k.Fact, today) {
				continue
			}
			asks.Known = append(asks.Known, door.Known{Entry: k.Entry, Fact: k.Fact})
		}
	}
	return asks, nil
}

// besides reads what is found under the person's other references that the answer does not
// reach: whoever records the same under each may cite the ground in one alone. It returns
// whom that is about besides.
func (r *Answers) besides(ctx context.Context, asks *door.Question, known facts.Together, today disclosure.Date) ([]string, error) {
	of := door.Question{Register: asks.Register, Subject: asks.Subject, Histories: slices.Clone(asks.Histories)}
	for _, other := range known.Others(asks.Subject, facts.AnyJoin) {
		if slices.Contains(asks.Reached, other) {
			continue
		}
		if err := r.askedOf(ctx, &of, other, today); err != nil {
			return nil, err
		}
	}
	asks.Beside = of.Histories[len(asks.Histories):]
	// What is in the answer may have been decided on there while the join reached answers.
	own := slices.Clone(asks.Decisions)
	for _, d := range of.Decisions {
		here := slices.ContainsFunc(own, func(o door.Decision) bool { return o.Entry == d.Entry && o.To == d.To })
		if !d.Show || !here {
			asks.Decisions = append(asks.Decisions, d)
		}
	}
	people := peopleOf(asks.Histories, asks.Subject)
	others := slices.DeleteFunc(peopleOf(asks.Beside, asks.Subject), func(ref string) bool {
		return slices.ContainsFunc(people, func(known string) bool { return disclosure.Same(known, ref) })
	})
	return others, r.desk.ReadTogether(ctx, asks.Register, known, others...)
}

// forAnswers is what counts in answers of what is known of the person: what stands, and
// markers meanwhile ([facts.UntoldMeanwhile]), under whichever of their references.
func forAnswers(t facts.Together, reference string) []facts.Known {
	known := t.Standing(reference)
	for _, ref := range append([]string{reference}, t.Others(reference, facts.AnyJoin)...) {
		for _, k := range facts.UntoldMeanwhile(t[disclosure.Canonical(ref)].Known) {
			k.About.Reference = reference
			known = append(known, k)
		}
	}
	return known
}

// peopleOf is the person, and everybody whom a word is about.
func peopleOf(histories []door.History, subject string) []string {
	people := []string{subject}
	for _, h := range histories {
		for _, w := range h {
			for _, ref := range w.Disclosure.SubjectReferences() {
				if !slices.ContainsFunc(people, func(known string) bool { return disclosure.Same(known, ref) }) {
					people = append(people, ref)
				}
			}
		}
	}
	return people
}

// askedOf adds to what an answer rests on what is found under another reference of the
// person's, read as though it had been recorded under this one: the entries stay as they
// were. What was decided to be withheld there is withheld here; nothing is shown because
// it was shown there, or is proposed to be, and what was decided about it is decided here
// by itself.
func (r *Answers) askedOf(ctx context.Context, asks *door.Question, other string, today disclosure.Date) error {
	found, err := r.desk.Histories(ctx, asks.Register, other)
	if err != nil {
		return err
	}
	for _, h := range found {
		if !slices.ContainsFunc(asks.Histories, func(mine door.History) bool { return mine.Root() == h.Root() }) {
			asks.Histories = append(asks.Histories, asOne(h, other, asks.Subject))
		}
	}
	decided, err := r.answersTo(ctx, asks.Register, other)
	if err != nil {
		return err
	}
	own := slices.Clone(asks.Decisions)
	for _, d := range decided.decisions(other, today) {
		here := slices.ContainsFunc(own, func(o door.Decision) bool { return o.Entry == d.Entry && o.To == d.To })
		if d.Show && here {
			continue
		}
		d.Subject, d.Open = asks.Subject, d.Open || d.Show
		asks.Decisions = append(asks.Decisions, d)
	}
	return nil
}

// asOne reads a disclosure about the person by one reference as about them by another. A
// word that names both, as two people, is left: then they may not be one. One that spells
// the first otherwise is near.
func asOne(h door.History, other, reference string) door.History {
	read := func(ref string) string {
		if disclosure.Same(ref, other) {
			return reference
		}
		return ref
	}
	mine := slices.Clone(h)
	for i := range mine {
		if mine[i].Disclosure.IsAbout(reference) {
			continue
		}
		mine[i].Near = slices.ContainsFunc(mine[i].Disclosure.References(), func(ref string) bool { return ref != other && disclosure.Same(ref, other) })
		d := *mine[i].Disclosure
		d.Subjects, d.Data = slices.Clone(d.Subjects), slices.Clone(d.Data)
		for n := range d.Subjects {
			d.Subjects[n].Reference = read(d.Subjects[n].Reference)
		}
		for n := range d.Data {
			d.Data[n].Subject = read(d.Data[n].Subject)
		}
		d.Justification.Exemptions = slices.Clone(d.Justification.Exemptions)
		for n := range d.Justification.Exemptions {
			people := slices.Clone(d.Justification.Exemptions[n].People)
			for m := range people {
				people[m] = read(people[m])
			}
			d.Justification.Exemptions[n].People = people
		}
		mine[i].Disclosure = &d
	}
	return mine
}

// changesTo is every change to the person's data by the day of the answer, as the
// Data Protection Officer sees it.
func (r *Answers) changesTo(asks door.Question) []ChangeView {
	var known []facts.Known
	for _, k := range asks.Known {
		if k.About.Dimension == disclosure.FactsOfSubject && disclosure.Same(k.About.Reference, asks.Subject) {
			known = append(known, facts.Known{Entry: k.Entry, Fact: k.Fact})
		}
	}
	var words []desk.Word
	for _, h := range asks.Histories {
		if w := h.Last(); w.Disclosure.IsAbout(asks.Subject) {
			words = append(words, desk.Word{Entry: &disclosure.Entry{ID: w.Entry, RecordedAt: w.RecordedAt}, Disclosure: w.Disclosure})
		}
	}
	slices.SortFunc(words, func(a, b desk.Word) int {
		return cmp.Or(b.Disclosure.DisclosedAt.Compare(a.Disclosure.DisclosedAt), b.Entry.RecordedAt.Compare(a.Entry.RecordedAt))
	})
	views := []ChangeView{}
	for _, k := range known {
		if facts.IsChange(k) && !k.From.After(asks.AsOf) {
			views = append(views, r.viewChange(asks.Register, k, upTo(known, asks.AsOf), words, asks.AsOf))
		}
	}
	slices.SortStableFunc(views, func(a, b ChangeView) int { return b.On.Compare(a.On) })
	return views
}

// upTo is what was known of by the end of the day.
func upTo(known []facts.Known, day disclosure.Date) []facts.Known {
	return slices.DeleteFunc(slices.Clone(known), func(k facts.Known) bool { return k.From.After(day) })
}
