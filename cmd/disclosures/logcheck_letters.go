package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
)

// letters compares every archived letter's bytes and type with what was logged, on one
// machine. It may be stopped anywhere, and says where to go on.
func (c checkLog) letters(ctx context.Context, to streams, l *openedLog) error {
	if n, place := noFiles(l.archive); n > 0 {
		return errNoFile(place)
	}
	var whole, gone, stopped, wrong int
	last := disclosure.EntryID(c.LettersAfter)
	if last != "" {
		if _, err := disclosure.ParseEntryID(last.String()); err != nil {
			return errors.New("--letters-after wants the id of an entry, as an earlier check printed it")
		}
	}
	err := registrar.LoggedLetters(ctx, l.table, disclosure.Register(l.register), last, func(letter registrar.LoggedLetter) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		what := compareLetter(l.archive, letter)
		switch {
		case what == holdOff && letter.Stopping:
			stopped++
		case what == "" && letter.Disposing:
			gone++
		case what == "":
			whole++
		default:
			wrong++
			fmt.Fprintf(to.out, "WRONG  letter of entry %s: %s\n", letter.Entry, what)
		}
		last = letter.Entry
		if n := whole + gone + stopped + wrong; n%1000 == 0 {
			fmt.Fprintf(to.notes, "  %d letters; go on from here with --letters-after %s\n", n, last)
		}
		return nil
	})
	fmt.Fprintf(to.out, "%d letters are here, byte for byte what was logged, and held.\n", whole)
	if gone > 0 {
		fmt.Fprintf(to.out, "%d are of cases that are being destroyed.\n", gone)
	}
	if stopped > 0 {
		fmt.Fprintf(to.out, "%d are byte for byte what was logged; their legal hold was off for a destruction that was stopped, and is put back by the next run of retention.\n", stopped)
	}
	if err != nil {
		return fmt.Errorf("stopped among the letters; go on with --letters-after %s: %w", last, err)
	}
	if wrong > 0 {
		fmt.Fprintf(to.out, "%d letters are not as they were logged. See docs/runbooks/log-overwritten.md.\n", wrong)
		return errFindings
	}
	return nil
}

// cannotBeRead is said of one letter, and the check goes on with the next.
const cannotBeRead = "it cannot be read from the disk"

// holdOff is wrong of a letter, unless retention took the hold off and puts it back.
const holdOff = "its legal hold is off"

// compareLetter says what is wrong with a letter; "" when nothing is. Of a case
// that is being destroyed it may be gone, and its hold is off.
func compareLetter(archive string, letter registrar.LoggedLetter) string {
	file, err := embedded.OpenAtRest(archive, lettersBucket, letter.ObjectKey, letter.Version)
	if errors.Is(err, fs.ErrNotExist) {
		if letter.Disposing {
			return ""
		}
		return "it is gone, and no disposal took it"
	}
	if err != nil {
		return cannotBeRead
	}
	defer file.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, file)
	switch {
	case err != nil:
		return cannotBeRead
	case n != letter.Size || hex.EncodeToString(sum.Sum(nil)) != letter.SHA256:
		return "its bytes are not those that were logged"
	case file.ContentType != letter.ContentType && !letter.Disposing:
		return "its type is not the one that was logged"
	case !file.Held && !letter.Disposing:
		return holdOff
	}
	return ""
}
