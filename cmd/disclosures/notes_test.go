package main_test

import (
	"bytes"
	"strings"
	"sync"
)

// notes keep what a process says beside its answers, for a test to wait for.
type notes struct {
	mu      sync.Mutex
	said    bytes.Buffer
	awaited map[string]chan struct{}
}

// Write implements [io.Writer].
func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.said.Write(p)
	n.tell()
	return len(p), nil
}

// tell closes what is awaited and has been said.
func (n *notes) tell() {
	for text, heard := range n.awaited {
		if strings.Contains(n.said.String(), text) {
			close(heard)
			delete(n.awaited, text)
		}
	}
}

// String returns all that was said.
func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.said.String()
}

// heard is closed once the text has been said.
func (n *notes) heard(text string) <-chan struct{} {
	heard := make(chan struct{})
	n.mu.Lock()
	defer n.mu.Unlock()
	n.awaited = map[string]chan struct{}{text: heard}
	n.tell()
	return heard
}
