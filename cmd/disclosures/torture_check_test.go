//go:build check || torture

package main_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing/keyfile"
)

const dartford = "E07000107"

// makeTokens signs what everybody works with, for longer than the clock is moved.
func (w *world) makeTokens() map[string]string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.data, "issuer.key"))
	if err != nil {
		w.t.Fatal(err)
	}
	seed, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		w.t.Fatal(err)
	}
	key := ed25519.NewKeyFromSeed(seed)
	register, err := disclosure.ParseRegister(dartford)
	if err != nil {
		w.t.Fatal(err)
	}
	tokens := map[string]string{}
	for asked, caller := range map[string]disclosure.Caller{
		"--role recorder --department housing": {Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing", Subject: "recorder"},
		"--role dpo":                           {Roles: []disclosure.Role{disclosure.DPO}, Subject: "dpo"},
		"--role auditor":                       {Roles: []disclosure.Role{disclosure.Auditor}, Subject: "auditor"},
	} {
		caller.Register, caller.Name = register, "Fictional Officer"
		if tokens["--register "+dartford+" "+asked], err = auth.Issue(key, caller, time.Now(), 20*365*24*time.Hour); err != nil {
			w.t.Fatal(err)
		}
	}
	return tokens
}

// atOnce is how many look at a time, so that looks, which are entries too, share commits.
const atOnce = 16

// check looks whether everything that was acknowledged is there, once, or destroyed
// under a certificate: each case that was touched since the last check, by the ids
// that were given, with its letters and receipts; and then the table and the letters
// against the published log. A copy of what is there then comes to harm.
func (w *world) check() {
	w.t.Helper()
	w.checks++
	r := w.start(w.clock, nil)
	w.resolve(r)
	r.waitForEntry(w.t, fmt.Sprint("check-", w.checks)) // so everything before it is in the log
	w.checkCases(r, func(c *askedCase) bool { return !c.looked || c.closed })
	w.checkImport(r)
	r.kill()
	if w.t.Failed() {
		return
	}
	copied := w.copied()
	w.clean(w.start(w.clock, nil))
	w.harmed(copied)
}

// resolve sends again what was not answered, until all of it is.
func (w *world) resolve(r *running) {
	w.t.Helper()
	open, until := 1, time.Now()
	for least := math.MaxInt; open > 0; {
		if !w.askAgain(r, atOnce) {
			w.t.Fatalf("the service is gone by itself:\n%s", r.notes)
		}
		open = 0
		for _, c := range w.cases {
			open += len(c.open)
		}
		if open < least {
			least, until = open, time.Now().Add(time.Minute)
		}
		if time.Now().After(until) {
			w.t.Fatalf("for a minute %d requests have not been answered", open)
		}
	}
}

// checkCases looks at the cases that are not known to be destroyed.
func (w *world) checkCases(r *running, of func(*askedCase) bool) {
	w.t.Helper()
	type named struct {
		ref string
		c   *askedCase
	}
	var all []named
	for ref, c := range w.cases {
		switch {
		case len(c.ids) == 0:
			delete(w.cases, ref)
		case !c.gone && of(c):
			all = append(all, named{ref, c})
		}
	}
	keys := w.logKeys()
	inParallel(atOnce, all, func(one named) { w.checkCase(r, keys, one.ref, one.c) })
}

func (w *world) checkCase(r *running, keys ledger.Keys, ref string, c *askedCase) {
	w.t.Helper()
	state := w.state(r, ref)
	switch {
	case state == "disposed" && c.closed:
		for _, id := range c.ids {
			w.receipt(r, keys, id)
		}
		for _, document := range c.letters {
			w.receipt(r, keys, w.wantLetter(r, ref, document, "destroyed"))
		}
		c.gone = true
		w.mu.Lock()
		w.destroyedCases++
		w.destroyedLetters += len(c.letters)
		w.mu.Unlock()
		return
	case state == "disposing" && c.closed:
		return // in the midst of it: looked at again by the next check
	case state != "open" && (state != "closed" || !c.closed):
		w.t.Errorf("a case is %q, and that closing it was asked is %v", state, c.closed)
	}
	for _, document := range c.letters {
		w.wantLetter(r, ref, document, "matches")
	}
	want := slices.Sorted(maps.Values(c.ids))
	got := w.ids(r, ref)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		w.t.Errorf("acknowledged were %d entries of a case, and %d are there: %v, %v", len(want), len(got), want, got)
	}
	for _, id := range c.fresh {
		w.receipt(r, keys, id)
	}
	c.fresh, c.looked = nil, true
}

// ids lists the case's disclosures.
func (w *world) ids(r *running, ref string) (ids []string) {
	w.t.Helper()
	var page struct{ Rows []struct{ ID string } }
	w.look(r, "/disclosures?limit=200&case="+url.QueryEscape(ref), &page)
	for _, row := range page.Rows {
		ids = append(ids, row.ID)
	}
	return ids
}

// checkImport looks whether every row of the sheet that was imported last is there
// once.
func (w *world) checkImport(r *running) {
	w.t.Helper()
	if w.sheet.path != "" {
		w.importSome(r, w.clock, w.lives)
		if w.sheet.path != "" {
			w.t.Error("an import that nobody disturbs does not end")
			return
		}
	}
	var refs []string
	for life, rows := range w.sheets {
		for i := range rows {
			refs = append(refs, fmt.Sprintf("IMP-%d-%d", life, i))
		}
	}
	inParallel(atOnce, refs, func(ref string) {
		if ids := w.ids(r, ref); len(ids) != 1 {
			w.t.Errorf("%d disclosures of an imported row", len(ids))
		}
	})
	clear(w.sheets)
}

// wantLetter compares a letter with its record, and returns the certificate under
// which it was destroyed, if it was.
func (w *world) wantLetter(r *running, ref, document, want string) (certificate string) {
	w.t.Helper()
	var check struct {
		Outcome, Certificate string
		Differences          []struct{ What, Logged, Found string }
	}
	w.look(r, "/cases/"+ref+"/correspondence/"+document+"/check", &check)
	if check.Outcome != want {
		w.t.Errorf("a letter is %q, want %q: %v (%s in %s)", check.Outcome, want, check.Differences, document, ref)
	}
	return check.Certificate
}

func (w *world) look(r *running, path string, into any) {
	w.t.Helper()
	status, answer, err := r.send(r.token(w.t, "dpo", ""), http.MethodGet, path, "", nil)
	if err != nil || status != http.StatusOK || json.Unmarshal(answer, into) != nil {
		w.t.Errorf("%s is answered %d %.300s, %v", path, status, answer, err)
	}
}

// receipt verifies the entry's receipt, and that it proves the place that an earlier
// one did.
func (w *world) receipt(r *running, keys ledger.Keys, id string) {
	w.t.Helper()
	var status int
	var answer []byte
	var err error
	for until := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		status, answer, err = r.send(r.token(w.t, "auditor", ""), http.MethodGet, "/receipts/"+id, "", nil)
		if status != http.StatusServiceUnavailable || time.Now().After(until) { // a certificate is sealed a moment later
			break
		}
	}
	if err != nil || status != http.StatusOK {
		w.t.Errorf("the receipt of %s: %d %.300s, %v", id, status, answer, err)
		return
	}
	receipt, _, err := keys.OpenReceipt(answer)
	if err != nil {
		w.t.Errorf("the receipt of %s: %v", id, err)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if before, was := w.places[id]; was && before != receipt.Index {
		w.t.Errorf("%s was at place %d of the log, and is at %d", id, before, receipt.Index)
	}
	w.places[id] = receipt.Index
}

func (w *world) logKeys() ledger.Keys {
	w.t.Helper()
	origin, err := ledger.NewOrigin("one-machine.invalid/disclosure-register", dartford)
	if err != nil {
		w.t.Fatal(err)
	}
	key, err := keyfile.Open(filepath.Join(w.data, "log.key"))
	if err != nil {
		w.t.Fatal(err)
	}
	vkey, err := ledger.VerifierKey(origin, key.Public())
	if err != nil {
		w.t.Fatal(err)
	}
	keys, err := ledger.ParseKeys(vkey)
	if err != nil {
		w.t.Fatal(err)
	}
	return keys
}

// clean stops the service and has the table and the letters compared with the
// published log. What was stopped between an erasure and its certificate is finished
// by another start, as the check itself says; nothing else heals.
func (w *world) clean(r *running) {
	w.t.Helper()
	for again := 0; ; again++ {
		w.stop(r)
		check := command(w.t, "log", "check", "--register", dartford, "--data", w.data)
		moving(check)
		check.Env = w.clock.environment()
		out, err := check.CombinedOutput()
		if err == nil {
			return
		}
		if again == 5 || !strings.Contains(string(out), "no certificate in the log names them") || strings.Contains(string(out), "WRONG") || strings.Contains(string(out), "ASTRAY") {
			w.t.Errorf("the check of the log ends with %v:\n%s", err, ends4k(out))
			return
		}
		r = w.start(w.clock, nil)
		w.retained(r, time.Minute)
		r.waitForEntry(w.t, fmt.Sprint("check-", w.checks, "-", again))
	}
}

// retained waits until the first run of retention is over, which says nothing when
// nothing was due, and no longer than that.
func (w *world) retained(r *running, patience time.Duration) {
	select {
	case <-r.notes.heard("msg=retention register=" + dartford + " report="):
	case <-time.After(patience):
	}
}

// ends4k is the beginning and the end of a long text.
func ends4k(text []byte) string {
	if len(text) <= 4096 {
		return string(text)
	}
	return string(text[:2048]) + "\n…\n" + string(text[len(text)-2048:])
}

// stop ends the service as Ctrl-C does.
func (w *world) stop(r *running) {
	w.t.Helper()
	_ = r.command.Process.Signal(os.Interrupt)
	<-r.drained
	if err := r.command.Wait(); err != nil {
		w.t.Errorf("the service ended with %v:\n%s", err, r.notes)
	}
}

// untilAllThatIsDueIsDestroyed closes every case anew whose closing was asked, since
// what was recorded in it afterwards counts from its own day, and lets days pass until
// all of them are destroyed. It does so later than any clock recorded anything: what
// was recorded at an hour yet to come counts as after the closure, and keeps the case.
func (w *world) untilAllThatIsDueIsDestroyed() {
	w.t.Helper()
	w.clock.moved = w.furthest + time.Hour
	r := w.start(w.clock, nil)
	w.resolve(r)
	left := w.due()
	inParallel(atOnce, left, func(ref string) { w.closeAnew(r, ref) })
	for ; !w.t.Failed(); r = w.start(w.clock, nil) {
		w.retained(r, 10*time.Second)
		for len(left) > 0 && w.state(r, left[0]) == "disposed" {
			left = left[1:]
		}
		if len(left) == 0 {
			w.checkCases(r, func(c *askedCase) bool { return c.closed })
			w.clean(r)
			break
		}
		if w.nights++; w.nights == 60 {
			for _, ref := range left {
				_, view, _ := r.send(r.token(w.t, "dpo", ""), http.MethodGet, "/cases/"+ref, "", nil)
				w.t.Errorf("sixty nights later a case is not destroyed: %s", view)
			}
			w.stop(r)
			break
		}
		w.stop(r)
		w.clock.moved += time.Duration(1+w.random.IntN(9)) * 24 * time.Hour
	}
	w.days = int(w.clock.moved.Hours() / 24)
	if left = w.due(); len(left) > 0 && !w.t.Failed() {
		w.t.Errorf("%d cases are not destroyed", len(left))
	}
}

// due are the cases whose closing was asked and that are not known to be destroyed.
func (w *world) due() (left []string) {
	for ref, c := range w.cases {
		if c.closed && !c.gone && len(c.ids) > 0 {
			left = append(left, ref)
		}
	}
	return left
}

func (w *world) closeAnew(r *running, ref string) {
	w.mu.Lock()
	c := w.cases[ref]
	w.mu.Unlock()
	switch w.state(r, ref) {
	case "closed":
		status, answer, err := r.send(r.token(w.t, "dpo", ""), http.MethodPost, "/cases/"+ref+"/reopen", "reopen-"+ref, []byte(`{"reason":"To close it anew."}`))
		if status == http.StatusConflict && w.state(r, ref) != "closed" {
			return // the night that begins at a start has come first
		}
		if err != nil || status/100 != 2 {
			w.t.Errorf("reopening is answered %d %s, %v", status, answer, err)
		}
		fallthrough
	case "open":
		if !w.close(r, c, ref, "again-") {
			w.t.Errorf("the service is gone by itself:\n%s", r.notes)
		}
	}
}

func (w *world) state(r *running, ref string) string {
	w.t.Helper()
	var view struct{ State string }
	w.look(r, "/cases/"+ref, &view)
	return view.State
}

func largestFile(t *testing.T, dir string) (size int64) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil {
			size = max(size, info.Size())
		}
	}
	return size
}
