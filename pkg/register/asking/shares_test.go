package asking_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/registrar"
)

// What was shared about many people at once is one act: it counts once, however many
// are listed, and who received it is in the record of processing.
func TestAShareCountsOnce(t *testing.T) {
	d := newOffice(t, desk.Options{})
	body, err := os.ReadFile("../../../docs/examples/share.json")
	if err != nil {
		t.Fatal(err)
	}
	var s disclosure.ShareRecorded
	if err := json.Unmarshal(body, &s); err != nil {
		t.Fatal(err)
	}
	s.DisclosedAt = disclosure.NewDate(2026, 11, 2).Start()
	recorded, err := d.RecordShare(t.Context(), d.asks(housing), s)
	if err != nil {
		t.Fatal(detail(err))
	}
	for part := range 2 {
		var people []string
		for i := range 30 {
			people = append(people, fmt.Sprintf("DBC-P-%d-%d", part, i))
		}
		if _, err := d.AddSharePeople(t.Context(), d.asks(housing), recorded.ID, part+1, registrar.SharePeople{People: people}); err != nil {
			t.Fatal(detail(err))
		}
	}
	counted, err := d.Statistics(t.Context(), looking(auditor), "2026-11", "2026-11", true)
	if err != nil {
		t.Fatal(detail(err))
	}
	if counted.Exact == nil || *counted.Exact != 1 {
		t.Errorf("counted %v, want the share and nothing for its people", counted.Exact)
	}
	processing := d.processing(t)
	if len(processing.Recipients) != 1 || processing.Recipients[0].Category != s.Recipient.Category || !slices.Contains(processing.Recipients[0].Data, "Postal address") {
		t.Errorf("recipients %+v, want the share's", processing.Recipients)
	}
}
