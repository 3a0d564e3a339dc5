package console

import "disclosure-register/pkg/disclosure"

// toLetter is the address that opens an archived letter.
func (v *visit) toLetter(t task, of disclosure.CaseRef, document disclosure.DocumentID) string {
	t = t.to(archived)
	t.Case, t.Document = of, document
	return v.session.path(t)
}

// openLetter leads to an archived letter by a link of the API's, which is made anew and put
// on record each time: it works for five minutes.
func (v *visit) openLetter(t task) error {
	link, err := v.api.OpenLetter(v.r.Context(), t.Why, t.Case, t.Document)
	if err != nil {
		return err
	}
	return v.toLink(link.URL, "The archive has no link to it. Open the case again.")
}
