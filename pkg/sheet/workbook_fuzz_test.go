package sheet_test

import (
	"archive/zip"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"disclosure-register/pkg/sheet"
)

// Whatever a mapping holds, reading it ends, in a mapping or in an error.
func FuzzMapping(f *testing.F) {
	for _, name := range []string{"housing-log.yaml", "police-log.yaml", "record-of-sharing.yaml", "requests-register.yaml"} {
		text, err := os.ReadFile(filepath.Join("../../docs/examples/import", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("log: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if m, err := sheet.ReadMapping(text); (m == nil) == (err == nil) {
			t.Errorf("got %v and %v", m, err)
		}
	})
}

// Whatever the parts of a workbook hold, reading it ends, in rows or in an error.
func FuzzAWorkbook(f *testing.F) {
	const head = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	f.Add([]byte(head+`<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>45000.5</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells></worksheet>`), []byte(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>No</t></si></sst>`))
	f.Add([]byte(head+`<row r="999999999999"><c r="ZZZZ1" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>`), []byte(``))
	f.Add([]byte(head+`<row><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c><v>1e309</v></c></row></sheetData></worksheet>`), []byte(`<sst/>`))
	fixed := map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
	}
	dir := f.TempDir()
	write := func(worksheet, texts []byte) (string, error) {
		path := filepath.Join(dir, "log.xlsx")
		file, err := os.Create(path)
		if err != nil {
			return "", err
		}
		packed := zip.NewWriter(file)
		put := func(name string, text []byte) {
			part, failed := packed.Create(name)
			if failed == nil {
				_, failed = part.Write(text)
			}
			err = errors.Join(err, failed)
		}
		for name, text := range fixed {
			put(name, []byte(text))
		}
		put("xl/worksheets/sheet1.xml", worksheet)
		put("xl/sharedStrings.xml", texts)
		return path, errors.Join(err, packed.Close(), file.Close())
	}
	f.Fuzz(func(t *testing.T, worksheet, texts []byte) {
		path, err := write(worksheet, texts)
		if err != nil {
			t.Fatal(err)
		}
		for _, merged := range [][]string{nil, {"No"}} {
			s, err := sheet.Open(path, sheet.Place{Merged: merged})
			if err != nil {
				continue
			}
			for _, err := range s.Rows() {
				if err != nil {
					break
				}
			}
			s.Close()
		}
	})
}
