package client

import (
	"errors"
	"mime"
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
