//go:build check || torture

package main_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
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

// check looks whether everything that was acknowledged is there, once, or destroyed
// under a certificate: each case that was touched since the last check, by the ids
// that were given, with its letters and receipts; and then the table and the letters
// against the published log.
func (w *world) check() {
	w.t.Helper()
	w.checks++
	r := w.start(w.clock, nil)
	w.resolve(r)
	r.waitForEntry(w.t, fmt.Sprint("check-", w.checks)) // so everything before it is in the log
	keys := w.logKeys()
	for ref, c := range w.cases {
		if !c.gone && (!c.looked || c.closed) {
			w.checkCase(r, keys, ref, c)
		}
	}
	w.checkImport(r)
	w.clean(r)
}

// resolve sends again what was not answered, until all of it is.
func (w *world) resolve(r *running) {
	w.t.Helper()
	for until := time.Now().Add(time.Minute); ; {
		if !w.askAgain(r) {
			w.t.Fatalf("the service is gone by itself:\n%s", r.notes)
		}
		open := 0
		for _, c := range w.cases {
			open += len(c.open)
		}
		if open == 0 {
			return
		}
		if time.Now().After(until) {
			w.t.Fatalf("a minute later %d requests are not answered", open)
		}
	}
}

func (w *world) checkCase(r *running, keys ledger.Keys, ref string, c *askedCase) {
	w.t.Helper()
	if len(c.ids) == 0 {
		delete(w.cases, ref)
		return
	}
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
		w.destroyedCases++
		w.destroyedLetters += len(c.letters)
		return
	case state == "disposing" && c.closed:
		return // in the midst of it: looked at again by the next check
	case state != "open" && (state != "closed" || !c.closed):
		w.t.Errorf("a case is %q, and that closing it was asked is %v", state, c.closed)
	}
	for _, document := range c.letters {
		w.wantLetter(r, ref, document, "matches")
	}
	want := []string{}
	for _, id := range c.ids {
		want = append(want, id)
	}
	got := w.ids(r, ref)
	slices.Sort(want)
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
		w.importSome(r, w.clock, w.kills)
		if w.sheet.path != "" {
			w.t.Error("an import that nobody disturbs does not end")
			return
		}
	}
	for life, rows := range w.sheets {
		for i := range rows {
			if ids := w.ids(r, fmt.Sprintf("IMP-%d-%d", life, i)); len(ids) != 1 {
				w.t.Errorf("%d disclosures of an imported row", len(ids))
			}
		}
	}
	clear(w.sheets)
}

// wantLetter compares a letter with its record, and returns the certificate under
// which it was destroyed, if it was.
func (w *world) wantLetter(r *running, ref, document, want string) (certificate string) {
	w.t.Helper()
	var check struct{ Outcome, Certificate string }
	w.look(r, "/cases/"+ref+"/correspondence/"+document+"/check", &check)
	if check.Outcome != want {
		w.t.Errorf("a letter is %q, want %q", check.Outcome, want)
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
	path, err := movable()
	if err != nil {
		w.t.Fatal(err)
	}
	for again := 0; ; again++ {
		w.stop(r)
		check := command(w.t, "log", "check", "--register", dartford, "--data", w.data)
		check.Path, check.Args[0], check.Env = path, path, w.clock.environment()
		out, err := check.CombinedOutput()
		if err == nil {
			return
		}
		if again == 5 || !strings.Contains(string(out), "no certificate in the log names them") || strings.Contains(string(out), "WRONG") || strings.Contains(string(out), "ASTRAY") {
			w.t.Errorf("the check of the log ends with %v:\n%s", err, out)
			return
		}
		r = w.start(w.clock, nil)
		time.Sleep(2 * time.Second) // for retention, which begins at once
		r.waitForEntry(w.t, fmt.Sprint("check-", w.checks, "-", again))
	}
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
	for ref, c := range w.cases {
		if !c.closed || c.gone {
			continue
		}
		switch w.state(r, ref) {
		case "closed":
			status, answer, err := r.send(r.token(w.t, "dpo", ""), http.MethodPost, "/cases/"+ref+"/reopen", "reopen-"+ref, []byte(`{"reason":"To close it anew."}`))
			if err != nil || status/100 != 2 {
				w.t.Errorf("reopening is answered %d %s, %v", status, answer, err)
			}
			fallthrough
		case "open":
			if !w.close(r, c, ref, "again-") {
				w.t.Fatalf("the service is gone by itself:\n%s", r.notes)
			}
		}
	}
	for ; !w.t.Failed(); r = w.start(w.clock, nil) {
		keys, left := w.logKeys(), 1
		for until := time.Now().Add(4 * time.Second); left > 0 && time.Now().Before(until); {
			left = 0
			for ref, c := range w.cases {
				if !c.closed || c.gone {
					continue
				}
				if c.looked = false; w.state(r, ref) == "disposed" {
					w.checkCase(r, keys, ref, c)
				} else {
					left++
				}
			}
		}
		if left == 0 {
			w.clean(r)
			return
		}
		w.stop(r)
		if w.nights++; w.nights == 60 {
			r = w.start(w.clock, nil)
			for ref, c := range w.cases {
				if c.closed && !c.gone {
					_, view, _ := r.send(r.token(w.t, "dpo", ""), http.MethodGet, "/cases/"+ref, "", nil)
					w.t.Errorf("sixty nights later a case is not destroyed: %s", view)
				}
			}
			w.stop(r)
			return
		}
		w.clock.moved += 24 * time.Hour
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
