package policy_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"disclosure-register/pkg/policy"
)

// Entries say by which version of the catalogue and of the notice they were judged,
// so that a version must read the same for ever. testdata/versions.txt has the
// digest of each, and go generate adds those that are new. It changes none: what
// reads differently is another version.
//
// A version that no register has been run with yet may be changed still: delete its
// line, and go generate writes it anew.
func TestAVersionReadsTheSameForEver(t *testing.T) {
	const path = "testdata/versions.txt"
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pinned := map[string]string{}
	for line := range strings.Lines(string(file)) {
		if at := strings.LastIndexByte(strings.TrimSpace(line), ' '); at > 0 && !strings.HasPrefix(line, "#") {
			pinned[line[:at]] = strings.TrimSpace(line[at:])
		}
	}
	l := policy.Load()
	versions := []string{"catalogue " + l.Catalogue().Version}
	content := map[string]any{versions[0]: l.Catalogue()}
	for _, r := range l.Registers() {
		for _, n := range l.Notices(r.ID) {
			name := "notice " + n.ID + " " + n.Version
			versions = append(versions, name)
			content[name] = n
		}
	}
	for _, name := range versions {
		text, err := json.Marshal(content[name])
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%x", sha256.Sum256(text))
		switch want := pinned[name]; {
		case want == got:
		case want != "":
			t.Errorf("%s reads differently than it did: give it a new version (catalogue/version.yaml, or the notice's own), and run go generate ./pkg/policy. "+
				"Entries that name the version were judged by what it was.", name)
		case *update:
			file = fmt.Appendf(file, "%s %s\n", name, got)
		default:
			t.Errorf("%s has no digest in %s: run go generate ./pkg/policy", name, path)
		}
	}
	if *update {
		if err := os.WriteFile(path, file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
