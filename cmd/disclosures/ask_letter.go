package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"disclosure-register/pkg/columns"
)

// letterAsLogged is the number of the question about one letter, which may be asked
// with a file to compare.
const letterAsLogged = 20

// fileCompared says of the file --file whether it is the letter that was logged.
type fileCompared struct {
	SHA256 string `json:"sha256"`
	Same   bool   `json:"same"`
}

// checkLetter says whether the letter in the archive is as it was logged and, where a file
// is given, whether that is the letter: as one table, or as one object of JSON with the words
// beside it. What does not hold ends the command with a failure.
func (a ask) checkLetter(ctx context.Context, to streams, path string) error {
	checked, err := a.page(ctx, path)
	if err != nil {
		return err
	}
	answer, _ := columns.Of(path, nil)
	list, said := answer.Lists[0], to.out
	if a.JSON {
		said = to.notes
	}
	var compared *fileCompared
	if a.File != "" {
		if compared, err = compareFile(a.File, columns.Cell(checked, "sha256")); err != nil {
			return err
		}
		checked["file"] = compared
		list.Columns = slices.Insert(slices.Clone(list.Columns), 1, columns.Column{Heading: "Your file", Places: []string{"yourFile"}}, columns.Column{Heading: "SHA-256 of your file", Places: []string{"fileDigest"}})
	}
	holds := letterHolds(columns.Cell(checked, "outcome"), compared)
	if holds != nil {
		checked["holds"] = *holds
	}
	if a.JSON {
		err = jsonLines(to.out).Encode(checked)
	} else {
		if compared != nil {
			checked["yourFile"], checked["fileDigest"] = map[bool]string{true: "is that letter", false: "is another"}[compared.Same], compared.SHA256
		}
		err = writeTables(to.out, []*shownTable{{List: list, rows: []any{checked}}}, titlesOf(a.Register), question{}, "")
	}
	if err != nil {
		return err
	}
	sayLetter(said, columns.Cell(checked, "outcome"), compared)
	if holds != nil && !*holds {
		return errDoesNotHold
	}
	return nil
}

// compareFile digests the file here, and shows it to nobody.
func compareFile(path, logged string) (*fileCompared, error) {
	if logged == "" {
		return nil, errors.New("there is nothing to compare the file with: the register has no digest of that letter, which was destroyed or never logged (ask without --file)")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the file to compare: %w", err)
	}
	defer file.Close()
	digest := sha256.New()
	if _, err := io.Copy(digest, file); err != nil {
		return nil, fmt.Errorf("read the file to compare: %w", err)
	}
	got := hex.EncodeToString(digest.Sum(nil))
	return &fileCompared{SHA256: got, Same: got == logged}, nil
}

// letterHolds is nil of a letter that retention destroyed, which nothing can be said of.
func letterHolds(outcome string, file *fileCompared) *bool {
	if outcome == "destroyed" {
		return nil
	}
	holds := outcome == "matches" && (file == nil || file.Same)
	return &holds
}

func sayLetter(to io.Writer, outcome string, file *fileCompared) {
	switch {
	case file == nil:
	case file.Same:
		fmt.Fprintln(to, "holds  The file is, byte for byte, the letter that was logged.")
	default:
		fmt.Fprintf(to, "FAILS  The file is not the letter that was logged: its SHA-256 is %s.\n", file.SHA256)
	}
	if outcome == "differs" || outcome == "missing" {
		fmt.Fprintln(to, "FAILS  The letter in the archive is not as it was logged, or is gone. What to do: docs/runbooks/log-overwritten.md.")
	}
}
