package auth

import (
	"crypto/ed25519"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"disclosure-register/pkg/disclosure"
)

// issuerName and audience are in every token of the built-in development issuer.
// A service that trusts it must listen on loopback only.
const (
	issuerName = "urn:disclosure-register:development-issuer"
	audience   = "disclosure-register"
)

// Issue signs a token for the caller, valid from at until the lifetime has
// passed.
func Issue(key ed25519.PrivateKey, caller disclosure.Caller, at time.Time, lifetime time.Duration) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("make a signer: %w", err)
	}
	own := struct {
		Name       string            `json:"name"`
		Register   string            `json:"register"`
		Roles      []disclosure.Role `json:"roles"`
		Department string            `json:"department,omitempty"`
	}{caller.Name, caller.Register.String(), caller.Roles, caller.Department}
	standard := jwt.Claims{
		Issuer: issuerName, Audience: jwt.Audience{audience}, Subject: caller.Subject,
		IssuedAt: jwt.NewNumericDate(at), Expiry: jwt.NewNumericDate(at.Add(lifetime)),
	}
	token, err := jwt.Signed(signer).Claims(standard).Claims(own).Serialize()
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return token, nil
}
