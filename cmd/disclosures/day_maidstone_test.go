package main_test

import (
	"net/http"
	"testing"
)

// A day in Maidstone, whose notice promises that nothing goes outside the council
// without the person's consent.
func TestADayInMaidstone(t *testing.T) {
	t.Parallel()
	c := inCouncil(t, "E07000110")
	complaints, dpo, auditor := c.recorder("complaints"), c.dpo(), c.auditor()
	// A charity: who acts for the person with their signed authority needs no consent.
	toAdvocate := c.disclosed("maidstone-advocate").about("MBC-S2-1", "MBC-P-1").
		with("recipient.category", "partner-organisation").with("recipient.kind", "voluntary-sector")
	complaints.logs(c.disclosed("maidstone-internal").about("MBC-S2-2", "MBC-P-2"))

	// Consent first: without it nothing goes.
	complaints.isRefused(toAdvocate, "MS-R2", "/evidence/consentRecordId")
	consent := body{"from": "2026-11-02", "until": "2026-11-15", "explicit": true, "recipient": "Example Advocacy", "reference": "Form of 2 November 2026"}
	complaints.learns("consent", "MBC-P-1", consent)
	agreed := complaints.logs(toAdvocate, "MS-R1")

	// He withdraws it. What goes after that is a departure, and what a court orders
	// goes before the notice.
	late := toAdvocate.with("disclosedAt", "2026-11-16T09:00:00Z").with("tellSubject.on", "2026-11-16")
	complaints.isRefused(late, "MS-R2", "/evidence/consentRecordId")
	happened := complaints.logs(late.with("departure", body{"reason": "Sent before the withdrawal was read.", "breachReference": "MBC-BR-1", "discoveredOn": "2026-11-17"}), "MS-R2", "MS-R1")
	ordered := complaints.logs(late.with("override", body{
		"reason": "The court ordered it.", "provision": "Order of the County Court of 3 November 2026", "authorisedBy": body{"name": "L. Sample", "post": "Head of Legal"},
	}), "MS-R1", "MS-R2")

	// The officer asks whether consent came first, and what went against it.
	asked := dpo.sees("/disclosures/current", "aspect", "consent-first")
	c.wants("what went outside", asked.each("disclosures", "entry"), ordered, happened, agreed)
	c.wants("on what footing", dpo.sees("/sharing", "subject", "MBC-P-1", "since", "2026-11-16").each("disclosures", "entry"), ordered, happened)
	c.wants("the queue", dpo.clears("Looked into on the day."), "MS-R2 departure", "MS-R1", "MS-R1", "MS-R1", "MS-R2")
	c.wants("breaches", dpo.sees("/breaches").each("breaches", "reference", "clock.state"), "MBC-BR-1 overdue")
	dpo.posts("/facts", body{
		"kind": "breach", "about": body{"dimension": "breach", "reference": "MBC-BR-1"}, "from": "2026-11-17", "reason": "Sent after consent was withdrawn",
		"breach": body{"awareAt": "2026-11-17T09:00:00Z", "risk": "unlikely", "riskReason": "The advocate had it already", "retrieval": []body{{"outcome": "destroyed", "on": "2026-11-18"}}},
	})
	c.wants("breaches after it was looked at", dpo.sees("/breaches").each("breaches", "reference"))

	// The restriction he asks for is told to whoever had his data.
	dpo.learns("change", "MBC-P-1", body{"from": "2026-11-18", "reason": "Accuracy is disputed", "change": body{"what": "restriction"}})
	c.wants("who is to be told", dpo.sees("/changes", "subject", "MBC-P-1").each("changes", "what", "outstanding"), "restriction 1")
	c.wants("what he is told", dpo.sees("/subject-report", "subject", "MBC-P-1", "to", "person").each("shared", "on", "recipient"),
		"2026-11-09 Example Advocacy", "2026-11-16 Example Advocacy", "2026-11-16 Example Advocacy")

	complaints.mayNot(http.StatusForbidden, http.MethodGet, "/changes?subject=MBC-P-1", nil)
	if got := auditor.exports(); got != 4 {
		t.Errorf("the export has %d disclosures, want 4", got)
	}
	auditor.countsNobody("2026-11")
	auditor.provesTheLog(ordered)

	// A stage 2 file of long ago is kept for six years and begins to go.
	dpo.posts("/cases/MBC-S2-2/close", body{"closedOn": "2019-01-31", "confirmed": true})
	c.wants("what is due", dpo.sees("/retention/due").each("cases", "case", "dueOn", "classes"), "MBC-S2-2 2025-02-01 ms-stage2")
	c.begins()
	c.wants("what goes", dpo.sees("/retention/due").each("cases", "case", "state"), "MBC-S2-2 disposing")
	auditor.provesTheLog(agreed)
}
