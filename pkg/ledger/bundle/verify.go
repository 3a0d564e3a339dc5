package bundle

import (
	"archive/zip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"

	"disclosure-register/pkg/ledger"
)

// Options say what a bundle is verified against. The zero Options ask whether
// it holds together by itself.
type Options struct {
	// Keys are the log's, from elsewhere than the bundle. Without them the
	// bundle's own are used, which whoever forged the one would have forged too.
	Keys *ledger.Keys
	// Since is an older checkpoint, kept from before, that the bundle's must
	// extend; its keys may be among Keys or the bundle's.
	Since []byte
	// Progress, when not nil, is told of rows as they are done.
	Progress func(done, all int)
}

// Problem is something that does not hold, in one member of the bundle.
type Problem struct {
	Member string
	What   string
}

// String says it in a line.
func (p Problem) String() string { return p.Member + ": " + p.What }

// Verdict is what was found.
type Verdict struct {
	Checkpoint ledger.Checkpoint
	Complete   Range
	Entries    int // rows whose entry is there and proved
	Destroyed  int // rows whose entry is gone, and whose leaf a proved certificate names
	Lost       int // rows whose entry is gone without a certificate: each is a problem
	Opened     int // people of parts of shares of whom it shows who they were, proved
	// Holds and Notes are for a person: what is proved, and what is stated and
	// not proved.
	Holds, Notes []string
	// Problems are what does not hold; none means that all does.
	Problems []Problem
}

// mostProblems bounds how many are reported: after these, what else is wrong
// does not matter.
const mostProblems = 20

var errEnough = errors.New("enough problems were found")

// check is a bundle being verified.
type check struct {
	members []member       // in the file's order
	at      map[string]int // where each is among them
	options Options
	keys    ledger.Keys
	readme  string             // of its version
	opens   bool               // people of parts of shares may be opened: version 2
	since   *ledger.Checkpoint // the older one, when it was given and holds
	rows    proved
	verdict Verdict
	file    io.ReaderAt
	size    int64
}

// member is one file of the bundle.
type member struct {
	*zip.File
	sum      string // its digest by SHA256SUMS; "" until that has been read
	offset   int64  // of its header, where the zip is as a bundle's
	framed   bool   // whether header and content are known to be there, to the last byte
	expected bool   // whether rows.txt has a row for it
}

// Verify reads the whole bundle. It needs no network and trusts nothing in the
// bundle but what the keys prove.
func Verify(r io.ReaderAt, size int64, o Options) Verdict {
	c := &check{at: map[string]int{}, options: o, file: r, size: size}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		c.problem("the file", "it is not a zip, or is cut short")
		return c.verdict
	}
	err = c.all(archive, uint64(size))
	if err == nil && len(c.verdict.Problems) == 0 {
		err = c.container(r, size)
	}
	if err != nil && !errors.Is(err, errEnough) {
		c.problem("the file", "%v", err)
	}
	return c.verdict
}

func (c *check) problem(member, format string, args ...any) {
	c.verdict.Problems = append(c.verdict.Problems, Problem{member, fmt.Sprintf(format, args...)})
}

func (c *check) holds(format string, args ...any) {
	c.verdict.Holds = append(c.verdict.Holds, fmt.Sprintf(format, args...))
}

func (c *check) note(format string, args ...any) {
	c.verdict.Notes = append(c.verdict.Notes, fmt.Sprintf(format, args...))
}

func (c *check) all(archive *zip.Reader, left uint64) error {
	offset := int64(0)
	c.members = make([]member, 0, len(archive.File))
	for _, f := range archive.File {
		if _, twice := c.at[f.Name]; twice {
			c.problem(f.Name, "it is there twice")
			return errEnough
		}
		if f.Method != zip.Store { // so that a small file cannot hold a large one either
			c.problem("the file", "its member %s is compressed, and a bundle's are not: it was packed again, or changed. Check the file as it was downloaded", f.Name)
			return errEnough
		}
		if f.CompressedSize64 > left || f.UncompressedSize64 != f.CompressedSize64 { // or the same bytes would be read again and again
			c.problem("the file", "its members claim more bytes than the file has: no register made it")
			return errEnough
		}
		left -= f.CompressedSize64
		c.at[f.Name] = len(c.members)
		c.members = append(c.members, member{File: f, offset: offset})
		offset += int64(headerSize+len(f.Name)) + int64(f.UncompressedSize64)
	}
	if !c.readFormat() || !c.readSums() {
		return errEnough
	}
	c.read(formatName) // once more, now that its digest is known
	if text, ok := c.read(readmeName); ok && string(text) != c.readme {
		c.problem(readmeName, "it is not the text of this version")
	}
	if !c.readKeys() || !c.readCheckpoint() || !c.readSince() {
		return errEnough
	}
	if err := c.readRows(); err != nil {
		return err
	}
	c.extends()
	return nil
}

// Bounds of what is read, in bytes, so that a small zip cannot fill the memory:
// an entry has at most 400,000, and a line of a list 100.
const (
	largestRow  = 8 << 20
	largestList = 1 << 30
)

// read returns a member's content, and compares its digest.
func (c *check) read(name string) ([]byte, bool) {
	at, found := c.at[name]
	if !found {
		c.problem(name, "it is missing")
		return nil, false
	}
	in, err := c.members[at].Open()
	if err != nil {
		c.problem(name, "it cannot be read")
		return nil, false
	}
	defer in.Close()
	most := int64(largestRow)
	if name == rowsName || name == sumsName {
		most = largestList
	}
	data, err := io.ReadAll(io.LimitReader(in, most+1))
	if int64(len(data)) > most {
		c.problem(name, "it is larger than %d bytes", most)
		return nil, false
	}
	if err != nil {
		c.problem(name, "its content has changed since the zip was made")
		return nil, false
	}
	if want := c.members[at].sum; want != "" && fmt.Sprintf("%x", sha256.Sum256(data)) != want {
		c.problem(name, "its content is not what %s says it is", sumsName)
		return nil, false
	}
	return data, true
}

// readFormat finds which version the bundle is of.
func (c *check) readFormat() bool {
	data, ok := c.read(formatName)
	if !ok {
		return false
	}
	switch string(data) {
	case format:
		c.readme = readme
	case formatOpening:
		c.readme, c.opens = readmeOpening, true
	default:
		c.problem(formatName, "the bundle is of a version this program does not know")
		return false
	}
	return true
}

// readSums demands that the digests name every member, in order, and no other.
func (c *check) readSums() bool {
	data, ok := c.read(sumsName)
	if !ok {
		return false
	}
	var order, sums []string
	for text := range strings.Lines(string(data)) {
		line, ended := strings.CutSuffix(text, "\n")
		sum, name, found := strings.Cut(line, "  ")
		if !found || len(sum) != 2*sha256.Size {
			c.problem(sumsName, "a line is not a digest and a name")
			return false
		}
		if !ended {
			c.problem(sumsName, "it is not in its canonical form")
			return false
		}
		order, sums = append(order, name), append(sums, sum)
	}
	order = append(order, sumsName)
	for i := range max(len(order), len(c.members)) {
		switch {
		case i >= len(order):
			c.problem(c.members[i].Name, "it is not one of the bundle's members")
		case i >= len(c.members):
			c.problem(order[i], "it is missing")
		case order[i] != c.members[i].Name:
			c.problem(c.members[i].Name, "it stands where %s should be", order[i])
		default:
			continue
		}
		return false
	}
	for i, sum := range sums {
		c.members[i].sum = sum
	}
	return true
}

// readKeys takes the keys from the options, and the bundle's to compare.
func (c *check) readKeys() bool {
	data, ok := c.read(keysName)
	if !ok {
		return false
	}
	own, err := ledger.ParseKeys(string(data))
	if err != nil || own.String() != string(data) {
		c.problem(keysName, "it does not hold the keys of one log")
		return false
	}
	c.keys = own
	if c.options.Keys == nil {
		c.note("The key that the log is signed with is the bundle's own. Compare keys.txt with a copy from elsewhere, or name one with --key.")
		return true
	}
	c.keys = *c.options.Keys
	if !c.keys.Trusts(own) {
		c.problem(keysName, "it holds a key of %s that is not one you trust. If the council is changing its key, compare keys.txt with what it publishes elsewhere, and give that with --key too", own.Origin)
		return false
	}
	return true
}

func (c *check) readCheckpoint() bool {
	data, ok := c.read(checkpointName)
	if !ok {
		return false
	}
	var err error
	if c.verdict.Checkpoint, err = c.keys.Open(data); err != nil {
		c.problem(checkpointName, "%v", err)
		return false
	}
	if c.verdict.Checkpoint.Unknown > 0 {
		c.note("The checkpoint has more signatures, by keys that are not known here.")
	}
	c.holds("The checkpoint of %d leaves is signed by %s.", c.verdict.Checkpoint.N, strings.Join(c.verdict.Checkpoint.By, " and "))
	return true
}

// plural counts in words that a person reads: "1 entry is", "3 entries are".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
