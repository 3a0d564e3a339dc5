package api

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/policy"
)

// listEvidence writes the names and types of evidence into the description of a
// disclosure, so that whoever reads it finds a wrong name before it is sent. The
// service itself leaves evidence to the rules, which say more of what is wrong.
func listEvidence(api huma.API) {
	evidence := &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{},
		Description: "Evidence the recipient's conditions ask for, by field name",
	}
	for _, f := range policy.Load().Catalogue().Evidence {
		one := &huma.Schema{Description: f.Says}
		switch f.Type {
		case policy.TextField:
			one.Type = huma.TypeString
		case policy.DayField:
			one.Type, one.Format = huma.TypeString, "date"
		case policy.YesNoField:
			one.Type = huma.TypeBoolean
		case policy.StatementField:
			one.OneOf = []*huma.Schema{{Type: huma.TypeBoolean}, {Type: huma.TypeString}}
		case policy.ChoiceField:
			one.Type = huma.TypeString
			var says []string
			for _, choice := range f.Titles {
				one.Enum = append(one.Enum, choice.ID)
				says = append(says, "`"+choice.ID+"`: "+choice.Title)
			}
			one.Description += ". " + strings.Join(says, "; ")
		}
		one.Deprecated = f.Instead != ""
		evidence.Properties[f.Name] = one
	}
	schemas := api.OpenAPI().Components.Schemas.Map()
	schemas["Evidence"] = evidence // named: few that make clients follow a reference into another schema
	for _, has := range []string{"Disclosure", "ShareRecorded"} {
		schemas[has].Properties["evidence"] = &huma.Schema{Ref: "#/components/schemas/Evidence"}
	}
}
