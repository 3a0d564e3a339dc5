package bundle_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/ledger/ledgertest"
)

// Not one byte of the file itself can be otherwise, headers of the zip included.
// What the members hold is tried bit by bit elsewhere.
func TestAChangedBitInAnyByteOfTheFileIsFound(t *testing.T) {
	good, o := newRegister(t).bundle(t, bundle.Range{First: 3, End: 5}, 3, 4, 9), trusted(t)
	if got := verify(good, o); len(got.Problems) > 0 {
		t.Fatal(got.Problems)
	}
	for at := range good {
		bit := at % 8
		if got := verify(flip(good, 8*at+bit), o); len(got.Problems) == 0 {
			t.Errorf("bit %d of byte %d changed: no problem", bit, at)
		}
	}
}

func TestNothingHidesInTheZip(t *testing.T) {
	r := newRegister(t)
	good := r.good(t)
	for name, tt := range map[string]struct {
		file []byte
		want string
	}{
		"before it":     {slices.Concat([]byte("a"), good), "from about byte 0, in the zip's own headers of format.txt"},
		"packed anew":   {pack(t, read(t, good)), "in the zip's own headers of format.txt"},
		"compressed":    {compressed(t, read(t, good)), "its member format.txt is compressed"},
		"after its end": {slices.Concat(good, []byte("a note")), "6 bytes follow the end of the zip"},
		"cut short":     {good[:len(good)-1], "not a zip, or is cut short"},
		"empty":         {nil, "not a zip, or is cut short"},
	} {
		t.Run(name, func(t *testing.T) {
			got := verify(tt.file, trusted(t))
			if len(got.Problems) == 0 || !strings.Contains(got.Problems[0].String(), tt.want) {
				t.Errorf("problems %v, want %q", got.Problems, tt.want)
			}
		})
	}
	if !bytes.HasPrefix(good, []byte("PK\x03\x04")) {
		t.Error("the file does not begin with its first member")
	}
}

// Whoever made the file may have meant to keep the auditor's machine busy.
func TestAZipThatClaimsMoreThanItHolds(t *testing.T) {
	large := make([]byte, 1<<20)
	for name, tt := range map[string]struct {
		file []byte
		want string
	}{
		"one name twice":             {raw(t, header("format.txt", 0, 0), header("format.txt", 0, 0)), "it is there twice"},
		"names that lead elsewhere":  {raw(t, header("../../etc/passwd", 0, 0), header("/etc/passwd", 0, 0)), "format.txt: it is missing"},
		"a member of 4 GB":           {raw(t, header("format.txt", 4<<30, 4<<30)), "claim more bytes than the file has"},
		"a member of 16 EB":          {raw(t, header("format.txt", 1<<63, 1<<63), header("README.txt", 1<<63, 1<<63)), "claim more bytes than the file has"},
		"a member larger unpacked":   {raw(t, header("format.txt", 10, 4<<30)), "claim more bytes than the file has"},
		"a thousand of one megabyte": {overlapping(t, large, 1000), "claim more bytes than the file has"},
	} {
		t.Run(name, func(t *testing.T) {
			got := verify(tt.file, trusted(t))
			if len(got.Problems) == 0 || !strings.Contains(got.Problems[0].String(), tt.want) {
				t.Errorf("problems %v, want %q", got.Problems, tt.want)
			}
		})
	}
}

func header(name string, compressed, uncompressed uint64) *zip.FileHeader {
	return &zip.FileHeader{Name: name, Method: zip.Store, CompressedSize64: compressed, UncompressedSize64: uncompressed}
}

// raw is a zip of these headers, with no more content than 10 bytes each.
func raw(t *testing.T, headers ...*zip.FileHeader) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, h := range headers {
		to, err := w.CreateRaw(h)
		if err == nil {
			_, err = to.Write([]byte("0123456789"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// overlapping is a zip of which every member is the same bytes of the file.
func overlapping(t *testing.T, content []byte, count int) []byte {
	t.Helper()
	var all []*zip.FileHeader
	for n := range count {
		all = append(all, header(fmt.Sprintf("entries/%04d.json", n), uint64(len(content)), uint64(len(content))))
	}
	names := raw(t, all...)
	directory := names[bytes.Index(names, []byte("PK\x01\x02")):]
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	to, err := w.CreateRaw(all[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := to.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	at := out.Len()
	out.Write(directory)
	file := out.Bytes()
	for h := file[at:]; bytes.HasPrefix(h, []byte("PK\x01\x02")); h = h[46+int(h[28])+int(h[30]):] {
		copy(h[42:46], make([]byte, 4)) // where the member is
	}
	binary.LittleEndian.PutUint32(file[len(file)-6:], uint32(at)) // where the directory is
	return file
}

// compressed makes a zip of the members as most programs would.
func compressed(t *testing.T, all members) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, m := range all {
		to, err := w.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(m.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// reads counts how often a file is read.
type reads struct {
	*bytes.Reader
	count atomic.Int64
}

func (r *reads) ReadAt(p []byte, offset int64) (int, error) {
	r.count.Add(1)
	return r.Reader.ReadAt(p, offset)
}

// A bundle as it should be is read from its beginning to its end, and not a member at a
// time: rows that are proved quickly are not read again.
func TestALargeBundleIsReadInItsOrder(t *testing.T) {
	const rows = 1000
	log := ledgertest.New(t)
	var leaves []ledger.Leaf
	for n := range rows {
		leaves = append(leaves, ledger.NewLeaf(ledger.Salt{1}, fmt.Append(nil, n)))
	}
	log.Append(leaves...)
	var out bytes.Buffer
	c := log.Checkpoint()
	w, err := bundle.NewWriter(&out, ledgertest.Keys(t), c, bundle.Range{End: rows})
	if err != nil {
		t.Fatal(err)
	}
	hashes := ledger.OpenPublished(c.Tree, log.Fetch)
	for n := range int64(rows) {
		receipt, err := ledger.NewReceipt(c, n, log.Leaves[n], hashes)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Add(bundle.Row{Receipt: receipt, Entry: fmt.Append(nil, n), Salt: ledger.Salt{1}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	file := &reads{Reader: bytes.NewReader(out.Bytes())}
	got := bundle.Verify(file, file.Size(), trusted(t))
	if len(got.Problems) > 0 || got.Entries != rows {
		t.Fatalf("%d entries, problems %v", got.Entries, got.Problems)
	}
	if count := file.count.Load(); count > rows {
		t.Errorf("a bundle of %d rows is read in %d pieces", rows, count)
	}
}
