package functions_test

// questionEvents are the calls that answer a question of docs/questions.md each.
var questionEvents = []event{
	{name: "query-read-shown", by: &officerDPO, request: "GET /disclosures/current?recipientCategory=ombudsman&from=2026-11-01&to=2026-11-30", want: 200, says: `"entitled":"not-known"`},
	{name: "query-read-by-aspect", by: &officerAuditor, request: "GET /disclosures/current?aspect=left-uk", want: 200, says: `"disclosures":[]`},
	{name: "query-read-by-recorder", by: &officer, request: "GET /disclosures/current", want: 200, says: `"approvals":[]`},
	{name: "query-read-by-another-department", by: &otherOfficer, request: "GET /disclosures/current?case=" + openCase, want: 200, says: `"disclosures":[]`},
	{name: "query-read-by-no-aspect", by: &officerDPO, request: "GET /disclosures/current?aspect=abroad", want: 422, says: "/aspect"},
	{name: "query-read-by-no-rule", by: &officerDPO, request: "GET /disclosures/current?flag=DC-B66", want: 422, says: "/flag"},

	{name: "query-law-shown", by: &officer, request: "GET /disclosures/" + sampleEntry + "/law", want: 200, says: `"same":true`},
	{name: "query-law-of-another-department", by: &otherOfficer, request: "GET /disclosures/" + sampleEntry + "/law", want: 404},
	{name: "query-retention-records-shown", by: &officerDPO, request: "GET /retention/records", want: 200, says: `"records":[`},
	{name: "query-retention-records-not-a-day", by: &officerDPO, request: "GET /retention/records?since=January", want: 422, says: "/since"},
	{name: "query-retention-records-by-recorder", by: &officer, request: "GET /retention/records", want: 403},

	{name: "query-overdue-withholdings-shown", by: &officerDPO, request: "GET /overdue/withholdings", want: 200, says: `"withholdings":[`},
	{name: "query-overdue-withholdings-by-recorder", by: &officer, request: "GET /overdue/withholdings", want: 403},
	{name: "query-overdue-markers-shown", by: &officerAuditor, request: "GET /overdue/markers", want: 200, says: `"markers":[`},
	{name: "query-overdue-markers-tampered-cursor", by: &officerAuditor, request: "GET /overdue/markers?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAA", want: 400},
	{name: "query-overdue-emergencies-shown", by: &officerDPO, request: "GET /overdue/emergencies", want: 200, says: `"emergencies":[`},
	{name: "query-overdue-tellings-shown", by: &officerDPO, request: "GET /overdue/tellings", want: 200, says: `"tellings":[`},
	{name: "query-overdue-tellings-by-recorder", by: &officer, request: "GET /overdue/tellings", want: 403},
	{name: "query-agreements-shown", by: &officerAuditor, request: "GET /agreements?within=90", want: 200, says: `"agreements":[`},
	{name: "query-agreements-by-recorder", by: &officer, request: "GET /agreements", want: 200, says: `"agreements":[]`},
	{name: "query-agreements-of-no-number", by: &officerAuditor, request: "GET /agreements?within=soon", want: 422, says: "/within"},
	{name: "query-overdue-emergencies-without-token", request: "GET /overdue/emergencies", want: 401},
}
