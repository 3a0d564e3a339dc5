package sheet

import "testing"

// What logs call their columns is told, and one name from another that is near it.
func TestWhatAColumnIsProbablyIsToldByItsName(t *testing.T) {
	for name, want := range map[string]string{
		"Ref No.": "identity", "Log number": "identity", "S/No": "identity", "Record ID": "identity",
		"Complaint ref": "case", "Case number": "case",
		"Client ID(s)": "subjects.reference", "Service users": "subjects.reference", "Name of data subject": "subjects.reference",
		"Requested": "evidence.investigationRequestDate", "Date of request": "evidence.investigationRequestDate",
		"Released on": "disclosedAt", "Shared": "decision", "Disclosed": "decision",
		"Released to": "recipient.organisation", "Requested by": "recipient.organisation", "Requesting organisation": "recipient.organisation",
		"What we gave": "data.description", "Information released": "data.description", "What was asked for": "",
		"Approved by": "authorisedBy.name", "Approved": "", "Notes": "",
	} {
		c := seen{name: name, unique: true}
		if got, _ := c.guess(map[string]bool{}, Asked{}); got.Field != want {
			t.Errorf("%s: %q, want %q", name, got.Field, want)
		}
	}
}
