package api_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
	"disclosure-register/pkg/store/storetest"
)

// revenues is a recorder of another department than the one that recorded.
var revenues = disclosure.Caller{Register: dartford, Subject: "v", Name: "R. Collector", Roles: []disclosure.Role{disclosure.Recorder}, Department: "revenues"}

// seenByCaller is all of an answer that its caller can see or measure: how it
// reads, and what it waits for.
type seenByCaller struct {
	status int
	header http.Header
	body   string
	cost   storetest.Cost
}

func (f *file) seenBy(t *testing.T, by disclosure.Caller, counting *storetest.Counting, method, path string, body func(*file) any) seenByCaller {
	t.Helper()
	counting.Take()
	got := f.send(t, by, dartford, method, path, body)
	cost := counting.Take()
	header := maps.Clone(got.header)
	header.Del("Date")
	return seenByCaller{got.status, header, string(got.body), cost}
}

// What another department has recorded answers a recorder as what does not exist
// does: in every call about one thing, byte for byte, after as many calls and
// writes.
func TestAnotherDepartmentsThingsAreAsThoughTheyWereNot(t *testing.T) {
	counting := storetest.NewCounting(sqlitetest.New(t))
	s := newServiceOver(t, counting, api.OneMachine{PurposeRequired: true})
	f := s.newFile(t)
	nothing := *f
	nothing.ref, nothing.id = "DBC-C-none", "01990000-0000-7000-8000-000000000000"
	nothing.hold, nothing.export = nothing.id, nothing.id
	nothing.archived, nothing.awaiting = "6f1c1d0e-0000-4000-8000-000000000000", "6f1c1d0e-0000-4000-8000-000000000000"
	tried := 0
	for name, powers := range permissionTable(t) {
		a := attempts[name]
		if a.register || powers[disclosure.Recorder] != "own" {
			continue
		}
		tried++
		t.Run(name, func(t *testing.T) {
			theirs := f.seenBy(t, revenues, counting, a.method, a.path(f), a.body)
			none := nothing.seenBy(t, revenues, counting, a.method, a.path(&nothing), a.body)
			theirs.cost.Read, none.cost.Read = 0, 0 // what is there has to be read to know whose it is
			if theirs.status != http.StatusNotFound || !reflect.DeepEqual(theirs, none) {
				t.Errorf("what is housing's:\n%+v\nwhat is not there:\n%+v", theirs, none)
			}
		})
	}
	if tried < 7 {
		t.Errorf("%d calls tried", tried)
	}
}

// No page of a recorder's, and nothing that it costs, changes with what another
// department records.
func TestARecordersPagesDoNotChangeWithOthersRows(t *testing.T) {
	counting := storetest.NewCounting(sqlitetest.New(t))
	s := newServiceOver(t, counting, api.OneMachine{PurposeRequired: true})
	f := s.newFile(t)
	shared := func(day string) any {
		d := f.about(f.ref, f.ref+"-shared")
		d["disclosedAt"] = day + "T09:00:00Z"
		return d
	}
	f.post(revenues, "/disclosures", shared("2026-11-05"), "id")
	f.post(revenues, "/disclosures", shared("2026-11-08"), "id")
	questions := []string{
		"/disclosures", "/disclosures?limit=1", "/disclosures?limit=1&case=" + f.ref + "-shared", "/disclosures?case=" + f.ref, "/disclosures?subject=" + f.ref,
		"/disclosures?limit=1&subject=" + f.ref, "/disclosures?recipient=Housing+Ombudsman+Service", "/disclosures?recipientCategory=ombudsman&limit=2", "/disclosures?basis=ukgdpr-6-1-e",
		"/disclosures?decision=disclosed", "/disclosures?department=housing", "/disclosures?department=nobody", "/disclosures?subject=" + f.ref + "&from=2026-01-01",
	}
	ask := func() map[string]seenByCaller {
		answers := map[string]seenByCaller{}
		for _, q := range questions {
			answers[q] = f.seenBy(t, revenues, counting, http.MethodGet, q, nil)
		}
		return answers
	}
	before := ask()
	for _, day := range []string{"2026-11-04", "2026-11-06", "2026-11-09"} { // before, between and after revenues' own
		f.post(recorder, "/disclosures", shared(day), "id")
	}
	f.post(dpo, "/cases/"+f.ref+"-shared/holds", json.RawMessage(`{"by":"County Court","reason":"A claim.","reviewOn":"2099-01-31"}`), "id")
	after := ask()
	for _, q := range questions {
		if b, a := before[q], after[q]; b.status != http.StatusOK || !reflect.DeepEqual(a, b) {
			t.Errorf("%s: before\n%+v\nafter\n%+v", q, b, a)
		}
	}
	if none, housing := after["/disclosures?department=nobody"], after["/disclosures?department=housing"]; none.body != housing.body || none.cost != housing.cost {
		t.Errorf("another department: %+v, none: %+v", housing, none)
	}
}

// What a recorder is answered about a person does not tell of a marker that the
// person was not told of, nor of a hold, a change or what another department
// shared.
func TestRecordingTellsNothingOfWhatOthersKnow(t *testing.T) {
	counting := storetest.NewCounting(sqlitetest.New(t))
	s := newServiceOver(t, counting, api.OneMachine{PurposeRequired: true})
	f := s.newFile(t)
	known := f.ref + "-marked"
	f.post(dpo, "/facts", map[string]any{
		"kind": "marker", "about": map[string]string{"dimension": "subject", "reference": known}, "from": "2026-01-01", "reason": "Threats.", "reviewBy": "2026-06-30",
		"subjectTold": "not-told", "ground": "dpa18-sch2-para2", "dpoConsulted": "2026-08-30",
	}, "id")
	f.post(recorder, "/disclosures", f.about(known, f.ref+"-worked"), "id")
	f.post(dpo, "/cases/"+f.ref+"-worked/holds", json.RawMessage(`{"by":"County Court","reason":"A claim.","reviewOn":"2099-01-31"}`), "id")

	type said struct {
		status int
		flags  string
		calls  storetest.Calls
	}
	answered := func(path string, body any) said {
		got := f.seenBy(t, revenues, counting, http.MethodPost, path, func(*file) any { return body })
		var answer struct{ Flags, Errors, Rules json.RawMessage }
		if err := json.Unmarshal([]byte(got.body), &answer); err != nil {
			t.Fatal(err)
		}
		return said{got.status, string(answer.Flags) + string(answer.Errors) + string(answer.Rules), got.cost.Calls}
	}
	marker := func(reference, ref string) any {
		d := f.about(reference, ref)
		d["data"] = []any{map[string]any{"category": "marker", "description": "Do not visit alone"}}
		return d
	}
	contact := func(reference, ref string) any {
		body, err := os.ReadFile("../policy/testdata/dartford-contact-marker.json")
		if err != nil {
			t.Fatal(err)
		}
		var d map[string]any
		if err := json.Unmarshal(body, &d); err != nil {
			t.Fatal(err)
		}
		d["case"], d["subjects"] = ref, []map[string]string{{"reference": reference, "role": "marked"}}
		return d
	}
	fact := func(reference string) any {
		return map[string]any{"kind": "objection", "about": map[string]string{"dimension": "subject", "reference": reference}, "from": "2026-05-03", "reason": "Her situation."}
	}
	for _, tt := range []struct {
		name, path string
		body       func(reference, ref string) any
	}{
		{"a dry run", "/disclosures?dryRun=true", func(reference, ref string) any { return f.about(reference, ref) }},
		{"a dry run of a marker", "/disclosures?dryRun=true", marker},
		{"a marker", "/disclosures", marker},
		{"a dry run under the markers' own notice", "/disclosures?dryRun=true", contact},
		{"a marker under its own notice", "/disclosures", contact},
		{"a disclosure", "/disclosures", func(reference, ref string) any { return f.about(reference, ref) }},
		{"a fact", "/facts", func(reference, _ string) any { return fact(reference) }}, // last: it changes what is answered
	} {
		t.Run(tt.name, func(t *testing.T) {
			ofKnown, ofNobody := answered(tt.path, tt.body(known, f.ref+"-worked")), answered(tt.path, tt.body(f.ref+"-nobody", f.ref+"-new"))
			if ofKnown != ofNobody || ofKnown.status >= 300 {
				t.Errorf("about somebody with an undisclosed marker: %+v; about somebody unknown: %+v", ofKnown, ofNobody)
			}
		})
	}
}

// about is a disclosure about one person in a case.
func (f *file) about(reference, ref string) map[string]any {
	d := f.disclosure("").(map[string]any)
	d["case"], d["subjects"] = ref, []map[string]string{{"reference": reference, "role": "complainant"}}
	return d
}

// A path that is written otherwise, another method and a header that asks for one
// give nobody more than the call itself does.
func TestNoSpellingOfACallGivesMore(t *testing.T) {
	s := newService(t)
	f := s.newFile(t)
	ask := func(method, path string, headers ...string) answer {
		request, err := http.NewRequestWithContext(t.Context(), method, s.url+path, bytes.NewReader(nil))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+s.token(t, auditor))
		request.Header.Set("Access-Purpose", "Looking around")
		request.Header.Set("Idempotency-Key", "spelling")
		for i := 0; i < len(headers); i += 2 {
			request.Header.Set(headers[i], headers[i+1])
		}
		return s.do(t, request)
	}
	own, others := "/v1/registers/E07000107", "/v1/registers/E10000016"
	for what, path := range map[string]string{
		"the register in small letters":        "/v1/registers/e07000107/disclosures",
		"the path in capitals":                 "/V1/REGISTERS/E07000107/disclosures",
		"an encoded slash in the register":     "/v1/registers/E10000016%2F..%2FE07000107/disclosures",
		"an encoded slash before the call":     own + "%2Fdisclosures",
		"a null byte after the register":       own + "%00/disclosures",
		"a space after the register":           own + "%20/disclosures",
		"an entry by way of another register":  others + "/disclosures/" + f.id,
		"an entry with its id in capitals":     own + "/disclosures/" + strings.ToUpper(f.id),
		"an entry with an encoded slash":       own + "/disclosures%2F" + f.id,
		"a slash at the end":                   own + "/disclosures/",
		"a parameter after a semicolon":        own + "/disclosures;register=E10000016",
		"a register in the query":              others + "/disclosures",
		"an export by way of another register": others + "/exports/" + f.export,
	} {
		if got := ask(http.MethodGet, path); got.status != http.StatusNotFound || bytes.Contains(got.body, []byte(f.id)) {
			t.Errorf("%s: got %d", what, got.status)
		}
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions, http.MethodTrace, "get", "PROPFIND"} {
		for _, path := range []string{"/disclosures", "/disclosures/" + f.id, "/cases/" + f.ref, "/facts"} {
			if got := ask(method, own+path); got.status < 400 || bytes.Contains(got.body, []byte(f.id)) {
				t.Errorf("%s %s: got %d", method, path, got.status)
			}
		}
	}
	// A HEAD is the look that a GET is: on record, and refused where that is.
	if got := ask(http.MethodHead, others+"/disclosures/"+f.id); got.status != http.StatusNotFound {
		t.Errorf("HEAD of another register: got %d", got.status)
	}
	looks := func() int {
		var page struct{ Accesses []json.RawMessage }
		if err := json.Unmarshal(ask(http.MethodGet, own+"/access?entry="+f.id+"&action=open-disclosure").body, &page); err != nil {
			t.Fatal(err)
		}
		return len(page.Accesses)
	}
	before := looks()
	if got := ask(http.MethodHead, own+"/disclosures/"+f.id); got.status == http.StatusOK && looks() != before+1 {
		t.Error("a HEAD that is answered is not on record")
	}
	// The auditor never writes, whatever a header says the method was meant to be.
	for _, header := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
		for _, path := range []string{"/cases/" + f.ref + "/close", "/cases/" + f.ref + "/holds", "/facts?dimension=subject&reference=" + f.ref} {
			got := ask(http.MethodGet, own+path, header, http.MethodPost)
			if slices.Contains([]int{http.StatusCreated, http.StatusAccepted, http.StatusForbidden}, got.status) {
				t.Errorf("%s on %s: got %d, as though it were a POST", header, path, got.status)
			}
		}
	}
}
