package bundle_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/ledger/ledgertest"
)

// benchRows is how many entries the bundle of a benchmark has.
const benchRows = 20_000

// benchEntry is an entry of the usual size.
func benchEntry(n int64) []byte {
	return fmt.Appendf(nil, `{"body":{"words":%q},"kind":"disclosure","n":%d}`, strings.Repeat("what was shared, and why. ", 60), n)
}

// writeBench writes a bundle of every entry of a log.
func writeBench(b *testing.B, log *ledgertest.Log, out io.Writer) {
	b.Helper()
	c := log.Checkpoint()
	w, err := bundle.NewWriter(out, ledgertest.Keys(b), c, bundle.Range{End: benchRows})
	if err != nil {
		b.Fatal(err)
	}
	hashes := ledger.Remember(c.Tree, ledger.OpenPublished(c.Tree, log.Fetch))
	for n := range int64(benchRows) {
		receipt, err := ledger.NewReceipt(c, n, log.Leaves[n], hashes)
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Add(bundle.Row{Receipt: receipt, Entry: benchEntry(n), Salt: ledger.Salt{1}}); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}

func benchLog(b *testing.B) *ledgertest.Log {
	b.Helper()
	log := ledgertest.New(b)
	var leaves []ledger.Leaf
	for n := range int64(benchRows) {
		leaves = append(leaves, ledger.NewLeaf(ledger.Salt{1}, benchEntry(n)))
	}
	log.Append(leaves...)
	return log
}

func BenchmarkVerify(b *testing.B) {
	file, err := os.Create(filepath.Join(b.TempDir(), "evidence.zip"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	writeBench(b, benchLog(b), file)
	about, err := file.Stat()
	if err != nil {
		b.Fatal(err)
	}
	keys := ledgertest.Keys(b)
	b.ReportAllocs()
	for b.Loop() {
		v := bundle.Verify(file, about.Size(), bundle.Options{Keys: &keys})
		if len(v.Problems) > 0 || v.Entries != benchRows {
			b.Fatal(v.Problems)
		}
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

func BenchmarkWrite(b *testing.B) {
	log := benchLog(b)
	b.ReportAllocs()
	for b.Loop() {
		writeBench(b, log, io.Discard)
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
