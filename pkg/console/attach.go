package console

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// mostLetter bounds a letter that is sent through the console, in bytes: what a
// function is given of a request ends soon after. With script the browser sends it to the
// archive itself, up to mostByScript (assets/letter.js): it holds the whole of it in
// memory for the digest. A longer one is archived by disclosures attach.
const (
	mostLetter   = 4 << 20
	mostByScript = 100 << 20
)

// emptyFile is said of a file in which there is nothing.
const emptyFile = "This file is empty: it has 0 bytes. Look whether it is the right one, and whether it was saved, and choose it again."

// anAttachment is the page that archives a letter of a case.
type anAttachment struct {
	Case   string
	Script bool // the browser may send the letter itself
}

func (v *visit) attach(t task) error { return v.attachForm(t, newForm()) }

func (v *visit) attachForm(t task, f *form) error {
	back := ""
	if t.Entry != "" {
		back = v.session.path(t.to(record))
	}
	body := anAttachment{Case: t.Case.String(), Script: v.console.config.ArchiveOrigin != ""}
	if body.Script {
		v.w.Header().Set("Content-Security-Policy", withLetters(v.console.config.ArchiveOrigin))
	}
	p := &page{Title: "Attach a letter", Nav: "disclose", Form: f, Body: body, Back: back}
	if back != "" {
		p.Then, p.ThenSays = back, "Open the disclosure"
	}
	return v.on(t, "attach", p)
}

// askTicket asks for the ticket of a letter that the browser sends itself. Asked by the
// script, it is answered with the ticket, or 422 as a page would be. Asked by the form
// itself, where the script was refused, it is answered with the page and what is wrong.
func (v *visit) askTicket(t task, f *form) error {
	letter := client.LetterAsked{Title: f.Values["title"], Disclosure: t.Entry, SHA256: f.Values["sha256"], ContentType: mediaType("letter." + f.Values["ending"])}
	var err error
	if letter.Size, err = strconv.ParseInt(f.Values["size"], 10, 64); err != nil || letter.Size <= 0 {
		f.wrong("file", "Choose the letter. A form that comes back has to be given its file again.")
	}
	if letter.Size > mostByScript {
		f.wrong("file", "This file is longer than 100 MB. Archive it with disclosures attach, which takes any.")
	}
	if letter.Title == "" {
		f.wrong("title", "Say what the letter is.")
	}
	if f.Errors != nil {
		return v.attachForm(t, f)
	}
	got, err := v.api.AskUpload(v.r.Context(), f.Key, t.Case, letter)
	if f.refused(err) {
		return v.attachForm(t, f)
	} else if err != nil {
		return err
	}
	if v.value("do") == "describe" {
		f.wrong("file", "Choose the letter once more, and send it again: it is archived once.")
		return v.attachForm(t, f)
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(http.StatusOK)
	_ = json.NewEncoder(v.w).Encode(got) // a browser that hung up needs no answer
	return nil
}

// completeLetter has what the browser sent verified, and recorded.
func (v *visit) completeLetter(t task, f *form) error {
	document, err := disclosure.ParseDocumentID(f.Values["document"])
	if err != nil {
		return v.lost()
	}
	if _, err = v.api.CompleteUpload(v.r.Context(), "complete-"+document.String(), t.Case, document); f.refused(err) {
		return v.attachForm(t, f)
	} else if err != nil {
		return err
	}
	return v.attached(t, f)
}

// attached goes on to the form for one more letter.
func (v *visit) attached(t task, f *form) error {
	next := t.to(attaching)
	next.Done = "The letter is archived: " + f.Values["title"] + "."
	return v.goTo(next)
}

// archiveLetter asks for the ticket with the person's own token, sends the bytes where
// it says and has them verified. If it stops after the ticket, the place lapses, unless
// the same form is sent again: it has the same key, and the letter is archived once.
func (v *visit) archiveLetter(t task) error {
	f := v.typed()
	switch f.Values["do"] {
	case "ticket", "describe":
		return v.askTicket(t, f)
	case "complete":
		return v.completeLetter(t, f)
	}
	letter := client.LetterAsked{Title: f.Values["title"], Disclosure: t.Entry}
	if letter.Title == "" {
		f.wrong("title", "Say what the letter is.")
	}
	var text []byte
	file, head, err := v.r.FormFile("file")
	if err == nil {
		defer file.Close()
		if text, err = io.ReadAll(file); err == nil {
			letter.ContentType = mediaType(head.Filename)
		}
	}
	switch {
	case err == nil && len(text) == 0:
		f.wrong("file", emptyFile)
	case err != nil:
		f.wrong("file", "Choose the letter. A form that comes back has to be given its file again.")
	case len(text) > mostLetter:
		f.wrong("file", "This file is longer than 4 MB. Archive it with disclosures attach, which takes any.")
	case f.Errors != nil: // the browser keeps no file in a form that comes back
		f.wrong("file", "Choose the letter again. A form that comes back has to be given its file again.")
	}
	if f.Errors != nil {
		return v.attachForm(t, f)
	}
	sum := sha256.Sum256(text)
	letter.Size, letter.SHA256 = int64(len(text)), hex.EncodeToString(sum[:])
	ctx := v.r.Context()
	ticket, err := v.api.AskUpload(ctx, f.Key, t.Case, letter)
	if err == nil {
		if err = ticket.Put(ctx, v.console.config.Archive, text); err != nil {
			v.console.config.Log.ErrorContext(ctx, "a letter did not reach the archive", "error", err)
			f.Detail = "The archive did not take the letter, and it is not on record. Choose the file again, and send it again: it is archived once."
			return v.attachForm(t, f)
		}
		_, err = v.api.CompleteUpload(ctx, "complete-"+ticket.Document.String(), t.Case, ticket.Document)
	}
	if f.refused(err) {
		return v.attachForm(t, f)
	} else if err != nil {
		return err
	}
	return v.attached(t, f)
}

// mediaType is what kind of file it is, by its name, which is kept nowhere.
func mediaType(name string) string {
	known := map[string]string{
		".pdf": "application/pdf", ".eml": "message/rfc822", ".msg": "application/vnd.ms-outlook", ".txt": "text/plain",
		".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	}
	ending := strings.ToLower(filepath.Ext(name))
	if kind := known[ending]; kind != "" {
		return kind
	}
	if kind, _, err := mime.ParseMediaType(mime.TypeByExtension(ending)); err == nil {
		return kind
	}
	return "application/octet-stream"
}

// takesFile reports whether the page is one of those that take a file.
func takesFile(path string) bool {
	return strings.HasPrefix(path, "/"+string(attaching)+"/") || strings.HasPrefix(path, "/"+string(finishing)+"/")
}

// parseForm reads what was sent. A file comes to the pages of letters alone, and from nobody who is
// not signed in: whoever is not, sends a form of the usual length.
func (c *Console) parseForm(w http.ResponseWriter, r *http.Request) error {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" && takesFile(r.URL.Path) {
		most := int64(maxForm)
		if _, is := c.sessionOf(w, r); is == live {
			most += mostLetter + maxForm
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		return r.ParseMultipartForm(most) // all of it in memory: a letter is on no disk but the archive's
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	return r.ParseForm()
}

// fileTooLong answers whoever is signed in and sends a file that is too long to be read whole,
// and reports whether it has: the page leads back to the form, for a file to be chosen again.
func (c *Console) fileTooLong(w http.ResponseWriter, r *http.Request, err error) bool {
	var long *http.MaxBytesError
	if !errors.As(err, &long) || !takesFile(r.URL.Path) {
		return false
	}
	s, is := c.sessionOf(w, r)
	if is != live {
		return false
	}
	v := &visit{console: c, w: w, r: r, session: s, api: c.api(s.who, s.token)}
	if v.words, err = c.titlesOf(r.Context(), s.who.Register, v.api); err != nil {
		v.fail(err)
		return true
	}
	says := "Nothing was archived. Archive it with disclosures attach, which takes a file of any length."
	if c.config.ArchiveOrigin != "" && strings.HasPrefix(r.URL.Path, "/"+string(attaching)+"/") {
		says = "Nothing was archived. With script the page of the form sends up to 100 MB: go back, let your browser run it, and send the file again. Or archive it with disclosures attach, which takes a file of any length."
	}
	_ = v.render(http.StatusRequestEntityTooLarge, "refused", &page{Title: "This file is longer than 4 MB", Body: says, Back: r.URL.Path, Then: r.URL.Path, ThenSays: "Go back to the form"}) // it never fails
	return true
}

// toAttach is the address of the page that attaches a letter to the disclosure; empty
// for who may not.
func (v *visit) toAttach(t task, entry disclosure.EntryID, of disclosure.CaseRef) string {
	if !v.session.who.MayRecord() {
		return ""
	}
	t = t.to(attaching)
	t.Entry, t.Case, t.Subject, t.Sought, t.Fact = entry, of, "", client.Sought{}, factTask{}
	return v.session.path(t)
}
