package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// signedInPath is where the provider sends a browser back to: what the console's
// registration at the provider has to name.
const signedInPath = "/signed-in"

// byProvider are the pages of signing in by the council's provider.
func (c *Console) byProvider() {
	c.config.Provider.now = c.config.Now
	c.mux.HandleFunc("GET /sign-in", c.askToSignIn)
	c.mux.HandleFunc("GET /sign-in/go", c.goToProvider)
	c.mux.HandleFunc("GET "+signedInPath, c.comeBack)
	c.mux.HandleFunc("GET /signed-in/here", c.signedInHere)
	c.mux.HandleFunc("POST /sign-out", c.leave)
	c.mux.HandleFunc("GET /signing-out", c.leaveProvider)
	c.mux.HandleFunc("GET /signed-out", c.signedOut)
}

// isPath reports whether it is a page of the console, and of nobody else.
func isPath(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.ContainsAny(path, "\\\r\n")
}

// next is where a page's address says to go after signing in: a handle that the
// console sealed, and Today where it is none.
func (c *Console) next(r *http.Request) string {
	var path string
	if !c.config.Provider.secret.keys.open(forNext, r.URL.Query().Get("next"), &path) || !isPath(path) {
		return "/"
	}
	return path
}

// mostNext bounds the page that a sign-in comes back to: a longer address, which is
// rare, comes back to Today.
const mostNext = 600

// asNext is the address of the request as a page to come back to.
func asNext(r *http.Request) string {
	path := r.URL.RequestURI()
	if r.Method != http.MethodGet || len(path) > mostNext || !isPath(path) {
		return "/"
	}
	return path
}

func (c *Console) sealNext(path string) string {
	return url.QueryEscape(c.config.Provider.secret.keys.seal(forNext, path))
}

func (c *Console) toSignIn(next string) string { return "/sign-in?next=" + c.sealNext(next) }

// askedToSignIn is the page before the provider's.
type askedToSignIn struct {
	Go    string // address that goes there
	Ended bool   // a session was, and has ended
}

func (c *Console) askToSignIn(w http.ResponseWriter, r *http.Request) {
	_, is := c.config.Provider.session(r)
	c.render(w, http.StatusOK, "sign-in-provider", &page{Title: "Sign in", Body: askedToSignIn{"/sign-in/go?next=" + c.sealNext(c.next(r)), is == ended}})
}

// goToProvider begins an attempt. Whoever's session has ended signs in again
// themselves: that somebody is still signed in at the provider is not enough.
func (c *Console) goToProvider(w http.ResponseWriter, r *http.Request) {
	how := plainly
	if _, is := c.config.Provider.session(r); is == ended {
		how = anew
	}
	c.ask(w, r, c.next(r), how)
}

// signedInHere is the page of a tab that was opened for signing in alone.
func (c *Console) signedInHere(w http.ResponseWriter, _ *http.Request) {
	c.refuse(w, http.StatusOK, "You are signed in", "Close this tab, and press Continue in the one that you came from.")
}

// withoutSession answers whoever has no session that is good now. What was typed into
// a form is kept in the page.
func (c *Console) withoutSession(w http.ResponseWriter, r *http.Request, s *session, is standing) {
	switch {
	case c.config.Provider == nil && r.Method != http.MethodPost:
		http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
	case r.Method == http.MethodPost && is == nobody:
		c.refuse(w, http.StatusForbidden, "You are not signed in", "Your session has ended, or you signed out in another tab. Nothing was recorded. Sign in, and do it again.")
	case r.Method == http.MethodPost && !s.sent(r):
		c.refuse(w, http.StatusForbidden, "This form is of an earlier session", "Nothing was recorded. Open the page again, and do it there.")
	case r.Method == http.MethodPost:
		c.keepForm(w, r)
	case is == lapsed:
		c.config.Provider.see(w, s)
		c.ask(w, r, asNext(r), silently)
	default:
		http.Redirect(w, r, c.toSignIn(asNext(r)), http.StatusSeeOther)
	}
}

// keptForm is a form that could not be taken, with everything typed in it.
type keptForm struct {
	To     string // its address
	Fields []keptField
	Go     string // address that signs in
}

type keptField struct{ Name, Value string }

// keepForm answers a form whose sender's sign-in has ended: with the same form, to be
// sent again. It carries the proof of the session that it is of, so nobody goes on with
// it but the person who filled it in, who has the same session when they sign in again;
// and its own key, so it is done once.
func (c *Console) keepForm(w http.ResponseWriter, r *http.Request) {
	kept := keptForm{To: r.URL.RequestURI(), Go: "/sign-in"}
	if c.config.Provider != nil {
		kept.Go = "/sign-in/go?next=" + c.sealNext("/signed-in/here")
	}
	for name, values := range r.PostForm {
		for _, value := range values {
			kept.Fields = append(kept.Fields, keptField{name, value})
		}
	}
	slices.SortStableFunc(kept.Fields, func(a, b keptField) int { return strings.Compare(a.Name, b.Name) })
	c.render(w, http.StatusForbidden, "kept-form", &page{Title: "Your sign-in has ended", Body: kept})
}

// leaving is the end of a session.
type leaving struct {
	Provider string // address at which the provider's own session ends
	ByLink   bool   // whoever signs in again needs no code
}

// leave takes the session out of the browser. A copy of its cookie that somebody took
// before is good until its token ends; who made the token may end that sooner.
func (c *Console) leave(w http.ResponseWriter, r *http.Request) {
	if s, is := c.config.Provider.session(r); is != nobody && !s.sent(r) {
		c.refuse(w, http.StatusForbidden, "This did not come from your session", "Nothing was done. Open the console and sign out there.")
		return
	}
	c.config.Provider.forget(w, r)
	w.Header().Set("Clear-Site-Data", `"cache"`)
	http.Redirect(w, r, "/signing-out", http.StatusSeeOther)
}

// leaveProvider goes on to the provider, whose own session would otherwise sign the
// next person in as the last one. It is a page and no redirect: a form may lead to the
// console alone.
func (c *Console) leaveProvider(w http.ResponseWriter, r *http.Request) {
	body := leaving{ByLink: true}
	// A provider that cannot be asked just now is no reason to stay signed in here.
	if f, err := c.config.Provider.discover(r.Context()); err == nil && f.endSession != "" {
		end, err := url.Parse(f.endSession)
		if err != nil {
			c.fault(w, r, errorf("read where the provider's session ends: %w", err))
			return
		}
		back := "https://" + r.Host + "/signed-out"
		asked := end.Query()
		asked.Set("client_id", c.config.Provider.client)
		asked.Set("post_logout_redirect_uri", back) // OpenID Connect RP-Initiated Logout 1.0
		asked.Set("logout_uri", back)               // Cognito's name for it
		end.RawQuery = asked.Encode()
		body.Provider = end.String()
		w.Header().Set("Refresh", "0; url="+body.Provider)
	}
	c.render(w, http.StatusOK, "signed-out", &page{Title: "You have signed out", Body: body})
}

// notTaken answers where the API does not take the token that the provider gave.
func (c *Console) notTaken(w http.ResponseWriter, r *http.Request, err error) {
	switch statusOf(err) {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		c.refuseToken(w)
	default:
		c.fault(w, r, err)
	}
}

func (c *Console) refuseToken(w http.ResponseWriter) {
	c.refuse(w, http.StatusForbidden, "The register does not know you", "The council’s sign-in let you in, and the register does not take what it says of you: the council, a role, or whom the token is for. Ask whoever gives people their roles in it.")
}
