package api_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

// attempt is how a test asks for a call, about what housing has recorded.
type attempt struct {
	method string
	path   func(f *file) string
	body   func(f *file) any
	// register is true of a call that is not about one thing a department has
	// recorded: it succeeds for any department that has the power.
	register bool
	// rows names the list that must be empty for who may not see housing's.
	rows string
	// once is true of a call that succeeds once for one file.
	once bool
}

func at(path string) func(*file) string {
	return func(f *file) string {
		return strings.NewReplacer(
			"{case}", f.ref, "{id}", f.id, "{hold}", f.hold, "{document}", f.archived, "{awaiting}", f.awaiting, "{export}", f.export, "{weaker}", f.weaker, "{request}", f.request, "{share}", f.share, "{proposed}", f.proposed, "{join}", f.join,
		).Replace(path)
	}
}

func saying(body string) func(*file) any {
	return func(*file) any { return json.RawMessage(body) }
}

var attempts = map[string]attempt{
	"record-disclosure": {method: "POST", path: at("/disclosures"), body: func(f *file) any { return f.disclosure("-another") }, register: true},
	"record-batch": {method: "POST", path: at("/disclosures/batch"), register: true, body: func(f *file) any {
		return map[string]any{"items": []any{map[string]any{"key": fmt.Sprintf("row-%d", f.s.keys), "disclosure": f.disclosure("-another")}}}
	}},
	"correct-disclosure": {method: "POST", once: true, path: at("/disclosures/{id}/corrections"), body: func(f *file) any {
		return map[string]any{"reason": "The post was wrong.", "disclosure": f.disclosure("")}
	}},
	"learn-fact": {method: "POST", path: at("/facts"), register: true, body: func(f *file) any {
		return map[string]any{"kind": "objection", "about": map[string]string{"dimension": "subject", "reference": f.ref}, "from": "2026-05-03", "reason": "Her situation."}
	}},
	"request-upload":         {method: "POST", path: at("/cases/{case}/correspondence"), body: func(f *file) any { return f.letter() }},
	"complete-upload":        {method: "POST", once: true, path: at("/cases/{case}/correspondence/{awaiting}/complete")},
	"show-ticket":            {method: "GET", path: at("/cases/{case}/correspondence/{awaiting}/ticket")},
	"open-letter":            {method: "GET", path: at("/cases/{case}/correspondence/{document}")},
	"show-cases":             {method: "GET", path: at("/cases"), register: true},
	"show-own-case":          {method: "GET", path: at("/cases/{case}/own")},
	"show-own-work":          {method: "GET", path: at("/own-work"), register: true, rows: "disclosures"},
	"show-case":              {method: "GET", path: at("/cases/{case}")},
	"close-case":             {method: "POST", once: true, path: at("/cases/{case}/close"), body: saying(`{"closedOn":"2026-11-20"}`)},
	"reopen-case":            {method: "POST", once: true, path: at("/cases/{case}-closed/reopen"), body: saying(`{"reason":"More has come."}`)},
	"place-hold":             {method: "POST", path: at("/cases/{case}/holds"), body: saying(`{"by":"County Court","reason":"A claim.","reviewOn":"2099-01-31"}`)},
	"release-hold":           {method: "POST", once: true, path: at("/cases/{case}/holds/{hold}/release"), body: saying(`{"reason":"It ended."}`)},
	"date-case":              {method: "POST", path: at("/cases/{case}/dates"), body: saying(`{"born":"2010-05-01","reason":"From the file."}`)},
	"review-case":            {method: "POST", path: at("/cases/{case}/review"), body: saying(`{"outcome":"keep","nextOn":"2099-01-31","reason":"Still needed."}`)},
	"stop-disposal":          {method: "POST", path: at("/cases/{case}/disposal/stop"), body: saying(`{"by":"County Court","reason":"A claim.","reviewOn":"2099-01-31"}`)},
	"show-retention-records": {method: "GET", path: at("/retention/records"), register: true},
	"show-law":               {method: "GET", path: at("/disclosures/{id}/law")},
	"show-due":               {method: "GET", path: at("/retention/due"), register: true},
	"show-reviews":           {method: "GET", path: at("/retention/reviews"), register: true},
	"show-not-started":       {method: "GET", path: at("/retention/not-started"), register: true},
	"show-holds":             {method: "GET", path: at("/retention/holds"), register: true, rows: "holds"},
	"show-certificates":      {method: "GET", path: at("/retention/certificates?month=2026-11"), register: true},
	"search-disclosures":     {method: "GET", path: at("/disclosures?case={case}"), register: true, rows: "rows"},
	"read-disclosures":       {method: "GET", path: at("/disclosures/current?case={case}"), register: true, rows: "disclosures"},
	"open-disclosure":        {method: "GET", path: at("/disclosures/{id}")},
	"show-facts":             {method: "GET", path: at("/facts?dimension=subject&reference={case}-known"), register: true, rows: "facts"},
	"confirm-fact":           {method: "POST", once: true, path: at("/facts/{weaker}/confirm"), body: saying(`{"outcome":"confirmed","reason":"Seen."}`)},
	"show-pending-facts":     {method: "GET", path: at("/facts/pending"), register: true},
	"propose-join": {method: "POST", path: at("/joins"), register: true, body: func(f *file) any {
		f.s.keys++
		return joining(fmt.Sprintf("%s-%d", f.ref, f.s.keys), f.ref+"-other")
	}},
	"confirm-join":       {method: "POST", once: true, path: at("/joins/{proposed}/confirm"), body: saying(`{"outcome":"confirmed","reason":"Compared."}`)},
	"end-join":           {method: "POST", once: true, path: at("/joins/{join}/end"), body: saying(`{"reason":"They are sisters."}`)},
	"show-joins":         {method: "GET", path: at("/joins?subject={case}-before"), register: true, rows: "joins"},
	"show-flags":         {method: "GET", path: at("/flags"), register: true, rows: "flags"},
	"show-cleared-flags": {method: "GET", path: at("/flags/cleared"), register: true, rows: "flags"},
	"show-accesses":      {method: "GET", path: at("/access?case={case}"), register: true, rows: "accesses"},
	"clear-flag":         {method: "POST", once: true, path: at("/disclosures/{id}/flags/0/clear"), body: saying(`{"reason":"Seen."}`)},
	"decide-duplicate": {method: "POST", once: true, path: at("/disclosures/{id}/duplicate"), body: func(f *file) any {
		return map[string]string{"of": f.closed, "decision": "two", "reason": "Two letters."}
	}},
	"show-duplicates":     {method: "GET", path: at("/duplicates?from=2026-11-01&to=2026-11-30"), register: true},
	"clear-flags":         {method: "POST", once: true, path: at("/flags/clear"), register: true, body: saying(`{"filter":{"rule":"XX-9"},"reason":"Seen."}`)},
	"show-checkpoint":     {method: "GET", path: at("/checkpoint"), register: true},
	"show-receipt":        {method: "GET", path: at("/receipts/{id}")},
	"request-export":      {method: "POST", path: at("/exports"), register: true, body: saying(`{"format":"csv","filter":{},"purpose":"Yearly audit"}`)},
	"show-exports":        {method: "GET", path: at("/exports"), register: true},
	"show-export":         {method: "GET", path: at("/exports/{export}")},
	"show-me":             {method: "GET", path: at("/me"), register: true},
	"show-policy":         {method: "GET", path: at("/policy"), register: true},
	"show-requirements":   {method: "GET", path: at("/policy/requirements?notice=dartford-complaints&category=ombudsman&on=2026-11-09"), register: true},
	"show-fact-retention": {method: "GET", path: at("/retention/facts?days=366"), register: true},

	"show-overdue-withholdings": {method: "GET", path: at("/overdue/withholdings"), register: true},
	"show-overdue-markers":      {method: "GET", path: at("/overdue/markers"), register: true},
	"show-overdue-emergencies":  {method: "GET", path: at("/overdue/emergencies"), register: true},
	"show-undecided-objections": {method: "GET", path: at("/objections/undecided"), register: true},
	"show-waiting":              {method: "GET", path: at("/waiting"), register: true},
	"show-overdue-tellings":     {method: "GET", path: at("/overdue/tellings"), register: true},
	"show-agreements":           {method: "GET", path: at("/agreements"), register: true},

	"subject-report":          {method: "GET", path: at("/subject-report?subject={case}&to=person"), register: true},
	"print-subject-report":    {method: "GET", path: at("/subject-report/page?subject={case}&to=person"), register: true},
	"review-subject-report":   {method: "GET", path: at("/subject-report/review?subject={case}&to=person"), register: true},
	"show-statistics":         {method: "GET", path: at("/statistics?from=2026-11&to=2026-11"), register: true},
	"annual-return":           {method: "GET", path: at("/annual-return?year=2024"), register: true},
	"annual-return-file":      {method: "GET", path: at("/annual-return/file?year=2024"), register: true},
	"processing-record":       {method: "GET", path: at("/processing-record?from=2024-01-01&to=2024-12-31"), register: true},
	"processing-record-file":  {method: "GET", path: at("/processing-record/file?from=2024-01-01&to=2024-12-31"), register: true},
	"draw-sample":             {method: "GET", path: at("/sample?seed=2026-audit&size=1&from=2024-11-01&to=2024-11-30"), register: true},
	"check-letter":            {method: "GET", path: at("/cases/{case}/correspondence/{document}/check")},
	"show-changes":            {method: "GET", path: at("/changes?subject={case}"), register: true, rows: "changes"},
	"show-untold-changes":     {method: "GET", path: at("/changes/untold"), register: true, rows: "changes"},
	"show-breach":             {method: "GET", path: at("/breach?entry={id}")},
	"show-closed-breaches":    {method: "GET", path: at("/breaches/closed"), register: true},
	"show-unfinished-letters": {method: "GET", path: at("/letters/unfinished"), register: true, rows: "letters"},
	"show-open-breaches":      {method: "GET", path: at("/breaches"), register: true, rows: "breaches"},
	"record-access-request": {method: "POST", path: at("/access-requests"), register: true, body: func(f *file) any {
		return map[string]any{"subject": f.ref, "askedBy": "A. Sample", "as": "person", "received": "2026-05-03"}
	}},
	"show-access-requests": {method: "GET", path: at("/access-requests"), register: true},
	"decide-answer": {method: "POST", path: at("/answers/decisions"), body: func(f *file) any {
		return map[string]any{
			"subject": f.ref, "to": "person", "entries": []string{f.id}, "decision": "withhold", "ground": "dpa18-sch2-para7",
			"provisions": []string{"15(1)-(3)"}, "reason": "It would spoil the inquiry.", "reviewOn": "2026-12-24",
		}
	}},
	"show-undecided": {method: "GET", path: at("/answers/undecided?subject={case}"), register: true},
	"release-answer": {method: "POST", once: true, path: at("/access-requests/{request}/release"), body: func(f *file) any {
		return map[string]any{"digest": f.digest()}
	}},
	"show-sharing": {method: "GET", path: at("/sharing?subject={case}"), register: true},

	"record-share": {method: "POST", path: at("/shares"), register: true, body: func(f *file) any { return shareExample(f.t) }},
	"add-share-people": {method: "POST", path: func(f *file) string {
		f.s.keys++
		return fmt.Sprintf("/shares/%s/parts/%d", f.share, 1+f.s.keys)
	}, body: func(f *file) any { return map[string]any{"people": []string{fmt.Sprintf("%s-%d", f.ref, f.s.keys)}} }},
	"close-share":         {method: "POST", path: at("/shares/{share}/close")},
	"remove-share-person": {method: "POST", once: true, path: at("/shares/{share}/removals"), body: func(f *file) any { return map[string]any{"person": f.ref, "reason": "Another of the name."} }},
	"show-share":          {method: "GET", path: at("/shares/{share}")},
	"show-shares":         {method: "GET", path: at("/shares"), register: true},
	"show-share-people":   {method: "GET", path: at("/shares/{share}/people")},
}

func shareExample(t *testing.T) json.RawMessage {
	t.Helper()
	body, err := os.ReadFile("../../docs/examples/share.json")
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// file is a case of housing's with one of everything.
type file struct {
	t                                    *testing.T
	s                                    *service
	ref                                  string
	id, hold, archived, awaiting, export string
	closed                               string // the disclosure of another case, which is closed
	weaker                               string // a fact that awaits the Data Protection Officer
	request                              string // for access
	share                                string // in which the case's person was
	proposed, join                       string // a join that waits for a second person, and one that stands
}

// Every call, for every combination of roles, in each department, by somebody of
// housing in another council and of that council itself, is asked of the running
// service: docs/identity.md says what it answers.
func TestTheServiceAnswersAsThePermissionTableSays(t *testing.T) {
	table := permissionTable(t)
	if got, want := slices.Sorted(maps.Keys(attempts)), slices.Sorted(maps.Keys(table)); !slices.Equal(got, want) {
		t.Fatalf("calls tried\n%v\ncalls in docs/identity.md\n%v", got, want)
	}
	roles := []disclosure.Role{disclosure.Recorder, disclosure.DPO, disclosure.Auditor, disclosure.Admin}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		f := newService(t).newFile(t)
		for set := 1; set < 1<<len(roles); set++ {
			by := disclosure.Caller{Register: dartford, Subject: "sub-asking", Name: "A. Sking"}
			for i, role := range roles {
				if set&(1<<i) != 0 {
					by.Roles = append(by.Roles, role)
				}
			}
			for _, by.Department = range []string{"revenues", "", "housing"} {
				if f.try(t, name, by, by.Register, furthest(table[name], by)) && attempts[name].once {
					f = f.s.newFile(t)
				}
			}
			elsewhere := by
			elsewhere.Register, elsewhere.Department = "E10000016", "housing"
			f.try(t, name, elsewhere, dartford, "another register")
			f.try(t, name, elsewhere, elsewhere.Register, furthest(table[name], elsewhere))
		}
	}
}

// try asks for a call and reports whether it changed anything.
func (f *file) try(t *testing.T, name string, by disclosure.Caller, register disclosure.Register, reach string) bool {
	t.Helper()
	a := attempts[name]
	mine := by.Register == dartford && (reach == "all" || reach == "own" && by.Department == "housing")
	want := http.StatusNotFound
	switch {
	case reach == "another register":
	case reach == "–":
		want = http.StatusForbidden
	case name == "request-export":
		want = http.StatusAccepted
	case name == "record-batch":
		want = http.StatusOK // each item has its own answer
	case name == "stop-disposal" && mine:
		want = http.StatusConflict // nothing of the case is being destroyed
	case mine || a.register:
		want = map[string]int{"GET": http.StatusOK, "POST": http.StatusCreated}[a.method]
	}
	what := fmt.Sprintf("%s as %v of %q in %s asking of %s", name, by.Roles, by.Department, by.Register, register)
	if by.Register != dartford && (want == http.StatusCreated && (name == "record-disclosure" || name == "record-share") || want == http.StatusOK && name == "show-requirements") {
		want = http.StatusUnprocessableEntity // Dartford's notice is not one of Kent's
	}
	got := f.send(t, by, register, a.method, a.path(f), a.body)
	if got.status != want {
		t.Errorf("%s: got %d, want %d: %s", what, got.status, want, got.body)
	}
	if a.rows != "" && got.status == http.StatusOK {
		var list map[string]json.RawMessage
		if err := json.Unmarshal(got.body, &list); err != nil {
			t.Fatal(err)
		}
		if shown := string(list[a.rows]) != "[]"; shown != mine {
			t.Errorf("%s: shows housing's = %t, want %t", what, shown, mine)
		}
	}
	return a.method == http.MethodPost && got.status < 300
}

// furthest is the furthest reach that the table gives any of the caller's roles.
func furthest(row map[disclosure.Role]string, by disclosure.Caller) string {
	reach := "–"
	for _, role := range by.Roles {
		switch given := row[role]; {
		case given == "all":
			return "all"
		case given == "own" && by.Department != "":
			reach = "own"
		}
	}
	return reach
}

// permissionTable reads the table in docs/identity.md.
func permissionTable(t *testing.T) map[string]map[disclosure.Role]string {
	t.Helper()
	page, err := os.ReadFile("../../docs/identity.md")
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]map[disclosure.Role]string{}
	for _, line := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (\\S+) \\| (\\S+) \\| (\\S+) \\| (\\S+) \\| \\S+ \\| \\S+ \\|$").FindAllStringSubmatch(string(page), -1) {
		table[line[1]] = map[disclosure.Role]string{disclosure.Recorder: line[2], disclosure.DPO: line[3], disclosure.Auditor: line[4], disclosure.Admin: line[5]}
		for _, reach := range table[line[1]] {
			if !slices.Contains([]string{"own", "all", "–"}, reach) {
				t.Errorf("docs/identity.md: %q is no reach", reach)
			}
		}
	}
	return table
}

// newFile records a case of housing's with a flag, a hold, an archived letter, a
// letter on its way, a closed case beside it, a fact, a change that somebody is to be
// told of, a breach and an export.
func (s *service) newFile(t *testing.T) *file {
	t.Helper()
	s.keys++
	f := &file{t: t, s: s, ref: fmt.Sprintf("DBC-C-%d", s.keys)}
	f.id = f.post(recorder, "/disclosures", f.disclosure(""), "id")
	f.closed = f.post(recorder, "/disclosures", f.disclosure("-closed"), "id")
	f.post(recorder, "/cases/"+f.ref+"-closed/close", json.RawMessage(`{"closedOn":"2026-11-20"}`), "id")
	f.post(dpo, "/disclosures/"+f.closed+"/flags/0/clear", json.RawMessage(`{"reason":"Seen."}`), "id")
	f.hold = f.post(dpo, "/cases/"+f.ref+"/holds", json.RawMessage(`{"by":"County Court","reason":"A claim.","reviewOn":"2099-01-31"}`), "id")
	f.archived, f.awaiting = f.upload(), f.upload()
	f.post(recorder, "/cases/"+f.ref+"/correspondence/"+f.archived+"/complete", nil, "id")
	f.post(recorder, "/facts", map[string]any{
		"kind": "objection", "about": map[string]string{"dimension": "subject", "reference": f.ref + "-known"}, "from": "2026-05-03", "reason": "His situation.",
	}, "id")
	f.weaker = f.post(recorder, "/facts", map[string]any{
		"kind": "marker", "about": map[string]string{"dimension": "subject", "reference": f.ref + "-marked"}, "from": "2026-05-03", "reason": "Threats.",
		"reviewBy": disclosure.DateOf(time.Now()), "subjectTold": "told", "toldOn": "2026-05-03",
	}, "id")
	f.post(dpo, "/facts", map[string]any{
		"kind": "change", "about": map[string]string{"dimension": "subject", "reference": f.ref}, "from": "2026-11-20", "reason": "It was wrong.",
		"change": map[string]string{"what": "rectification"},
	}, "id")
	f.post(dpo, "/facts", map[string]any{
		"kind": "breach", "about": map[string]string{"dimension": "breach", "reference": f.ref + "-breach"}, "from": "2026-11-20", "reason": "A letter went astray.",
	}, "id")
	f.request = f.post(dpo, "/access-requests", map[string]any{
		"subject": f.ref, "askedBy": "A. Sample", "as": "person", "received": "2026-05-03", "identitySettled": "2026-05-03",
	}, "id")
	f.share = f.post(recorder, "/shares", shareExample(t), "id")
	f.post(recorder, "/shares/"+f.share+"/parts/1", map[string]any{"people": []string{f.ref}}, "id")
	f.proposed = f.post(deputy, "/joins", joining(f.ref+"-before", f.ref+"-now"), "id")
	f.join = f.post(deputy, "/joins", joining(f.ref+"-earlier", f.ref+"-later"), "id")
	f.post(dpo, "/joins/"+f.join+"/confirm", json.RawMessage(`{"outcome":"confirmed","reason":"Compared."}`), "id")
	f.send(f.t, dpo, dartford, http.MethodGet, "/cases/"+f.ref, nil) // so that somebody has looked
	f.export = f.post(auditor, "/exports", json.RawMessage(`{"format":"csv","filter":{},"purpose":"Yearly audit"}`), "id")
	return f
}

// disclosure is one of housing's, which its recorder authorised: that is flagged.
func (f *file) disclosure(suffix string) any {
	var d map[string]any
	if err := json.Unmarshal(example(f.t), &d); err != nil {
		f.t.Fatal(err)
	}
	d["case"] = f.ref + suffix
	d["subjects"] = []map[string]string{{"reference": f.ref, "role": "complainant"}}
	d["authorisedBy"] = map[string]string{"name": recorder.Name, "post": "Complaints Manager"}
	return d
}

// joining is the body of a join of two references.
func joining(a, b string) any {
	return map[string]any{"references": []string{a, b}, "evidence": "Both files have the tenancy of 2019.", "until": disclosure.DateOf(time.Now()).AddYears(1)}
}

// digest is that of the draft of an answer to the case's person.
func (f *file) digest() string {
	var review struct{ Digest string }
	got := f.send(f.t, dpo, dartford, http.MethodGet, "/subject-report/review?to=person&subject="+f.ref, nil)
	if err := json.Unmarshal(got.body, &review); err != nil || review.Digest == "" {
		f.t.Fatalf("review: %d %s", got.status, got.body)
	}
	return review.Digest
}

const letterText = "Dear Ombudsman, the file is enclosed."

func (f *file) letter() any {
	sum := sha256.Sum256([]byte(letterText))
	return map[string]any{"title": "Letter", "contentType": "text/plain", "size": len(letterText), "sha256": hex.EncodeToString(sum[:])}
}

// upload puts a letter into the archive without completing it.
func (f *file) upload() string {
	f.t.Helper()
	got := f.send(f.t, recorder, dartford, http.MethodPost, "/cases/"+f.ref+"/correspondence", func(f *file) any { return f.letter() })
	var ticket struct {
		Document, Method, URL string
		Headers               map[string]string
	}
	if err := json.Unmarshal(got.body, &ticket); err != nil || ticket.Document == "" {
		f.t.Fatalf("ticket: %d %s", got.status, got.body)
	}
	request, err := http.NewRequestWithContext(f.t.Context(), ticket.Method, ticket.URL, strings.NewReader(letterText))
	if err != nil {
		f.t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(letterText))
	for name, value := range ticket.Headers {
		request.Header.Set(name, value)
	}
	if request.Header.Get("X-Amz-Checksum-Sha256") != base64.StdEncoding.EncodeToString(sum[:]) {
		f.t.Error("the ticket is for other bytes")
	}
	if put := f.s.do(f.t, request); put.status != http.StatusOK {
		f.t.Fatalf("the archive answered %d", put.status)
	}
	return ticket.Document
}

func (f *file) send(t *testing.T, by disclosure.Caller, register disclosure.Register, method, path string, body func(*file) any) answer {
	t.Helper()
	var encoded []byte
	if body != nil {
		var err error
		if encoded, err = json.Marshal(body(f)); err != nil {
			t.Fatal(err)
		}
	}
	got := f.s.sendTo(t, register, by, method, path, encoded)
	if null := regexp.MustCompile(`"\w*":null`).FindAll(bytes.ReplaceAll(got.body, []byte(`"count":null`), nil), 1); null != nil {
		t.Errorf("%s %s: the answer has %s where a list is empty or a value is left out", method, path, null[0])
	}
	return got
}

// post returns one member of the answer to a change that must succeed.
func (f *file) post(by disclosure.Caller, path string, body any, member string) string {
	f.t.Helper()
	var give func(*file) any
	if body != nil {
		give = func(*file) any { return body }
	}
	got := f.send(f.t, by, dartford, http.MethodPost, path, give)
	var said map[string]any
	if err := json.Unmarshal(got.body, &said); err != nil || got.status >= 300 {
		f.t.Fatalf("POST %s: %d %s", path, got.status, got.body)
	}
	value, _ := said[member].(string)
	return value
}
