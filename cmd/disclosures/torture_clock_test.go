//go:build check || torture

package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// movable is the built command with a clock that can be moved: the same code, over a
// time package whose Now adds what the environment says. So everything in the process
// sees the other day: the register, its rules, the tokens, and the locks and the
// signatures of the embedded S3.
var movable = sync.OnceValues(func() (string, error) {
	overlay, err := movedTime()
	if err != nil {
		return "", err
	}
	path := filepath.Join(toolDir, "disclosures-movable")
	out, err := exec.Command("go", "build", "-overlay", overlay, "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

// moving has the command be the one whose clock can be moved, which is built by now.
func moving(c *exec.Cmd) {
	path, _ := movable()
	c.Path, c.Args[0] = path, path
}

// movedTime writes the time package's changed files, and the overlay that puts them
// in the place of its own.
func movedTime() (overlay string, err error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("find Go: %w", err)
	}
	own := filepath.Join(strings.TrimSpace(string(root)), "src", "time")
	text, err := os.ReadFile(filepath.Join(own, "time.go"))
	if err != nil {
		return "", err
	}
	const now = "func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n"
	if strings.Count(string(text), now) != 1 {
		return "", fmt.Errorf("the time package of %s is not as it was: this test must follow it", runtime.Version())
	}
	changed := strings.Replace(string(text), now, now+"\tsec += moved(mono)\n", 1)
	here, added := filepath.Join(toolDir, "time.go"), filepath.Join(toolDir, "moved.go")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{
		filepath.Join(own, "time.go"): here, filepath.Join(own, "moved.go"): added,
	}})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(toolDir, "overlay.json")
	for path, text := range map[string]string{here: changed, added: movedSource, overlay: string(replace)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	return overlay, nil
}

// The time package may import neither strconv nor os.
const movedSource = `package time

import "syscall"

var movedBy, jumpAfter, jumpBy = movedNumber("CLOCK_MOVED"), movedNumber("CLOCK_JUMPS_AFTER"), movedNumber("CLOCK_JUMPS_BY")

func movedNumber(name string) (n int64) {
	text, _ := syscall.Getenv(name)
	for _, digit := range text {
		if '0' <= digit && digit <= '9' {
			n = n*10 + int64(digit-'0')
		}
	}
	if len(text) > 0 && text[0] == '-' {
		return -n
	}
	return n
}

func moved(mono int64) int64 {
	if jumpAfter > 0 && mono-startNano > jumpAfter {
		return movedBy + jumpBy
	}
	return movedBy
}
`

// clock is how a process sees the time: moved, and after a while of its life moved
// once more.
type clock struct{ moved, jumpsAfter, jumpsBy time.Duration }

func (c clock) environment() []string {
	return append(os.Environ(),
		fmt.Sprint("CLOCK_MOVED=", int64(c.moved/time.Second)),
		fmt.Sprint("CLOCK_JUMPS_AFTER=", int64(c.jumpsAfter)),
		fmt.Sprint("CLOCK_JUMPS_BY=", int64(c.jumpsBy/time.Second)))
}

func (c clock) now() time.Time { return time.Now().Add(c.moved) }
