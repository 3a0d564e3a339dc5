package door

import (
	"bytes"
	_ "embed" // page.css
	"fmt"

	"golang.org/x/net/html"

	"disclosure-register/pkg/disclosure"
)

// HTMLType is the media type of what [Answer.HTML] returns.
const HTMLType = "text/html; charset=utf-8"

// HTML is the answer as one accessible page that needs nothing else and prints
// well.
//
// It is a tree and no template: whatever stands in it is escaped, and a program with
// templates in it has to keep every method of every type, two thirds more to load.
func (a Answer) HTML() ([]byte, error) {
	var b bytes.Buffer
	err := html.Render(&b, a.doc.page())
	return b.Bytes(), err
}

//go:embed page.css
var style string

const title = "Who has received your data"

// nothing to tell is said in the same words whether or not anything is left out.
const nothing = "We have nothing to tell you under this right. As with every answer, the law may require parts to be left out, and we do not say whether any were."

func (d document) page() *html.Node {
	page := &html.Node{Type: html.DocumentNode}
	page.AppendChild(&html.Node{Type: html.DoctypeNode, Data: "html"})
	page.AppendChild(element("html", is("lang", "en-GB"),
		element("head",
			element("meta", is("charset", "utf-8")),
			element("meta", is("name", "viewport"), is("content", "width=device-width, initial-scale=1")),
			element("meta", is("name", "color-scheme"), is("content", "light dark")),
			element("title", title+" – "+d.Controller),
			element("style", style)),
		element("body",
			element("header",
				element("div", is("class", "to"), is("contenteditable", "plaintext-only"), is("role", "textbox"), is("aria-multiline", "true"),
					is("aria-label", "Name and address of who this goes to. Write them before you print; they are kept nowhere.")),
				element("p", d.Controller, element("br"), day(d.AsOf), element("br"), "Reference "+d.Reference)),
			element("main",
				element("h1", title),
				element("p", "From "+d.Controller+". Your reference with us: "+d.Reference+". As of ", day(d.AsOf), "."),
				d.stated(), d.shared(), d.perhaps(), d.changed(),
				section("contacts", "Who to ask", contacts(d.Contacts)),
				section("complaints", "How to complain, and to go to court", contacts(d.Complaints))))))
	return page
}

func (d document) stated() (said []*html.Node) {
	if d.To == Representative {
		said = append(said, element("p", "This answer goes to somebody acting for the person."))
	}
	for _, s := range d.Statement {
		said = append(said, element("p", s))
	}
	return said
}

func (d document) shared() *html.Node {
	if len(d.Shared) == 0 && len(d.Perhaps) > 0 {
		return nil // beside what they were perhaps in, "nothing" would not be true
	}
	told := section("shared", "Who received it, what and why")
	for _, s := range d.Shared {
		who := s.Kind
		if s.Person != "" {
			who += ": " + s.Person
		}
		if s.Post != "" {
			who += ", " + s.Post
		}
		var what []string
		for _, data := range s.Data {
			if data.Description == data.Category {
				what = append(what, data.Category)
			} else {
				what = append(what, data.Category+": "+data.Description)
			}
		}
		told.AppendChild(occasion(s.Recipient, s.On,
			term("Who that is", who), terms("What", what), term("Why", s.Purpose), terms("What allowed it", s.Bases), term("Outside the United Kingdom", s.Country)))
	}
	if len(d.Shared) == 0 {
		told.AppendChild(element("p", nothing))
	}
	return told
}

func (d document) perhaps() *html.Node {
	if len(d.Perhaps) == 0 {
		return nil
	}
	sent := "We sent these lists of many people."
	if len(d.Shared) > 0 {
		sent = "We also sent these lists of many people."
	}
	told := section("perhaps", "Where we cannot tell whether you were in it", element("p", sent+" Our records do not say whether you were in them."))
	for _, s := range d.Perhaps {
		var from []*html.Node
		if !s.From.IsZero() {
			days := element("dd", day(s.From))
			if !s.To.IsZero() {
				add(days, " to ", day(s.To))
			}
			from = []*html.Node{element("dt", "From when"), days}
		}
		told.AppendChild(occasion(s.Recipient, s.On, term("Who that is", s.Kind), terms("What", s.Data), from, term("Who was in it", s.Rule)))
	}
	return told
}

func (d document) changed() *html.Node {
	if len(d.Changes) == 0 {
		return nil
	}
	told := section("changes", "Who we told when your data changed",
		element("p", "When we correct, erase or restrict personal data about you, we tell those who received it, unless that is impossible or takes a disproportionate effort (UK GDPR Article 19)."))
	for _, c := range d.Changes {
		data := c.Data
		if len(data) == 0 {
			data = []string{"All the data about you that this concerns"}
		}
		recipients := []*html.Node{element("dt", "Who received it, and were they told?")}
		for _, t := range c.Told {
			who := t.Recipient
			if t.Kind != t.Recipient {
				who += " (" + t.Kind + ")"
			}
			line := element("dd", who+": "+t.Outcome)
			if !t.On.IsZero() {
				add(line, ", on ", day(t.On))
			}
			add(line, ".")
			recipients = append(recipients, line)
		}
		if len(c.Told) == 0 {
			recipients = append(recipients, element("dd", nothing))
		}
		told.AppendChild(occasion(c.What, c.On, terms("What data", data), recipients))
	}
	return told
}

func contacts(all []contact) *html.Node {
	list := element("dl")
	for _, c := range all {
		add(list, term(c.For, c.Where))
	}
	return list
}

func section(id, heading string, parts ...any) *html.Node {
	return add(element("section", is("aria-labelledby", id), element("h2", is("id", id), heading)), parts...)
}

func occasion(of string, on disclosure.Date, parts ...any) *html.Node {
	return element("article", element("h3", of+", ", day(on)), element("dl", parts...))
}

// term is one line of a list, or nothing when there is nothing to say.
func term(name, said string) []*html.Node {
	if said == "" {
		return nil
	}
	return terms(name, []string{said})
}

func terms(name string, said []string) (list []*html.Node) {
	for n, s := range said {
		if n == 0 {
			list = append(list, element("dt", name))
		}
		list = append(list, element("dd", s))
	}
	return list
}

// day is a day as a letter writes it: 9 November 2026.
func day(of disclosure.Date) *html.Node {
	return element("time", is("datetime", of.String()), of.Start().In(disclosure.London).Format("2 January 2006"))
}

func is(name, value string) html.Attribute { return html.Attribute{Key: name, Val: value} }

func element(name string, parts ...any) *html.Node {
	return add(&html.Node{Type: html.ElementNode, Data: name}, parts...)
}

// add puts attributes, texts and other elements into an element.
func add(to *html.Node, parts ...any) *html.Node {
	for _, part := range parts {
		switch p := part.(type) {
		case html.Attribute:
			to.Attr = append(to.Attr, p)
		case string:
			to.AppendChild(&html.Node{Type: html.TextNode, Data: p})
		case []*html.Node:
			for _, n := range p {
				to.AppendChild(n)
			}
		case *html.Node:
			if p != nil {
				to.AppendChild(p)
			}
		default:
			panic(fmt.Sprintf("door: %T is no part of a page", part))
		}
	}
	return to
}
