package main_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Every command that may take long ends soon after it is told to, whatever it
// waits for.
func TestEveryLongCommandStopsWhenItIsTold(t *testing.T) {
	t.Parallel()
	data := lived(t, 1)
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and never answers
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	service := "http://" + silent.Addr().String()
	pipe := filepath.Join(t.TempDir(), "pipe.csv") // nobody ever writes to it
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	letter, list := written(t, "letter.txt", "A fictional letter."), written(t, "list.csv", "Reference\nDBC-P-1\n")
	at := []string{"--data", data, "--url", service, "--register", "E07000107"}
	for name, args := range map[string][]string{
		"serve":            {"serve", "--data", filepath.Join(t.TempDir(), "new"), "--listen", "127.0.0.1:0"},
		"import":           append([]string{"import", importExamples + "housing-log.csv", "--mapping", importExamples + "housing-log.yaml", "--department", "housing"}, at...),
		"import, reading":  append([]string{"import", pipe, "--mapping", importExamples + "housing-log.yaml", "--department", "housing"}, at...),
		"share":            append([]string{"share", "../../docs/examples/share.json", list, "--department", "housing"}, at...),
		"share, reading":   append([]string{"share", "../../docs/examples/share.json", pipe, "--department", "housing"}, at...),
		"attach":           append([]string{"attach", letter, "--case", exampleCase, "--department", "housing"}, at...),
		"attach, reading":  append([]string{"attach", pipe, "--case", exampleCase, "--department", "housing"}, at...),
		"ask":              append([]string{"ask", "1", "--subject", "DBC-P-1", "--purpose", "test"}, at...),
		"report":           append([]string{"report", "annual", "--year", "2026", "--purpose", "test"}, at...),
		"retention":        append([]string{"retention", "due", "--purpose", "test"}, at...),
		"log check":        {"log", "check", "--register", "E07000107", "--data", data, "--key", pipe},
		"log bridge":       {"log", "bridge", "--register", "E07000107", "--data", data, "--key", pipe, "--give-up", "1"},
		"verify":           {"verify", pipe},
		"verify, of a log": {"verify", "--log", service, "--key", pipe},
		"witness":          {"witness", service, "--key", pipe, "--name", "witness.example", "--data", t.TempDir()},
	} {
		t.Run(name, func(t *testing.T) {
			c := command(t, args...)
			out := &notes{}
			c.Stdout, c.Stderr = out, out
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			defer c.Process.Kill() //nolint:errcheck // it has ended, or the test has failed
			ended := make(chan error, 1)
			go func() { ended <- c.Wait() }()
			select {
			case err := <-ended:
				t.Fatalf("it did not run: %v, %s", err, out)
			case <-time.After(time.Second): // it is at work by now
			}
			if err := c.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			select {
			case <-ended:
			case <-time.After(15 * time.Second):
				t.Errorf("fifteen seconds later it is still at it: %s", out)
			}
		})
	}
}

func TestARowThatNoSheetHasIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	if _, err := tool(); err != nil { // making it takes longer
		t.Fatal(err)
	}
	began := time.Now()
	out, code := ends(t, "import", "../../pkg/sheet/testdata/row-999999999999.xlsx", "--mapping", importExamples+"housing-log.yaml", "--register", "E07000107", "--department", "housing", "--data", t.TempDir(), "--dry-run")
	if code != 1 || !strings.Contains(out, "is numbered as no row there can be") {
		t.Errorf("ended with %d: %s", code, out)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}
