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
	"disclosure-register/pkg/policy/compile"
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
	near := func(q door.Question) door.Question { // found under another spelling of a reference that is joined
		q.Histories[0][0].Near = true
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
		"of a joined reference":  {strict, near(asking(shared(of("A")))), map[disclosure.EntryID]door.Outcome{"1": door.Undecided}},
		"joined, by default":     {plain, near(asking(shared(of("A")))), map[disclosure.EntryID]door.Outcome{"1": door.Shown}},
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

// What protects counts for every spelling; what would show something counts for its own
// alone, where another may be another person's.
func TestWhatIsKnownUnderAnotherSpellingOpensNothing(t *testing.T) {
	told := disclosure.Fact{Kind: disclosure.FactMarker, From: disclosure.NewDate(2026, 11, 1), SubjectTold: disclosure.Told, ToldOn: disclosure.NewDate(2026, 11, 1)}
	unlikely := disclosure.Fact{Kind: disclosure.FactHealthOpinion, From: disclosure.NewDate(2026, 11, 2), Until: disclosure.NewDate(2027, 5, 1), Opinion: "harm-unlikely"}
	changed := disclosure.Fact{Kind: disclosure.FactChange, From: disclosure.NewDate(2026, 11, 10), Change: &disclosure.Change{What: disclosure.Rectification, Data: []string{"name"}}}
	of := func(category string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.Data = []disclosure.DataItem{{Category: category, Description: "What it says"}}
		}
	}
	plain, strict := theDoor(t), door.New(capitalsTell(t))
	for name, tt := range map[string]struct {
		q    door.Question
		fact disclosure.Fact
	}{
		"a marker that was told":   {asking(shared(of("marker"))), told},
		"an opinion":               {asking(shared(of("health"))), unlikely},
		"that data were corrected": {asking(shared()), changed},
	} {
		digest := func(d *door.Door, reference string) string {
			q := tt.q
			if reference != "" {
				known := ofA(tt.fact)
				known.About.Reference = reference
				q.Known = []door.Known{known}
			}
			answer, _ := d.Judge(q)
			return answer.Digest()
		}
		unknown := digest(strict, "")
		if digest(plain, "a") == unknown || digest(strict, "A") == unknown {
			t.Errorf("%s shows nothing", name)
		}
		if digest(strict, "a") != unknown {
			t.Errorf("%s, known of what may be another person, shows something", name)
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
	parts, err := compile.Read(files)
	if err != nil {
		t.Fatal(err)
	}
	return policy.New(parts)
}
