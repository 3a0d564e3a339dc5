package doorkeeper_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"disclosure-register/pkg/doorkeeper"
)

// house serves at most four connections. Whoever says "known" is admitted and
// stays until it is let go.
func house(t *testing.T) (address string, letGo chan struct{}) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	letGo = make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/known":
			doorkeeper.Admit(r.Context())
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			<-letGo
		case "/linger":
			<-r.Context().Done()
		}
	})}
	doorkeeper.Attend(server)
	go func() { _ = server.Serve(doorkeeper.Bound(inner, 4)) }()
	t.Cleanup(func() { server.Close() })
	return inner.Addr().String(), letGo
}

func say(t *testing.T, address, path string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path)
	return c
}

// ended reports whether the other side has closed, within the time.
func ended(c net.Conn, within time.Duration) bool {
	_ = c.SetReadDeadline(time.Now().Add(within))
	_, err := io.Copy(io.Discard, c)
	return err == nil || errors.Is(err, syscall.ECONNRESET)
}

func TestTheOldestStrangerMakesRoom(t *testing.T) {
	address, _ := house(t)
	first := say(t, address, "/linger")
	for range 3 {
		say(t, address, "/linger")
	}
	if ended(first, 50*time.Millisecond) {
		t.Fatal("the first was put out while there was room")
	}
	say(t, address, "/linger")
	if !ended(first, 5*time.Second) {
		t.Error("the first keeps its place, and the fifth has none")
	}
}

func TestWhoIsAdmittedKeepsTheirPlace(t *testing.T) {
	address, letGo := house(t)
	var known []net.Conn
	for range 4 {
		c := say(t, address, "/known")
		if _, err := io.ReadFull(c, make([]byte, len("HTTP/1.1 200"))); err != nil {
			t.Fatal(err)
		}
		known = append(known, c)
	}
	waiting := say(t, address, "/known")
	for i, c := range known {
		if ended(c, 20*time.Millisecond) {
			t.Errorf("%d was put out though it was admitted", i)
		}
	}
	letGo <- struct{}{} // one has its answer, and is a stranger again
	_ = waiting.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.ReadFull(waiting, make([]byte, len("HTTP/1.1 200"))); err != nil {
		t.Errorf("who waited has no place: %v", err)
	}
	close(letGo)
}

// failing is a listener that fails to accept as for want of descriptors, so many
// times.
type failing struct {
	net.Listener
	left int
}

func (f *failing) Accept() (net.Conn, error) {
	if f.left--; f.left >= 0 {
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	return f.Listener.Accept()
}

func TestAcceptingIsTriedAgainUntilClosed(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := doorkeeper.Bound(&failing{inner, 5}, 4)
	say(t, inner.Addr().String(), "/")
	c, err := l.Accept()
	if err != nil {
		t.Fatalf("got %v, want the connection in the end", err)
	}
	c.Close()
	l.Close()
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("after closing: got %v, want net.ErrClosed", err)
	}
}

func TestABodyHasItsTime(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: doorkeeper.Impatient(200*time.Millisecond, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/refused" {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		if _, err := io.ReadAll(r.Body); err != nil {
			http.Error(w, "too slow", http.StatusRequestTimeout)
			return
		}
		// The handler's own time is not bounded: the caller is still there.
		select {
		case <-r.Context().Done():
			http.Error(w, "given up", http.StatusInternalServerError)
		case <-time.After(400 * time.Millisecond):
			fmt.Fprint(w, "all of it")
		}
	}))}
	go func() { _ = server.Serve(inner) }()
	defer server.Close()
	for _, tt := range []struct{ name, path, body, want string }{
		{"a whole body", "/", "12345", "all of it"},
		{"a body that stops", "/", "123", "HTTP/1.1 408"},
		{"a body that nobody wants", "/refused", "123", "HTTP/1.1 401"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := net.Dial("tcp", inner.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n%s", tt.path, tt.body)
			_ = c.SetReadDeadline(time.Now().Add(2 * time.Second))
			answer, err := io.ReadAll(c)
			if !strings.Contains(string(answer), tt.want) {
				t.Errorf("got %q (%v), want %q", answer, err, tt.want)
			}
			if whole := tt.body == "12345"; (err == nil) == whole {
				t.Errorf("the connection ended with %v; want it kept for a whole body and closed otherwise", err)
			}
		})
	}
}

// Whoever asks with a body that nobody reads, such as `null`, is answered, and the connection
// ends with that: the next request on it would meet the deadline of this one's body.
func TestABodyThatNobodyReadsEndsItsConnection(t *testing.T) {
	t.Parallel()
	for name, reads := range map[string]bool{"nobody reads": false, "somebody reads": true} {
		for _, says := range []bool{true, false} {
			server := httptest.NewServer(doorkeeper.Impatient(time.Minute, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if reads {
					_, _ = io.Copy(io.Discard, r.Body)
				}
				if says {
					w.WriteHeader(http.StatusOK)
				}
				_, _ = io.WriteString(w, strings.Repeat("It is answered. ", 1000))
			})))
			defer server.Close()
			for range 3 {
				request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, strings.NewReader("null"))
				if err != nil {
					t.Fatal(err)
				}
				response, err := server.Client().Do(request)
				if err != nil {
					t.Fatal(err)
				}
				n, err := io.Copy(io.Discard, response.Body)
				if err = errors.Join(err, response.Body.Close()); err != nil || response.StatusCode != http.StatusOK || n != 16_000 || response.Close == reads {
					t.Errorf("%s the body: %s, %d bytes, %v; the connection ends: %v", name, response.Status, n, err, response.Close)
				}
			}
		}
	}
}

// answersBefore asks with a part of a body, of a server whose handler is given, and returns
// what is answered, until the connection ends.
func answersBefore(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(doorkeeper.Impatient(time.Minute, handler))
	t.Cleanup(server.CloseClientConnections)
	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n123")
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	answer, err := io.ReadAll(c)
	if err != nil {
		t.Errorf("the connection goes on: %v", err)
	}
	return string(answer)
}

// Once a request has been refused, nobody gives its body more time, whoever reads it still.
func TestABodyThatWasRefusedIsGivenNoMoreTime(t *testing.T) {
	t.Parallel()
	read := make(chan error, 1)
	answer := answersBefore(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		doorkeeper.Within(r.Body, time.Minute)
		_, err := io.ReadAll(r.Body)
		read <- err
	})
	if err := <-read; err == nil || !strings.HasPrefix(answer, "HTTP/1.1 403") {
		t.Errorf("it was answered %q, and its body read to %v", answer, err)
	}
}

// A proxy may leave a read of the body behind. The connection ends all the same.
func TestAReadThatIsLeftBehindHoldsNoConnection(t *testing.T) {
	t.Parallel()
	answer := answersBefore(t, func(w http.ResponseWriter, r *http.Request) {
		begun := make(chan struct{})
		go func() {
			_, _ = io.ReadFull(r.Body, make([]byte, 3))
			close(begun)
			_, _ = io.Copy(io.Discard, r.Body)
		}()
		<-begun
		_, _ = io.WriteString(w, "It is answered.")
	})
	if !strings.HasSuffix(answer, "It is answered.") {
		t.Errorf("it was answered %q", answer)
	}
}
