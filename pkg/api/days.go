package api

import "github.com/danielgtaylor/huma/v2"

// aDay says how a day is written.
const aDay = "a day from 1800 to 2999 as year-month-day, for example 2026-03-29"

// boundDays has the schema refuse the days that [disclosure.ParseDate] refuses,
// so that the answer names the field. What is left to the reading of the body
// alone is answered without a place.
func boundDays(api huma.API) {
	for _, schema := range api.OpenAPI().Components.Schemas.Map() {
		boundDaysIn(schema)
	}
}

func boundDaysIn(schema *huma.Schema) {
	if schema == nil {
		return
	}
	if schema.Format == "date" {
		schema.Pattern, schema.PatternDescription = "^(1[89]|2[0-9])[0-9]{2}-", aDay
		schema.PrecomputeMessages()
	}
	boundDaysIn(schema.Items)
	for _, property := range schema.Properties {
		boundDaysIn(property)
	}
}
