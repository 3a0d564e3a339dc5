package functions_test

// statisticsEvents ask what an auditor asks of many disclosures at once.
var statisticsEvents = []event{
	{name: "query-statistics-shown", by: &officerAuditor, request: "GET /statistics?from=2026-11&to=2026-11", want: 200, says: `"shown":"fewer than 5"`},
	{name: "query-statistics-by-recorder", by: &officer, request: "GET /statistics", want: 403},
	{name: "query-statistics-of-a-day", by: &officerDPO, request: "GET /statistics?from=2026-11-03", want: 422, says: "/from"},
}
