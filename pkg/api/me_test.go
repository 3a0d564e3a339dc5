package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
)

// Whoever asks is told what their own token says, and what is in their power: no more than
// they may really do, which TestEveryCallIsPermittedAsTheTableSays tries.
func TestWhoAsksIsToldWhoTheyAre(t *testing.T) {
	s := newService(t)
	s.send(t, recorder, http.MethodPost, "/disclosures", example(t))
	nowhere := recorder
	nowhere.Department = ""
	both := dpo
	both.Roles, both.Department = []disclosure.Role{disclosure.Recorder, disclosure.DPO}, "housing"
	before := s.send(t, dpo, http.MethodGet, "/access", nil).body
	for name, by := range map[string]disclosure.Caller{
		"a recorder": recorder, "a recorder of no department": nowhere, "the Data Protection Officer": dpo, "an auditor": auditor, "who is two things": both,
		"an administrator": {Register: dartford, Subject: "m", Name: "A. D. Min", Roles: []disclosure.Role{disclosure.Admin}},
	} {
		t.Run(name, func(t *testing.T) {
			ends := time.Now().Add(25 * time.Minute).Truncate(time.Second)
			token, err := auth.Issue(s.key, by, time.Now(), time.Until(ends)+time.Second/2)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // verified, and remembered
				got := s.send(t, by, http.MethodGet, "/me", nil, "Authorization", "Bearer "+token, "Access-Purpose", "")
				var you struct {
					Name, Register, Council, Department string
					Roles                               []disclosure.Role
					May                                 []struct {
						Operation, Reach string
						Purpose          bool
					}
					TokenEnds time.Time
				}
				reader := json.NewDecoder(bytes.NewReader(got.body))
				reader.DisallowUnknownFields()
				if err := reader.Decode(&you); err != nil || got.status != http.StatusOK {
					t.Fatalf("%d: %v: %s", got.status, err, got.body)
				}
				if you.Name != by.Name || you.Register != "E07000107" || you.Council != "Dartford" || you.Department != by.Department || !slices.Equal(you.Roles, by.Roles) {
					t.Errorf("%.200s", got.body)
				}
				if late := you.TokenEnds.Sub(ends); late < 0 || late > time.Second {
					t.Errorf("the token ends at %s, want %s", you.TokenEnds, ends)
				}
				may := map[string]string{}
				for _, m := range you.May {
					may[m.Operation] = m.Reach
					if c, _ := power.Of(m.Operation); m.Purpose != (c.Does == power.Looks) {
						t.Errorf("%s: needs a purpose: %t", m.Operation, m.Purpose)
					}
				}
				for _, c := range power.Table {
					if allowed := power.MayAsk(by, c.Name) == nil; allowed != (may[c.Name] != "") {
						t.Errorf("%s: in their power: %t, and said to be %q", c.Name, allowed, may[c.Name])
					}
				}
				if by.Department != "" && may["record-disclosure"] == "" || by.Has(disclosure.DPO) != (may["clear-flag"] == "all") {
					t.Errorf("may %v", may)
				}
			}
		})
	}
	if after := s.send(t, dpo, http.MethodGet, "/access?limit=1", nil).body; bytes.Contains(after, []byte("show-me")) || len(before) == 0 {
		t.Errorf("asking who one is was a look: %s", after)
	}
	if other := s.sendTo(t, "E10000016", dpo, http.MethodGet, "/me", nil); other.status != http.StatusNotFound {
		t.Errorf("in another register: %d", other.status)
	}
}
