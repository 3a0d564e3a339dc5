//go:build check || torture

package main_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	tortureFor   = flag.Duration("torture.for", 30*time.Second, "how long the torture goes on")
	tortureKills = flag.Int("torture.kills", 0, "how many kills there are at the least, however long they take")
	tortureSeed  = flag.Uint64("torture.seed", 0, "what the torture draws its moments and faults from; zero draws a seed")
)

// killsOfOne is after how many kills everything that is due in a register is destroyed,
// and another is begun: a check takes time in proportion to what there is.
const killsOfOne = 40

// Sixteen clients record, correct, archive letters, ask for exports and close cases,
// a spreadsheet is imported, retention destroys what is due, letters and all, and
// strangers hold connections open, until the process is killed at a random moment,
// over and over, on another day each time. Some are killed before they are there. Some
// lives have a full disk, few file descriptors, a volume that may not be written, a crowd
// of strangers or a clock that jumps back. After each start somebody looks at some of
// what earlier lives acknowledged, and after each ten to twenty kills everything that
// was acknowledged is there, once, or destroyed under a certificate. A copy is then
// damaged, and is not served as if nothing were missing. docs/reliability.md has the
// figures.
func TestTorture(t *testing.T) {
	seed := *tortureSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("-torture.seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for _, build := range []func() (string, error){tool, movable} { // which takes longer than lives do
		if _, err := build(); err != nil {
			t.Fatal(err)
		}
	}
	var all figures
	for until := time.Now().Add(*tortureFor); !t.Failed() && (all.kills == 0 || time.Now().Before(until) || all.kills < *tortureKills); {
		w := newWorld(t, random)
		w.live(until, *tortureKills-all.kills)
		all.add(w.figures)
		t.Logf("so far: %s", all)
		if t.Failed() {
			t.Logf("what it kept is still in %s", w.data)
		} else if err := os.RemoveAll(w.data); err != nil {
			t.Error(err)
		}
	}
	lost := "nothing lost, nothing twice"
	if t.Failed() {
		lost = "FAILED: see above for what is lost or there twice"
	}
	t.Logf("%s; %s", all, lost)
}

// live is the life of one register, from its first start until everything that is due is
// destroyed.
func (w *world) live(until time.Time, kills int) {
	w.t.Helper()
	more := func() bool {
		tried := w.disclosed > 0 && w.letters > 0 && w.closes > 0 && w.imports > 0
		return !w.t.Failed() && (time.Now().Before(until) || w.kills < kills || !tried)
	}
	for w.kills < killsOfOne && more() {
		for next := w.kills + 10 + w.random.IntN(11); w.kills < next && more(); {
			w.life()
		}
		w.check()
		w.t.Logf("%s: all of %d cases is looked at after %d kills", time.Now().UTC().Format(time.TimeOnly), len(w.cases), w.kills)
	}
	if w.t.Failed() {
		return
	}
	w.untilAllThatIsDueIsDestroyed()
	if w.destroyedCases == 0 {
		w.t.Error("no case was destroyed")
	}
}

// world is what is asked of one data directory over many lives of its service.
type world struct {
	t      *testing.T
	data   string
	random *rand.Rand
	clock  clock
	tokens map[string]string

	figures
	mu     sync.Mutex // of what follows, and of the figures
	cases  map[string]*askedCase
	sheet  tortureSheet
	sheets map[int]int      // the rows of those imported since the last check, by life
	places map[string]int64 // in the log, by entry, as receipts proved

	lives    int
	furthest time.Duration // that the clock was moved in any life
}

func newWorld(t *testing.T, random *rand.Rand) *world {
	data, err := os.MkdirTemp("", "torture-")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		t: t, data: filepath.Join(data, "data"), random: random, cases: map[string]*askedCase{},
		sheets: map[int]int{}, places: map[string]int64{}, figures: figures{faults: map[string]int{}, harms: map[string]int{}},
	}
	w.start(w.clock, nil).kill() // makes the keys
	w.tokens = w.makeTokens()
	return w
}

// start runs the service, or returns nil when it does not start, which only a fault
// of its surroundings excuses, if it names the runbook.
func (w *world) start(c clock, within func(*exec.Cmd) *exec.Cmd) *running {
	w.t.Helper()
	began := time.Now()
	r, said := w.begin(w.data, c, within)
	w.slowest = max(w.slowest, time.Since(began))
	if r == nil {
		w.refusedStarts++
		if within == nil || !strings.Contains(said, "docs/runbooks/") {
			w.t.Fatalf("the service did not start:\n%s", said)
		}
	}
	return r
}

// begin is start for what may not start: it then returns what that said.
func (w *world) begin(data string, c clock, within func(*exec.Cmd) *exec.Cmd) (r *running, said string) {
	w.t.Helper()
	r, said = begin(w.t, data, func(command *exec.Cmd) *exec.Cmd {
		moving(command)
		if within != nil {
			command = within(command)
		}
		command.Env = c.environment()
		return command
	}, "--sample=false")
	if r != nil {
		maps.Copy(r.tokens, w.tokens)
	}
	return r, said
}

// life starts the service, has everybody work, and kills it.
func (w *world) life() {
	w.t.Helper()
	w.passTime()
	w.furthest = max(w.furthest, w.clock.moved)
	c, within, strangers := w.clock, (func(*exec.Cmd) *exec.Cmd)(nil), 1
	fault := "none"
	switch draw := w.random.IntN(16); {
	case draw == 0:
		fault, within = "a full disk", limited("-f", int(largestFile(w.t, w.data)/512)+w.random.IntN(1000))
	case draw == 1:
		fault, within = "few file descriptors", limited("-n", 40+w.random.IntN(120))
	case draw < 4:
		fault = "a clock that jumps back"
		c.jumpsAfter = time.Duration(100+w.random.IntN(900)) * time.Millisecond
		c.jumpsBy = -time.Duration(1+w.random.IntN(48*60)) * time.Minute
	case draw == 4:
		fault, strangers = "a crowd of strangers", 300
	case draw == 5 && mounts():
		fault, within = "a volume that may not be written", w.unwritable(0)
	case draw == 6 && mounts():
		fault, within = "a volume that may soon not be written", w.unwritable(time.Duration(200+w.random.IntN(1500))*time.Millisecond)
	case draw < 9:
		fault = "killed while it starts"
	}
	w.faults[fault]++
	w.lives++
	if fault == "killed while it starts" {
		w.killedWhileItStarts(c)
		return
	}
	refused := w.refused
	r := w.start(c, within)
	if r == nil {
		return
	}
	if fault == "a volume that may not be written" {
		w.t.Errorf("it is served from %s:\n%s", fault, r.notes)
	}
	var clients sync.WaitGroup
	clients.Go(func() { w.askAgain(r, 4) })
	clients.Go(func() { w.importSome(r, c, w.lives) })
	clients.Go(func() {
		for range strangers {
			if c, err := dial(r); err == nil {
				defer c.Close()
				fmt.Fprint(c, "POST /v1/registers/E07000107/disclosures HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{")
			}
		}
		<-r.drained
	})
	settled := w.settled(20)
	clients.Go(func() { w.glance(r, settled, fault != "none") })
	for n := range 16 {
		random := rand.New(rand.NewPCG(w.random.Uint64(), uint64(n)))
		clients.Go(func() { w.write(r, random, fmt.Sprintf("T-%d-%d", w.lives, n)) })
	}
	// The moment is what is tried: sooner more often than later.
	time.Sleep(200*time.Millisecond + time.Duration(w.random.Float64()*w.random.Float64()*2.8*float64(time.Second)))
	r.kill()
	clients.Wait()
	w.kills++
	if w.refused > refused && within != nil && !strings.Contains(r.notes.String(), "docs/runbooks/") {
		w.t.Errorf("with %s, %d requests are refused and no runbook is named:\n%s", fault, w.refused-refused, r.notes)
	}
}

// killedWhileItStarts kills the service before it says that it is there, mostly.
func (w *world) killedWhileItStarts(c clock) {
	w.t.Helper()
	starting := command(w.t, "serve", "--data", w.data, "--listen", "127.0.0.1:0", "--sample=false")
	moving(starting)
	starting.Env = c.environment()
	if err := starting.Start(); err != nil {
		w.t.Fatal(err)
	}
	time.Sleep(time.Duration(w.random.IntN(600)) * time.Millisecond)
	_ = starting.Process.Kill()
	_ = starting.Wait()
	w.kills++
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

// figures are what was done, over one register or several.
type figures struct {
	kills, checks, glances, nights, days, registers int
	slowest                                         time.Duration // start
	faults, harms                                   map[string]int
	refusedStarts                                   int

	disclosed, corrected, exports, closes, letters, refused, destroyedCases, destroyedLetters, imports, importedRows int
}

func (f *figures) add(w figures) {
	if f.faults == nil {
		f.faults, f.harms = map[string]int{}, map[string]int{}
	}
	for fault, n := range w.faults {
		f.faults[fault] += n
	}
	for harm, n := range w.harms {
		f.harms[harm] += n
	}
	f.registers++
	f.slowest = max(f.slowest, w.slowest)
	for _, sum := range [][2]*int{
		{&f.kills, &w.kills},
		{&f.checks, &w.checks},
		{&f.glances, &w.glances},
		{&f.nights, &w.nights},
		{&f.days, &w.days},
		{&f.refusedStarts, &w.refusedStarts},
		{&f.disclosed, &w.disclosed},
		{&f.corrected, &w.corrected},
		{&f.exports, &w.exports},
		{&f.closes, &w.closes},
		{&f.letters, &w.letters},
		{&f.refused, &w.refused},
		{&f.destroyedCases, &w.destroyedCases},
		{&f.destroyedLetters, &w.destroyedLetters},
		{&f.imports, &w.imports},
		{&f.importedRows, &w.importedRows},
	} {
		*sum[0] += *sum[1]
	}
}

func (f figures) String() string {
	return fmt.Sprintf("%d kills of %d registers in %d days, %d checks of everything, %d looks after a start, slowest start %v, %d starts refused under a fault; lives by fault: %v; copies that were harmed: %v\n"+
		"%d disclosures (%d of them corrections, %d by %d imports) and %d letters acknowledged, %d exports, %d cases closed; %d requests refused under a fault; %d cases with %d letters destroyed under their certificates",
		f.kills, f.registers, f.days, f.checks, f.glances, f.slowest.Round(time.Millisecond), f.refusedStarts, f.faults, f.harms,
		f.disclosed+f.importedRows, f.corrected, f.importedRows, f.imports, f.letters, f.exports, f.closes, f.refused, f.destroyedCases, f.destroyedLetters)
}
