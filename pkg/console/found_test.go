package console_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

// An officer finds what their own department recorded, and nothing of another's, opens
// it, and closes a case that they worked on.
func TestAnOfficerFindsTheirOwnWork(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	o.post(recorder, "/disclosures", example(t, "DBC-P-2", func(d map[string]any) { d["case"] = "DBC-C-2" }))
	elsewhere := recorder
	elsewhere.Department, elsewhere.Subject = "revenues", "v"
	o.post(elsewhere, "/disclosures", example(t, "DBC-P-3", func(d map[string]any) { d["case"] = "DBC-C-3" }))
	b := o.signedIn(recorder)

	b.open("/").says("Nothing is left to do.").saysNot("DBC-C-3", "Nothing waits")
	own := b.fill(b.open(b.open("/").link("Own work")), "why", "Looking for what I sent").says("What housing has recorded", "DBC-C-2", "DBC-C-2026-0141").saysNot("DBC-C-3", "Department")
	b.fill(own, "case", "a\u200bb", "from", "soon").says("at most 64 characters, in one line", "Write the day as 2026-11-29")
	one := b.fill(own, "case", "DBC-C-2").says("Case: DBC-C-2", "Close the case DBC-C-2").saysNot("DBC-C-2026-0141")
	if strings.Contains(one.path, "DBC") {
		t.Errorf("the address names the case: %s", one.path)
	}
	b.open(one.link("Case: DBC-C-2")).says("DBC-C-2026-0141")
	// Another department's case is no case of theirs.
	b.fill(own, "case", "DBC-C-3").says("Nothing is on record that these filters mean.").saysNot("Close the case")
	page := b.open(one.link("November 2026: Shared")).says("Shared with Housing Ombudsman Service", "Correct it", "Attach a letter")
	one = b.open(page.link("DBC-C-2")).says("Case DBC-C-2", "What housing has in this case")
	b.fill(b.open(one.link("Close the case")).says("destroyed without anybody being asked again"), "closedOn", disclosure.DateOf(time.Now()).String()).
		says("The case is closed.", "What housing has in this case", "It is Closed").saysNot("Close the case")
	if got := o.get(dpo, "/cases/DBC-C-2"); !strings.Contains(got, `"state":"closed"`) {
		t.Errorf("the case is not closed: %s", got)
	}
}

// A slip of the pen is not taken for "none": what comes near is shown to the Data
// Protection Officer, and why is asked again, since it may be somebody else.
func TestASlipFindsWhatComesNear(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(dpo)
	slip := strings.ReplaceAll(someone, "-", "/")
	near := b.person(slip).says("Nothing is on record under this reference.", "a name finds nothing", "These come near it")
	asked := b.open(near.link(someone)).says("Why are you looking?", someone)
	b.fill(asked, "why", "The same request").says("What was shared", "Housing Ombudsman Service")
	o.signedIn(auditor).person(slip).says("Nothing is on record under this reference.").saysNot("These come near it")

	none := b.fill(b.open("/search"), "case", "DBC/C/2026/0141", "why", "A claim").says("There is no case DBC/C/2026/0141", "These come near it")
	if none.status != http.StatusNotFound {
		t.Errorf("a case that there is none of: %d", none.status)
	}
	b.fill(b.open(none.link("DBC-C-2026-0141")), "why", "A claim").says("Case DBC-C-2026-0141", "It is Open")
	b.fill(b.fill(b.open("/disclosures"), "why", "A claim"), "case", "DBC/C/2026/0141").says("Nothing is on record that these filters mean.", "These come near it")
	flags := b.fill(b.list("Flags", "A claim"), "subject", slip).says("No flag waits that these filters mean.", "These come near it")
	b.open(flags.link(someone)).says("Why are you looking?", someone)
	b.fill(b.list("Cases", "A claim"), "department", "House-ing").says("There is none.").saysNot("These come near it")
	b.open(near.link("Answer the person")).says("Nothing at all is on record under this reference.", "These come near it")
}

// Of somebody who has another reference, whose disclosures the answer to them has, the
// page of the one leads to the other: there may be nothing under it, and much there.
func TestAPersonsPageLeadsToTheirOtherReference(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	const other = "DBC-P-later"
	o.signedIn(dpo).person(other).says("Nothing is on record under this reference.").saysNot("Other references of the person")
	join := o.post(dpo, "/joins", disclosure.Join{
		References: []string{someone, other}, Evidence: "Both files have the tenancy.", Reach: disclosure.JoinAnswers, Until: disclosure.DateOf(o.now()).AddYears(1),
	})
	o.post(second, "/joins/"+join+"/confirm", disclosure.JoinDecided{Outcome: disclosure.JoinConfirmed, Reason: "The two files were compared."})
	for _, who := range []disclosure.Caller{dpo, auditor} {
		b := o.signedIn(who)
		asked := b.open(b.person(other).says("Nothing is on record under this reference.", "Other references of the person").link(someone)).says("Why are you looking?", someone)
		b.fill(asked, "why", "The same request").says("What was shared", "Housing Ombudsman Service", other)
	}
	o.signedIn(recorder).person(other).saysNot("Other references of the person", someone)
}

// Who sees the whole register searches it by anything that a disclosure says.
func TestDisclosuresAreSearched(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	o.post(recorder, "/disclosures", example(t, "DBC-P-2", withheldOnAGround))
	b := o.signedIn(auditor)
	all := b.fill(b.open(b.open("/more").link("Disclosures")), "why", "Yearly audit").says("Every disclosure and refusal", "DBC-C-2026-0151", "DBC-C-2026-0141", "Flagged when it was recorded", "Department housing")
	b.fill(all, "basis", "dpa18-sch2-para7").says("What allowed it, or kept it from the person: Functions that protect the public", "DBC-C-2026-0151").saysNot("DBC-C-2026-0141", "Close the case")
	b.fill(all, "recipient", "housing ombudsman service", "category", "ombudsman", "decision", "disclosed", "to", "2026-11-11").says("DBC-C-2026-0141").saysNot("DBC-C-2026-0151")
	if p := b.fill(all, "decision", "nothing"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("a decision that there is none: %d", p.status)
	}
}

// The screen has the digest of a spreadsheet of the same, where all of it is there, for who
// may have such a spreadsheet.
func TestAScreenHasTheDigestOfItsRows(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	for n := range 30 {
		o.post(recorder, "/disclosures", example(t, "DBC-P-2", func(d map[string]any) { d["case"] = fmt.Sprintf("DBC-D-%d", n) }))
	}
	said := func(path string) string {
		var answer struct{ RowsSHA256 string }
		if err := json.Unmarshal([]byte(o.get(dpo, path)), &answer); err != nil {
			t.Fatal(err)
		}
		return answer.RowsSHA256
	}
	digest := said("/disclosures?case=DBC-C-2026-0141&digest=true")
	if len(digest) != 64 || digest == said("/disclosures?case=DBC-D-1&digest=true") || said("/disclosures?case=DBC-C-2026-0141") != "" || said("/disclosures?digest=true&limit=25") != "" {
		t.Fatalf("the API says the digest %q", digest)
	}
	for _, by := range []disclosure.Caller{dpo, auditor} {
		b := o.signedIn(by)
		all := b.fill(b.open("/disclosures"), "why", "A claim").saysNot("this digest")
		b.fill(all, "case", "DBC-C-2026-0141").says("has this digest of its rows: " + digest)
	}
	b := o.signedIn(recorder)
	b.fill(b.fill(b.open("/disclosures"), "why", "Mine"), "case", "DBC-C-2026-0141").says("Case: DBC-C-2026-0141").saysNot("digest")

	// What is recorded is more than what now reads, once it was corrected.
	corrected := func(d map[string]any) { d["case"] = "DBC-E-1" }
	id := o.post(recorder, "/disclosures", example(t, someone, corrected))
	before := said("/disclosures/current?case=DBC-E-1&digest=true")
	if recorded := said("/disclosures?case=DBC-E-1&digest=true"); recorded != before {
		t.Errorf("one disclosure, as recorded and as it reads: %q and %q", recorded, before)
	}
	o.post(recorder, "/disclosures/"+id+"/corrections", map[string]any{"reason": "The reference came.", "disclosure": example(t, someone, corrected)})
	recorded, reads := said("/disclosures?case=DBC-E-1&digest=true"), said("/disclosures/current?case=DBC-E-1&digest=true")
	if len(recorded) != 64 || len(reads) != 64 || recorded == reads || recorded == before || reads == before {
		t.Errorf("corrected, as recorded and as it reads: %q and %q; before it was %q", recorded, reads, before)
	}
}
