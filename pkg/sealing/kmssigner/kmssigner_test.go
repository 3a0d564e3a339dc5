package kmssigner_test

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
	"disclosure-register/pkg/sealing/kmssigner"
)

const keyID = "1234abcd-12ab-34cd-56ef-1234567890ab"

// fakeKMS signs as KMS does, and fails the test when it is asked otherwise than
// for a plain Ed25519 signature.
type fakeKMS struct {
	t       *testing.T
	private ed25519.PrivateKey
	spec    types.KeySpec
	usage   types.KeyUsageType
	err     error
}

func (f *fakeKMS) GetPublicKey(_ context.Context, in *kms.GetPublicKeyInput, _ ...func(*kms.Options)) (*kms.GetPublicKeyOutput, error) {
	der, err := x509.MarshalPKIXPublicKey(f.private.Public())
	if err != nil {
		f.t.Fatal(err)
	}
	return &kms.GetPublicKeyOutput{PublicKey: der, KeySpec: f.spec, KeyUsage: f.usage}, f.err
}

func (f *fakeKMS) Sign(_ context.Context, in *kms.SignInput, _ ...func(*kms.Options)) (*kms.SignOutput, error) {
	if aws.ToString(in.KeyId) != keyID || in.MessageType != types.MessageTypeRaw || in.SigningAlgorithm != types.SigningAlgorithmSpecEd25519Sha512 {
		f.t.Errorf("asked for %s of a %s with %s", in.SigningAlgorithm, in.MessageType, aws.ToString(in.KeyId))
	}
	if f.err != nil {
		return nil, f.err
	}
	return &kms.SignOutput{Signature: ed25519.Sign(f.private, in.Message)}, nil
}

func newFake(t *testing.T) *fakeKMS {
	return &fakeKMS{t: t, private: ledgertest.Key(1), spec: types.KeySpecEccNistEdwards25519, usage: types.KeyUsageTypeSignVerify}
}

func TestCheckpointSignedByKMS(t *testing.T) {
	key, err := kmssigner.Open(t.Context(), newFake(t), keyID)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.NewSigner(ledgertest.Origin, key.Public(), func(message []byte) ([]byte, error) {
		return key.Sign(t.Context(), message)
	})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := ledger.Sign(ledgertest.Origin, ledger.Edge{}.Tree(), signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledgertest.Keys(t).Open(signed); err != nil {
		t.Error(err)
	}
}

func TestKeysThatCannotSignALog(t *testing.T) {
	refused := errors.New("access denied")
	for name, spoil := range map[string]func(*fakeKMS){
		"an RSA key":             func(f *fakeKMS) { f.spec = types.KeySpecRsa2048 },
		"a key for agreement":    func(f *fakeKMS) { f.usage = types.KeyUsageTypeKeyAgreement },
		"a key that is withheld": func(f *fakeKMS) { f.err = refused },
	} {
		f := newFake(t)
		spoil(f)
		if _, err := kmssigner.Open(t.Context(), f, keyID); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestSeveralKeys(t *testing.T) {
	keys, err := kmssigner.OpenAll(t.Context(), newFake(t), keyID+", "+keyID)
	if err != nil || len(keys) != 2 {
		t.Errorf("got %d keys, %v; want 2", len(keys), err)
	}
}

func TestKMSRefusesToSign(t *testing.T) {
	f := newFake(t)
	key, err := kmssigner.Open(t.Context(), f, keyID)
	if err != nil {
		t.Fatal(err)
	}
	f.err = errors.New("throttled")
	if _, err := key.Sign(t.Context(), []byte("message")); !errors.Is(err, f.err) {
		t.Errorf("got %v, want KMS's error", err)
	}
}
