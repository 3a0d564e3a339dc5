package door

import (
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// verdict is what becomes of one word of a disclosure in the answer.
type verdict struct {
	word    Word
	outcome Outcome
	because []Because
	grounds []policy.Withholding
	items   []int        // places of what is the asker's, and shown if anything is
	left    []JudgedItem // what is the asker's, and left out
	people  bool         // individuals are not named
	// touched: a ground or a marker touches the entry, and what an officer wrote is
	// not printed.
	touched bool
	// ofStaff: its words sound of keeping staff safe or of how somebody may be in contact, or
	// are not all of every day, and somebody in it has a marker, or a restriction of contact,
	// of which they were not told.
	ofStaff bool
}

func (v *verdict) say(c Cause, ground string) {
	b := Because{Cause: c, Ground: ground, Says: c.Says()}
	if !slices.Contains(v.because, b) {
		v.because = append(v.because, b)
	}
}

// sayUnseen says that words are to be looked at, and which.
func (v *verdict) sayUnseen(why string, which ...string) {
	b := Because{Cause: WordsUnseen, Says: unseen(why, which...)}
	if !slices.Contains(v.because, b) {
		v.because = append(v.because, b)
	}
}

func (v *verdict) has(is func(Cause) bool) bool {
	return slices.ContainsFunc(v.because, func(b Because) bool { return is(b.Cause) })
}

// leave leaves out some of the asker's items.
func (v *verdict) leave(c Cause, ground string, which func(place int) bool) {
	b := Because{Cause: c, Ground: ground, Says: c.Says()}
	outcome := Withheld
	if c.undecides() {
		outcome = Undecided
	}
	for _, i := range v.items {
		if which(i) {
			v.left = append(v.left, JudgedItem{i, v.word.Disclosure.Data[i].Category, outcome, b})
		}
	}
}

// asWord judges one word alone, whatever came before or after it. others are the
// references of everybody else whom any word is about.
func (j *judging) asWord(w Word, others []string) verdict {
	v := verdict{word: w, outcome: NotInIt}
	d := w.Disclosure
	class := j.law.ClassOf(d)
	switch {
	case !d.Shares():
		v.say(NotShared, "")
		return v
	case disclosure.DateOf(d.DisclosedAt).After(j.AsOf):
		v.say(AfterTheDay, "")
		return v
	case class == policy.Internal || class == policy.Access:
		v.say(Inside, "")
		return v
	}
	for i, item := range d.Data {
		if item.Subject == "" || same(item.Subject, j.Subject) {
			v.items = append(v.items, i)
		}
	}
	if v.items == nil {
		v.say(NoneOfTheirs, "")
		return v
	}
	j.grounds(&v)
	j.telling(&v)
	j.flagged(&v)
	j.whose(&v)
	j.health(&v)
	j.markers(&v, others)
	j.forbidden(&v)
	j.why(&v)
	j.words(&v, others)
	j.spelling(&v)
	v.settle()
	return v
}

// settle comes to the outcome. What is surely withheld is not undecided as well.
func (v *verdict) settle() {
	left := func(i int) bool {
		return slices.ContainsFunc(v.left, func(l JudgedItem) bool { return l.Place == i })
	}
	v.items = slices.DeleteFunc(v.items, left)
	if len(v.items) == 0 { // no words are left to print
		v.because = slices.DeleteFunc(v.because, func(b Because) bool { return b.Cause == WordsUnseen })
	}
	undecided := func(l JudgedItem) bool { return l.Outcome == Undecided }
	switch {
	case v.has(func(c Cause) bool { return c == OnAGround || c == OwnMarker || c == Forbidden }):
		v.outcome = Withheld
	case v.has(Cause.undecides):
		v.outcome = Undecided
	case len(v.items) > 0:
		v.outcome = Shown
	case slices.ContainsFunc(v.left, undecided):
		// An entry that showed none of its data would be the trace of what it had.
		v.outcome = Undecided
	default:
		v.outcome = Withheld
	}
}

// grounds judges the exemptions cited.
func (j *judging) grounds(v *verdict) {
	d := v.word.Disclosure
	for n, e := range d.Justification.Exemptions {
		w := j.law.Ground(e, d, j.factsOf(j.Subject), j.AsOf, j.As == Representative)
		v.grounds = append(v.grounds, w)
		reliance, forbids := j.law.Reliance(e), policy.Forbids(e.ID)
		if reliance == policy.ReliedOnElsewhere && !forbids {
			continue
		}
		keeps := func(i int) bool {
			return slices.Contains(e.Data, d.Data[i].Category) || slices.Contains(e.Items, i)
		}
		whole := len(e.Data) == 0 && len(e.Items) == 0
		covers, against := j.covers(e, d, keeps, whole), j.law.AgainstRepresentatives(e.ID)
		place := "/justification/exemptions/" + strconv.Itoa(n)
		if against && (!slices.ContainsFunc(v.items, keeps) || len(e.People) > 0 && !isOf(e.People, j.Subject)) {
			whole = true // what it names is another's, and the child's referral is not shown by way of that
		}
		// leave keeps back what the exemption keeps. Where another law forbids giving it,
		// that is no question.
		leave := func(c Cause) {
			if forbids {
				c = Forbidden
			}
			if v.touched = true; whole {
				v.say(c, e.ID)
			} else {
				v.leave(c, e.ID, keeps)
			}
		}
		switch {
		case forbids && reliance != policy.ReliedOnForAccess && covers != no:
			// What forbids it does so whatever it is cited for, legibly or not.
			v.touched = true
			v.say(Forbidden, e.ID)
		case forbids && reliance != policy.ReliedOnForAccess,
			reliance == policy.ReliedOnUnreadably && covers == no, reliance == policy.ReliedOnWrongly && covers == no:
			v.touched = true
		case reliance == policy.ReliedOnUnreadably:
			// What it keeps cannot be read either, so it may be all of it.
			v.touched = true
			v.say(Unreadable, e.ID)
		case reliance == policy.ReliedOnWrongly:
			v.touched = true
			v.say(CannotLift, e.ID)
		case against && (j.As == Person || !j.isChild(d)):
			// Who acts for somebody is never shown more than they are.
			switch {
			case w.Effect != policy.WithheldNone && covers == yes && whole && !v.word.flagAt(place):
				leave(OnAGround)
			case !j.speaksFor(e, d):
				v.touched = true
				v.say(CannotReach, e.ID)
			}
		case w.Effect == policy.WithheldNone:
		case covers == no:
			v.touched = true
		case covers == unsaid:
			leave(WhomUnsaid)
		case v.word.flagAt(place):
			leave(FlagAtGround)
		case w.Effect == policy.WithheldPeople:
			if v.people, v.touched = true, true; !whole {
				leave(OnAGround)
			}
		default:
			leave(OnAGround)
		}
	}
}

// coverage is whether an exemption covers the asker.
type coverage int

const (
	unsaid coverage = iota
	yes
	no
)

// covers says whether the exemption keeps this person's answer. One that names
// nobody covers the only subject there is, or those whose items it names. One against
// representatives keeps a child's from whoever acts for the child, whomever it names, and
// never surely leaves anybody else's alone.
//
// Who is named by another reference of the asker's is the asker, where a join reaches
// answers; by one that is joined no further, perhaps.
func (j *judging) covers(e disclosure.Exemption, d *disclosure.Disclosure, keeps func(int) bool, whole bool) coverage {
	is := func(covered bool) coverage {
		if covered {
			return yes
		}
		return no
	}
	named := func(ref string) bool { return isOf(e.People, ref) }
	against := j.law.AgainstRepresentatives(e.ID)
	switch {
	case against && j.isChild(d) && (j.As == Representative || len(e.People) == 0), isOf(e.People, j.Subject), slices.ContainsFunc(j.Reached, named):
		return yes
	case len(e.People) == 0 && len(d.Subjects) == 1:
		return yes
	case against && !j.speaksFor(e, d), slices.ContainsFunc(j.Theirs, named):
		return unsaid
	case len(e.People) > 0:
		return no
	case whole:
		return unsaid
	}
	covered := false
	for i, item := range d.Data {
		if !keeps(i) {
			continue
		}
		if item.Subject == "" {
			return unsaid
		}
		covered = covered || same(item.Subject, j.Subject)
	}
	return is(covered)
}

// speaksFor reports whether a ground against representatives surely leaves the asker's own
// answer alone: a child's by the record, where it names nobody or names them. An adult whom
// it names may be whom the child is protected from.
func (j *judging) speaksFor(e disclosure.Exemption, d *disclosure.Disclosure) bool {
	return j.isChild(d) && (len(e.People) == 0 || isOf(e.People, j.Subject))
}

// isChild reports whether the record says that the person is a child, by a role or
// by itself, and does not say that they are none.
func (j *judging) isChild(d *disclosure.Disclosure) bool {
	are := func(is func(disclosure.Subject) bool) bool {
		return slices.ContainsFunc(d.Subjects, func(s disclosure.Subject) bool { return same(s.Reference, j.Subject) && is(s) })
	}
	said := func(child bool) func(disclosure.Subject) bool {
		return func(s disclosure.Subject) bool { return s.Child != nil && *s.Child == child }
	}
	return are(said(true)) || are(policy.IsChildByRole) && !are(said(false))
}

// telling judges what was told outside the answer. A ground that bears on telling
// alone lifts no answer.
func (j *judging) telling(v *verdict) {
	tell := v.word.Disclosure.TellSubject
	switch {
	case tell.Outcome == disclosure.Told:
		return
	case tell.On.After(j.AsOf):
		v.say(TellingPutOff, tell.Ground)
	case tell.Outcome == disclosure.Deferred && !tell.On.IsZero():
		v.say(TellingDayCome, tell.Ground)
	case !j.law.BearsOnTellingAlone(tell.Ground):
		v.say(UntoldOnAGround, tell.Ground)
	default:
		return
	}
	v.touched = true
}

// flagged judges what a rule flagged at the ground, the telling, or whom an item is
// about. An exemption's own flag is in [judging.grounds] where it keeps anything.
//
// Clearing a flag shows nothing to anybody: that is decided by itself, and by two people
// where two are needed. It lets the ground be relied on, so that what it keeps whole is
// withheld, and nobody has to decide that again.
func (j *judging) flagged(v *verdict) {
	whole := v.has(func(c Cause) bool { return c == OnAGround })
	for n, f := range v.word.Flags {
		if whole && slices.Contains(v.word.Cleared, n) {
			v.touched = true
			continue
		}
		at := placeOf(f)
		parts := strings.Split(at, "/")
		item := len(parts) == 4 && parts[1] == "data" && parts[3] == "subject" && !j.asksWhose(v.word.Disclosure, parts[2])
		if strings.HasPrefix(at, "/justification/exemptions") || strings.HasPrefix(at, "/tellSubject") || item {
			v.say(FlagAtGround, f.Rule)
			v.touched = true
		}
	}
}

// whose leaves out special category and criminal offence data of which nobody says whose of
// several people it is: each would read of themselves what was said of one.
func (j *judging) whose(v *verdict) {
	v.leave(WhomUnsaid, "", func(i int) bool { return j.law.WhoseIsUnsaid(v.word.Disclosure, i) })
}

// asksWhose reports whether that is asked of the item at the place.
func (j *judging) asksWhose(d *disclosure.Disclosure, place string) bool {
	n, err := strconv.Atoi(place)
	return err == nil && n >= 0 && n < len(d.Data) && j.law.WhoseIsUnsaid(d, n)
}

// placeOf is the place in the disclosure that the flag points at; "" where it is a
// day of review that is set wrongly, which says nothing of whether the ground stands.
func placeOf(f disclosure.Flag) string {
	if strings.HasSuffix(f.Pointer, "/reviewBy") && !f.Departure {
		return ""
	}
	return strings.TrimPrefix(f.Pointer, "/disclosure")
}

// flagAt reports whether a flag that was not cleared points at the place, or into it.
func (w Word) flagAt(place string) bool {
	for n, f := range w.Flags {
		at := placeOf(f)
		if (at == place || strings.HasPrefix(at, place+"/")) && !slices.Contains(w.Cleared, n) {
			return true
		}
	}
	return false
}

// health leaves out data concerning health that may not be given: of everybody whom
// the item is about, since giving it to one gives it of all.
func (j *judging) health(v *verdict) {
	d := v.word.Disclosure
	of := func(i int) policy.HealthStanding {
		whom := []string{d.Data[i].Subject}
		if whom[0] == "" {
			whom = d.SubjectReferences()
		}
		worst := policy.HealthMayBeGiven
		for _, ref := range whom {
			worst = max(worst, policy.StandingOfHealth(d, j.factsOf(ref), j.AsOf))
			if j.spellingsTell() { // what may be another person's opens nothing
				worst = max(worst, policy.StandingOfHealth(d, j.factsAsSpelt(ref), j.AsOf))
			}
		}
		return worst
	}
	is := func(which func(policy.HealthStanding) bool) func(int) bool {
		return func(i int) bool { return policy.ConcernsHealth(d.Data[i].Category) && which(of(i)) }
	}
	v.leave(OpinionsDiffer, policy.HealthGround, is(func(s policy.HealthStanding) bool { return s == policy.HealthOpinionsDiffer }))
	v.leave(HealthUnshown, policy.HealthGround, is(func(s policy.HealthStanding) bool {
		return s == policy.HealthUnknown || s == policy.HealthHarmLikely
	}))
	v.leave(HealthByEvidence, policy.HealthGround, is(func(s policy.HealthStanding) bool { return s == policy.HealthByEvidence }))
	if w, ok := j.law.HealthWithheld(d, j.Subject, j.factsOf(j.Subject), j.AsOf); ok {
		v.grounds = append(v.grounds, w)
	}
	v.touched = v.touched || len(v.left) > 0
}

// forbidden keeps back what another law forbids to give. Where words may be of that, or
// of something of every day, two people say which.
func (j *judging) forbidden(v *verdict) {
	switch texts := j.read(v.word); {
	case texts.named:
		v.say(Forbidden, texts.forbids)
	case texts.forbids != "":
		v.sayUnseen(mayForbid, "what was written anywhere in the record")
	}
}

// why keeps back, where a ground keeps some of the data, a purpose or a gateway that may say
// what that is.
func (j *judging) why(v *verdict) {
	kept := slices.ContainsFunc(v.left, func(l JudgedItem) bool { return l.Because.Cause == OnAGround || l.Because.Cause == Forbidden })
	if kept && j.law.WhySays(v.word.Disclosure, j.purpose(v.word.Disclosure)) {
		v.sayUnseen(tellingWords, "what it was for; the gateway")
	}
}

// spelling keeps back what stands under another spelling of the asker's reference,
// where that may be somebody else.
func (j *judging) spelling(v *verdict) {
	if j.spellingsTell() && (v.word.Near || slices.ContainsFunc(v.word.Disclosure.References(), j.isNear)) {
		v.say(NearSpelling, "")
	}
}

// spellingsTell reports whether another spelling of the asker's reference may be
// another person's: the register says so of all, or a word on some disclosure names
// two as two people.
func (j *judging) spellingsTell() bool {
	if j.law.CapitalsTell(j.Register) {
		return true
	}
	for _, h := range j.Histories {
		for _, w := range h {
			var refs []string
			for _, ref := range w.Disclosure.SubjectReferences() {
				if same(ref, j.Subject) {
					refs = append(refs, ref)
				}
			}
			if len(refs) > 1 {
				return true
			}
		}
	}
	return false
}

// isNear reports whether the reference is another spelling of the asker's.
func (j *judging) isNear(ref string) bool { return ref != j.Subject && same(ref, j.Subject) }

// words judges the text that would be printed. All of it is read, whether or not what an
// officer wrote would be: so that it takes as long whatever is known.
func (j *judging) words(v *verdict, others []string) {
	d := v.word.Disclosure
	others = append(others[:len(others):len(others)], j.joined()...)
	noPurpose, says := j.purpose(d) == "", j.read(v.word).ofHarm
	abroad := d.Transfer != nil && d.Transfer.Country != "" && j.law.NameOfCountry(d.Transfer.Country) == ""
	if v.touched && (noPurpose || says || abroad) {
		var which []string
		for _, one := range []struct {
			so   bool
			what string
		}{{noPurpose, "what it was for"}, {says, "the name of who received it"}, {abroad, "the country"}} {
			if one.so {
				which = append(which, one.what)
			}
		}
		v.sayUnseen(touchedWords, which...)
	}
	if !v.people && j.law.RecipientIsIndividual(d) {
		v.say(ToAnIndividual, "")
	}
	inTexts, inWords, inItem := naming(d, others)
	if !v.touched {
		v.leave(NamesAnother, "", func(i int) bool { return inItem[i] })
	}
	if inTexts || inWords && !v.touched {
		v.say(NamesAnother, "")
	}
}

// joined are the other references of anybody here, which no text may tell.
func (j *judging) joined() []string {
	return slices.DeleteFunc(slices.Clone(j.Joined), func(ref string) bool { return same(ref, j.Subject) })
}

// Names reports whether anything that may be printed of a disclosure has the reference.
func Names(d *disclosure.Disclosure, reference string) bool {
	inTexts, inWords, inItem := naming(d, []string{reference})
	return inTexts || inWords || slices.Contains(inItem, true)
}

// naming says where a disclosure names any of the references: in what is printed of it
// whatever touches it, in an officer's words, and in which items' descriptions.
func naming(d *disclosure.Disclosure, references []string) (inTexts, inWords bool, inItems []bool) {
	looked := wantedOf(references)
	inItems = make([]bool, len(d.Data))
	for _, w := range writtenIn(d) { // all of them, so that it takes as long whichever names
		if !names(w.text, looked) {
			continue
		}
		switch w.in {
		case inItem:
			inItems[w.item] = true
		case inOwnWords:
			inWords = true
		default:
			inTexts = true
		}
	}
	return inTexts, inWords, inItems
}

// purpose is the notice's own title for what it was for, or "" where the officer's
// words meet none of the notice's.
func (j *judging) purpose(d *disclosure.Disclosure) string {
	if titles := j.law.Processing(j.Register, d).Purposes; len(titles) > 0 {
		return titles[0]
	}
	return ""
}
