package door

import (
	"bytes"
	_ "embed" // page.css
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"disclosure-register/pkg/disclosure"
)

// HTMLType is the media type of what [Answer.HTML] returns.
const HTMLType = "text/html; charset=utf-8"

// HTML is the answer as a letter: one accessible page that needs nothing else and prints
// well. It says that it is a draft until the answer was released, whether or not anything
// is undecided.
//
// It is a tree and no template: whatever stands in it is escaped, and a program with
// templates in it has to keep every method of every type, two thirds more to load.
func (a Answer) HTML() ([]byte, error) {
	var b bytes.Buffer
	err := html.Render(&b, a.page())
	return b.Bytes(), err
}

//go:embed page.css
var style string

const title = "Who has received your data"

// nothing to tell is said in the same words whether or not anything is left out.
const nothing = "We have nothing to tell you under this right. We may leave parts out of any letter, and we do not say if we did."

// browsers are those in which the page was printed and its tags were looked at
// (docs/answers.md).
const browsers = "To print this letter or to save it as a PDF, use Chrome or Edge, version 133 or later. Only there do we know that each page has its number and the reference, and that the PDF can be read aloud."

// notes says what stands in quotation marks.
const notes = "Words in quotation marks are notes that our officers wrote."

func (a Answer) page() *html.Node {
	d := a.doc
	// Custom properties take the words in the margins of each printed page from here, so
	// that the style is the same for everybody and its digest can be named beforehand.
	root := element("html", is("lang", "en-GB"), is("data-reference", "Reference "+d.Reference))
	var draft *html.Node
	if !a.released {
		add(root, is("data-draft", "Draft"))
		draft = element("p", is("class", "draft"), element("strong", "Draft."), " It has not been released. Do not send it.")
	}
	page := &html.Node{Type: html.DocumentNode}
	page.AppendChild(&html.Node{Type: html.DoctypeNode, Data: "html"})
	page.AppendChild(add(root,
		element("head",
			element("meta", is("charset", "utf-8")),
			element("meta", is("name", "viewport"), is("content", "width=device-width, initial-scale=1")),
			element("meta", is("name", "color-scheme"), is("content", "light dark")),
			element("title", title+" – "+d.Controller),
			element("style", style)),
		element("body",
			element("aside", is("class", "screen"), is("aria-label", "Before you print"),
				element("p", is("class", "no-to"), element("strong", "Do not print it yet."), " Who this goes to is not written: name and address, below on the left."),
				element("p", is("class", "no-from"), element("strong", "Do not print it yet."), " Our address, telephone and email are not written, below on the right."),
				element("p", browsers)),
			element("header",
				toWrite("to", "Name and address of who this goes to"),
				element("div",
					element("p", d.Controller),
					toWrite("from", "Our address, telephone and email"),
					element("p", day(d.AsOf), element("br"), "Reference "+d.Reference))),
			element("main",
				draft,
				element("h1", title),
				element("p", "This is what our records say on ", day(d.AsOf), ". If you write to us, give the reference "+d.Reference+"."),
				d.stated(), d.shared(), d.perhaps(), d.changed(),
				section("contacts", "Where to ask, and to read more", contacts(d.Contacts)),
				section("complaints", "How to complain, and how to go to court", contacts(d.Complaints))))))
	return page
}

// toWrite is a place in which the officer writes before the letter is printed.
func toWrite(class, what string) *html.Node {
	return element("div", is("class", class), is("contenteditable", "plaintext-only"), is("role", "textbox"), is("aria-multiline", "true"),
		is("data-what", what), is("aria-label", what+". Write it before you print; it is kept nowhere."))
}

func (d document) stated() (said []*html.Node) {
	if d.To == Representative {
		said = append(said, element("p", "This letter goes to someone who acts for the person. “You” in it means that person."))
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
	told, quoted := section("shared", "Who received it, what and why"), false
	var occasions []*html.Node
	for _, s := range d.Shared {
		var what []string
		for _, data := range s.Data {
			said := data.Category
			if data.Description != data.Category {
				said, quoted = said+": "+asNote(data.Description), true
			}
			what = append(what, said)
		}
		why, person, post, country := s.Purpose, asNote(s.Person), asNote(s.Post), s.Country
		if s.ownPurpose {
			why = asNote(why)
		}
		if s.ownCountry {
			country = asNote(country)
		}
		quoted = quoted || person+post != "" || s.ownPurpose || s.ownCountry
		occasions = append(occasions, occasion(s.Recipient, s.On,
			row("Who that is", beside(s.Kind, s.Recipient)), row("It went to", joined(person, post)),
			row("What we gave them", what...), row("Why", why), row("What allowed it", s.allowed()...),
			row("Sent abroad, to", country), row("What protects it there", s.protects()...)))
	}
	switch {
	case len(d.Shared) == 0:
		add(told, element("p", nothing))
	case quoted:
		add(told, element("p", notes))
	}
	return add(told, occasions)
}

// protects is what protects data abroad: in plain words, and in the notice's.
func (s Shared) protects() []string {
	return slices.DeleteFunc([]string{s.plainSafeguard, s.Safeguard}, func(says string) bool { return says == "" })
}

// asNote is what an officer wrote, in quotation marks.
func asNote(words string) string {
	if words == "" {
		return ""
	}
	return "“" + words + "”"
}

// beside is the sort of a recipient, where its name does not say it.
func beside(sort, name string) string {
	if sort == name {
		return ""
	}
	return sort
}

// joined is who somebody is, and in what post, as far as either is known.
func joined(person, post string) string {
	return strings.Join(slices.DeleteFunc([]string{person, post}, func(s string) bool { return s == "" }), ", ")
}

func (d document) perhaps() *html.Node {
	if len(d.Perhaps) == 0 {
		return nil
	}
	sent := "We sent these lists of many people."
	if len(d.Shared) > 0 {
		sent = "We also sent these lists of many people."
	}
	told := section("perhaps", "Where we cannot tell if you were on a list", element("p", sent+" Our records do not say if you were on them."))
	if slices.ContainsFunc(d.Perhaps, func(s perhaps) bool { return s.Rule != "" }) {
		add(told, element("p", notes))
	}
	for _, s := range d.Perhaps {
		var days *html.Node
		if !s.From.IsZero() {
			days = rowOf("For which days", day(s.From))
			if !s.To.IsZero() {
				add(days.LastChild, " to ", day(s.To))
			}
		}
		told.AppendChild(occasion(s.Recipient, s.On, row("Who that is", beside(s.Kind, s.Recipient)), row("What was on it", s.Data...), days, row("Who was on it", asNote(s.Rule))))
	}
	return told
}

func (d document) changed() *html.Node {
	if len(d.Changes) == 0 {
		return nil
	}
	told := section("changes", "Who we told when your data changed",
		element("p", "When we correct or delete your data, or limit its use, we tell those who had it from us. We do not have to where that is impossible, or would take far too much work (Article 19 of the UK GDPR)."))
	for _, c := range d.Changes {
		data := c.Data
		if len(data) == 0 {
			data = []string{"All of your data that this is about"}
		}
		var recipients []*html.Node
		for _, t := range c.Told {
			who := t.Recipient
			if t.Kind != t.Recipient {
				who += " (" + t.Kind + ")"
			}
			line := element("p", who+": "+t.Outcome)
			if !t.On.IsZero() {
				add(line, ", on ", day(t.On))
			}
			recipients = append(recipients, add(line, "."))
		}
		if len(c.Told) == 0 {
			recipients = append(recipients, element("p", nothing))
		}
		told.AppendChild(occasion(c.What, c.On, row("What data", data...), rowOf("Who had it, and were they told?", recipients)))
	}
	return told
}

func contacts(all []contact) *html.Node {
	list := element("table")
	for _, c := range all {
		add(list, row(c.For, c.Where))
	}
	return list
}

func section(id, heading string, parts ...any) *html.Node {
	return add(element("section", is("aria-labelledby", id), element("h2", is("id", id), heading)), parts...)
}

func occasion(of string, on disclosure.Date, rows ...any) *html.Node {
	return element("article", element("h3", of+", ", day(on)), element("table", rows...))
}

// row is one line of a table under a header of its own, or nothing when there is nothing
// to say. It is a table and no list of terms, of which Chromium makes nothing in a PDF.
func row(name string, said ...string) *html.Node {
	switch {
	case len(said) == 0 || len(said) == 1 && said[0] == "":
		return nil
	case len(said) == 1:
		return rowOf(name, said[0])
	}
	list := element("ul")
	for _, s := range said {
		add(list, element("li", s))
	}
	return rowOf(name, list)
}

func rowOf(name string, said ...any) *html.Node {
	return element("tr", element("th", is("scope", "row"), name), element("td", said...))
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
