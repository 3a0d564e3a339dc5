package cases

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
)

// LetterCheck compares a letter as the archive holds it now with what was logged
// when it was sent.
type LetterCheck struct {
	Case      disclosure.CaseRef    `json:"case"`
	Document  disclosure.DocumentID `json:"document"`
	Outcome   CheckOutcome          `json:"outcome" enum:"matches,differs,missing,destroyed"`
	CheckedAt time.Time             `json:"checkedAt"`
	BytesRead bool                  `json:"bytesRead" doc:"Whether every byte was read and digested; where not, because the letter is larger than 64 MiB, what S3 says of it was compared"`
	// Differences are in a fixed order.
	Differences []LetterDifference `json:"differences"`
	LegalHold   string             `json:"legalHold,omitempty" doc:"Why the letter's legal hold is off without its differing: a destruction was stopped"`

	Entry      disclosure.EntryID `json:"entry,omitempty" doc:"The entry that logged the letter; its receipt proves that the entry is as it was"`
	Leaf       string             `json:"leaf,omitempty"`
	ArchivedAt time.Time          `json:"archivedAt,omitzero"`
	Size       int64              `json:"size,omitempty" doc:"As logged, in bytes"`
	SHA256     string             `json:"sha256,omitempty" doc:"As logged, lower-case hexadecimal"`
	Version    string             `json:"version,omitempty" doc:"S3 version id, as logged"`

	Certificate disclosure.EntryID `json:"certificate,omitempty" doc:"The certificate of the disposal that destroyed the letter with its case"`
}

// CheckOutcome is what comparing a letter with its record shows.
type CheckOutcome string

// The outcomes.
const (
	LetterMatches   CheckOutcome = "matches"
	LetterDiffers   CheckOutcome = "differs"
	LetterMissing   CheckOutcome = "missing"   // the version that was logged is not in the archive, and no disposal took it
	LetterDestroyed CheckOutcome = "destroyed" // by retention
)

// LetterDifference is one thing in which the archive and the log are at odds.
type LetterDifference struct {
	What   string `json:"what" enum:"entry,record,size,sha256,content-type,bytes,legal-hold,newer-version" doc:"entry: nothing was logged; record: what the register goes by when it opens the letter; bytes: the digest of the bytes as read; newer-version: something was put over it"`
	Logged string `json:"logged"`
	Found  string `json:"found"`
}

// holdComesBack is said of a letter that retention has yet to hold again.
const holdComesBack = "Its legal hold was off for a destruction that was stopped; it is put back by the next run of retention."

// mostExamined is the largest letter whose bytes are read for a check, in bytes:
// what a function reads from S3 well within its time.
const mostExamined = 64 << 20

// CheckLetter says whether an archived letter is the one that was logged: its
// version, size and digest as S3 gives them, its bytes, and its legal hold, against
// the entry that archived it. One that retention destroyed is said to be, with the
// certificate; one that is gone without is missing.
//
// It only reads, but for the record of the look, which is made before it answers.
func (r *Retention) CheckLetter(ctx context.Context, by desk.Looking, ref disclosure.CaseRef, id disclosure.DocumentID) (LetterCheck, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "check-letter"); err != nil {
		return LetterCheck{}, err
	}
	if _, err := disclosure.ParseDocumentID(id.String()); err != nil {
		return LetterCheck{}, desk.NoLetter()
	}
	register, looked := by.Caller.Register, disclosure.Access{Action: "check-letter", Document: id}
	doc, file, err := r.desk.LetterAndCase(ctx, register, ref, id)
	if isNotFound(err) {
		return LetterCheck{}, r.desk.UnseenOf(ctx, by, ref, looked, err)
	}
	if err != nil {
		return LetterCheck{}, err
	}
	check := LetterCheck{Case: ref, Document: id, CheckedAt: r.desk.Now(), Differences: []LetterDifference{}}
	switch {
	case doc.Archived():
		err = r.compare(ctx, register, doc, file, &check)
	case doc.Destroyed():
		// A case whose disposal is under way has no certificate yet.
		check.Outcome, check.Certificate = LetterDestroyed, file.Certificate
	default:
		err = disclosure.Fail(disclosure.Conflict, "This letter has not been archived: there is nothing to compare it with.")
	}
	if err != nil {
		return LetterCheck{}, err
	}
	looked.Results = 1
	return desk.ShownOf(ctx, r.desk, by, ref, check, looked)
}

// compare sets the outcome. While its case is being destroyed a letter's hold is
// off, and then the letter is gone, as it should be. A disposal that was stopped
// may leave a delete marker over a letter: nobody may take it off, and letters are
// read by their version, so that it hides nothing. Until its letters are held again
// their holds are off by the register's own doing.
func (r *Retention) compare(ctx context.Context, register disclosure.Register, doc desk.FiledLetter, file *desk.CaseFile, check *LetterCheck) error {
	disposing := file.State == disclosure.CaseDisposing
	differs := func(what, logged, found string) {
		if logged != found {
			check.Differences = append(check.Differences, LetterDifference{what, logged, found})
		}
	}
	check.Outcome = LetterDiffers
	logged, err := r.logged(ctx, register, doc, check)
	if isNotFound(err) {
		differs("entry", doc.Entry.String(), "none")
		return nil
	}
	if err != nil {
		return err
	}
	differs("record", whereRead(logged.ObjectKey, logged.Version, logged.SHA256, logged.Size), whereRead(doc.Key, doc.Version, doc.SHA256, doc.Size))
	stopping := false
	if file.Spared { // asked before the archive is: what ends the stop has held the letters
		d, err := r.disposalUnderWay(ctx, register, file)
		if err != nil {
			return err
		}
		stopping = d != nil && d.Phase == Stopping
	}
	held, err := r.desk.Examine(ctx, logged.ObjectKey, logged.Version, mostExamined)
	switch {
	case errors.Is(err, archive.ErrNoVersion):
		if check.Outcome = LetterMissing; disposing {
			check.Outcome = LetterDestroyed
		}
		if held.Newest != "" {
			differs("newer-version", "none", held.Newest)
		}
		return nil
	case errors.Is(err, archive.ErrDenied):
		return fmt.Errorf("compare a letter with its record: %w", err)
	case err != nil:
		e := disclosure.Fail(disclosure.Unavailable, "The archive could not be asked for the letter. Try again; if it stays so, tell whoever runs the service: what the archive noted of the letter may be damaged.")
		e.Cause = err
		return e
	}
	differs("size", strconv.FormatInt(logged.Size, 10), strconv.FormatInt(held.Size, 10))
	stated := "none"
	if held.SHA256 != [32]byte{} {
		stated = digest(held.SHA256)
	}
	differs("sha256", logged.SHA256, stated)
	differs("content-type", logged.ContentType, held.ContentType)
	if check.BytesRead = held.Read; held.Read {
		differs("bytes", logged.SHA256, digest(held.ReadSHA256))
	}
	switch {
	case held.LegalHold || disposing:
	case stopping:
		check.LegalHold = holdComesBack
	default:
		differs("legal-hold", "on", "off")
	}
	if held.Newest != logged.Version && !disposing && (held.Newest != "" || !file.Spared) {
		differs("newer-version", logged.Version, orNone(held.Newest))
	}
	if len(check.Differences) == 0 {
		check.Outcome = LetterMatches
	}
	return nil
}

// logged reads the entry that archived the letter.
func (r *Retention) logged(ctx context.Context, register disclosure.Register, doc desk.FiledLetter, check *LetterCheck) (disclosure.CorrespondenceArchived, error) {
	var logged disclosure.CorrespondenceArchived
	entry, leaf, err := r.desk.EntryAt(ctx, register, doc.Entry)
	if err != nil {
		return logged, err
	}
	if err := json.Unmarshal(entry.Body, &logged); err != nil {
		return logged, fmt.Errorf("decode what was logged of a letter: %w", err)
	}
	check.Entry, check.Leaf, check.ArchivedAt = entry.ID, leaf.String(), entry.RecordedAt
	check.Size, check.SHA256, check.Version = logged.Size, logged.SHA256, logged.Version
	return logged, nil
}

// whereRead is everything by which a letter is read, in one text to compare.
func whereRead(key, version, sum string, size int64) string {
	return fmt.Sprintf("%s version %s, %d bytes, SHA-256 %s", key, version, size, sum)
}

// orNone is the version that stands under a letter's key, where none may.
func orNone(version string) string {
	if version == "" {
		return "none"
	}
	return version
}

// digest writes a SHA-256 as people compare it.
func digest(sum [32]byte) string { return hex.EncodeToString(sum[:]) }
