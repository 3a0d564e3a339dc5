package api_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/registrar"
)

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
		reflect.TypeFor[disclosure.DisposalStopped](), reflect.TypeFor[registrar.LetterRequest](), reflect.TypeFor[registrar.ExportRequest](),
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
		{"/subject-report?subject=DBC-P-1&", "asOf"},
		{"/subject-report/page?subject=DBC-P-1&", "asOf"},
		{"/subject-report/review?subject=DBC-P-1&", "asOf"},
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
