package cases_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/archive"
)

// vault stands in for S3 where a test needs the days to pass, or a call to fail:
// it keeps the promises of Object Lock and of the lifecycle rules, and fails the
// test when they are leant on wrongly. TestAWholeLife uses the real S3.
type vault struct {
	stuck bool // lifecycle destroys nothing
	t     testing.TB
	now   func() time.Time

	mu      sync.Mutex
	objects map[string]stored
	list    map[string]string
	calls   int
	crashAt int // the call at which the process ends; 0 for never
	applied bool
	crashed func()
}

type stored struct {
	letter      archive.Letter
	held        bool
	lockedUntil time.Time
	tag         string
	releasedAt  time.Time
}

func newVault(t testing.TB, now func() time.Time) *vault {
	return &vault{t: t, now: now, objects: map[string]stored{}, list: map[string]string{}}
}

// clone is the same vault for another try.
func (v *vault) clone(t testing.TB, now func() time.Time) *vault {
	return &vault{t: t, now: now, objects: maps.Clone(v.objects), list: maps.Clone(v.list)}
}

var errVaultCrashed = errors.New("the process has crashed")

// call counts, and crashes when it is time: do is carried out first, or not.
func (v *vault) call(do func() error) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.calls++
	if v.crashAt != 0 && v.calls >= v.crashAt {
		if v.calls == v.crashAt {
			if v.applied {
				if err := do(); err != nil {
					return err
				}
			}
			v.crashed()
		}
		return errVaultCrashed
	}
	return do()
}

// upload puts the letter as its ticket allows, under legal hold.
func (v *vault) upload(l archive.Letter) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.objects[l.Key] = stored{letter: l, held: true}
}

func (v *vault) Ticket(_ context.Context, l archive.Letter, at time.Time, validFor time.Duration) (archive.Ticket, error) {
	return archive.Ticket{Method: "PUT", URL: l.Key, Expires: at.Add(validFor)}, nil
}

func (v *vault) Inspect(_ context.Context, key string) (archive.Stored, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	o, ok := v.objects[key]
	if !ok {
		return archive.Stored{}, archive.ErrNotUploaded
	}
	return archive.Stored{Version: "v-" + key, ContentType: o.letter.ContentType, Size: o.letter.Size, SHA256: o.letter.SHA256, LegalHold: o.held}, nil
}

func (v *vault) Examine(ctx context.Context, key, version string, _ int64) (archive.Examined, error) {
	held, err := v.Inspect(ctx, key)
	if err != nil || held.Version != version {
		return archive.Examined{}, archive.ErrNoVersion
	}
	return archive.Examined{Stored: held, Newest: version, Read: true, ReadSize: held.Size, ReadSHA256: held.SHA256}, nil
}

func (v *vault) Link(_ context.Context, d archive.Download, _ time.Time, _ time.Duration) (string, error) {
	return "https://s3.example/" + d.Key, nil
}

func (v *vault) Versions(_ context.Context, key string) (versions []string, err error) {
	err = v.call(func() error {
		if _, ok := v.objects[key]; ok {
			versions = []string{"v-" + key}
		}
		return nil
	})
	return versions, err
}

func (v *vault) Release(_ context.Context, key, version string, lockedUntil time.Time) error {
	return v.call(func() error {
		o, ok := v.objects[key]
		if !ok || version != "v-"+key {
			return nil
		}
		if lockedUntil.Before(o.lockedUntil) && !lockedUntil.IsZero() {
			v.t.Errorf("a lock is shortened from %s to %s", o.lockedUntil, lockedUntil)
		}
		if !lockedUntil.IsZero() {
			o.lockedUntil = lockedUntil
		}
		o.tag, o.held = "due", false
		if o.releasedAt.IsZero() {
			o.releasedAt = v.now()
		}
		v.objects[key] = o
		return nil
	})
}

func (v *vault) Keep(_ context.Context, key, _ string) error {
	return v.call(func() error {
		o, ok := v.objects[key]
		if ok {
			o.held, o.tag, o.releasedAt = true, "stopped", time.Time{}
			v.objects[key] = o
		}
		return nil
	})
}

func (v *vault) Absent(_ context.Context, key, _ string) (absent bool, err error) {
	err = v.call(func() error {
		_, there := v.objects[key]
		absent = !there
		return nil
	})
	return absent, err
}

func (v *vault) Add(_ context.Context, register, id string, member []byte) error {
	return v.call(func() error {
		v.list[register+"/"+id] = string(member)
		return nil
	})
}

func (v *vault) Each(_ context.Context, register string, visit func([]byte) error) error {
	v.mu.Lock()
	members := maps.Clone(v.list)
	v.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if strings.HasPrefix(name, register+"/") {
			if err := visit([]byte(members[name])); err != nil {
				return err
			}
		}
	}
	return nil
}

// lifecycle is a night of S3's: what was released a day ago or more, and is
// neither held nor locked, goes.
func (v *vault) lifecycle() {
	if v.stuck {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for key, o := range v.objects {
		if o.tag == "due" && !o.held && v.now().After(o.lockedUntil) && v.now().Sub(o.releasedAt) > 24*time.Hour {
			delete(v.objects, key)
		}
	}
}

func (v *vault) count() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.objects)
}

func digest(n int) (body []byte, sum [32]byte) {
	body = fmt.Appendf(nil, "A fictional letter, number %d.", n)
	return body, sha256.Sum256(body)
}

func letterOf(key string, body []byte, sum [32]byte) archive.Letter {
	return archive.Letter{Key: key, ContentType: "text/plain", Size: int64(len(body)), SHA256: sum}
}

func hexOf(sum [32]byte) string { return hex.EncodeToString(sum[:]) }

func (v *vault) held() (n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, o := range v.objects {
		if o.held {
			n++
		}
	}
	return n
}
