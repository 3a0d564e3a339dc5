package functions_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

var update = flag.Bool("update", false, "write events/ anew from the table of events")

const eventsDir = "../events"

// event is one file of events/: a request, a record of the table's stream or a
// schedule's, and what the function makes of it.
type event struct {
	name    string // of the file: function-case
	by      *disclosure.Caller
	request string // "POST /path?query", below the register of the path unless absolute
	headers map[string]string
	body    string

	record   json.RawMessage // of the stream, in place of a request
	schedule json.RawMessage // what a schedule or a release sends, in place of a request

	want int    // HTTP status; for what is no request 0, or failed
	says string // what the answer must hold
}

// failed is how a function ends that was sent what it cannot serve.
const failed = -1

// good reports whether the function does what it was asked.
func (e event) good() bool { return e.want >= 0 && e.want < 400 }

// moment is when all events happened.
var moment = time.Date(2026, time.November, 20, 10, 15, 0, 0, time.UTC)

// json is the event as AWS sends it, and the route it came by.
func (e event) json(t *testing.T, template lambdatest.Template) (file []byte, route lambdatest.Route) {
	t.Helper()
	function, _, _ := strings.Cut(e.name, "-")
	switch {
	case e.record != nil:
		return indent(t, lambdatest.StreamEvent(e.record)), lambdatest.Route{Function: function}
	case e.schedule != nil:
		return indent(t, e.schedule), lambdatest.Route{Function: function}
	}
	r := e.asked()
	path, _, _ := strings.Cut(r.Target, "?")
	route, parameters, found := template.Match(r.Method, path)
	if !found {
		t.Fatalf("%s: no route for %s", e.name, e.request)
	}
	return indent(t, encode(t, lambdatest.Event(route, parameters, r, moment))), route
}

func (e event) asked() lambdatest.Request {
	method, target, _ := strings.Cut(e.request, " ")
	if !strings.HasPrefix(target, "/v1/") {
		target = base + target
	}
	r := lambdatest.Request{By: e.by, Method: method, Target: target, Headers: map[string]string{}, Body: []byte(e.body)}
	if method == "POST" {
		r.Headers["Idempotency-Key"] = e.name
	} else {
		r.Headers["Access-Purpose"] = "Subject access request of 3 November"
	}
	if e.body != "" {
		r.Headers["Content-Type"] = "application/json"
	}
	for name, value := range e.headers {
		if r.Headers[name] = value; value == "" {
			delete(r.Headers, name)
		}
	}
	return r
}

// indent also leaves out what AWS sends only with client certificates.
func indent(t *testing.T, raw []byte) []byte {
	t.Helper()
	var document object
	if err := json.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	if request, is := document["requestContext"].(object); is {
		delete(request, "authentication")
	}
	file, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(file, '\n')
}

func TestEventFilesAreWhatAWSWouldSend(t *testing.T) {
	template := lambdatest.ReadTemplate(t)
	known := map[string]bool{}
	for _, e := range eventTable(t) {
		path := filepath.Join(eventsDir, e.name+".json")
		known[path] = true
		want, route := e.json(t, template)
		if !strings.HasPrefix(e.name, route.Function+"-") {
			t.Errorf("%s is for the function %s", e.name, route.Function)
		}
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != string(want) {
			t.Errorf("%s is stale (%v): run go test ./functions -run Event -update", path, err)
		}
	}
	files, err := filepath.Glob(filepath.Join(eventsDir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !known[file] {
			t.Errorf("%s is in no table of events", file)
		}
	}
}

func TestEveryRouteHasAGoodAndABadEvent(t *testing.T) {
	template := lambdatest.ReadTemplate(t)
	good, bad := map[lambdatest.Route]bool{}, map[lambdatest.Route]bool{}
	for _, e := range eventTable(t) {
		_, route := e.json(t, template)
		if e.good() {
			good[route] = true
		} else {
			bad[route] = true
		}
	}
	// Streams, schedules, the console's pages and a release's hook have no route.
	routes := template.Routes()
	for name, function := range template {
		if len(function.Streams) > 0 || function.Scheduled || function.Pages || name == "trial" {
			routes = append(routes, lambdatest.Route{Function: name})
		}
	}
	for _, route := range routes {
		if !good[route] || !bad[route] {
			t.Errorf("%s %s: good event %v, bad event %v, want both", route.Function, route.Key(), good[route], bad[route])
		}
	}
}

// The files themselves are sent to the built functions. The ids in them are
// samples, for which the test puts those of a register that it has prepared.
func TestEventsAreAnsweredAsTheTableSays(t *testing.T) {
	t.Parallel()
	r := overDynamoDBProtocol(t)
	prepared := prepare(t, r)
	for _, e := range eventTable(t) {
		t.Run(e.name, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join(eventsDir, e.name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			function, _, _ := strings.Cut(e.name, "-")
			answer, asFailed := r.Invoke(t, function, []byte(prepared.Replace(string(file))))
			if (e.want == failed) != asFailed {
				t.Fatalf("failed = %v: %s", asFailed, answer)
			}
			if e.want <= 0 {
				if !strings.Contains(string(answer), e.says) {
					t.Errorf("answered %s, want %q in it", answer, e.says)
				}
				return
			}
			got := lambdatest.ResponseOf(t, answer)
			if got.Status != e.want || !strings.Contains(string(got.Body), e.says) {
				t.Errorf("got %d, want %d and %q in %s", got.Status, e.want, e.says, got.Body)
			}
		})
	}
}

// Ids in the events. They are of no register; see events/README.md.
const (
	sampleEntry    = "019a9f00-0000-7000-8000-0000000000e1"
	sampleFlagged  = "019a9f00-0000-7000-8000-0000000000e2"
	sampleDecided  = "019a9f00-0000-7000-8000-0000000000e3"
	sampleRequest  = "019a9f00-0000-7000-8000-0000000000c9"
	sampleDigest   = "d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1"
	sampleArchived = "00000000-0000-4000-8000-0000000000d1"
	sampleUploaded = "00000000-0000-4000-8000-0000000000d2"
	sampleAwaited  = "00000000-0000-4000-8000-0000000000d3"
	sampleHold     = "019a9f00-0000-7000-8000-0000000000b1"
	sampleWeaker   = "019a9f00-0000-7000-8000-0000000000c1"
	sampleExport   = "019a9f00-0000-7000-8000-0000000000a1"
	sampleQueued   = "019a9f00-0000-7000-8000-0000000000a2"
	sampleShare    = "019a9f00-0000-7000-8000-0000000000e4"
	sampleJoin     = "019a9f00-0000-7000-8000-0000000000c2"
	sampleUnknown  = "019a9f00-0000-7000-8000-0000000000ff"
)

// Cases in the events: an open one with a letter, a closed one, and one that is
// due for destruction, with a letter too.
const (
	openCase   = "DBC-C-2026-0141"
	closedCase = "DBC-C-2026-0098"
	dueCase    = "DBC-C-2024-0007"    // closed so long ago that it is to be destroyed
	goneCase   = "share-of-2024-0008" // destroyed before, and brought back by a restore; called as a share's file is, so that it is looked who is held
)

// prepare makes a register in which the events make sense, and returns what puts
// its ids in place of the samples.
func prepare(t *testing.T, r register) *strings.Replacer {
	t.Helper()
	s := &story{t: t, to: r}
	disclosures := base + "/disclosures"
	entry := text(s.post(officer, disclosures, "prepare one", toOmbudsman(t, inCase(openCase)), 201), "id")
	s.post(officer, disclosures, "prepare two", toOmbudsman(t, inCase(closedCase)), 201)
	flagged := text(s.post(officer, disclosures, "prepare three", departure(t), 201), "id")
	decided := text(s.post(officer, disclosures, "prepare six", toOmbudsman(t, inCase(openCase), func(d object) {
		d["subjects"] = []any{object{"reference": "DBC-P-700002", "role": "complainant"}}
	}), 201), "id")
	request := text(s.post(officerDPO, base+"/access-requests", "prepare request", object{
		"subject": "DBC-P-700002", "askedBy": "B. Sample", "as": "person", "received": "2026-11-02", "identitySettled": "2026-11-02",
	}, 201), "id")
	draft := text(s.get(officerDPO, base+"/subject-report/review?subject=DBC-P-700002&to=person&asOf=2026-11-19", 200), "digest")
	s.post(officer, base+"/cases/"+closedCase+"/close", "prepare close", object{"closedOn": "2026-10-30", "confirmed": true}, 201)

	share := text(s.post(officer, base+"/shares", "prepare share", fromFile(t, "../docs/examples/share.json"), 201), "id")
	s.post(officer, base+"/shares/"+share+"/parts/1", "prepare part", object{"people": []any{"DBC-P-800001"}}, 201)

	letters := base + "/cases/" + openCase + "/correspondence"
	archived, put := s.ticket(officer, letters, "prepare letter one", "A letter.", entry)
	put("A letter.")
	s.post(officer, letters+"/"+archived+"/complete", "prepare complete", nil, 201)
	uploaded, put := s.ticket(officer, letters, "prepare letter two", "Another letter.", entry)
	put("Another letter.")
	awaited, _ := s.ticket(officer, letters, "prepare letter three", "A third letter.", entry)

	due := text(s.post(officer, disclosures, "prepare four", toOmbudsman(t, inCase(dueCase)), 201), "id")
	dueLetters := base + "/cases/" + dueCase + "/correspondence"
	dueLetter, put := s.ticket(officer, dueLetters, "prepare letter four", "An old letter.", due)
	put("An old letter.")
	s.post(officer, dueLetters+"/"+dueLetter+"/complete", "prepare complete two", nil, 201)
	s.post(officerDPO, base+"/cases/"+dueCase+"/close", "prepare close two", object{"closedOn": "2024-01-31", "confirmed": true}, 201)
	s.post(officer, disclosures, "prepare five", toOmbudsman(t, inCase(goneCase)), 201)
	s.post(officerDPO, base+"/cases/"+goneCase+"/close", "prepare close three", object{"closedOn": "2024-01-31", "confirmed": true}, 201)

	marker := object{
		"kind": "marker", "about": object{"dimension": "subject", "reference": "DBC-P-550199"}, "from": "2026-10-01", "reason": "Threats on a visit",
		"reviewBy": "2027-04-01", "subjectTold": "told", "toldOn": "2026-10-02",
	}
	weaker := text(s.post(officer, base+"/facts", "prepare fact", marker, 201), "id")
	join := text(s.post(officerDPO, base+"/joins", "prepare join", object{
		"references": []any{"DBC-P-700020", "DBC-P-700021"}, "evidence": "Both files have the tenancy of 2019.", "until": "2099-01-31",
	}, 201), "id")
	hold := object{"by": "County Court", "reason": "A claim", "reviewOn": "2099-01-31"}
	held := text(s.post(officerDPO, base+"/cases/"+openCase+"/holds", "prepare hold", hold, 201), "id")
	ask := object{"format": "csv", "filter": object{}, "purpose": "Sample"}
	exported := text(s.post(officerAuditor, base+"/exports", "prepare export", ask, 202), "id")
	r.finishExports(t)
	queued := text(s.post(officerAuditor, base+"/exports", "prepare job", ask, 202), "id")
	r.seal(t)
	return strings.NewReplacer(
		sampleEntry, entry, sampleFlagged, flagged, sampleDecided, decided, sampleRequest, request, sampleDigest, draft,
		sampleArchived, archived, sampleUploaded, uploaded, sampleAwaited, awaited,
		sampleHold, held, sampleWeaker, weaker, sampleExport, exported, sampleQueued, queued, sampleShare, share, sampleJoin, join,
	)
}

// The people of the events. None is real.
var (
	officer        = namedCaller("officer-1", "A. N. Officer", "housing", disclosure.Recorder)
	otherOfficer   = namedCaller("officer-2", "R. Example", "revenues", disclosure.Recorder)
	officerDPO     = namedCaller("officer-3", "D. P. Example", "", disclosure.DPO)
	secondDPO      = namedCaller("officer-5", "S. Econd", "", disclosure.DPO)
	officerAuditor = namedCaller("officer-4", "A. Sample", "", disclosure.Auditor)
)

func namedCaller(subject, name, department string, role disclosure.Role) disclosure.Caller {
	return disclosure.Caller{Register: "E07000107", Subject: subject, Name: name, Roles: []disclosure.Role{role}, Department: department}
}

func jobRecord(id string) json.RawMessage {
	key := store.ExportKey("E07000107", id)
	return lambdatest.StreamRecord("INSERT", key.Partition, key.Sort)
}
