package cases_test

import (
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

// leavesOf returns the leaf of every entry in the table, as the log has it, in
// hexadecimal.
func (o *office) leavesOf(kind string) map[string]bool {
	o.t.Helper()
	leaves := map[string]bool{}
	for _, key := range o.keysOf(kind) {
		id := key.Partition[strings.LastIndex(key.Partition, "#")+1:]
		if kind == looks {
			id = key.Sort[strings.LastIndex(key.Sort, "#")+1:]
		}
		item, err := o.real.Get(o.t.Context(), store.LeafKey(dartford.String(), id))
		if err != nil {
			o.t.Fatal(err)
		}
		leaves[hex.EncodeToString(item.Attrs["leaf"].([]byte))] = true
	}
	return leaves
}

// named returns the leaves that the certificates and their further parts name,
// and fails the test unless each certificate has all its parts and names none
// twice.
func (o *office) named() map[string]bool {
	o.t.Helper()
	named, parts, want := map[string]bool{}, map[string][]int{}, map[string]int{}
	for _, key := range o.keysOf("entry#") {
		item, err := o.real.Get(o.t.Context(), key)
		if err != nil {
			o.t.Fatal(err)
		}
		var e disclosure.Entry
		var body struct {
			disclosure.DestroyedLeaves
			CertifiedAt string `json:"certifiedAt"`
		}
		if err := json.Unmarshal(item.Attrs["bytes"].([]byte), &e); err != nil {
			o.t.Fatal(err)
		}
		if e.Kind != disclosure.KindDisposal {
			continue
		}
		if err := json.Unmarshal(e.Body, &body); err != nil {
			o.t.Fatal(err)
		}
		if body.CertifiedAt != "" {
			body.Part, want[body.Disposal] = 1, body.Parts
		}
		parts[body.Disposal] = append(parts[body.Disposal], body.Part)
		for _, leaf := range body.Leaves {
			if named[leaf] {
				o.t.Errorf("leaf %s is named twice", leaf)
			}
			named[leaf] = true
			if !strings.Contains(string(item.Attrs["bytes"].([]byte)), leaf) {
				o.t.Error("the entry's bytes do not hold the leaf as a verifier looks for it")
			}
		}
	}
	for disposal, have := range parts {
		slices.Sort(have)
		for n := range want[disposal] {
			if n >= len(have) || have[n] != n+1 {
				o.t.Errorf("got parts %v of a certificate, want 1 to %d", have, want[disposal])
				break
			}
		}
		if len(have) != want[disposal] {
			o.t.Errorf("got parts %v of a certificate, want %d", have, want[disposal])
		}
	}
	return named
}

// A stranger with the published log alone can tell which leaves a certificate
// covers, however many entries the case had.
func TestACertificateNamesTheLeavesOfWhatItDestroyed(t *testing.T) {
	for name, more := range map[string]int{
		"in one entry":                       0,
		"a list that is just full":           1,
		"in further entries, the last short": 6,
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			for range 2 + more {
				o.record(ref)
			}
			o.closeLongAgo(ref)
			doomed := o.leavesOf("entry#")
			o.record("DBC-C-2026-0002") // stays, and is named by nobody
			o.run()
			if got := o.nights(8); got.Certified != 1 {
				t.Fatalf("got %+v, want the case destroyed", got)
			}
			if got := o.named(); !maps.Equal(got, doomed) {
				t.Errorf("the certificate names %d leaves, want the %d of what went", len(got), len(doomed))
			}
			rows := o.certificates()
			if want := (3 + more + 3) / 4; len(rows) != 1 || rows[0].Parts != want || rows[0].Entries != 3+more || rows[0].Leaves != nil {
				t.Errorf("the report shows %+v, want one row of %d entries in %d parts, without the leaves themselves", rows, 3+more, want)
			}
			if n := o.underWay(); n != 0 {
				t.Errorf("%d items of the disposal are left", n)
			}
		})
	}
}

// docs/retention.md shows a certificate as it is written, whole.
func TestTheDocumentedCertificateIsOne(t *testing.T) {
	page, err := os.ReadFile("../../../docs/retention.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(page), "```json certificate\n")
	shown, _, _ := strings.Cut(after, "```")
	var c disclosure.Certificate
	if err := json.Unmarshal([]byte(shown), &c); err != nil {
		t.Fatal(err)
	}
	written, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if json.Unmarshal(written, &got) != nil || json.Unmarshal([]byte(shown), &want) != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %s\nwant %s", written, shown)
	}
	if c.Entries != len(c.Leaves) || c.Parts != 1 {
		t.Errorf("it counts %d entries in %d parts and names %d leaves", c.Entries, c.Parts, len(c.Leaves))
	}
}

// Looks are leaves too: a month of them goes under a certificate of its own.
func TestACertificateNamesTheLooksItDestroyed(t *testing.T) {
	o := newOffice(t)
	why := registrar.Looking{Caller: dpo, Purpose: planted + " purpose"}
	for range 9 {
		o.must(o.Facts(t.Context(), why, disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: planted}))
	}
	seen := o.leavesOf(looks)
	o.turnTo(2032, 12, 1)
	if got := o.run(); got.Certified != 1 || got.Accesses != 9 {
		t.Fatalf("got %+v, want nine looks erased under one certificate", got)
	}
	if got := o.named(); !maps.Equal(got, seen) {
		t.Errorf("the certificate names %d leaves, want the %d of the looks", len(got), len(seen))
	}
	rows := o.certificates()
	if len(rows) != 1 || rows[0].Case != "" || rows[0].Classes[0].Class != "register-access" || rows[0].Classes[0].TriggerOn != disclosure.NewDate(2026, 11, 30) || rows[0].ErasedAt.IsZero() || rows[0].Remains == "" {
		t.Errorf("got %+v, want one of the class of looks, from the month's last day", rows)
	}
	if files := leftIn(t, filepath.Dir(o.path), planted); files != nil {
		t.Errorf("why somebody looked is left in %v", files)
	}
}

// underWay counts what disposals have left to do, and what they have not yet
// named.
func (o *office) underWay() int {
	o.t.Helper()
	n := 0
	for _, key := range o.keysOf("disposal#") {
		if key != store.RulesKey(dartford.String()) && key != store.LooksKey(dartford.String()) {
			n++
		}
	}
	return n
}

// keysOf lists the keys of a kind of item in the table file.
func (o *office) keysOf(kind string) (keys []store.Key) {
	o.t.Helper()
	for _, key := range o.allKeys() {
		if strings.HasPrefix(key.Partition, kind) {
			keys = append(keys, key)
		}
	}
	return keys
}

// The process ends before or after every change that erasing a month of looks
// makes.
func TestEveryCrashAmongLooksIsRecoveredFrom(t *testing.T) {
	o := newOffice(t)
	why := registrar.Looking{Caller: dpo, Purpose: planted + " purpose"}
	for range 30 {
		o.must(o.Facts(t.Context(), why, disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: planted}))
	}
	o.turnTo(2032, 12, 1)
	seen := o.leavesOf(looks)
	eve := o.snapshot()
	dry := eve.open(t)
	dry.run()
	changes := dry.table.Calls().Transact
	if changes < 5 {
		t.Fatalf("a run makes %d changes, so the test shows little", changes)
	}
	for n := 1; n <= changes; n++ {
		for _, fault := range []storetest.Fault{storetest.CrashBefore, storetest.CrashAfter} {
			o := eve.open(t)
			o.table.Inject(storetest.OnTransact(n, fault))
			if _, err := o.runner().Run(t.Context(), dartford); err == nil {
				t.Fatalf("%v at %d went unnoticed", fault, n)
			}
			o.table.Reset()
			o.run()
			if got := o.named(); !maps.Equal(got, seen) {
				t.Errorf("%v at %d: %d leaves are named, want the %d of the looks", fault, n, len(got), len(seen))
			}
			if rows := o.certificates(); len(rows) != 1 || rows[0].Entries != 30 {
				t.Errorf("%v at %d: got %+v, want one certificate of thirty looks", fault, n, rows)
			}
			if files := leftIn(t, filepath.Dir(o.path), planted); files != nil {
				t.Errorf("%v at %d: why somebody looked is left in %v", fault, n, files)
			}
		}
	}
}

// Until when a backup still holds what was destroyed is said where there are backups of
// the table, and of a copy that nobody counts the days of it is not.
func TestACertificateSaysUntilWhenABackupHoldsWhatIsGone(t *testing.T) {
	for _, backups := range []int{0, 35} {
		o := newOffice(t)
		o.aFullCase(ref, 1)
		runner := func() *cases.Runner {
			return cases.NewRunner(o.Registrar.Retention, o.vault, o.vault, cases.Config{
				Now: o.Now, Today: disclosure.DateOf(o.Now()), Scrub: o.real.Scrub, Workers: 1, Backups: backups,
			})
		}
		for range 10 {
			if _, err := runner().Run(t.Context(), dartford); err != nil {
				t.Fatal(err)
			}
			o.turn(day)
			o.vault.lifecycle()
		}
		got := o.certificates()
		if len(got) != 1 {
			t.Fatalf("%d certificates", len(got))
		}
		var want disclosure.Date
		if backups > 0 {
			want = disclosure.DateOf(got[0].AbsentAt).AddDays(backups)
		}
		if got[0].RecoverableUntil != want {
			t.Errorf("with backups of %d days: %s, want %s", backups, got[0].RecoverableUntil, want)
		}
	}
}
