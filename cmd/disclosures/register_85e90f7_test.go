package main_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"disclosure-register/cmd/disclosures/oldertest"
)

// A register that 85e90f7 wrote opens: every entry is read as it was decided, and none is
// decided again; each can be corrected, whatever it lacked; and it can be exported and
// proved whole. What it answers to the people, and that it is destroyed, is another test's.
func TestARegisterThatAnOlderReleaseWrote(t *testing.T) {
	t.Parallel()
	data, entries := oldertest.Unpack(t, "testdata/register-85e90f7.tar.gz")
	r := start(t, data, "--sample=false")
	councils := map[string]*council{}
	for _, e := range entries {
		if councils[e.Register] == nil {
			councils[e.Register] = &council{t: t, r: r, register: e.Register}
		}
	}
	count := map[string]int{}
	bodies := map[string]body{}
	for _, e := range entries {
		dpo := councils[e.Register].dpo()
		count[e.Register]++
		entry := body(dpo.sees("/disclosures/" + e.ID)["entry"].(map[string]any))
		var flags []string
		for _, member := range flagsOf(entry) {
			f := body(member.(map[string]any))
			line := place(f, "rule") + " " + place(f, "pointer")
			if f["departure"] == true {
				line += " departure"
			}
			flags = append(flags, line)
		}
		if !slices.Equal(flags, e.Flags) {
			t.Errorf("%s: flagged %v, and was recorded with %v", e.Key, flags, e.Flags)
		}
		if versions := body(entry["policy"].(map[string]any)); versions["catalogue"] != "2026-11-22" || versions["engine"] != nil {
			t.Errorf("%s was decided again, by %v", e.Key, versions)
		}
		bodies[e.Key] = body(entry["body"].(map[string]any))
	}
	for register, c := range councils {
		recorder := c.officer("recorder", "housing", "R. Sample")
		for _, e := range entries {
			if e.Register == register {
				recorder.posts("/disclosures/"+e.ID+"/corrections", body{"reason": "Put better", "disclosure": bodies[e.Key].with("reason", "Put better: it was asked for.")})
			}
		}
		rows, err := csv.NewReader(bytes.NewReader(c.auditor().export(body{"format": "csv", "filter": body{}}))).ReadAll()
		if err != nil || len(rows) < 1+count[register] {
			t.Errorf("%s: the spreadsheet has %d rows, want a first line and %d disclosures (%v)", register, len(rows), count[register], err)
		}
		bundle := written(t, "evidence.zip", string(c.auditor().export(body{"format": "bundle", "range": body{"first": 0}})))
		if out, code := ends(t, "verify", bundle); code != 0 || !strings.Contains(out, "nothing was left out") {
			t.Errorf("%s: the bundle ended with %d:\n%s", register, code, out)
		}
	}
}

func flagsOf(entry body) []any {
	flags, _ := entry["flags"].([]any)
	return flags
}
