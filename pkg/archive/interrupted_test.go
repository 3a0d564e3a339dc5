package archive_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"disclosure-register/pkg/archive"
)

func TestInterruptedUploadLeavesNothingAndMayBeRepeated(t *testing.T) {
	for _, tt := range []struct {
		name string
		sent int // bytes of the body that leave before the line is cut
	}{
		{"cut before the body", 0},
		{"cut in the middle", 4000},
		{"cut before the last byte", 9599},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := openOffice(t)
			body, letter := sample(t)
			ticket := o.ticket(t, letter)

			cutOff(t, ticket, body[:tt.sent])
			if _, err := o.Inspect(t.Context(), letter.Key); !errors.Is(err, archive.ErrNotUploaded) {
				t.Errorf("inspect says %v, want ErrNotUploaded", err)
			}
			wantAbsent(t.Context(), t, o.client, o.bucket, letter.Key)

			if got := upload(t, ticket, body); got != http.StatusOK {
				t.Fatalf("the same ticket again answered %d, want 200", got)
			}
			stored, err := o.Inspect(t.Context(), letter.Key)
			if err != nil {
				t.Fatal(err)
			}
			if err := stored.Check(letter); err != nil {
				t.Error(err)
			}
		})
	}
}

// cutOff sends the request's head and part of its body, tells S3 that no more
// will come, and waits until S3 has given up on it.
func cutOff(t *testing.T, ticket archive.Ticket, part []byte) {
	t.Helper()
	u, err := url.Parse(ticket.URL)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	w := bufio.NewWriter(conn)
	fmt.Fprintf(w, "%s %s HTTP/1.1\r\nHost: %s\r\n", ticket.Method, u.RequestURI(), u.Host)
	for name, value := range ticket.Headers {
		fmt.Fprintf(w, "%s: %s\r\n", name, value)
	}
	fmt.Fprint(w, "\r\n")
	w.Write(part)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return // hung up without an answer
	}
	defer response.Body.Close()
	if response.StatusCode < 400 {
		t.Fatalf("an upload cut short answered %s", response.Status)
	}
}

func TestSimultaneousUploadsStoreOne(t *testing.T) {
	o := openOffice(t)
	body, letter := sample(t)
	ticket := o.ticket(t, letter)

	const clients = 8
	statuses := make([]int, clients)
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() { statuses[i] = upload(t, ticket, body) })
	}
	wg.Wait()

	accepted := 0
	for _, status := range statuses {
		switch status {
		case http.StatusOK:
			accepted++
		case http.StatusPreconditionFailed, http.StatusConflict:
		default:
			t.Errorf("an upload answered %d, want 200, 409 or 412", status)
		}
	}
	if accepted != 1 {
		t.Errorf("%d uploads were accepted, want 1", accepted)
	}
	if got := versions(t.Context(), t, o.client, o.bucket, letter.Key); got != 1 {
		t.Errorf("%d versions are stored, want 1", got)
	}
}
