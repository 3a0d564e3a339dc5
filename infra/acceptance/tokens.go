package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"time"
)

// tryShapes asks with the claims that two providers make, and as who is nobody here.
func (a *acceptance) tryShapes(ctx context.Context) (string, error) {
	key, err := a.key()
	if err != nil {
		return "", err
	}
	with := func(p person, changes object) object {
		claims := a.claims(p)
		for name, value := range changes {
			if claims[name] = value; value == nil {
				delete(claims, name)
			}
		}
		return claims
	}
	for _, one := range []struct {
		what   string
		claims object
		want   int
	}{
		{"Entra's, one role", with(dpo, nil), http.StatusOK},
		{"Entra's, two roles", with(dpo, object{"roles": []string{"auditor", "dpo"}}), http.StatusOK},
		{"Cognito's, one role", with(person{"dpo", "", cognito}, nil), http.StatusOK},
		{"Cognito's, one role as one text", with(person{"dpo", "", cognito}, object{"roles": "dpo"}), http.StatusOK},
		{"a recorder's", with(person{"recorder", "housing", cognito}, nil), http.StatusForbidden},
		{"without a role", with(dpo, object{"roles": nil}), http.StatusUnauthorized},
		{"with Cognito's groups alone", with(person{"dpo", "", cognito}, object{"roles": nil, "cognito:groups": []string{"dpo"}}), http.StatusUnauthorized},
		{"without a name", with(dpo, object{"name": nil}), http.StatusUnauthorized},
		{"of another register", with(dpo, object{"register": "E10000016"}), http.StatusNotFound},
	} {
		token, err := sign(key, one.claims)
		if err != nil {
			return "", err
		}
		if _, err := a.send(ctx, token, "GET /flags", nil, one.want); err != nil {
			return "", fmt.Errorf("claims %s: %w", one.what, err)
		}
	}
	return "claims as Entra and Cognito make them are who they say, and nine kinds are told apart", nil
}

// tryTokens sends tokens that API Gateway must refuse.
func (a *acceptance) tryTokens(ctx context.Context) (string, error) {
	key, err := a.key()
	if err != nil {
		return "", err
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", fmt.Errorf("make another key: %w", err)
	}
	with := func(name string, value any) object {
		claims := maps.Clone(a.claims(dpo))
		claims[name] = value
		return claims
	}
	tokens := map[string]string{"none": "", "no token": "none.of.these"}
	for what, one := range map[string]struct {
		key    *rsa.PrivateKey
		claims object
	}{
		"of another key":      {other, a.claims(dpo)},
		"of another issuer":   {key, with("iss", "https://login.example.org/")},
		"for somebody else":   {key, with("aud", "another")},
		"that is over":        {key, with("exp", time.Now().Add(-10*time.Minute).Unix())},
		"that has not begun":  {key, with("nbf", time.Now().Add(10*time.Minute).Unix())},
		"of Cognito's, of no": {key, func() object { c := cognito(with("aud", nil)); delete(c, "aud"); c["client_id"] = "another"; return c }()},
	} {
		if tokens[what], err = sign(one.key, one.claims); err != nil {
			return "", err
		}
	}
	unsigned, err := json.Marshal(a.claims(dpo))
	if err != nil {
		return "", fmt.Errorf("encode claims: %w", err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	tokens["that nobody signed"] = encode([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + encode(unsigned) + "."
	for what, token := range tokens {
		if _, err := a.send(ctx, token, "GET /policy", nil, http.StatusUnauthorized); err != nil {
			return "", fmt.Errorf("a token %s: %w", what, err)
		}
	}
	return fmt.Sprintf("%d tokens refused", len(tokens)), nil
}
