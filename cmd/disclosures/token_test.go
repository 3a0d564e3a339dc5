package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
)

// A token's register, department and name are single lines of what can be seen: what is
// kept for ever with every entry is what was meant. Nothing is printed of a refused one.
func TestATokenNamesInOneLineWhatCanBeSeen(t *testing.T) {
	dir, err := openDataDir(t.TempDir())
	must(t, err)
	must(t, dir.close())
	ask := func(register, department, name string) (out string, err error) {
		var printed bytes.Buffer
		err = token{Data: dir.path, Register: register, Role: "recorder", Department: department, Name: name}.Run(streams{out: &printed, notes: io.Discard})
		return printed.String(), err
	}
	if out, err := ask("E07000107", "housing", "A. N. Officer"); err != nil || strings.Count(out, ".") != 2 {
		t.Fatalf("a good one: %v", err)
	}
	bad := map[string]string{
		"a zero-width space":     "housi\u200bng",
		"a soft hyphen":          "hous\u00ading",
		"a byte order mark":      "\ufeffhousing",
		"a line":                 "housing\nrevenues",
		"a tab":                  "housing\trevenues",
		"a bell":                 "housing\a",
		"an escape":              "\x1b[31mhousing",
		"a direction":            "housing\u202e",
		"a space before":         " housing",
		"a space after":          "housing ",
		"a line's separator":     "housing\u2028",
		"bytes that are no text": "housing\xff",
		"nothing but a joiner":   "\u200d",
		"too long":               strings.Repeat("h", 100_000),
	}
	for name, text := range bad {
		for option, given := range map[string][3]string{
			"--department": {"E07000107", text, "A. N. Officer"},
			"--name":       {"E07000107", "housing", text},
			"register":     {strings.ReplaceAll(text, "housing", "E07000107"), "housing", "A. N. Officer"},
		} {
			out, err := ask(given[0], given[1], given[2])
			if err == nil || out != "" || !strings.Contains(err.Error(), option) {
				t.Errorf("%s in %s: prints %d bytes and says %.200q", name, option, len(out), err)
			} else if strings.ContainsAny(err.Error(), "\a\x1b\u202e\u200b") {
				t.Errorf("%s in %s is repeated to the terminal", name, option)
			}
		}
	}
	for _, register := range []string{"E07999999", "Ｅ07000107", "e07000107", ""} {
		if out, err := ask(register, "housing", "A. N. Officer"); err == nil || out != "" {
			t.Errorf("a token is made for register %q", register)
		}
	}
}

// A key of idempotency is of one role in one department: another's first answer is nobody's
// else, though their names are one.
func TestTokensOfTwoDepartmentsShareNoKeys(t *testing.T) {
	housing := developmentCaller(dartfordCode, disclosure.Recorder, "housing", "D One")
	for name, other := range map[string]disclosure.Caller{
		"another department": developmentCaller(dartfordCode, disclosure.Recorder, "revenues", "D One"),
		"another role":       developmentCaller(dartfordCode, disclosure.DPO, "", "D One"),
	} {
		if other.Subject == housing.Subject {
			t.Errorf("%s: the same caller", name)
		}
	}
	if again := developmentCaller(dartfordCode, disclosure.Recorder, "housing", "D One"); again.Subject != housing.Subject {
		t.Error("the same words are another caller")
	}
}
