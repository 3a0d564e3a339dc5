// Package client speaks to the API of the register (docs/openapi.yaml) for one
// caller, with the caller's own token. It holds no rule and no power: what the
// caller may not do, the service refuses, and the refusal comes back as a [Problem]
// with every finding.
//
// It has the calls that the project's own programs make, and grows with them.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

// maxAnswer bounds what is read of an answer, in bytes. The service sends no longer
// one, compressed on the way where it is over 6 MB.
const maxAnswer = 33 << 20

// waits is how long an answer may take.
const waits = time.Minute

// Client asks of one register, as one caller. It may be used concurrently.
type Client struct {
	base  string
	token string
	http  http.Client
	sheet *Sheet // where lists are asked for as spreadsheets: what has come
	// listed is where a list is asked for as it is in JSON: what has come.
	listed *Listed
	trial  *trial // where changes of a case are asked about and not made
}

// New returns a client of the service at the address, such as
// "http://127.0.0.1:8080", for one register. A nil transport is
// [http.DefaultTransport]; [InProcess] is one that needs no network.
func New(address string, register disclosure.Register, token string, transport http.RoundTripper) *Client {
	return &Client{
		base: address + "/v1/registers/" + url.PathEscape(register.String()), token: token,
		// The service sends nobody elsewhere, and a token goes nowhere else.
		http: http.Client{Transport: transport, Timeout: waits, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// Problem is what the service answered instead: its status, in words, with every
// finding. Nothing of the request was done, unless the status is 5xx: then whether a
// change was made cannot be said, and sending it again with its key makes it once.
type Problem struct{ problem.Problem }

// Error says what the service said. It holds no more than the service is willing to
// say of a request.
func (p *Problem) Error() string {
	if p.Status >= http.StatusInternalServerError && p.RequestID != "" {
		return fmt.Sprintf("the service answered %d: %s (its log calls this request %s)", p.Status, p.Detail, p.RequestID)
	}
	return fmt.Sprintf("the service answered %d: %s", p.Status, p.Detail)
}

// look asks to see something, and says why.
func look[B any](ctx context.Context, c *Client, purpose, path string, query url.Values) (body B, err error) {
	text, header, err := c.get(ctx, purpose, path, query)
	if err != nil {
		return body, err
	}
	if c.sheet != nil {
		return body, c.sheet.take(text, header.Get("Content-Type"), header.Get("Content-Disposition"))
	}
	if c.listed != nil {
		c.listed.Path, c.listed.Query = path, query
		return body, c.listed.take(text)
	}
	return body, decode(text, &body)
}

// text is look for what is not JSON.
func (c *Client) text(ctx context.Context, purpose, path string, query url.Values) ([]byte, error) {
	text, _, err := c.get(ctx, purpose, path, query)
	return text, err
}

func (c *Client) get(ctx context.Context, purpose, path string, query url.Values) ([]byte, http.Header, error) {
	address := c.base + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, errors.New("make a question: its path cannot be written")
	}
	if purpose != "" {
		request.Header.Set("Access-Purpose", purpose)
	}
	if c.sheet != nil {
		request.Header.Set("Accept", "text/csv")
	}
	return c.send(request)
}

// change asks for a change. The same key and body make it once, however often they
// are sent.
func change[B any](ctx context.Context, c *Client, key, path string, asked any) (body B, err error) {
	sent, err := json.Marshal(asked)
	if err != nil {
		return body, fmt.Errorf("encode a change: %w", err)
	}
	if c.trial != nil {
		path += "?dryRun=true"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(sent))
	if err != nil {
		return body, errors.New("make a change: its path cannot be written")
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", key)
	if c.trial != nil {
		request.Header.Set("Access-Purpose", c.trial.purpose)
		request.Header.Del("Idempotency-Key")
	}
	text, _, err := c.send(request)
	if err != nil {
		return body, err
	}
	if c.trial != nil {
		c.trial.answer = text
		return body, nil
	}
	return body, decode(text, &body)
}

// send returns the body of an answer that is none of [Problem].
func (c *Client) send(request *http.Request) ([]byte, http.Header, error) {
	request.Header.Set("Authorization", "Bearer "+c.token)
	response, err := c.http.Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err // its own text has the whole address, and in it whom the question is about
		}
		return nil, nil, fmt.Errorf("reach the service: %w", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("read an answer: %w", err)
	case len(text) > maxAnswer:
		return nil, nil, errors.New("read an answer: it is longer than any that the service sends")
	case response.StatusCode != http.StatusOK && response.StatusCode != http.StatusCreated && response.StatusCode != http.StatusAccepted:
		return nil, nil, problemOf(response, text)
	}
	return text, response.Header, nil
}

// problemOf reads the problem document of an answer, or makes one of its status where
// something between here and the service answered.
func problemOf(response *http.Response, text []byte) error {
	p := &Problem{}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if kind != problem.ContentType || json.Unmarshal(text, &p.Problem) != nil || p.Status == 0 {
		p.Problem = problem.Problem{
			Status: response.StatusCode, Title: http.StatusText(response.StatusCode), Detail: http.StatusText(response.StatusCode),
			RequestID: response.Header.Get("apigw-requestid"), // of API Gateway, which answers some by itself
		}
	}
	return p
}

func decode(text []byte, into any) error {
	if err := json.Unmarshal(text, into); err != nil {
		// The decoder's own words may repeat what was read.
		return errors.New("read an answer: it is not of the form that this client knows")
	}
	return nil
}

// segment writes one part of a path.
func segment(s string) string { return "/" + url.PathEscape(s) }

// set is a query of the parameters given in pairs that are not empty.
func set(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}
