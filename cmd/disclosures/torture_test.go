//go:build check || torture

package main_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	tortureFor  = flag.Duration("torture.for", 30*time.Second, "how long the torture goes on")
	tortureSeed = flag.Uint64("torture.seed", 0, "what the torture draws its moments and faults from; zero draws a seed")
)

// checkEvery is how many kills there are between two checks of everything.
const checkEvery = 10

// Sixteen clients record, correct, archive letters, ask for exports and close cases,
// a spreadsheet is imported, retention destroys what is due, letters and all, and
// strangers hold connections open, until the process is killed at a random moment,
// over and over, on another day each time. Some lives have a full disk, few file
// descriptors, a crowd of strangers or a clock that jumps back. After each ten kills
// everything that was acknowledged is there, once, or destroyed under a certificate.
// docs/reliability.md has the figures.
func TestTorture(t *testing.T) {
	w := newWorld(t)
	tried := func() bool { return w.disclosed > 0 && w.letters > 0 && w.closes > 0 && w.imports > 0 }
	for until := time.Now().Add(*tortureFor); (time.Now().Before(until) || !tried()) && !t.Failed(); {
		w.life()
		if w.kills%checkEvery == 0 {
			w.check()
		}
	}
	w.check()
	w.untilAllThatIsDueIsDestroyed()
	if w.destroyedCases == 0 {
		t.Error("no case was destroyed")
	}
	lost := "nothing lost, nothing twice"
	if t.Failed() {
		lost = "FAILED: see above for what is lost or there twice"
	}
	t.Logf("%s; %s", w.figures(), lost)
}

// world is what is asked of one data directory over many lives of its service.
type world struct {
	t      *testing.T
	data   string
	random *rand.Rand
	clock  clock
	tokens map[string]string

	acknowledged
	sheet  tortureSheet
	sheets map[int]int      // the rows of those imported since the last check, by life
	places map[string]int64 // in the log, by entry, as receipts proved

	furthest              time.Duration // that the clock was moved in any life
	kills, checks, nights int
	slowest               time.Duration // start
	faults                map[string]int
	refusedStarts         int
}

func newWorld(t *testing.T) *world {
	seed := *tortureSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("-torture.seed %d", seed)
	w := &world{
		t: t, data: filepath.Join(t.TempDir(), "data"), random: rand.New(rand.NewPCG(seed, 0)), faults: map[string]int{},
		sheets: map[int]int{}, places: map[string]int64{},
		acknowledged: acknowledged{t: t, cases: map[string]*askedCase{}},
	}
	w.start(w.clock, nil).kill() // makes the keys
	w.tokens = w.makeTokens()
	return w
}

// start runs the service, or returns nil when it does not start, which only a fault
// of its surroundings excuses, if it names the runbook.
func (w *world) start(c clock, within func(*exec.Cmd) *exec.Cmd) *running {
	w.t.Helper()
	path, err := movable()
	if err != nil {
		w.t.Fatal(err)
	}
	began := time.Now()
	r, said := begin(w.t, w.data, func(command *exec.Cmd) *exec.Cmd {
		command.Path, command.Args[0] = path, path
		if within != nil {
			command = within(command)
		}
		command.Env = c.environment()
		return command
	}, "--sample=false")
	if took := time.Since(began); took > w.slowest {
		w.slowest = took
	}
	if r == nil {
		w.refusedStarts++
		if within == nil || !strings.Contains(said, "docs/runbooks/") {
			w.t.Fatalf("the service did not start:\n%s", said)
		}
		return nil
	}
	for asked, token := range w.tokens {
		r.tokens[asked] = token
	}
	return r
}

// life starts the service, has everybody work, and kills it.
func (w *world) life() {
	w.t.Helper()
	w.passTime()
	w.furthest = max(w.furthest, w.clock.moved)
	c, within, strangers := w.clock, (func(*exec.Cmd) *exec.Cmd)(nil), 1
	fault := "none"
	switch w.random.IntN(16) {
	case 0:
		fault, within = "a full disk", limited("-f", int(largestFile(w.t, w.data)/512)+w.random.IntN(1000))
	case 1:
		fault, within = "few file descriptors", limited("-n", 40+w.random.IntN(120))
	case 2, 3:
		fault = "a clock that jumps back"
		c.jumpsAfter = time.Duration(100+w.random.IntN(900)) * time.Millisecond
		c.jumpsBy = -time.Duration(1+w.random.IntN(48*60)) * time.Minute
	case 4:
		fault, strangers = "a crowd of strangers", 300
	}
	w.faults[fault]++
	w.kills++
	r := w.start(c, within)
	if r == nil {
		return
	}
	var clients sync.WaitGroup
	clients.Go(func() { w.askAgain(r) })
	clients.Go(func() { w.importSome(r, c, w.kills) })
	clients.Go(func() {
		for range strangers {
			if c, err := dial(r); err == nil {
				defer c.Close()
				fmt.Fprint(c, "POST /v1/registers/E07000107/disclosures HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{")
			}
		}
		<-r.drained
	})
	for n := range 16 {
		random := rand.New(rand.NewPCG(w.random.Uint64(), uint64(n)))
		clients.Go(func() { w.write(r, random, fmt.Sprintf("T-%d-%d", w.kills, n)) })
	}
	time.Sleep(time.Duration(20+w.random.IntN(1200)) * time.Millisecond) // the moment is what is tried
	r.kill()
	clients.Wait()
}

// passTime moves the clock between two lives, mostly on and now and then back.
func (w *world) passTime() {
	switch draw := w.random.IntN(10); {
	case draw < 4:
		w.clock.moved += time.Duration(w.random.IntN(48)) * time.Hour
	case draw == 4:
		w.clock.moved = max(0, w.clock.moved-time.Duration(w.random.IntN(30))*time.Hour)
	}
}

// limited has a shell bound what the command may use first: with -f its files, in
// blocks of 512 bytes, with -n their number.
func limited(what string, n int) func(*exec.Cmd) *exec.Cmd {
	return func(c *exec.Cmd) *exec.Cmd {
		return exec.Command("sh", append([]string{"-c", fmt.Sprintf(`ulimit %s %d; exec "$0" "$@"`, what, n)}, c.Args...)...)
	}
}

func (w *world) figures() string {
	return fmt.Sprintf("%d kills in %d days, %d checks of everything, slowest start %v, %d starts refused under a fault; lives by fault: %v\n%s",
		w.kills, int(w.clock.moved.Hours()/24), w.checks, w.slowest.Round(time.Millisecond), w.refusedStarts, w.faults, w.acknowledged.figures())
}
