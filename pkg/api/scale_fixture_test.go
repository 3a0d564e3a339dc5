package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// crowdTable takes what a registrar would write and writes as much of it at once
// as the table's transactions hold. Nothing is there for a registrar to find, as
// each disclosure is of a person and a case of its own.
type crowdTable struct {
	store.Table
	held   []store.Write
	sealed int64
}

func (c *crowdTable) Transact(ctx context.Context, writes []store.Write) error {
	if len(c.held)+len(writes) > store.MaxWrites {
		if err := c.flush(ctx); err != nil {
			return err
		}
	}
	for _, w := range writes {
		if strings.HasPrefix(w.Item.Partition, "leaf#") {
			// As sealing leaves it: the log has long taken it.
			w.Item.Attrs = store.Attrs{store.LeafAttr: w.Item.Attrs[store.LeafAttr], sealing.IndexAttr: c.sealed}
			c.sealed++
		}
		c.held = append(c.held, w)
	}
	return nil
}

func (c *crowdTable) flush(ctx context.Context) error {
	held := c.held
	c.held = nil
	if len(held) == 0 {
		return nil
	}
	return c.Table.Transact(ctx, held)
}

func (c *crowdTable) BatchGet(context.Context, []store.Key) ([]store.Item, error) { return nil, nil }

func (c *crowdTable) Query(context.Context, store.Query) (store.Page, error) {
	return store.Page{}, nil
}

// addCrowd records so many disclosures of October, by another department, and
// for every tenth a look at its person. Each transaction is one that the
// registrar made, with its conditions.
func addCrowd(t *testing.T, table store.Table, count int) {
	t.Helper()
	october := time.Date(2026, time.October, 1, 9, 0, 0, 0, time.UTC)
	now, every := october, 30*24*time.Hour/time.Duration(count)
	registrartest.New(t, table, registrar.Options{}) // finds no older entries, once for all
	crowd := &crowdTable{Table: table}
	desk := registrartest.New(t, crowd, registrar.Options{Now: func() time.Time { return now }})
	revenues := disclosure.Caller{Register: dartford, Subject: "crowd", Name: "R. Collector", Roles: []disclosure.Role{disclosure.Recorder}, Department: "revenues"}
	var body disclosure.Disclosure
	if err := json.Unmarshal(bytes.ReplaceAll(example(t), []byte("2026-11-"), []byte("2026-09-")), &body); err != nil {
		t.Fatal(err)
	}
	for n := range count {
		now = october.Add(time.Duration(n) * every)
		person := fmt.Sprintf("DBC-P-crowd-%06d", n)
		body.Case = disclosure.CaseRef(fmt.Sprintf("DBC-C-crowd-%06d", n))
		body.DisclosedAt = now
		body.Subjects = []disclosure.Subject{{Reference: person, Role: "complainant"}}
		recorded, err := desk.Record(t.Context(), registrar.Asking{Caller: revenues, IdempotencyKey: person}, body)
		if err != nil || len(recorded.Flags) > 0 {
			t.Fatalf("record number %d: flags %v, %v", n, recorded.Flags, err)
		}
		if n%10 == 0 {
			if _, err := desk.Search(t.Context(), registrar.Looking{Caller: dpo, Purpose: "Yearly audit"}, registrar.Search{Subject: person}, 0, ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := crowd.flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// fill gives the file something for each question to find: a refusal, a letter
// to the wrong contractor, the police under an exemption that nobody has looked at
// again, an emergency recorded in short, what went abroad, equality data, a
// marker long overdue, and a look.
func (f *file) fill() {
	f.t.Helper()
	happened := map[string]any{"reason": "It has happened.", "noBreachReason": "Nothing was lost.", "discoveredOn": "2026-11-10"}
	f.have("dartford-refused-police.json")
	f.have("dartford-departure.json")
	f.have("dartford-housing-ombudsman.json", func(d map[string]any) {
		d["recipient"] = map[string]string{"category": "police", "kind": "police-force", "organisation": "Example Constabulary", "person": "P. Sample", "post": "Constable"}
		d["evidence"].(map[string]any)["offenceOrPurpose"] = "Burglary"
		d["departure"] = happened
		d["justification"].(map[string]any)["lawfulBases"] = []string{"ukgdpr-6-1-c"}
		d["justification"].(map[string]any)["exemptions"] = []any{map[string]any{
			"id": "dpa18-sch2-para2", "provisions": []string{"15(1)-(3)"}, "reason": "Telling would let the goods be moved.", "reviewBy": "2026-11-10",
		}}
	})
	f.have("dartford-housing-ombudsman.json", func(d map[string]any) {
		d["urgency"] = "emergency"
		delete(d["evidence"].(map[string]any), "ombudsmanCaseRef")
	})
	f.have("dartford-housing-ombudsman.json", func(d map[string]any) {
		d["transfer"] = map[string]string{"country": "Canada", "mechanism": "Adequacy regulations", "instrument": "Data Protection Act 2018 Schedule 21"}
		d["departure"] = happened
		d["data"] = []any{map[string]string{"category": "equalities-monitoring", "description": "The answers to the equality questions", "source": "about-you"}}
	})
	from := disclosure.DateOf(time.Now()).AddMonths(-7)
	f.post(dpo, "/facts", map[string]any{
		"kind": "marker", "about": map[string]string{"dimension": "subject", "reference": f.ref + "-marked"}, "from": from, "reason": "Threats to staff on a visit.",
		"reviewBy": from.AddMonths(6), "subjectTold": "told", "toldOn": from.AddDays(1), "decidedBy": "Service Manager, Housing", "reference": "Decision 7",
	}, "id")
	f.send(f.t, dpo, dartford, http.MethodGet, "/disclosures/"+f.id, nil)
}

// have records an example of package policy in the file's case, about a person
// of the same reference.
func (f *file) have(example string, changes ...func(map[string]any)) {
	f.t.Helper()
	text, err := os.ReadFile("../policy/testdata/" + example)
	if err != nil {
		f.t.Fatal(err)
	}
	var d map[string]any
	if err := json.Unmarshal(text, &d); err != nil {
		f.t.Fatal(err)
	}
	d["case"], d["subjects"] = f.ref, []map[string]string{{"reference": f.ref, "role": "complainant"}}
	for _, change := range changes {
		change(d)
	}
	got := f.send(f.t, recorder, dartford, http.MethodPost, "/disclosures", func(*file) any { return d })
	if got.status != http.StatusCreated {
		f.t.Fatalf("record %s: %d %s", example, got.status, got.body)
	}
}
