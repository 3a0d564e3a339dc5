package functions_test

import "encoding/json"

const (
	dates  = `{"tenancyEnded": "2026-10-31", "classes": ["dc-complaints-db", "dc-tenancy-file"], "reason": "The tenancy has ended"}`
	review = `{"outcome": "keep", "nextOn": "2099-01-31", "reason": "It may still be asked for"}`
	stop   = `{"by": "Housing Ombudsman", "reason": "A new inquiry", "reviewOn": "2099-01-31"}`
)

// nightly is what EventBridge sends at the hour of the schedule.
var nightly = json.RawMessage(`{"version": "0", "id": "00000000-0000-4000-8000-0000000000f1", "detail-type": "Scheduled Event",
	"source": "aws.events", "account": "000000000000", "time": "2026-11-21T01:15:00Z", "region": "eu-west-2",
	"resources": ["arn:aws:events:eu-west-2:000000000000:rule/sample"], "detail": {}}`)

// replayed is what an operator sends after a restore: the disposed list. What is
// on it goes at once; it has had its cooling-off.
var replayed = json.RawMessage(`{"replay": [{"v": 1, "disposal": "0b3c2f5e-8a1d-4f6b-9c77-2d1e5a904b13", "register": "E07000107",
	"case": "` + goneCase + `", "classes": [{"class": "dc-complaints-db", "row": "DC-T1", "rule": "dartford-complaints 2026-11", "trigger": "file-closed"}]}]}`)

// retentionEvents are of how long cases are kept. What is brought back by a
// restore goes first, and then the night fences the case that is due.
var retentionEvents = []event{
	{name: "retain-replay-after-a-restore", schedule: replayed, want: 0},
	{name: "retain-nightly", schedule: nightly, want: 0},
	{name: "retain-replay-of-what-is-no-list", schedule: json.RawMessage(`{"replay": "everything"}`), want: failed},
	{name: "retain-replay-of-a-member-that-names-no-case", schedule: json.RawMessage(`{"replay": [{"v": 1, "disposal": "0b3c2f5e-8a1d-4f6b-9c77-2d1e5a904b13", "register": "E07000107", "classes": []}]}`), want: failed},

	{name: "archive-case-destroyed", by: &officerDPO, request: "GET /cases/" + goneCase, want: 200, says: `"state":"disposed"`},
	{name: "archive-close-of-a-destroyed-case", by: &officerDPO, request: "POST /cases/" + goneCase + "/close", body: `{"closedOn": "2026-11-19"}`, want: 410},

	{name: "archive-disposal-stopped", by: &officerDPO, request: "POST /cases/" + dueCase + "/disposal/stop", body: stop, want: 201},
	{name: "archive-disposal-stopped-already", by: &officerDPO, request: "POST /cases/" + dueCase + "/disposal/stop", body: stop, want: 409},
	{name: "archive-disposal-by-recorder", by: &officer, request: "POST /cases/" + dueCase + "/disposal/stop", body: stop, want: 403},
	{name: "retain-nightly-after-a-stop", schedule: nightly, want: 0},

	{name: "archive-dates-accepted", by: &officerDPO, request: "POST /cases/" + dueCase + "/dates", body: dates, want: 201},
	{name: "archive-dates-in-the-future", by: &officerDPO, request: "POST /cases/" + dueCase + "/dates", body: `{"born": "2099-01-31", "reason": "A slip"}`, want: 422, says: "/born"},
	{name: "archive-dates-of-no-class", by: &officerDPO, request: "POST /cases/" + dueCase + "/dates", body: `{"classes": ["kc-child-in-care"], "reason": "A slip"}`, want: 422, says: "/classes/0"},

	{name: "archive-review-accepted", by: &officerDPO, request: "POST /cases/" + dueCase + "/review", body: review, want: 201},
	{name: "archive-review-of-what-is-not-up-for-it", by: &officerDPO, request: "POST /cases/" + openCase + "/review", body: `{"outcome": "destroy", "reason": "Old"}`, want: 409},

	{name: "query-due-shown", by: &officerDPO, request: "GET /retention/due?days=366", want: 200, says: `"cases":[`},
	{name: "query-due-by-recorder", by: &officer, request: "GET /retention/due", want: 403},
	{name: "query-reviews-shown", by: &officerAuditor, request: "GET /retention/reviews", want: 200, says: `"cases":[]`},
	{name: "query-reviews-by-recorder", by: &officer, request: "GET /retention/reviews", want: 403},
	{name: "query-not-started-shown", by: &officerAuditor, request: "GET /retention/not-started", want: 200, says: `"clock":"not-started"`},
	{name: "query-not-started-by-recorder", by: &officer, request: "GET /retention/not-started", want: 403},
	{name: "query-cases-shown", by: &officerAuditor, request: "GET /cases?state=held", want: 200, says: `"held":true`},
	{name: "query-cases-of-own-department", by: &officer, request: "GET /cases", want: 200, says: `"since":`},
	{name: "query-cases-due-by-recorder", by: &officer, request: "GET /cases?state=due", want: 422, says: "/state"},
	{name: "query-own-case-shown", by: &officer, request: "GET /cases/" + openCase + "/own", want: 200, says: `"disclosures":[{`},
	{name: "query-own-case-of-another-department", by: &otherOfficer, request: "GET /cases/" + openCase + "/own", want: 404},
	{name: "query-own-case-by-auditor", by: &officerAuditor, request: "GET /cases/" + openCase + "/own", want: 403},
	{name: "query-own-work-shown", by: &officer, request: "GET /own-work", want: 200, says: `"waiting":[{`},
	{name: "query-own-work-by-dpo", by: &officerDPO, request: "GET /own-work", want: 403},
	{name: "query-undecided-objections-shown", by: &officerDPO, request: "GET /objections/undecided", want: 200, says: `"decideBy":"2026-`},
	{name: "query-undecided-objections-by-recorder", by: &officer, request: "GET /objections/undecided", want: 403},
	{name: "query-unfinished-letters-shown", by: &officerAuditor, request: "GET /letters/unfinished", want: 200, says: `"letters":[{`},
	{name: "query-unfinished-letters-by-recorder", by: &officer, request: "GET /letters/unfinished", want: 403},
	{name: "query-holds-shown", by: &officerAuditor, request: "GET /retention/holds", want: 200, says: `"by":"Housing Ombudsman"`},
	{name: "query-holds-by-recorder", by: &officer, request: "GET /retention/holds", want: 403},
	{name: "query-fact-retention-shown", by: &officerDPO, request: "GET /retention/facts?days=366", want: 200, says: `"facts":[`},
	{name: "query-fact-retention-by-recorder", by: &officer, request: "GET /retention/facts", want: 403},
	{name: "query-certificates-shown", by: &officerAuditor, request: "GET /retention/certificates?month=2026-11", want: 200, says: `"certificates":[`},
	{name: "query-certificates-of-no-month", by: &officerAuditor, request: "GET /retention/certificates?month=2026-13", want: 422, says: "/month"},
}
