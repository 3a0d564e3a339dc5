package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime"
	"net/url"
)

// Sheet is a list as a spreadsheet in CSV, whole.
type Sheet struct {
	Name string // of the file: it says that it is not for the person
	Text []byte
}

// Sheet has a list that the function asks this client's like for as a spreadsheet: the
// whole of it, from the page that is asked for on. What the function is told of the list
// is nothing.
func (c *Client) Sheet(ask func(*Client) error) (Sheet, error) {
	asking := *c
	asking.sheet = &Sheet{}
	if err := ask(&asking); err != nil {
		return Sheet{}, err
	}
	if asking.sheet.Text == nil {
		return Sheet{}, errors.New("read an answer: it is no spreadsheet")
	}
	return *asking.sheet, nil
}

// take keeps an answer that is a spreadsheet.
func (s *Sheet) take(text []byte, kind, disposition string) error {
	is, _, _ := mime.ParseMediaType(kind)
	_, named, err := mime.ParseMediaType(disposition)
	if is != "text/csv" || err != nil || named["filename"] == "" {
		return errors.New("read an answer: it is no spreadsheet")
	}
	s.Name, s.Text = named["filename"], text
	return nil
}

// Listed is a page of a list as it is in JSON, with what was asked for.
type Listed struct {
	Path   string // below the register
	Query  url.Values
	Answer map[string]any
}

// List has the page of a list that the function asks this client's like for as it is in
// JSON, with what this client's own types leave out. What the function is told of the list
// is nothing.
func (c *Client) List(ask func(*Client) error) (Listed, error) {
	asking := *c
	asking.listed = &Listed{}
	if err := ask(&asking); err != nil {
		return Listed{}, err
	}
	if asking.listed.Answer == nil {
		return Listed{}, errors.New("read an answer: nothing was asked for")
	}
	return *asking.listed, nil
}

// take keeps an answer in JSON, its numbers as they were written.
func (l *Listed) take(text []byte) error {
	numbers := json.NewDecoder(bytes.NewReader(text))
	numbers.UseNumber()
	if err := numbers.Decode(&l.Answer); err != nil {
		return errors.New("read an answer: it is not of the form that this client knows")
	}
	return nil
}
