package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
	"disclosure-register/pkg/store/storetest"
)

// Markers are planted everywhere that a person's data may stand, and the service
// is made to succeed, to refuse and to fail. None may reach the log.
func TestTheLogNamesNobody(t *testing.T) {
	table := storetest.NewFaulty(sqlitetest.New(t))
	s := newServiceOver(t, table, api.OneMachine{PurposeRequired: true})

	body := example(t)
	for _, private := range []string{
		"The Housing Ombudsman is investigating", "J. Sample", "Adjudicator", "DBC-P-550193", "The complaint form", "Housing Ombudsman Service",
		"202600000", "B. Example", "Complaints Manager", "The file as asked for",
	} {
		if !bytes.Contains(body, []byte(private)) {
			t.Fatalf("the example has no %q", private)
		}
		body = bytes.ReplaceAll(body, []byte(private), []byte(marker+" "+private))
	}
	body = bytes.Replace(body, []byte("DBC-C-2026-0141"), []byte(marker+"-case"), 1)
	who := recorder
	who.Name, who.Subject = marker, marker

	accepted := s.send(t, who, http.MethodPost, "/disclosures", body)
	if accepted.status != http.StatusCreated {
		t.Fatalf("status = %d: %s", accepted.status, accepted.body)
	}
	var recorded struct{ ID string }
	if err := json.Unmarshal(accepted.body, &recorded); err != nil {
		t.Fatal(err)
	}
	everyRoute := func() {
		s.send(t, who, http.MethodPost, "/disclosures", bytes.Replace(body, []byte("ombudsmanCaseRef"), []byte(marker), 1))
		s.send(t, who, http.MethodPost, "/disclosures/"+recorded.ID+"/corrections", body)
		s.send(t, who, http.MethodGet, "/disclosures/"+recorded.ID, nil)
		s.send(t, who, http.MethodGet, "/disclosures/"+marker, nil)
		s.send(t, dpo, http.MethodGet, "/disclosures?subject="+url.QueryEscape(marker+" DBC-P-550193")+"&recipient="+marker, nil)
		s.send(t, dpo, http.MethodGet, "/cases/"+marker+"-case", nil)
		s.send(t, who, http.MethodPost, "/cases/"+marker+"-case/correspondence", []byte(`{"title":"`+marker+`","contentType":"text/plain","size":3,"sha256":"`+strings.Repeat("0", 64)+`"}`))
		s.send(t, who, http.MethodPost, "/cases/"+marker+"-case/correspondence/"+marker+"/complete", nil)
		s.send(t, who, http.MethodGet, "/cases/"+marker+"-case/correspondence/"+marker, nil)
		s.send(t, dpo, http.MethodPost, "/cases/"+marker+"-case/holds", []byte(`{"by":"`+marker+`","reason":"`+marker+`","reviewOn":"2999-01-01"}`))
		s.send(t, dpo, http.MethodPost, "/cases/"+marker+"-case/holds/"+marker+"/release", []byte(`{"reason":"`+marker+`"}`))
		s.send(t, dpo, http.MethodPost, "/cases/"+marker+"-case/reopen", []byte(`{"reason":"`+marker+`"}`))
		s.send(t, dpo, http.MethodPost, "/exports", []byte(`{"format":"csv","filter":{"subject":"`+marker+`"},"purpose":"`+marker+`"}`))
		s.send(t, auditor, http.MethodGet, "/exports/"+marker, nil)
		s.send(t, who, http.MethodPost, "/"+marker, []byte(`{}`))
	}
	everyRoute()
	for _, fault := range []storetest.Fault{storetest.Throttled, storetest.TimeoutNotApplied} {
		table.Inject(storetest.OnTransact(storetest.Every, fault))
		everyRoute()
		table.Reset()
		table.Inject(storetest.OnBatchGet(storetest.Every, fault), storetest.OnGet(storetest.Every, fault), storetest.OnQuery(storetest.Every, fault))
		everyRoute()
		table.Reset()
	}
	table.Before(func(context.Context, storetest.Call) { panic(marker) })
	everyRoute()

	log := s.log.String()
	if strings.Contains(log, marker) {
		for line := range strings.Lines(log) {
			if strings.Contains(line, marker) {
				t.Errorf("the log holds a marker: %s", strings.ReplaceAll(line, marker, "MARKER"))
			}
		}
	}
	for _, want := range []string{`"route":"POST /v1/registers/{register}/disclosures"`, "unavailable", "panic"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %s: the test did not reach it", want)
		}
	}
}
