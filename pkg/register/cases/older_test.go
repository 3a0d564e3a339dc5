package cases_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
	"disclosure-register/pkg/store/storetest"
)

// A case recorded before keys were made of canonical forms is destroyed with what its
// entries were listed by, then and since; no other case loses anything.
func TestAnOlderCaseGoesWithWhatItWasListedAnewBy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	table, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Load(t, table, "../internal/desk/testdata/before-canonical-keys.jsonl.gz", &struct{}{})
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	c := &clock{now: time.Date(2026, time.November, 20, 10, 0, 0, 0, time.UTC)}
	o := openOffice(t, path, c, newVault(t, c.Now))
	if report := o.run(); report.Listed != 7 {
		t.Errorf("%d entries were listed anew, want 7", report.Listed)
	}
	left := func() (ofCase, ofOthers int) {
		err := o.real.Walk(t.Context(), "idx#", func(keys []store.Key) error {
			for _, key := range keys {
				item, err := o.real.Get(t.Context(), key)
				if err != nil {
					return err
				}
				terms, _ := item.Attrs["terms"].(string)
				switch {
				case strings.Contains(terms, "case=dbc-c-1\n") || strings.HasSuffix(key.Partition, "#dbc-c-1"):
					ofCase++
				case strings.Contains(terms, "case="):
					ofOthers++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return ofCase, ofOthers
	}
	ofCase, ofOthers := left()
	if ofCase == 0 || ofOthers == 0 {
		t.Fatal("the register has nothing to lose")
	}
	for day := disclosure.NewDate(2028, 10, 20); day.Before(disclosure.NewDate(2028, 12, 1)); day = day.AddDays(1) {
		o.turnToDay(day)
		o.run()
	}
	if gone, others := left(); gone != 0 || others != ofOthers {
		t.Errorf("%d items of the case are left, and %d of %d of others", gone, others, ofOthers)
	}
}
