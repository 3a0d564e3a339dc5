package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// Sharing about many people is recorded and found as docs/shares.md has it, but for
// where the service and its data are.
func TestTheWayOfAShareWorks(t *testing.T) {
	t.Parallel()
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, t.TempDir())
	out := follow(t, fileText(t, "../../docs/shares.md"),
		"http://127.0.0.1:8080", r.url,
		"go run ./cmd/disclosures token --data /tmp/dr", path+" token --data "+r.data,
		"go run ./cmd/disclosures share --data /tmp/dr", path+" share --data "+r.data+" --url "+r.url,
	)
	for what, want := range map[string]string{
		"the part":              `"listed":3`,
		"the list from a file":  "3 people listed now, 0 before\nclosed: 3 listed of 3 that it says",
		"what is perhaps so":    `"perhaps":[{"on":"2026-11-09","recipient":"Sample Mailing Ltd"`,
		"the series":            `"series":"Satisfaction survey","occasion":"October 2026 mailing"`,
		"the people":            `"DBC-P-800002"`,
		"what the person is in": `"Sample Mailing Ltd"`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s: no %s in\n%s", what, want, out)
		}
	}
	if strings.Contains(out, `"status":4`) {
		t.Errorf("a command was refused:\n%s", out)
	}
}

// listOf writes a list of people of the numbers from first to last, each with the row
// given after it, and returns where.
func listOf(t *testing.T, first, last int, rows ...string) string {
	t.Helper()
	text := "Name of the street,Reference\n"
	for n := first; n <= last; n++ {
		text += fmt.Sprintf("Sample Street,DBC-P-%06d\n", n)
	}
	path := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(path, []byte(text+strings.Join(rows, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (r *running) sharing(t *testing.T, list string, args ...string) *exec.Cmd {
	t.Helper()
	return command(t, append([]string{"share", "--register", "E07000107", "--department", "housing", "--data", r.data, "--url", r.url, "../../docs/examples/share.json", list}, args...)...)
}

// A list that is killed in the midst of it is finished by the next run: everybody is
// listed, once.
func TestAListThatIsKilledIsFinishedByTheNext(t *testing.T) {
	t.Parallel()
	const people = 4000
	r := start(t, t.TempDir(), "--sample=false")
	list := listOf(t, 1, people, "Sample Street,dbc-p-000001")
	killed := r.sharing(t, list)
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	var page struct {
		Shares []struct{ ID string }
	}
	officer := r.token(t, "recorder", "housing")
	for until := time.Now().Add(time.Minute); len(page.Shares) == 0; time.Sleep(5 * time.Millisecond) {
		if status, answer, err := r.send(officer, http.MethodGet, "/shares", "", nil); err != nil || status != http.StatusOK || json.Unmarshal(answer, &page) != nil || time.Now().After(until) {
			t.Fatalf("list shares: %d, %v", status, err)
		}
	}
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait() // it was killed

	out, err := r.sharing(t, list, "--close").CombinedOutput()
	if err != nil || !strings.Contains(string(out), fmt.Sprintf("closed: %d listed of 3 that it says\n", people)) {
		t.Fatalf("the second run: %s, %v", out, err)
	}
	var now, before int
	for line := range strings.Lines(string(out)) {
		_, _ = fmt.Sscanf(line, "share "+page.Shares[0].ID+": %d people listed now, %d before", &now, &before) // one line is it
	}
	if now+before != people || now == 0 {
		t.Errorf("%d listed now and %d before, of %d: was it killed in time?", now, before, people)
	}
	if out, err := r.sharing(t, listOf(t, people, people+2)).CombinedOutput(); err != nil || !strings.Contains(string(out), fmt.Sprintf(": 2 people listed now, %d before\n", people)) {
		t.Errorf("a longer list: %s, %v", out, err)
	}
}

// A list with anything wrong in it records nothing, and says in which rows and why,
// without what stands in them.
func TestAListWithAnythingWrongRecordsNothing(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	out, err := r.sharing(t, listOf(t, 1, 2, "Sample Street,", "Sample Street,JANE SAMPLE", "Sample Street,01/02/1980", "Sample Street,DBC-P-1 and wife", "Sample Street,Tenant of 4")).CombinedOutput()
	want := "row 4: There is no reference.\nrow 5: This looks like a name, and not like the council's own reference for a person.\nrow 6: This looks like a date,"
	if err == nil || !strings.HasPrefix(string(out), want) || !strings.Contains(string(out), "\nrow 7: This says more than one reference for one person.\nrow 8: ") || strings.Contains(string(out), "JANE") {
		t.Errorf("said %s, %v", out, err)
	}
	list := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(list, []byte("Street,Reference\nSample Street,DBC-P-000001\n6\" pipe,DBC-P-000002\n\"Sample\" Street, 2,DBC-P-000003\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := r.sharing(t, list).CombinedOutput(); err == nil || !strings.HasPrefix(string(out), "row 4: A quotation mark stands in this row where none can") || strings.Contains(string(out), "row 3") {
		t.Errorf("said %s, %v", out, err)
	}
	book := excelize.NewFile()
	defer book.Close()
	code := "0.0E+0"
	power, err := book.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		t.Fatal(err)
	}
	if err := book.SetCellStyle("Sheet1", "A5", "A5", power); err != nil {
		t.Fatal(err)
	}
	for cell, says := range map[string]any{"A1": "Reference", "A2": "DBC-P-000001", "A3": int64(1000612345678901), "A4": "1000612345678902", "A5": 410022} {
		if err := book.SetCellValue("Sheet1", cell, says); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "people.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if out, err := r.sharing(t, path, "--as-written").CombinedOutput(); err == nil || !strings.HasPrefix(string(out), "row 3: This is a number of which a spreadsheet keeps 15 digits,") || strings.Contains(string(out), "row 4") || !strings.Contains(string(out), "\nrow 5: The workbook shows this as a power of ten") {
		t.Errorf("a number that was rounded: %s, %v", out, err)
	}
	if out, err := r.sharing(t, listOf(t, 1, 2), "--column", "Our number").CombinedOutput(); err == nil || !strings.Contains(string(out), "say which column has the references") {
		t.Errorf("a column that is not there: %s, %v", out, err)
	}
	if status, answer, err := r.send(r.token(t, "recorder", "housing"), http.MethodGet, "/shares", "", nil); err != nil || status != http.StatusOK || !strings.Contains(string(answer), `"shares":[]`) {
		t.Errorf("something was recorded: %d %s %v", status, answer, err)
	}
	if out, err := r.sharing(t, listOf(t, 1, 1, "Sample Street,JANE SAMPLE"), "--as-written").CombinedOutput(); err != nil || !strings.Contains(string(out), ": 2 people listed now, 0 before\n") {
		t.Errorf("as written: %s, %v", out, err)
	}
}

// An occasion that follows another has its people, but for those who left, and those who
// joined; and nothing is recorded where that does not add up.
func TestAnOccasionFollowsTheOneBefore(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	record := fileText(t, "../../docs/examples/share.json")
	occasion := func(name, series string, people int) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "share.json")
		text := strings.NewReplacer("October 2026 mailing", name, "Satisfaction survey", series, `"people": 3`, fmt.Sprintf(`"people": %d`, people)).Replace(record)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	changes := func(rows ...string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "changes.csv")
		if err := os.WriteFile(path, []byte("Reference,Change\n"+strings.Join(rows, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	share := func(args ...string) (string, error) {
		out, err := command(t, append([]string{"share", "--register", "E07000107", "--department", "housing", "--data", r.data, "--url", r.url}, args...)...).CombinedOutput()
		return string(out), err
	}
	idOf := func(out string) string {
		_, id, _ := strings.Cut(out, "share ")
		id, _, _ = strings.Cut(id, ":")
		return id
	}
	officer := r.token(t, "recorder", "housing")
	listed := func(id string) []string {
		t.Helper()
		var page struct {
			People []struct {
				Person   string
				TakenOut bool
			}
		}
		if status, answer, err := r.send(officer, http.MethodGet, "/shares/"+id+"/people", "", nil); err != nil || status != http.StatusOK || json.Unmarshal(answer, &page) != nil {
			t.Fatalf("list people: %d %v", status, err)
		}
		var people []string
		for _, p := range page.People {
			if !p.TakenOut {
				people = append(people, p.Person)
			}
		}
		return people
	}

	out, err := share(occasion("One", "Satisfaction survey", 4), listOf(t, 1, 4))
	if err != nil {
		t.Fatalf("%s, %v", out, err)
	}
	first := idOf(out)
	second := occasion("Two", "satisfaction  survey", 4)
	if out, err := share(second, changes("DBC-P-000009,joined"), "--follows", first); err == nil || !strings.Contains(out, "is not closed") {
		t.Errorf("of one that is not closed: %s, %v", out, err)
	}
	if out, err := share(occasion("One", "Satisfaction survey", 4), listOf(t, 1, 4), "--close"); err != nil {
		t.Fatalf("close: %s, %v", out, err)
	}
	for name, test := range map[string]struct{ record, list, says string }{
		"who is there already":    {second, changes("dbc-p-000002,joined"), "row 2: They were in the occasion before, and cannot have joined since."},
		"who was never there":     {second, changes("DBC-P-000009,joined", "DBC-P-000008,left"), "row 3: They were not in the occasion before, and cannot have left since."},
		"neither joined nor left": {second, changes("DBC-P-000009,moved"), "row 2: It says neither joined nor left."},
		"both":                    {second, changes("DBC-P-000009,joined", "dbc-p-000009,Left"), "row 3: A row above says otherwise of this person."},
		"another series":          {occasion("Two", "Another survey", 4), changes("DBC-P-000009,joined"), "not of the series"},
		"no column for it":        {second, listOf(t, 1, 4), "say which column has joined or left"},
	} {
		if out, err := share(test.record, test.list, "--follows", first); err == nil || !strings.Contains(out, test.says) || strings.Contains(strings.ToUpper(out), "DBC-P") {
			t.Errorf("%s: %s, %v", name, out, err)
		}
	}
	if status, answer, err := r.send(officer, http.MethodGet, "/shares", "", nil); err != nil || status != http.StatusOK || strings.Count(string(answer), `"occasion":`) != 1 {
		t.Errorf("something was recorded: %d %s %v", status, answer, err)
	}
	want := "DBC-P-000001 DBC-P-000003 DBC-P-000004 DBC-P-000009"
	for range 2 { // the same again lists nobody twice
		out, err = share(second, changes("DBC-P-000009, Joined ", "DBC-P-000002,LEFT"), "--follows", first, "--close")
		if err != nil || !strings.Contains(out, "as before 3, joined 1, left 1\n") || !strings.Contains(out, "closed: 4 listed of 4 that it says") || strings.Join(listed(idOf(out)), " ") != want {
			t.Fatalf("%s, %v: it lists %s", out, err, listed(idOf(out)))
		}
	}
	id := idOf(out)
	if status, answer, err := r.send(officer, http.MethodPost, "/shares/"+id+"/removals", "taken-out", []byte(`{"person":"DBC-P-000003","reason":"Another person."}`)); err != nil || status >= 300 {
		t.Fatalf("take out: %d %s %v", status, answer, err)
	}
	third := occasion("Three", "Satisfaction survey", 3)
	if out, err := share(third, changes(), "--follows", id); err == nil || !strings.Contains(out, "lists 3 people of the 4 that it says") {
		t.Errorf("of one whose number is not that of its list: %s, %v", out, err)
	}
	// Who was in it by mistake is not carried on: the first list had them, and says so here.
	if out, err := share(second, changes("DBC-P-000009,joined", "DBC-P-000010,joined", "DBC-P-000002,left"), "--follows", first, "--close"); err != nil || !strings.Contains(out, ": 1 people listed now, 3 before") {
		t.Fatalf("somebody more: %s, %v", out, err)
	}
	if out, err = share(third, changes("DBC-P-000001,left"), "--follows", id); err != nil || strings.Join(listed(idOf(out)), " ") != "DBC-P-000004 DBC-P-000009 DBC-P-000010" {
		t.Errorf("%s, %v", out, err)
	}
}
