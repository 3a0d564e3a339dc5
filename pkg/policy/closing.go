package policy

import "disclosure-register/pkg/disclosure"

// Closing is a case that is to be closed, and what bears on the day given.
type Closing struct {
	Case disclosure.Case
	Body disclosure.Closure
	// LastDisclosed is the latest day on which something in the case was disclosed,
	// as far as whoever closes it may know; zero when nothing has been.
	LastDisclosed disclosure.Date
	// ByDPO is whether the Data Protection Officer closes it.
	ByDPO bool
}

// longAgo is how many years before today a closing day is taken for a slip of
// the year.
const longAgo = 5

// CheckClosing returns what is wrong with a closure, or nil. Retention runs from
// the day a case was closed, so a day that is too early destroys it too soon. A
// day long ago is for the Data Protection Officer alone; that one, and a day
// before the file can have been finished, where it brings the destruction
// forward, must be confirmed in the request.
func (l *Law) CheckClosing(register disclosure.Register, c Closing, today disclosure.Date) []disclosure.Finding {
	var out []disclosure.Finding
	refuse := func(pointer, detail string) {
		out = append(out, disclosure.Finding{Rule: disclosure.FormRule, Pointer: pointer, Detail: detail})
	}
	long := today.AddYears(-longAgo)
	switch ended := c.Body.TenancyEnded; {
	case ended.After(today):
		refuse("/tenancyEnded", "The day the tenancy ended cannot be later than today.")
	case !ended.IsZero() && ended.Before(long) && !c.ByDPO:
		refuse("/tenancyEnded", "This is more than five years ago, and retention may run from it. Check the year; if it is right, the Data Protection Officer closes the case.")
	}
	on := c.Body.ClosedOn
	switch old := on.Before(long); {
	case on.IsZero() || on.After(today):
		refuse("/closedOn", "Give the day the file was closed. It cannot be later than today.")
	case old && !c.ByDPO:
		refuse("/closedOn", "This is more than five years ago, and retention runs from it. Check the year; if it is right, the Data Protection Officer closes the case.")
	case old && !c.Body.Confirmed:
		refuse("/closedOn", "This is more than five years ago, and retention runs from it: the case may be destroyed at once. Check the year; if it is right, send it again with confirmed set to true.")
	case !c.Body.Confirmed && l.BringsForward(register, c, today):
		refuse("/closedOn", "Something in this case was disclosed or recorded after this day, or after the end of the tenancy, and so early a day brings its destruction forward. Check the days; if they are right, send them again with confirmed set to true.")
	}
	return out
}

// Finished is the day before which the file cannot have been finished: that of the
// last disclosure of the case or, without any, when the register heard of it.
func (c Closing) Finished() disclosure.Date {
	if c.LastDisclosed.IsZero() {
		return disclosure.DateOf(c.Case.OpenedAt)
	}
	return c.LastDisclosed
}

// BringsForward reports whether a day given would be the reason why the case is
// destroyed earlier: a closing day before the last disclosure of the case, or
// before the register heard of a case without any; or a tenancy that ended
// more than a year before it, since people move out before their cases end, by
// which the case would be due at once. Where it is not known which periods the case has,
// the closing day might be.
func (l *Law) BringsForward(register disclosure.Register, c Closing, today disclosure.Date) bool {
	finished := c.Finished()
	closed := func(on, tenancyEnded disclosure.Date) Retention {
		file := c.Case
		file.Holds = nil // one released later evens the days out, and no recorder may learn of it
		file.State, file.Triggers.Closed = disclosure.CaseClosed, on
		if !tenancyEnded.IsZero() {
			file.Triggers.TenancyEnded = tenancyEnded
		}
		return l.Retention(register, file, today)
	}
	on, ended := c.Body.ClosedOn, c.Body.TenancyEnded
	given := closed(on, ended)
	if on.Before(finished) && (given.DueOn.IsZero() || given.DueOn.Before(closed(finished, ended).DueOn)) {
		return true
	}
	movedOutBefore := !ended.IsZero() && ended.AddYears(1).Before(finished)
	return movedOutBefore && given.MayBegin(today) && given.DueOn.Before(closed(on, finished).DueOn)
}
