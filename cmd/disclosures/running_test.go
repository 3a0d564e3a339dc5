package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// running is a service in a process of its own.
type running struct {
	command *exec.Cmd
	url     string
	data    string
	output  *bytes.Buffer
	notes   *notes
	drained chan struct{}
	tokens  map[string]string // those asked for, by the command's flags
}

// start runs the service on the data directory until its API answers.
func start(t *testing.T, data string, flags ...string) *running {
	t.Helper()
	return startAs(t, data, func(c *exec.Cmd) *exec.Cmd { return c }, flags...)
}

// startAs is start with the command changed first, as to give it few files.
func startAs(t *testing.T, data string, as func(*exec.Cmd) *exec.Cmd, flags ...string) *running {
	t.Helper()
	r, said := begin(t, data, as, flags...)
	if r == nil {
		t.Fatalf("the service did not start:\n%s", said)
	}
	return r
}

// begin is startAs for a service that may not start: it then returns what that said.
func begin(t *testing.T, data string, as func(*exec.Cmd) *exec.Cmd, flags ...string) (r *running, said string) {
	t.Helper()
	r = &running{
		command: as(command(t, append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, flags...)...)),
		data:    data, output: &bytes.Buffer{}, notes: &notes{}, drained: make(chan struct{}), tokens: map[string]string{},
	}
	out, err := r.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.command.Stderr = r.notes
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.kill)
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		r.output.WriteString(lines.Text() + "\n")
		if rest, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "API "); ok {
			r.url = strings.TrimSpace(rest)
		}
		if strings.HasPrefix(lines.Text(), "README.md") {
			break
		}
	}
	if r.url == "" {
		r.kill()
		return nil, fmt.Sprint(r.output, r.notes)
	}
	go func() {
		defer close(r.drained)
		for lines.Scan() { // so that the service never waits for a reader
		}
	}()
	return r, ""
}

// kill ends the process as a power cut to it alone would: kill -9.
func (r *running) kill() {
	_ = r.command.Process.Kill()
	_ = r.command.Wait()
}

// token is one of Dartford's, made once.
func (r *running) token(t *testing.T, role, department string) string {
	t.Helper()
	if department == "" {
		return r.tokenFor(t, "--register", "E07000107", "--role", role)
	}
	return r.tokenFor(t, "--register", "E07000107", "--role", role, "--department", department)
}

func (r *running) tokenFor(t *testing.T, flags ...string) string {
	t.Helper()
	asked := strings.Join(flags, " ")
	if r.tokens[asked] == "" {
		out, notes, code := run(t, append([]string{"token", "--data", r.data}, flags...)...)
		if code != 0 || strings.Count(out, "\n") != 1 {
			t.Fatalf("the token command ended with %d and printed %q, want the token alone: %s", code, out, notes)
		}
		r.tokens[asked] = strings.TrimSpace(out)
	}
	return r.tokens[asked]
}

// tool asks the service with the tool, about Dartford, and returns all that it
// wrote and how it ended.
func (r *running) tool(t *testing.T, args ...string) (text string, code int) {
	t.Helper()
	return ends(t, append(args, "--data", r.data, "--url", r.url, "--register", "E07000107")...)
}

// says waits until the service has noted the text.
func (r *running) says(t *testing.T, text string) {
	t.Helper()
	select {
	case <-r.notes.heard(text):
	case <-time.After(time.Minute):
		t.Fatalf("a minute later the service has not said %q:\n%s", text, r.notes)
	}
}

// send asks of Dartford, with further headers in pairs.
func (r *running) send(token, method, path, key string, body []byte, headers ...string) (int, []byte, error) {
	request, err := http.NewRequest(method, r.url+"/v1/registers/E07000107"+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", key)
	request.Header.Set("Access-Purpose", "Testing")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

// recorded counts the disclosures of the register.
func (r *running) recorded(t *testing.T) int {
	t.Helper()
	found, dpo := 0, r.token(t, "dpo", "")
	for cursor := ""; ; {
		_, answer, err := r.send(dpo, http.MethodGet, "/disclosures?limit=200&cursor="+cursor, "", nil)
		var page struct {
			Rows   []struct{ ID string }
			Cursor string
		}
		if err != nil || json.Unmarshal(answer, &page) != nil {
			t.Fatalf("search: %v", err)
		}
		found += len(page.Rows)
		if cursor = page.Cursor; cursor == "" {
			return found
		}
	}
}

// waitForEntry records an entry under the key, and asks again, as a client may,
// until it is in the log.
func (r *running) waitForEntry(t *testing.T, key string) {
	t.Helper()
	for range 30 {
		if r.recordAndWait(t, key) != "" {
			return
		}
	}
	t.Fatal("a minute later the entry is not in the log")
}

// recordAndWait records an entry under the key, and returns its receipt if there
// is one within two seconds.
func (r *running) recordAndWait(t *testing.T, key string) (receipt string) {
	t.Helper()
	status, answer, err := r.send(r.token(t, "recorder", "housing"), http.MethodPost, "/disclosures", key, example(t), "Prefer", "wait=2")
	var recorded struct{ Receipt string }
	if err != nil || status != http.StatusCreated || json.Unmarshal(answer, &recorded) != nil {
		t.Fatalf("record: %d, %v", status, err)
	}
	return recorded.Receipt
}

func example(t *testing.T) []byte {
	t.Helper()
	body, err := os.ReadFile("../../docs/examples/housing-ombudsman.json")
	if err != nil {
		t.Fatal(err)
	}
	return body
}
