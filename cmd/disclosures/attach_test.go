package main_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func (r *running) attaching(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return command(t, append([]string{"attach", "--case", exampleCase, "--register", "E07000107", "--department", "housing", "--data", r.data, "--url", r.url}, args...)...)
}

// letters returns the states of the example's letters, by their titles.
func (r *running) letters(t *testing.T) map[string][]string {
	t.Helper()
	status, answer, err := r.send(r.token(t, "dpo", ""), http.MethodGet, "/cases/"+exampleCase, "", nil)
	var view struct {
		Correspondence []struct{ Title, State, Disclosure, ContentType string }
	}
	if err != nil || status != http.StatusOK || json.Unmarshal(answer, &view) != nil {
		t.Fatalf("show the case: %d, %v", status, err)
	}
	states := map[string][]string{}
	for _, l := range view.Correspondence {
		states[l.Title] = append(states[l.Title], l.State+" "+l.ContentType+" "+l.Disclosure)
	}
	return states
}

// Letters are archived in one command, and once however often it is run, also when
// it is killed while one is being sent.
func TestLettersAreAttachedOnce(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	status, answer, err := r.send(r.token(t, "recorder", "housing"), http.MethodPost, "/disclosures", "attach-1", example(t))
	var recorded struct{ ID string }
	if err != nil || status != http.StatusCreated || json.Unmarshal(answer, &recorded) != nil {
		t.Fatalf("record: %d, %v", status, err)
	}
	dir := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	one, two := write("Sample Person.eml", []byte("A fictional e-mail")), write("two.pdf", []byte("A fictional letter"))
	for n, says := range []string{"file 1 of 2: archived as ", "file 1 of 2: archived before, as "} {
		out, err := r.attaching(t, one, two, "--disclosure", recorded.ID, "--title", "To the ombudsman").CombinedOutput()
		if err != nil || !strings.Contains(string(out), says) || strings.Contains(string(out), "Sample Person") {
			t.Errorf("run %d: %s, %v", n+1, out, err)
		}
	}
	got := r.letters(t)["To the ombudsman"]
	if len(got) != 2 || !strings.Contains(strings.Join(got, ","), "archived message/rfc822 "+recorded.ID) || !strings.Contains(strings.Join(got, ","), "archived application/pdf "+recorded.ID) {
		t.Errorf("letters %q", got)
	}

	long := write("long.wav", make([]byte, 64<<20))
	killed := r.attaching(t, long, "--title", "A recording")
	notes, err := killed.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(notes).ReadString('\n'); err != nil || line != "file 1 of 1: 10 % of 64 MB sent\n" {
		t.Errorf("progress %q, %v", line, err)
	}
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait() // it was killed
	out, err := r.attaching(t, "--unfinished").CombinedOutput()
	if err != nil || !strings.Contains(string(out), ": not finished, lapses on ") {
		t.Errorf("while it is not finished: %s, %v", out, err)
	}
	for says, args := range map[string][]string{
		", case " + exampleCase + ": not finished, lapses on ": {"--unfinished"},
		": not finished, lapses on ":                           {"--unfinished", "--case", exampleCase, "--department", "housing"},
		"Every upload of the department is finished.":          {"--unfinished", "--department", "revenues"},
		"the --case that they are of":                          {long, "--department", "housing"},
	} {
		if out, _ := command(t, append([]string{"attach", "--register", "E07000107", "--url", r.url, "--data", r.data}, args...)...).CombinedOutput(); !strings.Contains(string(out), says) {
			t.Errorf("%v: %s", args[1:], out)
		}
	}
	if out, err := command(t, "attach", "--register", "E07000107", "--url", r.url, "--data", r.data, "--unfinished", "--department", "housing").CombinedOutput(); err != nil || !strings.Contains(string(out), ", case "+exampleCase+": not finished") {
		t.Errorf("the department's own: %s, %v", out, err)
	}
	if out, err := r.attaching(t, long, "--title", "A recording").CombinedOutput(); err != nil || !strings.Contains(string(out), "file 1 of 1: archived") {
		t.Errorf("the second run: %s, %v", out, err)
	}
	if got := r.letters(t)["A recording"]; len(got) != 1 || !strings.HasPrefix(got[0], "archived audio/wav") {
		t.Errorf("letters %q", got)
	}
	if out, err := r.attaching(t, "--unfinished").CombinedOutput(); err != nil || !strings.Contains(string(out), "Every upload of the department is finished.") {
		t.Errorf("when all is finished: %s, %v", out, err)
	}
	for says, args := range map[string][]string{"Every upload is finished.": nil, "Every upload of the case is finished.": {"--case", exampleCase}} {
		out, err := command(t, append([]string{"attach", "--register", "E07000107", "--url", r.url, "--data", r.data, "--unfinished"}, args...)...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), says) {
			t.Errorf("when all is finished: %s, %v", out, err)
		}
	}
}

func TestALetterThatCannotBeAttached(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	path := filepath.Join(t.TempDir(), "Sample Person.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		args []string
		says string
	}{
		"of a case that is none": {[]string{path}, "the service answered 404"},
		"no file":                {nil, "name the files to archive"},
		"of a service elsewhere": {[]string{path, "--url", "http://127.0.0.1:1", "--data", r.data}, "trying again"},
	} {
		command := r.attaching(t, tt.args...)
		out, err := command.CombinedOutput()
		if err == nil || !strings.Contains(string(out), tt.says) || strings.Contains(string(out), "Sample Person") || strings.Contains(string(out), exampleCase) {
			t.Errorf("%s: %s, %v", name, out, err)
		}
	}
}
