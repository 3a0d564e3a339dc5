package auth

import (
	"crypto/sha256"
	"maps"
	"slices"
	"sync"
	"time"

	"disclosure-register/pkg/disclosure"
)

// mostRemembered bounds how many tokens are remembered.
const mostRemembered = 1000

// remembered are the callers of tokens that were verified, by the SHA-256 of the
// token. A token that was verified stays valid until it ends: there is one key, for
// as long as these are remembered, and no token is taken back. The zero value
// remembers none; it may be used concurrently.
type remembered struct {
	mu     sync.Mutex
	tokens map[[sha256.Size]byte]verifiedToken
}

type verifiedToken struct {
	caller      disclosure.Caller
	from, until time.Time // when it was verified and was valid, and when it ends
}

// caller returns whose token it is, and when it ends. A clock that was set back is not believed to
// have been right before: the token may not be valid yet.
func (r *remembered) caller(raw string, at time.Time) (disclosure.Caller, time.Time, bool) {
	sum := sha256.Sum256([]byte(raw))
	r.mu.Lock()
	defer r.mu.Unlock()
	token, known := r.tokens[sum]
	if !known || at.Before(token.from) || at.After(token.until) {
		return disclosure.Caller{}, time.Time{}, false
	}
	caller := token.caller
	caller.Roles = slices.Clone(caller.Roles)
	return caller, token.until, true
}

// remember keeps the caller of a token that was found valid at the moment.
func (r *remembered) remember(raw string, caller disclosure.Caller, at, until time.Time) {
	caller.Roles = slices.Clone(caller.Roles)
	sum := sha256.Sum256([]byte(raw))
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.tokens) >= mostRemembered {
		maps.DeleteFunc(r.tokens, func(_ [sha256.Size]byte, t verifiedToken) bool { return at.After(t.until) })
	}
	if r.tokens == nil || len(r.tokens) >= mostRemembered {
		r.tokens = map[[sha256.Size]byte]verifiedToken{}
	}
	r.tokens[sum] = verifiedToken{caller, at, until}
}
