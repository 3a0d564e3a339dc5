package power_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
)

var update = flag.Bool("update", false, "write the table in docs/identity.md anew")

const page = "../../../docs/identity.md"

// theTable is the table of docs/identity.md: its head, and each line that follows.
var theTable = regexp.MustCompile(`(?m)^\| call \|.*\n(\|.*\n)+`)

func TestThePageHasTheTable(t *testing.T) {
	var want strings.Builder
	want.WriteString("| call | recorder | dpo | auditor | admin | purpose | function |\n|---|---|---|---|---|---|---|\n")
	for _, c := range power.Table {
		purpose := "–"
		if c.Does == power.Looks {
			purpose = "yes"
		}
		fmt.Fprintf(&want, "| `%s` | %s | %s | %s | %s | %s | %s |\n", c.Name, c.Recorder, c.DPO, c.Auditor, c.Admin, purpose, c.Function)
	}
	written, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(page, theTable.ReplaceAllLiteral(written, []byte(want.String())), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got := string(theTable.Find(written)); got != want.String() {
		t.Errorf("the table in docs/identity.md is\n%s\nand the code's\n%s\nRun `go test ./pkg/register/power -update`", got, want.String())
	}
}

func TestEveryCallIsOnceInTheTable(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range power.Table {
		if seen[c.Name] {
			t.Errorf("%s is twice in the table", c.Name)
		}
		seen[c.Name] = true
		if of, there := power.Of(c.Name); !there || of != c {
			t.Errorf("%s: the table has %+v, and it is found as %+v, %t", c.Name, c, of, there)
		}
	}
}

func TestAnAuditorReadsAndNeverWrites(t *testing.T) {
	for _, c := range power.Table {
		if c.Does == power.Changes && c.Auditor != power.None && c.About != power.Exports {
			t.Errorf("%s changes the register, and an auditor may call it", c.Name)
		}
	}
}

func TestALookNeedsAPurposeAndNothingElseIsOne(t *testing.T) {
	// Whatever is not the Data Protection Officer's is a department's own.
	both := disclosure.Caller{Roles: []disclosure.Role{disclosure.DPO, disclosure.Recorder}, Register: "E07000107", Department: "housing"}
	for _, c := range power.Table {
		_, may := power.May(both, c.Name)
		_, see := power.MaySee(both, "To see", c.Name)
		_, blank := power.MaySee(both, " \t", c.Name)
		if looks := c.Does == power.Looks; (may == nil) == looks || (see == nil) != looks || blank == nil {
			t.Errorf("%s, which looks: %t. As no look: %v. With a purpose: %v. With none: %v", c.Name, looks, may, see, blank)
		}
		if err := power.MayAsk(both, c.Name); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}

func TestAPowerGoesAsFarAsTheFurthestRole(t *testing.T) {
	const denied = "This is only for a recorder of a department or the Data Protection Officer."
	for name, c := range map[string]struct {
		call       string
		department string
		roles      []disclosure.Role
		want       power.Reach
		detail     string
	}{
		"a recorder's own department":            {"close-case", "housing", []disclosure.Role{disclosure.Recorder}, power.Own, ""},
		"a recorder of no department":            {"close-case", "", []disclosure.Role{disclosure.Recorder}, power.None, denied},
		"a recorder who is DPO as well":          {"close-case", "housing", []disclosure.Role{disclosure.Recorder, disclosure.DPO}, power.All, ""},
		"an auditor of what only others may":     {"close-case", "housing", []disclosure.Role{disclosure.Auditor}, power.None, denied},
		"an administrator, in what is there":     {"close-case", "housing", []disclosure.Role{disclosure.Admin}, power.None, denied},
		"an administrator, of the policy":        {"show-policy", "", []disclosure.Role{disclosure.Admin}, power.All, ""},
		"a recorder of no department, of policy": {"show-policy", "", []disclosure.Role{disclosure.Recorder}, power.All, ""},
		"a call that is not in the table":        {"burn-register", "housing", []disclosure.Role{disclosure.DPO}, power.None, "There is no such call."},
	} {
		got, err := power.May(disclosure.Caller{Roles: c.roles, Department: c.department}, c.call)
		var told *disclosure.Error
		if got != c.want || (err != nil) != (c.detail != "") || errors.As(err, &told) && (told.Detail != c.detail || told.Kind != disclosure.Forbidden) {
			t.Errorf("%s: got %s, %v; want %s, %q", name, got, err, c.want, c.detail)
		}
	}
}
