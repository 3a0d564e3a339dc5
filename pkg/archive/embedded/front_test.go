package embedded_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
)

// Those who have no signature and no haste keep out neither a department with a
// ticket nor the service itself.
func TestSlowStrangersKeepNobodyOut(t *testing.T) {
	s := start(t, embedded.Config{Dir: t.TempDir(), MaxConnections: 16})
	address := strings.TrimPrefix(s.URL(), "http://")
	for i := range 100 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if i%2 == 0 {
			fmt.Fprintf(c, "PUT /correspondence/%s HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000\r\n\r\nx", key, address)
		} else {
			fmt.Fprintf(c, "PUT /correspondence/%s HTTP/1.1\r\nHost: ", key)
		}
	}
	file(t, s.Access().Client()) // by the front, as a department does
	// For longer than it takes a request to count as signed.
	for began := time.Now(); time.Since(began) < 4*time.Second; {
		asked := time.Now()
		inspect(t, s.Access().Client())
		if took := time.Since(asked); took > time.Second {
			t.Fatalf("an answer took %v", took)
		}
	}
}

func TestARefusedUploadIsNotReadOut(t *testing.T) {
	s := start(t, embedded.Config{Dir: t.TempDir()})
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "PUT /correspondence/%s HTTP/1.1\r\nHost: any\r\nContent-Length: 100000\r\n\r\n%s", key, strings.Repeat("x", 20_000))
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
	answer, err := io.ReadAll(c)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 403") {
		t.Errorf("got %.40q (%v), want a refusal and the end of the connection", answer, err)
	}
}

// An upload that its sender breaks off, or that is no HTTP, is no failure of the archive.
func TestABrokenUploadIsItsSendersOwn(t *testing.T) {
	failed := make(chan int, 10)
	s := start(t, embedded.Config{Dir: t.TempDir(), Failed: func(status int) { failed <- status }})
	for what, sent := range map[string]string{
		"no chunk":         "PUT /correspondence/x HTTP/1.1\r\nHost: any\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"broken off":       "PUT /correspondence/x HTTP/1.1\r\nHost: any\r\nContent-Length: 1000\r\n\r\nabc",
		"a chunk cut":      "PUT /correspondence/x HTTP/1.1\r\nHost: any\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nabc",
		"long, broken off": "PUT /correspondence/x HTTP/1.1\r\nHost: any\r\nContent-Length: 900000\r\n\r\n" + strings.Repeat("x", 15_000),
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprint(c, sent)
		_ = c.(*net.TCPConn).CloseWrite()
		_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
		answer, err := io.ReadAll(c)
		if err != nil || strings.HasPrefix(string(answer), "HTTP/1.1 5") {
			t.Errorf("%s: got %.40q (%v)", what, answer, err)
		}
	}
	select {
	case status := <-failed:
		t.Errorf("the archive is said to have failed with %d", status)
	case <-time.After(time.Second):
	}
}

// Who has a link and reads nothing of what it gives holds a place for a while, and not
// for ever; who reads slowly has all of it.
func TestWhoReadsNothingKeepsNoPlace(t *testing.T) {
	s := start(t, embedded.Config{Dir: t.TempDir(), MaxConnections: 4}.WithReadWithin(3*time.Second))
	letters, _ := s.Buckets()
	body, name := bytes.Repeat([]byte("A fictional letter. "), 1<<20), "E07000107/"+strings.Repeat("fedcba9876543210", 2)
	put, err := s.Client().PutObject(t.Context(), &s3.PutObjectInput{Bucket: &letters, Key: &name, Body: bytes.NewReader(body), ChecksumAlgorithm: "SHA256"})
	if err != nil {
		t.Fatal(err)
	}
	link, err := archive.NewCorrespondence(s.Client(), letters).Link(t.Context(), archive.Download{Key: name, Version: aws.ToString(put.VersionId)}, time.Now(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimPrefix(s.URL(), "http://")
	ask := func() net.Conn {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", strings.TrimPrefix(link, s.URL()), address)
		return c
	}
	for range 4 {
		ask() // and read nothing
	}
	time.Sleep(2500 * time.Millisecond) // by then all four count as signed
	uploaded := make(chan struct{})
	go func() {
		defer close(uploaded)
		file(t, s.Access().Client())
	}()
	select {
	case <-uploaded:
	case <-time.After(20 * time.Second):
		t.Fatal("those who read nothing keep a department out")
	}

	answer, err := http.ReadResponse(bufio.NewReader(ask()), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	read := int64(0)
	for err == nil { // in some five seconds, longer than a piece may take
		var some int64
		some, err = io.CopyN(io.Discard, answer.Body, 1<<20)
		read += some
		time.Sleep(250 * time.Millisecond)
	}
	if read != int64(len(body)) {
		t.Errorf("who reads slowly had %d bytes of %d", read, len(body))
	}
}

func status(err error) int {
	var answer *awshttp.ResponseError
	if errors.As(err, &answer) {
		return answer.HTTPStatusCode()
	}
	return 0
}
