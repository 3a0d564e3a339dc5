package policy_test

import (
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Whichever text it is that sounds of a marker and could be printed, it is named.
func TestWhatSoundsOfAMarkerIsNamed(t *testing.T) {
	const marker = "potentially violent, visit in pairs"
	for what, put := range map[string]func(*disclosure.Disclosure){
		"what it was for":                func(d *disclosure.Disclosure) { d.Purpose = marker },
		"who received it":                func(d *disclosure.Disclosure) { d.Recipient.Person = marker },
		"the post there":                 func(d *disclosure.Disclosure) { d.Recipient.Post = marker },
		"what was written of the data":   func(d *disclosure.Disclosure) { d.Data = []disclosure.DataItem{{Description: marker}} },
		"the country":                    func(d *disclosure.Disclosure) { d.Transfer = &disclosure.Transfer{Country: marker} },
		"by what rule people were in it": func(d *disclosure.Disclosure) { d.Share = &disclosure.Share{HowToTell: marker} },
	} {
		var d disclosure.Disclosure
		put(&d)
		if !policy.Read(&d, "").SoundsOfMarker() {
			t.Fatalf("%s: it does not sound of a marker", what)
		}
		if named, _ := policy.ToLookAt(&d); !slices.Equal(named, []string{what}) {
			t.Errorf("%s: named are %q", what, named)
		}
	}
}
