package console

import (
	"bytes"
	"compress/flate"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// sealWith seals the text, in base64url. What is sealed for one use does not open for
// another.
func sealWith(seal cipher.AEAD, use string, text []byte) string {
	nonce := random(seal.NonceSize())
	return base64.RawURLEncoding.EncodeToString(seal.Seal(nonce, nonce, text, []byte(use)))
}

// openWith opens what sealWith sealed for the use under the same key.
func openWith(seal cipher.AEAD, use, sealed string) ([]byte, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(raw) < seal.NonceSize() {
		return nil, false
	}
	text, err := seal.Open(nil, raw[:seal.NonceSize()], raw[seal.NonceSize():], []byte(use))
	return text, err == nil
}

// squeezed is the text, compressed: a token in it is base64 already, and would grow by
// a third twice.
func squeezed(text []byte) []byte {
	var small bytes.Buffer
	w, err := flate.NewWriter(&small, flate.BestSpeed)
	if err != nil {
		panic(err) // of a level that is there
	}
	// Into memory, which always takes it.
	_, _ = w.Write(text)
	_ = w.Close()
	return small.Bytes()
}

// keyring seals under its first key, and opens what any of them sealed: a key is
// changed by putting the next one before it, and taken away a day later, when every
// session that it sealed has ended.
type keyring []cipher.AEAD

func (k keyring) seal(use string, what any) string {
	text, err := json.Marshal(what)
	if err != nil {
		panic(err) // of strings, bytes and numbers, which always encode
	}
	return sealWith(k[0], use, squeezed(text))
}

func (k keyring) open(use, sealed string, into any) bool {
	for _, key := range k {
		if text, ok := openWith(key, use, sealed); ok {
			return json.NewDecoder(flate.NewReader(bytes.NewReader(text))).Decode(into) == nil
		}
	}
	return false
}

// Secret is what the console keeps: its password at the provider and the keys that
// seal its cookies.
type Secret struct {
	ClientSecret string
	keys         keyring
}

// ParseSecret reads a secret:
//
//	{"clientSecret": "…", "cookieKeys": ["32 random bytes in base64", "the one before"]}
//
// The first key seals, and each opens. An error names what is wrong, and repeats
// nothing of the secret.
func ParseSecret(text []byte) (Secret, error) {
	var read struct {
		ClientSecret string   `json:"clientSecret"`
		CookieKeys   [][]byte `json:"cookieKeys"`
	}
	if json.Unmarshal(text, &read) != nil {
		return Secret{}, errors.New("the console's secret is not a JSON object with clientSecret, and cookieKeys in base64")
	}
	if read.ClientSecret == "" {
		return Secret{}, errors.New("the console's secret has no clientSecret")
	}
	if len(read.CookieKeys) == 0 {
		return Secret{}, errors.New("the console's secret has no cookieKeys")
	}
	s := Secret{ClientSecret: read.ClientSecret}
	for i, key := range read.CookieKeys {
		if len(key) != 32 {
			return Secret{}, fmt.Errorf("the console's secret: cookieKeys[%d] has %d bytes, and not 32", i, len(key))
		}
		seal, err := newSeal(key)
		if err != nil {
			return Secret{}, err
		}
		s.keys = append(s.keys, seal)
	}
	return s, nil
}
