package functions_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	// What cmd/verify is built from, by a command whose reading the test cache
	// does not see: named here, a change of it makes the test run again.
	_ "disclosure-register/pkg/ledger/verifier"
)

// An auditor asks the built functions for evidence, and checks it on a machine
// of their own with the one program they have read.
func TestAnAuditorChecksEvidenceFromLambdaOffline(t *testing.T) {
	t.Parallel()
	r := overDynamoDBProtocol(t)
	s := &story{t: t, to: r}
	verify := buildVerify(t)
	file := func(name string, content []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key := file("log.vkey", []byte(s.logKeys().String()))

	first := text(s.post(housing, base+"/disclosures", "one", toOmbudsman(t), http.StatusCreated), "id")
	s.finds(dpo, nil)
	r.seal(t)
	kept := file("kept-last-year", s.plain(auditor, base+"/checkpoint"))
	s.post(housing, base+"/disclosures/"+first+"/corrections", "two", object{
		"reason": "The adjudicator's name was wrong.", "disclosure": toOmbudsman(t, func(d object) { d["recipient"].(object)["person"] = "K. Example" }),
	}, http.StatusCreated)

	bundle := func(key string, ask object) string {
		t.Helper()
		ask["format"], ask["purpose"] = "bundle", "Yearly audit"
		job := base + "/exports/" + text(s.post(auditor, base+"/exports", key, ask, http.StatusAccepted), "id")
		r.seal(t)
		r.finishExports(t)
		done := s.get(auditor, job, http.StatusOK)
		status, content := transfer(t, http.MethodGet, text(done, "url"), nil, nil)
		if status != http.StatusOK || text(done, "status") != "done" || done["warnings"] != nil {
			t.Fatalf("the link answers %d; the job says %v", status, done)
		}
		if link, err := url.Parse(text(done, "url")); err != nil || !strings.Contains(link.RawQuery, "application%2Fzip") || !strings.Contains(link.RawQuery, "evidence-") {
			t.Error("the link is not to a zip")
		}
		return file("evidence.zip", content)
	}
	whole := bundle("whole", object{"range": object{"first": 0}})
	ombudsmen := bundle("ombudsmen", object{"filter": object{"recipientCategory": "ombudsman"}, "since": []int{2}})

	damaged, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	damaged[bytes.Index(damaged, []byte(marker))] ^= 1
	for name, tt := range map[string]struct {
		args []string
		code int
		want []string
	}{
		"everything": {[]string{"--key", key, "--since", kept, whole}, 0, []string{
			"4 entries are in the log, byte for byte", "Every leaf from 0 to 3 is here", "which had 2 leaves", "VERIFIED",
		}},
		"a selection":       {[]string{"--key", key, "--since", kept, ombudsmen}, 0, []string{"2 entries are in the log", "a selection", "which had 2 leaves", "VERIFIED"}},
		"one bit changed":   {[]string{"--key", key, file("damaged.zip", damaged)}, 1, []string{"FAILS  entries/0.json", "NOT VERIFIED"}},
		"an empty envelope": {[]string{"--key", key, file("empty.zip", nil)}, 1, []string{"not a zip"}},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := exec.Command(verify, tt.args...).CombinedOutput()
			code := 0
			if ended := new(exec.ExitError); errors.As(err, &ended) {
				code = ended.ExitCode()
			} else if err != nil {
				t.Fatal(err)
			}
			if code != tt.code {
				t.Errorf("ended with %d, want %d", code, tt.code)
			}
			for _, want := range tt.want {
				if !bytes.Contains(out, []byte(want)) {
					t.Errorf("it does not say %q:\n%s", want, out)
				}
			}
		})
	}
}

// buildVerify builds cmd/verify as an auditor would: alone.
func buildVerify(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "verify")
	compile := exec.Command("go", "build", "-o", program, "disclosure-register/cmd/verify")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatal(fmt.Errorf("build cmd/verify: %w\n%s", err, out))
	}
	return program
}
