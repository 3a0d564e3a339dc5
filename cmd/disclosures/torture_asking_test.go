//go:build check || torture

package main_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// askedCase is a case that one client made.
type askedCase struct {
	open    map[string]request // by key: what was asked and not answered, which may have been done
	ids     map[string]string  // by key: the entry that was acknowledged
	fresh   []string           // of those, the entries whose receipts have not been looked at
	letters []string           // the documents that were acknowledged
	closed  bool               // closing it was asked, and so it may be destroyed
	gone    bool               // destroyed, with a certificate
	looked  bool               // since something was last asked of it
	again   request            // one that was acknowledged, with its key
	key     string
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
		c.ids[key], c.key, c.again = recorded.ID, key, q
		delete(c.open, key)
		return recorded.ID, true
	case status == http.StatusServiceUnavailable: // full, out of descriptors, or too many at once
		w.refused++
		return "", true
	case c.closed && (status == http.StatusConflict || status == http.StatusGone || status == http.StatusNotFound || status == http.StatusUnprocessableEntity):
		delete(c.open, key) // it is being destroyed, or is: nothing was recorded
		return "", true
	}
	w.t.Errorf("%s is answered %d %s", q.path, status, answer)
	return "", false
}

// askAgain sends everything again that was not answered, as a client does, so many at
// once.
func (w *world) askAgain(r *running, atOnce int) (alive bool) {
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
	var gone atomic.Bool
	inParallel(atOnce, all, func(a again) {
		if gone.Load() {
			return
		}
		if _, alive := w.ask(r, a.c, a.key, a.q); !alive {
			gone.Store(true)
		}
	})
	return !gone.Load()
}

// inParallel does something with each of them, so many at once.
func inParallel[T any](atOnce int, all []T, do func(T)) {
	var group sync.WaitGroup
	next := make(chan T)
	for range atOnce {
		group.Go(func() {
			for one := range next {
				do(one)
			}
		})
	}
	for _, one := range all {
		next <- one
	}
	close(next)
	group.Wait()
}

// settledCase is what was acknowledged of a case of which nothing is open.
type settledCase struct {
	ref     string
	c       *askedCase
	ids     []string
	letters []string
}

// settled draws open cases of earlier lives.
func (w *world) settled(n int) (drawn []settledCase) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for ref, c := range w.cases { // whose order is random
		if len(drawn) == n {
			break
		}
		if !c.closed && len(c.open) == 0 && len(c.ids) > 0 {
			drawn = append(drawn, settledCase{ref, c, slices.Sorted(maps.Values(c.ids)), slices.Clone(c.letters)})
		}
	}
	return drawn
}

// glance looks at some cases while everybody works, until the service is gone: what was
// acknowledged is answered alike when it is sent again, and each case has the entries
// that were acknowledged and no other, and its letters. Under a fault of the surroundings
// a letter may be refused.
func (w *world) glance(r *running, settled []settledCase, faulty bool) {
	for _, one := range settled {
		if _, alive := w.ask(r, one.c, one.c.key, one.c.again); !alive {
			return
		}
		ids, alive := w.glanceAt(r, one)
		if !alive {
			return
		}
		if slices.Sort(ids); !slices.Equal(ids, one.ids) {
			w.t.Errorf("after a start a case has the entries %v, acknowledged were %v", ids, one.ids)
		}
		for _, document := range one.letters {
			status, answer, err := r.send(r.token(w.t, "dpo", ""), http.MethodGet, "/cases/"+one.ref+"/correspondence/"+document+"/check", "", nil)
			if err != nil {
				return
			}
			switch {
			case status == http.StatusServiceUnavailable, status == http.StatusInternalServerError && faulty: // the archive cannot say why, or signs with a clock that was
				w.mu.Lock()
				w.refused++
				w.mu.Unlock()
			case status != http.StatusOK || !strings.Contains(string(answer), `"outcome":"matches"`):
				w.t.Errorf("after a start a letter is answered %d %.300s:\n%s", status, answer, r.notes)
			}
		}
		w.mu.Lock()
		w.glances++
		w.mu.Unlock()
	}
}

func (w *world) glanceAt(r *running, one settledCase) (ids []string, alive bool) {
	for {
		status, answer, err := r.send(r.token(w.t, "dpo", ""), http.MethodGet, "/disclosures?limit=200&case="+url.QueryEscape(one.ref), "", nil)
		if err != nil {
			return nil, false
		}
		if status == http.StatusServiceUnavailable { // full, out of descriptors, or too many at once
			time.Sleep(20 * time.Millisecond)
			continue
		}
		var page struct{ Rows []struct{ ID string } }
		if status != http.StatusOK || json.Unmarshal(answer, &page) != nil {
			w.t.Errorf("after a start a case is answered %d %.300s", status, answer)
			return nil, false
		}
		for _, row := range page.Rows {
			ids = append(ids, row.ID)
		}
		return ids, true
	}
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
	moving(command)
	command.Env = c.environment()
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	err := command.Start()
	if err == nil {
		done := make(chan struct{})
		go func() {
			select {
			case <-r.drained: // whoever imports loses patience, and is killed too
				_ = command.Process.Kill()
			case <-done:
			}
		}()
		err = command.Wait()
		close(done)
	}
	var ended *exec.ExitError
	switch {
	case err == nil:
		w.imports++
		w.importedRows += w.sheet.rows
		w.sheets[w.sheet.n] = w.sheet.rows
		w.sheet = tortureSheet{}
	case !errors.As(err, &ended):
		w.t.Error(err)
	case strings.Contains(out.String(), "row 2, "): // a problem of the row, and not of the service
		w.t.Errorf("the import says: %s", &out)
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
