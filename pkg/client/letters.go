package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"disclosure-register/pkg/disclosure"
)

// LetterAsked is a letter that is to be archived.
type LetterAsked struct {
	Title       string             `json:"title"`
	ContentType string             `json:"contentType"`
	Size        int64              `json:"size"`   // bytes
	SHA256      string             `json:"sha256"` // lower-case hexadecimal
	Disclosure  disclosure.EntryID `json:"disclosure,omitempty"`
}

// Ticket is where one letter's bytes go, and with which headers.
type Ticket struct {
	Document disclosure.DocumentID `json:"document"`
	Method   string                `json:"method"`
	URL      string                `json:"url"`
	Headers  map[string]string     `json:"headers"`
}

// LetterLink is where an archived letter is had for five minutes.
type LetterLink struct {
	URL string `json:"url"`
}

// OpenLetter asks for an archived letter, which is put on record before the link is given.
func (c *Client) OpenLetter(ctx context.Context, purpose string, of disclosure.CaseRef, document disclosure.DocumentID) (LetterLink, error) {
	return look[LetterLink](ctx, c, purpose, "/cases"+segment(of.String())+"/correspondence"+segment(document.String()), nil)
}

// AskUpload asks for a ticket. The same key and letter get the same document.
func (c *Client) AskUpload(ctx context.Context, key string, of disclosure.CaseRef, letter LetterAsked) (Ticket, error) {
	return change[Ticket](ctx, c, key, "/cases"+segment(of.String())+"/correspondence", letter)
}

// TicketAgain asks for the ticket of a letter that has not arrived once more.
func (c *Client) TicketAgain(ctx context.Context, purpose string, of disclosure.CaseRef, document disclosure.DocumentID) (Ticket, error) {
	return look[Ticket](ctx, c, purpose, "/cases"+segment(of.String())+"/correspondence"+segment(document.String())+"/ticket", nil)
}

// CompleteUpload has the service verify what has arrived, and record it.
func (c *Client) CompleteUpload(ctx context.Context, key string, of disclosure.CaseRef, document disclosure.DocumentID) (RecordedWith, error) {
	return change[RecordedWith](ctx, c, key, "/cases"+segment(of.String())+"/correspondence"+segment(document.String())+"/complete", struct{}{})
}

// Put sends a letter's bytes where its ticket says, without the caller's token. The
// archive takes no others, and takes them once: bytes that are there already are no
// error.
func (t Ticket) Put(ctx context.Context, archive http.RoundTripper, bytesOf []byte) error {
	request, err := http.NewRequestWithContext(ctx, t.Method, t.URL, bytes.NewReader(bytesOf))
	if err != nil {
		return errors.New("the ticket has no address to send the letter to")
	}
	for name, value := range t.Headers {
		request.Header.Set(name, value)
	}
	sender := http.Client{Transport: archive, Timeout: waits, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := sender.Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err // its own text has the address, which is a key to the place
		}
		return fmt.Errorf("send the letter to the archive: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusPreconditionFailed && response.StatusCode/100 != 2 {
		return fmt.Errorf("the archive answered %d, and did not take the letter", response.StatusCode)
	}
	return nil
}
