package policy

import (
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
)

// EngineVersion is the version of the rules in this package's code. Raise it with
// every change that could decide a disclosure otherwise: an entry pins it beside the
// versions of the catalogue and the notice.
const EngineVersion = "2026-12-01.2"

// Question is everything a decision depends on. Deciding is pure: the same
// question has the same answer for ever, under the same catalogue and notices.
type Question struct {
	Register   disclosure.Register
	Disclosure *disclosure.Disclosure
	// RecordedBy is compared with who authorised (nobody approves their own).
	RecordedBy disclosure.RecordedBy
	// Facts are those found at [FactKeys] that the answer may rest on, including ones
	// no longer in force: what whoever records may know, or be told of by an answer.
	Facts []disclosure.Fact
	// Whole is how all that the register knows stands; nil where that is Facts.
	Whole []disclosure.Fact
	// More is true where Whole leaves out some of what is kept from departments.
	More bool
	// Joined is true where somebody whom it is about has another reference, under which
	// nothing was asked.
	Joined bool
	// At is the instant of recording, UTC.
	At time.Time
	// Corrects is what the register holds and this corrects, or nil.
	Corrects *disclosure.Disclosure
}

// Decision is what the rules say of a question.
type Decision struct {
	// Malformed findings are refused for ever; a departure does not help.
	Malformed []disclosure.Finding
	// Refusals are rules that forbid the record. With a departure they are
	// empty, and each is among the Flags instead.
	Refusals []disclosure.Finding
	// Flags are rules the record does not meet; it is accepted and they wait for
	// the DPO. Departures come first, and what is kept from departments last.
	Flags    []disclosure.Flag
	Versions disclosure.PolicyVersions
	// Aspects are sorted, once each; none where nothing was shared.
	Aspects []Aspect
	// KeptAspects are those that are added by what only the Data Protection Officer may
	// know: they are kept from departments, as such flags are.
	KeptAspects []Aspect
	// Consent is what became of a promise of the notice to ask for it first.
	Consent ConsentFound
}

// Accepted reports whether the disclosure may be recorded, flagged or not.
func (d Decision) Accepted() bool { return len(d.Malformed) == 0 && len(d.Refusals) == 0 }

// Decide says whether the disclosure may be recorded, and what is to be flagged.
// It names every rule broken, never repeats a value from the body, and always
// answers, whatever it is given.
//
// The rules are applied twice: to what the answer may rest on, and to all that the
// register knows. Nothing of the latter is in it but the kept flags and aspects. No
// answer rests on a marker of which a person was not told.
func (l *Law) Decide(q Question) Decision {
	if q.Disclosure == nil {
		q.Disclosure = &disclosure.Disclosure{}
	}
	versions := disclosure.PolicyVersions{Catalogue: l.catalogue.Version, Engine: EngineVersion}
	if l.hasNotice(q.Register, q.Disclosure.Notice) {
		versions.Notice = q.Disclosure.Notice
	}
	if notice := l.Notice(q.Register, q.Disclosure.Notice, disclosure.DateOf(q.Disclosure.DisclosedAt)); notice != nil {
		versions.NoticeVersion = notice.Version
	}
	whole := q
	q.More, q.Joined = false, false
	if q.Whole != nil {
		whole.Facts = q.Whole
	}
	q.Facts = slices.DeleteFunc(slices.Clone(q.Facts), isUntold)
	shown, known := l.corrected(q), l.corrected(whole)
	decision := shown.decision(versions)
	decision.Flags = append(decision.Flags, known.beyond(shown)...)
	decision.KeptAspects = slices.DeleteFunc(known.aspects, func(a Aspect) bool { return slices.Contains(shown.aspects, a) })
	return decision
}

// rule applies every rule to the question as it stands.
func (l *Law) rule(q Question) *ruling {
	s := l.scene(q)
	s.compelled = s.compulsion()
	s.judge()
	return s.out
}

// scene is the question before any rule has been applied.
func (l *Law) scene(q Question) *scene {
	d := l.asNow(q.Disclosure)
	s := &scene{law: l, q: q, d: d, on: disclosure.DateOf(d.DisclosedAt)}
	s.out = &ruling{departure: d.Departure != nil, emergency: d.Urgency == disclosure.Emergency}
	s.notice = l.Notice(q.Register, d.Notice, s.on)
	s.class = l.ClassOf(d)
	s.out.rows = s.lawRows()
	return s
}

// judge applies every rule.
func (s *scene) judge() {
	s.form()
	s.formByNotice()
	s.days()
	s.departure()
	s.references()
	if s.d.Shares() {
		s.theLaw()
		s.byNotice()
		s.named()
		s.namesOne()
		s.whose()
		s.aboutNobody()
		s.alwaysNeeded()
		s.reviewEvidence()
		s.untoldWithoutGround()
		s.moreIsKept()
		s.isJoined()
		s.emergency()
		if s.asks == nil {
			s.aspects()
		}
	} else {
		s.putOff()
	}
}

// theLaw applies the rules that hold whatever a notice says, each in a file of
// its own.
func (s *scene) theLaw() {
	s.article6()
	s.article9()
	s.article10()
	s.lawOfTheDay()
	s.availability()
	s.doubts()
	s.proof()
	s.exemptions()
	s.policyDocument()
	s.gateway()
	s.telling()
	s.objection()
	s.restriction()
	s.agreement()
	s.contract()
	s.transfer()
	s.ownAuthority()
}

// lawRows returns the row of the notice that findings under each provision carry.
func (s *scene) lawRows() map[string]string {
	if s.notice == nil {
		return nil
	}
	rows := make(map[string]string, len(s.notice.LawRows))
	for _, r := range s.notice.LawRows {
		if rows[r.Provision] == "" && (r.When == nil || r.When.holds(s)) {
			rows[r.Provision] = r.Row
		}
	}
	return rows
}
