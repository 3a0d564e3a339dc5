package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
)

// NewSigner signs the checkpoints of the origin's log with an Ed25519 key that
// may be held elsewhere: sign returns the plain signature (RFC 8032) of a
// message by the private key that belongs to public.
func NewSigner(origin Origin, public ed25519.PublicKey, sign func(message []byte) ([]byte, error)) (note.Signer, error) {
	verifier, err := verifierOf(origin, public)
	if err != nil {
		return nil, err
	}
	return &signer{verifier, sign}, nil
}

type signer struct {
	note.Verifier
	sign func([]byte) ([]byte, error)
}

// Sign implements [note.Signer]. It checks each signature before anybody else
// sees it: a key store that was given another key would sign just as gladly.
func (s *signer) Sign(message []byte) ([]byte, error) {
	signature, err := s.sign(message)
	if err != nil {
		return nil, err
	}
	if !s.Verify(message, signature) {
		return nil, errors.New("the signature is not by the key it should be by")
	}
	return signature, nil
}

func verifierOf(origin Origin, public ed25519.PublicKey) (note.Verifier, error) {
	vkey, err := VerifierKey(origin, public)
	if err != nil {
		return nil, err
	}
	return note.NewVerifier(vkey)
}

// VerifierKey returns the line by which auditors know the log's key: origin,
// key hash and public key, joined by plus signs (C2SP signed-note).
func VerifierKey(origin Origin, public ed25519.PublicKey) (string, error) {
	vkey, err := note.NewEd25519VerifierKey(origin.String(), public)
	if err != nil {
		return "", fmt.Errorf("name the key of %s: %w", origin, err)
	}
	return vkey, nil
}

// PublicKey reads the public key out of what [VerifierKey] returned.
func PublicKey(vkey string) (ed25519.PublicKey, error) {
	keys, err := ParseKeys(vkey)
	if err != nil {
		return nil, err
	}
	if len(keys.lines) != 1 {
		return nil, errors.New("keys: not one key")
	}
	// Neither the origin nor the hash holds a plus sign; the key's base64 may.
	parts := strings.SplitN(keys.lines[0], "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize {
		return nil, errors.New("keys: not of the type of a log's key")
	}
	return key[1:], nil
}

// Keys are whom an auditor trusts: one log by one or more public keys, of which
// any may sign while keys are changed over, and witnesses by theirs.
type Keys struct {
	Origin Origin
	// Quorum is how many of the witnesses must have cosigned; 0 asks for none.
	Quorum int

	log       []note.Verifier
	witnesses []*torchwood.CosignatureVerifier
	lines     []string
}

// ParseKeys reads verifier keys, one to a line; blank lines and lines that begin
// with # are passed over. Those of the log all have one name, the log's origin;
// those of witnesses are of the type of cosignatures.
func ParseKeys(text string) (Keys, error) {
	var k Keys
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := k.add(line); err != nil {
			return Keys{}, err
		}
	}
	if len(k.log) == 0 {
		return Keys{}, errors.New("keys: none is of a log")
	}
	return k, nil
}

// add refuses a key written otherwise than it would be written anew, so that no
// byte of it is without meaning.
func (k *Keys) add(line string) error {
	for _, known := range k.lines {
		if known == line {
			return nil
		}
	}
	if witness, err := torchwood.NewCosignatureVerifier(line); err == nil {
		if witness.String() != line {
			return errors.New("keys: a witness's key is not in its canonical form")
		}
		k.witnesses, k.lines = append(k.witnesses, witness), append(k.lines, line)
		return nil
	}
	verifier, err := note.NewVerifier(line)
	if err != nil {
		return errors.New("keys: a line is neither a log's key nor a witness's")
	}
	origin, err := ParseOrigin(verifier.Name())
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	if !canonicalKey(line, verifier) {
		return errors.New("keys: a log's key is not in its canonical form")
	}
	if k.Origin != "" && k.Origin != origin {
		return fmt.Errorf("keys: of two logs, %s and %s", k.Origin, origin)
	}
	k.Origin, k.log, k.lines = origin, append(k.log, verifier), append(k.lines, line)
	return nil
}

// canonicalKey reports whether the line is how its own key is written.
func canonicalKey(line string, v note.Verifier) bool {
	prefix := fmt.Sprintf("%s+%08x+", v.Name(), v.KeyHash())
	encoded, found := strings.CutPrefix(line, prefix)
	return found && canonicalBase64(encoded)
}

// String returns the keys, one to a line, as [ParseKeys] reads them.
func (k Keys) String() string {
	if len(k.lines) == 0 {
		return ""
	}
	return strings.Join(k.lines, "\n") + "\n"
}

// Trusts reports whether each of the others' log keys is one of k's too.
func (k Keys) Trusts(others Keys) bool {
	for _, theirs := range others.log {
		if _, err := k.logPolicy().Verifier(theirs.Name(), theirs.KeyHash()); err != nil {
			return false
		}
	}
	return k.Origin == others.Origin
}

// policy asks for the origin, a signature by one of the log's keys, and the
// quorum of witnesses.
func (k Keys) policy() (torchwood.Policy, error) {
	if len(k.log) == 0 {
		return nil, errors.New("keys: none is of a log")
	}
	if k.Quorum < 0 || k.Quorum > len(k.witnesses) {
		return nil, fmt.Errorf("keys: a quorum of %d of %d witnesses", k.Quorum, len(k.witnesses))
	}
	var witnesses []torchwood.Policy
	for _, w := range k.witnesses {
		witnesses = append(witnesses, torchwood.SingleVerifierPolicy(w))
	}
	return torchwood.ThresholdPolicy(3,
		torchwood.OriginPolicy(k.Origin.String()),
		k.logPolicy(),
		torchwood.ThresholdPolicy(k.Quorum, witnesses...)), nil
}

func (k Keys) logPolicy() torchwood.Policy {
	var log []torchwood.Policy
	for _, v := range k.log {
		log = append(log, torchwood.SingleVerifierPolicy(v))
	}
	return torchwood.ThresholdPolicy(1, log...)
}
