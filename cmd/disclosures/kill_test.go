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
	"sync"
	"testing"
)

// running is a service in a process of its own.
type running struct {
	command *exec.Cmd
	url     string
	data    string
	output  *bytes.Buffer
	notes   *notes
	drained chan struct{}
}

// start runs the service on the data directory until its API answers.
func start(t *testing.T, data string, flags ...string) *running {
	t.Helper()
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	r := &running{
		command: exec.Command(path, append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, flags...)...),
		data:    data, output: &bytes.Buffer{}, notes: &notes{}, drained: make(chan struct{}),
	}
	out, err := r.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.command.Stderr = r.notes
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.kill() })
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
		t.Fatalf("the service did not start:\n%s%s", r.output, r.notes)
	}
	go func() {
		defer close(r.drained)
		for lines.Scan() { // so that the service never waits for a reader
		}
	}()
	return r
}

// kill ends the process as a power cut to it alone would: kill -9.
func (r *running) kill() {
	_ = r.command.Process.Kill()
	_ = r.command.Wait()
}

func (r *running) token(t *testing.T, role, department string) string {
	t.Helper()
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"token", "--data", r.data, "--register", "E07000107", "--role", role}
	if department != "" {
		args = append(args, "--department", department)
	}
	out, err := exec.Command(path, args...).Output()
	if err != nil {
		t.Fatalf("token: %v", err)
	}
	if got := strings.Count(string(out), "\n"); got != 1 {
		t.Fatalf("the token command printed %d lines, want the token alone", got)
	}
	return strings.TrimSpace(string(out))
}

func (r *running) send(token, method, path, key string, body []byte) (int, []byte, error) {
	request, err := http.NewRequest(method, r.url+"/v1/registers/E07000107"+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", key)
	request.Header.Set("Access-Purpose", "Testing")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

func example(t *testing.T) []byte {
	t.Helper()
	body, err := os.ReadFile("../../docs/examples/housing-ombudsman.json")
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// Eight departments record until the process is killed in the middle, five times
// over. Everything that was acknowledged must be there; nothing may be there
// that was never asked for; and a request whose answer was lost must, asked
// again, be recorded once.
func TestKillLosesNothingAcknowledged(t *testing.T) {
	data := t.TempDir()
	acknowledged := map[string]string{} // key to id
	asked := map[string]bool{}
	body := example(t)
	for round := range 5 {
		r := start(t, data, "--sample=false")
		token := r.token(t, "recorder", "housing")
		var mu sync.Mutex
		var writers sync.WaitGroup
		enough := make(chan struct{})
		var once sync.Once
		for w := range 8 {
			writers.Go(func() {
				for n := 0; ; n++ {
					key := fmt.Sprintf("round-%d-writer-%d-%d", round, w, n)
					mu.Lock()
					asked[key] = true
					mu.Unlock()
					status, answer, err := r.send(token, http.MethodPost, "/disclosures", key, body)
					if err != nil {
						return // killed
					}
					var recorded struct{ ID string }
					if status != http.StatusCreated || json.Unmarshal(answer, &recorded) != nil {
						t.Errorf("status = %d: %s", status, answer)
						return
					}
					mu.Lock()
					acknowledged[key] = recorded.ID
					if len(acknowledged) >= 40*(round+1) {
						once.Do(func() { close(enough) })
					}
					mu.Unlock()
				}
			})
		}
		<-enough
		r.kill()
		writers.Wait()
	}

	r := start(t, data, "--sample=false")
	token := r.token(t, "recorder", "housing")
	for key := range asked {
		status, answer, err := r.send(token, http.MethodPost, "/disclosures", key, body)
		var recorded struct{ ID string }
		if err != nil || status != http.StatusCreated || json.Unmarshal(answer, &recorded) != nil {
			t.Fatalf("asked again: %d, %v", status, err)
		}
		if id, ok := acknowledged[key]; ok && id != recorded.ID {
			t.Errorf("acknowledged as %s, now %s", id, recorded.ID)
		}
	}
	found := 0
	dpo := r.token(t, "dpo", "")
	for cursor := ""; ; {
		_, answer, err := r.send(dpo, http.MethodGet, "/disclosures?limit=200&cursor="+cursor, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		var page struct {
			Rows   []struct{ ID string }
			Cursor string
		}
		if err := json.Unmarshal(answer, &page); err != nil {
			t.Fatal(err)
		}
		found += len(page.Rows)
		if cursor = page.Cursor; cursor == "" {
			break
		}
	}
	if found != len(asked) {
		t.Errorf("%d disclosures for %d requests", found, len(asked))
	}
}
