package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"testing"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
)

func TestCheckpointReadBack(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(7)
	got := log.Checkpoint()
	if got.Origin != ledgertest.Origin || got.Tree != log.Edge.Tree() || got.Unknown != 0 {
		t.Errorf("got %+v", got)
	}
	if want := []string{ledgertest.Origin.String()}; len(got.By) != 1 || got.By[0] != want[0] {
		t.Errorf("signed by %q, want %q", got.By, want)
	}
}

func TestCheckpointThatTheKeysDoNotVouchFor(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(7)
	signed := log.Files[ledger.CheckpointPath]
	otherLog, err := ledger.ParseKeys(strings.ReplaceAll(vkey(t, "log.example.gov.uk/E07000110", ledgertest.Key(1)), "\n", ""))
	if err != nil {
		t.Fatal(err)
	}
	watched := witnessed(t, 1)
	for name, tt := range map[string]struct {
		keys   ledger.Keys
		signed []byte
		want   string
	}{
		"another key":            {ledgertest.Keys(t, ledgertest.Key(2)), signed, "another key signed it"},
		"another log":            {otherLog, signed, `of the log "log.example.gov.uk/E07000107"`},
		"no cosignature":         {watched, signed, "fewer than 1 witnesses"},
		"size changed":           {ledgertest.Keys(t), bytes.Replace(signed, []byte("\n7\n"), []byte("\n8\n"), 1), "not of this text"},
		"signature of old size":  {ledgertest.Keys(t), bytes.Replace(signed, []byte("\n7\n"), []byte("\n6\n"), 1), "not of this text"},
		"signed by a former key": {ledgertest.Keys(t, ledgertest.Key(2), ledgertest.Key(3)), signed, "another key signed it"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tt.keys.Open(tt.signed)
			if !errors.Is(err, ledger.ErrNotSigned) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want ErrNotSigned: %s", err, tt.want)
			}
		})
	}
}

func TestMalformedCheckpoint(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(7)
	signed := string(log.Files[ledger.CheckpointPath])
	signatures := signed[strings.Index(signed, "\n\n")+2:]
	extended := mustSign(t, strings.Replace(signed[:strings.Index(signed, "\n\n")+1], "=\n", "=\nmore\n", 1))
	for name, text := range map[string]string{
		"empty":               "",
		"no signature":        signed[:len(signed)-len(signatures)],
		"signature twice":     signed + signatures,
		"unused bits set":     signed[:len(signed)-3] + string(signed[len(signed)-3]+1) + "=\n",
		"leading zero":        mustSign(t, strings.Replace(signed[:strings.Index(signed, "\n\n")+1], "\n7\n", "\n07\n", 1)),
		"lines of extensions": extended,
		"not even a note":     "\x00\n\n\xff",
	} {
		if _, err := ledgertest.Keys(t).Open([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// A log's key vouches for a tree of any size; one greater than any log can have is
// refused all the same, before anything is worked out from it.
func TestACheckpointOfMoreLeavesThanALogCanHave(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(7)
	signed := string(log.Files[ledger.CheckpointPath])
	text := signed[:strings.Index(signed, "\n\n")+1]
	for size, want := range map[int64]bool{1 << 48: true, 1<<48 + 1: false, 1<<62 + 1: false} {
		_, err := ledgertest.Keys(t).Open([]byte(mustSign(t, strings.Replace(text, "\n7\n", fmt.Sprintf("\n%d\n", size), 1))))
		if (err == nil) != want {
			t.Errorf("%d leaves: %v, want it accepted: %t", size, err, want)
		}
		if _, err := ledger.ReadTree([]byte(strings.Replace(signed, "\n7\n", fmt.Sprintf("\n%d\n", size), 1))); (err == nil) != want {
			t.Errorf("%d leaves, passed on: %v, want it read: %t", size, err, want)
		}
	}
}

// While one key takes over from another both sign, and whoever knows either
// accepts the checkpoint.
func TestTwoKeysSign(t *testing.T) {
	log := ledgertest.New(t)
	log.Signers = append(log.Signers, ledgertest.Signer(t, ledgertest.Key(2)))
	log.Grow(7)
	for n := byte(1); n <= 2; n++ {
		got, err := ledgertest.Keys(t, ledgertest.Key(n)).Open(log.Files[ledger.CheckpointPath])
		if err != nil || got.Unknown != 1 {
			t.Errorf("with key %d alone: got %d unknown, %v", n, got.Unknown, err)
		}
	}
	got, err := ledgertest.Keys(t, ledgertest.Key(1), ledgertest.Key(2)).Open(log.Files[ledger.CheckpointPath])
	if err != nil || len(got.By) != 2 {
		t.Errorf("with both: by %q, %v", got.By, err)
	}
}

func TestQuorumOfWitnesses(t *testing.T) {
	log := ledgertest.New(t)
	log.Signers = append(log.Signers, cosigner(t, 11), cosigner(t, 12))
	log.Grow(7)
	keys := witnessed(t, 2)
	got, err := keys.Open(log.Files[ledger.CheckpointPath])
	if err != nil || len(got.By) != 3 {
		t.Errorf("got %q, %v", got.By, err)
	}
	keys.Quorum = 3
	if _, err := keys.Open(log.Files[ledger.CheckpointPath]); err == nil {
		t.Error("a quorum of three of two witnesses was met")
	}
}

func TestSignerRefusesASignatureByAnotherKey(t *testing.T) {
	public := ledgertest.Key(1).Public().(ed25519.PublicKey)
	signer, err := ledger.NewSigner(ledgertest.Origin, public, func(message []byte) ([]byte, error) {
		return ed25519.Sign(ledgertest.Key(2), message), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Sign(ledgertest.Origin, ledger.Edge{}.Tree(), signer); err == nil {
		t.Error("a checkpoint was signed by a key that is not the log's")
	}
}

func TestKeysReadBack(t *testing.T) {
	text := "# the register of a fictional council\n\n" + vkey(t, ledgertest.Origin, ledgertest.Key(1)) + "  " +
		vkey(t, ledgertest.Origin, ledgertest.Key(1)) + witnessKey(t, 11)
	keys, err := ledger.ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := keys.String(), vkey(t, ledgertest.Origin, ledgertest.Key(1))+witnessKey(t, 11); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	good := strings.TrimSpace(vkey(t, ledgertest.Origin, ledgertest.Key(1)))
	hash := strings.Index(good, "+") + 1
	for name, text := range map[string]string{
		"none":               "",
		"only a witness":     witnessKey(t, 11),
		"of two logs":        good + "\n" + vkey(t, "log.example.gov.uk/E07000110", ledgertest.Key(1)),
		"hash in upper case": good[:hash] + strings.ToUpper(good[hash:hash+8]) + good[hash+8:],
		"cut short":          good[:len(good)-4],
		"not a key":          "hello",
		"name with a slash":  strings.TrimSpace(vkey(t, "log.example.gov.uk/", ledgertest.Key(1))),
	} {
		if _, err := ledger.ParseKeys(text); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestPublicKeyOfAVerifierKey(t *testing.T) {
	pluses := 0 // base64 has them too
	for n := range byte(20) {
		key, line := ledgertest.Key(n), strings.TrimSpace(vkey(t, ledgertest.Origin, ledgertest.Key(n)))
		got, err := ledger.PublicKey(line)
		if err != nil || !got.Equal(key.Public()) {
			t.Errorf("%s: got %x, %v; want the key", line, got, err)
		}
		if strings.Count(line, "+") > 2 {
			pluses++
		}
	}
	if pluses == 0 {
		t.Error("no key was tried that has a plus sign in its base64")
	}
	if _, err := ledger.PublicKey(strings.TrimSpace(witnessKey(t, 11))); err == nil {
		t.Error("a witness's key was read as a log's")
	}
}

func TestOrigins(t *testing.T) {
	for s, want := range map[string]bool{
		"log.example.gov.uk/E07000107":            true,
		"disclosure-register/E07000107":           true,
		"localhost:8080/E07000107":                true,
		"":                                        false,
		"https://log.example/E07000107":           false,
		"log.example/E07000107/":                  false,
		"log.example/E0 7":                        false,
		"log.example/E0+7":                        false,
		"log.example/E07000107\n":                 false,
		"log.example/../E07000107":                false,
		"log.example/" + strings.Repeat("a", 255): false,
		"log.example/" + strings.Repeat("a", 244): false,
		"log.example/" + strings.Repeat("a", 243): true, // 255 in all
	} {
		if _, err := ledger.ParseOrigin(s); (err == nil) != want {
			t.Errorf("origin %q: %v, want accepted: %v", s, err, want)
		}
	}
}

func TestThePathOfAKeptCheckpointSaysItsSize(t *testing.T) {
	for _, size := range []int64{0, 1, 999, 1000, 1 << 48} {
		if got, err := ledger.ParseKeptPath(ledger.KeptPath(size)); err != nil || got != size {
			t.Errorf("%d is read back as %d, %v", size, got, err)
		}
	}
	for _, path := range []string{"010", "tile/0/010", "checkpoints/10", "checkpoints/", "checkpoints/010.p/3", ledger.KeptPath(1<<48 + 1)} {
		if size, err := ledger.ParseKeptPath(path); err == nil {
			t.Errorf("%s is taken for a checkpoint of %d", path, size)
		}
	}
}

func vkey(t *testing.T, origin ledger.Origin, key ed25519.PrivateKey) string {
	t.Helper()
	k, err := ledger.VerifierKey(origin, key.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	return k + "\n"
}

func cosigner(t *testing.T, n byte) *torchwood.CosignatureSigner {
	t.Helper()
	s, err := torchwood.NewCosignatureSigner("witness.example/"+string('a'+rune(n)), ledgertest.Key(n))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func witnessKey(t *testing.T, n byte) string { return cosigner(t, n).Verifier().String() + "\n" }

// witnessed trusts the log and two witnesses.
func witnessed(t *testing.T, quorum int) ledger.Keys {
	t.Helper()
	keys, err := ledger.ParseKeys(ledgertest.Keys(t).String() + witnessKey(t, 11) + witnessKey(t, 12))
	if err != nil {
		t.Fatal(err)
	}
	keys.Quorum = quorum
	return keys
}

// mustSign signs any text with the log's key.
func mustSign(t *testing.T, text string) string {
	t.Helper()
	signed, err := note.Sign(&note.Note{Text: text}, ledgertest.Signer(t, ledgertest.Key(1)))
	if err != nil {
		t.Fatal(err)
	}
	return string(signed)
}

// A consistency proof is read up to the greatest size and the most lines that one
// can have, those included.
func TestAConsistencyProofLongerThanAnyCanBe(t *testing.T) {
	line := strings.Repeat("A", 43) + "=\n"
	for name, tt := range map[string]struct {
		text string
		want bool
	}{
		"the greatest size":  {fmt.Sprintf("old %d\n", int64(1)<<48), true},
		"one greater":        {fmt.Sprintf("old %d\n", int64(1)<<48+1), false},
		"as many lines":      {"old 7\n" + strings.Repeat(line, 63), true},
		"one line more":      {"old 7\n" + strings.Repeat(line, 64), false},
		"a size below none":  {"old -1\n", false},
		"of the empty tree":  {"old 0\n", true},
		"no size at all":     {"old \n", false},
		"another first word": {"new 7\n", false},
	} {
		if _, err := ledger.ParseConsistencyLines(tt.text); (err == nil) != tt.want {
			t.Errorf("%s: %v, want it read: %t", name, err, tt.want)
		}
	}
}
