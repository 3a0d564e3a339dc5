package functions_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/gateway"
)

// eventTable is every file of events/, in the order in which they are replayed.
func eventTable(t *testing.T) []event {
	t.Helper()
	events := append(slices.Clone(duplicateEvents), recordEvents(t)...) // before anything is corrected
	events = append(events, archiveEvents...)
	events = append(events, shareEvents(t)...)
	events = append(events, retentionEvents...)
	events = append(events, article19RecordEvents...)
	events = append(events, article19Events...)
	events = append(events, joinEvents...)
	events = append(events, queryEvents...)
	events = append(events, statisticsEvents...)
	events = append(events, questionEvents...)
	events = append(events, exportEvents...)
	events = append(events, sealEvents...)
	return append(events, releaseEvents...)
}

// duplicateEvents are of what may be recorded twice.
var duplicateEvents = []event{
	{name: "archive-duplicate-decided", by: &officerDPO, request: "POST /disclosures/" + sampleFlagged + "/duplicate", body: `{"of": "` + sampleEntry + `", "decision": "two", "reason": "Two letters, by the post book"}`, want: 201},
	{name: "archive-duplicate-of-itself", by: &officerDPO, request: "POST /disclosures/" + sampleEntry + "/duplicate", body: `{"of": "` + sampleEntry + `", "decision": "one", "reason": "The same letter"}`, want: 422, says: "/of"},
	{name: "archive-duplicate-by-recorder", by: &officer, request: "POST /disclosures/" + sampleEntry + "/duplicate", body: `{"of": "` + sampleFlagged + `", "decision": "one", "reason": "The same letter"}`, want: 403},
	{name: "query-duplicates-shown", by: &officerDPO, request: "GET /duplicates?from=2026-11-01&to=2026-11-30", want: 200, says: `"pairs":`},
	{name: "query-duplicates-decided", by: &officerDPO, request: "GET /duplicates?decided=true", want: 200, says: `"stands":true`},
	{name: "query-duplicates-by-recorder", by: &officer, request: "GET /duplicates", want: 403},
}

// joinEvents are of two references that are one person's.
var joinEvents = []event{
	{name: "archive-join-proposed", by: &officerDPO, request: "POST /joins", body: `{"references": ["DBC-P-700010", "DBC-P-700011"], "evidence": "Both files have the tenancy of 2019.", "until": "2099-01-31"}`, want: 201},
	{name: "archive-join-of-a-new-identity-with-answers", by: &officerDPO, request: "POST /joins", body: `{"references": ["DBC-P-700010", "DBC-P-700012"], "reach": "answers", "newIdentity": "adoption", "evidence": "The adoption file.", "until": "2099-01-31"}`, want: 422, says: "/reach"},
	{name: "archive-join-by-recorder", by: &officer, request: "POST /joins", body: `{"references": ["DBC-P-700010", "DBC-P-700011"], "evidence": "I know them.", "until": "2099-01-31"}`, want: 403},
	{name: "archive-join-confirmed", by: &secondDPO, request: "POST /joins/" + sampleJoin + "/confirm", body: `{"outcome": "confirmed", "reason": "The two files were compared."}`, want: 201},
	{name: "archive-join-confirmed-already", by: &secondDPO, request: "POST /joins/" + sampleJoin + "/confirm", body: `{"outcome": "refused", "reason": "They are sisters."}`, want: 409},
	{name: "archive-join-ended", by: &secondDPO, request: "POST /joins/" + sampleJoin + "/end", body: `{"reason": "They are sisters."}`, want: 201},
	{name: "archive-join-unknown", by: &officerDPO, request: "POST /joins/" + sampleUnknown + "/end", body: `{"reason": "They are sisters."}`, want: 404},
	{name: "query-joins-shown", by: &officerAuditor, request: "GET /joins?ended=true", want: 200, says: `"state":"ended"`},
	{name: "query-joins-by-recorder", by: &officer, request: "GET /joins", want: 403},
}

func recordEvents(t *testing.T) []event {
	t.Helper()
	read := func(path string) string {
		file, err := os.ReadFile("../" + path)
		if err != nil {
			t.Fatal(err)
		}
		return string(file)
	}
	good := read("docs/examples/housing-ombudsman.json")
	tested := func(name string) string { return read("pkg/policy/testdata/" + name + ".json") }
	correction := `{"reason": "The adjudicator's name was misspelt.", "disclosure": ` + strings.Replace(good, "J. Sample", "J. Samples", 1) + "}"

	const record, batch, correct = "POST /disclosures", "POST /disclosures/batch", "POST /disclosures/" + sampleEntry + "/corrections"
	return []event{
		{name: "record-disclosure-accepted", by: &officer, request: record, body: good, want: 201, says: `"flags":[]`},
		{name: "record-disclosure-departure-flagged", by: &officer, request: record, body: tested("dartford-departure"), want: 201, says: `"departure":true`},
		{name: "record-disclosure-refused-to-police", by: &officer, request: record, body: tested("dartford-refused-police"), want: 201},
		{name: "record-disclosure-by-dpo", by: &officerDPO, request: record, body: good, want: 201},
		{name: "record-disclosure-without-ombudsman-reference", by: &officer, request: record, body: tested("bad-no-case-reference"), want: 422, says: "/evidence/ombudsmanCaseRef"},
		{name: "record-disclosure-without-basis", by: &officer, request: record, body: tested("bad-no-basis"), want: 422, says: "/justification/lawfulBases"},
		{name: "record-disclosure-health-without-condition", by: &officer, request: record, body: tested("bad-health-without-condition"), want: 422, says: "/data/"},
		{name: "record-disclosure-malformed", by: &officer, request: record, body: tested("bad-malformed"), want: 422, says: `"rule":"form"`},
		{name: "record-disclosure-unknown-field", by: &officer, request: record, body: strings.Replace(good, `"case"`, `"Case"`, 1), want: 422, says: "no such field"},
		{name: "record-disclosure-name-given-twice", by: &officer, request: record, body: strings.Replace(good, `"case"`, `"urgency": "urgent", "case"`, 1), want: 422, says: "given twice"},
		{name: "record-disclosure-not-json", by: &officer, request: record, body: "case=DBC-C-2026-0141", want: 400},
		{name: "record-disclosure-as-a-form", by: &officer, request: record, headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, body: "case=DBC-C-2026-0141", want: 415},
		{name: "record-disclosure-without-idempotency-key", by: &officer, request: record, headers: map[string]string{"Idempotency-Key": ""}, body: good, want: 422},
		{name: "record-disclosure-without-token", request: record, body: good, want: 401},
		{name: "record-disclosure-by-auditor", by: &officerAuditor, request: record, body: good, want: 403},
		{name: "record-disclosure-in-another-register", by: &officer, request: "POST /v1/registers/E07000110/disclosures", body: good, want: 404},

		{name: "record-batch-of-one-good-one-refused", by: &officer, request: batch, body: `{"items": [{"key": "row-1", "disclosure": ` + good + `}, {"key": "row-2", "disclosure": ` + tested("bad-no-case-reference") + `}]}`, want: 200, says: `"pointer":"/items/1/disclosure/evidence/ombudsmanCaseRef"`},
		{name: "record-batch-key-given-twice", by: &officer, request: batch, body: `{"items": [{"key": "row-1", "disclosure": ` + good + `}, {"key": "row-1", "disclosure": ` + good + `}]}`, want: 422, says: "/items/1/key"},
		{name: "record-batch-of-nothing", by: &officer, request: batch, body: `{"items": []}`, want: 422, says: "/items"},
		{name: "record-batch-by-auditor", by: &officerAuditor, request: batch, body: `{"items": [{"key": "row-1", "disclosure": ` + good + `}]}`, want: 403},

		{name: "record-correction-accepted", by: &officer, request: correct, body: correction, want: 201},
		{name: "record-correction-of-a-corrected-entry", by: &officer, request: correct, body: correction, want: 409},
		{name: "record-correction-without-reason", by: &officer, request: correct, body: `{"disclosure": ` + good + "}", want: 422},
		{name: "record-correction-of-unknown-entry", by: &officer, request: "POST /disclosures/" + sampleUnknown + "/corrections", body: correction, want: 404},
		{name: "record-correction-by-another-department", by: &otherOfficer, request: correct, body: correction, want: 404},

		{name: "record-disclosure-tried-without-recording", by: &officer, request: "POST /disclosures?dryRun=true", headers: map[string]string{"Idempotency-Key": ""}, body: good, want: 200},
		{name: "archive-fact-confirmed", by: &officerDPO, request: "POST /facts/" + sampleWeaker + "/confirm", body: `{"outcome": "confirmed", "reason": "The letter to the person is on the file."}`, want: 201},
		{name: "archive-fact-confirmed-already", by: &officerDPO, request: "POST /facts/" + sampleWeaker + "/confirm", body: `{"outcome": "refused", "reason": "The letter came back."}`, want: 409},
		{name: "archive-fact-confirmed-by-recorder", by: &officer, request: "POST /facts/" + sampleWeaker + "/confirm", body: `{"outcome": "confirmed", "reason": "I told them."}`, want: 403},
		{name: "record-fact-objection", by: &officer, request: "POST /facts", body: objection, want: 201},
		{name: "record-fact-by-auditor", by: &officerAuditor, request: "POST /facts", body: objection, want: 403},
		{name: "record-fact-of-no-kind", by: &officer, request: "POST /facts", body: strings.Replace(objection, `"objection"`, `"opinion"`, 1), want: 422},
	}
}

const objection = `{"kind": "objection", "about": {"dimension": "subject", "reference": "DBC-P-550193"}, ` +
	`"from": "2026-05-03", "reason": "It makes the dispute with a neighbour worse."}`

const (
	letters = "/cases/" + openCase + "/correspondence"
	letter  = `{"title": "Letter to the ombudsman", "contentType": "application/pdf", "size": 48213, ` +
		`"sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "disclosure": "` + sampleEntry + `"}`
	hold = `{"by": "County Court", "reason": "A claim about the repair", "reviewOn": "2099-01-31"}`
)

var archiveEvents = []event{
	{name: "archive-upload-ticketed", by: &officer, request: "POST " + letters, body: letter, want: 201, says: `"method":"PUT"`},
	{name: "archive-upload-by-another-department", by: &otherOfficer, request: "POST " + letters, body: letter, want: 404},
	{name: "archive-upload-to-unknown-case", by: &officer, request: "POST /cases/DBC-C-1999-0001/correspondence", body: letter, want: 404},
	{name: "archive-upload-without-digest", by: &officer, request: "POST " + letters, body: `{"title": "A letter", "contentType": "application/pdf", "size": 1}`, want: 422},

	{name: "archive-complete-verified", by: &officer, request: "POST " + letters + "/" + sampleUploaded + "/complete", want: 201, says: `"version":`},
	{name: "archive-complete-before-it-arrived", by: &officer, request: "POST " + letters + "/" + sampleAwaited + "/complete", want: 409},
	{name: "archive-complete-unknown-letter", by: &officer, request: "POST " + letters + "/" + sampleUnknown + "/complete", want: 404},

	{name: "archive-ticket-shown-again", by: &officer, request: "GET " + letters + "/" + sampleAwaited + "/ticket", want: 200, says: `"url":`},
	{name: "archive-ticket-of-another-department", by: &otherOfficer, request: "GET " + letters + "/" + sampleAwaited + "/ticket", want: 404},
	{name: "archive-ticket-of-an-archived-letter", by: &officer, request: "GET " + letters + "/" + sampleArchived + "/ticket", want: 409},
	{name: "archive-letter-linked", by: &officerDPO, request: "GET " + letters + "/" + sampleArchived, want: 200, says: `"url":`},
	{name: "archive-letter-not-archived-yet", by: &officerDPO, request: "GET " + letters + "/" + sampleAwaited, want: 409},
	{name: "archive-letter-of-another-department", by: &otherOfficer, request: "GET " + letters + "/" + sampleArchived, want: 404},

	{name: "archive-case-shown", by: &officerDPO, request: "GET /cases/" + openCase, want: 200, says: `"held":true`},
	{name: "archive-case-by-recorder", by: &officer, request: "GET /cases/" + openCase, want: 403},
	{name: "archive-case-unknown", by: &officerDPO, request: "GET /cases/DBC-C-1999-0001", want: 404},

	{name: "archive-hold-placed", by: &officerDPO, request: "POST /cases/" + openCase + "/holds", body: hold, want: 201},
	{name: "archive-hold-by-recorder", by: &officer, request: "POST /cases/" + openCase + "/holds", body: hold, want: 403},
	{name: "archive-hold-reviewed-in-the-past", by: &officerDPO, request: "POST /cases/" + openCase + "/holds", body: strings.Replace(hold, "2099", "2019", 1), want: 422, says: "/reviewOn"},

	{name: "archive-release-accepted", by: &officerDPO, request: "POST /cases/" + openCase + "/holds/" + sampleHold + "/release", body: `{"reason": "The claim was withdrawn"}`, want: 201},
	{name: "archive-release-of-a-released-hold", by: &officerDPO, request: "POST /cases/" + openCase + "/holds/" + sampleHold + "/release", body: `{"reason": "The claim was settled"}`, want: 409},
	{name: "archive-release-of-unknown-hold", by: &officerDPO, request: "POST /cases/" + openCase + "/holds/" + sampleUnknown + "/release", body: `{"reason": "A mistake"}`, want: 404},

	{name: "archive-flag-cleared", by: &officerDPO, request: "POST /disclosures/" + sampleFlagged + "/flags/0/clear", body: `{"reason": "The breach was looked at and closed"}`, want: 201},
	{name: "archive-flag-cleared-already", by: &officerDPO, request: "POST /disclosures/" + sampleFlagged + "/flags/0/clear", body: `{"reason": "Looked at twice"}`, want: 409},
	{name: "archive-flags-cleared", by: &officerDPO, request: "POST /flags/clear", body: `{"filter": {"rule": "XX-10"}, "reason": "The wording was agreed"}`, want: 201, says: `"cleared":`},
	{name: "archive-flags-of-an-empty-filter", by: &officerDPO, request: "POST /flags/clear", body: `{"filter": {}, "reason": "All of them"}`, want: 422, says: "/filter"},
	{name: "archive-flags-by-recorder", by: &officer, request: "POST /flags/clear", body: `{"filter": {"rule": "XX-10"}, "reason": "It was fine"}`, want: 403},
	{name: "archive-flag-by-recorder", by: &officer, request: "POST /disclosures/" + sampleFlagged + "/flags/0/clear", body: `{"reason": "It was fine"}`, want: 403},

	{name: "archive-close-of-a-closed-case", by: &officer, request: "POST /cases/" + closedCase + "/close", body: `{"closedOn": "2026-11-19"}`, want: 409},
	{name: "archive-close-in-the-future", by: &officer, request: "POST /cases/" + openCase + "/close", body: `{"closedOn": "2099-01-31"}`, want: 422, says: "/closedOn"},
	{name: "archive-close-before-the-last-disclosure", by: &officer, request: "POST /cases/" + openCase + "/close", body: `{"closedOn": "2026-10-30"}`, want: 422, says: "confirmed"},
	{name: "archive-close-accepted", by: &officer, request: "POST /cases/" + openCase + "/close", body: `{"closedOn": "2026-11-19", "note": "The ombudsman found no fault."}`, want: 201},

	{name: "archive-reopen-accepted", by: &officerDPO, request: "POST /cases/" + closedCase + "/reopen", body: `{"reason": "The ombudsman asked again"}`, want: 201},
	{name: "archive-reopen-of-an-open-case", by: &officerDPO, request: "POST /cases/" + closedCase + "/reopen", body: `{"reason": "Asked twice"}`, want: 409},
	{name: "archive-reopen-by-recorder", by: &officer, request: "POST /cases/" + openCase + "/reopen", body: `{"reason": "Closed too soon"}`, want: 403},
}

var queryEvents = []event{
	{name: "query-search-by-everything", by: &officerDPO, request: "GET /disclosures?case=" + openCase + "&recipient=Housing%20Ombudsman%20Service&recipientCategory=ombudsman&basis=ukgdpr-6-1-e&department=housing&decision=disclosed&from=2026-11-01&to=2026-11-30&limit=10", want: 200, says: `"recipientKind":"housing-ombudsman"`},
	{name: "query-search-own-department", by: &officer, request: "GET /disclosures", want: 200, says: openCase},
	{name: "query-search-another-department", by: &otherOfficer, request: "GET /disclosures?department=housing", want: 200, says: `"rows":[]`},
	{name: "query-search-tampered-cursor", by: &officerDPO, request: "GET /disclosures?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAA", want: 400},
	{name: "query-search-not-a-day", by: &officerDPO, request: "GET /disclosures?from=yesterday", want: 422, says: "/from"},
	{name: "query-search-without-token", request: "GET /disclosures", want: 401},

	{name: "query-open-shown", by: &officer, request: "GET /disclosures/" + sampleEntry, want: 200, says: `"kind":"correspondence-archived"`},
	{name: "query-open-another-department", by: &otherOfficer, request: "GET /disclosures/" + sampleEntry, want: 404},
	{name: "query-open-unknown-entry", by: &officerDPO, request: "GET /disclosures/" + sampleUnknown, want: 404},

	{name: "query-flags-shown", by: &officerDPO, request: "GET /flags", want: 200, says: `"departure":true`},
	{name: "query-flags-of-a-department", by: &officerDPO, request: "GET /flags?department=housing", want: 200, says: `"recordedBy":"A. N. Officer"`},
	{name: "query-cleared-flags-shown", by: &officerAuditor, request: "GET /flags/cleared", want: 200, says: `"cleared":{"entry":`},
	{name: "query-cleared-flags-by-recorder", by: &officer, request: "GET /flags/cleared", want: 403},
	{name: "query-flags-by-recorder", by: &officer, request: "GET /flags", want: 403},

	{name: "query-facts-shown", by: &officerDPO, request: "GET /facts?dimension=subject&reference=DBC-P-550193", want: 200, says: `"kind":"objection"`},
	{name: "query-facts-by-recorder", by: &officer, request: "GET /facts?dimension=subject&reference=DBC-P-550193", want: 200, says: `"department":"housing"`},
	{name: "query-facts-by-another-department", by: &otherOfficer, request: "GET /facts?dimension=subject&reference=DBC-P-550193", want: 200, says: `"facts":[]`},
	{name: "query-facts-pending", by: &officerAuditor, request: "GET /facts/pending", want: 200, says: `"facts":[`},
	{name: "query-facts-pending-by-recorder", by: &officer, request: "GET /facts/pending", want: 403},
	{name: "archive-waiting-shown", by: &officerDPO, request: "GET /waiting", want: 200, says: `"queue":"flags"`},
	{name: "archive-waiting-by-recorder", by: &officer, request: "GET /waiting", want: 403},
	{name: "query-facts-about-nothing", by: &officerDPO, request: "GET /facts?dimension=person", want: 422},

	{name: "query-access-shown", by: &officerAuditor, request: "GET /access?action=open-disclosure", want: 200, says: `"name":"A. N. Officer"`},
	{name: "query-access-of-a-person", by: &officerAuditor, request: "GET /access?subject=DBC-P-550193", want: 200, says: `"action":"show-facts"`},
	{name: "query-access-not-an-entry", by: &officerAuditor, request: "GET /access?entry=first", want: 422, says: "/entry"},
	{name: "query-access-by-recorder", by: &officer, request: "GET /access", want: 403},
	{name: "query-access-without-purpose", by: &officerAuditor, request: "GET /access", headers: map[string]string{"Access-Purpose": ""}, want: 422, says: "/Access-Purpose"},

	{name: "query-sharing-shown", by: &officerDPO, request: "GET /sharing?subject=DBC-P-550193&since=2026-11-01", want: 200, says: `"organisation":"Housing Ombudsman Service"`},
	{name: "query-sharing-by-recorder", by: &officer, request: "GET /sharing?subject=DBC-P-550193", want: 403},
	{name: "query-sharing-not-a-day", by: &officerDPO, request: "GET /sharing?subject=DBC-P-550193&since=May", want: 422, says: "/since"},

	{name: "query-subject-report-shown", by: &officerDPO, request: "GET /subject-report?subject=DBC-P-550193&to=person", want: 200, says: `"recipient":"Housing Ombudsman Service"`},
	{name: "query-subject-report-nobody-said-to-ask", by: &officerDPO, request: "GET /subject-report?subject=DBC-P-550193", want: 422, says: "/to"},
	{name: "query-subject-report-by-recorder", by: &officer, request: "GET /subject-report?subject=DBC-P-550193&to=person", want: 403},
	{name: "query-subject-report-page-shown", by: &officerDPO, request: "GET /subject-report/page?subject=DBC-P-550193&to=person", want: 200, says: "<html lang="},
	{name: "query-subject-report-page-not-a-day", by: &officerDPO, request: "GET /subject-report/page?subject=DBC-P-550193&to=person&asOf=today", want: 422, says: "/asOf"},
	{name: "query-subject-report-review-shown", by: &officerDPO, request: "GET /subject-report/review?subject=DBC-P-550193&to=person", want: 200, says: `"outcome":"shown"`},
	{name: "query-subject-report-review-without-subject", by: &officerDPO, request: "GET /subject-report/review?to=person", want: 422, says: "/subject"},

	{name: "query-me-shown", by: &officer, request: "GET /me", want: 200, says: `"operation":"record-disclosure","reach":"own"`},
	{name: "query-me-of-another-register", by: &officer, request: "GET /v1/registers/E10000016/me", want: 404},
	{name: "query-policy-shown", by: &officer, request: "GET /policy", want: 200, says: "dartford-complaints"},
	{name: "query-requirements-shown", by: &officer, request: "GET /policy/requirements?notice=dartford-complaints&category=ombudsman&kind=lgsco&data=name&on=2026-11-09", want: 200, says: "/evidence/ombudsmanCaseRef"},
	{name: "query-requirements-of-no-notice", by: &officer, request: "GET /policy/requirements?notice=none&category=ombudsman&on=2026-11-09", want: 422, says: "/notice"},
	{name: "query-policy-of-another-register", by: &officer, request: "GET /v1/registers/E10000016/policy", want: 404},

	{name: "query-checkpoint-shown", by: &officerAuditor, request: "GET /checkpoint", want: 200, says: "/E07000107\n"},
	{name: "query-checkpoint-since-one-kept", by: &officerAuditor, request: "GET /checkpoint?since=1", want: 200, says: "consistency@v1\nold 1\n"},
	{name: "query-checkpoint-since-a-larger-log", by: &officerAuditor, request: "GET /checkpoint?since=1000000", want: 422, says: "the log has shrunk"},
	{name: "query-checkpoint-of-another-register", by: &officerAuditor, request: "GET /v1/registers/E10000016/checkpoint", want: 404},
	{name: "query-checkpoint-without-token", request: "GET /checkpoint", want: 401},

	{name: "query-receipt-shown", by: &officer, request: "GET /receipts/" + sampleEntry, want: 200, says: "c2sp.org/tlog-proof@v1"},
	{name: "query-receipt-of-another-department", by: &otherOfficer, request: "GET /receipts/" + sampleEntry, want: 404},
	{name: "query-receipt-of-unknown-entry", by: &officerDPO, request: "GET /receipts/" + sampleUnknown, want: 404},
}

const export = `{"format": "csv", "filter": {"recipientCategory": "ombudsman"}, "purpose": "Yearly audit"}`

var exportEvents = []event{
	{name: "export-request-queued", by: &officerAuditor, request: "POST /exports", body: export, want: 202, says: `"status":"queued"`},
	{name: "export-request-by-recorder", by: &officer, request: "POST /exports", body: export, want: 403},
	{name: "export-request-without-purpose", by: &officerAuditor, request: "POST /exports", body: `{"format": "csv", "filter": {}}`, want: 422},

	{name: "export-bundle-of-a-search", by: &officerAuditor, request: "POST /exports", body: `{"format": "bundle", "filter": {"recipientCategory": "ombudsman"}, "since": [1], "purpose": "Yearly audit"}`, want: 202, says: `"format":"bundle"`},
	{name: "export-bundle-of-the-log", by: &officerAuditor, request: "POST /exports", body: `{"format": "bundle", "range": {"first": 0}, "purpose": "Yearly audit"}`, want: 202, says: `"status":"queued"`},
	{name: "export-bundle-beyond-the-log", by: &officerAuditor, request: "POST /exports", body: `{"format": "bundle", "range": {"first": 0, "end": 1000000}, "purpose": "Yearly audit"}`, want: 422, says: "so that the highest end is"},
	{name: "export-bundle-of-both", by: &officerAuditor, request: "POST /exports", body: `{"format": "bundle", "filter": {}, "range": {"first": 0}, "purpose": "Yearly audit"}`, want: 422, says: "not both"},

	{name: "export-list", by: &officerAuditor, request: "GET /exports", want: 200, says: `"purpose":"Yearly audit"`},
	{name: "export-list-by-recorder", by: &officer, request: "GET /exports", want: 403},
	{name: "export-job-shown", by: &officerAuditor, request: "GET /exports/" + sampleExport, want: 200, says: `"status":"done"`},
	{name: "export-job-unknown", by: &officerAuditor, request: "GET /exports/" + sampleUnknown, want: 404},

	{name: "export-stream-job", record: jobRecord(sampleQueued), says: "null"},
	{name: "export-stream-another-kind", record: lambdatest.StreamRecord("INSERT", "leaf#E07000107#"+sampleEntry, "leaf"), want: failed, says: "not of an export job"},
}

var sealEvents = []event{
	{name: "seal-stream-leaf", record: lambdatest.StreamRecord("INSERT", "leaf#E07000107#"+sampleEntry, "leaf"), says: "null"},
	{name: "seal-stream-another-kind", record: lambdatest.StreamRecord("INSERT", "entry#E07000107#"+sampleEntry, "entry"), says: "null"},
	{name: "seal-stream-without-keys", record: json.RawMessage(`{"eventName": "INSERT", "dynamodb": {}}`), want: failed, says: "no string keys"},
	{name: "check-schedule", schedule: lambdatest.ScheduleEvent(moment), says: "null"},
	{name: "check-schedule-of-nothing", schedule: json.RawMessage(`{"detail-type": "Scheduled Event"}`), want: failed, says: "not a schedule's"},
	{name: "seal-schedule", schedule: lambdatest.ScheduleEvent(moment), says: "null"},
}

// What comes to a function before a release is let answer requests.
var releaseEvents = []event{
	{name: "record-trial-of-a-release", schedule: json.RawMessage(gateway.TrialEvent), says: "null"},
	{name: "archive-trial-of-a-release", schedule: json.RawMessage(gateway.TrialEvent), says: "null"},
	{name: "query-trial-of-a-release", schedule: json.RawMessage(gateway.TrialEvent), says: "null"},
	{name: "console-trial-of-a-release", schedule: json.RawMessage(gateway.TrialEvent), says: "null"},
	{name: "console-trial-of-another-kind", schedule: json.RawMessage(`{"trial":"another"}`), want: failed, says: "payload format 2.0"},
	{name: "trial-of-a-deployment", schedule: json.RawMessage(lambdatest.ReleaseEvent), says: "null"},
	{name: "trial-of-no-deployment", schedule: json.RawMessage(`{"DeploymentId": "d-ABCDEF123"}`), want: failed, says: "not CodeDeploy's"},
}
