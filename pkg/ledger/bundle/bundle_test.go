package bundle_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/ledger/ledgertest"
)

// register is one register's log of twelve entries. Entry 4 was destroyed under
// certificate 9, which names its leaf; entry 5 under certificate 11, whose part
// 10 does.
type register struct {
	*ledgertest.Log
	entries [][]byte
	salts   []ledger.Salt
	olds    map[int64][]byte // checkpoints, by size
}

func newRegister(t testing.TB) *register {
	t.Helper()
	r := &register{Log: ledgertest.New(t), olds: map[int64][]byte{}}
	for n := range 12 {
		entry := fmt.Appendf(nil, `{"kind":"disclosure","subject":"Ada Example %d"}`, n)
		switch n {
		case 8: // a leaf in anybody's words certifies nothing
			entry = fmt.Appendf(nil, `{"body":{"disposal":"d1","leaves":["%s"]},"kind":"access"}`, r.Leaves[4])
		case 9:
			entry = fmt.Appendf(nil, `{"body":{"disposal":"d1","leaves":["%s"],"parts":1},"kind":"disposal"}`, r.Leaves[4])
		case 10:
			entry = fmt.Appendf(nil, `{"body":{"disposal":"d2","leaves":["%s"],"part":2,"parts":2},"kind":"disposal"}`, r.Leaves[5])
		case 11:
			entry = []byte(`{"body":{"disposal":"d2","leaves":[],"parts":2},"kind":"disposal"}`)
		}
		salt := ledger.Salt{byte(n + 1), 77}
		r.entries, r.salts = append(r.entries, entry), append(r.salts, salt)
		r.Append(ledger.NewLeaf(salt, entry))
		r.olds[int64(n)+1] = r.Checkpoint().Signed
	}
	return r
}

// certified are the rows that certify the destruction of entries.
var certified = map[int64][2]int64{4: {9, 9}, 5: {10, 11}}

func (r *register) row(index int64) bundle.Row {
	row := bundle.Row{Receipt: r.Receipt(index), Entry: r.entries[index], Salt: r.salts[index]}
	if certified[index] != [2]int64{} {
		row.Entry, row.Salt = nil, ledger.Salt{}
	}
	return row
}

// bundle writes the rows.
func (r *register) bundle(t testing.TB, complete bundle.Range, rows ...int64) []byte {
	t.Helper()
	var out bytes.Buffer
	c := r.Checkpoint()
	w, err := bundle.NewWriter(&out, ledgertest.Keys(t), c, complete)
	if err != nil {
		t.Fatal(err)
	}
	for _, index := range rows {
		if err := w.Add(r.row(index)); err != nil {
			t.Fatal(err)
		}
		if by, gone := certified[index]; gone && slices.Contains(rows, by[0]) {
			if err := w.Destroyed(index, by[0], by[1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	proof, err := ledger.ProveConsistency(c.N, 5, ledger.OpenPublished(c.Tree, r.Fetch))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Extends(proof); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var wholeRange = []int64{2, 3, 4, 5, 6, 7, 8, 9, 10, 11}

func (r *register) good(t testing.TB) []byte {
	return r.bundle(t, bundle.Range{First: 2, End: 11}, wholeRange...)
}

func verify(b []byte, o bundle.Options) bundle.Verdict {
	return bundle.Verify(bytes.NewReader(b), int64(len(b)), o)
}

func trusted(t testing.TB) bundle.Options {
	keys := ledgertest.Keys(t)
	return bundle.Options{Keys: &keys}
}

func TestBundleThatHolds(t *testing.T) {
	r := newRegister(t)
	o := trusted(t)
	o.Since = r.olds[5]
	var progress []int
	o.Progress = func(done, all int) { progress = append(progress, done, all) }
	got := verify(r.good(t), o)
	if len(got.Problems) > 0 {
		t.Fatalf("problems: %v", got.Problems)
	}
	if got.Entries != 8 || got.Destroyed != 2 || got.Lost != 0 || got.Complete != (bundle.Range{First: 2, End: 11}) {
		t.Errorf("got %d entries, %d destroyed, complete %v", got.Entries, got.Destroyed, got.Complete)
	}
	for _, want := range []string{
		"checkpoint of 12 leaves", "8 entries are in the log", "2 entries were destroyed", "Every leaf from 2 to 10",
		"extends the one you kept a checkpoint of, which had 5 leaves",
	} {
		if !strings.Contains(strings.Join(got.Holds, "\n"), want) {
			t.Errorf("it does not say %q: %q", want, got.Holds)
		}
	}
	if len(progress) != 20 || progress[18] != 10 {
		t.Errorf("progress was told as %v", progress)
	}
}

func TestSelectionSaysThatItIsOne(t *testing.T) {
	r := newRegister(t)
	got := verify(r.bundle(t, bundle.Range{}, 1, 7), bundle.Options{})
	if len(got.Problems) > 0 || got.Entries != 2 {
		t.Fatalf("got %+v", got)
	}
	notes := strings.Join(got.Notes, "\n")
	for _, want := range []string{"a selection", "the bundle's own", "--since"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the notes lack %q: %q", want, got.Notes)
		}
	}
}

func TestSameRowsMakeTheSameBundle(t *testing.T) {
	if r := newRegister(t); !bytes.Equal(r.good(t), r.good(t)) {
		t.Error("two bundles of the same rows differ")
	}
}

// A changed bit anywhere in the content or the name of any member is found, and
// the member is named. Of each byte two bits are changed: the one by which a
// capital letter differs from a small one, and one of the eight in turn.
func TestAChangedBitAnywhereIsFoundAndNamed(t *testing.T) {
	const letterCase = 5
	r := newRegister(t)
	good := read(t, r.bundle(t, bundle.Range{First: 3, End: 5}, 3, 4, 9))
	o := trusted(t)
	for i, m := range good {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			for at := range m.content {
				for _, bit := range []int{letterCase, at % 8} {
					bad := slices.Clone(good)
					bad[i].content = flip(m.content, 8*at+bit)
					got := verify(pack(t, bad), o)
					// A changed line of the digests speaks of the member it is for.
					named := m.name == "SHA256SUMS" || slices.ContainsFunc(got.Problems, func(p bundle.Problem) bool { return p.Member == m.name })
					if len(got.Problems) == 0 || !named {
						t.Fatalf("bit %d of byte %d changed: problems %v", bit, at, got.Problems)
					}
				}
			}
			for at := range len(m.name) * 8 {
				bad := slices.Clone(good)
				bad[i].name = string(flip([]byte(m.name), at))
				if got := verify(pack(t, bad), o); len(got.Problems) == 0 {
					t.Fatalf("bit %d of the name changed: no problem", at)
				}
			}
		})
	}
}

// A forger makes the digests right again. What is signed still gives them away.
func TestForgeriesAreFoundAndNamed(t *testing.T) {
	r := newRegister(t)
	fork := newRegister(t)
	fork.Log = ledgertest.New(t)
	for n, leaf := range newRegister(t).Leaves {
		if n == 3 {
			leaf = ledger.NewLeaf(ledger.Salt{}, []byte("another"))
		}
		fork.Append(leaf)
	}
	other := ledgertest.New(t)
	other.Signers[0] = ledgertest.Signer(t, ledgertest.Key(2))
	other.Append(r.Leaves...)
	small := ledgertest.New(t)
	small.Append(r.Leaves[:3]...)

	for name, tt := range map[string]struct {
		tamper func(files members) members
		member string
		what   string
	}{
		"a changed byte in an entry": {func(f members) members {
			return f.change("entries/6.json", "Ada", "Eve")
		}, "entries/6.json", "not what the log committed to"},
		"a swapped salt": {func(f members) members {
			return f.change("rows.txt", fmt.Sprintf("6 entry %x", r.salts[6]), fmt.Sprintf("6 entry %x", r.salts[7]))
		}, "entries/6.json", "salt"},
		"a removed row": {func(f members) members {
			return f.without("entries/6.json", "receipts/6.tlog-proof").change("rows.txt", fmt.Sprintf("6 entry %x\n", r.salts[6]), "")
		}, "rows.txt", "a row was left out"},
		"a removed row, the range cut short": {func(f members) members {
			return f.without("entries/10.json", "receipts/10.tlog-proof").change("rows.txt", fmt.Sprintf("10 entry %x\n", r.salts[10]), "").change("rows.txt", "complete 2 11", "complete 2 10")
		}, "rows.txt", "entry 5 is said to be destroyed, and its certificate 11 is not in the bundle"},
		"a reordered pair": {func(f members) members {
			a, b := fmt.Sprintf("6 entry %x\n", r.salts[6]), fmt.Sprintf("7 entry %x\n", r.salts[7])
			return f.change("rows.txt", a+b, b+a)
		}, "rows.txt", "does not come after"},
		"two entries exchanged": {func(f members) members {
			a, b := f.content("entries/6.json"), f.content("entries/7.json")
			return f.set("entries/6.json", b).set("entries/7.json", a)
		}, "entries/6.json", "not what the log committed to"},
		"two receipts exchanged": {func(f members) members {
			a, b := f.content("receipts/6.tlog-proof"), f.content("receipts/7.tlog-proof")
			return f.set("receipts/6.tlog-proof", b).set("receipts/7.tlog-proof", a)
		}, "receipts/6.tlog-proof", "receipt of leaf 7"},
		"an entry passed off as destroyed": {func(f members) members {
			return f.without("entries/6.json").change("rows.txt", fmt.Sprintf("6 entry %x", r.salts[6]), "6 destroyed 9 9")
		}, "rows.txt", "its certificate 9 does not name its leaf"},
		"an entry passed off as destroyed, under what is no certificate": {func(f members) members {
			return f.without("entries/6.json").change("rows.txt", fmt.Sprintf("6 entry %x", r.salts[6]), "6 destroyed 7 7")
		}, "rows.txt", "its certificate 7 is not in the bundle, or is none"},
		"a destroyed entry under words that hold its leaf": {func(f members) members {
			return f.change("rows.txt", "4 destroyed 9 9", "4 destroyed 8 8")
		}, "rows.txt", "its certificate 8 is not in the bundle, or is none"},
		"a destroyed entry under another's certificate": {func(f members) members {
			return f.change("rows.txt", "4 destroyed 9 9", "4 destroyed 9 11")
		}, "rows.txt", "11 is not the certificate of that disposal"},
		"a destroyed entry under a part of a certificate": {func(f members) members {
			return f.change("rows.txt", "5 destroyed 10 11", "5 destroyed 10 10")
		}, "rows.txt", "10 is not the certificate of that disposal"},
		"a destroyed entry said to be lost": {func(f members) members {
			return f.change("rows.txt", "4 destroyed 9 9", "4 lost")
		}, "rows.txt", "entry 4 is LOST, not destroyed"},
		"a checkpoint signed by another key": {func(f members) members {
			return f.set("checkpoint", other.Files["checkpoint"])
		}, "checkpoint", "another key signed it"},
		"the other key put in its place": {func(f members) members {
			return f.set("checkpoint", other.Files["checkpoint"]).set("keys.txt", []byte(ledgertest.Keys(t, ledgertest.Key(2)).String()))
		}, "keys.txt", "not one you trust"},
		"a checkpoint of a forked tree": {func(f members) members {
			return f.set("checkpoint", fork.Files["checkpoint"])
		}, "receipts/2.tlog-proof", "another checkpoint"},
		"a whole bundle of a forked tree": {func(members) members {
			return read(t, fork.bundle(t, bundle.Range{}, 1))
		}, "checkpoint", "does not extend"},
		"a bundle of a shrunk tree": {func(members) members {
			var out bytes.Buffer
			w, err := bundle.NewWriter(&out, ledgertest.Keys(t), small.Checkpoint(), bundle.Range{})
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			return read(t, out.Bytes())
		}, "checkpoint", "3 leaves, and the checkpoint you kept is of 5"},
		"a member too many": {func(f members) members {
			return append(f[:len(f)-1:len(f)-1], member{"entries/99.json", []byte("{}")}, f[len(f)-1])
		}, "entries/99.json", "no such row"},
		"a text that says otherwise": {func(f members) members {
			return f.change("README.txt", "Evidence", "Proof of innocence")
		}, "README.txt", "not the text"},
		"another version": {func(f members) members {
			return f.change("format.txt", "@v1", "@v3")
		}, "format.txt", "version"},
		"a proof from another size": {func(f members) members {
			return f.change("consistency/5.txt", "old 5", "old 6")
		}, "consistency/5.txt", "not the proof"},
	} {
		t.Run(name, func(t *testing.T) {
			files := tt.tamper(read(t, r.good(t)))
			o := trusted(t)
			o.Since = r.olds[5]
			got := verify(pack(t, files.summed()), o)
			if !slices.ContainsFunc(got.Problems, func(p bundle.Problem) bool {
				return p.Member == tt.member && strings.Contains(p.String(), tt.what)
			}) {
				t.Errorf("want %s: …%s…; got %v", tt.member, tt.what, got.Problems)
			}
		})
	}
}

// Nothing is destroyed before it was recorded: a certificate that is older than an
// entry was made to cover it.
func TestACertificateOlderThanTheEntryCertifiesNothing(t *testing.T) {
	log := ledgertest.New(t)
	doomed := ledger.NewLeaf(ledger.Salt{9}, []byte(`{"kind":"disclosure"}`))
	certificate := fmt.Appendf(nil, `{"body":{"disposal":"d","leaves":["%s"]},"kind":"disposal"}`, doomed)
	log.Append(ledger.NewLeaf(ledger.Salt{1}, certificate))
	log.Append(doomed)
	var out bytes.Buffer
	w, err := bundle.NewWriter(&out, ledgertest.Keys(t), log.Checkpoint(), bundle.Range{First: 0, End: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []bundle.Row{{Receipt: log.Receipt(0), Entry: certificate, Salt: ledger.Salt{1}}, {Receipt: log.Receipt(1)}} {
		if err := w.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Destroyed(1, 0, 0); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got := verify(out.Bytes(), trusted(t))
	if len(got.Problems) != 1 || !strings.Contains(got.Problems[0].String(), "entry 1 is said to be destroyed") || got.Destroyed != 0 {
		t.Errorf("%d destroyed, problems %v", got.Destroyed, got.Problems)
	}
}

// What a bundle shows of a destroyed entry holds nothing of it.
func TestDestroyedEntryLeavesNothingPersonal(t *testing.T) {
	r := newRegister(t)
	for _, m := range read(t, r.good(t)) {
		for _, trace := range []string{"Ada Example 4", fmt.Sprintf("%x", r.salts[4]), string(r.salts[4][:])} {
			if strings.Contains(string(m.content), trace) {
				t.Errorf("%s holds %q", m.name, trace)
			}
		}
	}
	// Nor can a guess of the entry be confirmed without the salt.
	if ledger.NewLeaf(ledger.Salt{}, r.entries[4]) == r.Leaves[4] {
		t.Error("the leaf is the bare digest of its entry")
	}
}

func FuzzBundle(f *testing.F) {
	r := newRegister(f)
	f.Add(r.bundle(f, bundle.Range{}, 1))
	f.Add([]byte("PK"))
	o := trusted(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		got := verify(b, o)
		if len(got.Problems) == 0 && got.Checkpoint.Tree != r.Edge.Tree() {
			t.Errorf("a bundle of another log holds: %v", got.Checkpoint.Tree)
		}
	})
}

// member and members are a bundle taken apart.
type member struct {
	name    string
	content []byte
}

type members []member

func read(t testing.TB, b []byte) members {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var all members
	for _, f := range archive.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, member{f.Name, content})
	}
	return all
}

// pack makes a zip of the members, otherwise than a bundle is written.
func pack(t testing.TB, all members) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, m := range all {
		to, err := w.CreateHeader(&zip.FileHeader{Name: m.name})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(m.content); err != nil && !strings.HasSuffix(m.name, "/") {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func flip(b []byte, bit int) []byte {
	b = bytes.Clone(b)
	b[bit/8] ^= 1 << (bit % 8)
	return b
}

// summed makes the digests right.
func (f members) summed() members {
	var sums strings.Builder
	for _, m := range f[:len(f)-1] {
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(m.content), m.name)
	}
	return f.set("SHA256SUMS", []byte(sums.String()))
}

func (f members) content(name string) []byte {
	return f[slices.IndexFunc(f, func(m member) bool { return m.name == name })].content
}

func (f members) set(name string, content []byte) members {
	all := slices.Clone(f)
	all[slices.IndexFunc(f, func(m member) bool { return m.name == name })].content = content
	return all
}

func (f members) change(name, old, replacement string) members {
	return f.set(name, bytes.Replace(f.content(name), []byte(old), []byte(replacement), 1))
}

func (f members) without(names ...string) members {
	return slices.DeleteFunc(slices.Clone(f), func(m member) bool { return slices.Contains(names, m.name) })
}
