package main_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/report"
	"disclosure-register/pkg/report/workbook"
)

// published starts the service, waits until an entry is in the log, and returns
// the log's directory and key as the service prints them.
func published(t *testing.T) (r *running, log, key string) {
	t.Helper()
	r = start(t, t.TempDir())
	printed := regexp.MustCompile(`(?m)^  Log        (\S+)\n  Log key    (\S+)$`).FindStringSubmatch(r.output.String())
	if printed == nil {
		t.Fatal("the service does not print its log and key")
	}
	r.waitForEntry(t, t.Name())
	return r, printed[1], printed[2]
}

func TestThePublishedLogVerifies(t *testing.T) {
	t.Parallel()
	r, log, key := published(t)
	out, code := ends(t, "verify", "--log", log, "--key", key)
	if code != 0 {
		t.Fatalf("ended with %d: %s", code, out)
	}
	r.kill()
	entries := filepath.Join(log, "tile", "entries")
	var bundle string
	err := filepath.WalkDir(entries, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			bundle = path
		}
		return err
	})
	if err != nil || bundle == "" {
		t.Fatalf("no entry bundle in the log: %v", err)
	}
	data, err := os.ReadFile(bundle)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(bundle, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := ends(t, "verify", "--log", log, "--key", key); code == 0 || !strings.Contains(out, "does not") {
		t.Errorf("a changed bit: ended with %d: %s", code, out)
	}
}

func TestAWitnessSeesTheLogGrowAndRefusesAnother(t *testing.T) {
	t.Parallel()
	_, log, key := published(t)
	data := t.TempDir()
	witness := []string{"witness", "--once", "--name", "witness.example", "--data", data, "--key", key}
	if out, code := ends(t, append(witness, log)...); code != 0 || !strings.Contains(out, "it extends what was seen before") {
		t.Fatalf("the first look ended with %d: %s", code, out)
	}
	// The same key's log with fewer entries: a copy from before.
	older := t.TempDir()
	kept, err := filepath.Glob(filepath.Join(log, "checkpoints", "*"))
	if err != nil || len(kept) == 0 {
		t.Fatalf("no checkpoint is kept: %v", err)
	}
	var first string
	err = filepath.WalkDir(filepath.Join(log, "checkpoints"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && first == "" {
			first = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(older, "checkpoint"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := ends(t, append(witness, older)...); code == 0 || !strings.Contains(out, "THE LOG HAS BEEN CHANGED") {
		t.Errorf("a shrunk log: ended with %d: %s", code, out)
	}
}

// A spreadsheet is checked without a service: what was written agrees, and a changed
// cell is named without what it says.
func TestASpreadsheetIsChecked(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	out, err := report.NewCSV(&file)
	if err != nil {
		t.Fatal(err)
	}
	entry := `{"kind":"disclosure","id":"1","body":{"reason":"As it was asked for","purpose":"A purpose"}}`
	if err := out.Write(&report.Row{Version: report.RowVersion, Entry: []byte(entry)}); err != nil {
		t.Fatal(err)
	}
	digest, err := out.Close()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "disclosures.csv")
	for _, c := range []struct {
		name, file string
		code       int
		says       []string
	}{
		{"as written", file.String(), 0, []string{"rows    1\n", "digest  " + digest.String() + "\n", "Every cell says", "Not compared: columns that somebody added."}},
		{"a changed cell", strings.Replace(file.String(), "A purpose", "Another", 1), 1, []string{"DOES NOT AGREE  Row 2: the column \"Purpose\""}},
		{"no spreadsheet of the register", "a,b\n1,2\n", 1, []string{"this is no spreadsheet of disclosures"}},
	} {
		if err := os.WriteFile(path, []byte(c.file), 0o600); err != nil {
			t.Fatal(err)
		}
		said, code := ends(t, "verify", "--rows", path)
		if code != c.code {
			t.Errorf("%s: ended with %d: %s", c.name, code, said)
		}
		for _, want := range c.says {
			if !strings.Contains(said, want) {
				t.Errorf("%s: it does not say %q: %s", c.name, want, said)
			}
		}
		if c.code == 1 && strings.Contains(said, "Another") {
			t.Errorf("%s: it repeats what stands there", c.name)
		}
	}
}

// Of a workbook it is said what was compared, the filter on its cover among it as far as a
// row tells; and that the rest of the cover and what the other sheets say was not.
func TestWhatIsNotComparedOfAWorkbookIsSaid(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "disclosures.xlsx")
	written, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer written.Close()
	out, err := workbook.NewXLSX(written, t.TempDir(), report.Cover{Filter: []string{"Decision: refused"}}, func(id string) report.Relied { return report.Relied{ID: id} })
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := out.Discard(); err != nil {
			t.Error(err)
		}
	}()
	if err := out.Write(&report.Row{Version: report.RowVersion, Entry: []byte(`{"kind":"disclosure","id":"1","department":"housing","body":{"case":"C-1","decision":"refused","disclosedAt":"2026-11-09T00:30:00Z","subjects":[{"reference":"DBC-P-900001"}]}}`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		cell, value string
		code        int
		says        []string
	}{
		{"B3", "Decision: Refused [refused]\nAspect: Equalities data [equality-data]\nDisclosed from: 2026-11-09\nPerson: dbc-p-900001", 0, []string{
			"The cover states the digest and the number of these rows.", "Each row is of the filter that the cover states, by its Decision, Disclosed from, Person. That nothing of it is missing",
			"Of the filter not compared, since no row tells it: Aspect.", "Not compared: what else the cover states, such as the purpose", "the sheets Columns and What was relied on",
		}},
		{"B3", "All disclosures and refusals", 0, []string{"The cover states no filter: all disclosures and refusals."}},
		{"B3", "Decision: disclosed", 1, []string{"DOES NOT AGREE  Disclosures, row 2: the row is not of the filter that the cover states: Decision."}},
		{"B3", "Disclosed to: 2026-11-08", 1, []string{"the filter that the cover states: Disclosed to."}},
		{"B3", "Department: Planning\nRecipient category: Police [police]\nCase: X-1\nPerson: X-1\nBasis, condition, exemption or gateway: Y [ukgdpr-6-1-e]", 1, []string{"states: Department.", "states: Recipient category.", "states: Case.", "states: Person.", "states: Basis"}},
		{"B3", "", 0, []string{"The cover states no filter"}},
		{"B9", "2", 1, []string{"DOES NOT AGREE  The cover states another number of rows."}},
	} {
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.SetCellValue("Cover", c.cell, c.value), f.Save(), f.Close()); err != nil {
			t.Fatal(err)
		}
		said, code := ends(t, "verify", "--rows", path)
		if code != c.code {
			t.Errorf("%s: ended with %d: %s", c.value, code, said)
		}
		for _, want := range c.says {
			if !strings.Contains(said, want) {
				t.Errorf("%s: it does not say %q: %s", c.value, want, said)
			}
		}
	}
}
