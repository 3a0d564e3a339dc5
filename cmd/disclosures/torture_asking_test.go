//go:build check || torture

package main_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// acknowledged is what clients asked for, and what they were answered.
type acknowledged struct {
	t     *testing.T
	mu    sync.Mutex
	cases map[string]*askedCase

	disclosed, corrected, exports, closes, letters, full, destroyedCases, destroyedLetters, imports, importedRows int
}

// askedCase is a case that one client made.
type askedCase struct {
	open    map[string]request // by key: what was asked and not answered, which may have been done
	ids     map[string]string  // by key: the entry that was acknowledged
	fresh   []string           // of those, the entries whose receipts have not been looked at
	letters []string           // the documents that were acknowledged
	closed  bool               // closing it was asked, and so it may be destroyed
	gone    bool               // destroyed, with a certificate
	looked  bool               // since something was last asked of it
}

type request struct {
	path string
	body []byte
}

// record is the example in the case, of some days ago.
func (w *world) record(ref string) request {
	var d map[string]any
	if err := json.Unmarshal(example(w.t), &d); err != nil {
		w.t.Error(err)
	}
	d["case"], d["disclosedAt"] = ref, w.clock.now().AddDate(0, 0, -5).UTC().Format(time.RFC3339)
	body, _ := json.Marshal(d)
	return request{"/disclosures", body}
}

func correction(of request, id string) request {
	body, _ := json.Marshal(map[string]any{"reason": "A slip.", "disclosure": json.RawMessage(of.body)})
	return request{"/disclosures/" + id + "/corrections", body}
}

// write works on one case after another until the service is gone.
func (w *world) write(r *running, random *rand.Rand, prefix string) {
	for n := 0; ; n++ {
		ref := fmt.Sprintf("%s-%d", prefix, n)
		c := &askedCase{open: map[string]request{}, ids: map[string]string{}}
		w.mu.Lock()
		w.cases[ref] = c
		w.mu.Unlock()
		for i := range 1 + random.IntN(6) {
			key := fmt.Sprintf("%s-%d", ref, i)
			body := w.record(ref)
			id, alive := w.ask(r, c, key, body)
			if !alive {
				return
			}
			if id == "" {
				continue
			}
			switch random.IntN(8) {
			case 0, 1, 2:
				if document := archived(r, ref, key); document != "" {
					w.mu.Lock()
					c.letters = append(c.letters, document)
					c.looked = false
					w.letters++
					w.mu.Unlock()
				}
			case 3:
				asks := fmt.Sprintf(`{"format":"csv","filter":{"case":%q},"purpose":"Torture"}`, ref)
				if status, _, err := r.send(r.token(w.t, "auditor", ""), http.MethodPost, "/exports", key, []byte(asks)); err == nil && status/100 == 2 {
					w.mu.Lock()
					w.exports++
					w.mu.Unlock()
				}
			case 4:
				if id, alive := w.ask(r, c, key+"-corrected", correction(body, id)); !alive {
					return
				} else if id != "" {
					w.mu.Lock()
					w.corrected++
					w.mu.Unlock()
				}
			}
		}
		if random.IntN(2) == 0 && !w.close(r, c, ref, "") {
			return
		}
	}
}

// ask sends a request that records an entry, and keeps what is answered. alive is
// false when the service is gone.
func (w *world) ask(r *running, c *askedCase, key string, q request) (id string, alive bool) {
	w.mu.Lock()
	c.open[key] = q
	c.looked = false
	w.mu.Unlock()
	status, answer, err := r.send(r.token(w.t, "recorder", "housing"), http.MethodPost, q.path, key, q.body)
	if err != nil {
		return "", false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var recorded struct{ ID string }
	switch {
	case status == http.StatusCreated && json.Unmarshal(answer, &recorded) == nil && recorded.ID != "":
		if first, was := c.ids[key]; was && first != recorded.ID {
			w.t.Errorf("acknowledged as %s, now %s", first, recorded.ID)
		} else if !was {
			c.fresh = append(c.fresh, recorded.ID)
			w.disclosed++
		}
		c.ids[key] = recorded.ID
		delete(c.open, key)
		return recorded.ID, true
	case status == http.StatusServiceUnavailable: // full, out of descriptors, or too many at once
		w.full++
		return "", true
	case c.closed && (status == http.StatusConflict || status == http.StatusGone || status == http.StatusNotFound || status == http.StatusUnprocessableEntity):
		delete(c.open, key) // it is being destroyed, or is: nothing was recorded
		return "", true
	}
	w.t.Errorf("%s is answered %d %s", q.path, status, answer)
	return "", false
}

// askAgain sends everything again that was not answered, as a client does, and some
// of what was.
func (w *world) askAgain(r *running) (alive bool) {
	w.mu.Lock()
	type again struct {
		c   *askedCase
		key string
		q   request
	}
	var all []again
	for _, c := range w.cases {
		for key, q := range c.open {
			all = append(all, again{c, key, q})
		}
	}
	w.mu.Unlock()
	for _, a := range all {
		if _, alive := w.ask(r, a.c, a.key, a.q); !alive {
			return false
		}
	}
	return true
}

// close closes the case as one whose time is over.
func (w *world) close(r *running, c *askedCase, ref, again string) (alive bool) {
	w.mu.Lock()
	c.closed, c.looked = true, false
	w.mu.Unlock()
	on := w.clock.now().AddDate(-2, 0, -4).UTC().Format(time.DateOnly)
	body := fmt.Sprintf(`{"closedOn":%q,"note":"fictional","confirmed":true}`, on)
	status, answer, err := r.send(r.token(w.t, "dpo", ""), http.MethodPost, "/cases/"+ref+"/close", "close-"+again+ref, []byte(body))
	if err == nil && status/100 != 2 && status != http.StatusServiceUnavailable && status != http.StatusNotFound && status != http.StatusConflict && status != http.StatusGone {
		w.t.Errorf("closing is answered %d %s", status, answer)
	}
	if err == nil && status/100 == 2 {
		w.mu.Lock()
		w.closes++
		w.mu.Unlock()
	}
	return err == nil
}

// archived sends a letter and completes it, and returns its document when all of it
// was acknowledged. The service may be killed meanwhile.
func archived(r *running, ref, key string) (document string) {
	l := &sent{r: r, key: key, body: []byte("A fictional letter, about " + key)}
	sum := sha256.Sum256(l.body)
	asked := fmt.Sprintf(`{"title":"A letter","contentType":"text/plain","size":%d,"sha256":"%s"}`, len(l.body), hex.EncodeToString(sum[:]))
	recorder := r.tokens["--register E07000107 --role recorder --department housing"]
	status, answer, err := r.send(recorder, http.MethodPost, "/cases/"+ref+"/correspondence", "ticket-"+key, []byte(asked))
	if err != nil || status != http.StatusCreated || json.Unmarshal(answer, &l.ticket) != nil {
		return ""
	}
	request, err := http.NewRequest(l.ticket.Method, l.ticket.URL, bytes.NewReader(l.body))
	if err != nil {
		return ""
	}
	for name, value := range l.ticket.Headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return ""
	}
	response.Body.Close()
	status, _, err = r.send(recorder, http.MethodPost, "/cases/"+ref+"/correspondence/"+l.ticket.Document+"/complete", "complete-"+key, nil)
	if err != nil || status/100 != 2 {
		return ""
	}
	return l.ticket.Document
}

// dial connects to the API and sends nothing.
func dial(r *running) (net.Conn, error) { return net.Dial("tcp", strings.TrimPrefix(r.url, "http://")) }

// tortureSheet is the spreadsheet that is being imported, again and again until it
// is done.
type tortureSheet struct {
	path string
	rows int
	n    int
}

// importSome imports what is left of the present sheet, or of a new one.
func (w *world) importSome(r *running, c clock, life int) {
	if w.sheet.path == "" {
		w.sheet.n, w.sheet.rows = life, 40+life%60
		w.sheet.path = w.writeSheet(life, w.sheet.rows)
	}
	command := r.importing(w.t, w.sheet.path)
	path, _ := movable()
	command.Path, command.Args[0], command.Env = path, path, c.environment()
	out, err := command.CombinedOutput()
	var ended *exec.ExitError
	switch {
	case err == nil:
		w.imports++
		w.importedRows += w.sheet.rows
		w.sheets[w.sheet.n] = w.sheet.rows
		w.sheet = tortureSheet{}
	case !errors.As(err, &ended):
		w.t.Error(err)
	case strings.Contains(string(out), "row 2, "): // a problem of the row, and not of the service
		w.t.Errorf("the import says: %s", out)
	}
}

// writeSheet writes rows like the first of the example's, each of its own case.
func (w *world) writeSheet(life, rows int) string {
	text, err := os.ReadFile(importExamples + "housing-log.csv")
	if err != nil {
		w.t.Error(err)
		return ""
	}
	lines := strings.Split(string(text), "\n")
	sheet := []string{lines[0]}
	for i := range rows {
		row := strings.NewReplacer("H-001", fmt.Sprintf("N-%d-%d", life, i), "DBC-C-2025-0311", fmt.Sprintf("IMP-%d-%d", life, i))
		sheet = append(sheet, row.Replace(lines[1]))
	}
	path := filepath.Join(w.t.TempDir(), fmt.Sprintf("log-%d.csv", life))
	if err := os.WriteFile(path, []byte(strings.Join(sheet, "\n")+"\n"), 0o600); err != nil {
		w.t.Error(err)
	}
	return path
}

func (a *acknowledged) figures() string {
	return fmt.Sprintf("%d disclosures (%d of them corrections, %d by %d imports) and %d letters acknowledged, %d exports, %d cases closed; %d times no room; %d cases with %d letters destroyed under their certificates",
		a.disclosed+a.importedRows, a.corrected, a.importedRows, a.imports, a.letters, a.exports, a.closes, a.full, a.destroyedCases, a.destroyedLetters)
}
