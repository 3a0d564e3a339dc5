package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"disclosure-register/pkg/columns"
)

// letterAsLogged is the number of the question about one letter, which may be asked
// with a file to compare.
const letterAsLogged = 20

// compareFile says whether the file --file is the letter that was logged: it digests
// the file here, and shows it to nobody.
func (a ask) compareFile(ctx context.Context, to streams, path string) error {
	logged, err := a.page(ctx, path)
	if err != nil {
		return err
	}
	file, err := os.Open(a.File)
	if err != nil {
		return fmt.Errorf("read the file to compare: %w", err)
	}
	defer file.Close()
	digest := sha256.New()
	if _, err := io.Copy(digest, file); err != nil {
		return fmt.Errorf("read the file to compare: %w", err)
	}
	got := hex.EncodeToString(digest.Sum(nil))
	out := to.out
	if a.JSON {
		out = to.notes
	}
	if want := columns.Cell(logged, "sha256"); got != want {
		fmt.Fprintf(out, "FAILS  The file is not the letter that was logged: its SHA-256 is %s.\n", got)
		return errDoesNotHold
	}
	_, err = fmt.Fprintln(out, "holds  The file is, byte for byte, the letter that was logged.")
	return err
}
