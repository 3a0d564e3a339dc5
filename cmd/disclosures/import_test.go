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
// to the given one, counted from 1, from whoever asked, and then closes kept.
func (r *running) keepingAnswer(t *testing.T, nth int) (url string, kept <-chan struct{}) {
	t.Helper()
	service, err := neturl.Parse(r.url)
	if err != nil {
		t.Fatal(err)
	}
	closes, batches := make(chan struct{}), 0
	proxy := httputil.NewSingleHostReverseProxy(service)
	proxy.ModifyResponse = func(answer *http.Response) error {
		if batches++; batches == nth {
			close(closes)
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
	const rows, batch = 120, 25
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
		if got, want := r.recorded(t), batches*batch; got != want {
			t.Fatalf("%d disclosures when it was killed, want %d", got, want)
		}
	}
	out, err := r.importing(t, sheet).Output()
	if want := "120 rows: 20 recorded (0 of them flagged), 100 in the register already"; err != nil || !strings.Contains(string(out), want) {
		t.Errorf("the last run: %s, %v, want %q", out, err, want)
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
