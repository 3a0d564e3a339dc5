package main_test

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"disclosure-register/pkg/report/workbook"
)

// council is a register of the running service, in a process of its own, in the
// hands of those who work with it. The tests that use it read as a day does: the
// departments log what the notice has them log, and then the Data Protection
// Officer and the auditor ask.
type council struct {
	t        *testing.T
	r        *running
	register string
	keys     int
}

// inCouncil starts the service with an empty register.
func inCouncil(t *testing.T, register string) *council {
	t.Helper()
	return &council{t: t, r: start(t, t.TempDir(), "--sample=false", "--require-purpose"), register: register}
}

// restart stops the service as a power cut would and starts it again: retention
// runs on start.
func (c *council) restart() {
	c.t.Helper()
	c.r.kill()
	c.r = start(c.t, c.r.data, "--sample=false", "--require-purpose")
}

// officer is somebody with a token.
type officer struct {
	*council
	token string
}

func (c *council) officer(role, department, name string) officer {
	c.t.Helper()
	flags := []string{"--register", c.register, "--role", role, "--name", name}
	if department != "" {
		flags = append(flags, "--department", department)
	}
	return officer{c, c.r.tokenFor(c.t, flags...)}
}

func (c *council) recorder(department string) officer {
	return c.officer("recorder", department, "R. Sample")
}

func (c *council) dpo() officer     { return c.officer("dpo", "", "D. Sample") }
func (c *council) auditor() officer { return c.officer("auditor", "", "A. Sample") }

// body is a JSON object; [body.with] changes a copy of it.
type body map[string]any

// disclosed is one of the disclosures that show a notice's rules met.
func (c *council) disclosed(name string) body {
	c.t.Helper()
	text, err := os.ReadFile("../../pkg/policy/testdata/" + name + ".json")
	if err != nil {
		c.t.Fatal(err)
	}
	var b body
	if err := json.Unmarshal(text, &b); err != nil {
		c.t.Fatal(err)
	}
	return b
}

// with returns a copy in which what stands at the dotted path is the value; nil
// takes it out.
func (b body) with(path string, value any) body {
	whole, err := json.Marshal(b)
	if err != nil {
		panic(err)
	}
	var changed body
	if err := json.Unmarshal(whole, &changed); err != nil {
		panic(err)
	}
	parts := strings.Split(path, ".")
	at := map[string]any(changed)
	for _, part := range parts[:len(parts)-1] {
		inner, ok := at[part].(map[string]any)
		if !ok {
			inner = map[string]any{}
			at[part] = inner
		}
		at = inner
	}
	if last := parts[len(parts)-1]; value == nil {
		delete(at, last)
	} else {
		at[last] = value
	}
	return changed
}

// about is the body of one person in one case.
func (b body) about(ref, person string) body {
	return b.with("case", ref).with("subjects", []any{body{"reference": person, "role": "complainant"}})
}

// ask asks and returns the status and the answer.
func (o officer) ask(method, path string, given any) (int, []byte) {
	o.t.Helper()
	var sent io.Reader = http.NoBody
	if given != nil {
		text, err := json.Marshal(given)
		if err != nil {
			o.t.Fatal(err)
		}
		sent = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(o.t.Context(), method, o.r.url+"/v1/registers/"+o.register+path, sent)
	if err != nil {
		o.t.Fatal(err)
	}
	o.keys++
	request.Header = http.Header{"Authorization": {"Bearer " + o.token}}
	if method == http.MethodPost {
		request.Header.Set("Idempotency-Key", fmt.Sprintf("%s-%d", o.t.Name(), o.keys))
	} else {
		request.Header.Set("Access-Purpose", "The day's work")
	}
	if given != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		o.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return response.StatusCode, answer
}

// posts asks for a change, which must be made, and returns the answer.
func (o officer) posts(path string, given any) body {
	o.t.Helper()
	status, text := o.ask(http.MethodPost, path, given)
	var answer body
	if err := json.Unmarshal(text, &answer); err != nil || status >= 300 {
		o.t.Fatalf("POST %s: %d %s", path, status, text)
	}
	return answer
}

// sees asks a question, which must be answered, and returns the answer.
func (o officer) sees(path string, parameters ...string) body {
	o.t.Helper()
	query := url.Values{}
	for i := 0; i < len(parameters); i += 2 {
		query.Set(parameters[i], parameters[i+1])
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	status, text := o.ask(http.MethodGet, path, nil)
	var answer body
	if err := json.Unmarshal(text, &answer); err != nil || status != http.StatusOK {
		o.t.Fatalf("GET %s: %d %s", path, status, text)
	}
	return answer
}

// mayNot fails the test unless the question or change is answered with the
// status.
func (o officer) mayNot(status int, method, path string, given any) {
	o.t.Helper()
	if got, text := o.ask(method, path, given); got != status {
		o.t.Errorf("%s %s: got %d, want %d: %s", method, path, got, status, text)
	}
}

// logs records a disclosure and returns its entry. It must raise flags of exactly
// these rules.
func (o officer) logs(d body, flags ...string) (entry string) {
	o.t.Helper()
	recorded := o.posts("/disclosures", d)
	if got := recorded.each("flags", "rule"); !slices.Equal(got, flags) {
		o.t.Errorf("the disclosure of %s is flagged by %v, want %v", d["case"], got, flags)
	}
	return recorded["id"].(string)
}

// isRefused fails the test unless the disclosure is refused by a rule at a place,
// among others.
func (o officer) isRefused(d body, rule, pointer string) {
	o.t.Helper()
	status, text := o.ask(http.MethodPost, "/disclosures", d)
	var problem body
	if err := json.Unmarshal(text, &problem); err != nil || status != http.StatusUnprocessableEntity {
		o.t.Errorf("the disclosure of %s: got %d, want it refused: %s", d["case"], status, text)
		return
	}
	if !slices.Contains(problem.each("errors", "rule", "pointer"), rule+" "+pointer) {
		o.t.Errorf("the disclosure of %s is refused by %v, want %s at %s", d["case"], problem.each("errors", "rule", "pointer"), rule, pointer)
	}
}

// learns records a fact.
func (o officer) learns(kind, person string, fact body) (entry string) {
	o.t.Helper()
	fact = fact.with("kind", kind).with("about", body{"dimension": "subject", "reference": person})
	return o.posts("/facts", fact)["id"].(string)
}

// each returns, of each member of a list, what stands at the dotted places, with
// spaces between.
func (b body) each(list string, places ...string) []string {
	members, _ := b[list].([]any)
	var said []string
	for _, member := range members {
		var parts []string
		for _, dotted := range places {
			parts = append(parts, place(member, dotted))
		}
		said = append(said, strings.Join(parts, " "))
	}
	return said
}

// place is what stands at a dotted place, in words.
func place(value any, dotted string) string {
	for part := range strings.SplitSeq(dotted, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[part]
		case body:
			value = v[part]
		default:
			value = nil
		}
	}
	if list, is := value.([]any); is {
		var parts []string
		for _, member := range list {
			parts = append(parts, fmt.Sprint(member))
		}
		return strings.Join(parts, ",")
	}
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// wants fails the test unless the lines are these, in this order.
func (c *council) wants(what string, got []string, want ...string) {
	c.t.Helper()
	if !slices.Equal(got, want) {
		c.t.Errorf("%s:\ngot  %q\nwant %q", what, got, want)
	}
}

// clears goes through the queue, and returns it as "rule" or "rule departure".
func (o officer) clears(reason string) []string {
	o.t.Helper()
	var queue []string
	flags, _ := o.sees("/flags")["flags"].([]any)
	for _, member := range flags {
		f := body(member.(map[string]any))
		line := place(f, "rule")
		if f["departure"] == true {
			line += " departure"
		}
		queue = append(queue, line)
		o.posts(fmt.Sprintf("/disclosures/%s/flags/%s/clear", place(f, "entry"), place(f, "flag")), body{"reason": reason})
	}
	if left := o.sees("/flags").each("flags", "rule"); len(left) != 0 {
		o.t.Errorf("left in the queue: %v", left)
	}
	return queue
}

// export asks for a file of what the filter finds, waits for it and returns it.
func (o officer) export(request body) []byte {
	o.t.Helper()
	job := o.posts("/exports", request.with("purpose", "Return to the audit committee"))
	patience := time.After(time.Minute)
	for {
		shown := o.sees("/exports/" + place(job, "id"))
		switch shown["status"] {
		case "failed":
			o.t.Fatalf("the export failed: %v", shown["problem"])
		case "done":
			return download(o.t, place(shown, "url"))
		}
		select {
		case <-patience:
			o.t.Fatal("the export is never done")
		default:
		}
	}
}

// exports counts the disclosures in the spreadsheet of everything, whose rows have the
// digest that the screen says of the same, made again from the file.
func (o officer) exports() int {
	o.t.Helper()
	for reading, screen := range map[string]string{"as-recorded": "/disclosures?digest=true&limit=200", "current": "/disclosures/current?digest=true"} {
		file := filepath.Join(o.t.TempDir(), "disclosures.xlsx")
		if err := os.WriteFile(file, o.export(body{"format": "xlsx", "rows": reading, "filter": body{}}), 0o600); err != nil {
			o.t.Fatal(err)
		}
		checked, err := workbook.Check(file)
		if err != nil {
			o.t.Fatal(err)
		}
		if shown := o.sees(screen)["rowsSha256"]; !checked.Holds() || shown != checked.Digest {
			o.t.Errorf("%s: the screen's digest is %v, and the workbook's %s: %v", reading, shown, checked.Digest, checked.Problems)
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(o.export(body{"format": "csv", "filter": body{}}))).ReadAll()
	if err != nil {
		o.t.Fatalf("read the export: %v", err)
	}
	return len(rows) - 1
}

// provesTheLog waits until the entry is in the log, and checks the whole log, and
// a bundle of the register's disclosures, as an auditor does: with the tool,
// trusting nobody.
func (o officer) provesTheLog(entry string) {
	o.t.Helper()
	patience := time.After(time.Minute)
	for status := 0; status != http.StatusOK; {
		select {
		case <-patience:
			o.t.Fatalf("the receipt: %d", status)
		default:
			status, _ = o.ask(http.MethodGet, "/receipts/"+entry, nil)
		}
	}
	printed := regexp.MustCompile(`(?m)^  Log        (\S+)\n  Log key    (\S+)$`).FindStringSubmatch(o.r.output.String())
	if printed == nil {
		o.t.Fatalf("the service does not print its log and key:\n%s", o.r.output)
	}
	log, key := strings.Replace(printed[1], "E07000107", o.register, 1), o.logKey(printed[2])
	if out, code := ends(o.t, "verify", "--log", log, "--key", key); code != 0 {
		o.t.Errorf("the log does not hold: %s", out)
	}
	bundle := written(o.t, "evidence.zip", string(o.export(body{"format": "bundle", "filter": body{}})))
	if out, code := ends(o.t, "verify", bundle, "--key", key); code != 0 {
		o.t.Errorf("the bundle does not hold: %s", out)
	}
}

// logKey makes the register's key of Dartford's, which is the one printed: the
// same key under the name of another log.
func (c *council) logKey(printed string) string {
	c.t.Helper()
	parts := strings.SplitN(printed, "+", 3)
	encoded, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		c.t.Fatal(err)
	}
	key, err := note.NewEd25519VerifierKey(strings.Replace(parts[0], "E07000107", c.register, 1), encoded[1:])
	if err != nil {
		c.t.Fatal(err)
	}
	return key
}

// begins restarts the service and waits until retention has begun to destroy what
// is due.
func (c *council) begins() {
	c.t.Helper()
	c.restart()
	c.r.says(c.t, "Begun:1")
}

// countsNobody fails the test unless every number of the month's statistics is to
// the nearest five, or is not given.
func (o officer) countsNobody(month string) {
	o.t.Helper()
	rows, _ := o.sees("/statistics", "from", month, "to", month)["rows"].([]any)
	if len(rows) == 0 {
		o.t.Error("the statistics of the month are empty")
	}
	for _, row := range rows {
		count, shown := row.(map[string]any)["count"].(float64)
		if shown && int(count)%5 != 0 || !shown && place(row, "shown") != "fewer than 5" {
			o.t.Errorf("the statistics give %s as %s", place(row, "value"), place(row, "shown"))
		}
	}
}
