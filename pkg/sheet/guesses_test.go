package sheet

import "testing"

// What logs call their columns is told, and one name from another that is near it.
func TestWhatAColumnIsProbablyIsToldByItsName(t *testing.T) {
	for name, want := range map[string]string{
		"Ref No.": "identity", "Log number": "identity", "S/No": "identity", "Record ID": "identity", "SAR No": "identity", "Org": "recipient.organisation", "Info": "data.description", "Enquiry no": "identity",
		"Complaint ref": "case", "Case number": "case",
		"Client ID(s)": "subjects.reference", "Service users": "subjects.reference", "Name of data subject": "subjects.reference",
		"Our customer": "subjects.reference", "Claimant's ref": "subjects.reference",
		"Requested": "evidence.investigationRequestDate", "Date of request": "evidence.investigationRequestDate",
		"Released on": "disclosedAt", "Shared": "decision", "Disclosed": "decision",
		"Released to": "recipient.organisation", "Requested by": "recipient.organisation", "Requesting organisation": "recipient.organisation",
		"What we gave": "data.description", "Information released": "data.description", "What was asked for": "", "What was told": "data.description",
		"Approved by": "authorisedBy.name", "Approved": "", "Notes": "",
		"Authorised by (Insp or above)":   "evidence.authorisingOfficer", // the police's, not the council's
		"Authorised by (head of service)": "authorisedBy.name", "Date told": "", "Subject told?": "tellSubject.outcome",
	} {
		c := seen{name: name, unique: true, texts: 1}
		if got, _ := c.guess(map[string]bool{}, nil, ""); got.Field != want {
			t.Errorf("%s: %q, want %q", name, got.Field, want)
		}
	}
}

// What a column is may depend on the one before it, and on what stands in it.
func TestWhatAColumnIsMayDependOnMore(t *testing.T) {
	for _, tt := range []struct {
		name, before string
		days         []string
		want         string
	}{
		{"Officer", "recipient.organisation", nil, "recipient.person"},
		{"Officer", "method.channel", nil, ""}, // it may be the council's own
		{"Post", "recipient.person", nil, "recipient.post"},
		{"Post", "authorisedBy.name", nil, "authorisedBy.post"},
		{"Post", "", nil, ""},
		{"Sent", "", []string{"dd/mm/yyyy"}, "disclosedAt"},
		{"Sent", "", nil, "data.description"},
	} {
		c := seen{name: tt.name, unique: true, texts: 1, days: tt.days}
		if got, _ := c.guess(map[string]bool{}, nil, tt.before); got.Field != tt.want {
			t.Errorf("%s after %q: %q, want %q", tt.name, tt.before, got.Field, tt.want)
		}
	}
}
