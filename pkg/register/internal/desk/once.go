package desk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/canonicaljson"
	"disclosure-register/pkg/store"
)

// Asking is who asks for a change, and the key by which they may safely ask
// again.
type Asking struct {
	Caller         disclosure.Caller
	IdempotencyKey string
	trying         func(Tried) // see [Trying]
}

// once makes a request happen once however often it is delivered. Its item is
// written with the change, holds the first answer, and can be written only once.
type Request struct {
	Key     store.Key
	request []byte // canonical; never stored
}

// Place is where the request's own item is.
func (o Request) Place() string { return o.Key.Partition }

const (
	attrMAC    = "mac"
	attrSalt   = "salt"
	attrAnswer = "answer"
)

// once scopes the key to the caller and the route. The request is everything
// else that was asked: path and body.
func (r *Registrar) once(by Asking, route string, request any) (Request, error) {
	return r.onceFor(by.Caller.Register, request, by.Caller.Subject, route, by.IdempotencyKey)
}

// onceFor scopes a key by whose it is, and by the route.
func (r *Registrar) onceFor(register disclosure.Register, request any, whose, route, key string) (Request, error) {
	body, err := canonicaljson.Marshal(request)
	if err != nil {
		return Request{}, fmt.Errorf("canonicalise the request: %w", err)
	}
	token := r.keys.token(register, useIdempotency, whose, route, key)
	return Request{store.IdempotencyKey(register.String(), token), body}, nil
}

// write returns the item that must be the first of the transaction. The request
// is kept as an HMAC under a salt of its own that is destroyed with it: a bare
// hash would let the holder of a letter confirm that it was logged.
func (o Request) write(random io.Reader, answer any) (store.Write, error) {
	salt := make([]byte, sha256.Size)
	if _, err := io.ReadFull(random, salt); err != nil {
		return store.Write{}, fmt.Errorf("read a salt: %w", err)
	}
	encoded, err := json.Marshal(answer)
	if err != nil {
		return store.Write{}, fmt.Errorf("encode the answer: %w", err)
	}
	attrs := store.Attrs{attrMAC: o.mac(salt), attrSalt: salt, attrAnswer: encoded}
	return store.Write{Action: store.Put, Item: store.Item{Key: o.Key, Attrs: attrs}, If: store.Absent()}, nil
}

func (o Request) mac(salt []byte) []byte {
	h := hmac.New(sha256.New, salt)
	h.Write(o.request)
	return h.Sum(nil)
}

// First reads the first answer from the request's item into answer.
func (o Request) First(item store.Item, answer any) error {
	mac, _ := item.Attrs[attrMAC].([]byte)
	salt, _ := item.Attrs[attrSalt].([]byte)
	encoded, _ := item.Attrs[attrAnswer].([]byte)
	if mac == nil || salt == nil || encoded == nil {
		return errors.New("an idempotency item is not whole")
	}
	if !hmac.Equal(mac, o.mac(salt)) {
		e := disclosure.Fail(disclosure.Conflict, "This Idempotency-Key was used for a different request. Use a new key for a new request.")
		e.Cause = errOtherRequest
		return e
	}
	if err := json.Unmarshal(encoded, answer); err != nil {
		return fmt.Errorf("decode the first answer: %w", err)
	}
	return nil
}

// errOtherRequest is why a key is refused.
var errOtherRequest = errors.New("the key is that of another request")

// reading returns what [Registrar.commit] calls when an earlier attempt of the
// request was applied.
func (o Request) reading(answer any) func(store.Item) error {
	return func(item store.Item) error { return o.First(item, answer) }
}
