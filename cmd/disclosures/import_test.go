package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	neturl "net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/xuri/excelize/v2"
)

const importExamples = "../../docs/examples/import/"

// longLog writes a workbook with n rows like the first of the example's.
func longLog(t *testing.T, n int) string {
	t.Helper()
	text, err := os.ReadFile(importExamples + "housing-log.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	f := excelize.NewFile()
	write := func(row int, line string) {
		cells := strings.Split(line, ",")
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row), &cells); err != nil {
			t.Fatal(err)
		}
	}
	write(1, lines[0])
	for i := range n {
		row := strings.NewReplacer("H-001", fmt.Sprintf("N-%d", i), "DBC-C-2025-0311", fmt.Sprintf("DBC-C-2025-%d", i/2))
		write(i+2, row.Replace(lines[1]))
	}
	path := filepath.Join(t.TempDir(), "log.xlsx")
	if err := errors.Join(f.SaveAs(path), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func (r *running) importing(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return command(t, append([]string{
		"import", "--mapping", importExamples + "housing-log.yaml", "--register", "E07000107", "--department", "housing", "--data", r.data, "--url", r.url,
	}, args...)...)
}

// keepingAnswer stands before the service. It passes batches on, keeps the answer
// to the given one, counted from 1, and to those after it from whoever asked, and
// closes kept at the first of them.
func (r *running) keepingAnswer(t *testing.T, nth int) (url string, kept <-chan struct{}) {
	t.Helper()
	service, err := neturl.Parse(r.url)
	if err != nil {
		t.Fatal(err)
	}
	closes := make(chan struct{})
	var batches atomic.Int32
	proxy := httputil.NewSingleHostReverseProxy(service)
	proxy.ModifyResponse = func(answer *http.Response) error {
		n := int(batches.Add(1))
		if n == nth {
			close(closes)
		}
		if n >= nth {
			<-answer.Request.Context().Done()
		}
		return nil
	}
	proxy.ErrorLog = log.New(io.Discard, "", 0) // nobody is there to take the answer
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL, closes
}

// An import is killed twice, each time when a batch has been recorded and its
// answer was not received, and run again: every row is recorded, and none twice.
func TestAnImportThatIsKilledIsFinishedByTheNext(t *testing.T) {
	t.Parallel()
	const rows, batch = 600, 25
	r := start(t, t.TempDir(), "--sample=false")
	sheet := longLog(t, rows)
	for _, batches := range []int{2, 4} {
		url, kept := r.keepingAnswer(t, batches)
		command := r.importing(t, sheet, "--url", url)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		<-kept
		if err := command.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := command.Wait(); err == nil {
			t.Fatal("the import had ended before it was killed")
		}
	}
	if got := r.recorded(t); got < batch || got == rows {
		t.Fatalf("%d disclosures when it was killed, want some and not all", got)
	}
	out, err := r.importing(t, sheet).Output()
	var recorded, flagged, earlier int
	if _, scanned := fmt.Sscanf(string(out), "600 rows: %d recorded (%d of them flagged), %d in the register already", &recorded, &flagged, &earlier); err != nil || scanned != nil || recorded == 0 || earlier < batch || recorded+earlier != rows {
		t.Errorf("the last run: %s, %v, %v", out, err, scanned)
	}
	if got := r.recorded(t); got != rows {
		t.Errorf("%d disclosures of %d rows", got, rows)
	}
}

func TestTheToolImportsALogAndSaysWhatItCannot(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	for name, tt := range map[string]struct {
		args []string
		says []string
		code int
	}{
		"tried": {
			[]string{importExamples + "housing-log.csv", "--dry-run"},
			[]string{"row 6, Date: ", "nothing was recorded", "5 rows: 4 recorded (1 of them flagged)"},
			1,
		},
		"with a mapping that does not fit": {[]string{logWithout(t, "File")}, []string{`the sheet has no column called "File"` + "\nrow 1 was taken to name the columns, 19 of them: if another row names them, say so in the mapping (header: 3)\n"}, 1},
		"of another council":               {[]string{importExamples + "housing-log.csv", "--register", "Kent"}, []string{"ONS code"}, 1},
		"of a service that is not there": {
			[]string{importExamples + "housing-log.csv", "--data", t.TempDir()}, []string{"start the service there first", "DISCLOSURES_TOKEN"}, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			command := r.importing(t, tt.args...)
			var out bytes.Buffer
			command.Stdout, command.Stderr = &out, &out
			err := command.Run()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != tt.code {
				t.Errorf("ended with %v", err)
			}
			for _, says := range tt.says {
				if !strings.Contains(out.String(), says) {
					t.Errorf("says %q, want %q in it", &out, says)
				}
			}
		})
	}
	if got := r.recorded(t); got != 0 {
		t.Errorf("%d disclosures, want none", got)
	}

	// The token of a service elsewhere comes from the environment.
	command := r.importing(t, importExamples+"housing-log.csv", "--data", t.TempDir())
	command.Env = append(os.Environ(), "DISCLOSURES_TOKEN="+r.token(t, "recorder", "housing"))
	if out, err := command.CombinedOutput(); !strings.Contains(string(out), "5 rows: 4 recorded") {
		t.Errorf("with a token: %s, %v", out, err)
	}
	if got := r.recorded(t); got != 4 {
		t.Errorf("%d disclosures, want 4", got)
	}
}

func logWithout(t *testing.T, column string) string {
	t.Helper()
	text, err := os.ReadFile(importExamples + "housing-log.csv")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), column+",", "Other,", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The files that an import writes are their owner's, and are not written over
// others; the file that it looks references up in is refused when others can read
// it.
func TestTheFilesOfAnImport(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	text, err := os.ReadFile(importExamples + "housing-log.yaml")
	if err != nil {
		t.Fatal(err)
	}
	mapping := write("mapping.yaml", strings.Replace(string(text), "reference: {part: whole}", "reference: {part: whole, lookup: people}", 1)+"lookups: {people: {find: [Name], give: Ref}}\n", 0o644)
	log, err := os.ReadFile(importExamples + "housing-log.csv")
	if err != nil {
		t.Fatal(err)
	}
	named := write("named.csv", strings.NewReplacer("DBC-P-410022", "Sample Person", "DBC-P-410023", "Nobody Known").Replace(string(log)), 0o644)
	people := write("people.csv", "Name,Ref\nSAMPLE person,DBC-P-1\nDBC-P-410024,DBC-P-2\nDBC-P-410025,DBC-P-3\nDBC-P-410026,DBC-P-4\n", 0o600)
	run := func(args ...string) (string, error) {
		out, err := command(t, append([]string{
			"import", named, "--mapping", mapping, "--dry-run", "--register", "E07000107", "--department", "housing", "--data", r.data, "--url", r.url,
		}, args...)...).CombinedOutput()
		for _, cell := range []string{"Sample Person", "Nobody Known", "DBC-P-"} {
			if strings.Contains(string(out), cell) {
				t.Errorf("%q: %s is repeated: %s", args, cell, out)
			}
		}
		return string(out), err
	}
	if out, err := run(); err == nil || !strings.Contains(out, "--lookup people=FILE") {
		t.Errorf("without the file to look in: %s, %v", out, err)
	}
	report, first := filepath.Join(dir, "problems.csv"), filepath.Join(dir, "first.txt")
	for range 2 { // each file may be written anew
		out, err := run("--lookup", "people="+people, "--report", report, "--first-rows", first)
		if err == nil || !strings.Contains(out, "2 rows (3, 6), People: The lookup file has nothing for this row.") || !strings.Contains(out, "3 recorded (") {
			t.Errorf("says %s, %v", out, err)
		}
	}
	for path, has := range map[string]string{report: ",3,People,problem,The lookup file has nothing for this row.", first: `"reference": "DBC-P-1"`} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%s: %v, %v", path, info, err)
		}
		if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), has) {
			t.Errorf("%s holds %s, %v", path, text, err)
		}
	}
	if out, err := run("--lookup", "people="+people, "--report", named); err == nil || !strings.Contains(out, "was not written by this command") {
		t.Errorf("a report over the log: %s, %v", out, err)
	}
	if kept, err := os.ReadFile(named); err != nil || !strings.Contains(string(kept), "Sample Person") {
		t.Errorf("the log was written over: %v", err)
	}
	open := write("open.csv", "Name,Ref\n", 0o644)
	if out, err := run("--lookup", "people="+open); err == nil || !strings.Contains(out, "chmod 600") {
		t.Errorf("a file that others can read: %s, %v", out, err)
	}
}

// A mapping is suggested without a service, for its writer alone, and never over
// another.
func TestAMappingIsSuggested(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"yaml", "xlsx"} {
		path := filepath.Join(t.TempDir(), "mapping."+kind)
		suggesting := func() (string, error) {
			out, err := command(t, "import", importExamples+"housing-log.csv", "--register", "E07000107", "--suggest", path).CombinedOutput()
			return string(out), err
		}
		if out, err := suggesting(); err != nil || !strings.Contains(out, "Answer its question marks") {
			t.Fatalf("%s, %v", out, err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
		out, err := command(t, "import", importExamples+"housing-log.csv", "--mapping", path, "--register", "E07000107", "--department", "housing").CombinedOutput()
		if err == nil || !strings.Contains(string(out), "disclosure.notice: the question mark is still to be answered") {
			t.Errorf("unanswered: %s, %v", out, err)
		}
		if out, err := suggesting(); err == nil || !strings.Contains(out, "exists") {
			t.Errorf("a second time: %s, %v", out, err)
		}
	}
	if out, err := command(t, "import", importExamples+"housing-log.csv").CombinedOutput(); err == nil || !strings.Contains(string(out), "an import needs --mapping and --register and --department") {
		t.Errorf("nothing given: %s, %v", out, err)
	}
}
