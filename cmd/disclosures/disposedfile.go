package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

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
	known *disposedLines // what is in the file, as long as it is no longer than that
	has   map[string]bool
}

// disposedLines is what stands in the file.
type disposedLines struct {
	members [][]byte
	whole   int64 // where the next member comes
	open    bool  // the last line is whole and lacks its newline
	cut     bool  // after whole, a member stands that was cut short
}

// Add appends a member unless it is there. When it returns nil the member is on
// disk. A crash in the middle leaves at most a last line that is cut short, which
// is no member and is cut off, or that lacks its newline, which is one.
func (f *disposedFile) Add(_ context.Context, _, _ string, member []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	file, err := os.OpenFile(f.path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the disposed list: %w", err)
	}
	defer file.Close()
	if err := f.learn(file); err != nil || f.has[string(member)] {
		return err
	}
	line := append(slices.Clone(member), '\n')
	if f.known.open {
		line = slices.Insert(line, 0, '\n')
	}
	err = file.Truncate(f.known.whole) // what was cut short may be longer than the line
	n := 0
	if err == nil {
		n, err = file.WriteAt(line, f.known.whole)
	}
	if err = errors.Join(err, file.Sync()); err != nil {
		f.known = nil // what is in the file is not known
		return fmt.Errorf("write the disposed list: %w", err)
	}
	f.has[string(member)] = true
	f.known = &disposedLines{whole: f.known.whole + int64(n)}
	return nil
}

// learn reads the members, unless they are known: the file is read once, however
// many are added to it on a day with many.
func (f *disposedFile) learn(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("look at the disposed list: %w", err)
	}
	if f.known != nil && info.Size() == f.known.whole {
		return nil
	}
	lines, err := f.read()
	if err != nil {
		return err
	}
	f.known, f.has = &lines, map[string]bool{}
	for _, m := range lines.members {
		f.has[string(m)] = true
	}
	return nil
}

// Each calls visit with every member of the register's list.
func (f *disposedFile) Each(_ context.Context, register string, visit func([]byte) error) error {
	f.mu.Lock()
	lines, err := f.read()
	f.mu.Unlock()
	if err != nil {
		return err
	}
	for _, member := range lines.members {
		if of, _ := registerOf(member); of != register {
			continue
		}
		if err := visit(member); err != nil {
			return err
		}
	}
	return nil
}

// others counts the members of registers that are not kept here, and says whether the
// last was cut short.
func (f *disposedFile) others(kept []disclosure.Register) (n int, cut bool, err error) {
	f.mu.Lock()
	lines, err := f.read()
	f.mu.Unlock()
	for _, member := range lines.members {
		of, _ := registerOf(member)
		if !slices.ContainsFunc(kept, func(r disclosure.Register) bool { return r.String() == of }) {
			n++
		}
	}
	return n, lines.cut, err
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

// read returns what is in the file. A line that is no member is never passed over: what
// it stood for would come back from a backup. The one exception is what a kill in the
// midst of [disposedFile.Add] leaves: that disposal has no certificate yet, and is added
// again.
func (f *disposedFile) read() (disposedLines, error) {
	content, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return disposedLines{}, nil
	}
	if err != nil {
		return disposedLines{}, fmt.Errorf("read the disposed list: %w", err)
	}
	lines := disposedLines{whole: int64(len(content))}
	number := 0
	for line := range bytes.Lines(content) {
		number++
		lines.open = !bytes.HasSuffix(line, []byte{'\n'})
		member := bytes.TrimSpace(line)
		if len(member) == 0 {
			continue
		}
		_, err := registerOf(member)
		switch {
		case err == nil:
			lines.members = append(lines.members, member)
		case lines.open && cutShort(line):
			lines.cut, lines.open = true, false
			lines.whole -= int64(len(line))
		default:
			return disposedLines{}, fmt.Errorf("line %d of %s is no member of the list of what was destroyed: put the newest copy of the list in its place (docs/runbooks/restore.md)", number, f.path)
		}
	}
	return lines, nil
}

// cutShort reports whether the text is how a member begins, and no more.
func cutShort(text []byte) bool {
	const begins = `{"v":`
	if !strings.HasPrefix(begins, string(text)) && !strings.HasPrefix(string(text), begins) || !utf8.Valid(text) {
		return false
	}
	var m json.RawMessage
	return errors.Is(json.NewDecoder(bytes.NewReader(text)).Decode(&m), io.ErrUnexpectedEOF)
}
