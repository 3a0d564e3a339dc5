package main_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func rows(t *testing.T, r *running) []string {
	t.Helper()
	status, answer, err := r.send(r.token(t, "dpo", ""), http.MethodGet, "/disclosures", "", nil)
	var page struct{ Rows []struct{ Case string } }
	if err != nil || status != http.StatusOK || json.Unmarshal(answer, &page) != nil {
		t.Fatalf("search: %d, %v", status, err)
	}
	var cases []string
	for _, row := range page.Rows {
		cases = append(cases, row.Case)
	}
	return cases
}

func TestSampleDataIsMarkedAndAddedOnce(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	service := start(t, data)
	first := rows(t, service)
	service.kill()
	if len(first) == 0 {
		t.Fatal("there is no sample data")
	}
	for _, ref := range first {
		if !strings.HasPrefix(ref, "SAMPLE-") {
			t.Errorf("case %s is not marked as sample", ref)
		}
	}
	if again := rows(t, start(t, data)); len(again) != len(first) {
		t.Errorf("started again: %d disclosures, want %d", len(again), len(first))
	}
}

func TestWithoutSampleDataTheRegisterIsEmpty(t *testing.T) {
	t.Parallel()
	if got := rows(t, start(t, t.TempDir(), "--sample=false")); len(got) != 0 {
		t.Errorf("%d disclosures", len(got))
	}
}

// The three commands that the service prints must work as they stand when
// pasted in a shell at the top of the project. No token is in what is not read at
// a terminal, and may be kept.
func TestThePrintedCommandsWork(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir())
	blocks := regexp.MustCompile(`(?s)# [^\n]+\n([A-Z]+=.+?)\n\n`).FindAllStringSubmatch(r.output.String(), -1)
	if len(blocks) != 3 {
		t.Fatalf("%d commands are printed, want 3", len(blocks))
	}
	if strings.Contains(r.output.String(), "eyJ") {
		t.Error("a token is printed where nobody reads along")
	}
	for i, want := range []string{`"flags":[]`, `"recipientCategory":"ombudsman"`, `"status":"queued"`} {
		shell := exec.Command("sh", "-c", blocks[i][1])
		shell.Dir = "../.."
		out, err := shell.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("command %d answered %s, %v; want %s", i+1, out, err, want)
		}
	}
}

func TestCtrlCStopsCleanlyAndLosesNothing(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	r := start(t, data, "--sample=false")
	status, _, err := r.send(r.token(t, "recorder", "housing"), http.MethodPost, "/disclosures", "k", example(t))
	if err != nil || status != http.StatusCreated {
		t.Fatalf("record: %d, %v", status, err)
	}
	if err := r.command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-r.drained
	if err := r.command.Wait(); err != nil {
		t.Errorf("the service ended with %v", err)
	}
	if got := rows(t, start(t, data, "--sample=false")); len(got) != 1 {
		t.Errorf("%d disclosures, want 1", len(got))
	}
}

func TestKeysAreForTheOwnerAlone(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	for _, name := range []string{"registers.secret", "issuer.key", "register.db", "s3/secret.key"} {
		info, err := os.Stat(filepath.Join(r.data, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s has mode %o, want 600", name, got)
		}
	}
}

func TestWhatTheToolRefuses(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, "registers.secret"), []byte("half a k"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		args []string
		says string
	}{
		"a directory in use":             {[]string{"serve", "--data", r.data, "--listen", "127.0.0.1:0"}, "another service is using"},
		"an address others can reach":    {[]string{"serve", "--data", t.TempDir(), "--listen", "0.0.0.0:0"}, "loopback"},
		"no port":                        {[]string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1"}, "HOST:PORT"},
		"an address that is taken":       {[]string{"serve", "--data", t.TempDir(), "--listen", strings.TrimPrefix(r.url, "http://")}, "something listens on"},
		"a port that is none":            {[]string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:80808"}, "--listen: "},
		"a colour to read nothing on":    {[]string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--console-colour", "#ffcc00"}, "too light"},
		"a damaged key":                  {[]string{"serve", "--data", damaged, "--listen", "127.0.0.1:0"}, "damaged"},
		"a token with no service":        {[]string{"token", "--data", t.TempDir(), "--register", "E07000107", "--role", "dpo"}, "start the service"},
		"a recorder with no department":  {[]string{"token", "--data", r.data, "--register", "E07000107", "--role", "recorder"}, "--department"},
		"a department and a space":       {[]string{"token", "--data", r.data, "--register", "E07000107", "--role", "recorder", "--department", "housing "}, "--department: "},
		"a department and a line":        {[]string{"token", "--data", r.data, "--register", "E07000107", "--role", "dpo", "--department", "hous\ning"}, "--department: "},
		"a department with a hash":       {[]string{"token", "--data", r.data, "--register", "E07000107", "--role", "recorder", "--department", "housing#none"}, "--department: "},
		"a role that is none":            {[]string{"token", "--data", r.data, "--register", "E07000107", "--role", "mayor"}, "--role"},
		"a register that is no ONS code": {[]string{"token", "--data", r.data, "--register", "Dartford", "--role", "dpo"}, "ONS code"},
	} {
		t.Run(name, func(t *testing.T) {
			_, notes, code := run(t, tt.args...)
			if code == 0 || !strings.Contains(notes, tt.says) {
				t.Errorf("ended with %d and said %q, want %q in it", code, notes, tt.says)
			}
		})
	}
}

func TestARegisterThatHasLostAKeyIsNotGivenANewOne(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"registers.secret", "log.key"} {
		data := t.TempDir()
		start(t, data, "--sample=false").kill()
		if err := os.Remove(filepath.Join(data, name)); err != nil {
			t.Fatal(err)
		}
		_, notes, code := run(t, "serve", "--data", data, "--listen", "127.0.0.1:0")
		if code == 0 || !strings.Contains(notes, name) || !strings.Contains(notes, "runbooks") {
			t.Errorf("without %s: ended with %d: %s", name, code, notes)
		}
	}
}

func TestTokensArePrintedOnATerminal(t *testing.T) {
	t.Parallel()
	person, terminal := openTerminal(t)
	c := command(t, "serve", "--data", filepath.Join(t.TempDir(), "data"), "--listen", "127.0.0.1:0", "--sample=false")
	c.Stdout, c.Stderr = terminal, io.Discard
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Process.Kill() //nolint:errcheck // the test is over
	var seen strings.Builder
	lines := bufio.NewScanner(person)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		seen.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "README.md") {
			break
		}
	}
	if got := strings.Count(seen.String(), "=eyJ"); got != 3 {
		t.Errorf("%d tokens are printed, want 3:\n%s", got, &seen)
	}
}

// openTerminal returns the two ends of a terminal.
func openTerminal(t *testing.T) (person, terminal *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { person.Close() })
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminal.Close() })
	return person, terminal
}
