package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	jsonv1 "github.com/go-json-experiment/json/v1" // reads as encoding/json does

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/plain"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/problem"
)

// What is wrong with the form of a body and what the rules refuse of it come in one
// answer, so that whoever sent it mends both at once. The rules are asked as a dry run
// asks them, of the body without what is wrong with its form, and nothing is recorded.

// judge says what the rules say of a body that the form was taken out of, which is a
// JSON value.
type judge func(ctx context.Context, s *service, r *http.Request, body []byte) (policy.Explanation, error)

// judged are the operations whose bodies have rules beside their form, and where in the
// body the disclosure is that the rules are about.
var judged = map[string]struct {
	at    string
	rules judge
}{
	"record-disclosure":  {"", judgeRecord},
	"correct-disclosure": {"/disclosure", judgeCorrection},
}

// framing are the places of a disclosure on which it turns which rules there are, or
// whether they refuse. Where one of them is wrong, what the rules say of the rest would
// mislead, and is not asked.
var framing = []string{"/notice", "/decision", "/disclosedAt", "/recipient/category", "/recipient/kind", "/urgency", "/departure", "/override", "/share"}

// sent is a body as it arrived, for whatever finds something wrong with it.
type sent struct {
	service *service
	request *http.Request
	to      *ready // nil where no operation is at the address
	body    []byte
}

type sentKey struct{}

// sentWith returns what was sent with the request, or nil where its body is none that
// the service has read.
func sentWith(ctx context.Context) *sent {
	body, _ := ctx.Value(sentKey{}).(*sent)
	return body
}

// keep has the request carry its body for [sentWith].
func (b *sent) keep() *http.Request {
	return b.request.WithContext(context.WithValue(b.request.Context(), sentKey{}, b))
}

// schema is what the body has to be.
func (b *sent) schema() *huma.Schema {
	if b.to == nil || b.to.operation.RequestBody == nil {
		return nil
	}
	if media := b.to.operation.RequestBody.Content["application/json"]; media != nil {
		return media.Schema
	}
	return nil
}

// malformed returns what the schema finds wrong with the body, beside what was found.
func (b *sent) malformed(found []disclosure.Finding) []disclosure.Finding {
	var value any
	if b.schema() == nil || jsonv1.Unmarshal(b.body, &value) != nil {
		return found
	}
	path := huma.NewPathBuffer(nil, 0)
	path.Push("body")
	var result huma.ValidateResult
	huma.Validate(b.to.schemas, b.schema(), path, huma.ModeWriteToServer, value, &result)
	var all problem.Findings
	for _, f := range found {
		all.Add(f)
	}
	formFindings(&all, b, result.Errors)
	return all.List()
}

// refuse answers a body that is not well formed with all that is wrong with it.
func (b *sent) refuse(found []disclosure.Finding) *problem.Problem {
	p := notWellFormed(b.request.Method, found)
	if b.to == nil {
		return p
	}
	of, has := judged[b.to.operation.OperationID]
	if !has {
		return p
	}
	if b.turnsOn(of.at, found) {
		p.Detail += " The rules have not been asked: which they are turns on what is named here."
		return p
	}
	refused := b.refusals(of.rules, found)
	if len(refused) > 0 {
		p.Errors = append(slices.Clip(p.Errors), refused...)
		p.Detail += " What the rules refuse of the rest is named here too."
	}
	return p
}

// turnsOn reports whether what is wrong is among what the rules turn on.
func (b *sent) turnsOn(at string, found []disclosure.Finding) bool {
	return slices.ContainsFunc(b.places(found), func(place string) bool {
		return place == "" || slices.ContainsFunc(framing, func(f string) bool { return overlap(at+f, place) })
	})
}

// refusals returns what the rules refuse of the rest of the body; none where it cannot
// be read without what is wrong, or the rules cannot be asked.
func (b *sent) refusals(rules judge, found []disclosure.Finding) (refused []disclosure.Finding) {
	var value any
	if jsonv1.Unmarshal(b.body, &value) != nil {
		return nil
	}
	places := b.places(found)
	for _, place := range places {
		value = emptied(value, steps(place))
	}
	rest, err := jsonv1.Marshal(value)
	if err != nil {
		return nil
	}
	explained, err := rules(b.request.Context(), b.service, b.request, rest)
	if err != nil {
		return nil // what is wrong with the form is answer enough
	}
	for _, rule := range explained.Rules {
		if rule.Severity != policy.Refuse || len(refused) == problem.MaxFindings {
			continue
		}
		if !slices.ContainsFunc(places, func(place string) bool { return overlap(place, rule.Pointer) }) {
			refused = append(refused, rule.Finding)
		}
	}
	return refused
}

// places are those that are wrong, and those for which a field of an unknown name may
// have been meant: what is missing there was written, only not found.
func (b *sent) places(found []disclosure.Finding) (places []string) {
	for _, f := range found {
		places = append(places, f.Pointer)
		last := strings.LastIndexByte(f.Pointer, '/')
		if last < 0 || !strings.HasPrefix(f.Detail, noSuchField) {
			continue
		}
		parent := f.Pointer[:last]
		for _, name := range plain.Meant(f.Pointer[last+1:], b.fieldsAt(steps(parent))) {
			places = append(places, parent+"/"+name)
		}
	}
	return places
}

// fieldsAt are the names that the object at a place of the body may have.
func (b *sent) fieldsAt(at []string) []string {
	schema := b.schema()
	for i := 0; schema != nil; i++ {
		for schema.Ref != "" {
			schema = b.to.schemas.SchemaFromRef(schema.Ref)
		}
		if i == len(at) {
			names := make([]string, 0, len(schema.Properties))
			for name := range schema.Properties {
				names = append(names, name)
			}
			return names
		}
		if schema.Items != nil {
			schema = schema.Items
		} else {
			schema = schema.Properties[at[i]]
		}
	}
	return nil
}

// overlap reports whether one place is the other, or within it.
func overlap(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/")
}

// steps parts a pointer that [pointerOf] or [scanner.find] made.
func steps(pointer string) []string {
	if pointer == "" {
		return nil
	}
	return strings.Split(pointer[1:], "/")
}

// emptied returns a JSON value with nothing at the place, which may not be there.
func emptied(value any, at []string) any {
	if len(at) == 0 {
		return nil
	}
	switch v := value.(type) {
	case map[string]any:
		if inner, there := v[at[0]]; there {
			v[at[0]] = emptied(inner, at[1:])
			if len(at) == 1 {
				delete(v, at[0])
			}
		}
	case []any: // its places stay what they are
		if i, err := strconv.Atoi(at[0]); err == nil && i >= 0 && i < len(v) {
			v[i] = emptied(v[i], at[1:])
		}
	}
	return value
}

func judgeRecord(ctx context.Context, s *service, r *http.Request, body []byte) (policy.Explanation, error) {
	var d disclosure.Disclosure
	if err := jsonv1.Unmarshal(body, &d); err != nil {
		return policy.Explanation{}, err
	}
	by, err := s.caller(ctx, Place{registerOf(r.URL)})
	if err != nil {
		return policy.Explanation{}, err
	}
	return s.registrar.Explain(ctx, by, d)
}

func judgeCorrection(ctx context.Context, s *service, r *http.Request, body []byte) (policy.Explanation, error) {
	var c disclosure.Correction
	if err := jsonv1.Unmarshal(body, &c); err != nil {
		return policy.Explanation{}, err
	}
	by, err := s.caller(ctx, Place{registerOf(r.URL)})
	if err != nil {
		return policy.Explanation{}, err
	}
	id, err := entryID(correctedIn(r.URL))
	if err != nil {
		return policy.Explanation{}, err
	}
	return s.registrar.ExplainCorrection(ctx, by, id, c)
}

// correctedIn returns the entry that the path of a correction names.
func correctedIn(address *url.URL) string {
	parts := strings.Split(address.EscapedPath(), "/")
	if len(parts) < 2 {
		return ""
	}
	id, err := url.PathUnescape(parts[len(parts)-2])
	if err != nil {
		return "" // no entry has this id
	}
	return id
}
