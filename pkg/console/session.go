package console

import (
	"container/list"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"time"
)

// How long a session lasts: so long without a request, and so long in all.
const (
	idleFor     = 30 * time.Minute
	lastsAtMost = 12 * time.Hour
)

// keptFor is how long a session that has ended by itself is known, for a form that was
// open then. Nothing is shown or done in it.
const keptFor = 12 * time.Hour

// mostSessions bounds what is held in memory; beyond it, the oldest ends.
const mostSessions = 1000

// session is one person in one browser. It is never changed but for when it was last
// used, so that two tabs cannot disturb each other.
type session struct {
	who   Person
	token string
	key   []byte      // of which seal and form are made
	seal  cipher.AEAD // of the handles of its pages
	form  string      // is in every form: proof that a page of this session sent it
	began time.Time
	// of, since and ends are a sealed session's: whose it is, as the provider knows them,
	// when its token was given out, and when that ends; zero where the API did not say.
	of          string
	since, ends time.Time

	last time.Time     // guarded by sessions.mu
	at   *list.Element // in sessions.oldest
}

// newSession is a session whose pages and forms are of the key.
func newSession(who Person, token string, key []byte) (*session, error) {
	sealing, err := hkdf.Key(sha256.New, key, nil, "console session v1: pages", 32)
	if err != nil {
		return nil, errorf("make a key: %w", err)
	}
	form, err := hkdf.Key(sha256.New, key, nil, "console session v1: forms", 16)
	if err != nil {
		return nil, errorf("make a key: %w", err)
	}
	seal, err := newSeal(sealing)
	if err != nil {
		return nil, err
	}
	return &session{who: who, token: token, key: key, seal: seal, form: base64.RawURLEncoding.EncodeToString(form)}, nil
}

// newSeal is AES-256-GCM under the key, of 32 bytes.
func newSeal(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, errorf("make a key: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, errorf("make a key: %w", err)
	}
	return seal, nil
}

// sessions are those that are open, by the digest of their id. They end with the
// process.
type sessions struct {
	now func() time.Time

	mu     sync.Mutex
	open   map[[sha256.Size]byte]*session
	oldest list.List // of digests, in the order of beginning
}

// begin opens a session and returns the id that its cookie holds: 128 random bits.
// It never takes an id from a browser. Whoever had a session under the id before, and is
// the same, goes on in it: their pages and forms in other tabs stay theirs.
func (s *sessions) begin(who Person, token, before string) (id string, _ *session, _ error) {
	key := random(32)
	s.mu.Lock()
	was := sha256.Sum256([]byte(before))
	if earlier := s.open[was]; earlier != nil && earlier.who.same(who) {
		key = earlier.key
	}
	s.close(was)
	s.mu.Unlock()
	opened, err := newSession(who, token, key)
	if err != nil {
		return "", nil, err
	}
	id = secret()
	now := s.now()
	opened.began, opened.last = now, now
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[[sha256.Size]byte]*session{}
	}
	digest := sha256.Sum256([]byte(id))
	s.open[digest], opened.at = opened, s.oldest.PushBack(digest)
	for e := s.oldest.Front(); e != nil; {
		next, d := e.Next(), e.Value.([sha256.Size]byte)
		if s.oldest.Len() > mostSessions || s.open[d].over(now.Add(-keptFor)) {
			s.close(d)
		}
		e = next
	}
	return id, opened, nil
}

// find returns the session of the id, which counts as used while it is live. One that
// has ended by itself is kept for a while, so that its forms are the person's own when
// they sign in again.
func (s *sessions) find(id string) (*session, standing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	digest := sha256.Sum256([]byte(id))
	found := s.open[digest]
	now := s.now()
	switch {
	case found == nil:
		return nil, nobody
	case found.over(now.Add(-keptFor)):
		s.close(digest)
		return nil, nobody
	case found.over(now):
		return found, ended
	}
	found.last = now
	return found, live
}

// end ends the session of the id, if there is one.
func (s *sessions) end(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.close(sha256.Sum256([]byte(id)))
}

// over reports whether the session has ended: idle, or in all.
func (s *session) over(now time.Time) bool {
	return now.Sub(s.last) >= idleFor || now.Sub(s.began) >= lastsAtMost
}

func (s *sessions) close(digest [sha256.Size]byte) {
	if found := s.open[digest]; found != nil {
		s.oldest.Remove(found.at)
		delete(s.open, digest)
	}
}

// codeLasts is how long a code may be spent, once.
const codeLasts = 10 * time.Minute

// mostCodes bounds the codes that wait; beyond it, the oldest is good no more.
const mostCodes = 100

// codes are those that nobody has spent yet, by their digest.
type codes struct {
	now func() time.Time

	mu      sync.Mutex
	waiting []code
}

type code struct {
	digest [sha256.Size]byte
	who    Person
	token  string
	until  time.Time
}

// Offer returns a code by which a browser signs in as the person, once, within ten
// minutes: 128 random bits. The token has to be the person's own, and good for 12
// hours if the session is to last as long.
func (c *Console) Offer(who Person, token string) string {
	text := secret()
	c.codes.mu.Lock()
	defer c.codes.mu.Unlock()
	now := c.codes.now()
	kept := c.codes.waiting[:0]
	for _, w := range c.codes.waiting {
		if now.Before(w.until) {
			kept = append(kept, w)
		}
	}
	if len(kept) >= mostCodes {
		kept = kept[1:]
	}
	c.codes.waiting = append(kept, code{sha256.Sum256([]byte(text)), who, token, now.Add(codeLasts)})
	return text
}

// spend takes the code away, whoever sends it.
func (c *codes) spend(text string) (code, bool) {
	digest := sha256.Sum256([]byte(strings.TrimSpace(text)))
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, w := range c.waiting {
		if subtle.ConstantTimeCompare(w.digest[:], digest[:]) == 1 {
			c.waiting = append(c.waiting[:i:i], c.waiting[i+1:]...)
			return w, c.now().Before(w.until)
		}
	}
	return code{}, false
}

// cookieName holds the port: browsers keep cookies by host alone, and another
// service of this machine would otherwise take ours away.
func cookieName(r *http.Request) string {
	name := "console"
	if i := strings.LastIndexByte(r.Host, ':'); i >= 0 {
		name += "-" + r.Host[i+1:]
	}
	if isSecure(r) {
		return "__Host-" + name
	}
	return name
}

func isSecure(r *http.Request) bool { return r.TLS != nil }

// cookie is the session's, which no script reads and no other site's request carries.
// Lax, so that a link from a message finds its reader signed in; what changes
// anything is a POST, which such a link never is.
func cookie(r *http.Request, value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName(r), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: isSecure(r),
	}
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails: crypto/rand ends the process instead
	return b
}

// secret is 128 random bits in base64url.
func secret() string { return base64.RawURLEncoding.EncodeToString(random(16)) }
