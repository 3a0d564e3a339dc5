package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
)

// letters compares every archived letter's bytes and type with what was logged, on one
// machine. It may be stopped anywhere, and says where to go on.
func (c checkLog) letters(ctx context.Context, to streams, l *openedLog) error {
	if n, place := noFiles(l.archive); n > 0 {
		return errNoFile(place)
	}
	var whole, gone, stopped, wrong, noted, mended int
	last := disclosure.EntryID(c.LettersAfter)
	if last != "" {
		if _, err := disclosure.ParseEntryID(last.String()); err != nil {
			return errors.New("--letters-after wants the id of an entry, as an earlier check printed it")
		}
	}
	err := cases.LoggedLetters(ctx, l.table, disclosure.Register(l.register), last, func(letter cases.LoggedLetter) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		what, bytesAre := compareLetter(l.archive, letter)
		if what != "" && bytesAre && !letter.Stopping && !letter.Disposing {
			noted++
			if c.Repair {
				if err := noteLetterAgain(l.archive, letter); err != nil {
					return err
				}
				mended++
			}
		}
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
	switch {
	case mended > 0:
		fmt.Fprintf(to.out, "What is noted of %d letters was written again as it was logged: their bytes are those that were. Run this again.\n", mended)
	case noted > 0:
		fmt.Fprintf(to.out, "The bytes of %d letters are those that were logged, and what is noted of them is not: keep a copy of the data directory, and run this again with --repair.\n", noted)
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

// compareLetter says what is wrong with a letter, "" when nothing is, and whether its
// bytes are those that were logged. Of a case that is being destroyed it may be gone, and
// its hold is off.
func compareLetter(archive string, letter cases.LoggedLetter) (what string, bytesAre bool) {
	file, err := embedded.OpenAtRest(archive, lettersBucket, letter.ObjectKey, letter.Version)
	if errors.Is(err, fs.ErrNotExist) {
		return whatIsGone(letter), false
	}
	if err != nil {
		return cannotBeRead, false
	}
	defer file.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, file)
	switch {
	case err != nil:
		return cannotBeRead, false
	case file.Unnamed && (n != letter.Size || hex.EncodeToString(sum.Sum(nil)) != letter.SHA256):
		return whatIsGone(letter), false
	case n != letter.Size || hex.EncodeToString(sum.Sum(nil)) != letter.SHA256:
		return "its bytes are not those that were logged", false
	case file.Unnamed && !letter.Disposing:
		return "what the archive has noted of its version is gone or another, so that nobody gets it", true
	case !bytes.Equal(file.Digest, sum.Sum(nil)) && !letter.Disposing:
		return "what the archive has noted of its digest is gone or another, so that each download of it breaks off", true
	case file.ContentType != letter.ContentType && !letter.Disposing:
		return "its type is not the one that was logged", true
	case !file.Held && !letter.Disposing:
		return holdOff, true
	}
	return "", true
}

func whatIsGone(letter cases.LoggedLetter) string {
	if letter.Disposing {
		return ""
	}
	return "it is gone, and no disposal took it"
}

// noteLetterAgain writes what the archive notes of a letter of which the bytes are those
// that were logged.
func noteLetterAgain(archive string, letter cases.LoggedLetter) error {
	file, err := embedded.OpenAtRest(archive, lettersBucket, letter.ObjectKey, letter.Version)
	if err != nil {
		return err
	}
	defer file.Close()
	digest, err := hex.DecodeString(letter.SHA256)
	if err != nil {
		return fmt.Errorf("read a logged digest: %w", err)
	}
	return file.NoteAgain(digest, letter.ContentType)
}
