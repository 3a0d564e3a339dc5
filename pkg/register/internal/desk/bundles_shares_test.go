package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// A share's log names nobody: the bundle of one person opens, of each part that lists
// them, them alone.
func TestABundleOfAPersonOpensThemInTheirShares(t *testing.T) {
	l := newLogged(t)
	first, second := l.share(t, ofMany(t, 3)), l.share(t, ofMany(t, 1))
	l.part(t, first, 1, "DBC-P-1", "DBC-P-2")
	l.part(t, first, 2, "DBC-P-3")
	l.part(t, second, 1, "dbc-p-2")
	if _, err := l.RemoveSharePerson(t.Context(), asks(housing), second, desk.SharePersonRemoved{Person: "DBC-P-2", Reason: "Another of the name."}); err != nil {
		t.Fatal(detail(err))
	}
	l.seal()

	p := l.prove(aSelection(desk.Search{Subject: "DBC-P-2"}))
	p.wantsProblems(t)
	if p.Opened != 2 || p.Entries != 5 || p.job.Rows != 5 || p.job.Warnings != nil {
		t.Fatalf("opened %d of %d entries; the job says %+v", p.Opened, p.Entries, p.job)
	}
	var kinds []disclosure.Kind
	var people string
	has := string(memberOf(t, p.file, "rows.txt"))
	for index := range l.size() {
		if !strings.Contains(has, fmt.Sprintf("\n%d entry ", index)) {
			continue
		}
		entry := entryIn(t, p.file, index)
		kinds = append(kinds, entry.Kind)
		if entry.Kind == disclosure.KindSharePart {
			people += string(memberOf(t, p.file, strings.Replace(entryMember(index), "entries", "people", 1)))
		}
	}
	if want := []disclosure.Kind{"disclosure", "disclosure", "share-part", "share-part", "member-removed"}; !slices.Equal(kinds, want) {
		t.Errorf("kinds %v, want %v", kinds, want)
	}
	if !strings.Contains(people, `{"S":"DBC-P-2"}`) || !strings.Contains(people, `{"S":"dbc-p-2"}`) || strings.Contains(people, "DBC-P-1") {
		t.Errorf("opened is %s", people)
	}

	for name, s := range map[string]desk.Search{"everything": {}, "somebody else": {Subject: "DBC-P-9"}} {
		if p := l.prove(aSelection(s)); p.Opened != 0 || strings.Contains(string(p.file), "DBC-P-") {
			t.Errorf("%s opens %d", name, p.Opened)
		}
	}
	if p := l.prove(aRange(0, 0)); p.Opened != 0 || len(p.Problems) > 0 {
		t.Errorf("all of the log opens %d; %v", p.Opened, p.Problems)
	}
}

// Who was written over somebody in a part is shown, and found.
func TestABundleShowsThatAPersonWasWrittenOver(t *testing.T) {
	l := newLogged(t)
	share := l.share(t, ofMany(t, 1))
	l.part(t, share, 1, "DBC-P-1")
	l.seal()
	for _, key := range l.office.keys(t) {
		if strings.Contains(key.Partition, "#subject/2#") {
			item, err := l.table.Get(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			item.Attrs["reference"] = "DBC-P-7"
			if err := l.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	p := l.prove(aSelection(desk.Search{Subject: "DBC-P-1"}))
	p.wantsProblems(t, "people/")
	if len(p.job.Warnings) != 1 || !strings.Contains(p.job.Warnings[0], "CHANGED") {
		t.Errorf("the job warns %q", p.job.Warnings)
	}
}
