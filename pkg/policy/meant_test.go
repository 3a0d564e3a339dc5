package policy_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Whatever id is misspelt, it is answered with those that may stand there and are near, and
// never with what was written; what is near nothing with none.
func TestAMisspeltIDIsAnsweredWithTheNearest(t *testing.T) {
	for name, tt := range map[string]struct {
		change        func(*disclosure.Disclosure)
		pointer, want string
	}{
		"a notice":    {func(d *disclosure.Disclosure) { d.Notice = "dartford-complaint" }, "/notice", "Did you mean dartford-complaints"},
		"a category":  {func(d *disclosure.Disclosure) { d.Recipient.Category = "ombudsmen" }, "/recipient/category", "Did you mean ombudsman"},
		"a kind":      {func(d *disclosure.Disclosure) { d.Recipient.Kind = "housing-ombudsmen" }, "/recipient/kind", "Did you mean housing-ombudsman"},
		"data":        {func(d *disclosure.Disclosure) { d.Data[0].Category = "complaint nature" }, "/data/0/category", "Did you mean complaint-nature"},
		"a basis":     {func(d *disclosure.Disclosure) { d.Justification.LawfulBases[0] = "ukgdpr-6-1e" }, "/justification/lawfulBases/0", "ukgdpr-6-1-e"},
		"a condition": {func(d *disclosure.Disclosure) { d.Justification.Conditions = []string{"dpa18-sch1-para-18"} }, "/justification/conditions/0", "dpa18-sch1-para18"},
		"an exemption": {func(d *disclosure.Disclosure) {
			d.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-par2", Reason: "It runs."}}
		}, "/justification/exemptions/0/id", "dpa18-sch2-para2"},
		"a gateway": {func(d *disclosure.Disclosure) { d.Justification.Gateway = "gw-courts" }, "/justification/gateway", "Did you mean gw-court"},
		"a ground":  {func(d *disclosure.Disclosure) { d.TellSubject.Ground = "dpa18-sch2-para-2" }, "/tellSubject/ground", "dpa18-sch2-para2"},
		"a purpose": {func(d *disclosure.Disclosure) { d.PurposeID = "handle-complaints" }, "/purposeId", "Did you mean handle-complaint"},
		"a name":    {func(d *disclosure.Disclosure) { d.Recipient.Kind = "Qqqxxyz Wvutts" }, "/recipient/kind", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, "dartford-housing-ombudsman")
			tt.change(d)
			found := policy.Load().Decide(ask(d)).Malformed
			n := slices.IndexFunc(found, func(f disclosure.Finding) bool { return strings.HasPrefix(f.Pointer, tt.pointer) })
			if n < 0 {
				t.Fatalf("nothing is said of %s: %v", tt.pointer, found)
			}
			said := found[n].Detail
			if !strings.Contains(said, tt.want) || tt.want == "" && strings.Contains(said, "Did you mean") {
				t.Errorf("it says %q, want %q", said, tt.want)
			}
			for _, written := range []string{"dartford-complaint.", "ombudsmen", "complaint nature", "ukgdpr-6-1e ", "para-18", "par2?", "gw-courts", "para-2", "handle-complaints", "Qqqxxyz"} {
				if strings.Contains(said, written) {
					t.Errorf("it repeats what was written: %q", said)
				}
			}
		})
	}
}
