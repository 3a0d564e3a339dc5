package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"disclosure-register/pkg/durable"
	"disclosure-register/pkg/store/sqlite"
)

// knownFile says by which keys the register has been run: the name of each and a
// digest of it, a line each; and, of the table, with which secret's digest it is
// marked. In the place of a digest stands [newKey] where somebody has decided that the
// key is another. A key that is another than it was makes every search
// answer that nothing was shared, or lets somebody else make tokens.
const knownFile = "keys.known"

// newKey is what is written by hand in the place of a key's digest: a line that is only
// gone may be damage, and whatever lay there would be taken for the key.
const newKey = "new"

// refuseReplacedKeys refuses keys that are not those known, and such as others on
// this machine can read. A key that is not there is refused where one is known.
func (d *dataDir) refuseReplacedKeys(names ...string) error {
	known, err := d.knownKeys()
	if err != nil {
		return err
	}
	for _, name := range names {
		info, err := os.Stat(d.file(name))
		if errors.Is(err, fs.ErrNotExist) && known[name] == "" {
			continue // it is made
		}
		if err != nil {
			return fmt.Errorf("%s, by which this register has been run, cannot be read: put it back from its backup (docs/runbooks/lost-secret.md): %w", name, err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			return fmt.Errorf("%s can be read by others on this machine (mode %v): make it 0600", d.file(name), info.Mode().Perm())
		}
		key, err := readKey(d.file(name))
		if err != nil {
			return err
		}
		if was := known[name]; was != "" && was != digestOf(key) {
			return fmt.Errorf("%s is not the key by which this register has been run: put that back from its backup (docs/runbooks/lost-secret.md)", d.file(name))
		}
	}
	return nil
}

// knowKeys writes down by which keys the register is run, and how its table is marked:
// after both were found to belong together.
func (d *dataDir) knowKeys(mark string, names ...string) error {
	known, err := d.knownKeys()
	if err != nil {
		return err
	}
	added := known[tableFile] != mark
	known[tableFile] = mark
	for _, name := range names {
		key, err := readKey(d.file(name))
		if err != nil {
			return err
		}
		if known[name] == "" {
			known[name], added = digestOf(key), true
		}
	}
	if !added {
		return nil
	}
	return d.writeKnown(known)
}

func (d *dataDir) writeKnown(known map[string]string) error {
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(known)) {
		fmt.Fprintf(&lines, "%s %s\n", name, known[name])
	}
	if err := durable.Write(d.file(knownFile), []byte(lines.String())); err != nil {
		return fmt.Errorf("write down the keys: %w", err)
	}
	return nil
}

func (d *dataDir) knownKeys() (map[string]string, error) {
	text, err := os.ReadFile(d.file(knownFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read which keys are known: %w", err)
	}
	known := map[string]string{}
	damaged := fmt.Errorf("%s is damaged: put it back from its backup (docs/runbooks/lost-secret.md)", d.file(knownFile))
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		name, digest, _ := strings.Cut(line, " ")
		bytes, err := hex.DecodeString(digest)
		_, twice := known[name]
		switch {
		case twice, name != tableFile && name != secretFile && name != issuerFile:
			return nil, damaged
		case digest == newKey && name != tableFile:
			known[name] = ""
		case err != nil || len(bytes) != sha256.Size:
			return nil, damaged
		default:
			known[name] = digest
		}
	}
	// The table alone is what the runbook has somebody write; without it, the file is from
	// before 29 November 2026.
	_, table := known[tableFile]
	_, secret := known[secretFile]
	_, issuer := known[issuerFile]
	if secret != issuer || len(known) > 0 && !table && !secret {
		return nil, fmt.Errorf("%s lacks a line: put it back from its backup; of a key that was changed on purpose it says %q in the place of the digest (docs/runbooks/lost-secret.md)", d.file(knownFile), newKey)
	}
	return known, nil
}

// refuseIfNoneIsKnown refuses a table that has been run, where nothing says by which
// keys: somebody else's could lie there. A first start may have been killed between its
// table and that file, but then nothing has been recorded.
func (d *dataDir) refuseIfNoneIsKnown(ctx context.Context, table *sqlite.Table, known map[string]string, mark string) error {
	if len(known) > 0 || mark == "" {
		return nil
	}
	empty, err := table.Empty(ctx)
	if err != nil || empty {
		return err
	}
	return fmt.Errorf("%s is missing or empty, and %s has been run by keys that it named: put it back from its backup. If that is lost, and %s and %s are known to be the right ones, write this line in it (docs/runbooks/lost-secret.md): %s %s",
		d.file(knownFile), tableFile, secretFile, issuerFile, tableFile, mark)
}

// digestOf tells one key from another and gives neither away.
func digestOf(key []byte) string {
	return fmt.Sprintf("%x", sha256.Sum256(append([]byte("disclosures: which key\n"), key...)))
}
