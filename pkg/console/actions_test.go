package console

import (
	"testing"

	"disclosure-register/pkg/register/power"
)

// Every look that the access log may hold is in words.
func TestEveryLookIsInWords(t *testing.T) {
	looks := map[string]bool{"request-export": true}
	for _, call := range power.Table {
		if call.Does == power.Looks {
			looks[call.Name] = true
		}
	}
	for name := range looks {
		if didWhat[name] == "" {
			t.Errorf("%s has no words", name)
		}
	}
	for name := range didWhat {
		if !looks[name] {
			t.Errorf("%s is no look", name)
		}
	}
}
