package functions_test

import "strings"

// What was changed about a person, who is told of it, and breaches.

const (
	aChange = `{"kind": "change", "about": {"dimension": "subject", "reference": "DBC-P-550193"}, "from": "2026-11-20", ` +
		`"reason": "She moved in March.", "change": {"what": "rectification"}}`
	aBreach = `{"kind": "breach", "about": {"dimension": "breach", "reference": "DBC-BR-2026-020"}, "from": "2026-11-09", ` +
		`"reason": "A letter went to the wrong contractor.", "breach": {"awareAt": "2026-11-09T14:05:00Z"}}`
)

// aDecision withholds, from the person, what went to the ombudsman.
const aDecision = `{"subject": "DBC-P-700002", "to": "person", "entries": ["` + sampleDecided + `"], "decision": "withhold", ` +
	`"ground": "dpa18-sch2-para7", "provisions": ["15(1)-(3)"], "reason": "It would spoil the inquiry.", "reviewOn": "2027-01-31"}`

const anAccessRequest = `{"subject": "DBC-P-550193", "askedBy": "B. Sample", "as": "person", "received": "2026-11-02", "identitySettled": "2026-11-02"}`

var article19RecordEvents = []event{
	{name: "record-fact-change", by: &officerDPO, request: "POST /facts", body: aChange, want: 201},
	{name: "record-fact-change-by-recorder", by: &officer, request: "POST /facts", body: aChange, want: 403},
	{name: "record-fact-change-of-no-marker", by: &officerDPO, request: "POST /facts", body: strings.Replace(aChange, "rectification", "marker-removed", 1), want: 422, says: "/change/fact"},
	{name: "record-fact-breach", by: &officer, request: "POST /facts", body: aBreach, want: 201},
	{name: "record-fact-breach-another-account", by: &officer, request: "POST /facts", body: aBreach, want: 201},
	{name: "record-fact-breach-known-already", by: &officerDPO, request: "POST /facts", body: aBreach, want: 422, says: "/replaces"},
}

var article19Events = []event{
	{name: "archive-untold-changes-shown", by: &officerDPO, request: "GET /changes/untold", want: 200, says: `"outcome":"not-yet"`},
	{name: "archive-untold-changes-by-recorder", by: &officer, request: "GET /changes/untold", want: 403},
	{name: "archive-open-breaches-shown", by: &officerDPO, request: "GET /breaches", want: 200, says: `"state":"overdue"`},
	{name: "query-closed-breaches-shown", by: &officerDPO, request: "GET /breaches/closed", want: 200, says: `"breaches":[]`},
	{name: "query-closed-breaches-by-recorder", by: &officer, request: "GET /breaches/closed", want: 403},
	{name: "archive-open-breaches-tampered-cursor", by: &officerDPO, request: "GET /breaches?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAA", want: 400},

	{name: "archive-access-request-recorded", by: &officerDPO, request: "POST /access-requests", body: anAccessRequest, want: 201},
	{name: "archive-access-request-by-recorder", by: &officer, request: "POST /access-requests", body: anAccessRequest, want: 403},
	{name: "archive-access-request-of-the-future", by: &officerDPO, request: "POST /access-requests", body: strings.Replace(anAccessRequest, "2026-11-02", "2099-11-02", 1), want: 422, says: "/received"},
	{name: "archive-access-requests-shown", by: &officerDPO, request: "GET /access-requests", want: 200, says: `"lastDay":"2026-12-02"`},
	{name: "archive-undecided-shown", by: &officerDPO, request: "GET /answers/undecided", want: 200, says: `"undecided":[`},
	{name: "archive-undecided-by-recorder", by: &officer, request: "GET /answers/undecided", want: 403},
	{name: "archive-release-accepted-of-a-draft", by: &officerDPO, request: "POST /access-requests/" + sampleRequest + "/release", body: `{"digest": "` + sampleDigest + `", "asOf": "2026-11-19"}`, want: 201, says: `"shown":["`},
	{name: "archive-answer-decided", by: &officerDPO, request: "POST /answers/decisions", body: aDecision, want: 201, says: `"stands":true`},
	{name: "archive-answer-decided-by-auditor", by: &officerAuditor, request: "POST /answers/decisions", body: aDecision, want: 403},
	{name: "archive-answer-decided-without-ground", by: &officerDPO, request: "POST /answers/decisions", body: strings.Replace(aDecision, "dpa18-sch2-para7", "", 1), want: 422, says: "/ground"},
	{name: "archive-answer-decided-of-unknown-entry", by: &officerDPO, request: "POST /answers/decisions", body: strings.Replace(aDecision, sampleDecided, sampleUnknown, 1), want: 404},
	{name: "archive-release-of-a-draft-that-changed", by: &officerDPO, request: "POST /access-requests/" + sampleRequest + "/release", body: `{"digest": "` + strings.Repeat("0", 64) + `"}`, want: 409},
	{name: "archive-release-of-unknown-request", by: &officerDPO, request: "POST /access-requests/" + sampleUnknown + "/release", body: `{"digest": "` + strings.Repeat("0", 64) + `"}`, want: 404},
	{name: "archive-access-requests-by-recorder", by: &officer, request: "GET /access-requests", want: 403},

	{name: "query-changes-shown", by: &officerDPO, request: "GET /changes?subject=DBC-P-550193", want: 200, says: `"organisation":"Housing Ombudsman Service"`},
	{name: "query-changes-of-no-kind", by: &officerDPO, request: "GET /changes?subject=DBC-P-550193&what=deletion", want: 422, says: "/what"},
	{name: "query-breach-shown", by: &officerDPO, request: "GET /breach?reference=DBC-BR-2026-019", want: 200, says: `"assumed":true`},
	{name: "query-breach-unknown", by: &officerDPO, request: "GET /breach?reference=DBC-BR-1999-001", want: 404},
	{name: "query-breach-not-asked-for", by: &officerDPO, request: "GET /breach", want: 422, says: "/reference"},
}
