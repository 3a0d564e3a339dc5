package door

import "strings"

// Cause is why a disclosure, or some of it, is not simply shown.
type Cause string

// The causes of undecided: the whole list.
const (
	Unreadable        Cause = "provisions-unreadable"
	CannotLift        Cause = "ground-cannot-lift"
	CannotReach       Cause = "ground-cannot-reach"
	WhomUnsaid        Cause = "whom-unsaid"
	UntoldOnAGround   Cause = "untold"
	TellingPutOff     Cause = "telling-put-off"
	TellingDayCome    Cause = "telling-day-come"
	FlagAtGround      Cause = "flagged"
	OpinionsDiffer    Cause = "opinions-differ"
	HealthByEvidence  Cause = "health-by-evidence"
	TellsOfMarker     Cause = "tells-of-marker"
	NamesAnother      Cause = "names-another"
	ToAnIndividual    Cause = "to-an-individual"
	WordsUnseen       Cause = "words-unseen"
	CorrectionOpens   Cause = "correction-opens"
	CorrectionRewords Cause = "correction-rewords"
	CorrectionAdds    Cause = "correction-adds-person"
	CorrectionTakes   Cause = "correction-takes-person"
	DecidedOnEarlier  Cause = "decided-on-earlier-words"
	DecisionOpen      Cause = "decision-open"
	NearSpelling      Cause = "near-spelling"
	OneUndecided      Cause = "one-undecided"
	KeptFromThem      Cause = "withheld-from-person"
)

// The causes of withheld and of not in it.
const (
	OnAGround      Cause = "ground"
	OwnMarker      Cause = "untold-marker"
	HealthUnshown  Cause = "health"
	Forbidden      Cause = "forbidden"
	DPOWithholds   Cause = "dpo-withholds"
	NotShared      Cause = "not-shared"
	AfterTheDay    Cause = "after-the-day"
	Inside         Cause = "inside"
	NoneOfTheirs   Cause = "no-data-of-theirs"
	DPOShows       Cause = "dpo-shows"
	NothingAgainst Cause = "nothing-against"
	OneWithheld    Cause = "one-withheld"
	OneShown       Cause = "one-shown"
)

// Causes is every cause of undecided, in the order in which docs/law.md lists them,
// with its sentence.
var Causes = []struct {
	Cause Cause
	Says  string
}{
	{Unreadable, "An exemption is cited, and the provisions that it is relied on to lift cannot be read, or none are given."},
	{CannotLift, "An exemption is relied on to lift Article 15, which it cannot lift."},
	{CannotReach, "The exemption cited is against representatives alone and does not reach this person's own data; another might, such as Schedule 2 paragraph 2 or 16, or serious harm."},
	{WhomUnsaid, "There are several subjects, and the exemption does not say whose answer it keeps, or the record does not say whose some special category or criminal offence data is."},
	{UntoldOnAGround, "The person was not told of it, or not yet, on a ground that could bear on Article 15, or on none."},
	{TellingPutOff, "Telling the person was put off to a day still to come."},
	{TellingDayCome, "Telling the person was put off to a day that has come, and nobody says that they were told."},
	{FlagAtGround, "A rule flagged the ground, the telling, or whom some of the data is about."},
	{OpinionsDiffer, "Health professionals' opinions contradict each other: one that serious harm is likely counts until another takes its place."},
	{HealthByEvidence, "It is data concerning health, and the evidence of the disclosure alone says that the person may be given it: an opinion that serious harm is unlikely, or that they know it already."},
	{TellsOfMarker, "Its data, kind, purpose, basis, post or words tell of a warning marker, and no marker of this person says that they were told."},
	{NamesAnother, "Words that would be printed hold another subject's reference, or one that is joined with this person's or another's."},
	{ToAnIndividual, "It went to a person who acts for no body: towards this person that is another individual, whom Schedule 2 paragraph 16 may protect."},
	{WordsUnseen, "A ground or a marker touches it, and its purpose or country is in nobody's words but the officer's, or a body's name says that it was about crime, safeguarding or harm, or its purpose or gateway does where some of the data is kept; or what an officer wrote sounds of keeping staff safe or of how to be in contact, or is not all in words of every day, and somebody in it has a marker or a restriction of contact of which they were not told, or may be of what another law or a court forbids to give."},
	{CorrectionOpens, "A correction took away what kept it, or some of it, from the person."},
	{CorrectionRewords, "A correction changed words that it was decided to show, or put words into a share, and nobody has looked at them since."},
	{CorrectionAdds, "A correction added the person."},
	{CorrectionTakes, "A correction took the person out."},
	{DecidedOnEarlier, "It was decided to withhold it, on earlier words than the last."},
	{DecisionOpen, "What was decided has come to its day of review, or one person proposes to show it and a second has not confirmed that, or it was decided for another spelling of the reference."},
	{NearSpelling, "It stands under another spelling of the reference, which may be another person's: the register tells them apart by it, or some disclosure names both."},
	{KeptFromThem, "It, or some of it, is not shown to the person themselves: who acts for them is shown no more, but that the Data Protection Officer may decide otherwise of a child's."},
	{OneUndecided, "It is one sharing recorded twice, or was decided to be before a correction, and the other record of it is undecided or keeps something back that this one has."},
}

// other are the sentences of what is not undecided.
var other = map[Cause]string{
	OnAGround:      "A ground keeps it from this asker.",
	OwnMarker:      "It tells of a marker that the person has not been told of.",
	HealthUnshown:  "It is data concerning health, and no opinion shows that it may be given.",
	Forbidden:      "Another law or a court forbids giving it, and nobody may decide otherwise until that has gone, on record.",
	DPOWithholds:   "The Data Protection Officer decided to withhold it.",
	DPOShows:       "The Data Protection Officer decided to show it.",
	NotShared:      "Nothing was shared: the request was refused.",
	AfterTheDay:    "It was shared after the day of the answer.",
	Inside:         "It stayed within the council, or went to the person.",
	NoneOfTheirs:   "None of what was shared is this person's data.",
	NothingAgainst: "Nothing keeps it from this asker.",
	OneWithheld:    "It is one sharing recorded twice, and the other record of it is withheld.",
	OneShown:       "It is one sharing recorded twice, and the other record of it is in the answer.",
}

// unseen says of words that somebody has to look at first which they are, and why.
func unseen(why string, which ...string) string {
	return "Words to be looked at first: " + strings.Join(which, "; ") + ". " + why
}

// Why words have to be looked at.
const (
	touchedWords = "A ground or a marker touches it, and these are in nobody's words but the officer's, or say that it was about crime, safeguarding or harm."
	tellingWords = "Some of the data is kept, and these may say what it is."
	mayForbid    = "They may be of what another law or a court forbids to give."
	soundOfIt    = "Somebody in it has a marker or a restriction of contact of which they were not told, and these sound of it, or may tell of it in other words."
)

// Says is the cause's sentence.
func (c Cause) Says() string {
	for _, known := range Causes {
		if known.Cause == c {
			return known.Says
		}
	}
	return other[c]
}

// undecides reports whether the cause is one of undecided.
func (c Cause) undecides() bool {
	for _, known := range Causes {
		if known.Cause == c {
			return true
		}
	}
	return false
}
