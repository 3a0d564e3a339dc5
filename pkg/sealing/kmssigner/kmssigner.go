// Package kmssigner signs logs with a key that never leaves AWS KMS: key spec
// ECC_NIST_EDWARDS25519, usage SIGN_VERIFY. The role needs kms:Sign, and
// kms:GetPublicKey when it starts.
package kmssigner

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"disclosure-register/pkg/sealing"
)

// Signs is what signing needs of KMS.
type Signs interface {
	Sign(ctx context.Context, in *kms.SignInput, options ...func(*kms.Options)) (*kms.SignOutput, error)
}

// Client is what [Open] needs of KMS.
type Client interface {
	Signs
	GetPublicKey(ctx context.Context, in *kms.GetPublicKeyInput, options ...func(*kms.Options)) (*kms.GetPublicKeyOutput, error)
}

// Key signs with a key of KMS. It may be used concurrently.
type Key struct {
	client Signs
	id     string
	public ed25519.PublicKey
}

var _ sealing.Signer = (*Key)(nil)

// Open asks KMS for the public key, once, and refuses a key that cannot sign a
// log. The id is a key's id or ARN, never an alias: an alias can be moved to
// another key without a word.
func Open(ctx context.Context, client Client, id string) (*Key, error) {
	out, err := client.GetPublicKey(ctx, &kms.GetPublicKeyInput{KeyId: &id})
	if err != nil {
		return nil, fmt.Errorf("open the log key: %w", err)
	}
	if out.KeySpec != types.KeySpecEccNistEdwards25519 || out.KeyUsage != types.KeyUsageTypeSignVerify {
		return nil, fmt.Errorf("open the log key: a key of spec %s for %s cannot sign a log", out.KeySpec, out.KeyUsage)
	}
	parsed, err := x509.ParsePKIXPublicKey(out.PublicKey)
	public, ok := parsed.(ed25519.PublicKey)
	if err != nil || !ok {
		return nil, errors.New("open the log key: KMS returned no Ed25519 public key")
	}
	return &Key{client, id, public}, nil
}

// Connect opens the keys with a client of their own, as a function starts.
func Connect(cfg aws.Config, ids string) ([]sealing.Signer, error) {
	return OpenAll(context.Background(), kms.NewFromConfig(cfg), ids)
}

// OpenAll opens several keys, by their ids with commas between them.
func OpenAll(ctx context.Context, client Client, ids string) ([]sealing.Signer, error) {
	var keys []sealing.Signer
	for _, id := range strings.Split(ids, ",") {
		key, err := Open(ctx, client, strings.TrimSpace(id))
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// PublicKeys asks for the public halves of the keys, for a function that may not
// sign.
func PublicKeys(cfg aws.Config, ids string) ([]ed25519.PublicKey, error) {
	keys, err := Connect(cfg, ids)
	if err != nil {
		return nil, err
	}
	var public []ed25519.PublicKey
	for _, key := range keys {
		public = append(public, key.Public())
	}
	return public, nil
}

// Public implements [sealing.Signer].
func (k *Key) Public() ed25519.PublicKey { return k.public }

// Sign implements [sealing.Signer]. KMS takes messages of up to 4 KiB; a
// checkpoint has some 100 bytes.
func (k *Key) Sign(ctx context.Context, message []byte) ([]byte, error) {
	out, err := k.client.Sign(ctx, &kms.SignInput{
		KeyId:            &k.id,
		Message:          message,
		MessageType:      types.MessageTypeRaw,
		SigningAlgorithm: types.SigningAlgorithmSpecEd25519Sha512,
	})
	if err != nil {
		return nil, fmt.Errorf("sign with KMS: %w", err)
	}
	return out.Signature, nil
}
