package policy_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"disclosure-register/pkg/policy"
)

var update = flag.Bool("update", false, "write generated files afresh")

// The law built into the program is what the YAML says, and no other.
func TestLawIsCompiled(t *testing.T) {
	l, err := policy.Read(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	want, err := l.Compile()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("law.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile("law.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("law.json is stale: run go generate ./pkg/policy")
	}
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		if _, err := policy.Read(os.DirFS(".")); err != nil {
			b.Fatal(err)
		}
	}
}
