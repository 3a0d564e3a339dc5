package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An auditor keeps a checkpoint at each visit. At the next they are told whether
// the log only grew, whatever the service says of itself.
func TestWhetherTheLogIsUnaltered(t *testing.T) {
	t.Parallel()
	r, _, key := published(t)
	kept, later := filepath.Join(t.TempDir(), "last-year"), filepath.Join(t.TempDir(), "this-year")
	ask := func(r *running, args ...string) (string, int) {
		t.Helper()
		return r.tool(t, append([]string{"ask", "18", "--purpose", "Yearly audit"}, args...)...)
	}
	wants := func(name, out string, code, want int, texts ...string) {
		t.Helper()
		if code != want {
			t.Errorf("%s: ended with %d, want %d:\n%s", name, code, want, out)
		}
		for _, text := range texts {
			if !strings.Contains(out, text) {
				t.Errorf("%s: it does not say %q:\n%s", name, text, out)
			}
		}
	}
	out, code := ask(r, "--keep", kept)
	wants("the first visit", out, code, 0, "Nothing is proved of the past", "The key is this machine's own", "Kept in "+kept)
	out, code = ask(r, "--keep", kept)
	wants("a file that is there", out, code, 1, "keep the checkpoint", "exists")
	for n := range 3 {
		r.waitForEntry(t, fmt.Sprint("since", n))
	}
	out, code = ask(r, "--since", kept, "--key", key, "--keep", later)
	wants("the next visit", out, code, 0, "holds  It extends the log you kept a checkpoint of", "none of those was changed, moved or removed since", `"range":{"first":`)
	if strings.Contains(out, "this machine's own") {
		t.Errorf("with --key: %s", out)
	}
	out, code = ask(r, "--since", later, "--key", key)
	wants("the same day again", out, code, 0, "Recorded since: 0.")

	// In JSON it is one object, and the words go beside it.
	inJSON := func(r *running, want int, args ...string) (answer map[string]any) {
		t.Helper()
		args = append([]string{"ask", "18", "--json", "--purpose", "Yearly audit", "--data", r.data, "--url", r.url, "--register", "E07000107"}, args...)
		out, notes, code := run(t, args...)
		if err := json.Unmarshal([]byte(out), &answer); err != nil || code != want || strings.Count(out, "\n") != 1 {
			t.Errorf("%v: %v, ended with %d, want %d, and one line of JSON:\n%s\n%s", args, err, code, want, out, notes)
		}
		return answer
	}
	if a := inJSON(r, 0, "--key", key); a["holds"] != true || a["compared"] != "nothing" || a["size"] == nil || a["ownKey"] != false || a["checkpoint"] == nil {
		t.Errorf("with nothing to compare: %v", a)
	}
	if a := inJSON(r, 0, "--since", kept); a["holds"] != true || a["compared"] != "checkpoint" || a["ownKey"] != true || a["recorded"] == 0.0 || a["recorded"] == nil {
		t.Errorf("since the checkpoint: %v", a)
	}
	if a := inJSON(r, 0, "--since", "1", "--key", key); a["holds"] != true || a["compared"] != "size" || a["since"] != 1.0 {
		t.Errorf("since a number: %v", a)
	}
	if a := inJSON(r, 1, "--since", "1000000", "--key", key); a["holds"] != false || a["recorded"] != nil {
		t.Errorf("a number that is not reached: %v", a)
	}

	// Another log under the same key: what was kept is not its past.
	data := t.TempDir()
	private, err := os.ReadFile(filepath.Join(r.data, "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	r.kill()
	if err := os.WriteFile(filepath.Join(data, "log.key"), private, 0o600); err != nil {
		t.Fatal(err)
	}
	other := start(t, data, "--sample=false")
	other.waitForEntry(t, "first")
	out, code = ask(other, "--since", later, "--key", key)
	wants("a shrunk log", out, code, 1, "FAILS", "entries: some were removed or changed, or you are shown another log", "together they are evidence")
	for n := range 30 {
		if status, _, err := other.send(other.token(t, "recorder", "housing"), http.MethodPost, "/disclosures", fmt.Sprint("more", n), example(t)); err != nil || status != http.StatusCreated {
			t.Fatalf("record: %d, %v", status, err)
		}
	}
	other.waitForEntry(t, "last")
	if a := inJSON(other, 1, "--since", kept, "--key", key); a["holds"] != false || a["compared"] != "checkpoint" || a["size"] == 0.0 {
		t.Errorf("a forked log: %v", a)
	}
	out, code = ask(other, "--since", kept, "--key", key)
	wants("a forked log", out, code, 1, "FAILS", "are not those it had", "together they are evidence")

	out, code = ask(other, "--since", filepath.Join(data, "register.db"), "--key", key)
	wants("a file that is no checkpoint", out, code, 1, "the checkpoint that was kept does not hold")
	out, code = ask(other, "--since", "2026-05-03", "--key", key)
	wants("a day", out, code, 1, "for question 18, --since is its file")
	out, code = ask(other, "--key", "nonsense")
	wants("no key", out, code, 1, "neither a verifier key nor a file")
}
