package main

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/disclosure"
)

//go:embed logs/*.yaml
var mappings embed.FS

// service is the one-machine service, in a process of its own.
type service struct {
	command       *exec.Cmd
	program, data string
	url           string
	tokens        map[string]string // of each register's Data Protection Officer
	marker        string            // the entry of the last one recorded
	kept          string            // the file of the checkpoint that was taken before the logs were imported
}

// startService runs the program on an empty data directory until its API answers.
func startService(ctx context.Context, program, data string) (*service, error) {
	s := &service{
		command: exec.CommandContext(ctx, program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--sample=false"),
		program: program, data: data, tokens: map[string]string{},
	}
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for s.url == "" && lines.Scan() {
		if at, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "API "); ok {
			s.url = strings.TrimSpace(at)
		}
	}
	if s.url == "" {
		return nil, errors.Join(errors.New("the service did not start"), s.stop())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }() // so that it never waits for a reader
	return s, nil
}

func (s *service) stop() error {
	if err := s.command.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return s.command.Wait()
}

// cpu is what the service has used of the processors, which no other program on the
// machine changes; 0 where the system does not tell.
func (s *service) cpu() (used time.Duration) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", s.command.Process.Pid)) // the pattern is well formed
	for _, thread := range threads {
		var nanoseconds int64
		text, err := os.ReadFile(thread)
		if err != nil {
			continue // it has ended
		}
		if _, err := fmt.Sscan(string(text), &nanoseconds); err == nil {
			used += time.Duration(nanoseconds)
		}
	}
	return used
}

// run runs one of the program's commands, as the documentation has it, and returns what
// that printed.
func (s *service) run(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, s.program, args...).CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("disclosures %s: %w\n%s", args[0], err, out)
	}
	return string(out), nil
}

// at runs one that asks the service about a register.
func (s *service) at(ctx context.Context, register string, args ...string) (string, error) {
	return s.run(ctx, append(args, "--data", s.data, "--url", s.url, "--register", register)...)
}

// token is one of a Data Protection Officer of the register, made once.
func (s *service) token(ctx context.Context, register string) (string, error) {
	if s.tokens[register] == "" {
		out, err := s.run(ctx, "token", "--data", s.data, "--register", register, "--role", "dpo", "--name", "D. Sample")
		if err != nil {
			return "", err
		}
		s.tokens[register] = strings.TrimSpace(out)
	}
	return s.tokens[register], nil
}

// answer is what a call was answered, read, and how long that took.
type answer struct {
	body any
	took time.Duration
}

// asks makes one call, as a Data Protection Officer who says why.
func (s *service) asks(ctx context.Context, register, purpose, method, path, key string, body any) (answer, error) {
	token, err := s.token(ctx, register)
	if err != nil {
		return answer{}, err
	}
	var text []byte
	if body != nil {
		if text, err = json.Marshal(body); err != nil {
			return answer{}, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, s.url+"/v1/registers/"+register+path, bytes.NewReader(text))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Access-Purpose", purpose)
	request.Header.Set("Content-Type", "application/json")
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	began := time.Now()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	took := time.Since(began)
	if err != nil {
		return answer{}, err
	}
	if response.StatusCode/100 != 2 {
		return answer{}, fmt.Errorf("%s %s: %s: %s", method, path, response.Status, said)
	}
	a := answer{body: string(said), took: took}
	if strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(said, &a.body); err != nil {
			return answer{}, fmt.Errorf("%s %s: %w", method, path, err)
		}
	}
	return a, nil
}

// load brings the year into the service in the ways that docs/import.md, docs/shares.md,
// docs/facts.md, docs/letters.md and docs/retention.md teach.
func (s *service) load(ctx context.Context, y *year, dir string, say func(string, ...any)) error {
	for n, f := range y.facts {
		if err := s.learn(ctx, fmt.Sprint("fact-", n), f); err != nil {
			return err
		}
	}
	if err := s.keepCheckpoint(ctx, dir); err != nil {
		return err
	}
	for _, log := range y.logs {
		file, mapping, err := log.write(dir)
		if err != nil {
			return err
		}
		began := time.Now()
		out, err := s.at(ctx, log.register, "import", file, "--mapping", mapping, "--department", log.department, "--name", importedBy)
		if err != nil {
			return err
		}
		if !strings.Contains(out, fmt.Sprintf("%d recorded", len(log.rows))) {
			return fmt.Errorf("of %d rows of the log %s it says:\n%s", len(log.rows), log.name, out)
		}
		say("%d rows of %s imported in %s", len(log.rows), log.name, time.Since(began).Round(100*time.Millisecond))
	}
	people, listing := 0, time.Duration(0)
	for n, r := range y.routines {
		record, list, err := r.write(dir, n)
		if err != nil {
			return err
		}
		began := time.Now()
		out, err := s.at(ctx, dartford, "share", record, list, "--department", "complaints", "--close")
		if err != nil {
			return err
		}
		if !strings.Contains(out, fmt.Sprintf(": %d people listed now, 0 before", len(r.people))) {
			return fmt.Errorf("of %d people of %s it says:\n%s", len(r.people), r.occasion, out)
		}
		people, listing = people+len(r.people), listing+time.Since(began)
	}
	say("%d people of %d shares listed in %s", people, len(y.routines), listing.Round(100*time.Millisecond))
	for n, f := range y.later {
		if err := s.learn(ctx, fmt.Sprint("later-", n), f); err != nil {
			return err
		}
	}
	return s.keep(ctx, dir)
}

// keepCheckpoint keeps one that has something in it: the log is sealed on a beat.
func (s *service) keepCheckpoint(ctx context.Context, dir string) error {
	s.kept = filepath.Join(dir, "kept.checkpoint")
	for range 600 {
		kept, err := s.asks(ctx, dartford, "Loading a year", http.MethodGet, "/checkpoint", "", nil)
		if err != nil {
			return err
		}
		if text := says(kept.body, ""); sizeOfLog.FindString(text) != "0" {
			return os.WriteFile(s.kept, []byte(text), 0o600)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.New("a minute later nothing is in the log")
}

// learn records one fact, as its Data Protection Officer.
func (s *service) learn(ctx context.Context, key string, f fact) error {
	dimension := map[string]string{"agreement": "agreement", "authority": "post"}[f.kind]
	if dimension == "" {
		dimension = "subject"
	}
	body := map[string]any{"kind": f.kind, "about": map[string]any{"dimension": dimension, "reference": f.about}}
	for member, value := range f.body {
		if value == lastMarker {
			value = s.marker
		}
		body[member] = value
	}
	if change, ok := body["change"].(map[string]any); ok && change["fact"] == lastMarker {
		body["change"] = map[string]any{"what": change["what"], "fact": s.marker}
	}
	said, err := s.asks(ctx, f.register, "Loading a year", http.MethodPost, "/facts", key, body)
	if f.kind == "marker" {
		s.marker = says(said.body, "id")
	}
	return err
}

// keep archives one letter, holds the file of another case, and closes a third that
// should have gone long ago.
func (s *service) keep(ctx context.Context, dir string) error {
	letter := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(letter, []byte("To the ombudsman: the complaint form is enclosed."), 0o600); err != nil {
		return err
	}
	if _, err := s.at(ctx, dartford, "attach", letter, "--case", letterOfCase, "--department", "complaints", "--title", "Reply to the ombudsman"); err != nil {
		return err
	}
	for _, change := range []struct {
		path string
		body map[string]any
	}{
		{"/cases/" + heldFile + "/holds", map[string]any{"by": "Data Protection Officer", "reason": "A claim is expected.", "reviewOn": disclosure.DateOf(time.Now()).AddMonths(6)}},
		{"/cases/" + closedFile + "/close", map[string]any{"closedOn": disclosure.NewDate(2024, time.January, 31), "confirmed": true}},
	} {
		if _, err := s.asks(ctx, dartford, "Loading a year", http.MethodPost, change.path, change.path, change.body); err != nil {
			return err
		}
	}
	return nil
}

// write makes the log's file and its mapping.
func (w *workbook) write(dir string) (file, mapping string, err error) {
	text, err := mappings.ReadFile("logs/" + w.name + ".yaml")
	if err != nil {
		return "", "", err
	}
	mapping = filepath.Join(dir, w.name+".yaml")
	if err := os.WriteFile(mapping, text, 0o600); err != nil {
		return "", "", err
	}
	lines := [][]string{w.header}
	for _, r := range w.rows {
		lines = append(lines, r.cells)
	}
	if w.excel {
		file = filepath.Join(dir, w.name+".xlsx")
		return file, mapping, writeExcel(file, lines)
	}
	file = filepath.Join(dir, w.name+".csv")
	return file, mapping, writeCSV(file, lines)
}

func writeCSV(path string, lines [][]string) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return csv.NewWriter(file).WriteAll(lines)
}

func writeExcel(path string, lines [][]string) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	for n, line := range lines {
		cells := []any{}
		for _, cell := range line {
			cells = append(cells, cell)
		}
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", n+1), &cells); err != nil {
			return err
		}
	}
	return book.SaveAs(path)
}

// write makes the share and the list of its people.
func (r *routine) write(dir string, n int) (record, list string, err error) {
	people := len(r.people)
	if r.unfinished {
		people++
	}
	text, err := json.MarshalIndent(map[string]any{
		"people": people, "from": r.day.AddDays(-7), "to": r.day, "occasion": r.occasion,
		"howToTell": "Everybody with a complaint open on that day: report CR-12 of the complaints system.",
		"notice":    "dartford-complaints", "decision": "disclosed", "disclosedAt": r.day.String() + "T14:05:00Z",
		"reason":  "The mailing house prints and posts our satisfaction survey.",
		"purpose": "ask people how their complaint was handled", "purposeId": "handle-complaint",
		"recipient": map[string]any{"category": "contractor", "kind": "mailing-house", "organisation": r.recipient},
		"data": []map[string]any{
			{"category": "name", "description": "Name and title", "source": "complaint"},
			{"category": "address", "description": "Postal address", "source": "complaint"},
		},
		"justification": map[string]any{"lawfulBases": []string{"ukgdpr-6-1-e"}, "conditions": []string{}, "exemptions": []string{}, "necessity": "Only what stands on an envelope."},
		"tellSubject":   map[string]any{"outcome": "told", "on": r.day},
		"evidence":      map[string]any{"roleDecision": "processor", "contractRef": "DBC-K-0412", "processorTermsArt28OrSharingAgreement": "Contract DBC-K-0412, schedule 4"},
		"method":        map[string]any{"channel": "secure-transfer", "security": "Encrypted, key by telephone", "recipientVerified": "the contract's own server"},
		"authorisedBy":  map[string]any{"name": "B. Example", "post": "Complaints Manager"},
	}, "", "  ")
	if err != nil {
		return "", "", err
	}
	record, list = filepath.Join(dir, fmt.Sprintf("share-%02d.json", n)), filepath.Join(dir, fmt.Sprintf("share-%02d.csv", n))
	lines := [][]string{{"Reference"}}
	for _, who := range r.people {
		lines = append(lines, []string{who})
	}
	return record, list, errors.Join(os.WriteFile(record, text, 0o600), writeCSV(list, lines))
}

// has says whether somebody was in it.
func (r *routine) has(who string) bool { return slices.Contains(r.people, who) }
