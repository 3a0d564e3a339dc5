package embedded

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/durable"
)

// The access key's public half never changes: versitygw records it as the
// owner of each bucket. The region is part of every signature.
const (
	accessKey = "disclosures"
	region    = "eu-west-2"
)

// Access is the address of a server and the secret of its one user, who may do
// anything there.
type Access struct {
	URL    string
	Secret string
}

// Client returns an S3 client for the server. It makes no network call.
func (a Access) Client() *s3.Client { return a.client(nil) }

// client sends what it asks by the HTTP client given; nil means by the address.
func (a Access) client(by s3.HTTPClient) *s3.Client {
	return s3.New(s3.Options{
		HTTPClient:   by,
		BaseEndpoint: &a.URL,
		Region:       region,
		// Bucket names in the host would need DNS entries.
		UsePathStyle: true,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: accessKey, SecretAccessKey: a.Secret}, nil
		}),
	})
}

// loadOrMakeSecret returns the secret in the file, making the file once. The
// objects do not depend on it: a lost file only ends tickets and links that
// were signed with it.
func loadOrMakeSecret(path string) (string, error) {
	secret, err := loadSecret(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	if err := makeSecret(path); err != nil {
		return "", fmt.Errorf("make the secret key: %w", err)
	}
	return loadSecret(path)
}

func loadSecret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("look at the secret key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("secret key %s is open to other users (mode %v); make it 0600", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the secret key: %w", err)
	}
	if raw, err := hex.DecodeString(string(text)); err != nil || len(raw) != 32 {
		return "", fmt.Errorf("secret key %s is damaged; remove it to make another", path)
	}
	return string(text), nil
}

// makeSecret makes a new secret. A crash leaves either none or a whole one.
func makeSecret(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	var raw [32]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return err
	}
	return durable.Write(path, []byte(hex.EncodeToString(raw[:])))
}
