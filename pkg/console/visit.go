package console

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// visit is one request of somebody who is signed in.
type visit struct {
	console *Console
	w       http.ResponseWriter
	r       *http.Request
	session *session
	api     *client.Client
	words   titles
	total   func() (string, error) // of the queue that the page lists; nil where it lists none
}

// shown answers a visit. An error is answered as what it is.
type shown func(*visit) error

// place is the pages of one kind.
type place struct {
	show func(*visit, task) error
	act  func(*visit, task) error // what its form does; nil where it has none
	// asksNothing is true of a page that shows nothing of anybody: no purpose is asked.
	asksNothing bool
}

// places are filled by init, since pages lead to each other.
var places map[kind]place

func init() {
	places = map[kind]place{
		person:     {(*visit).person, nil, false},
		record:     {(*visit).disclosure, nil, false},
		answering:  {(*visit).answer, nil, false},
		asked:      {(*visit).request, (*visit).recordRequest, false},
		deciding:   {(*visit).decide, (*visit).recordDecision, false},
		inShare:    {(*visit).wasInShare, (*visit).recordInShare, false},
		joining:    {(*visit).askJoin, (*visit).proposeJoin, false},
		joinOf:     {(*visit).join, (*visit).decideJoin, false},
		lettersOf:  {(*visit).lettersLeft, nil, false},
		joinsOf:    {(*visit).joins, nil, false},
		releasing:  {(*visit).release, (*visit).recordRelease, false},
		letter:     {(*visit).letter, nil, false},
		pairing:    {(*visit).pair, (*visit).recordPair, false},
		queue:      {(*visit).flags, (*visit).chooseFlags, false},
		objected:   {(*visit).objections, nil, false},
		clearedOf:  {(*visit).clearedFlags, (*visit).filterCleared, false},
		clearing:   {(*visit).clear, (*visit).clearFlags, false},
		requests:   {(*visit).requests, nil, false},
		caseOf:     {(*visit).caseFile, nil, false},
		waitsIn:    {(*visit).whole, nil, false},
		caseless:   {(*visit).noCase, nil, false},
		casesOf:    {(*visit).cases, (*visit).chooseCases, false},
		ownCase:    {(*visit).ownCase, nil, false},
		finishing:  {(*visit).finish, (*visit).finishLetter, false},
		archived:   {(*visit).openLetter, nil, false},
		leftToDo:   {(*visit).leftToDo, nil, false},
		holding:    {(*visit).hold, (*visit).placeHold, false},
		unholding:  {(*visit).unhold, (*visit).releaseHold, false},
		stopping:   {(*visit).stop, (*visit).stopDisposal, false},
		beginning:  {(*visit).begin, (*visit).chooseRecipient, true},
		founding:   {(*visit).footing, (*visit).chooseFooting, true},
		filling:    {(*visit).fillIn, (*visit).recordDisclosure, true},
		mending:    {(*visit).correct, nil, false},
		attaching:  {(*visit).attach, (*visit).archiveLetter, true},
		putting:    {(*visit).choosePut, (*visit).goPut, true},
		learning:   {(*visit).learn, (*visit).recordFact, true},
		replacing:  {(*visit).learn, (*visit).recordFact, false},
		confirming: {(*visit).confirm, (*visit).recordConfirmation, false},
		noted:      {(*visit).noted, nil, true},
		retention:  {(*visit).retained, (*visit).chooseMonth, false},
		breaches:   {(*visit).openBreaches, nil, false},
		breachOf:   {(*visit).breach, nil, false},
		untold:     {(*visit).untoldChanges, nil, false},
		agreed:     {(*visit).agreements, nil, false},
		looked:     {(*visit).looked, (*visit).chooseLooks, false},
		numbers:    {(*visit).statistics, nil, false},
		exportsOf:  {(*visit).exports, nil, false},
		asking:     {(*visit).askExport, (*visit).requestExport, false},
		exported:   {(*visit).exported, nil, false},
		fetching:   {(*visit).download, nil, false},
		rules:      {(*visit).rules, (*visit).findRules, true},
		finding:    {(*visit).found, (*visit).narrow, false},
		yearly:     {(*visit).annual, (*visit).chooseYear, false},
		processed:  {(*visit).processing, (*visit).chooseSpan, false},
		sampled:    {(*visit).sample, (*visit).drawSample, false},
		sheet:      {(*visit).spreadsheet, nil, false},
		saving:     {(*visit).saveList, nil, false},
		tabled:     {(*visit).table, nil, false},
		closing:    {(*visit).closeCase, (*visit).recordClosure, false},
		reopening:  {(*visit).reopenCase, (*visit).recordReopening, false},
		dating:     {(*visit).dateCase, (*visit).recordDates, false},
		reviewing:  {(*visit).reviewCase, (*visit).recordReview, false},
	}
}

// sent reports whether a page of the session sent the form.
func (s *session) sent(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.PostForm.Get("form")), []byte(s.form)) == 1
}

// signedIn serves whoever has a session, and sends everybody else to sign in.
func (c *Console) signedIn(show shown) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, is := c.sessionOf(w, r)
		switch {
		case is != live:
			c.withoutSession(w, r, s, is)
			return
		case r.Method == http.MethodPost && !s.sent(r):
			c.refuse(w, http.StatusForbidden, "This form is of an earlier session", "Nothing was recorded. Open the page again, and do it there.")
			return
		}
		v := &visit{console: c, w: w, r: r, session: s, api: c.api(s.who, s.token)}
		var err error
		if v.words, err = c.titlesOf(r.Context(), s.who.Register, v.api); err == nil {
			err = show(v)
		}
		if err != nil {
			v.fail(err)
		}
	}
}

// sessionOf returns the session of the request, which counts as used, and how it
// stands. In memory none lapses.
func (c *Console) sessionOf(w http.ResponseWriter, r *http.Request) (*session, standing) {
	if p := c.config.Provider; p != nil {
		s, is := p.session(r)
		if is == live && p.now().Sub(s.last) >= time.Minute {
			p.see(w, s)
		}
		return s, is
	}
	if held, err := r.Cookie(cookieName(r)); err == nil {
		return c.sessions.find(held.Value)
	}
	return nil, nobody
}

// onTask opens the handle in the address. Where the purpose has not been said, or was
// a while ago, it asks for that first.
func onTask(k kind, show func(*visit, task) error) shown {
	return func(v *visit) error {
		t, err := v.session.open(v.r.PathValue("task"))
		if err != nil || t.Kind != k {
			return v.lost()
		}
		// A form is for the purpose that its page was opened for, however long it took
		// to fill in; the page that follows asks again.
		if !places[k].asksNothing && (t.Why == "" || v.r.Method == http.MethodGet && !t.says(v.console.config.Now())) {
			return v.askWhy(t, "")
		}
		v.total = v.countQueue(t)
		defer v.waits() //nolint:errcheck // a page that failed has said so: its count is not left running
		return show(v, t)
	}
}

// fail answers an error: the API's own words where it refused.
func (v *visit) fail(err error) {
	var p *client.Problem
	if !errors.As(err, &p) {
		v.console.fault(v.w, v.r, err)
		return
	}
	switch p.Status {
	case http.StatusUnauthorized:
		v.console.tokenEnded(v.w, v.r, v.session)
	default:
		if p.Status >= http.StatusInternalServerError {
			v.console.config.Log.ErrorContext(v.r.Context(), "the API did not answer the console", "page", v.r.Pattern, "status", p.Status, "apiRequestId", p.RequestID)
		}
		f := newForm()
		f.refuse(p)
		v.render(p.Status, "problem", &page{Title: p.Title, Form: f})
	}
}

// tokenEnded answers where the API takes the session's token no more.
func (c *Console) tokenEnded(w http.ResponseWriter, r *http.Request, s *session) {
	if c.config.Provider != nil {
		// A token that was new a minute ago has not run out: another would fare no better,
		// and the browser would go round in a circle.
		if c.config.Now().Sub(s.since) < time.Minute && r.Method != http.MethodPost {
			c.refuseToken(w)
			return
		}
		c.withoutSession(w, r, s, lapsed)
		return
	}
	if held, err := r.Cookie(cookieName(r)); err == nil {
		c.sessions.end(held.Value)
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

// statusOf is what the API answered, or 0 where it did not.
func statusOf(err error) int {
	var p *client.Problem
	if errors.As(err, &p) {
		return p.Status
	}
	return 0
}

// lost answers an address that is of another session, or of none.
func (v *visit) lost() error {
	return v.render(http.StatusNotFound, "refused", &page{Title: "This page was opened in another session", Body: "Its address is good for one session only. Begin again from Today or Search."})
}

func (v *visit) nothingHere() error {
	return v.render(http.StatusNotFound, "refused", &page{Title: "There is nothing at this address", Body: "Begin again from Today or Search."})
}

// goTo sends the browser to the task's page, so that refresh and Back send no form
// again.
func (v *visit) goTo(t task) error {
	if path := v.session.path(t); v.console.config.Provider != nil && len(path) > mostAddress {
		return v.render(http.StatusUnprocessableEntity, "refused", &page{Title: "That is too much at once", Body: "Nothing was done. Go back; use fewer words to say why you look, or choose less at once."})
	}
	http.Redirect(v.w, v.r, v.session.path(t), http.StatusSeeOther)
	return nil
}

// isDPO reports whether the visitor may decide and record what the DPO does.
func (v *visit) isDPO() bool { return v.session.who.has(disclosure.DPO) }

func (v *visit) seesAll() bool { return v.isDPO() || v.session.who.has(disclosure.Auditor) }

// value is what was typed into a field, with no space around it.
func (v *visit) value(name string) string { return strings.TrimSpace(v.r.PostForm.Get(name)) }
