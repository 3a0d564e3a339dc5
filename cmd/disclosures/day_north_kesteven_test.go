package main_test

import (
	"net/http"
	"testing"
)

// A day in North Kesteven: contractors who deliver its services, and the police,
// for a reason weighed in writing.
func TestADayInNorthKesteven(t *testing.T) {
	t.Parallel()
	c := inCouncil(t, "E07000139")
	services, dpo, auditor := c.recorder("customer-services"), c.dpo(), c.auditor()
	toContractor := c.disclosed("north-kesteven-contractor").about("NK-FB-1", "NK-P-1")
	sent := services.logs(toContractor)
	toPolice := c.disclosed("north-kesteven-police").about("NK-EN-1", "NK-P-2")
	shared := services.logs(toPolice)
	services.logs(c.disclosed("north-kesteven-handling-team").about("NK-FB-3", "NK-P-3"))

	// Nothing goes to a contractor without a contract, nor to the police unweighed.
	services.isRefused(toContractor.with("evidence.contractRef", nil), "NK-R4", "/evidence/contractRef")
	services.isRefused(toPolice.with("evidence.balancingReason", nil), "NK-R8", "/evidence/balancingReason")
	unweighed := services.logs(toPolice.with("evidence.balancingReason", nil).
		with("departure", body{"reason": "Handed over at the counter.", "noBreachReason": "The police were entitled to it.", "discoveredOn": "2026-11-11"}), "NK-R8")

	// The officer's day.
	c.wants("the queue", dpo.clears("Weighed afterwards."), "NK-R8 departure")
	c.wants("what the police have had", dpo.sees("/disclosures/current", "recipientCategory", "police").each("disclosures", "entry"), unweighed, shared)
	c.wants("what the caller may be told", dpo.sees("/subject-report", "subject", "NK-P-2", "to", "person").each("shared", "recipient"), "Example Constabulary", "Example Constabulary")
	dpo.learns("objection", "NK-P-1", body{"from": "2026-11-09", "reason": "She knows the crew."})
	against := dpo.sees("/sharing", "subject", "NK-P-1", "since", "2026-11-09")
	c.wants("what went against her objection", against.each("disclosures", "entry", "legal"), sent+" ukgdpr-6-1-e")
	change := dpo.learns("change", "NK-P-1", body{"from": "2026-11-10", "reason": "The address was her mother's", "change": body{"what": "rectification", "data": []string{"address"}}})
	dpo.learns("telling", "NK-P-1", body{"from": "2026-11-11", "telling": body{
		"change": change, "outcome": "acknowledged", "how": "By e-mail",
		"recipients": []body{{"category": "contractor", "kind": "waste-contractor", "organisation": "Example Collections Ltd"}},
	}})
	c.wants("who is still to be told", dpo.sees("/changes/untold").each("changes", "subject"))
	c.wants("breaches", dpo.sees("/breaches").each("breaches", "reference"))

	services.mayNot(http.StatusForbidden, http.MethodGet, "/subject-report?subject=NK-P-2&to=person", nil)
	if got := auditor.exports(); got != 4 {
		t.Errorf("the export has %d disclosures, want 4", got)
	}
	auditor.countsNobody("2026-11")
	c.wants("who is in the record of processing", dpo.sees("/processing-record", "from", "2026-11-01", "to", "2026-11-30").each("recipients", "category"), "contractor", "police")
	auditor.provesTheLog(unweighed)

	// Feedback is kept for seven years from the closing of its file.
	dpo.posts("/cases/NK-FB-1/close", body{"closedOn": "2015-01-31", "confirmed": true})
	dpo.posts("/cases/NK-FB-3/close", body{"closedOn": "2026-11-20"})
	c.wants("what is due", dpo.sees("/retention/due").each("cases", "case", "dueOn", "classes"), "NK-FB-1 2022-02-01 nk-feedback")
	c.begins()
	c.wants("what goes", dpo.sees("/retention/due").each("cases", "case", "state"), "NK-FB-1 disposing")
	auditor.provesTheLog(shared)
}
