package console_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

// A letter that has not arrived is listed for the Data Protection Officer, and stands on
// Today once its place is soon given up; it is finished there.
func TestALetterThatIsSoonGivenUpIsOnToday(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, inCase("DBC-C-1")))
	text := []byte("A fictional letter to the ombudsman")
	sum := sha256.Sum256(text)
	o.ask(recorder, "/cases/DBC-C-1/correspondence", map[string]any{
		"title": "To the ombudsman", "contentType": "text/plain", "size": len(text), "sha256": hex.EncodeToString(sum[:]),
	})
	b := o.signedIn(dpo)
	if n := o.waits("unfinished-letters"); n != 0 {
		t.Errorf("%d letters are soon given up, on the day on which a place was promised", n)
	}
	b.fill(b.open(b.open("/more").link("Letters that have not arrived")), "why", "Looking at letters").says("To the ombudsman", "Given up on", "Department housing", "Case DBC-C-1")

	o.pass(5 * 24 * time.Hour)
	b = o.signedIn(dpo)
	if n := o.waits("unfinished-letters"); n != 1 {
		t.Fatalf("%d letters are soon given up, want 1", n)
	}
	section := b.open("/").section("unfinished-letters").says("A letter of housing has not arrived: “To the ombudsman”")
	p := b.fill(b.open(section.link("To the ombudsman")), "why", "What waits today").says("Finish a letter", "To the ombudsman", "Given up")
	if strings.Contains(p.path, "DBC") {
		t.Errorf("the address names the case: %s", p.path)
	}
	watching := o.signedIn(auditor)
	watching.fill(watching.open(watching.open("/").section("unfinished-letters").link("To the ombudsman")), "why", "Audit").says("Case DBC-C-1").saysNot("Archive it")
	p = b.sendFile(p, "", "letter.txt", text).says("The letter is archived: To the ombudsman.")
	if n := o.waits("unfinished-letters"); n != 0 {
		t.Errorf("%d letters still wait", n)
	}
	b.fill(b.open("/letters"), "why", "Looking at letters").says("Every letter has arrived.")
}
