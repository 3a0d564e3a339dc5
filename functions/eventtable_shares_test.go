package functions_test

import (
	"os"
	"strings"
	"testing"
)

// shareEvents are of shares of many people. One, sampleShare, has a part.
func shareEvents(t *testing.T) []event {
	t.Helper()
	file, err := os.ReadFile("../docs/examples/share.json")
	if err != nil {
		t.Fatal(err)
	}
	good, place := string(file), "/shares/"+sampleShare
	const people = `{"people": ["DBC-P-800002", "DBC-P-800003"]}`
	return []event{
		{name: "record-share-accepted", by: &officer, request: "POST /shares", body: good, want: 201, says: `"flags":[]`},
		{name: "record-share-without-rule", by: &officer, request: "POST /shares", body: strings.Replace(good, `"howToTell"`, `"how"`, 1), want: 422, says: "/howToTell"},
		{name: "record-share-part-added", by: &officer, request: "POST " + place + "/parts/2", body: people, want: 201, says: `"people":2`},
		{name: "record-share-part-sent-again", by: &officer, request: "POST " + place + "/parts/2", headers: map[string]string{"Idempotency-Key": "another-key"}, body: people, want: 201, says: `"people":2`},
		{name: "record-share-part-with-others", by: &officer, request: "POST " + place + "/parts/2", body: `{"people": ["DBC-P-800004"]}`, want: 409},
		{name: "record-share-part-by-another-department", by: &otherOfficer, request: "POST " + place + "/parts/3", body: people, want: 404},
		{name: "query-share-shown", by: &officer, request: "GET " + place, want: 200, says: `"listed":3`},
		{name: "query-share-of-another-department", by: &otherOfficer, request: "GET " + place, want: 404},
		{name: "query-shares-listed", by: &officer, request: "GET /shares", want: 200, says: `"recipientKind":"mailing-house"`},
		{name: "query-shares-tampered-cursor", by: &officer, request: "GET /shares?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAA", want: 400},
		{name: "query-share-people-shown", by: &officerDPO, request: "GET " + place + "/people", want: 200, says: "DBC-P-800001"},
		{name: "query-share-people-of-another-department", by: &otherOfficer, request: "GET " + place + "/people", want: 404},
		{name: "archive-share-person-removed", by: &officer, request: "POST " + place + "/removals", body: `{"person": "DBC-P-800003", "reason": "Another of the name."}`, want: 201},
		{name: "archive-share-person-not-in-it", by: &officer, request: "POST " + place + "/removals", body: `{"person": "DBC-P-899999", "reason": "Another of the name."}`, want: 404},
		{name: "archive-share-person-erased", by: &officerDPO, request: "POST " + place + "/removals", body: `{"person": "DBC-P-800002", "reason": "Asked for under Article 17.", "erase": true}`, want: 201},
		{name: "archive-share-person-erased-by-recorder", by: &officer, request: "POST " + place + "/removals", body: `{"person": "DBC-P-800002", "reason": "Asked for under Article 17.", "erase": true}`, want: 403},
		{name: "archive-share-closed", by: &officer, request: "POST " + place + "/close", want: 201, says: `"listed":2`},
		{name: "archive-share-closed-by-auditor", by: &officerAuditor, request: "POST " + place + "/close", want: 403},
	}
}
