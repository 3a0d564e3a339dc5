package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/uuid"
)

// The register that is tried, and what its tokens are for. Nobody in it is real.
const (
	register = "E07000107"
	audience = "disclosure-register"
	base     = "/v1/registers/" + register
)

type object = map[string]any

// person asks, with a token that an identity provider would give out.
type person struct {
	role, department string
	as               shape
}

// shape makes a provider's claims of the register's.
type shape func(object) object

// entra is an access token of Microsoft Entra ID, version 2.0.
func entra(claims object) object {
	claims["aud"], claims["ver"], claims["tid"], claims["oid"] = audience, "2.0", uuid.NewString(), uuid.NewString()
	claims["azp"], claims["scp"], claims["uti"] = uuid.NewString(), "register", "a-token-identifier"
	return claims
}

// cognito is an access token of Amazon Cognito, with what its trigger adds: it has no aud.
func cognito(claims object) object {
	claims["client_id"], claims["token_use"], claims["scope"], claims["version"] = audience, "access", "openid profile", 2
	claims["username"], claims["origin_jti"], claims["cognito:groups"] = claims["sub"], uuid.NewString(), []string{"register", "everybody"}
	return claims
}

var (
	housing  = person{"recorder", "housing", entra}
	revenues = person{"recorder", "revenues", entra}
	dpo      = person{"dpo", "", entra}
	auditor  = person{"auditor", "", entra}
)

// makeKey makes the key of the run's own identity provider.
func (a *acceptance) makeKey() error {
	if a.state.Key != nil {
		return nil
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return fmt.Errorf("make a key for tokens: %w", err)
	}
	if a.state.Key, err = x509.MarshalPKCS8PrivateKey(key); err != nil {
		return fmt.Errorf("encode the key for tokens: %w", err)
	}
	return nil
}

func (a *acceptance) key() (*rsa.PrivateKey, error) {
	key, err := x509.ParsePKCS8PrivateKey(a.state.Key)
	if err != nil {
		return nil, fmt.Errorf("read the key for tokens: %w", err)
	}
	private, is := key.(*rsa.PrivateKey)
	if !is {
		return nil, fmt.Errorf("the key for tokens is a %T", key)
	}
	return private, nil
}

// modulus is of the key's public half, as a JSON Web Key has it.
func modulus(key *rsa.PrivateKey) (n, e string) {
	encode := base64.RawURLEncoding.EncodeToString
	return encode(key.N.Bytes()), encode(big.NewInt(int64(key.E)).Bytes())
}

// keyID is the one key's.
const keyID = "acceptance"

// claims are a token's, for an hour from now.
func (a *acceptance) claims(p person) object {
	name := "A. N. Officer"
	if p.department == "" {
		name = "D. P. Example"
	}
	from := time.Now().Add(-time.Minute).Unix() // the clock here may be ahead of AWS's
	claims := object{
		"iss": a.state.Issuer, "sub": "sample-" + p.role + "-" + p.department, "name": name,
		"register": register, "roles": []string{p.role}, "iat": from, "nbf": from, "exp": time.Now().Add(time.Hour).Unix(),
	}
	if p.department != "" {
		claims["department"] = p.department
	}
	return p.as(claims)
}

// sign makes a token of claims.
func sign(key *rsa.PrivateKey, claims object) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: keyID}}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}

// answer is the API's.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (r answer) object() object {
	o := object{}
	_ = json.Unmarshal(r.body, &o) // an answer that is none has nothing in it
	return o
}

func text(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

// ask sends a request of a person to the API, and wants it to be answered so. What is
// given as body is sent as JSON.
func (a *acceptance) ask(ctx context.Context, by person, request string, body any, want int) (answer, error) {
	key, err := a.key()
	if err != nil {
		return answer{}, err
	}
	token, err := sign(key, a.claims(by))
	if err != nil {
		return answer{}, err
	}
	return a.send(ctx, token, request, body, want)
}

// send is the same with a token, or with none.
func (a *acceptance) send(ctx context.Context, token, request string, body any, want int) (answer, error) {
	method, path, _ := strings.Cut(request, " ")
	address, err := a.api(ctx)
	if err != nil {
		return answer{}, err
	}
	var content []byte
	if body != nil {
		if content, err = json.Marshal(body); err != nil {
			return answer{}, fmt.Errorf("encode a request: %w", err)
		}
	}
	once := uuid.NewString()
	for try := 1; ; try++ {
		sent, err := http.NewRequestWithContext(ctx, method, address+base+path, bytes.NewReader(content))
		if err != nil {
			return answer{}, err
		}
		sent.Header.Set("Access-Purpose", "Acceptance")
		if token != "" {
			sent.Header.Set("Authorization", "Bearer "+token)
		}
		if method == http.MethodPost {
			sent.Header.Set("Content-Type", "application/json")
			sent.Header.Set("Idempotency-Key", once)
		}
		got, err := do(sent)
		// Whose outcome is not known is sent again, as the API says, under the same key.
		if err == nil && got.status == http.StatusServiceUnavailable && method == http.MethodPost && try < 6 {
			continue
		}
		if err == nil && got.status != want {
			err = fmt.Errorf("%s: answered %d, want %d: %.300s", request, got.status, want, got.body)
		}
		return got, err
	}
}

func do(request *http.Request) (answer, error) {
	response, err := (&http.Client{Timeout: time.Minute}).Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, body}, err
}

// api is where the API is.
func (a *acceptance) api(ctx context.Context) (string, error) {
	if a.standIn != "" {
		return a.standIn, nil
	}
	if a.state.Kept["api"] == "" {
		application, err := a.stackNamed(ctx, a.application())
		if err != nil {
			return "", err
		}
		a.state.Kept["api"] = application.output("ApiUrl")
	}
	return a.state.Kept["api"], nil
}
