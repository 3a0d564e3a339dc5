package witness

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"disclosure-register/pkg/durable"
	"disclosure-register/pkg/ledger"
)

// Dir keeps a witness's checkpoints in a directory: for each log a file with the
// last one, and beside it those that were refused.
type Dir string

// last is where a log's last checkpoint is. An origin's slashes are escaped.
func (d Dir) last(origin ledger.Origin) string {
	return filepath.Join(string(d), url.PathEscape(origin.String())+".checkpoint")
}

// Last implements [States].
func (d Dir) Last(origin ledger.Origin) ([]byte, error) {
	signed, err := os.ReadFile(d.last(origin))
	if err != nil {
		return nil, fmt.Errorf("read the last checkpoint: %w", err)
	}
	return signed, nil
}

// Save implements [States]. The file is replaced whole, and synced.
func (d Dir) Save(origin ledger.Origin, signed []byte) error { return d.write(d.last(origin), signed) }

// Refused implements [States]. Each refused checkpoint has a file of its own.
func (d Dir) Refused(origin ledger.Origin, signed []byte) error {
	sum := sha256.Sum256(signed)
	return d.write(filepath.Join(string(d), url.PathEscape(origin.String())+".refused-"+hex.EncodeToString(sum[:8])), signed)
}

func (d Dir) write(path string, signed []byte) error {
	if err := durable.Write(path, signed); err != nil {
		return fmt.Errorf("keep a checkpoint: %w", err)
	}
	return nil
}
