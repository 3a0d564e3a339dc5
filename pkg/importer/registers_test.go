package importer_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/importer"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/sheet"
)

// day is a day as a workbook keeps one.
func day(month time.Month, d int, clock ...int) time.Time {
	at := time.Date(2026, month, d, 0, 0, 0, 0, time.UTC)
	for i, n := range clock {
		at = at.Add(time.Duration(n) * []time.Duration{time.Hour, time.Minute}[i])
	}
	return at
}

// workbook writes sheets of rows; "A1:P1" in a row of its own merges cells.
func workbook(t *testing.T, sheets map[string][][]any, order ...string) string {
	t.Helper()
	f := excelize.NewFile()
	for i, name := range order {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		if i == 0 && name != "Sheet1" {
			if err := f.DeleteSheet("Sheet1"); err != nil {
				t.Fatal(err)
			}
		}
		for n, cells := range sheets[name] {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", n+1), &cells); err != nil {
				t.Fatal(err)
			}
		}
		if len(sheets[name][0]) == 1 {
			if err := f.MergeCell(name, "A1", "M2"); err != nil { // a title
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "log.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// logOfForm is a log, and what should become of each of its rows.
type logOfForm struct {
	path, mapping, people string
	words                 string            // of a mapping before that
	becomes               map[string]string // by sheet and row: recorded, flagged, left out or the column of its problem
	edited                bool              // the mapping is one that a user would end with, and no example
}

func requests(t *testing.T) logOfForm {
	t.Helper()
	rows := [][]any{
		{"Sampleford – Data Sharing Requests Register (OFFICIAL)"},
		{},
		{},
		{
			"Ref", "Date request\nreceived", "Name of organisation requesting data", "Name and position of person requesting data", "Description of data requested", "Data subject(s)",
			"Controller relationship:\nJoint / Separate", "DSA in place?\nY/N", "Purpose of sharing", "Lawful basis for sharing – please state which", "Why is sharing ‘necessary’?",
			"Additional conditions (special category / criminal offence)", "Legal power", "Decision on request", "Reason(s) for sharing or not sharing", "Decision taken by (name and position)", "Date of sharing", "DPIA",
		},
		{"REQ/26/011", day(10, 5), "Housing Ombudsman", "R Sample, Adjudicator", "Complaint file C2001", "C2001 / DBC-P-420011", "Separate", "N", "Investigation of the complaint", "Public task", "The ombudsman asked for the whole file", "None", "S51 Housing Act", "Approved", "Legal duty", "L Example, Complaints Manager", day(10, 12), "N/A"},
		{"REQ/26/012", day(10, 6), "Kent Police", "PC 00000 Example", "Tenancy file", "Mrs B (tenant) & lodger", "Separate", "Y", "Prevention and detection of crime", "Art 6(1)(e), Art 10 / Sch 1 para 10", "Suspect lives there", "Sch 1 p10", "Sch 2 Pt 1 para 2 DPA 2018", "Part approved", "Name only", "DPO", day(10, 7), "No"},
		{"REQ/26/013", "w/c 12/10/26", "DWP", "Fraud investigator", "Rent account", "DBC-P-420013", "Separate", "N", "Benefit fraud", "6(1)(c)", "", "", "S109B SSAA 1992", "Approved", "", "L Example", "13/10/26"},
		{"REQ/26/014", day(10, 14), "Cllr Sample", "Ward member", "Progress of a repair", "DBC-P-420014", "Separate", "N", "Casework", "Public task", "The councillor asked", "", "", "Declined", "No consent from the resident", "L Example, Complaints Manager"},
		{"REQ/26/015", day(10, 15), "Sample Solicitors LLP", "Solicitor for the claimant", "Disrepair file", "DBC-P-420015", "Separate", "N", "Litigation", "", "Pre-action protocol", "", "Sch 2 para 5(3)", "Approved", "see email", "Legal", day(10, 20)},
		{"REQ/26/016", day(10, 19), "Kent County Council", "Social worker", "Safeguarding referral", "DBC-P-420016 and 3 children", "Separate", "Y", "Safeguarding", "Public task / vital interests", "Risk of harm", "Sch 1 p18", "Children Act 1989 s47", "Approved", "Serious concern", "Duty Officer", day(10, 19, 23, 40)},
		{},
		{"TOTAL", "", "", "", "", 6},
	}
	return logOfForm{
		workbook(t, map[string][][]any{"Requests": rows}, "Requests"), "requests-register.yaml", "", "",
		map[string]string{
			"5":  "flagged",         // the form asks for no case reference of the ombudsman's
			"6":  "Data subject(s)", // two people, neither by the council's reference
			"7":  "flagged",         // nothing says why it was necessary
			"8":  "recorded",        // a refusal
			"9":  "flagged",         // with a departure: no lawful basis is given
			"10": "Data subject(s)", // three children have no reference
			"12": "left out",        // totals
		},
		false,
	}
}

func policeRequests(t *testing.T) logOfForm {
	t.Helper()
	// As Excel saves it: in Windows-1252.
	text := "No.,Date rec'd,Force,Officer,Rank,Collar No,Crime Ref,Offence,Authorised by (Insp or above),Name of data subject,DOB,Address,Info requested,DPA para,Disclosed?,Date sent,How sent,Dealt with by,Notes\r\n" +
		"1,28-Aug-26,Kent Police,PC Example,PC,00001,46/000001/26,Burglary,Insp Sample,\"SAMPLE, Robin (tenant)\",01/02/1980,1 Example Rd,Tenancy + contact no.,Sch2 P1 para 2,Y,1-Sep-26,Secure e-mail,C Example,n/a\r\n" +
		"2,02-Sep-26,Kent Police,DC Sample,DC,0002,4.61235E+10,Harassment,A/Insp,\"SPECIMEN, Alex\",03/04/1991,2 Example Rd,Complaint letters,para 2,N,,,C Example,\"No form \x96 asked. Chased 3/9, 10/9\"\r\n" +
		"3,05-Sep-26,Met,DS Specimen,DS,12AB,CRN 01/00003/26,Fraud \xa320k,Insp,\"SPECIMEN, A & B (couple)\",,3 Example Rd,HB claim,p2,Part,07-Sep-26,E-mail (password protected),D Example,bank details redacted\r\n" +
		"4,06-Sep-26,Kent Police,,,,,Missing person,verbal,not known,,4 Example Rd,Who lives there,Vital ints,Y,06-Sep-26 02:15,Phone,OOH officer,form never received\r\n" +
		"5,10-Sep-26,HMRC,Officer,HO,,,Tax,,EXAMPLE LTD,,,Business rates,para 2,Y,11-Sep-26,Post,C Example,company\r\n" +
		",,,,,,,,,,,,,,,,,,\r\n" +
		"6,12-Sep-26,Kent Police,PC Example,PC,00001,46/000006/26,ASB,Insp Sample,as no. 1,,,Update to no. 1,para 2,Y,12-Sep-26,Secure e-mail,C Example,\r\n" +
		"7,13-Sep-26,Kent Police,PC Example,PC,00001,46/000007/26,ASB,Insp Sample,\"SPECIMEN, Alex\",03/04/1991,,Address,para 2,N,,,C Example,Not enough said\r\n" +
		"8,14-Sep-26,Kent Police,PC Example,PC,00001,46/000008/26,ASB,Insp Sample,\"SPECIMEN, Sam\",04/05/1992,,Address,para 2,Y,,Secure e-mail,C Example,\r\n" +
		"9,14-Sep-26,Kent Police,PC Example,PC,00001,46/000009/26,Assault,Insp Sample,\"SPECIMEN, Sam\",04/05/1992,,Address,p2,Part,15-Sep-26,Secure e-mail,C Example,\r\n" +
		"10,14-Sep-26,Kent Police,PC Example,PC,00001,46/000010/26,Missing person,Insp Sample,\"SPECIMEN, Kim\",05/06/1993,,Address,Vital ints,Y,15-Sep-26,Secure e-mail,C Example,\r\n" +
		"11,14-Sep-26,Kent Police,PC Example,PC,00001,46/000011/26,Assault,Insp Sample,\"SPECIMEN, Kim\",05/06/1993,,Address,,Y,15-Sep-26,Secure e-mail,C Example,\r\n" +
		"12,14-Sep-26,Kent Police,PC Example,PC,00001,46/000012/26,Assault,Insp Sample,\"SPECIMEN, Jo\",06/07/1994,,Address,s.35,Y,15-Sep-26,Secure e-mail,C Example,\r\n"
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return logOfForm{
		path, "police-log.yaml", "Name,Born,Reference\n\"Sample, Robin (tenant)\",01/02/1980,DBC-P-1\n\"Specimen, Alex\",03/04/1991,DBC-P-2\n" +
			"\"Specimen, Sam\",04/05/1992,DBC-P-3\n\"Specimen, Kim\",05/06/1993,DBC-P-4\n\"Specimen, Jo\",06/07/1994,DBC-P-5\n", "",
		map[string]string{
			"2":  "flagged",
			"3":  "Crime Ref",                 // the spreadsheet has rounded it
			"4":  "Name of data subject, DOB", // two people in one cell
			"5":  "left out",                  // not known
			"6":  "left out",                  // a company
			"8":  "left out",                  // as no. 1
			"9":  "recorded",                  // a refusal, on the day the request came
			"10": "left out",                  // shared on a day that nobody wrote down
			"11": "flagged",
			"12": "flagged",              // with a departure: no ground for not telling is given
			"13": "flagged",              // nor here
			"14": "Disclosed?, DPA para", // a ground that the mapping does not list
		},
		false,
	}
}

func recordOfSharing(t *testing.T) logOfForm {
	t.Helper()
	sheets := map[string][][]any{}
	for i, name := range []string{"April 26", "May 26"} {
		month := time.Month(4 + i)
		sheets[name] = [][]any{
			{"Record of Sharing – repeat / one-off"},
			{},
			{"Entry", "Date", "Sharing type", "Purpose (KMISA)", "Shared with (signatory)", "Contact", "What information", "How many individuals", "Lawful basis", "Power", "How transferred", "Authorised by", "Review date"},
			{1, day(month, 5), "Repeat", "4. Protect vulnerable people", "Kent County Council", "Data team", "Monthly extract of assisted collections", 340, "Public task", "Care Act s6", "SFTP", "Head of Housing", day(4, 1)},
			{2, day(month, 15), "One-off", "4. Protect vulnerable people", "Dartford & Gravesham NHS Trust", "Data team", "Discharge – adaptation needs", 1, "Public task", "Care Act s6", "Secure email", "Head of Housing", day(4, 1)},
		}
	}
	return logOfForm{
		workbook(t, sheets, "April 26", "May 26"), "record-of-sharing.yaml", "Entry,Month,Reference\n2,April 26,DBC-P-7\n", "",
		map[string]string{
			"April 26 4": "left out", // 340 people, not listed
			"April 26 5": "flagged",
			"May 26 4":   "left out",
			"May 26 5":   "Entry, sheet name", // nobody has looked up who it was
		},
		false,
	}
}

// Logs in the columns of forms that councils use are imported by the mappings in
// docs/examples/import, and of each row becomes what is written down above.
func TestLogsInTheColumnsOfPublicForms(t *testing.T) {
	for name, of := range map[string]func(*testing.T) logOfForm{"requests": requests, "police": policeRequests, "sharing": recordOfSharing} {
		t.Run(name, func(t *testing.T) {
			form, r := of(t), newRegister(t)
			for _, tried := range []bool{true, false, false} {
				before := r.recorded(t)
				tally, got, said := importForm(t, r.service(), form, tried)
				recorded := 0
				for at, want := range form.becomes {
					if want == "recorded" || want == "flagged" {
						recorded++
						if !tried && got[at] == "" {
							continue // flags are told of a dry run
						}
					}
					if got[at] != want && !(want == "recorded" && got[at] == "") {
						t.Errorf("row %s: got %q, want %q", at, got[at], want)
					}
					delete(got, at)
				}
				if len(got) > 0 {
					t.Errorf("something is said of other rows: %v", got)
				}
				if tally.Recorded+tally.Earlier != recorded || tally.Rows != len(form.becomes) {
					t.Errorf("got %v, want %d recorded of %d\n%s", tally, recorded, len(form.becomes), said)
				}
				if now := r.recorded(t); tried && now != before || !tried && now != recorded {
					t.Errorf("%d are recorded", now)
				}
				for _, cell := range []string{"Example", "Specimen", "DBC-P", "REQ/26", "lodger", "420016"} {
					if strings.Contains(said, cell) {
						t.Errorf("%q is repeated", cell)
					}
				}
			}
		})
	}
}

// The mapping for the police says no more than the log does: who reads it copies it.
func TestThePoliceLogSaysWhatItsRowsSay(t *testing.T) {
	form := policeRequests(t)
	mapping, err := sheet.ReadMapping([]byte(read(t, examples+form.mapping)))
	if err != nil {
		t.Fatal(err)
	}
	people := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(people, []byte(form.people), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := mapping.LookUp("people", people); err != nil {
		t.Fatal(err)
	}
	rows, err := sheet.Open(form.path, mapping.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	want := map[int][]string{ // the day, the basis and the ground
		2: {"2026-09-01", "ukgdpr-6-1-e", "dpa18-sch2-para2"}, 9: {"2026-09-13", "", ""}, 11: {"2026-09-15", "ukgdpr-6-1-e", "dpa18-sch2-para2"},
		12: {"2026-09-15", "ukgdpr-6-1-d", ""}, 13: {"2026-09-15", "ukgdpr-6-1-e", ""},
	}
	for row, err := range rows.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if row.Number == 10 && !strings.HasPrefix(mapping.LeftOut(row), "It does not say when") {
			t.Errorf("row 10 is left out because %q", mapping.LeftOut(row))
		}
		if want[row.Number] == nil {
			continue
		}
		made, problems := mapping.Make(row)
		encoded, err := json.Marshal(made.Body)
		if err != nil || problems != nil {
			t.Fatalf("row %d: %v, %v", row.Number, problems, err)
		}
		var d disclosure.Disclosure
		if err := json.Unmarshal(encoded, &d); err != nil {
			t.Fatal(err)
		}
		got := []string{disclosure.DateOf(d.DisclosedAt).String(), strings.Join(d.Justification.LawfulBases, " "), d.TellSubject.Ground}
		if !slices.Equal(got, want[row.Number]) {
			t.Errorf("row %d: %v, want %v", row.Number, got, want[row.Number])
		}
		if d.Subjects[0].Role != "third-party" {
			t.Errorf("row %d: the person is %s, of which the log says nothing", row.Number, d.Subjects[0].Role)
		}
	}
}

// joined adds a column to those of a row's problems, each once and in their order.
func joined(columns, column string) string {
	all := append(strings.FieldsFunc(columns, func(r rune) bool { return r == ';' }), column)
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ";")
}

// importForm imports the log and returns what is said of each row, the worst last.
func importForm(t *testing.T, service *importer.Service, form logOfForm, tried bool) (importer.Tally, map[string]string, string) {
	t.Helper()
	at := examples + form.mapping
	if form.edited {
		at = forms + form.mapping
	}
	mapping, err := sheet.ReadMapping([]byte(form.words + read(t, at)))
	if err != nil {
		t.Fatal(err)
	}
	if form.people != "" {
		path := filepath.Join(t.TempDir(), "people.csv")
		if err := os.WriteFile(path, []byte(form.people), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := mapping.LookUp("people", path); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := sheet.Open(form.path, mapping.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var said, report bytes.Buffer
	run := &importer.Import{Sheet: rows, Mapping: mapping, Service: service, DryRun: tried, Out: &said, Report: &report, Progress: io.Discard, LooksLike: policy.LooksLikeNoReference, NotOne: policy.NotOneRecipient}
	tally, err := run.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&report).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, line := range lines[1:] {
		at := strings.TrimSpace(line[0] + " " + line[1])
		switch line[3] {
		case "problem":
			got[at] = joined(got[at], line[2])
		case "to be flagged":
			if got[at] == "" {
				got[at] = "flagged"
			}
		default:
			got[at] = line[3]
		}
	}
	return tally, got, said.String()
}
