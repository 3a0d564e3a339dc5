package answering

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Undecided is a page of the list "decide first".
type Undecided struct {
	AsOf       disclosure.Date  `json:"asOf" format:"date"`
	PerhapsOne []UndecidedPair  `json:"perhapsOne" doc:"First of all: two records that may be of one sharing, of which one is kept back and the other would be shown. No answer that shows it is released until that is decided"`
	Undecided  []UndecidedWord  `json:"undecided" doc:"By the day by which each has to be decided, so that what is overdue comes first"`
	Shares     []UndecidedShare `json:"shares" doc:"Shares that somebody was perhaps in who asks for their data. What nobody has said anything of is in no answer, and holds up none. On the first page, of the requests whose last day comes first"`
	// Cursor asks for the next page. A page may be short, or empty, and still have a
	// cursor; what two things gave reason to look at may be on two pages.
	Cursor  string             `json:"cursor,omitempty"`
	Nothing *desk.NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
}

// UndecidedPair are two records of which the Data Protection Officer has to decide whether
// they are one sharing, before an answer that shows one of them is released.
type UndecidedPair struct {
	Subject string           `json:"subject" doc:"Whose answer: the council's reference for the person"`
	To      disclosure.Asker `json:"to" enum:"person,representative" doc:"Towards whom"`
	Since   disclosure.Date  `json:"since" format:"date" doc:"The day on which the later of the two was recorded"`
	door.PerhapsOne
	Proposed disclosure.EntryID `json:"proposed,omitempty" doc:"Entry of a first person's decision that they are two, where a second has to confirm it"`
	Request  *HeldUp            `json:"request,omitempty" doc:"The first request that it holds up"`
	DecideBy disclosure.Date    `json:"decideBy" format:"date" doc:"Ten days before the last day of the request that it holds up, and otherwise a month after it came"`
	Overdue  int                `json:"overdue" doc:"Days since then; 0 while it is not past"`
}

// UndecidedShare is a share that a person was perhaps in, beside a request for their data:
// nobody has said whether they were, or it cannot be told and is itself undecided.
type UndecidedShare struct {
	Subject string           `json:"subject" doc:"Whose answer: the council's reference for the person"`
	To      disclosure.Asker `json:"to" enum:"person,representative" doc:"Towards whom"`
	Since   disclosure.Date  `json:"since" format:"date" doc:"The day on which it was recorded"`
	UnlistedShare
	HoldsUp  bool            `json:"holdsUp" doc:"True where it was decided that it cannot be told whether they were in it, and something keeps it undecided: decide on it, or leave it out by name. The review says why"`
	Request  *HeldUp         `json:"request,omitempty" doc:"The request that it belongs to"`
	DecideBy disclosure.Date `json:"decideBy" format:"date" doc:"Ten days before the last day of the request, and otherwise a month after it came"`
	Overdue  int             `json:"overdue" doc:"Days since then; 0 while it is not past"`
}

// UndecidedWord is a disclosure that is kept from one person until the Data
// Protection Officer has decided, whole or in part.
type UndecidedWord struct {
	Subject string           `json:"subject" doc:"Whose answer: the council's reference for the person"`
	To      disclosure.Asker `json:"to" enum:"person,representative" doc:"Towards whom"`
	Since   disclosure.Date  `json:"since" format:"date" doc:"The day on which its last word was recorded, or on which a decision lapsed"`
	door.Judged
	Department string `json:"department,omitempty"`
	RecordedBy string `json:"recordedBy" doc:"Name of who recorded the last word"`
	// Asked is the last that is on record of it.
	Asked    *disclosure.Asked `json:"asked,omitempty" doc:"That the recording department was asked: who, when, and what they said, once they have. Left out where nobody has put on record that it was"`
	Others   []OtherOutcome    `json:"others" doc:"What the same disclosure does in the answers of the other people it is about"`
	Last     *LastDecision     `json:"last,omitempty" doc:"What was decided of it last"`
	Request  *HeldUp           `json:"request,omitempty" doc:"The first request that it holds up"`
	DecideBy disclosure.Date   `json:"decideBy" format:"date" doc:"Ten days before the last day of the request that it holds up, and otherwise a month after it came"`
	Overdue  int               `json:"overdue" doc:"Days since then; 0 while it is not past"`
}

// OtherOutcome is what a disclosure does in another person's own answer.
type OtherOutcome struct {
	Subject string       `json:"subject"`
	Outcome door.Outcome `json:"outcome" enum:"shown,withheld,undecided,not-in-it"`
}

// LastDecision is what was decided of a disclosure last, and why it does not stand.
type LastDecision struct {
	Entry    disclosure.EntryID `json:"entry" doc:"Entry of the decision"`
	On       disclosure.EntryID `json:"on" doc:"The word that it was made on"`
	By       string             `json:"by"`
	Decision disclosure.Verdict `json:"decision" enum:"show,withhold"`
	Reason   string             `json:"reason"`
	Asked    *disclosure.Asked  `json:"asked,omitempty" doc:"What the recording department said"`
	Lapsed   disclosure.Date    `json:"lapsed,omitzero" format:"date" doc:"The day of review, where it has come"`
	Proposed bool               `json:"proposed" doc:"True where a second person has still to confirm it"`
}

// HeldUp is a request whose answer waits.
type HeldUp struct {
	Entry   disclosure.EntryID `json:"entry"`
	LastDay disclosure.Date    `json:"lastDay" format:"date"`
}

// undecidedPage bounds how many hints one page follows.
const undecidedPage = 20

// UndecidedAbout shows what is undecided in answers to one person, and to who asks
// for them where somebody has.
func (r *Answers) UndecidedAbout(ctx context.Context, by desk.Looking, subject string) (Undecided, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-undecided"); err != nil {
		return Undecided{}, err
	}
	register := by.Caller.Register
	var err error
	s := r.deciding(register)
	if _, err := s.look(ctx, subject, nil); err != nil {
		return Undecided{}, err
	}
	if s.unlisted, err = r.allUnlisted(ctx, register); err != nil {
		return Undecided{}, err
	}
	s.askedOfShares(subject)
	answer, shown, err := s.list(ctx)
	if err != nil {
		return Undecided{}, err
	}
	if len(answer.Undecided)+len(answer.PerhapsOne)+len(answer.Shares) == 0 {
		if answer.Nothing, shown, err = r.desk.Nothing(ctx, by.Caller, desk.Sought{Subject: subject, Asks: true}); err != nil {
			return Undecided{}, err
		}
	}
	return desk.ShownOf(ctx, r.desk, by, "", answer, disclosure.Access{
		Action: "show-undecided", Asked: map[string]string{"subject": r.desk.PersonToken(register, subject)}, Results: len(answer.Undecided),
	}, shown)
}

// Undecided shows, over the whole register, what the Data Protection Officer has to
// decide before anybody is told of it: one query of what may be undecided by today,
// one read of the entries that gave reason to look, and for each of their people
// what a draft of their answer takes; and as much again while nothing is found
// ([desk.DraftReads]).
func (r *Answers) Undecided(ctx context.Context, by desk.Looking, cursor string) (Undecided, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-undecided"); err != nil {
		return Undecided{}, err
	}
	at, s, next := r.desk.Now(), r.deciding(by.Caller.Register), cursor
	var spent []store.Item
	err := desk.ReadOn(desk.DraftReads, func() (bool, error) {
		waits, following, some, err := r.undecidedOn(ctx, by.Caller, at, s, next)
		next, spent = following, append(spent, some...)
		return waits || next == "", err
	})
	if err != nil {
		return Undecided{}, err
	}
	if cursor == "" {
		if err := s.sharesOfRequests(ctx, by.Caller); err != nil {
			return Undecided{}, err
		}
	}
	answer, shown, err := s.list(ctx)
	if err != nil {
		return Undecided{}, err
	}
	answer.Cursor = next
	if err := r.desk.Look(ctx, by, "", disclosure.Access{Action: "show-undecided", Results: len(answer.Undecided)}, shown); err != nil {
		return Undecided{}, err
	}
	r.desk.Tidy(ctx, at, spent)
	return answer, nil
}

// undecidedOn follows the hints after the cursor, says whether anything waits, where the
// next ones begin, and which say nothing any more.
func (r *Answers) undecidedOn(ctx context.Context, by disclosure.Caller, at time.Time, s *deciding, cursor string) (waits bool, next string, spent []store.Item, err error) {
	register := by.Register
	p := desk.Question{Partition: store.UndecidedPartition(register.String())}
	query := store.Query{To: store.WatchThrough(disclosure.DateOf(at).String()), Limit: undecidedPage}
	hints, next, err := r.desk.Listed(ctx, "query what may be undecided", by, p, query, cursor)
	if err != nil {
		return false, "", nil, err
	}
	reasons, err := r.desk.Hinted(ctx, register, hints)
	if err != nil {
		return false, "", nil, err
	}
	people := 0
	for i, item := range hints {
		why := reasons[desk.EntryOf(item)]
		if people += len(why.People); i > 0 && people > desk.MaxShown {
			next = r.desk.CloseCursor(by, p, hints[i-1].Sort)
			break
		}
		one := false
		for _, subject := range why.People {
			some, err := s.look(ctx, subject, why.Roots)
			if err != nil {
				return false, "", nil, err
			}
			one = one || some
		}
		if waits = waits || one; !one {
			spent = append(spent, item)
		}
	}
	return waits, next, spent, nil
}
