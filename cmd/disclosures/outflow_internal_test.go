package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// stopped is a reader that reads nothing until it is let, like a terminal after Ctrl-S.
type stopped struct {
	let chan struct{}

	mu   sync.Mutex
	read bytes.Buffer
}

func (s *stopped) Write(p []byte) (int, error) {
	<-s.let
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.read.Write(p)
}

// taken is what it has read since it was last asked.
func (s *stopped) taken() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.read.Reset()
	return s.read.String()
}

func TestWhatALogLeavesOutIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &stopped{let: make(chan struct{})}
		o := newOutflow(to)
		const lines = 30_000
		for i := range lines {
			if n, err := fmt.Fprintf(o, "line %06d %s\n", i, strings.Repeat("x", 80)); err != nil || n != 93 {
				t.Fatalf("wrote %d, %v", n, err)
			}
			if i == 0 {
				synctest.Wait() // it is being written, so that all that comes now waits behind it
			}
		}
		close(to.let)
		synctest.Wait()
		fmt.Fprintln(o, "and on it goes")
		o.close()
		got := strings.Split(strings.TrimSuffix(to.read.String(), "\n"), "\n")
		left := regexp.MustCompile(`level=WARN msg="lines of this log were left out.*" lines=(\d+)$`)
		whole := got[:len(got)-2]
		for i, line := range whole {
			if !strings.HasPrefix(line, fmt.Sprintf("line %06d x", i)) {
				t.Fatalf("line %d is %q", i, line)
			}
		}
		said := left.FindStringSubmatch(got[len(got)-2])
		if said == nil || said[1] != fmt.Sprint(lines-len(whole)) || got[len(got)-1] != "and on it goes" {
			t.Errorf("%d lines are followed by %q", len(whole), got[len(got)-2:])
		}
		if held := len(whole) * 93; held <= outflowHolds-93 || held > outflowHolds+93 {
			t.Errorf("%d bytes were kept for who read nothing", held)
		}
	})
}

func TestWhoReadsNothingDoesNotHoldUpTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &stopped{let: make(chan struct{})}
		began := time.Now()
		lastWords(to, "disclosures: the end")
		if took := time.Since(began); took != drainWithin {
			t.Errorf("it waited for %v", took)
		}
		close(to.let)
		synctest.Wait()
		began = time.Now()
		lastWords(to, "disclosures: the very end")
		if took := time.Since(began); took != 0 {
			t.Errorf("it waited for %v though somebody reads", took)
		}
	})
}

// full is a file on a disk with room for so many bytes.
type full struct {
	bytes.Buffer
	room int
}

func (f *full) Write(p []byte) (int, error) {
	n := min(len(p), f.room)
	f.room -= n
	f.Buffer.Write(p[:n])
	if n < len(p) {
		return n, syscall.ENOSPC
	}
	return n, nil
}

func TestALogOnAFullDiskGoesOnWhenThereIsRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &full{room: 10}
		o := newOutflow(to)
		for range 3 {
			fmt.Fprintln(o, "seven..")
			synctest.Wait()
		}
		to.room = 1000
		fmt.Fprintln(o, "there is room")
		o.close()
		got := strings.Split(to.String(), "\n")
		if len(got) != 5 || got[0] != "seven.." || got[1] != "se" || !strings.HasSuffix(got[2], " lines=2") || got[3] != "there is room" {
			t.Errorf("the file has %q", got)
		}
	})
}

func TestWhatComesAsOftenAsSomebodyLikesIsSummed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &stopped{let: make(chan struct{})}
		close(to.let)
		log := &sparing{log: slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}))}
		said := func() string {
			synctest.Wait()
			return to.taken()
		}
		for range 100 {
			log.say(slog.LevelError, "the archive failed", "status", 500)
			log.say(slog.LevelError, "the archive failed", "status", 502)
		}
		if got, want := said(), "level=ERROR msg=\"the archive failed\" status=500\nlevel=ERROR msg=\"the archive failed\" status=502\n"; got != want {
			t.Errorf("at first: %s", got)
		}
		time.Sleep(sumFor + time.Second)
		if got, want := said(), "level=ERROR msg=\"the archive failed\" status=500 again=99\nlevel=ERROR msg=\"the archive failed\" status=502 again=99\n"; len(got) != len(want) || !strings.Contains(got, "status=500 again=99\n") {
			t.Errorf("a minute later: %s", got)
		}
		time.Sleep(sumFor)
		if got := said(); got != "" {
			t.Errorf("when it came no more: %s", got)
		}
		for i := range 1000 {
			log.say(slog.LevelError, "the archive failed", "status", i)
		}
		if got := strings.Count(said(), "\n"); got != differently+1 {
			t.Errorf("a thousand different lines are %d", got)
		}
		time.Sleep(sumFor + time.Second)
		if got := said(); strings.Count(got, "\n") != 1 || !strings.Contains(got, fmt.Sprintf("again=%d", 1000-differently-1)) {
			t.Errorf("of those that are not told apart, a minute later: %s", got)
		}
		time.Sleep(2 * sumFor)
		said()
		log.say(slog.LevelError, "the archive failed", "status", 500)
		if got := said(); !strings.Contains(got, "status=500\n") {
			t.Errorf("when it comes again: %s", got)
		}
	})
}

func TestWhatTheGatewaySaysIsALineOfTheLog(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"\x1b[31m[INTERNAL ERROR]: unexpected EOF\x1b[0m", `level=INFO msg="an upload to the archive ended before it was whole"`},
		{"\x1b[31m[INTERNAL ERROR]: write: no space left on device\x1b[0m", `level=ERROR msg="the archive failed" error="write: no space left on device" see=`},
		{"\x1b[31m[PANIC]: runtime error\x1b[0m", `level=ERROR msg="the archive failed" error="runtime error" see=`},
		{"WARNING: something", `level=WARN msg="the archive says" line="WARNING: something"`},
		{"Bucket versioning enabled with directory: /x", ""},
		{"", ""},
	} {
		var to bytes.Buffer
		ofGateway(&sparing{log: slog.New(slog.NewTextHandler(&to, nil))})(tt.line)
		if got := to.String(); !strings.Contains(got, tt.want) || (got == "") != (tt.want == "") {
			t.Errorf("%q is logged as %q", tt.line, got)
		}
	}
}
