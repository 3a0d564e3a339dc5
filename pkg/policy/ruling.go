package policy

import (
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// ifHappened ends every refusal of what may be unlawful but is well formed: the
// register never hides a breach.
const ifHappened = " If it has already happened, record it with a departure, and it will be flagged instead."

// wrongAllTheSame flags a departure that breaks no rule here, such as a letter in
// the wrong envelope: it is never lost among the ordinary entries.
var wrongAllTheSame = disclosure.Flag{
	Finding: disclosure.Finding{
		Rule: "ukgdpr-33", Pointer: "/departure",
		Detail: "The department says that this went wrong. No rule of the register is broken by what was recorded, so look at what happened.",
	},
	Clears:    "The Data Protection Officer has dealt with it in the breach register, or finds that nothing went wrong.",
	Departure: true,
}

// forgiveness says when a refusal gives way to a flag.
type forgiveness int

const (
	never       forgiveness = iota // except for a departure
	inEmergency                    // evidence may follow an emergency (XX-14)
)

// ruling gathers findings in the order the rules speak. A finding is kept once.
type ruling struct {
	rows      map[string]string // provision id → the notice's own row
	departure bool
	emergency bool
	deferred  bool // an emergency put something off
	aspects   []Aspect
	consent   ConsentFound

	malformed []disclosure.Finding
	refusals  []refusal
	flags     []disclosure.Flag
}

type refusal struct {
	disclosure.Finding
	clears string
}

func (r *ruling) row(rule string) string {
	if row := r.rows[rule]; row != "" {
		return row
	}
	return rule
}

// broken records that the disclosure is not a record at all.
func (r *ruling) broken(pointer, detail string) { r.brokenBy(disclosure.FormRule, pointer, detail) }

func (r *ruling) brokenBy(rule, pointer, detail string) {
	f := disclosure.Finding{Rule: rule, Pointer: pointer, Detail: detail}
	if !slices.Contains(r.malformed, f) {
		r.malformed = append(r.malformed, f)
	}
}

// refuse records that a rule forbids the record.
func (r *ruling) refuse(rule, pointer, detail, clears string, f forgiveness) {
	if f == inEmergency && r.emergency {
		r.deferred = true
		r.flag(rule, pointer, detail, clears)
		return
	}
	finding := refusal{disclosure.Finding{Rule: r.row(rule), Pointer: pointer, Detail: detail}, clears}
	if !slices.Contains(r.refusals, finding) {
		r.refusals = append(r.refusals, finding)
	}
}

// flag records that a rule is not met, though the record stands.
func (r *ruling) flag(rule, pointer, detail, clears string) {
	f := disclosure.Flag{
		Finding: disclosure.Finding{Rule: r.row(rule), Pointer: pointer, Detail: detail},
		Clears:  clears,
	}
	if !slices.Contains(r.flags, f) {
		r.flags = append(r.flags, f)
	}
}

// lacked records, as a flag, what would be refused but that the word which is corrected
// lacked it already.
func (r *ruling) lacked(was refusal, departure bool) {
	r.flags = append(r.flags, disclosure.Flag{Finding: was.Finding, Clears: was.clears, Departure: departure})
}

// finds reports whether a rule has spoken of the place already.
func (r *ruling) finds(pointer string) bool {
	return slices.ContainsFunc(r.refusals, func(f refusal) bool { return f.Pointer == pointer }) ||
		slices.ContainsFunc(r.flags, func(f disclosure.Flag) bool { return f.Pointer == pointer })
}

// by refuses or flags, as the severity says.
func (r *ruling) by(severity Severity, rule, pointer, detail, clears string, f forgiveness) {
	switch severity {
	case Refuse:
		r.refuse(rule, pointer, detail, clears, f)
	case Flag:
		r.flag(rule, pointer, detail, clears)
	}
}

// decision turns what was gathered into the answer. With a departure every
// refusal becomes a flag, before all other flags.
func (r *ruling) decision(v disclosure.PolicyVersions) Decision {
	slices.Sort(r.aspects)
	d := Decision{Malformed: r.malformed, Versions: v, Aspects: r.aspects, Consent: r.consent}
	for _, refused := range r.refusals {
		if r.departure {
			d.Flags = append(d.Flags, disclosure.Flag{Finding: refused.Finding, Clears: refused.clears, Departure: true})
			continue
		}
		refused.Detail += ifHappened
		d.Refusals = append(d.Refusals, refused.Finding)
	}
	if r.departure && len(r.refusals) == 0 && !slices.ContainsFunc(r.flags, func(f disclosure.Flag) bool { return f.Departure }) {
		wrong := wrongAllTheSame
		wrong.Rule = r.row(wrong.Rule)
		d.Flags = append(d.Flags, wrong)
	}
	d.Flags = append(d.Flags, r.flags...)
	slices.SortStableFunc(d.Flags, func(a, b disclosure.Flag) int {
		switch {
		case a.Departure == b.Departure:
			return 0
		case a.Departure:
			return -1
		}
		return 1
	})
	return d
}

// beyond returns what is broken here and not in the other ruling, to be kept from
// departments. What would have been refused is a flag: a refusal would tell. That
// something was put off in an emergency says nothing more.
func (r *ruling) beyond(other *ruling) []disclosure.Flag {
	var kept []disclosure.Flag
	for _, refused := range r.refusals {
		if !slices.Contains(other.refusals, refused) {
			kept = append(kept, disclosure.Flag{Finding: refused.Finding, Clears: refused.clears, Departure: r.departure, Kept: true})
		}
	}
	for _, flag := range r.flags {
		if !slices.Contains(other.flags, flag) && flag.Rule != EmergencyRule {
			flag.Kept = true
			kept = append(kept, flag)
		}
	}
	return bounded(kept)
}

// MaxKept bounds the kept flags of an entry: there is room for so many whatever else
// it holds.
const MaxKept = 5

// bounded makes one flag of those that say the same of several people, and of those
// that are too many.
func bounded(kept []disclosure.Flag) []disclosure.Flag {
	if len(kept) <= MaxKept {
		return kept
	}
	var few []disclosure.Flag
	for _, flag := range kept {
		if strings.HasPrefix(flag.Pointer, "/subjects/") {
			flag.Pointer = "/subjects"
		}
		if !slices.Contains(few, flag) {
			few = append(few, flag)
		}
	}
	if len(few) > MaxKept {
		few = few[:MaxKept]
		few[MaxKept-1] = disclosure.Flag{
			Finding: disclosure.Finding{Rule: disclosure.FormRule, Detail: "More is not met, by what departments are not to know, than there is room for here."},
			Clears:  "The Data Protection Officer has looked at everything known of its people.", Departure: few[MaxKept-1].Departure, Kept: true,
		}
	}
	return few
}

func itoa(i int) string { return strconv.Itoa(i) }
