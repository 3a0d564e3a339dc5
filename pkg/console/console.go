// Package console is the register in a browser: pages of HTML, made on the server,
// for people who work with it and write no code.
//
// It holds no power of its own. Everything that it shows and does, it asks of the API
// through [client.Client] with the token of whoever signed in; what the API refuses,
// the console cannot do, and every look stands in the access log as that person's
// own. It keeps sessions and nothing else: in memory, or in sealed cookies where the
// council's own provider signs people in.
//
// Every page works without script, by keyboard, and on paper.
package console

import (
	"embed"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

// Config is what a console needs to know.
type Config struct {
	// API is how the console reaches the API at Address; nil is [http.DefaultTransport].
	API     http.RoundTripper
	Address string // such as "http://127.0.0.1:8080"
	// Hosts are what a browser may call the console: the values of Host that are
	// answered. Any other is somebody's name for this machine that is not ours. Nil where
	// what stands before the console lets its own name alone through, as API Gateway does.
	Hosts []string
	// Provider signs people in; nil is by a code that was offered ([Console.Offer]), with
	// sessions in memory.
	Provider *Provider
	// Archive is how the console reaches the archive with a letter's bytes; nil is
	// [http.DefaultTransport]. Where, and that it may, is in the API's ticket.
	Archive http.RoundTripper
	// ArchiveOrigin is where the archive takes letters from a browser by a ticket, such as
	// https://example.s3.eu-west-2.amazonaws.com, which allows the console's own origin.
	// Empty is nowhere: letters go through the console.
	ArchiveOrigin string
	// Look is the council's name and colour.
	Look Look
	Now  func() time.Time
	// Log takes faults of the console's own. No reference, name or word of anybody's
	// goes there.
	Log *slog.Logger
}

// Console serves the pages. It may be used concurrently.
type Console struct {
	config   Config
	mux      *http.ServeMux
	sessions sessions
	codes    codes

	titlesMu sync.Mutex
	titles   map[disclosure.Register]known
}

//go:embed assets
var assets embed.FS

// New returns a console that nobody has signed in to.
func New(config Config) *Console {
	c := &Console{config: config, mux: http.NewServeMux(), titles: map[disclosure.Register]known{}}
	c.sessions.now, c.codes.now = config.Now, config.Now
	c.mux.HandleFunc("GET /assets/{file}", c.asset)
	if config.Provider != nil {
		c.byProvider()
	} else {
		c.mux.HandleFunc("GET /sign-in", c.askCode)
		c.mux.HandleFunc("POST /sign-in", c.signIn)
		c.mux.HandleFunc("GET /signed-out", c.signedOut)
		c.mux.HandleFunc("POST /sign-out", c.signOut)
	}
	for pattern, show := range map[string]shown{
		"GET /{$}":      (*visit).today,
		"GET /search":   (*visit).askPerson,
		"POST /search":  (*visit).search,
		"POST /why":     (*visit).sayWhy,
		"GET /flags":    (*visit).askFlags,
		"GET /cleared":  askFor(task{Kind: clearedOf}),
		"GET /requests": (*visit).askRequests,
		"GET /put":      (*visit).putOnRecord,
		"GET /more":     (*visit).more,

		"GET /retention":  askFor(task{Kind: retention, View: "due"}),
		"GET /reviews":    askFor(task{Kind: retention, View: "review"}),
		"GET /holds":      askFor(task{Kind: retention, View: "held"}),
		"GET /breaches":   askFor(task{Kind: breaches}),
		"GET /changes":    askFor(task{Kind: untold}),
		"GET /objections": askFor(task{Kind: objected}),
		"GET /agreements": askFor(task{Kind: agreed}),
		"GET /letters":    askFor(task{Kind: lettersOf}),
		"GET /joins":      askFor(task{Kind: joinsOf}),
		"GET /looks":      askFor(task{Kind: looked}),
		"GET /statistics": askFor(task{Kind: numbers}),
		"GET /exports":    askFor(task{Kind: exportsOf}),
		"GET /rules":      (*visit).allRules,

		"GET /decide-first":     askFor(task{Kind: waitsIn, View: "undecided"}),
		"GET /withholdings":     askFor(task{Kind: waitsIn, View: "overdue-withholdings"}),
		"GET /tellings":         askFor(task{Kind: waitsIn, View: "overdue-tellings"}),
		"GET /emergencies":      askFor(task{Kind: waitsIn, View: "overdue-emergencies"}),
		"GET /markers":          askFor(task{Kind: waitsIn, View: "overdue-markers"}),
		"GET /facts-to-confirm": askFor(task{Kind: waitsIn, View: "pending-facts"}),
		"GET /recorded-twice":   askFor(task{Kind: waitsIn, View: "duplicates"}),

		"GET /annual-return": askFor(task{Kind: yearly}),
		"GET /processing":    askFor(task{Kind: processed}),
		"GET /sample":        askFor(task{Kind: sampled}),
		"GET /disclosures":   askFor(task{Kind: finding}),
		"GET /cases":         askFor(task{Kind: casesOf}),
		"GET /left":          askFor(task{Kind: leftToDo}),
		"GET /disclose":      (*visit).newDisclosure,
		"GET /":              (*visit).nothingHere,
	} {
		c.mux.HandleFunc(pattern, c.signedIn(show))
	}
	for kind, p := range places {
		c.mux.HandleFunc("GET /"+string(kind)+"/{task}", c.signedIn(onTask(kind, p.show)))
		if p.act != nil {
			c.mux.HandleFunc("POST /"+string(kind)+"/{task}", c.signedIn(onTask(kind, p.act)))
		}
	}
	return c
}

// ServeHTTP answers one request.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	if !c.isOurs(r.Host) {
		c.refuse(w, http.StatusMisdirectedRequest, "This is not the address of the console", "Open it by the address that the service printed when it started.")
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		if !c.fromOurselves(r) {
			c.refuse(w, http.StatusForbidden, "This did not come from the console", "The form was sent from another site, or your browser hides where it came from. Nothing was done. Open the console and do it there.")
			return
		}
		if err := c.parseForm(w, r); err != nil {
			if c.fileTooLong(w, r, err) {
				return
			}
			c.refuse(w, http.StatusBadRequest, "The form cannot be read", "It is too long, or damaged. Nothing was done.")
			return
		}
	}
	c.mux.ServeHTTP(w, r)
}

// maxForm bounds a form, in bytes.
const maxForm = 256 << 10

// api is the API in somebody's name.
func (c *Console) api(who Person, token string) *client.Client {
	return client.New(c.config.Address, who.Register, token, c.config.API)
}

// Person is who signs in: what the token says of them.
type Person struct {
	Register   disclosure.Register
	Name       string
	Roles      []disclosure.Role
	Department string
}

func (p Person) has(role disclosure.Role) bool {
	for _, r := range p.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// same reports whether both are one person in one role.
func (p Person) same(other Person) bool {
	return p.Register == other.Register && p.Name == other.Name && p.Department == other.Department && slices.Equal(p.Roles, other.Roles)
}

// MayRecord reports whether the person may record what was shared: an officer for their
// own department, and the DPO.
func (p Person) MayRecord() bool {
	return p.has(disclosure.DPO) || p.has(disclosure.Recorder) && p.Department != ""
}

func (c *Console) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	text, err := assets.ReadFile("assets/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	switch {
	case name == "console.css":
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		text = append(text, c.config.Look.style()...)
	default:
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	}
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(text) // a browser that hung up needs no answer
}

// refuse answers with a page for nobody in particular.
func (c *Console) refuse(w http.ResponseWriter, status int, title, says string) {
	c.render(w, status, "refused", &page{Title: title, Body: says})
}

// fault answers what is no one's mistake but ours.
func (c *Console) fault(w http.ResponseWriter, r *http.Request, err error) {
	c.config.Log.ErrorContext(r.Context(), "the console cannot answer", "page", r.Pattern, "error", err)
	c.refuse(w, http.StatusInternalServerError, "Something went wrong", "The fault is ours. If you were recording something, it may have been recorded: go back, and send the form again as it is. It is recorded once only."+sayOf(problem.RequestID(r.Context())))
}

// sayOf tells whom a fault has met what the log calls the request, so that whoever looks
// for it finds it.
func sayOf(requestID string) string {
	if requestID == "" {
		return ""
	}
	return " If it happens again, tell whoever runs the register, and say that it was the request " + requestID + "."
}

func errorf(format string, args ...any) error { return fmt.Errorf("console: "+format, args...) }
