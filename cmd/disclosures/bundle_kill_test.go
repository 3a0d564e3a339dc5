package main_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A bundle that was asked for is made, whenever the process is killed: before
// its entries are in the log, while it is written, or after. Each is complete up
// to its own request.
func TestABundleThatWasAskedForSurvivesAKill(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	body := example(t)
	var jobs []string
	for round := range 2 { // a job is begun three times at most: two kills leave it one
		r := start(t, data, "--sample=false")
		recorder := r.token(t, "recorder", "housing")
		for n := range 10 {
			if status, answer, err := r.send(recorder, http.MethodPost, "/disclosures", fmt.Sprintf("round-%d-%d", round, n), body); err != nil || status != http.StatusCreated {
				t.Fatalf("record: %d, %v: %s", status, err, answer)
			}
		}
		jobs = append(jobs, r.requestBundle(t, fmt.Sprint("bundle-", round)))
		r.kill()
	}

	r := start(t, data, "--sample=false")
	for n, id := range jobs {
		done := r.finished(t, id)
		if want := 11 * (n + 1); done.Status != "done" || done.Range.End < int64(want) || done.Warnings != nil {
			t.Fatalf("bundle %d ended as %+v, want at least the %d entries acknowledged before", n, done, want)
		}
		file := written(t, "evidence.zip", string(download(t, done.URL)))
		if out, code := ends(t, "verify", file); code != 0 || !strings.Contains(out, "nothing was left out") {
			t.Errorf("bundle %d ended with %d:\n%s", n, code, out)
		}
	}
}

// finishedExport is what a job says when it is no longer under way.
type finishedExport struct {
	Status, URL, Problem string
	Range                struct{ First, End int64 }
	Warnings             []string
}

// requestBundle asks for the whole log as evidence, and returns the job.
func (r *running) requestBundle(t *testing.T, key string) string {
	t.Helper()
	ask := []byte(`{"format":"bundle","range":{"first":0},"purpose":"Yearly audit"}`)
	status, answer, err := r.send(r.token(t, "auditor", ""), http.MethodPost, "/exports", key, ask)
	var job struct{ ID string }
	if err != nil || status != http.StatusAccepted || json.Unmarshal(answer, &job) != nil {
		t.Fatalf("ask for a bundle: %d, %v: %s", status, err, answer)
	}
	return job.ID
}

// finished asks for the job until it has ended. Each look takes a while by
// itself: it is put on record first.
func (r *running) finished(t *testing.T, id string) finishedExport {
	t.Helper()
	for {
		status, answer, err := r.send(r.token(t, "auditor", ""), http.MethodGet, "/exports/"+id, "", nil)
		var job finishedExport
		if err != nil || status != http.StatusOK || json.Unmarshal(answer, &job) != nil {
			t.Fatalf("show the bundle: %d, %v: %s", status, err, answer)
		}
		if job.Status == "done" || job.Status == "failed" {
			return job
		}
	}
}

func download(t *testing.T, link string) []byte {
	t.Helper()
	response, err := http.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("download: %d, %v", response.StatusCode, err)
	}
	return content
}

// A bundle whose entries do not reach the log gives its turn back: what others ask for
// meanwhile is written, and so is what the same caller asks for. It ends when they do.
func TestABundleThatWaitsHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	r := start(t, data, "--sample=false")
	r.waitForEntry(t, "first")
	tiles := filepath.Join(data, "s3", "objects", "log", "E07000107", "tile")
	if err := errors.Join(os.Rename(tiles, tiles+"-away"), os.WriteFile(tiles, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	bundle := r.requestBundle(t, "bundle")
	since := time.Now()
	for role, n := range map[string]int{"auditor": 5, "dpo": 1} {
		var jobs []string
		for i := range n {
			status, answer, err := r.send(r.token(t, role, ""), http.MethodPost, "/exports", fmt.Sprint(role, i), []byte(`{"format":"csv","filter":{},"purpose":"Yearly audit"}`))
			var job struct{ ID string }
			if err != nil || status != http.StatusAccepted || json.Unmarshal(answer, &job) != nil {
				t.Fatalf("ask for a spreadsheet: %d, %v: %s", status, err, answer)
			}
			jobs = append(jobs, job.ID)
		}
		for _, id := range jobs {
			if job := r.finished(t, id); job.Status != "done" {
				t.Errorf("a spreadsheet ended as %+v", job)
			}
		}
	}
	if took := time.Since(since); took > time.Minute {
		t.Errorf("the spreadsheets took %v beside a bundle that waits", took)
	}
	if err := errors.Join(os.Remove(tiles), os.Rename(tiles+"-away", tiles)); err != nil {
		t.Fatal(err)
	}
	if job := r.finished(t, bundle); job.Status != "done" {
		t.Errorf("the bundle ended as %+v", job)
	}
}
