package functions_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/disclosure"
)

// register is a running service, as those who use it see it.
type register interface {
	send(t *testing.T, r lambdatest.Request) lambdatest.Response
	// finishExports has the exports that were asked for written.
	finishExports(t *testing.T)
	// seal has what was recorded put into the log, which logKey signs.
	seal(t *testing.T)
	logKey() ed25519.PublicKey
	// logged is everything the service has written to its log.
	logged() string
}

// One story, told to each form of the service. It ends the same way in all.
func TestTheMainJobIsTheSameOnOneMachineAndOnLambda(t *testing.T) {
	t.Parallel()
	var want []string
	t.Run("on one machine", func(t *testing.T) { want = tell(t, inOneProcess(t)) })
	for name, deploy := range deployments {
		t.Run(name, func(t *testing.T) {
			wantTheSame(t, tell(t, deploy(t)), want)
		})
	}
}

// wantTheSame compares the answers of a form of the service with the one machine's.
func wantTheSame(t *testing.T, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got) || i >= len(want):
			t.Fatalf("%d answers, want %d", len(got), len(want))
		case got[i] != want[i]:
			t.Errorf("answered\n\t%s\non one machine it was\n\t%s", got[i], want[i])
		}
	}
}

// tell has the main job done from end to end and returns every answer, in words
// that do not differ between two services.
func tell(t *testing.T, to register) []string {
	t.Helper()
	s := &story{t: t, to: to}
	first, second := s.recordDisclosures()
	s.prove(first)
	s.archiveALetter(first)
	s.closeTheCase()
	s.search(first, second)
	s.correctAndOpen(first)
	s.export()
	s.learnAndFlag()
	s.proveTheRest()
	wantNothingPrivate(t, to.logged())
	return s.answers
}

const (
	caseRef  = "DBC-C-2026-0141"
	otherRef = "DBC-C-2026-0155"
)

func (s *story) recordDisclosures() (first, second string) {
	disclosures := base + "/disclosures"
	first = text(s.post(housing, disclosures, "first", toOmbudsman(s.t), http.StatusCreated), "id")
	s.post(housing, disclosures, "no reference", toOmbudsman(s.t, func(d object) {
		delete(d["evidence"].(object), "ombudsmanCaseRef")
	}), http.StatusUnprocessableEntity)

	// A repeat is the same answer; the key is for that request alone.
	before := s.answers[0]
	s.post(housing, disclosures, "first", toOmbudsman(s.t), http.StatusCreated)
	if again := s.answers[len(s.answers)-1]; again != before {
		s.t.Errorf("the repeat answered %s, want %s", again, before)
	}
	s.post(housing, disclosures, "first", toOmbudsman(s.t, inCase(otherRef)), http.StatusConflict)

	second = text(s.post(revenues, disclosures, "second", refusedToPolice(s.t), http.StatusCreated), "id")
	s.post(auditor, disclosures, "third", toOmbudsman(s.t), http.StatusForbidden)
	return first, second
}

func (s *story) archiveALetter(id string) {
	letters := base + "/cases/" + caseRef + "/correspondence"
	const letter = "Dear Ombudsman, please find the complaint file of " + marker + " enclosed."
	document, put := s.ticket(housing, letters, "ticket", letter, id)
	document = letters + "/" + document
	s.post(housing, document+"/complete", "too early", nil, http.StatusConflict)
	if got := put(strings.ToUpper(letter)); got < 400 {
		s.t.Errorf("the archive took other bytes: %d", got)
	}
	if got := put(letter); got != http.StatusOK {
		s.t.Fatalf("the archive answered %d to the letter", got)
	}
	s.post(housing, document+"/complete", "complete", nil, http.StatusCreated)
	s.post(housing, document+"/complete", "complete", nil, http.StatusCreated)
	s.get(revenues, document, http.StatusNotFound)
	link := s.get(dpo, document, http.StatusOK)
	if status, body := transfer(s.t, http.MethodGet, text(link, "url"), nil, nil); status != http.StatusOK || string(body) != letter {
		s.t.Errorf("the link answered %d with %d bytes, want the letter", status, len(body))
	}
}

func (s *story) closeTheCase() {
	file := base + "/cases/" + caseRef
	s.get(dpo, file, http.StatusOK)
	s.post(housing, file+"/close", "close", object{"closedOn": "2026-11-20", "note": "For " + marker}, http.StatusCreated)
	closed := s.get(dpo, file, http.StatusOK)
	if due := fmt.Sprint(closed["schedule"]); !strings.Contains(due, "dueOn:2028-11-21") {
		s.t.Errorf("the case shows %s, want its records due once two years have passed since closure", due)
	}
	hold := text(s.post(dpo, file+"/holds", "hold", object{"by": "County Court", "reason": "Claim of " + marker, "reviewOn": "2099-01-31"}, http.StatusCreated), "id")
	if held := s.get(dpo, file, http.StatusOK)["held"]; held != true {
		s.t.Errorf("held = %v, want true", held)
	}
	s.post(dpo, file+"/holds/"+hold+"/release", "release", object{"reason": "Claim withdrawn"}, http.StatusCreated)
	s.post(dpo, file+"/reopen", "reopen", object{"reason": "The ombudsman asked again"}, http.StatusCreated)
	s.get(housing, file, http.StatusForbidden)
}

func (s *story) search(first, second string) {
	for _, q := range []struct {
		name, value string
		want        []string
	}{
		{"", "", []string{second, first}},
		{"subject", marker, []string{first}},
		{"case", caseRef, []string{first}},
		{"recipient", "housing ombudsman  SERVICE", []string{first}},
		{"recipient", "J. " + marker, []string{first}},
		{"recipientCategory", "police", []string{second}},
		{"basis", "ukgdpr-6-1-e", []string{first}},
		{"basis", "gw-ha96-s51", []string{first}},
		{"department", "revenues", []string{second}},
		{"decision", "refused", []string{second}},
		{"flag", "DC-R5", nil},
		{"from", "2026-11-10", []string{second}},
		{"to", "2026-11-09", []string{first}},
	} {
		if got := s.finds(dpo, url.Values{q.name: {q.value}}); !slices.Equal(got, q.want) {
			s.t.Errorf("by %s %q: got %v, want %v", q.name, q.value, got, q.want)
		}
	}
	all := url.Values{"recipientCategory": {"ombudsman"}, "basis": {"ukgdpr-6-1-e"}, "subject": {marker}, "department": {"housing"}}
	if got := s.finds(auditor, all); !slices.Equal(got, []string{first}) {
		s.t.Errorf("by everything at once: got %v", got)
	}
	if got := s.finds(revenues, nil); !slices.Equal(got, []string{second}) {
		s.t.Errorf("another department finds %v, want its own entry alone", got)
	}
	s.get(dpo, base+"/disclosures?cursor=AAAA", http.StatusBadRequest)
	s.get(dpo, base+"/disclosures?from=yesterday", http.StatusUnprocessableEntity)
	s.get(housing, base+"/policy", http.StatusOK)
}

func (s *story) correctAndOpen(id string) {
	entry := base + "/disclosures/" + id
	body := object{"reason": "The adjudicator's name was wrong: " + marker, "disclosure": toOmbudsman(s.t, func(d object) {
		d["recipient"].(object)["person"] = "K. Example"
	})}
	s.post(housing, entry+"/corrections", "correct", body, http.StatusCreated)
	s.post(housing, entry+"/corrections", "correct again", body, http.StatusConflict)
	opened := s.get(housing, entry, http.StatusOK)
	if corrections, letters := opened["corrections"].([]any), opened["correspondence"].([]any); len(corrections) != 1 || len(letters) != 1 {
		s.t.Errorf("opened with %d corrections and %d letters, want 1 of each", len(corrections), len(letters))
	}
	s.get(revenues, entry, http.StatusNotFound)
	s.get(dpo, base+"/disclosures/"+marker, http.StatusNotFound)
}

func (s *story) export() {
	ask := object{"format": "csv", "filter": object{"recipientCategory": "ombudsman"}, "purpose": "Audit of " + marker}
	job := base + "/exports/" + text(s.post(auditor, base+"/exports", "export", ask, http.StatusAccepted), "id")
	s.post(housing, base+"/exports", "export", ask, http.StatusForbidden)
	if got := text(s.get(auditor, job, http.StatusOK), "status"); got != "queued" {
		s.t.Errorf("the job is %s before it is worked on, want queued", got)
	}
	s.to.finishExports(s.t)
	done := s.get(auditor, job, http.StatusOK)
	status, file := transfer(s.t, http.MethodGet, text(done, "url"), nil, nil)
	sum := sha256.Sum256(file)
	rows := csvRows(s.t, file)
	if status != http.StatusOK || text(done, "sha256") != hex.EncodeToString(sum[:]) || fmt.Sprint(done["rows"]) != fmt.Sprint(len(rows)) || len(rows) != 2 {
		s.t.Errorf("got status %d, %d rows and another digest: the job says %v", status, len(rows), done)
	}
	for _, row := range rows {
		row[11], row[12] = "", "" // when it was recorded, in London and in UTC
		s.note("row", row)
	}
}

func (s *story) learnAndFlag() {
	fact := object{
		"kind": "objection", "about": object{"dimension": "subject", "reference": marker}, "from": "2026-05-03", "reason": "Of " + marker,
	}
	s.post(housing, base+"/facts", "fact", fact, http.StatusCreated)
	s.get(dpo, base+"/facts?dimension=subject&reference="+marker, http.StatusOK)
	s.post(housing, base+"/disclosures?dryRun=true", "", toOmbudsman(s.t), http.StatusOK)

	flagged := text(s.post(housing, base+"/disclosures", "departure", departure(s.t), http.StatusCreated), "id")
	before := s.get(dpo, base+"/flags", http.StatusOK)["flags"].([]any)
	if first := before[0].(object); text(first, "entry") != flagged || first["departure"] != true {
		s.t.Errorf("the queue begins with %v, want the departure", first)
	}
	s.post(dpo, base+"/disclosures/"+flagged+"/flags/0/clear", "clear", object{"reason": "Seen, for " + marker}, http.StatusCreated)
	if after := s.get(dpo, base+"/flags", http.StatusOK)["flags"].([]any); len(after) != len(before)-1 {
		s.t.Errorf("%d flags in the queue after one of %d was cleared", len(after), len(before))
	}
}

// The people who ask. None is real.
var (
	housing  = caller("housing", "A. N. Officer", disclosure.Recorder)
	revenues = caller("revenues", "R. Example", disclosure.Recorder)
	dpo      = caller("", "D. P. Example", disclosure.DPO)
	auditor  = caller("", "A. Sample", disclosure.Auditor)
)

func caller(department, name string, role disclosure.Role) disclosure.Caller {
	return disclosure.Caller{
		Register: "E07000107", Subject: "sub-" + string(role) + department, Name: name + " " + marker,
		Roles: []disclosure.Role{role}, Department: department,
	}
}

const base = "/v1/registers/E07000107"
