package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"
)

const (
	// outflowHolds is how many bytes wait at most for who reads the log: some thousands
	// of lines.
	outflowHolds = 1 << 20
	// drainWithin is how long a process that ends waits for who reads its last lines.
	drainWithin = time.Second
)

// outflow writes lines to a reader that may stop reading, such as a terminal after
// Ctrl-S or a pipe to a program that hangs, without making who writes wait for it. What
// comes when too much waits already is left out and counted, and so is what cannot be
// written, as on a full disk; the number is said once it flows again. It may be used
// concurrently.
type outflow struct {
	to io.Writer

	mu      sync.Mutex
	failed  int    // lines that could not be written
	waiting []byte // whole lines
	over    int    // lines that came after what waits, and for which there was no room
	partial bool   // the last line that was written lacks its end
	closed  bool
	more    chan struct{} // holds one when there is something to do
	ended   chan struct{}
}

func newOutflow(to io.Writer) *outflow {
	o := &outflow{to: to, more: make(chan struct{}, 1), ended: make(chan struct{})}
	go o.run()
	return o
}

// Write implements [io.Writer]. It never waits and never fails.
func (o *outflow) Write(lines []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over > 0 || len(o.waiting)+len(lines) > outflowHolds {
		o.over += bytes.Count(lines, []byte{'\n'})
	} else {
		o.waiting = append(o.waiting, lines...)
	}
	o.wake()
	return len(lines), nil
}

func (o *outflow) wake() {
	select {
	case o.more <- struct{}{}:
	default: // it is about to look
	}
}

// close waits until all has been written, for a second at most.
func (o *outflow) close() {
	o.mu.Lock()
	o.closed = true
	o.wake()
	o.mu.Unlock()
	select {
	case <-o.ended:
	case <-time.After(drainWithin):
	}
}

func (o *outflow) run() {
	defer close(o.ended)
	for range o.more {
		for o.writeSome() {
		}
		o.mu.Lock()
		closed := o.closed
		o.mu.Unlock()
		if closed {
			return
		}
	}
}

// writeSome writes what waits, and reports whether there was something and it went. What
// did not go is tried no more; what comes next is.
func (o *outflow) writeSome() bool {
	o.mu.Lock()
	lines, failed, over := o.waiting, o.failed, o.over
	o.waiting, o.failed, o.over = nil, 0, 0
	partial := o.partial
	o.mu.Unlock()
	if len(lines) == 0 && failed+over == 0 {
		return false
	}
	var text bytes.Buffer
	if partial {
		text.WriteByte('\n')
	}
	leftOut(&text, failed)
	text.Write(lines)
	leftOut(&text, over)
	n, err := o.to.Write(text.Bytes())
	o.mu.Lock()
	defer o.mu.Unlock()
	o.partial = n > 0 && text.Bytes()[n-1] != '\n' || n == 0 && partial
	if err != nil {
		// How much of it is on the other side is not known to a line: too many are
		// counted sooner than too few.
		o.failed += failed + bytes.Count(lines, []byte{'\n'}) + over
	}
	return err == nil
}

// leftOut says how many lines there are not.
func leftOut(text *bytes.Buffer, lines int) {
	if lines > 0 {
		slog.New(slog.NewTextHandler(text, nil)).Warn("lines of this log were left out: nobody read it, or it could not be written (docs/reliability.md)", "lines", lines)
	}
}

// lastWords writes what a process says as it ends, and does not wait for long where
// nobody reads.
func lastWords(to io.Writer, text string) {
	said := newOutflow(to)
	fmt.Fprintln(said, text)
	said.close()
}
