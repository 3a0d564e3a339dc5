package api_test

import (
	"net/http"
	"testing"
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
