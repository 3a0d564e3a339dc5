package api_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/registrar"
)

// Each day that a change may carry, out of range or none at all, is refused at
// its place.
func TestADayThatIsNoneIsRefusedAtItsPlace(t *testing.T) {
	s := newService(t)
	for name, tt := range map[string]struct{ path, before, after, pointer string }{
		"of a closure":             {"/cases/DBC-C-1/close", `{"closedOn":"`, `"}`, "/closedOn"},
		"of a tenancy's end":       {"/cases/DBC-C-1/close", `{"closedOn":"2026-11-20","tenancyEnded":"`, `"}`, "/tenancyEnded"},
		"of a hold's review":       {"/cases/DBC-C-1/holds", `{"by":"County Court","reason":"A claim.","reviewOn":"`, `"}`, "/reviewOn"},
		"of a birth":               {"/cases/DBC-C-1/dates", `{"reason":"From the file.","born":"`, `"}`, "/born"},
		"of a case's review":       {"/cases/DBC-C-1/review", `{"outcome":"keep","reason":"Needed.","nextOn":"`, `"}`, "/nextOn"},
		"of a fact":                {"/facts", `{"kind":"objection","about":{"dimension":"subject","reference":"DBC-P-1"},"from":"`, `"}`, "/from"},
		"of an export's first day": {"/exports", `{"format":"csv","purpose":"Audit","filter":{"from":"`, `"}}`, "/filter/from"},
		"of an export's last day":  {"/exports", `{"format":"csv","purpose":"Audit","filter":{"to":"`, `"}}`, "/filter/to"},
	} {
		for what, day := range map[string]string{"too early": "1799-12-31", "too late": "3000-01-01", "no such day": "2026-02-30", "in words": "May"} {
			t.Run(name+", "+what, func(t *testing.T) {
				got := s.send(t, dpo, http.MethodPost, tt.path, []byte(tt.before+day+tt.after))
				if p := got.problem(t); got.status != http.StatusUnprocessableEntity || len(p.Errors) == 0 || p.Errors[0].Pointer != tt.pointer {
					t.Errorf("got %d %+v, want 422 at %s", got.status, p.Errors, tt.pointer)
				}
			})
		}
	}
}

// A day in a body is refused at its place only where the schema knows that it is
// one.
func TestEveryDayOfABodyIsKnownToBeOne(t *testing.T) {
	days := 0
	seen := map[reflect.Type]bool{}
	var walk func(at string, of reflect.Type)
	walk = func(at string, of reflect.Type) {
		for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct || of.PkgPath() == "time" || seen[of] {
			return
		}
		seen[of] = true
		for _, f := range reflect.VisibleFields(of) {
			if f.Type == reflect.TypeFor[disclosure.Date]() {
				days++
				if f.Tag.Get("format") != "date" {
					t.Errorf("%s.%s lacks format:\"date\"", at, f.Name)
				}
				continue
			}
			walk(at+"."+f.Name, f.Type)
		}
	}
	for _, body := range []reflect.Type{
		reflect.TypeFor[disclosure.Disclosure](), reflect.TypeFor[disclosure.Correction](), reflect.TypeFor[disclosure.Fact](),
		reflect.TypeFor[disclosure.Closure](), reflect.TypeFor[disclosure.Reopening](), reflect.TypeFor[disclosure.HoldPlaced](),
		reflect.TypeFor[disclosure.HoldReleased](), reflect.TypeFor[disclosure.CaseDates](), reflect.TypeFor[disclosure.CaseReviewed](),
		reflect.TypeFor[disclosure.DisposalStopped](), reflect.TypeFor[registrar.LetterRequest](), reflect.TypeFor[exporting.Request](),
	} {
		walk(body.Name(), body)
	}
	if days < 20 {
		t.Errorf("%d days were found: this test has lost its way", days)
	}
}

func TestADayInAQuestionThatIsNoneIsNamed(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct{ path, name string }{
		{"/disclosures?", "from"},
		{"/disclosures?", "to"},
		{"/disclosures/current?", "from"},
		{"/disclosures/current?", "to"},
		{"/sharing?subject=DBC-P-1&", "since"},
		{"/subject-report?to=person&subject=DBC-P-1&", "asOf"},
		{"/subject-report/page?to=person&subject=DBC-P-1&", "asOf"},
		{"/subject-report/review?to=person&subject=DBC-P-1&", "asOf"},
		{"/sample?seed=audit&to=2026-11-30&", "from"},
		{"/sample?seed=audit&from=2026-11-01&", "to"},
		{"/statistics?to=2026-11&", "from"},
		{"/statistics?from=2026-11&", "to"},
		{"/access?", "month"},
		{"/retention/certificates?", "month"},
	} {
		values := []string{"1799-12-31", "3000-01-01", "2026-02-30", "May"}
		if strings.HasPrefix(tt.path, "/statistics") || tt.name == "month" {
			values = []string{"2026-13", "0000-00", "2026-1", "May"}
		}
		for _, value := range values {
			t.Run(tt.path+tt.name+"="+value, func(t *testing.T) {
				got := s.send(t, dpo, http.MethodGet, tt.path+tt.name+"="+value, nil)
				if p := got.problem(t); got.status != http.StatusUnprocessableEntity || len(p.Errors) == 0 || p.Errors[0].Pointer != "/"+tt.name {
					t.Errorf("got %d %+v, want 422 at /%s", got.status, p.Errors, tt.name)
				}
			})
		}
	}
}
