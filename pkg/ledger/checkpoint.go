package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is a signed tree head (C2SP tlog-checkpoint) whose signatures were
// verified.
type Checkpoint struct {
	Origin Origin
	tlog.Tree
	// Signed is the whole note, as it was read.
	Signed []byte
	// By are the names of the keys, of the log and of witnesses, that the reader
	// knows and that signed.
	By []string
	// Unknown is how many more signatures there are, by keys the reader does not
	// know. They prove nothing to it, and do no harm.
	Unknown int

	hashes []uint32 // of the keys By
}

// Sign returns the checkpoint of the tree, signed by every signer: the log's
// key, or two of them while one takes over from the other.
func Sign(origin Origin, tree tlog.Tree, signers ...note.Signer) ([]byte, error) {
	if len(signers) == 0 {
		return nil, errors.New("sign a checkpoint: with no key")
	}
	text := torchwood.Checkpoint{Origin: origin.String(), Tree: tree}.String()
	signed, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		return nil, fmt.Errorf("sign a checkpoint: %w", err)
	}
	return signed, nil
}

// ErrNotSigned says that a checkpoint is not signed as the keys demand: by none
// of the log's keys, by too few witnesses, or for another log.
var ErrNotSigned = errors.New("the checkpoint is not signed by the log's key")

// Open reads a checkpoint and verifies every signature by a key it knows. The
// error wraps [ErrNotSigned] when the keys do not vouch for it.
func (k Keys) Open(signed []byte) (Checkpoint, error) {
	policy, err := k.policy()
	if err != nil {
		return Checkpoint{}, err
	}
	if err := checkForm(signed); err != nil {
		return Checkpoint{}, err
	}
	head, opened, err := torchwood.VerifyCheckpoint(signed, policy)
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &invalid):
		return Checkpoint{}, fmt.Errorf("%w: the signature by %s is not of this text", ErrNotSigned, invalid.Name)
	case errors.As(err, &unverified):
		return Checkpoint{}, fmt.Errorf("%w: %s", ErrNotSigned, k.missing(unverified.Note))
	case err != nil:
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	case head.N > maxSize:
		return Checkpoint{}, fmt.Errorf("checkpoint: no log has %d leaves", head.N)
	case head.Extension != "":
		return Checkpoint{}, errors.New("checkpoint: it has lines beyond origin, size and root hash")
	}
	c := Checkpoint{Origin: k.Origin, Tree: head.Tree, Signed: signed, Unknown: len(opened.UnverifiedSigs)}
	for _, s := range opened.Sigs {
		c.By = append(c.By, s.Name)
		c.hashes = append(c.hashes, s.Hash)
	}
	return c, nil
}

// AllSigned reports whether every key of the log in k is one that signed the
// checkpoint, which was opened with keys among which they are.
func (k Keys) AllSigned(c Checkpoint) bool {
	return !slices.ContainsFunc(k.log, func(v note.Verifier) bool { return !c.signedBy(v) })
}

func (c Checkpoint) signedBy(v note.Verifier) bool {
	for i, name := range c.By {
		if name == v.Name() && c.hashes[i] == v.KeyHash() {
			return true
		}
	}
	return false
}

// missing says which demand of the keys a note does not meet.
func (k Keys) missing(n *note.Note) string {
	origin, _, _ := strings.Cut(n.Text, "\n")
	switch {
	case origin != k.Origin.String():
		return fmt.Sprintf("it is of the log %q, not %q", origin, k.Origin)
	case k.logPolicy().Check(origin, n.Sigs) != nil:
		return "another key signed it, or none"
	default:
		return fmt.Sprintf("fewer than %d witnesses cosigned it", k.Quorum)
	}
}

// checkForm refuses a note that could be written in other bytes with the same
// meaning: base64 leaves bits unused at its end, and one signature could stand
// twice.
func checkForm(signed []byte) error {
	_, signatures, found := strings.Cut(string(signed), "\n\n")
	if !found {
		return errors.New("checkpoint: not a signed note")
	}
	seen := map[string]bool{}
	for line := range strings.Lines(signatures) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), " ")
		if len(fields) != 3 || fields[0] != "—" {
			return errors.New("checkpoint: not a signed note")
		}
		if !canonicalBase64(fields[2]) {
			return errors.New("checkpoint: a signature is not in its canonical form")
		}
		if seen[line] {
			return errors.New("checkpoint: a signature stands twice")
		}
		seen[line] = true
	}
	return nil
}

func canonicalBase64(s string) bool {
	b, err := base64.StdEncoding.DecodeString(s)
	return err == nil && base64.StdEncoding.EncodeToString(b) == s
}

// ReadTree returns the tree of a checkpoint without verifying a signature: it is
// for whoever passes the checkpoint on.
func ReadTree(signed []byte) (tlog.Tree, error) {
	text, _, _ := strings.Cut(string(signed), "\n\n")
	head, err := torchwood.ParseCheckpoint(text + "\n")
	if err != nil || head.N > maxSize {
		return tlog.Tree{}, errors.New("checkpoint: malformed")
	}
	return head.Tree, nil
}

// ReadOrigin returns the origin that a checkpoint names, unverified: it is for
// choosing the keys to open the checkpoint with.
func ReadOrigin(signed []byte) (Origin, error) {
	line, _, _ := strings.Cut(string(signed), "\n")
	return ParseOrigin(line)
}
