package console

import (
	"net/http"
)

// askCode shows the page with one button, which spends the code in the address. The
// code stands after the #, which browsers send to nobody; without script it is typed.
func (c *Console) askCode(w http.ResponseWriter, r *http.Request) { c.codePage(w, http.StatusOK, "") }

func (c *Console) codePage(w http.ResponseWriter, status int, wrong string) {
	w.Header().Set("Content-Security-Policy", withScript)
	p := &page{Title: "Sign in", Form: newForm()}
	if wrong != "" {
		p.Form.Errors = []formError{{Field: "code", Says: wrong}}
	}
	c.render(w, status, "sign-in", p)
}

func (c *Console) signIn(w http.ResponseWriter, r *http.Request) {
	spent, ok := c.codes.spend(r.PostForm.Get("code"))
	if !ok {
		c.codePage(w, http.StatusForbidden, "This code has been used, is more than ten minutes old, or is not whole. Get a new one: disclosures login.")
		return
	}
	// Whoever was signed in in this browser is signed out first: an id is never kept.
	before := ""
	if held, err := r.Cookie(cookieName(r)); err == nil {
		before = held.Value
	}
	id, _, err := c.sessions.begin(spent.who, spent.token, before)
	if err != nil {
		c.fault(w, r, err)
		return
	}
	http.SetCookie(w, cookie(r, id, int(lastsAtMost.Seconds())))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// signOut ends the session, whose pages in other tabs do nothing from then on.
func (c *Console) signOut(w http.ResponseWriter, r *http.Request) {
	if held, err := r.Cookie(cookieName(r)); err == nil {
		if s, _ := c.sessions.find(held.Value); s != nil && !s.sent(r) {
			c.refuse(w, http.StatusForbidden, "This did not come from your session", "Nothing was done. Open the console and sign out there.")
			return
		}
		c.sessions.end(held.Value)
	}
	http.SetCookie(w, cookie(r, "", -1))
	w.Header().Set("Clear-Site-Data", `"cache"`)
	http.Redirect(w, r, "/signed-out", http.StatusSeeOther)
}

func (c *Console) signedOut(w http.ResponseWriter, r *http.Request) {
	c.render(w, http.StatusOK, "signed-out", &page{Title: "You have signed out", Body: leaving{ByLink: c.config.Provider != nil}})
}
