package main

import (
	"bufio"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"strings"
)

// overhear hands on, by line, what libraries write to the process's standard output and
// error: they have no other place to write to, and would wait for its reader. stop puts
// the streams back.
func overhear(heard func(line string)) (stop func(), err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("listen to what libraries say: %w", err)
	}
	out, notes := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = w, w
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		lines := bufio.NewReader(r)
		for {
			line, err := lines.ReadString('\n')
			if line != "" {
				heard(strings.TrimSpace(line))
			}
			if err != nil {
				return
			}
		}
	}()
	return func() {
		os.Stdout, os.Stderr = out, notes
		w.Close()
		<-ended
		r.Close()
	}, nil
}

// What the gateway of the archive begins with when it fails somebody, what it then says
// of an upload whose sender went away, and what it says at each start.
const (
	gatewayFailed = "[INTERNAL ERROR]: "
	gatewayPanics = "[PANIC]: "
	gatewayBroken = "unexpected EOF"
	gatewayStarts = "Bucket versioning enabled"
)

var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// ofGateway puts into the log what the gateway says.
func ofGateway(log *sparing) func(line string) {
	return func(line string) {
		line = colours.ReplaceAllString(line, "")
		why, failed := strings.CutPrefix(line, gatewayFailed)
		if !failed {
			why, failed = strings.CutPrefix(line, gatewayPanics) // it answers 500 and goes on
		}
		switch {
		case line == "", strings.HasPrefix(line, gatewayStarts):
		case failed && why == gatewayBroken:
			log.say(slog.LevelInfo, "an upload to the archive ended before it was whole")
		case failed:
			log.say(slog.LevelError, "the archive failed", "error", why, "see", archiveFails)
		default:
			log.say(slog.LevelWarn, "the archive says", "line", line)
		}
	}
}
