package console

import (
	"encoding/json"
	"testing"

	"disclosure-register/pkg/client"
)

// When a case goes is said of the state that it is in, as the API answers it.
func TestWhenACaseGoes(t *testing.T) {
	for _, tt := range []struct{ what, answer, want string }{
		{"its destruction is under way", `{"disposal":{"phase":"releasing"}}`, "It is being destroyed"},
		{"late", `{"disposal":{"phase":"waiting","late":true}}`, "It is being destroyed, and that has waited longer than it should: whoever runs the service finds why in its log"},
		{"stopped", `{"held":true,"disposal":{"phase":"stopping"},"retention":{"clock":"held"}}`, "Its destruction was stopped: what was not destroyed yet is being put back, and is kept while a hold stands"},
		{"held", `{"held":true,"retention":{"clock":"held"}}`, "Not while a hold stands"},
		{"its time has not begun", `{"retention":{"clock":"not-started"}}`, "Its time has not begun"},
		{"a day is known", `{"retention":{"clock":"running","beginsOn":"2028-11-03"}}`, "From 3 November 2028"},
	} {
		var c client.Case
		if err := json.Unmarshal([]byte(tt.answer), &c); err != nil {
			t.Fatal(err)
		}
		if got := goes(c); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, got, tt.want)
		}
	}
}
