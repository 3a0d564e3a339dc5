package desk

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"

	"disclosure-register/pkg/disclosure"
)

// MinSecret is the least length of the registers' secret, in bytes.
const MinSecret = 32

// Keyring turns what must not stand in a key (a subject's reference, a
// recipient's name) into keyed hashes that only its holder can make. From one
// secret it derives (HKDF, RFC 5869) a key for each register and each use, so
// that the same person has unrelated hashes in two councils' registers.
//
// Losing the secret loses every search by subject and by recipient, and every
// replay of an idempotency key; the entries themselves stay readable. See
// docs/runbooks/lost-secret.md.
type Keyring struct {
	secret  []byte
	derived sync.Map // of keyOf: []byte; as many as there are registers and uses
}

type keyOf struct {
	register disclosure.Register
	use      string
}

// NewKeyring refuses a secret shorter than [MinSecret].
func NewKeyring(secret []byte) (*Keyring, error) {
	if len(secret) < MinSecret {
		return nil, fmt.Errorf("the registers' secret has %d bytes; it needs at least %d", len(secret), MinSecret)
	}
	return &Keyring{secret: secret}, nil
}

// Uses of a register's keys. A use is part of the stored format: never rename one.
const (
	useIdempotency = "idempotency"
	useCursor      = "cursor"
	useCaller      = "caller"
	useExportLine  = "export-line"
	useFact        = "fact"
	useStatistics  = "statistics"
)

// The uses of a key made of a canonical form. Those of the same name without a version
// are of what was written, but for the capitals and spaces of a name: facts and looks
// kept by them are still read, and entries have been listed anew.
const (
	useFactV2    = "fact/2"
	useSubject   = "subject/2"
	useRecipient = "recipient/2"
	useBreach    = "breach/2"
	useSeries    = "series"

	useSubjectV1 = "subject"
)

// token returns 128 bits in hexadecimal, the same for the same parts.
func (k *Keyring) token(register disclosure.Register, use string, parts ...string) string {
	return hex.EncodeToString(k.mac(register, use, parts...)[:16])
}

// mac authenticates the parts, each with its length so that none runs into the
// next.
func (k *Keyring) mac(register disclosure.Register, use string, parts ...string) []byte {
	h := hmac.New(sha256.New, k.key(register, use))
	for _, part := range parts {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write([]byte(part))
	}
	return h.Sum(nil)
}

func (k *Keyring) key(register disclosure.Register, use string) []byte {
	of := keyOf{register, use}
	if key, known := k.derived.Load(of); known {
		return key.([]byte)
	}
	key, err := hkdf.Key(sha256.New, k.secret, nil, "disclosure-register/1/"+register.String()+"/"+use, sha256.Size)
	if err != nil {
		panic("desk: HKDF refused a 32-byte key: " + err.Error())
	}
	k.derived.Store(of, key)
	return key
}

func (k *Keyring) subject(register disclosure.Register, reference string) string {
	return k.token(register, useSubject, disclosure.Canonical(reference))
}

// subjectV1 is by what looks at a person were found until 29 November 2026.
func (k *Keyring) subjectV1(register disclosure.Register, reference string) string {
	return k.token(register, useSubjectV1, reference)
}

// fact is of what is known of a thing, and factV1 of what was by its spelling.
func (k *Keyring) fact(register disclosure.Register, about disclosure.FactKey) string {
	return k.token(register, useFactV2, about.Dimension, disclosure.Canonical(about.Reference))
}

func (k *Keyring) factV1(register disclosure.Register, about disclosure.FactKey) string {
	if about.Dimension == disclosure.FactsOfPost {
		about.Reference = foldV1(about.Reference)
	}
	return k.token(register, useFact, about.Dimension, about.Reference)
}

// foldV1 is how posts were folded before there was a canonical form.
func foldV1(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

func (k *Keyring) recipient(register disclosure.Register, name string) string {
	return k.token(register, useRecipient, disclosure.Canonical(name))
}

// series is of a routine's occasions: of every department's, or of one's.
func (k *Keyring) series(register disclosure.Register, department, name string) string {
	return k.token(register, useSeries, disclosure.Canonical(department), disclosure.Canonical(name))
}

func (k *Keyring) breach(register disclosure.Register, reference string) string {
	return k.token(register, useBreach, disclosure.Canonical(reference))
}
