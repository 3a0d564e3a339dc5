package console

import (
	"strings"
	"testing"

	"disclosure-register/pkg/client"
)

// A fault is one that somebody may have to look for in a log; what the rules refuse is not.
func TestAFaultSaysWhichRequestItWas(t *testing.T) {
	for status, want := range map[int]bool{404: false, 422: false, 500: true, 503: true} {
		var p client.Problem
		p.Status, p.Detail, p.RequestID = status, "Not so.", "JKJaXmPLvHcESHA="
		f := newForm()
		f.refuse(&p)
		if got := strings.Contains(f.Detail, "it was the request JKJaXmPLvHcESHA="); got != want {
			t.Errorf("%d: says %q, want the request named: %v", status, f.Detail, want)
		}
	}
}
