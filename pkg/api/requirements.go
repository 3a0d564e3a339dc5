package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Sought is what a query says of the disclosure whose needs are asked. Lists are
// written with commas.
type Sought struct {
	Notice     string   `query:"notice" required:"true" maxLength:"64" doc:"The privacy notice" example:"dartford-complaints"`
	Category   string   `query:"category" required:"true" maxLength:"64" doc:"Recipient category" example:"ombudsman"`
	Kind       string   `query:"kind" maxLength:"64" doc:"Kind within the category" example:"lgsco"`
	Data       []string `query:"data" maxItems:"60" doc:"Data categories" example:"[\"name\",\"health\"]"`
	Decision   string   `query:"decision" enum:"disclosed,partly-disclosed,refused" doc:"Disclosed when left out"`
	Urgency    string   `query:"urgency" enum:"routine,urgent,emergency"`
	Basis      []string `query:"basis" maxItems:"10" doc:"Lawful bases that are chosen" example:"[\"ukgdpr-6-1-e\"]"`
	Condition  []string `query:"condition" maxItems:"10" doc:"Conditions that are chosen" example:"[\"ukgdpr-9-2-g\",\"dpa18-sch1-para6\"]"`
	Gateway    string   `query:"gateway" maxLength:"64" doc:"The power or duty that is chosen"`
	Exemption  []string `query:"exemption" maxItems:"10" doc:"Exemptions that are relied on"`
	Telling    string   `query:"telling" enum:"told,not-told,deferred,not-due" doc:"Whether the person was told"`
	On         string   `query:"on" doc:"The day of the disclosure, in London; today when left out" example:"2026-11-09"`
	IfNotMatch string   `header:"If-None-Match" maxLength:"4096" doc:"An ETag that was answered before: 304 where nothing has changed"`
}

func (in Sought) of(register disclosure.Register, today disclosure.Date) (policy.Sought, error) {
	on, err := day("on", in.On)
	if on.IsZero() {
		on = today
	}
	return policy.Sought{
		Register: register, Notice: in.Notice, Category: in.Category, Kind: in.Kind, Data: in.Data,
		Decision: disclosure.Decision(in.Decision), Urgency: disclosure.Urgency(in.Urgency),
		Bases: in.Basis, Conditions: in.Condition, Gateway: in.Gateway, Exemptions: in.Exemption,
		Telling: disclosure.TellOutcome(in.Telling), On: on,
	}, err
}

// parameterOf names the parameter that is at fault, by where in a body it would stand.
func parameterOf(pointer string) string {
	for _, p := range []struct{ prefix, parameter string }{
		{"/notice", "/notice"},
		{"/recipient/category", "/category"},
		{"/recipient/kind", "/kind"},
		{"/data", "/data"},
		{"/decision", "/decision"},
		{"/urgency", "/urgency"},
		{"/justification/lawfulBases", "/basis"},
		{"/justification/conditions", "/condition"},
		{"/justification/gateway", "/gateway"},
		{"/justification/exemptions", "/exemption"},
		{"/tellSubject", "/telling"},
	} {
		if strings.HasPrefix(pointer, p.prefix) {
			return p.parameter
		}
	}
	return pointer
}

// tagged is an answer that whoever has it already need not be sent again.
type tagged[B any] struct {
	Status       int
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Body         *B
}

// tag answers under an ETag: the body, or that the caller has it.
func tag[B any](body B, known string) (*tagged[B], error) {
	written, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("write the answer to tag it: %w", err)
	}
	sum := sha256.Sum256(written)
	// It is about nobody, and may be kept by who asked, who asks again each time.
	out := &tagged[B]{Status: http.StatusOK, ETag: `"` + hex.EncodeToString(sum[:16]) + `"`, CacheControl: "private, no-cache"}
	if slices.ContainsFunc(strings.Split(known, ","), func(tag string) bool {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		return tag == "*" || tag == out.ETag
	}) {
		out.Status = http.StatusNotModified
		return out, nil
	}
	out.Body = &body
	return out, nil
}

func requirements(s *service) {
	o := get("show-requirements", "/policy/requirements", "What a disclosure needs",
		"What a disclosure to such a recipient, of such data, needs: what is asked whatever it rests on, and the footings that may be chosen, with what each asks in turn. None is chosen, and their order says nothing of which is right. The same for everybody; no look is recorded.")
	o.Responses = map[string]*huma.Response{"304": {Description: "Nothing has changed since the answer that If-None-Match names"}}
	add(s, o, func(ctx context.Context, in *struct {
		Place
		Sought
	},
	) (*tagged[policy.Requirements], error) {
		by, err := s.caller(ctx, in.Place)
		if err != nil {
			return nil, err
		}
		of, err := in.of(by.Register, s.registrar.Today())
		if err != nil {
			return nil, err
		}
		needs, wrong := s.registrar.Law().Requirements(of)
		if len(wrong) > 0 {
			for i := range wrong {
				wrong[i].Pointer = parameterOf(wrong[i].Pointer)
			}
			return nil, notWellFormed(http.MethodGet, wrong)
		}
		return tag(needs, in.IfNotMatch)
	})
}
