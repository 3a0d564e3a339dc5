package main_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
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

// Who reads the log, and what is said at the start, may stop reading before it begins:
// everybody is answered, and one Ctrl-C ends the service as it always does.
func TestWhoStopsReadingTheLogHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	read, write := fullPipe(t)
	address := freeAddress(t)
	r := &running{command: command(t, "serve", "--data", t.TempDir(), "--listen", address, "--sample=false"), url: "http://" + address, tokens: map[string]string{}}
	r.data = r.command.Args[3]
	r.command.Stdout, r.command.Stderr = write, write
	if err := os.Chmod(r.data, 0o755); err != nil { // so that it has something to say at once
		t.Fatal(err)
	}
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.kill)
	answers(t, r)
	status, _, err := r.send(r.token(t, "recorder", "housing"), http.MethodPost, "/disclosures", "k", example(t))
	if err != nil || status != http.StatusCreated {
		t.Fatalf("record: %d, %v", status, err)
	}
	endsByItself(t, r, os.Interrupt)
	write.Close()
	if _, err := io.Copy(io.Discard, read); err != nil {
		t.Error(err)
	}
	if got := rows(t, start(t, r.data, "--sample=false")); len(got) != 1 {
		t.Errorf("%d disclosures, want 1", len(got))
	}
}

// The reader of the log may also be gone altogether.
func TestAReaderOfTheLogThatGoesAwayEndsNothing(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	read.Close()
	address := freeAddress(t)
	r := &running{command: command(t, "serve", "--data", t.TempDir(), "--listen", address, "--sample=false"), url: "http://" + address, tokens: map[string]string{}}
	r.data = r.command.Args[3]
	r.command.Stdout, r.command.Stderr = write, write
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	t.Cleanup(r.kill)
	answers(t, r)
	for _, k := range []string{"a", "b"} {
		status, _, err := r.send(r.token(t, "recorder", "housing"), http.MethodPost, "/disclosures", k, example(t))
		if err != nil || status != http.StatusCreated {
			t.Fatalf("record: %d, %v", status, err)
		}
	}
	ended := os.Signal(syscall.SIGHUP) // as where the terminal was closed
	if signal.Ignored(syscall.SIGHUP) {
		ended = os.Interrupt // under nohup, which the service heeds
	}
	endsByItself(t, r, ended)
}

// fullPipe is a pipe that takes no byte more, since nobody reads it.
func fullPipe(t *testing.T) (read, write *os.File) {
	t.Helper()
	var ends [2]int
	if err := syscall.Pipe(ends[:]); err != nil {
		t.Fatal(err)
	}
	if err := syscall.SetNonblock(ends[1], true); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := syscall.Write(ends[1], make([]byte, 1<<12)); errors.Is(err, syscall.EAGAIN) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.SetNonblock(ends[1], false); err != nil {
		t.Fatal(err)
	}
	read, write = os.NewFile(uintptr(ends[0]), "read"), os.NewFile(uintptr(ends[1]), "write")
	t.Cleanup(func() { read.Close(); write.Close() })
	return read, write
}

// freeAddress is one on which nothing listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// answers waits until the service answers.
func answers(t *testing.T, r *running) {
	t.Helper()
	client := &http.Client{Timeout: time.Second}
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if response, err := client.Get(r.url + "/"); err == nil {
			response.Body.Close()
			return
		}
		if time.Since(began) > time.Minute {
			t.Fatal("a minute later the service does not answer")
		}
	}
}

// endsByItself has the service end by the signal, without an error and soon.
func endsByItself(t *testing.T, r *running, by os.Signal) {
	t.Helper()
	if err := r.command.Process.Signal(by); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- r.command.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(stopsWithin):
		t.Errorf("%v later it has not ended", stopsWithin)
	}
}

// stopsWithin is longer than the service has for requests in hand, which are none.
const stopsWithin = 12 * time.Second
