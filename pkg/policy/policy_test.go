package policy_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// recordedAt is when every disclosure of these tests is recorded.
var recordedAt = time.Date(2026, time.November, 9, 15, 0, 0, 0, time.UTC)

const dartford = disclosure.Register("E07000107")

func law(t testing.TB) *policy.Law {
	t.Helper()
	l, err := policy.Load()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// read returns an example of testdata as the API takes it.
func read(t testing.TB, name string) *disclosure.Disclosure {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	d := &disclosure.Disclosure{}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(d); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return d
}

func ask(d *disclosure.Disclosure, facts ...disclosure.Fact) policy.Question {
	return policy.Question{
		Register: dartford, Disclosure: d, Facts: facts, At: recordedAt,
		RecordedBy: disclosure.RecordedBy{Name: "B. Recorder", Department: "housing"},
	}
}
