package main

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/durable"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/keyfile"
)

// Files of the log's keys in a data directory (docs/runbooks/log-key.md). The
// last two are there only while keys are changed over, and ever after.
const (
	logKeyFile       = "log.key"         // signs
	nextLogKeyFile   = "log-next.key"    // signs beside it
	formerLogKeyFile = "log-former.keys" // verifier keys that no longer sign, a line each
)

// logKeys are the keys of this machine's logs.
type logKeys struct {
	signing keyfile.Key
	next    *keyfile.Key // nil when keys are not being changed over
	former  []ed25519.PublicKey
}

// publishedLog is the directory in which the embedded S3 keeps a register's log.
func publishedLog(dir *dataDir, register disclosure.Register) string {
	return dir.file(filepath.Join(objectsDir, "objects", logBucket, register.String()))
}

// openLogKeys reads the keys, and makes the first one of a new register.
func openLogKeys(dir *dataDir) (keys logKeys, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("open the log's keys (docs/runbooks/log-key.md): %w", err)
		}
	}()
	if keys.signing, err = keyfile.OpenOrMake(dir.file(logKeyFile)); err != nil {
		return logKeys{}, err
	}
	next, err := keyfile.Open(dir.file(nextLogKeyFile))
	switch {
	case err == nil:
		keys.next = &next
	case !errors.Is(err, fs.ErrNotExist):
		return logKeys{}, err
	}
	former, err := readFormerKeys(dir)
	if err != nil {
		return logKeys{}, err
	}
	if keys.former, err = sealing.ParseFormer(former); err != nil {
		return logKeys{}, fmt.Errorf("%s: %w", dir.file(formerLogKeyFile), err)
	}
	return keys, nil
}

func readFormerKeys(dir *dataDir) (string, error) {
	text, err := os.ReadFile(dir.file(formerLogKeyFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read the log's former keys: %w", err)
	}
	return string(text), nil
}

// addFormerKey writes down that a key no longer signs, once. The file is replaced
// whole, so that a crash leaves it with the key or without.
func addFormerKey(dir *dataDir, verifier string) error {
	was, err := readFormerKeys(dir)
	if err != nil {
		return err
	}
	for line := range strings.Lines(was) {
		if strings.TrimSpace(line) == verifier {
			return nil
		}
	}
	if err := durable.Write(dir.file(formerLogKeyFile), []byte(was+verifier+"\n")); err != nil {
		return fmt.Errorf("write the log's former keys: %w", err)
	}
	return nil
}

// config is how this machine's logs are signed.
func (k logKeys) config() sealing.Config {
	config := sealing.Config{Site: logSite, Former: k.former}
	if k.next != nil {
		config.Also = append(config.Also, *k.next)
	}
	return config
}

// public are the keys that sign, the oldest first.
func (k logKeys) public() []ed25519.PublicKey {
	keys := []ed25519.PublicKey{k.signing.Public()}
	if k.next != nil {
		keys = append(keys, k.next.Public())
	}
	return keys
}

// verifiers are the lines by which an auditor knows the register's log: one for
// each key that signs.
func (k logKeys) verifiers(register disclosure.Register) ([]string, error) {
	var lines []string
	for _, key := range k.public() {
		line, err := verifierKey(register, key)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// trusted are all the keys that may have signed the register's log.
func (k logKeys) trusted(register disclosure.Register) (ledger.Keys, error) {
	return keysOf(register, append(k.public(), k.former...))
}

// keysOf trusts the public keys for the register's log.
func keysOf(register disclosure.Register, public []ed25519.PublicKey) (ledger.Keys, error) {
	var lines []string
	for _, key := range public {
		line, err := verifierKey(register, key)
		if err != nil {
			return ledger.Keys{}, err
		}
		lines = append(lines, line)
	}
	return ledger.ParseKeys(strings.Join(lines, "\n") + "\n")
}

func verifierKey(register disclosure.Register, key ed25519.PublicKey) (string, error) {
	origin, err := ledger.NewOrigin(logSite, register.String())
	if err != nil {
		return "", err
	}
	return ledger.VerifierKey(origin, key)
}
