package console

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// mostPeople is how many people one disclosure may be about, as the API takes it.
const mostPeople = 60

// aRecording is the page on which a disclosure is recorded: what every disclosure asks,
// and what this recipient and this footing need.
type aRecording struct {
	Whom   string
	Rests  []string // what it rests on, in words
	Sets   []fieldset
	People int
	Tried  *tried
	Seen   string // digest of the body of which the flags were shown
	Change string // address of the page before
	Begin  string // address of the first page
	Share  bool
	// Of a correction: the disclosure as it reads, of which the form changes what it asks.
	Corrects bool
	Base     string
}

// tried is what would become of it.
type tried struct {
	Outcome string // accept, flag or refuse
	Flags   []triedRule
}

type triedRule struct {
	Detail, Clears string
	At             string // the field that it is about; empty where it is of none here
}

// fillIn shows the form with nothing typed. That of a correction begins as the disclosure
// reads: opened by its address alone, it would lack what it corrects.
func (v *visit) fillIn(t task) error {
	if t.Entry != "" {
		return v.goTo(t.to(mending))
	}
	return v.fillInTyped(t, newForm())
}

func (v *visit) fillInTyped(t task, f *form) error {
	needs, err := v.api.Requirements(v.r.Context(), t.Sought)
	if err != nil {
		return err
	}
	f.Carried = nil // everything of it stands on this page
	return v.fillInPage(t, f, v.everything(t, f, needs), nil, "")
}

func (v *visit) fillInPage(t task, f *form, sets []fieldset, outcome *tried, seen string) error {
	s := t.Sought
	body := aRecording{
		Whom: v.whom(s), Sets: sets, People: people(f), Tried: outcome, Seen: seen, Begin: v.session.path(t.to(beginning)), Change: v.session.path(t.to(founding)),
		Share: s.Decision != disclosure.RefusedToShare, Corrects: t.Entry != "", Base: f.Values["base"],
	}
	body.Rests = v.words.words(slices.Concat(s.Bases, s.Conditions))
	if s.Gateway != "" {
		body.Rests = append(body.Rests, v.words.word(s.Gateway))
	}
	for _, e := range s.Exemptions {
		body.Rests = append(body.Rests, "Kept from the person: "+v.words.word(e))
	}
	here, meets := map[string]bool{}, map[string]string{}
	var order []string
	for _, set := range body.Sets {
		for _, one := range set.Fields {
			here[one.Name], meets[one.Meets] = true, one.Name
			order = append(order, one.Name)
		}
	}
	delete(meets, "")
	fieldOf := func(place string) string { return cmp.Or(nearest(here, place), meets[place]) }
	for i := range f.Errors {
		f.Errors[i].Field, f.Errors[i].Says = fieldOf(f.Errors[i].Field), v.words.inProse(f.Errors[i].Says)
	}
	f.inOrder(order...)
	if outcome != nil {
		for i := range outcome.Flags {
			outcome.Flags[i].At, outcome.Flags[i].Detail = fieldOf(outcome.Flags[i].At), v.words.inProse(outcome.Flags[i].Detail)
		}
	}
	body.Sets = wantedAfterAll(body.Sets, f, outcome)
	for i := range body.Sets {
		body.Sets[i].fill(f)
	}
	back := body.Change
	if !body.Share {
		back = body.Begin
	}
	return v.on(t, "fill", &page{Title: "What it needs", Nav: "disclose", Form: f, Body: body, Action: v.session.path(t.to(filling)), Back: back})
}

// mayApply and theNeeded are the parts of the form that ask what a rule asks of some
// disclosures, and of this one.
const (
	mayApply  = "If it applies"
	theNeeded = "What this recipient and this footing need"
	// rolesOfTheFirst is the field of who the first of whom it is about is.
	rolesOfTheFirst = "subjects-0-roles"
)

// wantedAfterAll moves what a rule has asked for by now from what is asked only if it
// applies to what is needed.
func wantedAfterAll(sets []fieldset, f *form, outcome *tried) []fieldset {
	wanted := func(one field) bool {
		return f.Wrong(one.Name) != "" || outcome != nil && slices.ContainsFunc(outcome.Flags, func(r triedRule) bool { return r.At == one.Name })
	}
	at := slices.IndexFunc(sets, func(s fieldset) bool { return s.Legend == mayApply })
	if at < 0 || !slices.ContainsFunc(sets[at].Fields, wanted) {
		return sets
	}
	needed := fieldset{Legend: theNeeded}
	applies := sets[at]
	applies.Fields = nil
	for _, one := range sets[at].Fields {
		if wanted(one) {
			needed.Fields = append(needed.Fields, one)
		} else {
			applies.Fields = append(applies.Fields, one)
		}
	}
	moved := slices.Delete(slices.Clone(sets), at, at+1)
	if applies.Fields != nil {
		moved = slices.Insert(moved, at, applies)
	}
	if there := slices.IndexFunc(moved, func(s fieldset) bool { return s.Legend == theNeeded }); there >= 0 {
		moved[there].Fields = slices.Concat(moved[there].Fields, needed.Fields)
		return moved
	}
	return slices.Insert(moved, at, needed)
}

// missing says beside each field that is empty what this recipient and this footing need of
// it: where the form is not whole the API has not come to the rules yet, and somebody would
// be told of the rest only once that is put right.
func missing(needs client.Requirements, sets []fieldset, f *form, known string) {
	asked := map[string]bool{}
	for _, set := range sets {
		for _, one := range set.Fields {
			asked[one.Name] = true
		}
	}
	// fieldOf is the field that asks for the place, or the first part of it.
	fieldOf := func(l client.Need) string {
		for _, name := range []string{nameOf(l.Pointer), nameOf(l.Pointer) + "-reference"} {
			if asked[name] {
				return name
			}
		}
		return ""
	}
	say := func(name, detail string) {
		if f.Wrong(name) != "" {
			return
		}
		// What is said of a part says more than that the whole is missing, such as who approved.
		f.Errors = slices.DeleteFunc(f.Errors, func(e formError) bool { return e.FromAPI && !asked[e.Field] && strings.HasPrefix(name, e.Field+"-") })
		f.Errors = append(f.Errors, formError{Field: name, Says: detail, FromAPI: strings.HasPrefix(detail, "This is ")})
	}
	for _, n := range needs.Fixed {
		if n.Unavoidable || n.Lack != "refuse" {
			continue
		}
		leaves := leavesOf(n.Need, needs.Terms)
		if slices.ContainsFunc(leaves, func(l client.Need) bool { return l.Optional || l.Absent || fieldOf(l) == "" }) {
			continue // it can be met by what was chosen before, which trying it knows
		}
		empty := slices.DeleteFunc(slices.Clone(leaves), func(l client.Need) bool { return f.Values[fieldOf(l)] != "" || fieldOf(l) == known })
		switch {
		case len(empty) == 0 || len(n.Need.Any) > 0 && len(empty) < len(leaves):
		case len(n.Need.Any) > 0:
			say(fieldOf(empty[0]), n.Detail)
		default:
			for _, l := range empty {
				say(fieldOf(l), n.Detail)
			}
		}
	}
}

// nearest is the field that a place is in: itself, or the part of the body that holds
// it or begins with it; "" where the page has none.
func nearest(here map[string]bool, name string) string {
	for at := name; at != ""; {
		if here[at] {
			return at
		}
		if here[at+".time"] {
			return at + ".time" // of a moment whose day is chosen already
		}
		i := strings.LastIndexByte(at, '-')
		if i < 0 {
			break
		}
		at = at[:i]
	}
	inside := ""
	for other := range here {
		if name != "" && strings.HasPrefix(other, name+"-") && (inside == "" || other < inside) {
			inside = other
		}
	}
	return inside
}

// people is how many people the form asks of.
func people(f *form) int {
	n, _ := strconv.Atoi(f.Values["people"])
	return min(max(n, 1), mostPeople)
}

// everything is what the form asks, in the order in which an officer knows it.
func (v *visit) everything(t task, f *form, needs client.Requirements) []fieldset {
	s := t.Sought
	shares := s.Decision != disclosure.RefusedToShare
	var sets []fieldset
	if t.Entry != "" {
		sets = append(sets, fieldset{Fields: []field{{Name: "corrects", Label: "What was wrong, and how that was found", Hint: "It stays with the disclosure, beside how it read before.", Type: "area"}}})
	}
	sets = append(sets, fieldset{Fields: []field{
		{Name: "case", Label: "The council’s reference for the case", Hint: "Never a person’s name. The first entry of a case opens it.", Type: "text"},
	}})
	n := people(f)
	for i := range n {
		at := "subjects-" + strconv.Itoa(i)
		of := fieldset{Legend: "Whom it is about", Hint: "By the council’s own reference, never by name.", Fields: []field{
			{Name: at + "-reference", Label: "Reference of the person", Type: "text"},
			{Name: at + "-roles", Label: "Who that is", Type: "checks", Options: titled(disclosure.SubjectRoles, plain)},
			{Name: at + "-child", Label: "A child?", Hint: "Leave it where it is not known.", Type: "yesno"},
		}}
		if n > 1 {
			of.Legend, of.Hint = "Person "+strconv.Itoa(i+1)+" of "+strconv.Itoa(n), ""
		}
		sets = append(sets, of)
	}
	what := fieldset{Legend: "What was shared, in words", Hint: "So that somebody who was not there knows what it was."}
	if !shares {
		what.Legend = "What was asked for, in words"
	}
	for i, category := range s.Data {
		at := "data-" + strconv.Itoa(i)
		what.Fields = append(what.Fields, field{Name: at + "-description", Label: v.words.word(category), Type: "text"})
		if n > 1 {
			what.Fields = append(what.Fields, field{Name: at + "-subject", Label: "Whose: the reference, if it is not everybody’s", Type: "text"})
		}
	}
	if what.Fields != nil {
		sets = append(sets, what)
	}
	why := fieldset{Legend: "Why", Fields: []field{
		{Name: "reason", Label: map[bool]string{true: "Why it was shared", false: "Why it was refused"}[shares], Type: "area"},
		{Name: "purpose", Label: "What it was for, in a line", Type: "text"},
		{Name: "purposeId", Label: "Which of the notice’s purposes is that?", Hint: "Leave it where none fits.", Type: "pick", Options: v.purposes(s.Notice)},
	}}
	if shares {
		why.Fields = append(why.Fields, field{Name: "justification-necessity", Label: "Why this much was needed, and no less would do", Type: "area"})
	} else {
		why.Fields = append(why.Fields, field{Name: "refusedFor", Label: "The sort of reason", Type: "list", Options: titled(strung(disclosure.RefusalGrounds), plain)})
	}
	who := fieldset{Legend: "Who received it", Fields: []field{
		{Name: "recipient-organisation", Label: "The organisation", Type: "text"},
		{Name: "recipient-person", Label: "Who there, by name", Type: "text"},
		{Name: "recipient-post", Label: "Their post", Type: "text"},
	}}
	if !shares {
		who.Legend = "Who asked"
	}
	how := fieldset{Legend: "When, and how", Fields: []field{
		{Name: "disclosedAt.time", Label: "At what time on " + inWords(s.On) + "?", Hint: "London time, such as 14:05.", Type: "time"},
	}}
	if shares {
		how.Fields = append(how.Fields,
			field{Name: "method-channel", Label: "How it was sent", Hint: "Such as secure e-mail, by hand or by telephone.", Type: "text"},
			field{Name: "method-security", Label: "How it was protected on the way", Type: "text"},
			field{Name: "method-recipientVerified", Label: "How the recipient’s identity and address were checked", Type: "text"},
		)
	}
	sets = append(sets, why, who, how)
	sets = append(sets, v.telling(s, f.Values["tellSubject-ground"])...)
	sets = append(sets, v.exempted(s, n)...)
	asked := map[string]bool{}
	for _, set := range sets {
		for _, one := range set.Fields {
			asked[one.Name] = true
		}
	}
	for _, name := range []string{"authorisedBy-name", "authorisedBy-post", "disclosedAt", "data", "subjects", "tellSubject-outcome", "justification-lawfulBases", "justification-conditions", "justification-gateway", "justification-exemptions", "recipient-category", "recipient-kind", "urgency", "decision", "notice", "subjects-0-role"} {
		asked[name] = true
	}
	sets = append(sets, v.needed(needs, sets, asked)...)
	sets = append(sets, v.otherEvidence(f, asked)...)
	sets = append(sets, fieldset{Legend: "Who approved it", Fields: []field{
		{Name: "authorisedBy-name", Label: "Name of who approved it", Type: "text"}, {Name: "authorisedBy-post", Label: "Post of who approved it", Type: "text"},
	}})
	return append(sets, v.seldom(shares, asked)...)
}

func strung[T ~string](list []T) []string {
	var all []string
	for _, one := range list {
		all = append(all, string(one))
	}
	return all
}

func (v *visit) purposes(notice string) []choice {
	var all []choice
	for _, n := range v.words.policy.Notices {
		if n.ID == notice {
			for _, p := range n.Purposes {
				all = append(all, choice{Value: p.ID, Title: p.Title})
			}
		}
	}
	return all
}

// telling asks what the choice of telling leaves to say. The ground chosen is offered
// whenever it was the law.
func (v *visit) telling(s client.Sought, chosen string) []fieldset {
	set := fieldset{Legend: "What the person was told"}
	ground := field{
		Name: "tellSubject-ground", Label: "On what ground they were not", Type: "list",
		Hint:      "One that holds only to an extent is chosen on the page before as well, under “It is kept from the person”; its reason is then asked for here.",
		GroupSays: "Never a ground for not telling the person",
	}
	if sole := v.soleGround(s); sole != nil && s.Telling == disclosure.NotTold {
		ground.Label, ground.Hint = "On what ground they were not, if it is another", "Left empty, it is the one chosen on the page before: "+sole.Title.Title+"."
	}
	// What is relied on already comes first: mostly it is the same.
	grounds := v.exemptionsOn(s.On, append(slices.Clone(s.Exemptions), chosen)...)
	slices.SortStableFunc(grounds, func(a, b client.LawItem) int {
		return cmp.Compare(slices.Index(s.Exemptions, b.ID), slices.Index(s.Exemptions, a.ID))
	})
	for _, e := range grounds {
		one := choice{Value: e.ID, Title: e.Title.Title + " (" + e.Citation + ")"}
		switch e.Telling.Relieves {
		case "access-only", "request-only", "none":
			ground.Group = append(ground.Group, one)
			continue
		case "partly":
			one.Title += ", only to an extent"
		}
		ground.Options = append(ground.Options, one)
	}
	switch s.Telling {
	case disclosure.Told:
		set.Fields = []field{{Name: "tellSubject-on", Label: "Day on which they were told", Type: "date"}}
	case disclosure.NotTold:
		set.Fields = []field{ground}
	case disclosure.Deferred:
		set.Fields = []field{{Name: "tellSubject-on", Label: "Day by which they are told", Type: "date"}, ground}
	default:
		return nil
	}
	return []fieldset{set}
}

// soleGround is the exemption that is relied on, where it is one alone and can be a ground for
// not telling the person: then nobody is asked for the ground again. Nil is none.
func (v *visit) soleGround(s client.Sought) *client.LawItem {
	if len(s.Exemptions) != 1 {
		return nil
	}
	for _, e := range v.words.exemptions {
		if relieves := e.Telling.Relieves; e.ID == s.Exemptions[0] && (relieves == "full" || relieves == "partly") {
			return &e
		}
	}
	return nil
}

// exempted asks what relying on an exemption has to say.
func (v *visit) exempted(s client.Sought, people int) []fieldset {
	var sets []fieldset
	for i, id := range s.Exemptions {
		at := "justification-exemptions-" + strconv.Itoa(i)
		set := fieldset{Legend: "Kept from the person: " + v.words.word(id), Fields: []field{
			{Name: at + "-reason", Label: "Why it applies", Type: "area"},
			{Name: at + "-provisions", Label: "Which rights it lifts", Hint: "Provisions of the UK GDPR, one a line. Such as 15(1)-(3), which is access.", Type: "words"},
			{Name: at + "-reviewBy", Label: "Day on which that is looked at again", Type: "date"},
		}}
		if people > 1 {
			set.Fields = append(set.Fields, field{Name: at + "-people", Label: "Whose answer it keeps: their references", Hint: "One a line.", Type: "words"})
		}
		sets = append(sets, set)
	}
	return sets
}

// needed asks what this recipient and this footing need, beside what every disclosure
// is asked.
func (v *visit) needed(needs client.Requirements, before []fieldset, asked map[string]bool) []fieldset {
	must := fieldset{Legend: theNeeded}
	var sets []fieldset
	for _, n := range needs.Fixed {
		if n.Unavoidable {
			continue
		}
		leaves := leavesOf(n.Need, needs.Terms)
		if len(n.Need.Any) > 0 {
			// What is asked already can meet it; trying it says whether it does. A role is what
			// somebody is, and is not chosen to meet a rule.
			if i := slices.IndexFunc(leaves, func(l client.Need) bool {
				return asked[nameOf(l.Pointer)] && !l.Absent && nameOf(l.Pointer) != rolesOfTheFirst
			}); i >= 0 {
				wants(before, nameOf(leaves[i].Pointer), nameOf(n.Pointer), joined(v.words.inProse(n.Detail), lacking(n)))
				continue
			}
			set := fieldset{Legend: v.words.inProse(n.Detail), Hint: "One of these. " + lacking(n)}
			for _, l := range leaves {
				set.Fields = append(set.Fields, v.fieldsOf(l, "", asked)...)
			}
			if len(set.Fields) == 1 {
				set.Fields[0].Hint = joined(set.Fields[0].Hint, lacking(n))
				must.Fields = append(must.Fields, set.Fields...)
			} else if set.Fields != nil {
				sets = append(sets, set)
			}
			continue
		}
		for _, l := range leaves {
			must.Fields = append(must.Fields, v.fieldsOf(l, lacking(n), asked)...)
		}
	}
	if must.Fields != nil {
		sets = append([]fieldset{must}, sets...)
	}
	applies := fieldset{Legend: mayApply, Aside: true}
	for _, n := range needs.IfGiven {
		for _, l := range leavesOf(n.Need, needs.Terms) {
			if strings.HasPrefix(l.Pointer, "/evidence/") {
				applies.Fields = append(applies.Fields, v.fieldsOf(l, "", asked)...)
			}
		}
	}
	if applies.Fields != nil {
		sets = append(sets, applies)
	}
	return sets
}

// wants says at the field that a rule, which names another place, can be met here.
func wants(sets []fieldset, name, place, hint string) {
	for _, set := range sets {
		for i := range set.Fields {
			if one := &set.Fields[i]; one.Name == name && name != place {
				one.Hint, one.Meets = joined(one.Hint, hint), place
			}
		}
	}
}

// lacking says what becomes of a disclosure without it.
func lacking(n client.Needed) string {
	switch {
	case n.Lack == "flag":
		return "Without it, it is flagged."
	case n.Yields:
		return "Needed: without it, it is refused, or flagged where the law obliges the sharing."
	}
	return "Needed: without it, it is refused."
}

func joined(a, b string) string { return strings.TrimSpace(a + " " + b) }

// leavesOf are the places that a need asks for, through the terms that it names.
func leavesOf(n client.Need, terms map[string]client.Term) []client.Need {
	var all []client.Need
	for _, each := range slices.Concat(n.All, n.Any) {
		all = append(all, leavesOf(each, terms)...)
	}
	if n.Pointer != "" && !n.Absent {
		all = append(all, n)
	}
	return all
}

// fieldsOf is the field for a place, unless it is asked already.
func (v *visit) fieldsOf(l client.Need, lack string, asked map[string]bool) []field {
	name := nameOf(l.Pointer)
	list, place := name, ""
	if i := strings.LastIndexByte(name, '-'); i >= 0 {
		list, place = name[:i], name[i+1:]
	}
	if _, err := strconv.Atoi(place); asked[name] || err == nil && asked[list] {
		return nil // by itself, or as one of the list that is asked
	}
	asked[name] = true
	one := field{Name: name, Label: capital(onTheForm(l.Label)), Hint: joined(l.Test, lack), Type: "text"}
	switch l.Type {
	case "date":
		one.Type = "date"
	case "boolean":
		one.Type = "yesno"
	case "choice", "id":
		one.Type = "list"
		for _, value := range l.Values {
			if id, ok := value.(string); ok {
				evidence := strings.TrimPrefix(l.Pointer, "/evidence/")
				one.Options = append(one.Options, choice{Value: id, Title: cmp.Or(v.words.answers[[2]string{evidence, id}], capital(v.words.word(id)))})
			}
		}
	case "statement", "text":
	case "object":
		if name != "justification-policyDocument" && name != "agreement" {
			return nil
		}
		return []field{
			{Name: name + "-reference", Label: one.Label + ": its reference", Hint: one.Hint, Type: "text"},
			{Name: name + "-version", Label: "Its version", Type: "text"},
		}
	default:
		return nil
	}
	return []field{one}
}

// otherEvidence is what a correction finds on record and nothing here asks for.
func (v *visit) otherEvidence(f *form, asked map[string]bool) []fieldset {
	evidence, _ := bodyIn(f.Values["base"])["evidence"].(map[string]any)
	set := fieldset{Legend: "What else is on record as evidence"}
	for _, name := range slices.Sorted(maps.Keys(evidence)) {
		if asked["evidence-"+name] {
			continue
		}
		one := field{Name: "evidence-" + name, Label: capital(or(v.words.evidence[name], name)), Type: "text"}
		if _, truth := evidence[name].(bool); truth {
			one.Type = "yesno"
		}
		for _, e := range v.words.policy.Catalogue.Evidence {
			for _, answer := range e.Titles {
				if e.Name == name {
					one.Type, one.Options = "list", append(one.Options, choice{Value: answer.ID, Title: answer.Title})
				}
			}
		}
		set.Fields = append(set.Fields, one)
	}
	if set.Fields == nil {
		return nil
	}
	return []fieldset{set}
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// seldom is what most disclosures leave out.
func (v *visit) seldom(shares bool, asked map[string]bool) []fieldset {
	var sets []fieldset
	aside := func(id, legend, hint string, fields ...field) {
		fields = slices.DeleteFunc(fields, func(one field) bool { return asked[one.Name] })
		if len(fields) > 0 {
			sets = append(sets, fieldset{ID: id, Legend: legend, Hint: hint, Fields: fields, Aside: true})
		}
	}
	if shares {
		if !asked["agreement"] {
			aside("agreement", "A sharing agreement was relied on", "",
				field{Name: "agreement-reference", Label: "Its reference", Type: "text"}, field{Name: "agreement-version", Label: "Its version", Type: "text"})
		}
		aside("transfer", "It left the United Kingdom", "",
			field{Name: "transfer-country", Label: "To which country", Type: "text"}, field{Name: "transfer-mechanism", Label: "On what mechanism", Type: "text"},
			field{Name: "transfer-instrument", Label: "By which instrument", Type: "text"})
	}
	aside("intake", "How the matter reached the council", "",
		field{Name: "intake-channel", Label: "How the person got in touch", Type: "list", Options: titled([]string{"telephone", "email", "letter", "in-person", "website", "online-form", "social-media"}, plain)},
		field{Name: "intake-recordKind", Label: "As what", Type: "list", Options: titled([]string{"complaint", "comment", "compliment", "enquiry"}, plain)})
	if shares {
		aside("departure", "It has happened, though a rule does not allow it", "What has already happened is recorded all the same. Every rule that it breaks is flagged for the Data Protection Officer.",
			field{Name: "departure-reason", Label: "What went wrong", Type: "area"},
			field{Name: "departure-discoveredOn", Label: "Day on which that was found", Type: "date"},
			field{Name: "departure-breachReference", Label: "Its reference in the breach register", Type: "text"},
			field{Name: "departure-noBreachReason", Label: "Or why it is no breach", Type: "area"})
		aside("override", "The law goes before the notice", "A court’s order, where the notice promises to ask for consent first. It is always flagged.",
			field{Name: "override-reason", Label: "Why", Type: "area"}, field{Name: "override-provision", Label: "The provision, order or power", Type: "text"},
			field{Name: "override-authorisedBy-name", Label: "Who approved that: name", Type: "text"}, field{Name: "override-authorisedBy-post", Label: "And post", Type: "text"})
	}
	return sets
}

// bodyOf is the disclosure that the form says, as the API takes it.
func bodyOf(s client.Sought, base map[string]any, sets []fieldset, f *form) map[string]any {
	body := base
	if body == nil {
		body = map[string]any{}
	}
	text := func(name, value string) {
		if value == "" {
			set(body, name, nil)
		} else {
			set(body, name, value)
		}
	}
	list := func(name string, ids []string) {
		set(body, name, nil)
		for i, id := range ids {
			set(body, name+"-"+strconv.Itoa(i), id)
		}
	}
	text("notice", s.Notice)
	text("decision", string(s.Decision))
	text("urgency", string(s.Urgency))
	text("recipient-category", s.Category)
	text("recipient-kind", s.Kind)
	list("justification-lawfulBases", s.Bases)
	list("justification-conditions", s.Conditions)
	text("justification-gateway", s.Gateway)
	text("tellSubject-outcome", string(s.Telling))
	if s.Decision == disclosure.RefusedToShare {
		text("tellSubject-outcome", string(disclosure.NoTelling))
	}
	put(body, sets, f)
	for i, category := range s.Data {
		set(body, "data-"+strconv.Itoa(i)+"-category", category)
	}
	for i, id := range s.Exemptions {
		set(body, "justification-exemptions-"+strconv.Itoa(i)+"-id", id)
	}
	if body["justification"] == nil {
		body["justification"] = map[string]any{} // of a refusal, which rests on nothing
	}
	f.Values["disclosedAt"] = s.On.String()
	set(body, "disclosedAt.time", nil)
	set(body, "disclosedAt", f.moment("disclosedAt"))
	return body
}

// recordDisclosure tries what was typed, and records it once nothing is flagged that
// has not been shown.
func (v *visit) recordDisclosure(t task) error {
	f := v.typed()
	switch f.Values["do"] {
	case "person":
		f.Values["people"] = strconv.Itoa(people(f) + 1)
		return v.fillInTyped(t, f)
	case "begin", "footing":
		show := map[string]func(task, *form) error{"begin": v.beginAgain, "footing": v.footingAgain}[f.Values["do"]]
		f.carry(func(string) bool { return false })
		return v.goOn(t, f, show)
	}
	needs, err := v.api.Requirements(v.r.Context(), t.Sought)
	if err != nil {
		return err
	}
	sets := v.everything(t, f, needs)
	body := bodyOf(t.Sought, bodyIn(f.Values["base"]), sets, f)
	known := "" // on a page before
	if ground := v.soleGround(t.Sought); t.Sought.Telling == disclosure.NotTold && f.Values["tellSubject-ground"] == "" && ground != nil {
		known = "tellSubject-ground"
		set(body, known, ground.ID)
	}
	why := f.Values["corrects"]
	delete(body, "corrects")
	if t.Entry != "" && why == "" {
		f.wrong("corrects", "Say what was wrong, and how that was found.")
		// The rest is looked at too, with words in the place of those.
		why = standsIn
	}
	wrong := f.Errors != nil
	digest := digestOf(body)
	if wrong || f.Values["do"] == "check" || f.Values["seen"] != digest {
		would, err := v.tryIt(t, why, body)
		if v.refusedIn(f, err) {
			missing(needs, sets, f, known)
			return v.fillInPage(t, f, sets, nil, "")
		} else if err != nil {
			return err
		}
		if would.Outcome == "refuse" {
			f.Detail = "It would be refused, and nothing was recorded. What has already happened can be recorded all the same: the last part of the form asks what went wrong."
		}
		outcome := triedOf(would, correctionPlace(t), f)
		if wrong && would.Outcome != "refuse" {
			outcome = nil // it cannot be recorded yet
		}
		if wrong || f.Values["do"] == "check" || would.Outcome != "accept" {
			return v.fillInPage(t, f, sets, outcome, digest)
		}
	}
	recorded, err := v.recordIt(t, f.Key, why, body)
	if v.refusedIn(f, err) {
		return v.fillInPage(t, f, sets, nil, "")
	} else if err != nil {
		return err
	}
	next := t.to(noted)
	next.Sought = client.Sought{}
	next.Done = "The disclosure is on record."
	if t.Entry != "" {
		next.Done = "The correction is on record."
	}
	next.Entry, next.Case = recorded.ID, disclosure.CaseRef(f.Values["case"])
	return v.goTo(next)
}

func (v *visit) tryIt(t task, why string, body map[string]any) (client.Tried, error) {
	if t.Entry != "" {
		return v.api.TryCorrection(v.r.Context(), t.Entry, why, body)
	}
	return v.api.TryDisclosure(v.r.Context(), body)
}

func (v *visit) recordIt(t task, key, why string, body map[string]any) (client.RecordedWith, error) {
	if t.Entry != "" {
		return v.api.Correct(v.r.Context(), key, t.Entry, why, body)
	}
	return v.api.RecordDisclosure(v.r.Context(), key, body)
}

// correctionPlace is where in what is sent the disclosure stands.
func correctionPlace(t task) string {
	if t.Entry != "" {
		return "/disclosure"
	}
	return ""
}

// refusedIn is refused, of a body that may stand within a correction.
func (v *visit) refusedIn(f *form, err error) bool {
	if !f.refused(err) {
		return false
	}
	for i := range f.Errors {
		f.Errors[i].Field = strings.TrimPrefix(f.Errors[i].Field, "disclosure-")
	}
	return true
}

// correct begins a correction: the form as the disclosure now reads.
func (v *visit) correct(t task) error {
	opened, err := v.api.Open(v.r.Context(), t.Why, t.Entry)
	if err != nil {
		return err
	}
	last := opened.Entry
	if n := len(opened.Corrections); n > 0 {
		last = opened.Corrections[n-1]
	}
	d, err := disclosureOf(last)
	if err != nil {
		return err
	}
	body := bodyIn(written(d))
	next := t.to(filling)
	next.Entry = last.ID
	next.Sought = client.Sought{
		Notice: d.Notice, Category: d.Recipient.Category, Kind: d.Recipient.Kind, Decision: d.Decision, Urgency: d.Urgency, Bases: d.Justification.LawfulBases,
		Conditions: d.Justification.Conditions, Gateway: d.Justification.Gateway, Telling: d.TellSubject.Outcome, On: disclosure.DateOf(d.DisclosedAt),
	}
	if next.Sought.Telling == disclosure.NoTelling {
		next.Sought.Telling = ""
	}
	for _, item := range d.Data {
		next.Sought.Data = append(next.Sought.Data, item.Category)
	}
	for _, e := range d.Justification.Exemptions {
		next.Sought.Exemptions = append(next.Sought.Exemptions, e.ID)
	}
	f := newForm()
	spread(f.Values, "", body)
	f.Values["base"] = written(body)
	f.Values["people"] = strconv.Itoa(len(d.Subjects))
	f.Values["disclosedAt.time"] = d.DisclosedAt.In(disclosure.London).Format("15:04")
	return v.fillInTyped(next, f)
}

// bodyIn reads a body that a form carries, or nil where it carries none.
func bodyIn(text string) map[string]any {
	var body map[string]any
	if json.Unmarshal([]byte(text), &body) != nil {
		return nil
	}
	return body
}

// written is a body as a form carries it.
func written(body any) string {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // of texts, truths, numbers and lists, which always encode
	}
	return string(text)
}

// digestOf tells whether a body is the one of which the flags were shown.
func digestOf(body map[string]any) string {
	sum := sha256.Sum256([]byte(written(body)))
	return hex.EncodeToString(sum[:16])
}

// triedOf is what would become of it in words. What refuses it stands beside the fields
// that it is about.
func triedOf(would client.Tried, prefix string, f *form) *tried {
	out := &tried{Outcome: would.Outcome}
	for _, r := range would.Rules {
		at := nameOf(strings.TrimPrefix(r.Pointer, prefix))
		if r.Severity == "refuse" {
			f.wrong(at, r.Detail)
			continue
		}
		out.Flags = append(out.Flags, triedRule{r.Detail, r.Clears, at})
	}
	return out
}

// londonTime is the moment at which London's clocks show the time on the day.
func londonTime(d disclosure.Date, hour, minute int) string {
	midnight := d.Start().In(disclosure.London)
	return time.Date(midnight.Year(), midnight.Month(), midnight.Day(), hour, minute, 0, 0, disclosure.London).UTC().Format(time.RFC3339)
}

// aReceipt is what is on record, and its proof.
type aReceipt struct {
	Entry   disclosure.EntryID
	Receipt string // empty while it is not in the log yet
	Open    string // address of the disclosure; empty of a fact
	Person  string // of the person whom a fact is about
	Again   string // address of this page
	Attach  string // of the one that attaches a letter; empty of a fact
}

// noted shows the receipt of what was recorded. It shows nothing of anybody, and so is
// no look.
func (v *visit) noted(t task) error {
	body := aReceipt{Entry: t.Entry, Again: v.session.path(t.to(noted))}
	switch {
	case t.Fact.Kind == "":
		body.Open, body.Attach = v.session.path(task{Kind: record, Entry: t.Entry}), v.toAttach(t, t.Entry, t.Case)
	case t.Subject != "":
		body.Person = v.session.path(task{Kind: person, Subject: t.Subject, Why: t.Why, Said: t.Said})
	}
	receipt, err := v.receipt(t.Entry)
	if err != nil {
		return err
	}
	body.Receipt = receipt
	return v.on(t, "recorded", &page{Title: "On record", Nav: "disclose", Body: body})
}
