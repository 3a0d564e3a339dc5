package main_test

import (
	"net/http"
	"testing"
)

// A day in Dartford, which runs under two notices: complaints, and managing
// customer contact.
func TestADayInDartford(t *testing.T) {
	t.Parallel()
	c := inCouncil(t, "E07000107")
	housing, revenues, dpo, auditor := c.recorder("housing"), c.recorder("revenues"), c.dpo(), c.auditor()

	// Housing answers the ombudsman, refuses the police, and has told social
	// services by telephone of somebody in danger; the reasons are still to come.
	toOmbudsman := c.disclosed("dartford-housing-ombudsman").about("DBC-C-1", "DBC-P-1")
	answered := housing.logs(toOmbudsman)
	refused := housing.logs(c.disclosed("dartford-refused-police").about("DBC-C-2", "DBC-P-2"))
	hurried := c.disclosed("dartford-emergency").about("DBC-C-3", "DBC-P-3")
	emergency := housing.logs(hurried, "ukgdpr-6-1-d", "ukgdpr-6-1-d", "ukgdpr-6-1-d", "DC-B7", "DC-R3", "DC-R3", "XX-10", "XX-14")

	// It may not send what no case of the ombudsman's asks for, and revenues sees
	// nothing of housing's.
	housing.isRefused(toOmbudsman.with("evidence.ombudsmanCaseRef", nil), "DC-R5", "/evidence/ombudsmanCaseRef")
	revenues.mayNot(http.StatusNotFound, http.MethodGet, "/disclosures/"+answered, nil)
	revenues.mayNot(http.StatusForbidden, http.MethodGet, "/flags", nil)
	c.wants("what revenues finds of the case", revenues.sees("/disclosures", "case", "DBC-C-1").each("rows", "id"))

	// A reply has gone to the wrong contractor. It has happened, so it is recorded.
	wrong := housing.logs(c.disclosed("dartford-departure").about("DBC-C-4", "DBC-P-1"), "DC-B6", "DC-B2", "DC-R2", "DC-R2", "DC-R2")

	// A tenant is marked and is not to know of it; the visitors are told. What housing
	// is answered does not tell of the marker: that is for the queue.
	dpo.learns("marker", "DBC-P-5", body{
		"from": "2026-01-05", "reason": "Threats to staff on a visit", "reviewBy": "2026-07-01", "subjectTold": "not-told",
		"ground": "dpa18-sch2-para2", "dpoConsulted": "2026-01-05", "decidedBy": "Service Manager, Housing",
	})
	marked := housing.logs(c.disclosed("dartford-contact-marker").about("DBC-M-1", "DBC-P-5"))

	// The Data Protection Officer's day begins with what is overdue, and with the
	// breach, whose 72 hours have run out.
	c.wants("markers overdue", dpo.sees("/overdue/markers").each("markers", "subject", "reviewBy"), "DBC-P-5 2026-07-01")
	c.wants("emergencies without their record", dpo.sees("/overdue/emergencies").each("emergencies", "entry", "case"), emergency+" DBC-C-3")
	c.wants("breaches", dpo.sees("/breaches").each("breaches", "reference", "clock.state"), "DBC-BR-2026-019 overdue")
	c.wants("what went wrong", dpo.sees("/breach", "reference", "DBC-BR-2026-019").each("disclosures", "entry", "recipient.organisation"), wrong+" Example Repairs Ltd")

	// Then the queue: what went wrong is at its head. Nobody else clears it.
	housing.mayNot(http.StatusForbidden, http.MethodPost, "/disclosures/"+emergency+"/flags/0/clear", body{"reason": "It was fine."})
	c.wants("the queue", dpo.clears("Looked into on the day."),
		"DC-B6 departure", "DC-B2 departure", "DC-R2 departure", "DC-R2 departure", "DC-R2 departure",
		"ukgdpr-6-1-d", "ukgdpr-6-1-d", "ukgdpr-6-1-d", "DC-B7", "DC-R3", "DC-R3", "XX-10", "XX-14", "DM-W6", "DM-W7")

	// Who has had Mrs Sample's data, and what may she be told?
	c.wants("who has had it", dpo.sees("/sharing", "subject", "DBC-P-1").each("recipients", "organisation", "data"),
		"Example Repairs Ltd address,health", "Housing Ombudsman Service name,address,complaint-nature,correspondence")
	c.wants("what she is told", dpo.sees("/subject-report", "subject", "DBC-P-1", "to", "person").each("shared", "on", "recipient"),
		"2026-11-09 Example Repairs Ltd", "2026-11-09 Housing Ombudsman Service")

	// Her address was wrong, and is put right: those who had it have to be told.
	change := dpo.learns("change", "DBC-P-1", body{"from": "2026-11-20", "reason": "She moved in March", "change": body{"what": "rectification", "data": []string{"address"}}})
	dpo.learns("telling", "DBC-P-1", body{"from": "2026-11-20", "telling": body{
		"change": change, "outcome": "told", "how": "By telephone", "recipients": []body{{"category": "contractor", "kind": "housing-repairs", "organisation": "Example Repairs Ltd"}},
	}})
	c.wants("who is still to be told", dpo.sees("/changes/untold").each("changes", "subject", "outstanding"), "DBC-P-1 1")

	// The marked tenant is told nothing, and the officer sees why.
	c.wants("what the tenant is told", dpo.sees("/subject-report", "subject", "DBC-P-5", "to", "person").each("shared", "recipient"))
	c.wants("what is withheld", dpo.sees("/subject-report/review", "subject", "DBC-P-5", "to", "person").each("about", "entry", "outcome"), marked+" withheld")

	// The auditor samples, counts, exports and proves; everybody's looks are on
	// record.
	c.wants("the refusals", auditor.sees("/disclosures", "decision", "refused").each("rows", "id", "recipientCategory"), refused+" police")
	if got := len(auditor.sees("/sample", "seed", "audit-1", "from", "2026-11-01", "to", "2026-11-30", "size", "3").each("items", "member")); got != 3 {
		t.Errorf("the sample has %d disclosures, want 3", got)
	}
	if got := auditor.exports(); got != 5 {
		t.Errorf("the export has %d disclosures, want 5", got)
	}
	auditor.countsNobody("2026-11")
	auditor.mayNot(http.StatusForbidden, http.MethodPost, "/disclosures", toOmbudsman)
	auditor.provesTheLog(wrong)
	c.wants("who looked at the marked tenant by name", auditor.sees("/access", "subject", "DBC-P-5", "action", "subject-report").each("accesses", "by.name", "purpose"),
		"D. Sample The day's work")

	// The file of the wrong letter turns out to have been closed long ago: two
	// years after that it has to go. The officer stops it in time, since the breach
	// is not done with.
	dpo.posts("/cases/DBC-C-4/close", body{"closedOn": "2024-01-31", "confirmed": true})
	c.wants("what is due", dpo.sees("/retention/due").each("cases", "case", "clock", "dueOn"), "DBC-C-4 due 2026-02-01")
	c.begins()
	housing.mayNot(http.StatusConflict, http.MethodPost, "/disclosures", toOmbudsman.with("case", "DBC-C-4"))
	dpo.posts("/cases/DBC-C-4/disposal/stop", body{"by": "Data Protection Officer", "reason": "The breach is not done with.", "reviewOn": "2099-01-31"})
	c.wants("what is held", dpo.sees("/retention/holds").each("holds", "case", "by"), "DBC-C-4 Data Protection Officer")
	auditor.provesTheLog(answered)
}
