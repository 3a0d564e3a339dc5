package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"

	"disclosure-register/pkg/disclosure"
)

// disposedName is the file of what has been destroyed, in the data directory: a
// JSON object a line, nothing personal. It is what a restored backup does not
// know; docs/runbooks/restore.md says where to keep a copy.
const disposedName = "disposed.jsonl"

// disposedFile is the list that is replayed each time the service starts.
type disposedFile struct {
	path string

	mu    sync.Mutex
	known map[string]bool // the members, as long as the file is
	whole int64           // as long as this
}

// Add appends a member unless it is there. When it returns nil the member is on
// disk. A crash in the middle leaves at most an unfinished last line, which is
// no member and is written over.
func (f *disposedFile) Add(_ context.Context, _, _ string, member []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	file, err := os.OpenFile(f.path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the disposed list: %w", err)
	}
	defer file.Close()
	if err := f.learn(file); err != nil || f.known[string(member)] {
		return err
	}
	n, err := file.WriteAt(append(slices.Clone(member), '\n'), f.whole)
	if err = errors.Join(err, file.Sync()); err != nil {
		f.known = nil // what is in the file is not known
		return fmt.Errorf("write the disposed list: %w", err)
	}
	f.known[string(member)] = true
	f.whole += int64(n)
	return nil
}

// learn reads the members, unless they are known: the file is read once, however
// many are added to it on a day with many.
func (f *disposedFile) learn(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("look at the disposed list: %w", err)
	}
	if f.known != nil && info.Size() == f.whole {
		return nil
	}
	members, whole, err := f.read()
	if err != nil {
		return err
	}
	f.known, f.whole = map[string]bool{}, whole
	for _, m := range members {
		f.known[string(m)] = true
	}
	return nil
}

// Each calls visit with every member of the register's list.
func (f *disposedFile) Each(_ context.Context, register string, visit func([]byte) error) error {
	f.mu.Lock()
	members, _, err := f.read()
	f.mu.Unlock()
	if err != nil {
		return err
	}
	for _, member := range members {
		if of, _ := registerOf(member); of != register {
			continue
		}
		if err := visit(member); err != nil {
			return err
		}
	}
	return nil
}

// others counts the members of registers that are not kept here.
func (f *disposedFile) others(kept []disclosure.Register) (n int, err error) {
	f.mu.Lock()
	members, _, err := f.read()
	f.mu.Unlock()
	for _, member := range members {
		of, _ := registerOf(member)
		if !slices.ContainsFunc(kept, func(r disclosure.Register) bool { return r.String() == of }) {
			n++
		}
	}
	return n, err
}

func registerOf(member []byte) (string, error) {
	var m struct {
		Register string `json:"register"`
	}
	if err := json.Unmarshal(member, &m); err != nil {
		return "", err
	}
	register, err := disclosure.ParseRegister(m.Register)
	return register.String(), err
}

// read returns the members and the length of all whole lines. A line that is no member
// is never passed over: what it stood for would come back from a backup.
func (f *disposedFile) read() (members [][]byte, whole int64, err error) {
	content, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read the disposed list: %w", err)
	}
	content = content[:bytes.LastIndexByte(content, '\n')+1]
	number := 0
	for line := range bytes.Lines(content) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if _, err := registerOf(line); err != nil {
			return nil, 0, fmt.Errorf("line %d of %s is no member of the list of what was destroyed: put the newest copy of the list in its place (docs/runbooks/restore.md)", number, f.path)
		}
		members = append(members, line)
	}
	return members, int64(len(content)), nil
}
