package bundle

import (
	"archive/zip"
	"bytes"
	"io"
	"runtime"
	"testing"

	"disclosure-register/pkg/ledger"
)

// tail keeps what is written after so many bytes.
type tail struct {
	skip int64
	kept bytes.Buffer
}

func (t *tail) Write(p []byte) (int, error) {
	skipped := min(t.skip, int64(len(p)))
	t.skip -= skipped
	t.kept.Write(p[skipped:])
	return len(p), nil
}

// A zip of more members, or of more bytes, than the older form can say has the directory
// that archive/zip writes.
func TestADirectoryIsThatOfTheLibrary(t *testing.T) {
	for name, c := range map[string]struct {
		count int
		size  uint32
	}{
		"none": {}, "one": {1, 10}, "as many as there may be": {65534, 3}, "one too many": {65535, 3}, "more": {70000, 0},
		"up to 4 GiB": {11, 390_451_541}, "over 4 GiB": {14, 400_000_000},
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			p := newPacker(&got)
			var members []member
			for n := range c.count {
				m := packed{kind: kindEntry, index: int64(n), crc: uint32(n) * 77, size: c.size}
				p.keep(m)
				members = append(members, member{File: &zip.File{FileHeader: *headerOf(entryName(m.index), m.crc, uint64(m.size))}})
			}
			if err := p.close(); err != nil {
				t.Fatal(err)
			}
			want := &tail{skip: int64(p.offset)}
			z := zip.NewWriter(want)
			for i := range members {
				if err := place(z, &members[i]); err != nil {
					t.Fatal(err)
				}
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want.kept.Bytes()) {
				t.Errorf("%d bytes, and the library writes %d others", got.Len(), want.kept.Len())
			}
		})
	}
}

// What is kept of a row is a few hundred bytes, whatever its entry weighs.
func TestLittleIsKeptOfARow(t *testing.T) {
	const rows = 20_000
	w := &Writer{zip: newPacker(io.Discard)}
	entry := bytes.Repeat([]byte("a"), 3000)
	live := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := live()
	for n := range int64(rows) {
		if err := w.Add(Row{Receipt: ledger.Receipt{Index: n, Leaf: ledger.NewLeaf(ledger.Salt{}, entry)}, Entry: entry}); err != nil {
			t.Fatal(err)
		}
	}
	if kept := int64(live()-before) / rows; kept > 300 {
		t.Errorf("%d bytes are kept of a row", kept)
	}
	runtime.KeepAlive(w)
}
