package api

import (
	"bytes"
	"context"
	"encoding/json"
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
// asks them, of the body without what is wrong with its form, and nothing is recorded. What
// stands under a misspelt name of which one alone can have been meant is read there.
//
//	what is wrong with the form        what the rules say beside it
//	a name that is not here            what they refuse of the rest
//	a misspelt name, one was meant     what they refuse, read there
//	a misspelt name, several meant     what they refuse, but for what those would have said
//	the wrong type, or a bad day       what they refuse of the rest
//	something missing, or too long     what they refuse of the rest
//	an invisible or control character  what they refuse of the rest
//	no Idempotency-Key                 what they refuse
//	what the rules turn on (framing)   what is wrong with the evidence, whatever rules there are
//	no JSON, or none that is whole     nothing
//
// Of a batch, each of its disclosures is asked by itself.

// judge says what the rules say of a body that the form was taken out of, which is a
// JSON value.
type judge func(ctx context.Context, s *service, r *http.Request, body []byte) (policy.Explanation, error)

// judged are the operations whose bodies have rules beside their form, and where in the
// body the disclosures are that the rules are about.
var judged = map[string]struct {
	at    func(body any) []string
	rules judge
}{
	"record-disclosure":  {func(any) []string { return []string{""} }, judgeRecord},
	"record-share":       {func(any) []string { return []string{""} }, judgeShare},
	"correct-disclosure": {func(any) []string { return []string{"/disclosure"} }, judgeCorrection},
	"record-batch":       {ofBatch, judgeBatch},
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
	if b.schema() == nil {
		return found
	}
	value, err := b.value(found)
	if err != nil {
		return found
	}
	var all problem.Findings
	for _, f := range found {
		all.Add(f)
	}
	formFindings(&all, b, b.validate(value))
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
	value, err := b.value(found)
	if err != nil {
		return p
	}
	unread := b.read(value, found)
	places := of.at(value)
	turning := slices.DeleteFunc(slices.Clone(places), func(at string) bool {
		return !slices.ContainsFunc(unread, func(place string) bool {
			return overlap(place, at) && len(place) <= len(at) || slices.ContainsFunc(framing, func(f string) bool { return overlap(at+f, place) })
		})
	})
	counts := func(rule policy.ExplainedRule) bool {
		i := slices.IndexFunc(turning, func(at string) bool { return strings.HasPrefix(rule.Pointer, at+"/") })
		return i < 0 || rule.Rule == disclosure.FormRule && strings.HasPrefix(rule.Pointer, turning[i]+"/evidence")
	}
	refused := b.refusals(of.rules, value, unread, counts)
	p.Errors = append(slices.Clip(p.Errors), refused...)
	switch {
	case len(turning) == 0:
		if len(refused) > 0 {
			p.Detail += " What the rules refuse of the rest is named here too."
		}
	case len(turning) < len(places):
		p.Detail += " The rules have not been asked of every item: which they are turns on what is named here."
		if len(refused) > 0 {
			p.Detail += " What they refuse of the others is named too."
		}
	default:
		p.Detail += " The rules have not been asked: which they are turns on what is named here."
		if len(refused) > 0 {
			p.Detail += " What is wrong with the evidence is named too."
		}
	}
	return p
}

// value is the body, to be read without what is wrong with it. A number that is none that a
// computer holds is found to be wrong, and keeps nothing else from being read.
func (b *sent) value(found []disclosure.Finding) (any, error) {
	var written, value any
	d := json.NewDecoder(bytes.NewReader(b.body))
	d.UseNumber()
	if err := d.Decode(&written); err != nil {
		return nil, err
	}
	for _, f := range found {
		if _, is := standing(written, steps(f.Pointer)).(json.Number); is {
			written = emptied(written, steps(f.Pointer))
		}
	}
	text, err := json.Marshal(written)
	if err != nil {
		return nil, err
	}
	return value, jsonv1.Unmarshal(text, &value)
}

// read takes what is wrong out of the body, and returns the places of which nothing can be
// said then. What stands under a misspelt name is put where it was meant, if that is one
// place and nothing is there. Where it may have been meant for others, nothing is said of
// those of them that are not there.
func (b *sent) read(value any, found []disclosure.Finding) (unread []string) {
	var moved []string
	for _, f := range found {
		at := steps(f.Pointer)
		if !strings.HasPrefix(f.Detail, noSuchField) || len(at) == 0 {
			unread = append(unread, f.Pointer)
			continue
		}
		parent, last := at[:len(at)-1], at[len(at)-1]
		above := strings.TrimSuffix(f.Pointer, "/"+last)
		object, _ := standing(value, parent).(map[string]any)
		meant := slices.DeleteFunc(plain.Meant(last, b.fieldsAt(parent)), func(name string) bool { _, there := object[name]; return there })
		written, there := object[last]
		if there && len(meant) == 1 && plain.Misspelt(last, meant[0]) {
			object[meant[0]], moved = written, append(moved, above+"/"+meant[0])
			delete(object, last)
			continue
		}
		unread = append(unread, f.Pointer)
		for _, name := range meant {
			unread = append(unread, above+"/"+name)
		}
	}
	unread = slices.DeleteFunc(unread, func(place string) bool { return slices.Contains(moved, place) }) // as missing
	if moved != nil {
		var again problem.Findings
		formFindings(&again, b, b.validate(value))
		for _, f := range again.List() {
			if slices.ContainsFunc(moved, func(place string) bool { return overlap(place, f.Pointer) }) {
				unread = append(unread, f.Pointer)
			}
		}
	}
	for _, place := range unread {
		emptied(value, steps(place))
	}
	return unread
}

// validate returns what the schema finds wrong with a value.
func (b *sent) validate(value any) []error {
	path := huma.NewPathBuffer(nil, 0)
	path.Push("body")
	var result huma.ValidateResult
	huma.Validate(b.to.schemas, b.schema(), path, huma.ModeWriteToServer, value, &result)
	return result.Errors
}

// standing is what stands at a place of a JSON value; nil where nothing does.
func standing(value any, at []string) any {
	for _, step := range at {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// refusals returns what the rules refuse of the rest of the body; none where it cannot be
// read, or the rules cannot be asked.
func (b *sent) refusals(rules judge, value any, unread []string, counts func(policy.ExplainedRule) bool) (refused []disclosure.Finding) {
	rest, err := jsonv1.Marshal(value)
	if err != nil {
		return nil
	}
	explained, err := rules(b.request.Context(), b.service, b.request, rest)
	if err != nil {
		return nil // what is wrong with the form is answer enough
	}
	for _, rule := range explained.Rules {
		if rule.Severity != policy.Refuse || !counts(rule) || len(refused) == problem.MaxFindings {
			continue
		}
		if !slices.ContainsFunc(unread, func(place string) bool { return overlap(place, rule.Pointer) }) {
			refused = append(refused, rule.Finding)
		}
	}
	return refused
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

func judgeShare(ctx context.Context, s *service, r *http.Request, body []byte) (policy.Explanation, error) {
	var share disclosure.ShareRecorded
	if err := jsonv1.Unmarshal(body, &share); err != nil {
		return policy.Explanation{}, err
	}
	by, err := s.caller(ctx, Place{registerOf(r.URL)})
	if err != nil {
		return policy.Explanation{}, err
	}
	return s.registrar.ExplainShare(ctx, by, share)
}

// ofBatch are the places of the disclosures of a batch. One item alone is a place of its
// own, whose rules another's do not wait for.
func ofBatch(body any) []string {
	items, _ := standing(body, []string{"items"}).([]any)
	places := make([]string, 0, len(items))
	for i := range items {
		places = append(places, disclosureOf(i))
	}
	return places
}

// judgeBatch puts what the rules say of each item where it stands in the batch. Of an item
// that cannot be judged by itself, nothing is said.
func judgeBatch(ctx context.Context, s *service, r *http.Request, body []byte) (policy.Explanation, error) {
	var batch struct {
		Items []batchItem `json:"items"`
	}
	if err := jsonv1.Unmarshal(body, &batch); err != nil {
		return policy.Explanation{}, err
	}
	by, err := s.caller(ctx, Place{registerOf(r.URL)})
	if err != nil {
		return policy.Explanation{}, err
	}
	var all policy.Explanation
	for i, item := range batch.Items[:min(len(batch.Items), maxBatchItems)] {
		explained, err := s.registrar.Explain(ctx, by, item.Disclosure)
		if err != nil {
			continue
		}
		for _, rule := range explained.Rules {
			rule.Pointer = disclosureOf(i) + rule.Pointer
			all.Rules = append(all.Rules, rule)
		}
	}
	return all, nil
}
