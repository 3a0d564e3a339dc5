package main_test

import (
	"net/http"
	"testing"
)

// A day in Kent: contractors, children, equality data that stays with the
// complaints team, and the police only where the law requires it.
func TestADayInKent(t *testing.T) {
	t.Parallel()
	c := inCouncil(t, "E10000016")
	feedback, highways, dpo, auditor := c.recorder("feedback"), c.recorder("highways"), c.dpo(), c.auditor()
	toContractor := c.disclosed("kent-highways").about("KCC-FB-1", "KCC-P-1")
	sent := feedback.logs(toContractor)
	feedback.logs(c.disclosed("kent-child").about("KCC-FB-2", "KCC-P-2"))

	// The police have an order. Without one they only ask, and are refused.
	toPolice := c.disclosed("kent-police").about("KCC-FB-3", "KCC-P-3")
	ordered := feedback.logs(toPolice)
	asks := toPolice.with("evidence", body{"force": "Example Constabulary"})
	feedback.isRefused(asks, "KC-R8", "/evidence/legalPower")
	refused := feedback.logs(asks.with("decision", "refused").with("reason", "No order was shown."))

	// What people say of themselves for monitoring does not leave the team.
	equality := toContractor.with("data", []any{
		body{"category": "carer-status", "description": "That she looks after her mother", "source": "about-you"},
		body{"category": "address", "description": "Where she lives"},
	})
	feedback.isRefused(equality, "KC-W1", "/data")
	left := feedback.logs(equality.with("departure", body{"reason": "The whole form was sent.", "breachReference": "KCC-BR-1", "discoveredOn": "2026-11-10"}), "KC-W1")

	// The officer's day.
	c.wants("equality data that left", dpo.sees("/disclosures/current", "aspect", "equality-data").each("disclosures", "entry"), left)
	c.wants("what the police asked for", dpo.sees("/disclosures/current", "recipientCategory", "police").each("disclosures", "entry", "disclosure.decision"),
		refused+" refused", ordered+" disclosed")
	c.wants("the queue", dpo.clears("Looked into on the day."), "KC-W1 departure")
	c.wants("breaches", dpo.sees("/breaches").each("breaches", "reference", "clock.state"), "KCC-BR-1 overdue")
	c.wants("who has had it", dpo.sees("/sharing", "subject", "KCC-P-1").each("recipients", "organisation", "times"), "Example Highways Ltd 2")
	dpo.learns("change", "KCC-P-1", body{"from": "2026-11-12", "reason": "Sent in error", "change": body{"what": "erasure", "data": []string{"carer-status"}}})
	c.wants("who is to erase it", dpo.sees("/changes", "subject", "KCC-P-1").each("changes", "what", "outstanding"), "erasure 1")
	c.wants("what the child's file shows", dpo.sees("/subject-report", "subject", "KCC-P-2", "to", "person").each("shared", "recipient"), "Example Health Visiting")

	// Another service of the council's finds nothing of this.
	c.wants("what highways finds", highways.sees("/disclosures", "case", "KCC-FB-1").each("rows", "id"))
	highways.mayNot(http.StatusNotFound, http.MethodGet, "/disclosures/"+sent, nil)
	if got := auditor.exports(); got != 5 {
		t.Errorf("the export has %d disclosures, want 5", got)
	}
	auditor.countsNobody("2026-11")
	c.wants("the notices of the annual return", dpo.sees("/annual-return", "year", "2026").each("notices", "id"), "kent-feedback")
	auditor.provesTheLog(left)

	// Feedback is kept for at most six years: it begins to go before the last.
	dpo.posts("/cases/KCC-FB-2/close", body{"closedOn": "2015-01-31", "confirmed": true})
	c.wants("what is due", dpo.sees("/retention/due").each("cases", "case", "dueOn", "beginsOn"), "KCC-FB-2 2021-01-31 2021-01-17")
	c.begins()
	c.wants("what goes", dpo.sees("/retention/due").each("cases", "case", "state"), "KCC-FB-2 disposing")
	auditor.provesTheLog(sent)
}
