package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
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
		var m struct {
			Register string `json:"register"`
		}
		if err := json.Unmarshal(member, &m); err != nil {
			return fmt.Errorf("a line of %s cannot be read: mend or remove it", f.path)
		}
		if m.Register != register {
			continue
		}
		if err := visit(member); err != nil {
			return err
		}
	}
	return nil
}

// read returns the members and the length of all whole lines.
func (f *disposedFile) read() (members [][]byte, whole int64, err error) {
	content, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read the disposed list: %w", err)
	}
	content = content[:bytes.LastIndexByte(content, '\n')+1]
	lines := bufio.NewScanner(bytes.NewReader(content))
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) > 0 {
			members = append(members, bytes.Clone(lines.Bytes()))
		}
	}
	return members, int64(len(content)), lines.Err()
}
