package console_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
)

// list opens one of the pages under More, as a person does.
func (b *browser) list(title, why string) shownPage {
	b.o.t.Helper()
	return b.fill(b.open(b.open("/more").link(title)), "why", why)
}

// A case is closed, reopened and held from its page, each with what follows said
// first, and the lists of retention follow.
func TestADPOSeesWhatIsKept(t *testing.T) {
	const ref = "DBC-C-2026-0141"
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) { d["case"] = ref }))
	b := o.signedIn(dpo)

	list := b.list("Retention", "Yearly review").says("You are looking because: Yearly review", "Nothing is due within 90 days.")
	notBegun := b.open(list.link("Not begun")).says("Case " + ref)
	file := b.open(notBegun.link("Case " + ref)).says("It is Open")

	closing := b.open(file.link("Close the case")).says("destroyed without anybody being asked again")
	b.fill(closing, "closedOn", "").says("Give the day on which the case was closed.")
	early := b.fill(closing, "closedOn", "2019-01-01")
	if early.status != http.StatusUnprocessableEntity {
		t.Errorf("a day before anything was recorded: %d", early.status)
	}
	early.says("The day has been checked and is right")
	today := disclosure.DateOf(time.Now())
	follows := b.fill(early, "closedOn", today.String()).says("Nothing is changed yet.")
	file = b.fill(follows, "closedOn", today.String(), "do", "act").says("The case is closed.", "Closed on ")
	file.saysNot("Close the case")

	reopening := b.open(file.link("Reopen the case")).says("its time then begins afresh")
	b.fill(reopening, "reason", "").says("Say why.")
	file = b.fill(reopening, "reason", "A letter came.").says("The case is open again.", "It is Open")

	b.fill(b.open(file.link("Hold the case")), "by", "County Court", "reason", "A claim", "reviewOn", today.AddDays(30).String())
	held := b.open(b.list("Retention", "Yearly review").link("Held")).says("Case "+ref, "County Court", "A claim")
	if strings.Contains(held.path, ref) {
		t.Error("the address names the case")
	}
	b.open(b.list("Retention", "x").link("To review")).says("Nothing waits for a review.")
	destroyed := b.open(b.list("Retention", "x").link("Destroyed")).says("Nothing has been destroyed.")
	b.fill(destroyed, "month", "last month").says("Write the month as 2026-11")
	b.fill(destroyed, "month", "2999-01").says("has not begun")
	b.fill(b.fill(destroyed, "month", "2026-01").says("Nothing was destroyed in this month."), "month", "").says("Nothing has been destroyed.")

	auditing := o.signedIn(auditor)
	seen := auditing.open(auditing.open(auditing.list("Retention", "Yearly audit").link("Held")).link("Case " + ref))
	seen.says("County Court").saysNot("Close the case", "Reopen the case", "Review the case")
}

// That one person was erased from a share stands with what was destroyed, and names nobody.
func TestWhoWasErasedFromAShareStandsWithWhatWasDestroyed(t *testing.T) {
	o := newOffice(t)
	var share map[string]any
	if err := json.Unmarshal(must(os.ReadFile("../../docs/examples/share.json")), &share); err != nil {
		t.Fatal(err)
	}
	id := o.post(recorder, "/shares", share)
	o.post(recorder, "/shares/"+id+"/parts/1", map[string]any{"people": []string{someone, "DBC-P-2"}})
	o.post(dpo, "/shares/"+id+"/removals", map[string]any{"person": someone, "reason": "Asked for by B. Sample.", "erase": true})
	retention := cases.NewRunner(o.desk.Retention, nil, o.gone, cases.Config{Now: o.now})
	if report, err := retention.Run(o.t.Context(), dartford); err != nil || report.People != 1 || report.Certified != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	for _, by := range []disclosure.Caller{second, auditor} {
		b := o.signedIn(by)
		destroyed := b.open(b.list("Retention", "Yearly review").link("Destroyed")).says("One person of a share", "the Data Protection Officer, who asked for", "Asked for", "Certified").
			saysNot(someone, "B. Sample", "0 letters", "What belonged to no case")
		b.open(destroyed.link("One person of a share")).says("Sample Mailing Ltd")
	}
}

// Who looked shows each look with its purpose, this one among them, by month, and by case.
func TestWhoLookedIsShown(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	o.signedIn(second).person(someone)
	b := o.signedIn(auditor)
	looks := b.list("Who looked", "Who was curious?").says("E. P. Officer", "Request of 2 November", "Data Protection Officer")
	looks.saysNot("Nobody looked.")
	b.fill(looks, "month", "x").says("Write the month as")
	b.fill(looks, "month", "2026-01").says("Nobody looked.")
	b.list("Who looked", "Again").says("Who was curious?")
	file := b.fill(b.open("/search"), "case", "DBC-C-2026-0141", "why", "The case")
	b.open(file.link("Who looked at it")).says("Everybody who looked at the case DBC-C-2026-0141")
}

func TestBreachesChangesAndAgreementsAreListed(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(dpo)
	b.list("Breaches", "Morning").says("No breach has anything left to do.")
	b.list("Agreements", "Morning").says("No agreement ends within 90 days.")
	b.list("Changes to tell", "Morning").says("Everybody who has to be told has been")

	today := disclosure.DateOf(time.Now())
	person := map[string]string{"dimension": "subject", "reference": someone}
	o.post(dpo, "/facts", map[string]any{"kind": "change", "about": person, "from": today.String(), "reason": "The date of birth was wrong <b>.", "change": map[string]any{"what": "rectification"}})
	o.post(dpo, "/facts", map[string]any{
		"kind": "agreement", "about": map[string]string{"dimension": "agreement", "reference": "ISA-7"}, "from": "2026-01-01", "until": today.AddDays(20).String(),
		"version": "2", "signatories": []string{"Sample Council", "Sample Police"}, "covers": "Anti-social behaviour",
	})
	o.post(dpo, "/facts", map[string]any{
		"kind": "breach", "about": map[string]string{"dimension": "breach", "reference": "DBC-BR-2026-007"}, "from": today.AddDays(-1).String(),
		"breach": map[string]any{"awareAt": time.Now().Add(-5 * time.Hour).UTC().Format(time.RFC3339)},
		"reason": "A letter went astray.",
	})
	b.list("Changes to tell", "Morning").says("Rectification on", "about "+someone, "The date of birth was wrong <b>.", "Housing Ombudsman", "recipient to tell")
	agreements := b.list("Agreements", "Morning").says("ISA-7, version 2", "Sample Council; Sample Police", "Anti-social behaviour", "Ends in 20 days")
	b.open(agreements.link("All")).says("ISA-7")
	open := b.list("Breaches", "Morning").says("Breach DBC-BR-2026-007", "The clock is running", "Notify by")
	if one := b.open(open.link("Breach DBC-BR-2026-007")).says("How it stands", "The clock is running"); strings.Contains(one.path, "BR-2026") {
		t.Error("the address names the breach")
	}
}

// The numbers are those that may be published, in tables, with bars beside them.
func TestStatisticsAreTables(t *testing.T) {
	o := newOffice(t)
	for i := range 30 { // of seven or so, what their weights sum to may round to nothing
		o.post(recorder, "/disclosures", example(t, "S-"+strconv.Itoa(i), nil))
	}
	b := o.signedIn(auditor)
	p := b.list("Statistics", "For the committee").says("By month", "November 2026", "By recipient")
	if !strings.Contains(p.body, "<svg") || strings.Contains(p.body, "style=") {
		t.Error("no chart, or one that the policy would not let be drawn")
	}
}

// An internal audit has the exact numbers in the browser too, under the warning that they
// are not to be published, and the way back; the record of the look says so.
func TestAnAuditorSeesTheExactNumbersUnderTheirWarning(t *testing.T) {
	o := newOffice(t)
	for i := range 3 { // fewer than may be published
		o.post(recorder, "/disclosures", example(t, "S-"+strconv.Itoa(i), nil))
	}
	b := o.signedIn(auditor)
	const warning = "They are not to be published"
	published := b.list("Statistics", "Internal audit").says("fewer than 5").saysNot(warning, "exactly 3")
	exact := b.open(published.link("Exact numbers, for internal audit")).says(warning, "exactly 3", "Exactly", "fewer than 5")
	if !strings.Contains(exact.body, "<td>3</td>") {
		t.Error("no table has the exact number")
	}
	b.open(exact.link("Only the numbers that may be published")).saysNot(warning, "exactly 3")
	if looks := o.get(auditor, "/access?month="+time.Now().UTC().Format("2006-01")); !strings.Contains(looks, `"exact":"true"`) {
		t.Errorf("the record of the look does not say that they were exact: %s", looks)
	}
}

// The lists are of the whole register: who records is shown none of them.
func TestARecorderHasNoLists(t *testing.T) {
	o := newOffice(t)
	clerk := o.signedIn(recorder)
	clerk.open("/").saysNot("More")
	if p := clerk.open("/more"); p.status != http.StatusNotFound {
		t.Errorf("/more: %d", p.status)
	}
	for _, path := range []string{"/retention", "/breaches", "/changes", "/looks", "/statistics"} {
		if p := clerk.fill(clerk.open(path), "why", "Curious"); p.status != http.StatusForbidden {
			t.Errorf("%s: %d", path, p.status)
		}
	}

	// Of agreements there is a list of the department's own.
	agreement := func(reference string) map[string]any {
		return map[string]any{
			"kind": "agreement", "about": map[string]any{"dimension": "agreement", "reference": reference}, "from": "2026-01-01", "until": disclosure.DateOf(o.now()).AddDays(20).String(),
			"version": "2", "signatories": []string{"Sample Trust"},
		}
	}
	o.post(dpo, "/facts", agreement("OF-OTHERS"))
	clerk.fill(clerk.open("/agreements"), "why", "What lapses").says("No agreement of your department ends within 90 days.").saysNot("OF-OTHERS")
	o.post(recorder, "/facts", agreement("KM-ISA"))
	clerk.fill(clerk.open("/agreements"), "why", "What lapses").says("KM-ISA, version 2", "that your department recorded").saysNot("OF-OTHERS")
}

// An export is asked for with the purpose that was given, and its page says how far it
// is; nothing but a link of the API's is followed to its file.
func TestAnExportIsAskedFor(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(auditor)
	form := b.open(b.list("Exports", "Yearly audit").says("No export was asked for.").link("Ask for one")).says("To prove what is in the register")
	b.fill(form, "from", "2026-01-01").says("Say what the file is for.")
	b.fill(form, "format", "bundle", "since", "last year").says("in digits")
	b.fill(form, "format", "csv", "since", "7").says("Say which rows it has.", "A checkpoint is of a bundle alone")
	b.fill(form, "format", "csv", "rows", "current", "from", "2026-02-01", "to", "2026-01-01").says("There is something to put right")
	b.fill(form, "format", "bundle", "since", "99").says("There is something to put right")
	made := b.fill(form, "format", "xlsx", "rows", "current", "case", "DBC-C-2026-0141", "from", "2026-01-01").says("The export is asked for.", "Waiting to be made")
	b.open(made.link("Look again")).says("Waiting to be made", "File Spreadsheet (Excel)", "Of what One case, disclosed from 1 January 2026: each disclosure as it now reads", "What for Yearly audit").saysNot("What an auditor does next", "The export is asked for.")
	b.open(strings.Replace(made.link("Look again"), "/export/", "/file/", 1)).says("opened in another session")
	b.list("Who looked", "Again").says("Asked for an export", "Yearly audit")
	// Of a person, from the person's page, and of a case, from the case's.
	d := o.signedIn(dpo)
	of := d.open(d.person(someone).link("Ask for an export about the person"))
	if !strings.Contains(of.body, `value="`+someone+`"`) || !strings.Contains(of.body, `value="current" checked`) {
		t.Errorf("the form does not begin with the person: %s", of.text())
	}
	d.fill(of, "format", "csv", "rows", "as-recorded", "subject", someone).says("The export is asked for.").says("Of what One person: every entry as it was recorded").saysNot(someone)
	if looks := o.get(auditor, "/access?subject="+someone); !strings.Contains(looks, "request-export") {
		t.Errorf("it was not asked for about the person: %s", looks)
	}
	of = d.open(d.fill(d.open("/search"), "case", "DBC-C-2026-0141", "why", "An inquiry").link("Ask for an export of it"))
	proof := d.fill(of, "format", "bundle", "case", "DBC-C-2026-0141").says("The export is asked for.", "Waiting to be made", "File Evidence bundle", "Of what One case", "What for An inquiry", "What an auditor does next", "go install ./cmd/disclosures", "--key takes the key itself, one line, or a file that holds it")
	name := regexpFirst(proof.body, `<code>disclosures verify --key log.key (evidence-not-for-the-person-\d{4}-\d{2}-\d{2}\.zip)</code>`)
	proof.says("sha256sum "+name, "certutil -hashfile "+name).saysNot("evidence.zip")
	if made := o.get(dpo, "/exports"); name == "" || !strings.Contains(made, `"requestedAt":"`+strings.TrimSuffix(strings.TrimPrefix(name, "evidence-not-for-the-person-"), ".zip")) {
		t.Errorf("the file is called %q", name)
	}
	d.fill(d.open(d.list("Exports", "A check").link("Ask for one")), "format", "bundle").says("The export is asked for.", "Of what The whole log")
	var jobs struct {
		Exports []struct{ Format, Purpose string }
	}
	if err := json.Unmarshal([]byte(o.get(dpo, "/exports")), &jobs); err != nil || len(jobs.Exports) != 4 || jobs.Exports[1].Format != "bundle" || jobs.Exports[2].Format != "csv" {
		t.Errorf("asked for is %+v, %v", jobs, err)
	}
	listed := o.signedIn(dpo).list("Exports", "What auditors took").says("Spreadsheet (Excel), ", "Yearly audit", "Waiting to be made")
	b = o.signedIn(dpo)
	b.open(b.list("Exports", "Again").link("Spreadsheet (Excel)")).says("Waiting to be made", "File Spreadsheet (Excel)", "What for Yearly audit").saysNot("Of what")
	if strings.Contains(listed.body, "DBC-C-2026-0141") {
		t.Error("the list says which case the export was of")
	}
}

// The rules are found by any words of theirs; they are about nobody, and no purpose is
// asked.
func TestTheRulesAreSearched(t *testing.T) {
	b := newOffice(t).signedIn(auditor)
	all := b.open(b.open("/more").link("The rules")).says("The rules", "ombudsman")
	if len(all.body) > 60<<10 {
		t.Errorf("the page has %d bytes", len(all.body))
	}
	found := b.fill(all, "words", "OMBUDSMAN").says("ombudsman")
	if strings.Count(found.body, "<article") == 0 || strings.Count(found.body, "<article") >= strings.Count(all.body, "<article") {
		t.Errorf("%d of %d rules are found", strings.Count(found.body, "<article"), strings.Count(all.body, "<article"))
	}
	b.fill(all, "words", "zzz <b>").says("No rule has these words.")
	b.fill(all, "words", strings.Repeat("z", 101)).says("at most 100 characters")
}
