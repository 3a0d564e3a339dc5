package ledger_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/ledger/ledgertest"
)

var update = flag.Bool("update", false, "write the vectors of docs/ledger.md anew")

const formats = "../../docs/ledger.md"

// Every vector of the format's description is what the code makes.
func TestVectorsOfTheDescription(t *testing.T) {
	text, err := os.ReadFile(formats)
	if err != nil {
		t.Fatal(err)
	}
	vectors := makeVectors(t)
	block := regexp.MustCompile("(?s)```vector ([a-z]+)\n(.*?)```\n")
	found := map[string]bool{}
	updated := block.ReplaceAllStringFunc(string(text), func(whole string) string {
		match := block.FindStringSubmatch(whole)
		name, got := match[1], match[2]
		found[name] = true
		if want := vectors[name]; got != want && !*update {
			t.Errorf("vector %s is\n%s\nthe code makes\n%s", name, got, want)
		}
		return "```vector " + name + "\n" + vectors[name] + "```\n"
	})
	for name := range vectors {
		if !found[name] {
			t.Errorf("the description has no vector %q", name)
		}
	}
	if *update {
		if err := os.WriteFile(formats, []byte(updated), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func makeVectors(t *testing.T) map[string]string {
	t.Helper()
	log := ledgertest.New(t)
	var leaves, records, roots, out strings.Builder
	fmt.Fprintf(&roots, "root of 0  %s\n", log.Edge.Tree().Hash)
	var salts []ledger.Salt
	var entries [][]byte
	for n := range 3 {
		salt := ledger.Salt(bytes.Repeat([]byte{byte(n)}, ledger.SaltSize))
		entry := fmt.Appendf(nil, `{"v":%d}`, n+1)
		leaf := ledger.NewLeaf(salt, entry)
		salts, entries = append(salts, salt), append(entries, entry)
		log.Append(leaf)
		fmt.Fprintf(&leaves, "%s  %s\n", entry, leaf)
		fmt.Fprintf(&records, "record %d   %s\n", n, leaf.RecordHash())
		fmt.Fprintf(&roots, "root of %d  %s\n", n+1, log.Edge.Tree().Hash)
	}
	for _, path := range []string{"tile/0/000.p/3", "tile/entries/000.p/3"} {
		width := 35
		if path == "tile/0/000.p/3" {
			width = tlog.HashSize
		}
		fmt.Fprintln(&out, path)
		for data := log.Files[path]; len(data) > 0; data = data[width:] {
			fmt.Fprintf(&out, "  %s\n", hex.EncodeToString(data[:width]))
		}
	}
	c := log.Checkpoint()
	published := ledger.OpenPublished(c.Tree, log.Fetch)
	proof, err := ledger.ProveConsistency(3, 2, published)
	if err != nil {
		t.Fatal(err)
	}
	public := ledgertest.Key(1).Public().(ed25519.PublicKey)

	var archive bytes.Buffer
	w, err := bundle.NewWriter(&archive, ledgertest.Keys(t), c, bundle.Range{First: 0, End: 3})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if err := w.Add(bundle.Row{Receipt: log.Receipt(int64(n)), Entry: entries[n], Salt: salts[n]}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	listed := bundle.Opened{Place: 2, Salt: salts[1], Listing: ledger.Listing{
		Partition: "idx#E07000107#subject/2#00ff", Sort: "2026-11-21T09:00:00.000Z#x",
		Attributes: map[string]any{"place": int64(2), "reference": "DBC-P-800001", "terms": []byte{0, 255}},
	}}
	part := fmt.Appendf(nil, `{"body":{"commitments":["","",%q],"part":1},"kind":"share-part"}`, ledger.FoundBy(listed.Salt, listed.Listing))
	parts := ledgertest.New(t)
	parts.Append(ledger.NewLeaf(salts[0], part))
	var opening bytes.Buffer
	if w, err = bundle.NewOpeningWriter(&opening, ledgertest.Keys(t), parts.Checkpoint(), bundle.Range{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Add(bundle.Row{Receipt: parts.Receipt(0), Entry: part, Salt: salts[0], People: []bundle.Opened{listed}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"leaves":      leaves.String(),
		"tree":        records.String() + roots.String(),
		"tiles":       out.String(),
		"key":         fmt.Sprintf("public key    %x\nverifier key  %s", public, ledgertest.Keys(t)),
		"checkpoint":  string(c.Signed),
		"receipt":     string(log.Receipt(1).Bytes()),
		"consistency": string(proof.Bytes()),
		"extension":   string(ledger.Extension{Proof: proof, Signed: c.Signed}.Bytes()),
		"people":      member(t, opening.Bytes(), "people/0.json") + "digest  " + ledger.FoundBy(listed.Salt, listed.Listing) + "\n",
		"bundle":      member(t, archive.Bytes(), "rows.txt") + "\n" + member(t, archive.Bytes(), "SHA256SUMS"),
	}
}

func member(t *testing.T, archive []byte, name string) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
