package functions_test

// statisticsEvents ask what an auditor asks of many disclosures at once.
var statisticsEvents = []event{
	{name: "query-statistics-shown", by: &officerAuditor, request: "GET /statistics?from=2026-11&to=2026-11", want: 200, says: `"shown":"fewer than 5"`},
	{name: "query-statistics-by-recorder", by: &officer, request: "GET /statistics", want: 403},
	{name: "query-statistics-of-a-day", by: &officerDPO, request: "GET /statistics?from=2026-11-03", want: 422, says: "/from"},

	{name: "query-sample-drawn", by: &officerAuditor, request: "GET /sample?seed=2026-audit&size=2&from=2026-11-01&to=2026-11-30", want: 200, says: `"fingerprint":`},
	{name: "query-sample-by-recorder", by: &officer, request: "GET /sample?from=2026-11-01&to=2026-11-30", want: 403},
	{name: "query-sample-of-no-period", by: &officerAuditor, request: "GET /sample?seed=2026-audit", want: 422, says: "/from"},

	{name: "archive-check-matches", by: &officerAuditor, request: "GET " + letters + "/" + sampleArchived + "/check", want: 200, says: `"outcome":"matches"`},
	{name: "archive-check-by-recorder", by: &officer, request: "GET " + letters + "/" + sampleArchived + "/check", want: 403},
	{name: "archive-check-before-it-arrived", by: &officerAuditor, request: "GET " + letters + "/" + sampleAwaited + "/check", want: 409},

	{name: "query-annual-return-shown", by: &officerAuditor, request: "GET /annual-return?year=2026", want: 200, says: `"tableTitle":"By decision"`},
	{name: "query-annual-return-of-no-year", by: &officerAuditor, request: "GET /annual-return", want: 422, says: "/year"},
	{name: "query-annual-return-file-shown", by: &officerDPO, request: "GET /annual-return/file?year=2026", want: 200, says: "Refused"},
	{name: "query-annual-return-file-by-recorder", by: &officer, request: "GET /annual-return/file?year=2026", want: 403},

	{name: "query-processing-record-shown", by: &officerDPO, request: "GET /processing-record?from=2026-11-01&to=2026-11-30", want: 200, says: `"conditions":[`},
	{name: "query-processing-record-by-recorder", by: &officer, request: "GET /processing-record?from=2026-11-01&to=2026-11-30", want: 403},
	{name: "query-processing-record-file-shown", by: &officerAuditor, request: "GET /processing-record/file?from=2026-11-01&to=2026-11-30", want: 200, says: "Disclosed to"},
	{name: "query-processing-record-file-not-a-day", by: &officerAuditor, request: "GET /processing-record/file?from=2026-11&to=2026-11-30", want: 422, says: "/from"},
}
