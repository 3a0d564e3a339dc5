package compile_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/policy/compile"
)

var update = flag.Bool("update", false, "write law_compiled.go afresh")

// The law built into the program is what the YAML says, and no other.
func TestLawIsCompiled(t *testing.T) {
	parts, err := compile.Read(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	want, err := compile.Go(parts)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("../law_compiled.go", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile("../law_compiled.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("law_compiled.go is stale: run go generate ./pkg/policy")
	}
	if !reflect.DeepEqual(policy.Load().Parts(), parts) {
		t.Error("the law as built in is not the law as read: something is lost in law_compiled.go")
	}
}

// files returns package policy's own law, as files that a test may change.
func files(t testing.TB) fstest.MapFS {
	t.Helper()
	found := fstest.MapFS{}
	for _, pattern := range []string{"catalogue/*.yaml", "notices/*.yaml", "registers.yaml"} {
		names, err := filepath.Glob("../" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			found[strings.TrimPrefix(filepath.ToSlash(name), "../")] = &fstest.MapFile{Data: source}
		}
	}
	return found
}

func TestReadNamesEveryFaultWithItsLine(t *testing.T) {
	const dart, bases = "notices/dartford-complaints.yaml", "catalogue/lawful-bases.yaml"
	for name, c := range map[string]struct {
		file, from, to string
		want           string // the start of the problem after the line
	}{
		"unknown key":                 {dart, "title: Complaints process", "titel: Complaints process", "unknown field"},
		"key given twice":             {dart, "prefix: DC", "prefix: DC\nprefix: DC", `mapping key "prefix" already defined`},
		"a day that does not exist":   {dart, "effective: {from: 2018-05-25}", "effective: {from: 2018-02-30}", "date: write it as"},
		"no first day":                {bases, "    from: 2018-05-25\n    test: Freely", "    test: Freely", "from is missing"},
		"last day before the first":   {dart, "effective: {from: 2018-05-25}", "effective: {from: 2018-05-25, until: 2018-05-24}", "the last day in force is before the first"},
		"a row of another notice":     {dart, "row: DC-R1", "row: KC-R1", "a row is the notice's prefix"},
		"unknown evidence":            {dart, "{field: serviceId}", "{field: serviceID}", "serviceID is not an evidence field"},
		"a value evidence cannot be":  {dart, "is: constituent-casework", "is: casework", "the value asked for is not one"},
		"unknown recipient category":  {dart, "category: contractor", "category: contractors", "contractors is not a recipient category"},
		"a kind of another category":  {dart, "kinds: [lgsco]", "kinds: [mp]", "mp is not a kind of ombudsman"},
		"unknown data category":       {dart, "categories: [feedback]", "categories: [praise]", "dataCategories: praise is not a data category"},
		"a condition asking two":      {dart, "when: {data: {categories: [correspondence-ombudsman]}}", "when: {data: {categories: [correspondence-ombudsman]}, compelled: true}", "a condition asks exactly one thing; this asks 2"},
		"a condition asking nothing":  {dart, "when: {data: {categories: [correspondence-ombudsman]}}", "when: {}", "a condition asks exactly one thing; this asks 0"},
		"unknown provision":           {dart, "provision: ukgdpr-9,", "provision: ukgdpr-99,", "not a provision, basis, condition or exemption in the catalogue"},
		"a flag nobody could clear":   {dart, "    clears: A correction names a condition of Schedule 1, or the Data Protection Officer accepts official authority.\n", "", "clears is missing"},
		"unknown trigger":             {dart, "trigger: file-closed", "trigger: file-shut", "not an event a period can start from"},
		"unknown register":            {dart, "register: E07000107", "register: E07000108", "there is no such register"},
		"notice not listed":           {"registers.yaml", "notices: [dartford-complaints, dartford-contact]", "notices: [dartford-contact]", "registers.yaml does not list this notice"},
		"listed notice not written":   {"registers.yaml", "dartford-contact]", "dartford-contact, dartford-parking]", "there is no notice dartford-parking"},
		"an id used twice":            {bases, "id: ukgdpr-6-1-b", "id: ukgdpr-6-1-a", "the id ukgdpr-6-1-a is used twice"},
		"unknown kind of item":        {bases, "kind: lawful-basis", "kind: basis", "not one of the words allowed here"},
		"doubt without words":         {bases, "    uncertain: The end of paragraph 7 and the whole of paragraph 8 have not been read.\n", "", "say what is uncertain"},
		"a basis that needs nothing":  {"catalogue/conditions-special.yaml", "needs: [dpa18-sch1-para1]", "needs: [dpa18-sch1-para99]", "ukgdpr-9-2-b: dpa18-sch1-para99 is not a basis"},
		"an answer without a title":   {"catalogue/evidence.yaml", "{id: cannot, title: \"Consent could not be given\"}", "{id: cannot}", "evidence reasonNoConsent: cannot needs a title"},
		"an answer that is no id":     {"catalogue/evidence.yaml", "{id: cannot, title", "{id: Cannot, title", "an id is lower-case"},
		"an amendment before its law": {bases, "{from: 2026-02-05, what: \"The task", "{from: 2016-02-05, what: \"The task", "an amendment cannot come before"},
	} {
		t.Run(name, func(t *testing.T) {
			law := files(t)
			source := string(law[c.file].Data)
			if !strings.Contains(source, c.from) {
				t.Fatalf("%s does not hold %q", c.file, c.from)
			}
			law[c.file] = &fstest.MapFile{Data: []byte(strings.Replace(source, c.from, c.to, 1))}
			_, err := compile.Read(law)
			problems, ok := err.(compile.Problems)
			if !ok || len(problems) == 0 {
				t.Fatalf("got %v, want problems", err)
			}
			for _, p := range problems {
				if strings.HasPrefix(p.Reason, c.want) && (p.Line > 0 || p.File == "catalogue") {
					return
				}
			}
			t.Errorf("got\n%v\nwant a problem that begins %q, with its line", problems, c.want)
		})
	}
}

func TestCheckNotice(t *testing.T) {
	source := files(t)["notices/dartford-complaints.yaml"].Data
	if got := compile.Notice(policy.Load().Parts(), "dartford-complaints.yaml", source); len(got) != 0 {
		t.Errorf("got %v, want no problems", got)
	}
	broken := bytes.Replace(source, []byte("{field: contractRef}"), []byte("{field: contract}"), 1)
	got := compile.Notice(policy.Load().Parts(), "mine.yaml", broken)
	line := 1 + bytes.Count(broken[:bytes.Index(broken, []byte("{field: contract}"))], []byte("\n"))
	want := compile.Problem{File: "mine.yaml", Line: line, Reason: "contract is not an evidence field in the catalogue"}
	if len(got) != 1 || got[0].Error() != want.Error() {
		t.Errorf("got %v, want %v", got, want)
	}
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		if _, err := compile.Read(os.DirFS("..")); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzLoadNotice shows that no file, however written, stops the loader.
func FuzzLoadNotice(f *testing.F) {
	for name, file := range files(f) {
		if strings.HasPrefix(name, "notices/") {
			f.Add(file.Data)
		}
	}
	f.Add([]byte("id: a\nrules:\n  - row: DC-R1\n    need: {all: [{not: {any: []}}]}\n"))
	f.Add([]byte("retention: [{period: {years: 99999999999999999999}}]"))
	of := policy.Load().Parts()
	f.Fuzz(func(t *testing.T, source []byte) {
		for _, p := range compile.Notice(of, "fuzz.yaml", source) {
			if p.Reason == "" {
				t.Error("a problem without a reason")
			}
		}
	})
}
