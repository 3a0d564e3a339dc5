package functions_test

// questionEvents are the calls that answer a question of docs/questions.md each.
var questionEvents = []event{
	{name: "query-read-shown", by: &officerDPO, request: "GET /disclosures/current?recipientCategory=ombudsman&from=2026-11-01&to=2026-11-30", want: 200, says: `"entitled":"not-known"`},
	{name: "query-read-by-aspect", by: &officerAuditor, request: "GET /disclosures/current?aspect=left-uk", want: 200, says: `"disclosures":[]`},
	{name: "query-read-by-recorder", by: &officer, request: "GET /disclosures/current", want: 403},
	{name: "query-read-by-no-aspect", by: &officerDPO, request: "GET /disclosures/current?aspect=abroad", want: 422, says: "/aspect"},
	{name: "query-read-by-no-rule", by: &officerDPO, request: "GET /disclosures/current?flag=DC-B66", want: 422, says: "/flag"},
}
