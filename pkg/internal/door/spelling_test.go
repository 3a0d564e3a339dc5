package door_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
)

// K1, shown narrow: what stands under another spelling is the person's unless the
// register says that capitals tell people apart, or a disclosure names two people whose
// references differ in them alone. Then the Data Protection Officer decides.
func TestANearSpellingIsShownWhereItCanBeNobodyElse(t *testing.T) {
	of := func(refs ...string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.Subjects = nil
			for _, ref := range refs {
				d.Subjects = append(d.Subjects, disclosure.Subject{Reference: ref, Role: "complainant"})
			}
		}
	}
	decided := func(q door.Question, subject string) door.Question {
		q.Decisions = []door.Decision{{Entry: "1", Subject: subject, To: door.Person, Show: true, On: "1"}}
		return q
	}
	plain, strict := theDoor(t), door.New(capitalsTell(t))
	for name, tt := range map[string]struct {
		door *door.Door
		q    door.Question
		want map[disclosure.EntryID]door.Outcome
	}{
		"by default":             {plain, asking(shared(of("a")), shared(of("Ａ")), shared(of("A"))), map[disclosure.EntryID]door.Outcome{"1": door.Shown, "2": door.Shown, "3": door.Shown}},
		"where capitals tell":    {strict, asking(shared(of("a")), shared(of("A"))), map[disclosure.EntryID]door.Outcome{"1": door.Undecided, "2": door.Shown}},
		"where two are known":    {plain, asking(shared(of("a")), shared(of("A", "a")), shared(of("A"))), map[disclosure.EntryID]door.Outcome{"1": door.Undecided, "2": door.Undecided, "3": door.Shown}},
		"decided to show":        {strict, decided(asking(shared(of("a"))), "A"), map[disclosure.EntryID]door.Outcome{"1": door.Shown}},
		"decided for the other":  {strict, decided(asking(shared(of("a"))), "a"), map[disclosure.EntryID]door.Outcome{"1": door.Undecided}},
		"an item of the other's": {strict, asking(shared(of("A"), func(d *disclosure.Disclosure) { d.Data[0].Subject = "a" })), map[disclosure.EntryID]door.Outcome{"1": door.Undecided}},
	} {
		_, review := tt.door.Judge(tt.q)
		for _, one := range review.Disclosures {
			if one.Outcome != tt.want[one.Entry] {
				t.Errorf("%s: disclosure %s is %s, want %s: %v", name, one.Entry, one.Outcome, tt.want[one.Entry], one.Because)
			}
		}
	}
}

// capitalsTell is the law of a deployment whose register of Dartford tells people apart
// by capitals.
func capitalsTell(t *testing.T) *policy.Law {
	t.Helper()
	files := fstest.MapFS{}
	for _, pattern := range []string{"catalogue/*.yaml", "notices/*.yaml", "registers.yaml"} {
		names, err := fs.Glob(os.DirFS("../../policy"), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(filepath.Join("../../policy", name))
			if err != nil {
				t.Fatal(err)
			}
			files[name] = &fstest.MapFile{Data: text}
		}
	}
	const was = "    name: Dartford\n"
	registers := files["registers.yaml"]
	if !bytes.Contains(registers.Data, []byte(was)) {
		t.Fatal("the register is not where this test looks for it")
	}
	registers.Data = bytes.Replace(registers.Data, []byte(was), []byte(was+"    capitalsTell: true\n"), 1)
	law, err := policy.Read(files)
	if err != nil {
		t.Fatal(err)
	}
	return law
}
