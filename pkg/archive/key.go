package archive

import (
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
)

// keyForm is the register's id and 128 random bits in lower-case hexadecimal.
// There is no room in it for a case, a subject or a file name.
var keyForm = regexp.MustCompile(`^[A-Z0-9]{1,32}/[0-9a-f]{32}$`)

// NewKey returns a fresh object key for a letter or report of the register
// with the given id, such as E07000107/5f0c…; random is crypto/rand.Reader
// outside tests.
//
// Draw a new key for every letter and for every attempt at a report. Then no
// two writers ever share a key, and an object never changes under a digest
// that was recorded for it.
func NewKey(random io.Reader, register string) (string, error) {
	var id [16]byte
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return "", fmt.Errorf("draw an object key: %w", err)
	}
	key := register + "/" + hex.EncodeToString(id[:])
	if err := checkKey(key); err != nil {
		return "", err
	}
	return key, nil
}

// checkKey refuses a key that [NewKey] cannot have made. The error leaves the
// key out: a wrong one may hold what must not be logged.
func checkKey(key string) error {
	if !keyForm.MatchString(key) {
		return fmt.Errorf("object key is not a register id and 32 random hexadecimal digits")
	}
	return nil
}
