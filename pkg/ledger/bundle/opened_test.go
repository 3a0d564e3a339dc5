package bundle_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/ledger/ledgertest"
)

// aPart is a log of two leaves, of which the second is a part of a share with three
// people.
type aPart struct {
	*ledgertest.Log
	entries [2][]byte
	salts   [2]ledger.Salt
	people  [3]bundle.Opened
}

func newPart(t testing.TB) *aPart {
	t.Helper()
	p := &aPart{Log: ledgertest.New(t), salts: [2]ledger.Salt{{1}, {2}}}
	var commitments []string
	for n := range p.people {
		o := bundle.Opened{Place: n, Salt: ledger.Salt{7, byte(n)}, Listing: ledger.Listing{
			Partition: fmt.Sprintf("idx#E07000107#subject/2#%02d", n), Sort: "2026-11-21T09:00:00.000Z#x",
			Attributes: map[string]any{"reference": fmt.Sprintf("DBC-P-<%d>", n), "place": int64(n), "terms": []byte{0, 255}},
		}}
		p.people[n] = o
		commitments = append(commitments, fmt.Sprintf("%q", ledger.FoundBy(o.Salt, o.Listing)))
	}
	p.entries[0] = fmt.Appendf(nil, `{"body":{"commitments":[%s]},"kind":"access"}`, strings.Join(commitments, ","))
	p.entries[1] = fmt.Appendf(nil, `{"body":{"commitments":[%s],"part":1},"kind":"share-part"}`, strings.Join(commitments, ","))
	for n, entry := range p.entries {
		p.Append(ledger.NewLeaf(p.salts[n], entry))
	}
	return p
}

func (p *aPart) row(index int64, people ...bundle.Opened) bundle.Row {
	return bundle.Row{Receipt: p.Receipt(index), Entry: p.entries[index], Salt: p.salts[index], People: people}
}

func (p *aPart) bundle(t testing.TB, rows ...bundle.Row) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := bundle.NewOpeningWriter(&out, ledgertest.Keys(t), p.Checkpoint(), bundle.Range{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestABundleOpensWhomAPartLists(t *testing.T) {
	p := newPart(t)
	file := p.bundle(t, p.row(0), p.row(1, p.people[0], p.people[2]))
	got := verify(file, trusted(t))
	if len(got.Problems) > 0 || got.Entries != 2 || got.Opened != 2 {
		t.Fatalf("got %+v", got)
	}
	if says := strings.Join(got.Holds, "\n"); !strings.Contains(says, "2 people are opened") {
		t.Errorf("it says %q", got.Holds)
	}
	all := read(t, file)
	if !strings.Contains(string(all.content("people/1.json")), `{"place":2,"salt":"0702`) || string(all.content("format.txt")) != "disclosure-register/bundle@v2\n" {
		t.Errorf("it has %s", all.content("people/1.json"))
	}
	if got := verify(p.bundle(t, p.row(0), p.row(1)), trusted(t)); len(got.Problems) > 0 || got.Opened != 0 {
		t.Errorf("where nobody is opened: %+v", got)
	}
}

// Whoever makes the digests right again cannot say that another was listed.
func TestWhoIsOpenedIsWhomThePartLists(t *testing.T) {
	p := newPart(t)
	good := read(t, p.bundle(t, p.row(0), p.row(1, p.people[0], p.people[2])))
	people := string(good.content("people/1.json"))
	for name, forged := range map[string]members{
		"another person":             good.change("people/1.json", "DBC-P-<2>", "DBC-P-<9>"),
		"another day":                good.change("people/1.json", "2026-11-21", "2026-11-22"),
		"another salt":               good.change("people/1.json", `"salt":"0702`, `"salt":"0703`),
		"another place":              good.change("people/1.json", `"place":2,"salt"`, `"place":1,"salt"`),
		"a place beyond":             good.change("people/1.json", `"place":2,"salt"`, `"place":3,"salt"`),
		"a place before":             good.change("people/1.json", `"place":0,"salt"`, `"place":-1,"salt"`),
		"an attribute more":          good.change("people/1.json", `"terms":{"B":"00ff"}}},`, `"terms":{"B":"00ff"},"x":{"N":1}}},`),
		"an attribute of two types":  good.change("people/1.json", `{"B":"00ff"}}},`, `{"S":"","B":"00ff"}}},`),
		"the same person twice":      good.set("people/1.json", []byte(strings.Replace(people, `"place":2,`, `"place":0,`, 1))),
		"a space":                    good.change("people/1.json", `[{`, `[ {`),
		"nobody":                     good.set("people/1.json", []byte("[]\n")),
		"what is no JSON":            good.set("people/1.json", []byte("DBC-P-1")),
		"people of another entry":    good.rename("people/1.json", "people/0.json"),
		"people of no entry":         good.rename("people/1.json", "people/7.json"),
		"under the first version":    good.set("format.txt", []byte("disclosure-register/bundle@v1\n")),
		"with another's explanation": good.change("README.txt", "people/N.json", "nobody/N.json"),
	} {
		t.Run(name, func(t *testing.T) {
			got := verify(pack(t, forged.summed()), trusted(t))
			found := false
			for _, problem := range got.Problems {
				found = found || problem.Member != "the file"
			}
			if !found {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// A mistake of whoever writes a bundle is refused; what the register has wrong is shown.
func TestOnlyWhomAPartListsIsWritten(t *testing.T) {
	p := newPart(t)
	other := p.people[1]
	other.Place = 0
	add := func(begin func() (*bundle.Writer, error), row bundle.Row) error {
		w, err := begin()
		if err != nil {
			t.Fatal(err)
		}
		return w.Add(row)
	}
	opening := func() (*bundle.Writer, error) {
		return bundle.NewOpeningWriter(new(bytes.Buffer), ledgertest.Keys(t), p.Checkpoint(), bundle.Range{})
	}
	plain := func() (*bundle.Writer, error) {
		return bundle.NewWriter(new(bytes.Buffer), ledgertest.Keys(t), p.Checkpoint(), bundle.Range{})
	}
	if add(plain, p.row(1, p.people[0])) == nil {
		t.Error("the first version opens somebody")
	}
	if add(opening, p.row(1, other)) == nil {
		t.Error("somebody else is opened")
	}
	if add(opening, p.row(0, p.people[0])) == nil {
		t.Error("what is no part opens somebody")
	}
	gone := p.row(1, p.people[0])
	if gone.Entry = nil; add(opening, gone) == nil {
		t.Error("a part that is gone opens somebody")
	}
	wrong := p.row(1, other)
	wrong.Differs = true
	if got := verify(p.bundle(t, wrong), trusted(t)); len(got.Problems) != 1 || got.Problems[0].Member != "people/1.json" || got.Opened != 0 {
		t.Errorf("somebody whom the table has otherwise: %+v", got)
	}
}

func (f members) rename(from, to string) members {
	f = slices.Clone(f)
	for i := range f {
		if f[i].name == from {
			f[i].name = to
		}
	}
	return f
}
