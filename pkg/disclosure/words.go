package disclosure

// Words are plain words for what a disclosure is written in that is no catalogue's, by the
// word of the API.
type Words struct {
	Channels map[string]string // by which data travelled, or by which a matter reached the council
	Records  map[string]string // the kinds of record that a matter was taken as
	Tellings map[string]string // what became of telling the person
}

// InWords returns them. They are the caller's to keep, and to change.
func InWords() Words {
	return Words{
		Channels: map[string]string{
			"telephone": "Telephone", "email": "E-mail", "secure-email": "Secure e-mail", "letter": "Letter", "post": "Post", "in-person": "In person", "by-hand": "By hand",
			"courier": "Courier", "case-system": "The case system", "secure-transfer": "Secure file transfer", "website": "Website", "online-form": "Online form",
			"social-media": "Social media", "portal": "Portal", "sftp": "Secure file transfer (SFTP)",
		},
		Records: map[string]string{"complaint": "Complaint", "comment": "Comment", "compliment": "Compliment", "enquiry": "Enquiry"},
		Tellings: map[string]string{
			string(Told): "Told", string(NotTold): "Not told", string(Deferred): "To be told later", string(NoTelling): "Not due: nothing was shared",
		},
	}
}
