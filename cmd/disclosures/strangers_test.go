package main_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// fewFiles starts the service with at most so many file descriptors.
func fewFiles(t *testing.T, data string, files int, flags ...string) *running {
	t.Helper()
	return startAs(t, data, func(c *exec.Cmd) *exec.Cmd {
		return exec.Command("sh", append([]string{"-c", fmt.Sprintf(`ulimit -n %d; exec "$0" "$@"`, files)}, c.Args...)...)
	}, flags...)
}

// stranger connects and sends the headers of a request and one byte of its body,
// without a token, and then nothing.
func stranger(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "POST /v1/registers/E07000107/disclosures HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{", address)
	return c
}

// More connections than there are file descriptors, none with a token: everybody
// else is answered, letters are archived, and the service goes on.
func TestAThousandSlowStrangersCostNobodyAnything(t *testing.T) {
	t.Parallel()
	r := fewFiles(t, t.TempDir(), 1024, "--sample=false")
	recorder := r.token(t, "recorder", "housing")
	api := strings.TrimPrefix(r.url, "http://")
	status, _, err := r.send(recorder, http.MethodPost, "/disclosures", "first", example(t))
	if err != nil || status != http.StatusCreated {
		t.Fatalf("record: %d, %v", status, err)
	}
	l := letterFor(t, r, "before")
	archiveAddress := strings.TrimPrefix(l.ticket.URL[:strings.Index(l.ticket.URL, "/correspondence")], "http://")
	manyHeaders := strings.Repeat("x", 900_000)
	before := r.memory(t)
	for i := range 1100 {
		c := stranger(t, api)
		if i%4 == 0 {
			stranger(t, archiveAddress)
		}
		if i%3 == 0 { // some send only half a header, and as much of it as is taken
			half, err := net.Dial("tcp", api)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { half.Close() })
			_ = half.SetWriteDeadline(time.Now().Add(5 * time.Second))
			fmt.Fprintf(half, "GET /v1/registers/E07000107/disclosures HTTP/1.1\r\nX: %s\r\nHost:", manyHeaders)
		}
		_ = c
	}
	after := r.memory(t)
	t.Logf("they took %d MB of memory", (after-before)>>20)
	if after-before > 200<<20 {
		t.Errorf("they took %d MB of memory", (after-before)>>20)
	}
	for i := range 20 {
		began := time.Now()
		status, _, err := r.send(recorder, http.MethodPost, "/disclosures", fmt.Sprintf("k%d", i), example(t))
		if err != nil || status != http.StatusCreated {
			t.Fatalf("record beside them: %d, %v", status, err)
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("recording beside them took %v", took)
		}
	}
	l.upload(t)
	if got, want := r.recorded(t), 21; got != want {
		t.Errorf("%d are on record, want %d", got, want)
	}
}

func TestWhoHasNoTokenIsRefusedBeforeTheBodyIsRead(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	c := stranger(t, strings.TrimPrefix(r.url, "http://"))
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	answer, err := io.ReadAll(c)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 401") {
		t.Errorf("got %.60q (%v), want 401 and the end of the connection", answer, err)
	}
}

func TestHeadersAreTakenUpTo32KB(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	for length, want := range map[int]int{32 << 10: http.StatusUnauthorized, 32<<10 + 256: http.StatusRequestHeaderFieldsTooLarge} {
		c, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		before, after := "GET /v1/registers/E07000107/disclosures HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: ", "\r\n\r\n"
		fmt.Fprint(c, before, strings.Repeat("x", length-len(before)-len(after)), after)
		answer, err := io.ReadAll(c)
		if !strings.HasPrefix(string(answer), fmt.Sprintf("HTTP/1.1 %d ", want)) { // who sends too much may meet a closed connection after it
			t.Errorf("headers of %d bytes: got %.40q (%v), want %d", length, answer, err, want)
		}
	}
}

// memory is how much memory the service has used at most, in bytes.
func (r *running) memory(t *testing.T) (most int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.command.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if n, err := fmt.Sscanf(line, "VmHWM: %d kB", &most); n == 1 && err == nil {
			return most << 10
		}
	}
	t.Fatal("how much memory is used is not known")
	return 0
}
