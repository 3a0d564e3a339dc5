package api_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"disclosure-register/pkg/api"
)

// marker stands in every bad body below where a person's data would. It must
// come out nowhere.
const marker = "zebedee-marker"

func TestBadInputIsRefusedClearlyAndRepeatedNowhere(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct {
		name    string
		body    []byte
		status  int
		pointer string // "" when the whole body is at fault
	}{
		{"not JSON", []byte(marker), 400, ""},
		{"empty", nil, 400, ""},
		{"two values", append(example(t), "{}"...), 400, ""},
		{"cut short", example(t)[:200], 400, ""},
		{"invalid UTF-8", changed(t, "The Housing", "\xff"+marker), 400, ""},
		{"nested too deep", []byte(`{"case":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`), 400, ""},
		{"a JSON array", []byte(`["` + marker + `"]`), 422, ""},
		{"a name given twice, and null", changed(t, `"decision":`, `"gateway": null, "gateway": null, "decision":`), 422, ""},
		{"a name given twice", changed(t, `"decision":`, `"purpose": "`+marker+`", "decision":`), 422, ""},
		{"an unknown field", changed(t, `"decision":`, `"subjectName": "`+marker+`", "decision":`), 422, "/subjectName"},
		{"a field in the wrong case", changed(t, `"purpose":`, `"Purpose":`), 422, "/Purpose"},
		{"a null list", changed(t, `"subjects": [`, `"subjects": null, "x": [`), 422, "/subjects"},
		{"a null where there must be text", changed(t, `"answer the ombudsman's investigation of the complaint"`, `null`), 422, "/purpose"},
		{"text where there must be a list", changed(t, `"conditions": []`, `"conditions": "`+marker+`"`), 422, "/justification/conditions"},
		{"a number where there must be text", changed(t, `"answer the ombudsman's investigation of the complaint"`, `7`), 422, "/purpose"},
		{"a huge number", changed(t, `"complainantComplainedToIt": true`, `"complainantComplainedToIt": 1e400`), 422, "/evidence/complainantComplainedToIt"},
		{"a number that would lose digits", changed(t, `"complainantComplainedToIt": true`, `"complainantComplainedToIt": 9007199254740993`), 422, "/evidence/complainantComplainedToIt"},
		{"a control character", changed(t, "The Housing Ombudsman is", marker+`\u0007`), 422, "/reason"},
		{"a null character", changed(t, "The Housing Ombudsman is", marker+`\u0000`), 422, "/reason"},
		{"a bidirectional override", changed(t, "The Housing Ombudsman is", marker+`\u202e`), 422, "/reason"},
		{"a bidirectional isolate", changed(t, "DBC-P-550193", marker+`\u2066`), 422, "/subjects/0/reference"},
		{"a name with a space that cannot be seen", changed(t, `"Housing Ombudsman Service"`, `"`+marker+`\u200b Service"`), 422, "/recipient/organisation"},
		{"a name with a soft hyphen", changed(t, `"Housing Ombudsman Service"`, `"`+marker+`\u00ad Service"`), 422, "/recipient/organisation"},
		{"a name with a space after it", changed(t, `"Housing Ombudsman Service"`, `"`+marker+` "`), 422, "/recipient/organisation"},
		{"half of a surrogate pair", changed(t, "The Housing Ombudsman is", marker+`\ud800`), 422, "/reason"},
		{"a case reference of two lines", changed(t, "DBC-C-2026-0141", "Mrs\\n"+marker), 422, "/case"},
		{"a date that does not exist", changed(t, `"on": "2026-11-09"`, `"on": "2026-11-31"`), 422, "/tellSubject/on"},
		{"a date before the register's time", changed(t, `"on": "2026-11-09"`, `"on": "1799-12-31"`), 422, "/tellSubject/on"},
		{"a date after it", changed(t, `"on": "2026-11-09"`, `"on": "3000-01-01"`), 422, "/tellSubject/on"},
		{"a date in words", changed(t, `"on": "2026-11-09"`, `"on": "9 November"`), 422, "/tellSubject/on"},
		{"an instant long ago", changed(t, "2026-11-09T14:05:00Z", "1066-10-14T09:00:00Z"), 422, "/disclosedAt"},
		{"an instant that is none", changed(t, "2026-11-09T14:05:00Z", "9 November "+marker), 422, "/disclosedAt"},
		{"a disclosure in the future", changed(t, "2026-11-09T14:05:00Z", "2999-01-01T00:00:00Z"), 422, "/disclosedAt"},
		{"an unknown decision", changed(t, `"decision": "disclosed"`, `"decision": "`+marker+`"`), 422, "/decision"},
		{"an unknown basis", changed(t, "ukgdpr-6-1-e", marker), 422, "/justification/lawfulBases/0"},
		{"an unknown gateway", changed(t, "gw-ha96-s51", marker), 422, "/justification/gateway"},
		{"an unknown recipient category", changed(t, `"category": "ombudsman"`, `"category": "`+marker+`"`), 422, "/recipient/category"},
		{"an unknown data category", changed(t, `"complaint-nature"`, `"`+marker+`"`), 422, "/data/0/category"},
		{"an unknown notice", changed(t, "dartford-complaints", marker), 422, "/notice"},
		{"another council's notice", changed(t, "dartford-complaints", "kent-feedback"), 422, "/notice"},
		{"evidence that nothing asks for", changed(t, `"scopeRequested"`, `"scope`+marker+`"`), 422, "/evidence"},
		{"a document that is not archived", changed(t, `"urgency": "routine"`, `"documents": ["6f1c1d0e-0000-4000-8000-000000000000"]`), 422, "/documents/0"},
		{"blank text", changed(t, "The Housing Ombudsman is investigating how we handled the repair and has asked for the complaint file.", " \\u00a0"), 422, "/reason"},
		{"a reference with a hidden character", changed(t, "DBC-P-550193", "DBC-P-550193\\u200b"), 422, "/subjects/0/reference"},
		{"a reference that ends in a space", changed(t, "DBC-P-550193", "DBC-P-550193 "), 422, "/subjects/0/reference"},
		{"no subject", changed(t, `{"reference": "DBC-P-550193", "role": "complainant"}`, ``), 422, "/subjects"},
		{"a required field missing", changed(t, `"notice": "dartford-complaints",`, ``), 422, "/notice"},
		{"too long", append(bytes.Repeat([]byte(" "), api.MaxBody), example(t)...), 413, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := s.send(t, recorder, http.MethodPost, "/disclosures", tt.body)
			if got.status != tt.status {
				t.Fatalf("status = %d, want %d: %s", got.status, tt.status, got.body)
			}
			p := got.problem(t)
			if bytes.Contains(got.body, []byte(marker)) {
				t.Error("the answer repeats the body")
			}
			if tt.status == 422 && len(p.Errors) == 0 {
				t.Error("no broken rule is named")
			}
			if tt.pointer != "" && !names(p, tt.pointer) {
				t.Errorf("no finding at %s: %+v", tt.pointer, p.Errors)
			}
		})
	}
	if strings.Contains(s.log.String(), marker) {
		t.Error("the log repeats a body")
	}
	s.holdsNothing(t)
}

// What an editor put before the body, and nobody sees, is named.
func TestAByteOrderMarkIsNamed(t *testing.T) {
	s := newService(t)
	for name, mark := range map[string]string{"UTF-8's": "\xef\xbb\xbf", "UTF-16's": "\xff\xfe", "UTF-16's, the other way": "\xfe\xff"} {
		got := s.send(t, recorder, http.MethodPost, "/disclosures", append([]byte(mark), example(t)...))
		if p := got.problem(t); got.status != http.StatusBadRequest || !strings.Contains(p.Detail, "byte order mark") {
			t.Errorf("%s: %d %q", name, got.status, p.Detail)
		}
	}
	s.holdsNothing(t)
}

func TestEveryBrokenFieldIsNamedAtOnce(t *testing.T) {
	s := newService(t)
	body := changed(t, `"decision": "disclosed"`, `"decision": "shared"`)
	body = bytes.Replace(body, []byte(`"conditions": []`), []byte(`"conditions": 3`), 1)
	body = bytes.Replace(body, []byte(`"channel": "secure-email"`), []byte(`"channel": ""`), 1)
	if p := s.send(t, recorder, http.MethodPost, "/disclosures", body).problem(t); len(p.Errors) < 3 {
		t.Errorf("%d findings, want three: %+v", len(p.Errors), p.Errors)
	}
}

func TestOptionalFieldsMayBeNull(t *testing.T) {
	s := newService(t)
	body := changed(t, `"conditions": [],`, `"conditions": [], "policyDocument": null,`)
	body = bytes.Replace(body, []byte(`"urgency": "routine"`), []byte(`"urgency": "routine", "transfer": null, "agreement": null, "departure": null`), 1)
	if got := s.send(t, recorder, http.MethodPost, "/disclosures", body); got.status != http.StatusCreated {
		t.Errorf("status = %d: %s", got.status, got.body)
	}
}

func TestWhatAChangeMustCarry(t *testing.T) {
	s := newService(t)
	for name, tt := range map[string]struct {
		headers []string
		status  int
	}{
		"no idempotency key":           {[]string{"Idempotency-Key", ""}, 422},
		"a key with a space":           {[]string{"Idempotency-Key", "two words"}, 422},
		"a key too long":               {[]string{"Idempotency-Key", strings.Repeat("k", 129)}, 422},
		"a body that is not JSON's":    {[]string{"Content-Type", "text/plain"}, 415},
		"a body with no type":          {[]string{"Content-Type", ""}, 415},
		"JSON with a charset is taken": {[]string{"Content-Type", "application/json; charset=utf-8"}, 201},
	} {
		t.Run(name, func(t *testing.T) {
			if got := s.send(t, recorder, http.MethodPost, "/disclosures", example(t), tt.headers...); got.status != tt.status {
				t.Errorf("status = %d, want %d: %s", got.status, tt.status, got.body)
			}
		})
	}
}

// Of two headers that say what a request means neither is taken.
func TestAHeaderGivenTwiceIsRefused(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct{ method, path, name string }{
		{http.MethodPost, "/disclosures", "Idempotency-Key"},
		{http.MethodPost, "/disclosures/batch", "Access-Purpose"},
		{http.MethodGet, "/disclosures?case=DBC-C-1", "Access-Purpose"},
		{http.MethodGet, "/cases/DBC-C-1", "Access-Purpose"},
	} {
		for values, want := range map[string]bool{"one": false, "one,two": true} {
			request, err := http.NewRequestWithContext(t.Context(), tt.method, s.url+"/v1/registers/"+dpo.Register.String()+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Authorization", "Bearer "+s.token(t, dpo))
			request.Header[tt.name] = strings.Split(values, ",")
			if got := s.do(t, request); (got.status == http.StatusBadRequest && strings.Contains(string(got.body), "Send one "+tt.name)) != want {
				t.Errorf("%s %s with %s in %s: %d %s", tt.method, tt.path, values, tt.name, got.status, got.body)
			}
		}
	}
}

// A reference that could never have been recorded finds nothing, which is not to
// be read as "nothing was shared".
func TestAReferenceThatCannotBeIsNotAnsweredNone(t *testing.T) {
	s := newService(t)
	for _, path := range []string{
		"/disclosures?subject=", "/disclosures/current?subject=", "/sharing?subject=", "/subject-report?to=person&subject=", "/subject-report/page?to=person&subject=",
		"/subject-report/review?to=person&subject=", "/access?subject=", "/facts?dimension=subject&reference=",
	} {
		for what, reference := range map[string]string{
			"a space after it": "DBC-P-1%20", "a space before it": "%20DBC-P-1", "only a space": "%20", "a zero-width space": "DBC-P-1%E2%80%8B",
		} {
			got := s.send(t, dpo, http.MethodGet, path+reference, nil)
			if p := got.problem(t); got.status != http.StatusUnprocessableEntity || len(p.Errors) != 1 {
				t.Errorf("%s with %s: got %d, want one fault named", path, what, got.status)
			}
		}
	}
}

func TestBadQuestionsAreRefusedClearly(t *testing.T) {
	s := newService(t)
	for query, want := range map[string]struct {
		status  int
		pointer string
	}{
		"from=yesterday":                {422, "/from"},
		"to=2026-02-30":                 {422, "/to"},
		"from=1799-12-31":               {422, "/from"},
		"to=3000-01-01":                 {422, "/to"},
		"from=2026-03-02&to=2026-03-01": {422, "/to"},
		"limit=0":                       {422, "/limit"},
		"limit=201":                     {422, "/limit"},
		"decision=maybe":                {422, "/decision"},
		"cursor=" + marker:              {400, ""},
		"Subject=DBC-P-1":               {422, "/Subject"},
		"recipentCategory=police":       {422, "/recipentCategory"},
		"subject=a&subject=b":           {422, "/subject"},
		"subject=":                      {422, "/subject"},
		"basis=nope":                    {422, "/basis"},
		"department=Housing%20":         {422, "/department"},
	} {
		t.Run(query, func(t *testing.T) {
			got := s.send(t, dpo, http.MethodGet, "/disclosures?"+query, nil)
			p := got.problem(t)
			if got.status != want.status || want.pointer != "" && (len(p.Errors) != 1 || p.Errors[0].Pointer != want.pointer) {
				t.Errorf("got %d %+v, want %d at %s", got.status, p.Errors, want.status, want.pointer)
			}
			if bytes.Contains(got.body, []byte(marker)) {
				t.Error("the answer repeats the question")
			}
			if want.status == 422 && p.Detail != "The question is not well formed. Nothing was looked up." {
				t.Errorf("said %q", p.Detail)
			}
		})
	}
}

func TestAMisspeltDryRunRecordsNothing(t *testing.T) {
	s := newService(t)
	if got := s.send(t, recorder, http.MethodPost, "/disclosures?dryrun=true", example(t)); got.status != http.StatusUnprocessableEntity {
		t.Errorf("status = %d", got.status)
	}
	s.holdsNothing(t)
}
