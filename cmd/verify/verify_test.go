package main

import (
	"archive/zip"
	"bytes"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"filippo.io/torchwood"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/ledger/ledgertest"
)

// evidence is a published log in a directory, a bundle of it, its key in a file,
// and a checkpoint that an auditor kept.
type evidence struct{ dir, bundle, key, since string }

func newEvidence(t *testing.T) evidence {
	t.Helper()
	log := ledgertest.New(t)
	salt, entry := ledger.Salt{1}, []byte(`{"kind":"disclosure"}`)
	log.Append(ledger.NewLeaf(salt, entry))
	log.Grow(2)
	old := log.Checkpoint()
	log.Grow(300)
	c := log.Checkpoint()

	var out bytes.Buffer
	w, err := bundle.NewWriter(&out, ledgertest.Keys(t), c, bundle.Range{First: 0, End: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(bundle.Row{Receipt: log.Receipt(0), Entry: entry, Salt: salt}); err != nil {
		t.Fatal(err)
	}
	proof, err := ledger.ProveConsistency(c.N, old.N, ledger.OpenPublished(c.Tree, log.Fetch))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Extends(proof); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	e := evidence{dir: log.Dir()}
	file := func(name string, data []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	e.bundle = file("evidence.zip", out.Bytes())
	e.key = file("log.vkey", []byte(ledgertest.Keys(t).String()))
	e.since = file("last-year", old.Signed)
	return e
}

func TestVerify(t *testing.T) {
	e := newEvidence(t)
	server := httptest.NewServer(http.FileServer(http.Dir(e.dir)))
	defer server.Close()
	otherKey := filepath.Join(t.TempDir(), "other.vkey")
	if err := os.WriteFile(otherKey, []byte(ledgertest.Keys(t, ledgertest.Key(2)).String()), 0o600); err != nil {
		t.Fatal(err)
	}
	damaged := newEvidence(t)
	tile := filepath.Join(damaged.dir, "tile", "0", "000")
	data, err := os.ReadFile(tile)
	if err != nil {
		t.Fatal(err)
	}
	data[7] ^= 1
	if err := os.WriteFile(tile, data, 0o600); err != nil {
		t.Fatal(err)
	}
	vkey := strings.TrimSpace(ledgertest.Keys(t).String())
	witness, err := torchwood.NewCosignatureSigner("witness.example", ledgertest.Key(21))
	if err != nil {
		t.Fatal(err)
	}

	for name, tt := range map[string]struct {
		args []string
		code int
		want []string
	}{
		"a bundle":                 {[]string{e.bundle}, 0, []string{"holds", "1 entry is in the log", "note", "--key", "VERIFIED"}},
		"a bundle, with the key":   {[]string{"--key", e.key, e.bundle}, 0, []string{"VERIFIED"}},
		"the key itself":           {[]string{"--key", vkey, e.bundle}, 0, []string{"VERIFIED"}},
		"a bundle since last year": {[]string{"--key", e.key, "--since", e.since, e.bundle}, 0, []string{"which had 3 leaves"}},
		"a bundle and another key": {[]string{"--key", otherKey, e.bundle}, 1, []string{"FAILS  keys.txt", "NOT VERIFIED: 1 thing"}},
		"a witness that did not sign": {
			[]string{"--key", e.key, "--key", witness.Verifier().String(), "--witnesses", "1", e.bundle},
			1,
			[]string{"FAILS  checkpoint", "fewer than 1 witnesses cosigned"},
		},
		"a bundle with no witnesses":    {[]string{"--key", e.key, "--witnesses", "1", e.bundle}, 1, []string{"quorum of 1 of 0"}},
		"a log in a directory":          {[]string{"--key", e.key, "--log", e.dir}, 0, []string{"All 303 leaves", "3 checkpoints it keeps"}},
		"a log on the web":              {[]string{"--key", e.key, "--log", server.URL}, 0, []string{"All 303 leaves"}},
		"a log since last year":         {[]string{"--key", e.key, "--since", e.since, "--log", server.URL + "/"}, 0, []string{"which had 3 leaves"}},
		"a bundle and its log":          {[]string{"--key", e.key, "--since", e.since, "--log", e.dir, e.bundle}, 0, []string{"which had 3 leaves", "which had 303 leaves"}},
		"a log with a rewritten tile":   {[]string{"--key", e.key, "--log", damaged.dir}, 1, []string{"FAILS  tile/0/000: the tile is not"}},
		"a log without a key":           {[]string{"--log", e.dir}, 2, []string{"needs --key"}},
		"a log that is not there":       {[]string{"--key", e.key, "--log", e.dir + "-no"}, 2, []string{"open the log"}},
		"an empty site":                 {[]string{"--key", e.key, "--log", server.URL + "/tile"}, 1, []string{"FAILS  checkpoint: it is missing"}},
		"how it is used":                {[]string{"-h"}, 0, []string{"verify [--key KEY]... [--since CHECKPOINT] BUNDLE.zip", "-witnesses"}},
		"nothing":                       {nil, 2, []string{"give a bundle"}},
		"two bundles":                   {[]string{e.bundle, e.bundle}, 2, []string{"one bundle at a time"}},
		"an unknown flag":               {[]string{"--trust-me", e.bundle}, 2, []string{"flag provided but not defined"}},
		"a file that is no bundle":      {[]string{e.key}, 1, []string{"not a zip"}},
		"a key that is neither":         {[]string{"--key", "nonsense", e.bundle}, 2, []string{"neither a verifier key nor a file"}},
		"an older checkpoint not there": {[]string{"--since", e.since + "-no", e.bundle}, 2, []string{"older checkpoint"}},
	} {
		t.Run(name, func(t *testing.T) {
			var out, notes bytes.Buffer
			if got := run(tt.args, &out, &notes); got != tt.code {
				t.Errorf("exit code %d, want %d", got, tt.code)
			}
			for _, want := range tt.want {
				if !strings.Contains(out.String()+notes.String(), want) {
					t.Errorf("it does not say %q:\n%s%s", want, &out, &notes)
				}
			}
		})
	}
}

// The names in a file are its maker's, who would like to write the verdict.
func TestAFileWritesNoLinesOfItsOwn(t *testing.T) {
	var file, out, notes bytes.Buffer
	z := zip.NewWriter(&file)
	for _, name := range []string{"\x1b[2J\x1b[H  holds  All is well.\nVERIFIED\n\x1b[8m", "\u202eDEIFIREV"} {
		for range 2 {
			if _, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "evidence.zip")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run([]string{path}, &out, &notes); got != 1 {
		t.Errorf("exit code %d, want 1", got)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[1], "  FAILS  ") || lines[2] != "NOT VERIFIED: 1 thing does not hold" || strings.ContainsAny(out.String(), "\x1b\u202e") {
		t.Errorf("it says %q", lines)
	}
}

// What an auditor must read and trust: this command, the packages below, the
// two libraries named here, and Go's own. None of it can reach AWS.
func TestItImportsNothingOfAWS(t *testing.T) {
	const module = "disclosure-register/"
	libraries := map[string]bool{
		"filippo.io/torchwood": true, "golang.org/x/mod/sumdb/note": true, "golang.org/x/mod/sumdb/tlog": true,
	}
	seen := map[string]bool{}
	lines := 0
	var visit func(pkg string)
	visit = func(pkg string) {
		if seen[pkg] {
			return
		}
		seen[pkg] = true
		files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(pkg), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no files: %v", pkg, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lines += bytes.Count(source, []byte("\n"))
			parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range parsed.Imports {
				path, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					t.Fatal(err)
				}
				inner, ours := strings.CutPrefix(path, module)
				first, _, _ := strings.Cut(path, "/")
				switch {
				case ours:
					visit(inner)
				case libraries[path], !strings.Contains(first, "."): // the standard library
				default:
					t.Errorf("%s imports %s", file, path)
				}
			}
		}
	}
	visit("cmd/verify")
	if want := "pkg/ledger/bundle"; !seen[want] {
		t.Errorf("it does not reach %s: the test looks in the wrong place", want)
	}
	// Some 700 of them write bundles, and stand beside what reads them.
	if lines > 3900 {
		t.Errorf("an auditor has %d lines to read: more than fit in a sitting", lines)
	}
	t.Logf("%d packages of %d lines", len(seen), lines)
}
