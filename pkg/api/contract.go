package api

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
)

// The contract is what the description says beyond what each operation declares: it
// serves whoever makes a client, and nothing in the service depends on it.

// tags are what the operations are about, which groups them, and what each group is for.
var tags = []struct {
	about power.About
	says  string
}{
	{power.Disclosures, "Recording, correcting, finding and opening disclosures and refusals"},
	{power.Shares, "Routine and bulk sharing: many people at once, listed in parts"},
	{power.Flags, "What waits for the Data Protection Officer"},
	{power.Facts, "What the rules need to know: consents, objections, markers, agreements, breaches"},
	{power.Cases, "Cases, their letters, holds and disposal"},
	{power.Answers, "Answers to people about who has had their data"},
	{power.Exports, "Spreadsheets and evidence"},
	{power.Retention, "What is due for destruction, held, or destroyed"},
	{power.Reports, "Statistics, returns, the record of processing and the auditor's sample"},
	{power.Log, "The signed log, and who looked"},
	{power.Policy, "The law and the notices in force"},
	{power.You, "Who is asking, and what they may do"},
}

// described says of each error what it means, in an answer of any operation.
var described = map[int]string{
	http.StatusBadRequest:            "The body is no JSON, is missing, or did not arrive whole",
	http.StatusUnauthorized:          "There is no token, or none that this service believes",
	http.StatusForbidden:             "Not in the caller's power",
	http.StatusNotFound:              "There is no such thing, or none that the caller may know of",
	http.StatusConflict:              "It has been done already, or the Idempotency-Key is that of another request",
	http.StatusGone:                  "It was destroyed when its retention period ended",
	http.StatusRequestEntityTooLarge: "The body is too long",
	http.StatusUnsupportedMediaType:  "The body is not declared as application/json in UTF-8",
	http.StatusUnprocessableEntity:   "Refused, or not well formed: every broken rule, and where. Nothing was recorded",
	http.StatusInternalServerError:   "The fault is the service's own, and is logged",
	http.StatusServiceUnavailable:    "Not available now. Send it again, a change with the same Idempotency-Key",
}

// badQuery is what 400 means of a question, which has no body.
const badQuery = "The query cannot be read, or its cursor is none that this register gave for this question"

// bodies are what the body of an entry is, by the entry's kind, of those kinds that
// answers show.
var bodies = []struct {
	kind disclosure.Kind
	body reflect.Type
}{
	{disclosure.KindDisclosure, reflect.TypeFor[disclosure.Disclosure]()},
	{disclosure.KindCorrection, reflect.TypeFor[disclosure.Correction]()},
	{disclosure.KindCorrespondence, reflect.TypeFor[disclosure.CorrespondenceArchived]()},
	{disclosure.KindFlagCleared, reflect.TypeFor[disclosure.FlagCleared]()},
	{disclosure.KindAnswerDecided, reflect.TypeFor[disclosure.AnswerDecision]()},
	{disclosure.KindDuplicateDecided, reflect.TypeFor[disclosure.DuplicateRecorded]()},
}

// complete adds to the description what no one operation declares.
func complete(api huma.API) error {
	d := api.OpenAPI()
	d.Info.Description += " A change has an Idempotency-Key: sent again with the same key it is made once, and answered the same. A list is had in pages of JSON or, with Accept: text/csv, whole as a spreadsheet of at most 10,000 rows, and never of a part: one that is longer, or takes longer than an answer may, is refused (422). What takes too long otherwise is answered 503, which says so. A method that an address does not have is answered 405, with the methods that it has in Allow. An answer that is too long to be sent as it is (6 MB) comes compressed to who takes that (Accept-Encoding: gzip), and is otherwise refused (422)."
	d.Info.Contact = &huma.Contact{Name: "The council that keeps the register"}
	d.Servers = []*huma.Server{
		{URL: "https://{host}", Description: "A council's register", Variables: map[string]*huma.ServerVariable{
			"host": {Default: "register.example", Description: "Where it is deployed: the output of the stack"},
		}},
		{URL: "http://127.0.0.1:8080", Description: "One machine"},
	}
	for _, t := range tags {
		d.Tags = append(d.Tags, &huma.Tag{Name: string(t.about), Description: t.says})
	}
	for _, item := range d.Paths {
		for _, o := range []*huma.Operation{item.Get, item.Post} {
			if o == nil {
				continue
			}
			if o == item.Get {
				describeSheets(o)
				o.Responses[strconv.Itoa(http.StatusBadRequest)].Description = badQuery
			}
			call, there := power.Of(o.OperationID)
			if !there {
				return fmt.Errorf("describe %s: the table of powers does not have it", o.OperationID)
			}
			o.Tags = []string{string(call.About)}
			for status, says := range described {
				if response := o.Responses[strconv.Itoa(status)]; response != nil && response.Description != badQuery {
					response.Description = says
				}
			}
			o.Responses[strconv.Itoa(http.StatusTooManyRequests)] = tooMany
			for _, parameter := range o.Parameters {
				onlyKeywords(parameter.Schema)
			}
		}
	}
	if err := typeBodies(d.Components.Schemas); err != nil {
		return err
	}
	schemas := d.Components.Schemas.Map()
	for _, schema := range schemas {
		onlyKeywords(schema)
	}
	delete(schemas, "AccessRequest") // of facts that have operations of their own
	return nil
}

// onlyKeywords moves what is no keyword of JSON Schema to a name that begins with x-.
func onlyKeywords(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.PatternDescription != "" {
		if s.Extensions == nil {
			s.Extensions = map[string]any{}
		}
		s.Extensions["x-patternDescription"] = s.PatternDescription
		s.PatternDescription = ""
	}
	onlyKeywords(s.Items)
	for _, property := range s.Properties {
		onlyKeywords(property)
	}
}

// tooMany is answered before the service is reached, by what bounds how often it is
// asked; its body is no problem document.
var tooMany = &huma.Response{
	Description: "Asked too often. Wait, and send it again",
	Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{
		Type: huma.TypeObject, Properties: map[string]*huma.Schema{"message": {Type: huma.TypeString}},
	}}},
}

// typeBodies makes of an entry one of several, by its kind: each has that kind alone, and
// the body that goes with it. Clients that are made of the description have a type of each.
func typeBodies(schemas huma.Registry) error {
	all := schemas.Map()
	entry := all["Entry"]
	if entry == nil {
		return fmt.Errorf("describe the bodies of entries: there is no schema of an entry")
	}
	one := &huma.Schema{
		Description:   "One fact of the register. Its kind says what its body is",
		Discriminator: &huma.Discriminator{PropertyName: "kind", Mapping: map[string]string{}},
	}
	for _, b := range bodies {
		body := schemas.Schema(b.body, true, "")
		of := *entry
		of.Properties = maps.Clone(entry.Properties)
		of.Properties["kind"] = &huma.Schema{Type: huma.TypeString, Enum: []any{string(b.kind)}}
		of.Properties["body"] = body
		name := "EntryOf" + body.Ref[strings.LastIndex(body.Ref, "/")+1:]
		all[name] = &of
		ref := "#/components/schemas/" + name
		one.OneOf = append(one.OneOf, &huma.Schema{Ref: ref})
		one.Discriminator.Mapping[string(b.kind)] = ref
	}
	all["Entry"] = one
	return nil
}
