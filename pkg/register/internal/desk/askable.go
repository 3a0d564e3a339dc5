package desk

import (
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// askable refuses a question that nothing could ever answer, so that a slip of
// the pen is not filed as "none": a case reference that is none, a category or a
// ground that the catalogue does not hold, and a rule that raises no flag here.
func (r *Registrar) askable(register disclosure.Register, s Search) error {
	var wrong findings
	if s.Case != "" {
		_, err := disclosure.ParseCaseRef(s.Case.String())
		wrong.Refuse(err != nil, "/case", "A case reference is 1 to 64 characters on one line, each of which can be seen, with a letter or digit among them.")
	}
	wrong.Refuse(s.RecipientCategory != "" && r.law.RecipientClass(s.RecipientCategory) == "", "/recipientCategory", "There is no such recipient category: GET /policy lists them.")
	wrong.Refuse(s.Basis != "" && !r.law.HasLegalItem(s.Basis), "/basis", "There is no such basis, condition, exemption or gateway: GET /policy lists them.")
	wrong.Refuse(s.Flag != "" && disclosure.OneLine(s.Flag) && !r.law.CanRaise(register, s.Flag), "/flag", "No rule of this register raises a flag of this name: GET /policy lists the notices' rows and the law.")
	wrong.Refuse(s.Aspect != "" && !slices.Contains(policy.Aspects(), policy.Aspect(s.Aspect)), "/aspect", "There is no such aspect: docs/questions.md lists them.")
	switch disclosure.Decision(s.Decision) {
	case "", disclosure.Disclosed, disclosure.PartlyDisclosed, disclosure.RefusedToShare:
	default:
		wrong.Refuse(true, "/decision", "A decision is disclosed, partly-disclosed or refused.")
	}
	for pointer, text := range map[string]string{"/subject": s.Subject, "/recipient": s.Recipient, "/department": s.Department, "/flag": s.Flag} {
		wrong.Refuse(!disclosure.OneLine(text), pointer, disclosure.NotOneLine)
	}
	if wrong == nil {
		return nil
	}
	return badQuestion(wrong...)
}
