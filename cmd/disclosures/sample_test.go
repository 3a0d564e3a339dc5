package main

import (
	"path/filepath"
	"testing"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/registrar"
	"disclosure-register/pkg/store/sqlite"
)

// The service must start with sample data however old the data directory is.
func TestSampleDataOfAnEarlierStartIsNoFault(t *testing.T) {
	table, err := sqlite.Open(filepath.Join(t.TempDir(), "register.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() })
	client, letters, _ := embeddedtest.Buckets(t)
	law, err := policy.Load()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := registrar.NewKeyring(make([]byte, registrar.MinSecret))
	if err != nil {
		t.Fatal(err)
	}
	for _, days := range []int{0, 1, 8, 400} {
		desk := registrar.New(table, law, keys, registrar.Options{
			Letters: archive.NewCorrespondence(client, letters),
			Now:     func() time.Time { return time.Now().AddDate(0, 0, days) },
		})
		if err := addSample(t.Context(), desk); err != nil && !overtaken(err) {
			t.Errorf("after %d days: %v", days, err)
		}
	}
}
