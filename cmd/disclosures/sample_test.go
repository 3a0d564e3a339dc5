package main

import (
	"testing"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// The service must start with sample data however old the data directory is.
func TestSampleDataOfAnEarlierStartIsNoFault(t *testing.T) {
	table := sqlitetest.New(t)
	client, letters, _ := embeddedtest.Buckets(t)
	for _, days := range []int{0, 1, 8, 400} {
		desk := registrartest.New(t, table, registrar.Options{
			Letters: archive.NewCorrespondence(client, letters),
			Now:     func() time.Time { return time.Now().AddDate(0, 0, days) },
		})
		if err := addSample(t.Context(), desk, disclosure.DateOf(time.Now().AddDate(0, 0, days))); err != nil && !overtaken(err) {
			t.Errorf("after %d days: %v", days, err)
		}
	}
}
