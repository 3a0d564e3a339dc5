package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/register/registrar"
)

// attach archives letters of a case (docs/letters.md).
type attach struct {
	Files      []string `arg:"" optional:"" name:"file" help:"The letters, e-mails or recordings." type:"existingfile"`
	Case       string   `help:"The council's reference for the case; with --unfinished, of every case when left out."`
	Disclosure string   `help:"Id of the disclosure that sent or answered them."`
	Title      string   `help:"What they are; shown to those who may open them." default:"Letter"`
	Type       string   `help:"Their media type, such as application/pdf; told from the files' names when left out."`
	Again      bool     `help:"Ask for new tickets, where the old ones have lapsed and the case does not show the letters as archived."`
	Unfinished bool     `help:"Archive nothing: list the uploads that are not finished, the first to lapse first: the department's own; without --department, every department's, for the Data Protection Officer."`
	Register   string   `help:"The council's ONS code, for example E07000107." required:"" env:"DISCLOSURES_REGISTER"`
	Department string   `help:"The department that archives them."`
	Data       string   `help:"Data directory of the service." default:"data" env:"DISCLOSURES_DATA" type:"path"`
	URL        string   `name:"url" help:"Where the service listens." default:"http://127.0.0.1:8080"`
	Name       string   `help:"Name that they are archived under." default:"Command line"`
}

// attachTries is how often a letter is sent before the command gives up.
const attachTries = 4

// Run archives the files one after the other. A letter is archived once, however
// often the same is run by the same person: what was stopped anywhere, by a full
// disk or a lost connection too, is finished by running it again. A file that has
// changed meanwhile is another letter.
func (c attach) Run(ctx context.Context, to streams) error {
	if c.Unfinished {
		return c.unfinished(ctx, to)
	}
	if len(c.Files) == 0 || c.Department == "" || c.Case == "" {
		return errors.New("name the files to archive, the --case that they are of, and the --department that archives them")
	}
	token, err := recorderToken(c.Data, c.Register, c.Department, c.Name)
	if err != nil {
		return err
	}
	for n, path := range c.Files {
		l := &attached{attach: c, token: token, notes: to.notes, which: fmt.Sprintf("file %d of %d", n+1, len(c.Files))}
		before, err := l.archive(ctx, path)
		if err != nil {
			return fmt.Errorf("%s: %w\nRun the same again: what is archived is not archived twice", l.which, err)
		}
		if before {
			fmt.Fprintf(to.out, "%s: archived before, as %s\n", l.which, l.ticket.Document)
			continue
		}
		fmt.Fprintf(to.out, "%s: archived as %s\n", l.which, l.ticket.Document)
	}
	return nil
}

// attached is one letter on its way.
type attached struct {
	attach
	token  string
	notes  io.Writer
	which  string // in words; a file's own name may be somebody's
	ticket recording.UploadTicket
}

// archive brings the file into the archive, and reports whether it was there before.
func (l *attached) archive(ctx context.Context, path string) (before bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return false, errors.New("the file cannot be opened")
	}
	defer file.Close()
	hash := sha256.New()
	size, err := io.Copy(hash, &stopping{ctx, file})
	if err != nil {
		return false, fmt.Errorf("read the file: %w", pathless(err))
	}
	asked := registrar.LetterRequest{
		Title: l.Title, ContentType: l.mediaType(path), Size: size, SHA256: hex.EncodeToString(hash.Sum(nil)), Disclosure: disclosure.EntryID(l.Disclosure),
	}
	body, err := json.Marshal(asked)
	if err != nil {
		return false, err
	}
	key := l.key(body)
	for try := 1; ; try++ {
		if err = l.call(ctx, "/correspondence", key, body, &l.ticket); err == nil {
			// The letter may have arrived when an earlier run was stopped.
			if err = l.complete(ctx); err == nil {
				return try == 1, nil
			}
			var refused *notTaken
			if errors.As(err, &refused) && refused.status == http.StatusConflict { // it has not arrived
				if err = l.put(ctx, file, size); err == nil {
					err = l.complete(ctx)
				}
			}
			if err == nil {
				return false, nil
			}
		}
		var refused *notTaken
		if errors.As(err, &refused) && refused.status < http.StatusInternalServerError && refused.status != http.StatusTooManyRequests || try == attachTries || ctx.Err() != nil {
			return false, err
		}
		fmt.Fprintf(l.notes, "%s: trying again\n", l.which)
		select {
		case <-time.After(time.Second << (try - 1)):
		case <-ctx.Done():
		}
	}
}

// key is the same for the same letter of the same case, so that a second run gets
// the first one's ticket.
func (l *attached) key(body []byte) string {
	again := ""
	if l.Again {
		again = time.Now().UTC().Format(time.DateOnly)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %s", l.Case, again, body))
	return "attach-" + hex.EncodeToString(sum[:20])
}

func (l *attached) mediaType(path string) string {
	if l.Type != "" {
		return l.Type
	}
	known := map[string]string{
		".eml": "message/rfc822", ".msg": "application/vnd.ms-outlook", ".pdf": "application/pdf", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".txt": "text/plain", ".mp3": "audio/mpeg", ".wav": "audio/wav",
	}
	ending := strings.ToLower(filepath.Ext(path))
	if kind := known[ending]; kind != "" {
		return kind
	}
	if kind, _, err := mime.ParseMediaType(mime.TypeByExtension(ending)); err == nil {
		return kind
	}
	return "application/octet-stream"
}

// complete records the letter. It is a conflict when the letter has not arrived.
func (l *attached) complete(ctx context.Context) error {
	return l.call(ctx, "/correspondence/"+url.PathEscape(l.ticket.Document.String())+"/complete", "complete-"+l.ticket.Document.String(), nil, nil)
}

// put sends the file to the archive, which takes it once.
func (l *attached) put(ctx context.Context, file *os.File, size int64) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read the file: %w", pathless(err))
	}
	request, err := http.NewRequestWithContext(ctx, l.ticket.Method, l.ticket.URL, &telling{io.NopCloser(file), l, 0, size, 0})
	if err != nil {
		return errors.New("the service's ticket has no address to send the letter to")
	}
	request.ContentLength = size
	for name, value := range l.ticket.Headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("send the letter: %w", addressless(err))
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusPreconditionFailed: // it is there already
	case response.StatusCode/100 != 2:
		return &notTaken{response.StatusCode, fmt.Sprintf("the archive did not take the letter (it answered %d, which docs/letters.md explains)", response.StatusCode)}
	}
	return nil
}

// notTaken is an answer by which the service, or its archive, refuses.
type notTaken struct {
	status int
	says   string
}

func (n *notTaken) Error() string { return n.says }

// call asks the service for a change, of which a repeat is the same.
func (l *attached) call(ctx context.Context, path, key string, body []byte, answer any) error {
	at := strings.TrimSuffix(l.URL, "/") + "/v1/registers/" + url.PathEscape(l.Register) + "/cases/" + url.PathEscape(l.Case) + path
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, at, bytes.NewReader(body))
	if err != nil {
		return errors.New("--url wants an address such as http://127.0.0.1:8080")
	}
	request.Header.Set("Authorization", "Bearer "+l.token)
	request.Header.Set("Idempotency-Key", key)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask the service: %w", addressless(err))
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return fmt.Errorf("read the service's answer: %w", addressless(err))
	case response.StatusCode/100 != 2:
		return &notTaken{response.StatusCode, refusal(response.StatusCode, text).Error()}
	case answer == nil:
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return errors.New("the service's answer cannot be read: is it of this version?")
	}
	return nil
}

// addressless leaves out the address, which has the case in it, or is good for an
// upload.
func addressless(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// pathless leaves out the file's name.
func pathless(err error) error {
	var failed *os.PathError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// stopping reads until it is told to stop.
type stopping struct {
	ctx context.Context
	io.Reader
}

func (s *stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Reader.Read(p)
}

// telling says how much of a letter has been sent, at every tenth.
type telling struct {
	io.ReadCloser
	letter *attached
	sent   int64
	size   int64
	told   int64 // tenths
}

func (t *telling) Read(p []byte) (int, error) {
	n, err := t.ReadCloser.Read(p)
	t.sent += int64(n)
	if tenths := t.sent * 10 / t.size; tenths > t.told && t.size > 1<<20 {
		t.told = tenths
		fmt.Fprintf(t.letter.notes, "%s: %d %% of %d MB sent\n", t.letter.which, tenths*10, t.size>>20)
	}
	return n, err
}

// unfinished lists the uploads that are not finished, the one that lapses first before
// the others: of a department, or of all of them.
func (c attach) unfinished(ctx context.Context, to streams) error {
	switch {
	case c.Department == "" && c.Case != "":
		return c.unfinishedInCase(ctx, to)
	case c.Department == "":
		return c.everyUnfinished(ctx, to)
	}
	register, err := disclosure.ParseRegister(c.Register)
	if err != nil {
		return err
	}
	token, err := recorderToken(c.Data, c.Register, c.Department, c.Name)
	if err != nil {
		return err
	}
	api := client.New(c.URL, register, token, nil)
	var letters []client.OwnLetter
	more := false
	if c.Case == "" {
		work, err := api.OwnWork(ctx, whyUnfinished, "")
		if err != nil {
			return err
		}
		letters, more = work.Letters, work.MoreLetters
	} else {
		own, err := api.OwnCase(ctx, whyUnfinished, disclosure.CaseRef(c.Case), "")
		if err != nil {
			return err
		}
		letters, more = slices.DeleteFunc(own.Letters, func(l client.OwnLetter) bool { return l.State == "archived" }), own.MoreLetters
		slices.SortFunc(letters, func(a, b client.OwnLetter) int { return a.Lapses.Compare(b.Lapses) })
	}
	for _, l := range letters {
		c.tell(to, l)
	}
	if more {
		fmt.Fprintln(to.out, "There are more: finish these first.")
	}
	if len(letters) == 0 {
		fmt.Fprintln(to.out, "Every upload of the department is finished.")
	}
	return nil
}

// whyUnfinished is the purpose of the look at what is not finished.
const whyUnfinished = "Which letters have not arrived"

// tell says of a letter which it is, and when its place is given up.
func (c attach) tell(to streams, l client.OwnLetter) {
	in := ""
	if c.Case == "" && l.Case != "" {
		in = ", case " + l.Case.String()
	}
	fmt.Fprintf(to.out, "%s%s: not finished, lapses on %s\n", l.Document, in, lapsing(l.Lapses))
}

func lapsing(at time.Time) string {
	return at.In(disclosure.London).Format("2 January 2006 at 15:04")
}

// everyUnfinished lists those of every department.
func (c attach) everyUnfinished(ctx context.Context, to streams) error {
	asking := asking{Data: c.Data, URL: c.URL, Register: c.Register, Name: c.Name, Purpose: whyUnfinished}
	found := 0
	for cursor := ""; ; {
		answer, err := asking.get(ctx, "/letters/unfinished?cursor="+url.QueryEscape(cursor))
		if err != nil {
			return err
		}
		var page client.UnfinishedLetters
		if err := json.Unmarshal(answer, &page); err != nil {
			return errors.New("the service's answer cannot be read: is it of this version?")
		}
		for _, l := range page.Letters {
			c.tell(to, l.OwnLetter)
			found++
		}
		if cursor = page.Cursor; cursor == "" {
			break
		}
	}
	if found == 0 {
		fmt.Fprintln(to.out, "Every upload is finished.")
	}
	return nil
}

// unfinishedInCase lists those of one case, with those that have lapsed and are not gone
// yet.
func (c attach) unfinishedInCase(ctx context.Context, to streams) error {
	asking := asking{Data: c.Data, URL: c.URL, Register: c.Register, Name: c.Name}
	var view cases.CaseView
	found := 0
	for cursor := ""; ; cursor = view.Cursor {
		answer, err := asking.get(ctx, "/cases/"+url.PathEscape(c.Case)+"?cursor="+url.QueryEscape(cursor))
		if err != nil {
			return err
		}
		view = cases.CaseView{}
		if err := json.Unmarshal(answer, &view); err != nil {
			return errors.New("the service's answer cannot be read: is it of this version?")
		}
		for _, letter := range view.Letters {
			lapses := letter.TicketedAt.Add(registrar.TicketLapses)
			switch letter.State {
			case "awaiting-upload":
				fmt.Fprintf(to.out, "%s: not finished, lapses on %s\n", letter.Document, lapsing(lapses))
			case "lapsed":
				fmt.Fprintf(to.out, "%s: lapsed on %s\n", letter.Document, lapsing(lapses))
			default:
				continue
			}
			found++
		}
		if view.Cursor == "" {
			break
		}
	}
	if found == 0 {
		fmt.Fprintln(to.out, "Every upload of the case is finished.")
	}
	return nil
}
