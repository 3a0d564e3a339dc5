package console

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// Names of the cookies of a sealed session. The prefix keeps every other host from
// setting them, those beside this one in the same domain included.
const (
	sessionName   = "__Host-console-"
	seenName      = "__Host-console-seen"
	attemptPrefix = "__Host-console-try-"
)

// API Gateway takes no more than 10,240 bytes of request line and header values
// together. A session may be so long, in bytes as it is sealed; what stands beside it
// is bounded so that all of it fits, which a test adds up.
const (
	mostSealed  = 6000
	sealedPart  = 3000 // in one cookie: a browser keeps 4,096 bytes of each
	sealedParts = mostSealed / sealedPart
	// mostAddress bounds a page's own address.
	mostAddress = 1800
)

// ticket is a session as its cookie holds it. Nothing in it changes while it lasts, so
// that no tab can undo what another did; when its token ends, another takes its place.
type ticket struct {
	Key   []byte `json:"k"` // of the session's pages and forms
	Of    string `json:"o"` // digest of the person's issuer and subject
	Token string `json:"t"` // the access token
	Who   Person `json:"w"` // who the API said it is of
	Ends  int64  `json:"e"` // when it ends, in seconds since 1970; 0 where the API did not say
	Since int64  `json:"s"` // when it was given out
	Began int64  `json:"b"` // when the person signed in
}

// standing is how a session stands.
type standing int

const (
	nobody standing = iota // there is none
	live
	lapsed // its token has ended: the provider gives another without a word
	ended  // it has ended, idle or in all: the person has to sign in again
)

// open makes the session of somebody who has come back from the provider. Whoever had a
// session in this browser already, and is the same, goes on in it: their pages and forms
// in other tabs stay theirs. It began when they last signed in themselves.
func (p *Provider) open(r *http.Request, s state, id *oidc.IDToken, who Person, token string, ends time.Time) (opened *session, same bool, _ error) {
	digest := sha256.Sum256([]byte(id.Issuer + "\x00" + id.Subject))
	of, key, began := base64.RawURLEncoding.EncodeToString(digest[:16]), random(32), p.now()
	if before, is := p.session(r); is != nobody && before.of == of {
		key, same = before.key, true
		if s.Silent {
			began = before.began
		}
	}
	opened, err := newSession(who, token, key)
	if err != nil {
		return nil, false, err
	}
	opened.of, opened.since, opened.began, opened.last, opened.ends = of, p.now(), began, p.now(), ends
	return opened, same, nil
}

// keep puts the session into the browser, and reports whether it fits there.
func (p *Provider) keep(w http.ResponseWriter, s *session) bool {
	sealed := p.secret.keys.seal(forSession, ticket{s.key, s.of, s.token, s.who, unixOf(s.ends), s.since.Unix(), s.began.Unix()})
	if len(sealed) > mostSealed {
		return false
	}
	for i := range sealedParts {
		part := sealed[min(i*sealedPart, len(sealed)):min((i+1)*sealedPart, len(sealed))]
		age := int((lastsAtMost + idleFor).Seconds()) // a form that was open past the end is still told of it
		if part == "" {
			age = -1
		}
		http.SetCookie(w, sealedCookie(sessionName+strconv.Itoa(i+1), part, age))
	}
	p.see(w, s)
	return true
}

func unixOf(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.Unix()
}

// session returns the session that the request's cookies hold, and how it stands.
func (p *Provider) session(r *http.Request) (*session, standing) {
	var sealed strings.Builder
	for i := range sealedParts {
		if part, err := r.Cookie(sessionName + strconv.Itoa(i+1)); err == nil {
			sealed.WriteString(part.Value)
		}
	}
	var t ticket
	if sealed.Len() == 0 || sealed.Len() > mostSealed || !p.secret.keys.open(forSession, sealed.String(), &t) {
		return nil, nobody
	}
	s, err := newSession(t.Who, t.Token, t.Key)
	if err != nil {
		return nil, nobody
	}
	s.of, s.since, s.began = t.Of, time.Unix(t.Since, 0), time.Unix(t.Began, 0)
	if t.Ends != 0 {
		s.ends = time.Unix(t.Ends, 0)
	}
	if seen, err := r.Cookie(seenName); err == nil {
		if at, ok := openWith(s.seal, forSeen, seen.Value); ok && len(at) == 8 {
			s.last = time.Unix(int64(binary.BigEndian.Uint64(at)), 0) //nolint:gosec // as see wrote it
		}
	}
	now := p.now()
	switch {
	case s.over(now):
		return s, ended
	case !s.ends.IsZero() && !s.ends.After(now):
		return s, lapsed
	}
	return s, live
}

// see notes in the browser that the session was used just now. Of two tabs that note
// it at once, either is right.
func (p *Provider) see(w http.ResponseWriter, s *session) {
	at := binary.BigEndian.AppendUint64(nil, uint64(p.now().Unix())) //nolint:gosec // after 1970
	http.SetCookie(w, sealedCookie(seenName, sealWith(s.seal, forSeen, at), int((lastsAtMost+idleFor).Seconds())))
}

// forget takes the session, and whatever was begun, out of the browser.
func (p *Provider) forget(w http.ResponseWriter, r *http.Request) {
	for _, held := range r.Cookies() {
		if strings.HasPrefix(held.Name, sessionName) {
			http.SetCookie(w, sealedCookie(held.Name, "", -1))
		}
	}
}

// sealedCookie is one that no script reads, that goes by TLS alone, and that no other
// site's form carries. Lax, since the provider sends the browser back by a link.
func sealedCookie(name, value string, age int) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode}
}
