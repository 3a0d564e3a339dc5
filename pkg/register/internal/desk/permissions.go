package desk

import (
	"strings"

	"disclosure-register/pkg/disclosure"
)

// call is one thing that may be asked of a register, named as docs/openapi.yaml
// names its operation.
type call string

// reach is how far a power goes.
type reach int

const (
	none reach = iota
	// own: in its own department's name, and about what its own department has
	// recorded. Anything else is not found, as though it did not exist.
	own
	// all: everything in the caller's own register. There is no reach beyond it:
	// a caller's register comes from its token, and another's is never looked at.
	all
)

// powers are the reach of each role that has any. An admin sets a register up
// and has no power over what is in it.
type powers struct{ recorder, dpo, auditor reach }

// permissions says who may ask what. It is the one place that does: whoever adds
// a call adds its line, here and in docs/identity.md, which a test holds against
// the running service for every role, department and register. The auditor reads
// and never writes.
//
// Three rules need more than a table. What kinds of fact are for the Data Protection
// Officer alone to record, and what of a department's awaits them, is [factPowers]; of
// a breach, what it asks for is theirs too ([mayLearn]). Nobody clears a flag on what
// they recorded ([Registrar.ClearFlag]), nor confirms it ([Registrar.ConfirmFact]). And whose a case is depends on who
// has recorded in it ([caseFile.mayHandle]).
var permissions = map[call]powers{
	"record-disclosure":  {own, all, none},
	"record-batch":       {own, all, none},
	"correct-disclosure": {own, all, none},
	"learn-fact":         {own, all, none},
	"confirm-fact":       {none, all, none},

	"request-upload":  {own, all, none},
	"complete-upload": {own, all, none},
	"open-letter":     {own, all, all},

	"show-case":    {none, all, all},
	"close-case":   {own, all, none},
	"reopen-case":  {none, all, none},
	"place-hold":   {none, all, none},
	"release-hold": {none, all, none},

	"date-case":     {none, all, none},
	"review-case":   {none, all, none},
	"stop-disposal": {none, all, none},

	"show-retention-records": {none, all, all},
	"show-due":               {none, all, all},
	"show-reviews":           {none, all, all},
	"show-not-started":       {none, all, all},
	"show-holds":             {none, all, all},
	"show-certificates":      {none, all, all},

	"show-fact-retention": {none, all, all},

	"search-disclosures": {own, all, all},
	"read-disclosures":   {none, all, all},
	"open-disclosure":    {own, all, all},
	"show-law":           {own, all, all},
	"show-facts":         {none, all, all},
	"show-pending-facts": {none, all, all},
	"show-flags":         {none, all, all},
	"clear-flag":         {none, all, none},
	"clear-flags":        {none, all, none},
	"show-accesses":      {none, all, all},

	"show-overdue-withholdings": {none, all, all},
	"show-overdue-markers":      {none, all, all},
	"show-overdue-emergencies":  {none, all, all},
	"show-overdue-tellings":     {none, all, all},
	"show-agreements":           {none, all, all},

	"subject-report":        {none, all, all},
	"print-subject-report":  {none, all, all},
	"review-subject-report": {none, all, all},
	"show-sharing":          {none, all, all},

	"record-access-request": {none, all, none},
	"show-access-requests":  {none, all, all},
	"decide-answer":         {none, all, none},
	"show-undecided":        {none, all, all},
	"release-answer":        {none, all, none},

	"show-waiting": {none, all, all},

	"show-statistics":     {none, all, all},
	"draw-sample":         {none, all, all},
	"check-letter":        {none, all, all},
	"show-changes":        {none, all, all},
	"show-untold-changes": {none, all, all},
	"show-breach":         {none, all, all},
	"show-open-breaches":  {none, all, all},
	"annual-return":       {none, all, all},
	"processing-record":   {none, all, all},

	"annual-return-file":     {none, all, all},
	"processing-record-file": {none, all, all},

	"show-checkpoint": {own, all, all},
	"show-receipt":    {own, all, all},

	"request-export": {none, all, all},
	"show-export":    {none, all, all},
}

// forEveryone are the calls that any caller of the register may make.
var forEveryone = map[call]bool{"show-policy": true, "show-requirements": true}

// MayAsk refuses a caller who may not make the call, named as docs/openapi.yaml
// names its operation, whatever it asks about. It needs nothing of the request, so
// that nobody is told what is wrong with a request that they may not make. How far
// a power goes is for the call itself to say.
func MayAsk(by disclosure.Caller, operation string) error {
	if forEveryone[call(operation)] {
		return nil
	}
	_, err := may(by, call(operation))
	return err
}

// may returns how far the caller's power over the call goes: the furthest of its
// roles'. A caller with none, and a recorder of no department, is told whose
// power it is.
func may(by disclosure.Caller, asked call) (reach, error) {
	p := permissions[asked]
	furthest := none
	if by.Has(disclosure.Recorder) && by.Department != "" {
		furthest = p.recorder
	}
	if by.Has(disclosure.DPO) {
		furthest = max(furthest, p.dpo)
	}
	if by.Has(disclosure.Auditor) {
		furthest = max(furthest, p.auditor)
	}
	if furthest == none {
		return none, disclosure.Fail(disclosure.Forbidden, "This is only for "+p.holders()+".")
	}
	return furthest, nil
}

// covers reports whether the reach takes in what the department recorded, however its
// name is spelt.
func (r reach) covers(by disclosure.Caller, department string) bool {
	return r == all || r == own && disclosure.Same(by.Department, department)
}

// holders names the roles that have any reach.
func (p powers) holders() string {
	var names []string
	for _, role := range []struct {
		reach reach
		name  string
	}{{p.recorder, "a recorder of a department"}, {p.dpo, "the Data Protection Officer"}, {p.auditor, "an auditor"}} {
		if role.reach != none {
			names = append(names, role.name)
		}
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " or " + names[last]
	}
	return strings.Join(names, "")
}
