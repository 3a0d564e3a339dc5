package main

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/durable"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/keyfile"
)

// logTool looks after the log. On one machine the service must not be running.
type logTool struct {
	Check  checkLog   `cmd:"" help:"Compare a register's table with its published log: after a restore, or when in doubt."`
	Bridge bridgeLog  `cmd:"" help:"After a restore, go on from the published log without the entries that are lost."`
	Key    logKeyTool `cmd:"" help:"Change the key that signs the log, or replace one that is lost."`
}

// logKeyTool changes the log's key, as docs/runbooks/log-key.md describes.
type logKeyTool struct {
	Begin  beginKeyChange  `cmd:"" help:"Make the next key, which signs beside the present one from the next start on."`
	Finish finishKeyChange `cmd:"" help:"Leave the old key out: the next one alone signs from the next start on."`
	Lost   loseKey         `cmd:"" help:"Make a new key in place of one that is lost."`
	Name   nameLogKey      `cmd:"" help:"On AWS: say a key's verifier key, by which auditors know the log, from its public half."`
}

type beginKeyChange struct {
	Data string `help:"Data directory of the service." default:"data" type:"path"`
}

// Run makes the next key. A crash leaves it made or not; run again, it says that
// it is there.
func (c beginKeyChange) Run(to streams) error {
	dir, err := lockDataDir(c.Data)
	if err != nil {
		return err
	}
	defer dir.close() //nolint:errcheck // the process ends
	if _, err := keyfile.Open(dir.file(logKeyFile)); err != nil {
		return fmt.Errorf("there is no log to change the key of: %w", err)
	}
	err = keyfile.Make(dir.file(nextLogKeyFile))
	if errors.Is(err, fs.ErrExist) {
		return errors.New("a change is under way: both keys sign. End it with: disclosures log key finish")
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(to.notes, "From the next start on both keys sign. Publish the second line of each pair beside the first:")
	return printLogKeys(to, dir)
}

type finishKeyChange struct {
	Data string `help:"Data directory of the service." default:"data" type:"path"`
}

// Run writes the old key down as a former one, and then puts the next in its
// place. A crash between the two leaves both signing, and the command to be run
// again.
func (c finishKeyChange) Run(to streams) error {
	dir, err := lockDataDir(c.Data)
	if err != nil {
		return err
	}
	defer dir.close() //nolint:errcheck // the process ends
	if _, err := keyfile.Open(dir.file(nextLogKeyFile)); err != nil {
		return fmt.Errorf("no change is under way (begin one with: disclosures log key begin): %w", err)
	}
	old, err := keyfile.Open(dir.file(logKeyFile))
	if err != nil {
		return err
	}
	// The public key is the same whichever register's log names it.
	line, err := verifierKey(sampleRegister, old.Public())
	if err != nil {
		return err
	}
	if err := addFormerKey(dir, line); err != nil {
		return err
	}
	if err := durable.Rename(dir.file(nextLogKeyFile), dir.file(logKeyFile)); err != nil {
		return fmt.Errorf("put the next key in place: %w", err)
	}
	fmt.Fprintln(to.notes, "The new key alone signs from the next start on. Keep the old verifier keys for ever: receipts of their time verify with them.")
	return printLogKeys(to, dir)
}

type loseKey struct {
	Former string `arg:"" help:"The lost key's verifier key, from an auditor or a bundle's keys.txt."`
	Data   string `help:"Data directory of the service." default:"data" type:"path"`
}

// Run writes the lost key down as a former one and makes a new one. It never
// takes the place of a key that is there, and changes nothing unless the logs can
// then go on from what is published. A crash between the two leaves the key
// written down, and the command to be run again.
func (c loseKey) Run(to streams) error {
	lost, err := ledger.PublicKey(c.Former)
	if err != nil {
		return fmt.Errorf("give the lost key's verifier key, and no other: %w", err)
	}
	dir, err := lockDataDir(c.Data)
	if err != nil {
		return err
	}
	defer dir.close() //nolint:errcheck // the process ends
	if _, err := os.Stat(dir.file(logKeyFile)); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there: nothing was changed. Move it away only if it is truly of no use", dir.file(logKeyFile))
	}
	if err := signedPublished(dir, lost); err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	if err := addFormerKey(dir, strings.TrimSpace(c.Former)); err != nil {
		return err
	}
	// A change that was under way has its next key already.
	err = durable.Rename(dir.file(nextLogKeyFile), dir.file(logKeyFile))
	if errors.Is(err, fs.ErrNotExist) {
		err = keyfile.Make(dir.file(logKeyFile))
	}
	if err != nil {
		return fmt.Errorf("put a new key in place: %w", err)
	}
	fmt.Fprintln(to.notes, "The new key signs from the next start on. Publish it with a signed statement of the day, and the last checkpoint of the lost key:")
	return printLogKeys(to, dir)
}

// nameLogKey says what KMS does not: it knows a key, and not which log it signs.
type nameLogKey struct {
	Public   string   `arg:"" help:"The public half, in base64, as aws kms get-public-key gives it with --query PublicKey --output text."`
	LogSite  string   `required:"" help:"Where the log is published: the parameter LogSite of the deploy."`
	Register []string `required:"" help:"The register's ONS code; several with commas between."`
}

// Run prints a verifier key for each register's log.
func (c nameLogKey) Run(to streams) error {
	if len(c.Register) == 0 {
		return errors.New("--register: say of which register's log")
	}
	der, err := base64.StdEncoding.DecodeString(strings.TrimSpace(c.Public))
	if err != nil {
		return fmt.Errorf("read the public half: it is no base64: %w", err)
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return fmt.Errorf("read the public half: %w", err)
	}
	public, is := parsed.(ed25519.PublicKey)
	if !is {
		return errors.New("that is no key of a log: a log's is of the spec ECC_NIST_EDWARDS25519")
	}
	for _, code := range c.Register {
		register, err := disclosure.ParseRegister(code)
		if err != nil {
			return err
		}
		origin, err := ledger.NewOrigin(c.LogSite, register.String())
		if err != nil {
			return fmt.Errorf("--log-site %s: %w", c.LogSite, err)
		}
		line, err := ledger.VerifierKey(origin, public)
		if err != nil {
			return err
		}
		fmt.Fprintln(to.out, line)
	}
	return nil
}

// signedPublished refuses a key unless it, a key that is known as a former one or
// the next one has signed the newest checkpoint of each log that is published:
// sealing would not go on from any other.
func signedPublished(dir *dataDir, lost ed25519.PublicKey) error {
	text, err := readFormerKeys(dir)
	if err != nil {
		return err
	}
	former, err := sealing.ParseFormer(text)
	if err != nil {
		return err
	}
	known := append(former, lost)
	next, err := keyfile.Open(dir.file(nextLogKeyFile))
	switch {
	case err == nil:
		known = append(known, next.Public())
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	law := policy.Load()
	for _, r := range law.Registers() {
		signed, err := os.ReadFile(filepath.Join(publishedLog(dir, r.ID), ledger.CheckpointPath))
		if errors.Is(err, fs.ErrNotExist) {
			continue // nothing is published
		}
		if err != nil {
			return fmt.Errorf("read the checkpoint of %s: %w", r.ID, err)
		}
		keys, err := keysOf(r.ID, known)
		if err != nil {
			return err
		}
		if _, err := keys.Open(signed); err != nil {
			return fmt.Errorf("that is not the key that signed the log of %s: %w", r.ID, err)
		}
	}
	return nil
}

// printLogKeys prints the verifier key, or keys, of each register's log.
func printLogKeys(to streams, dir *dataDir) error {
	keys, err := openLogKeys(dir)
	if err != nil {
		return err
	}
	law := policy.Load()
	for _, r := range law.Registers() {
		lines, err := keys.verifiers(r.ID)
		if err != nil {
			return err
		}
		for _, line := range lines {
			fmt.Fprintln(to.out, line)
		}
	}
	return nil
}
