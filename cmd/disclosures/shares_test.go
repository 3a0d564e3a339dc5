package main_test

import (
	"strings"
	"testing"
)

// Sharing about many people is recorded and found as docs/shares.md has it, but for
// where the service and its data are.
func TestTheWayOfAShareWorks(t *testing.T) {
	t.Parallel()
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, t.TempDir())
	out := follow(t, fileText(t, "../../docs/shares.md"),
		"http://127.0.0.1:8080", r.url,
		"go run ./cmd/disclosures token --data /tmp/dr", path+" token --data "+r.data,
	)
	for what, want := range map[string]string{
		"the part":              `"listed":3`,
		"the people":            `"DBC-P-800002"`,
		"what the person is in": `"Sample Mailing Ltd"`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s: no %s in\n%s", what, want, out)
		}
	}
	if strings.Contains(out, `"status":4`) {
		t.Errorf("a command was refused:\n%s", out)
	}
}
