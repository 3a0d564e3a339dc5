package console

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"

	"disclosure-register/pkg/client"
)

// aFinish is the page that finishes a letter that has not arrived.
type aFinish struct {
	client.OwnLetter
	Gone bool // there is no such letter any more, or it has arrived
}

// sendingAgain is the purpose of asking for a letter's ticket again, which shows nothing
// but where to send it.
const sendingAgain = "Sending a letter whose place was promised"

func (v *visit) finish(t task) error { return v.finishForm(t, newForm()) }

func (v *visit) finishForm(t task, f *form) error {
	l, err := v.unfinished(t)
	if err != nil {
		return err
	}
	return v.on(t, "finish", &page{Title: "Finish a letter", Nav: "cases", Form: f, Body: l, Back: v.session.path(v.toCase(t))})
}

// unfinished finds the letter, which for an officer is among the department's of its case.
func (v *visit) unfinished(t task) (aFinish, error) {
	if v.seesAll() {
		found, err := v.api.UnfinishedLetter(v.r.Context(), t.Why, t.Case, t.Document)
		if err != nil || len(found.Letters) == 0 {
			return aFinish{Gone: true}, err
		}
		return aFinish{OwnLetter: found.Letters[0].OwnLetter}, nil
	}
	c, err := v.api.OwnCase(v.r.Context(), t.Why, t.Case, "")
	if err != nil {
		return aFinish{}, err
	}
	i := slices.IndexFunc(c.Letters, func(l client.OwnLetter) bool { return l.Document == t.Document && l.State != "archived" })
	if i < 0 {
		return aFinish{Gone: true}, nil
	}
	return aFinish{OwnLetter: c.Letters[i]}, nil
}

// finishLetter sends the letter where its ticket says, and has it verified. Without a file
// it has what was sent before verified: a browser that was closed may have sent all of it.
func (v *visit) finishLetter(t task) error {
	f := v.typed()
	l, err := v.unfinished(t)
	if err != nil {
		return err
	}
	if l.Gone {
		return v.finishForm(t, f)
	}
	ctx := v.r.Context()
	var text []byte
	if file, _, err := v.r.FormFile("file"); err == nil {
		defer file.Close()
		if text, err = io.ReadAll(file); err != nil {
			return errorf("read a letter: %w", err)
		}
		if len(text) == 0 {
			f.wrong("file", emptyFile)
			return v.finishForm(t, f)
		}
	}
	if len(text) > 0 {
		sum := sha256.Sum256(text)
		switch {
		case len(text) > mostLetter:
			f.wrong("file", "This file is longer than 4 MB. Archive it with disclosures attach, which takes any.")
		case hex.EncodeToString(sum[:]) != l.SHA256:
			f.wrong("file", "This is not the file that the place was promised to: not one byte of it may have changed. Choose that one; or attach this one as a letter of its own, and let the place lapse.")
		}
		if f.Errors != nil {
			return v.finishForm(t, f)
		}
		ticket, err := v.api.TicketAgain(ctx, sendingAgain, t.Case, t.Document)
		if f.refused(err) {
			return v.finishForm(t, f)
		} else if err != nil {
			return err
		}
		if err := ticket.Put(ctx, v.console.config.Archive, text); err != nil {
			v.console.config.Log.ErrorContext(ctx, "a letter did not reach the archive", "error", err)
			f.Detail = "The archive did not take the letter, and it is not on record. Choose the file again, and send it again: it is archived once."
			return v.finishForm(t, f)
		}
	}
	if _, err = v.api.CompleteUpload(ctx, f.Key, t.Case, t.Document); f.refused(err) {
		return v.finishForm(t, f)
	} else if err != nil {
		return err
	}
	next := v.toCase(t)
	next.Document, next.Done = "", "The letter is archived: "+l.Title+"."
	return v.goTo(next)
}
