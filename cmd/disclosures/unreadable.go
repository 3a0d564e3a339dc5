package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"

	"disclosure-register/pkg/problem"
)

// unreadable answers with a problem document where the HTTP server, which has no hook for
// it, answers in plain text: a request that is no HTTP, such as one for /cases/%zz, never
// comes to a handler.
type unreadable struct{ net.Listener }

// Accept implements [net.Listener].
func (l unreadable) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return rewording{c}, nil
}

type rewording struct{ net.Conn }

// plainHeaders are all that net/http writes before such an answer. An answer of a handler
// has a date among its headers.
var plainHeaders = []byte("\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n")

// Write implements [io.Writer].
func (c rewording) Write(p []byte) (int, error) {
	status, whole := plainStatus(p)
	if !whole {
		return c.Conn.Write(p)
	}
	body, err := json.Marshal(problem.Of(status, detailOf(status), nil))
	if err != nil {
		return 0, fmt.Errorf("encode a problem: %w", err)
	}
	answer := fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, http.StatusText(status), problem.ContentType, len(body), body)
	if _, err := c.Conn.Write(answer); err != nil {
		return 0, err
	}
	return len(p), nil
}

// plainStatus returns the status of an answer that is the server's own.
func plainStatus(p []byte) (status int, own bool) {
	line, ok := bytes.CutPrefix(p, []byte("HTTP/1.1 "))
	end := bytes.IndexByte(line, '\r')
	if !ok || end < 3 || !bytes.HasPrefix(line[end:], plainHeaders) {
		return 0, false
	}
	status, err := strconv.Atoi(string(line[:3]))
	return status, err == nil && status >= http.StatusBadRequest
}

func detailOf(status int) string {
	switch status {
	case http.StatusRequestHeaderFieldsTooLarge:
		return "The request's headers are too long."
	case http.StatusBadRequest:
		return "This is no HTTP request that can be read. In an address, write a percent sign as %25, and a space as %20; and send one Host header."
	default:
		return "The request uses a part of HTTP that is not served here."
	}
}
