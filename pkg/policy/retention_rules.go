package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"sync"

	"disclosure-register/pkg/disclosure"
)

// RetentionRules names the retention rules of a register on a day: two days have
// the same name if, and only if, every class of the register, and its own, is the
// same on both. A day worked out under other rules is to be worked out again.
// The name is 32 hexadecimal digits, the beginning of a SHA-256, and says nothing.
func (l *Law) RetentionRules(register disclosure.Register, on disclosure.Date) string {
	return l.rulesNames.of(rulesOf{register, on}, func() string { return l.nameRetentionRules(register, on) })
}

type rulesOf struct {
	register disclosure.Register
	on       disclosure.Date
}

// ruleNames remembers names that are worked out from a law, which never changes. They
// are asked for with each new case, of few days.
type ruleNames struct {
	mu    sync.Mutex
	known map[rulesOf]string
}

// mostNames bounds what is remembered: more is forgotten, and worked out again.
const mostNames = 1000

func (n *ruleNames) of(what rulesOf, work func() string) string {
	if n == nil {
		return work()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	name, known := n.known[what]
	if known {
		return name
	}
	if n.known == nil || len(n.known) >= mostNames {
		n.known = map[rulesOf]string{}
	}
	name = work()
	n.known[what] = name
	return name
}

func (l *Law) nameRetentionRules(register disclosure.Register, on disclosure.Date) string {
	type rules struct {
		Notice  string
		Version string
		Classes []Class
	}
	var all []rules
	for _, n := range l.Notices(register) {
		if n.Effective.Covers(on) {
			all = append(all, rules{n.ID, n.Version, n.Retention})
		}
	}
	own := rules{}
	for _, class := range OwnClasses() {
		set, _ := l.OwnClass(register, class.ID)
		own.Classes = append(own.Classes, set)
	}
	text, err := json.Marshal(append(all, own))
	if err != nil {
		panic("retention rules are not JSON: " + err.Error()) // they were read from it
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}
