package console

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/columns"
	"disclosure-register/pkg/disclosure"
)

// titles are the ids of the law and the notices, in words.
type titles struct {
	controller string
	of         map[string]string
	kinds      map[[2]string]string // of a recipient: category and kind
	evidence   map[string]string
	answers    map[[2]string]string // of evidence that is one of a few: its name and the answer
	exemptions []client.LawItem
	policy     client.Policy
	table      columns.Words // the same, as tables put ids in words
}

// known are titles and since when.
type known struct {
	titles
	at time.Time
}

// titlesLast is how long titles are kept before they are asked for again: they change
// with a release of the service alone.
const titlesLast = 5 * time.Minute

// titlesOf returns the titles of a register. They are the same for everybody who may
// ask for them, and whoever has a valid token may.
func (c *Console) titlesOf(ctx context.Context, register disclosure.Register, api *client.Client) (titles, error) {
	now := c.config.Now()
	c.titlesMu.Lock()
	held, there := c.titles[register]
	c.titlesMu.Unlock()
	if there && now.Sub(held.at) < titlesLast {
		return held.titles, nil
	}
	p, err := api.Policy(ctx)
	if err != nil {
		return titles{}, err
	}
	t := titlesIn(p)
	c.titlesMu.Lock()
	c.titles[register] = known{t, now}
	c.titlesMu.Unlock()
	return t, nil
}

func titlesIn(p client.Policy) titles {
	t := titles{controller: p.Register.Controller, of: map[string]string{}, kinds: map[[2]string]string{}, evidence: map[string]string{}, answers: map[[2]string]string{}, policy: p}
	t.table = columns.Words{Recipients: map[string]string{}, Law: map[string]string{}, Data: map[string]string{}, Notices: map[string]string{}, Evidence: map[string]string{}}
	for _, item := range slices.Concat(p.Catalogue.Items, p.Catalogue.Gateways) {
		t.of[item.ID] = item.Title.Title + " (" + item.Citation + ")"
		t.table.Law[item.ID] = t.of[item.ID]
		if item.Kind == "exemption" {
			t.exemptions = append(t.exemptions, item)
		}
	}
	for _, r := range p.Catalogue.Recipients {
		t.of[r.ID] = r.Title.Title
		t.table.Recipients[r.ID] = r.Title.Title
		for _, k := range r.Kinds {
			t.table.Recipients[r.ID+"/"+k.ID] = k.Title.Title
			t.kinds[[2]string{r.ID, k.ID}] = k.Title.Title
		}
	}
	for _, c := range p.Catalogue.Compatibility {
		t.of[c.ID] = c.Title
	}
	for _, d := range p.Catalogue.DataCategories {
		t.of[d.ID] = d.Title.Title
		t.table.Data[d.ID] = d.Title.Title
	}
	for _, e := range p.Catalogue.Evidence {
		t.evidence[e.Name] = e.Says
		for _, one := range e.Titles {
			t.answers[[2]string{e.Name, one.ID}] = one.Title
			t.table.Evidence[e.Name+"/"+one.ID] = one.Title
		}
	}
	for _, n := range p.Notices {
		t.of[n.ID] = n.Title
		t.table.Notices[n.ID] = n.Title
		for _, purpose := range n.Purposes {
			t.of[purpose.ID] = purpose.Title
		}
	}
	slices.SortFunc(t.exemptions, func(a, b client.LawItem) int { return strings.Compare(a.Title.Title, b.Title.Title) })
	return t
}

// word is an id in words. One that is not known is written as words of its own.
func (t titles) word(id string) string {
	if title := t.of[id]; title != "" {
		return title
	}
	return plain(id)
}

func (t titles) words(ids []string) []string {
	var all []string
	for _, id := range ids {
		all = append(all, t.word(id))
	}
	return all
}

// hyphened is what may be an id in a sentence of the API's.
var hyphened = regexp.MustCompile(`\b[a-z0-9]+(-[a-z0-9]+)+\b`)

// evidenceNamed is what may be the name of evidence in one.
var evidenceNamed = regexp.MustCompile(`\b[a-z]+[0-9]*(?:[A-Z][a-z0-9]*)+\b`)

// inProse is a sentence of the API's with its ids as the titles that the form has for them: of
// sorts of recipient, of the law, of evidence and of its answers.
func (t titles) inProse(says string) string {
	says = hyphened.ReplaceAllStringFunc(onTheForm(says), func(id string) string {
		for key, title := range t.kinds {
			if key[1] == id {
				return "“" + title + "”"
			}
		}
		if title := t.of[id]; title != "" {
			return "“" + title + "”"
		}
		for _, e := range t.policy.Catalogue.Evidence {
			if title := t.answers[[2]string{e.Name, id}]; title != "" {
				return "“" + title + "”"
			}
		}
		return id
	})
	return evidenceNamed.ReplaceAllStringFunc(says, func(name string) string {
		if label := t.evidence[name]; label != "" {
			return "“" + capital(label) + "”"
		}
		return name
	})
}

// plain is an id of the API's own vocabulary as words: "partly-disclosed" is "partly
// disclosed".
func plain(id string) string { return strings.ReplaceAll(id, "-", " ") }

// capital begins a line with a capital.
func capital(s string) string {
	for i, r := range s {
		if i == 0 {
			return strings.ToUpper(string(r)) + s[len(string(r)):]
		}
	}
	return s
}

// sort is what sort of recipient it is, in words.
func (t titles) sort(r disclosure.Recipient) string {
	if kind := t.kinds[[2]string{r.Category, r.Kind}]; kind != "" {
		return kind
	}
	return t.word(r.Category)
}

// named is the recipient by name: the body, and who there.
func named(r disclosure.Recipient) string {
	switch {
	case r.Organisation != "" && r.Person != "":
		return r.Organisation + " (" + r.Person + ")"
	case r.Organisation != "":
		return r.Organisation
	case r.Person != "":
		return r.Person
	}
	return r.Post
}

// called is the recipient by name or, where nobody is named, what sort of recipient it
// is: a line that says to nobody reads as a fault of the register.
func (t titles) called(r disclosure.Recipient) string { return cmp.Or(named(r), t.sort(r)) }

// legal splits what allowed a disclosure from what was relied on not to tell of it.
func (t titles) legal(d *disclosure.Disclosure) (bases, exemptions []string) {
	j := d.Justification
	bases = t.words(j.LawfulBases)
	bases = append(bases, t.words(j.Conditions)...)
	if j.Gateway != "" {
		bases = append(bases, t.word(j.Gateway))
	}
	for _, e := range j.Exemptions {
		exemptions = append(exemptions, t.word(e.ID))
	}
	return bases, exemptions
}
