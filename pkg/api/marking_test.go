package api_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"disclosure-register/pkg/api"
)

// forThePerson are the operations whose answer is made to be given to the person
// whom it is about. They come from the door.
var forThePerson = []string{"subject-report", "print-subject-report"}

// aboutNobody are operations that show nothing of what is kept about people: the
// law, the log, and numbers and extracts that a council publishes.
var aboutNobody = []string{
	"show-me", "show-policy", "show-requirements", "show-checkpoint", "show-receipt", "annual-return-file", "processing-record-file",
}

// Of every operation's answer it is said whether it is for the person, and only what
// the door makes is.
func TestEveryAnswerSaysWhetherItIsForThePerson(t *testing.T) {
	text, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	type schema struct {
		Ref        string         `yaml:"$ref"`
		Says       string         `yaml:"description"`
		Properties map[string]any `yaml:"properties"`
	}
	var described struct {
		Components struct {
			Schemas map[string]schema `yaml:"schemas"`
		} `yaml:"components"`
		Paths map[string]map[string]struct {
			OperationID string `yaml:"operationId"`
			Responses   map[string]struct {
				Content map[string]struct {
					Schema schema `yaml:"schema"`
				} `yaml:"content"`
			} `yaml:"responses"`
		} `yaml:"paths"`
	}
	if err := yaml.Unmarshal(text, &described); err != nil {
		t.Fatal(err)
	}
	person, nobody, markedAnswers := map[string]bool{}, 0, 0
	for path, methods := range described.Paths {
		for method, o := range methods {
			if method != "get" {
				continue // what a change answers is its entry's id and findings, for who made it
			}
			for mediaType, content := range o.Responses["200"].Content {
				answer := described.Components.Schemas[strings.TrimPrefix(content.Schema.Ref, "#/components/schemas/")]
				_, isMarked := answer.Properties["marking"]
				isMarked = isMarked || mediaType == "text/csv" && strings.HasPrefix(content.Schema.Says, "Not for the person") // of a list: what is in it, TestASpreadsheetHasWhatTheListHas sees
				_, isDoors := answer.Properties["statement"]
				switch {
				case mediaType == "text/csv" && isMarked: // for who works on the answer, of which the person has the letter
					markedAnswers++
				case slices.Contains(forThePerson, o.OperationID):
					if person[o.OperationID] = true; isMarked || mediaType == "application/json" && !isDoors {
						t.Errorf("%s is for the person, and does not come from the door", o.OperationID)
					}
				case isDoors:
					t.Errorf("%s is not for the person, and is made by the door", o.OperationID)
				case isMarked:
					markedAnswers++
				case slices.Contains(aboutNobody, o.OperationID):
					nobody++
				default:
					t.Errorf("%s (%s) does not say whether it is for the person", o.OperationID, path)
				}
			}
		}
	}
	if len(person) != len(forThePerson) || nobody != len(aboutNobody) || markedAnswers < 25 {
		t.Errorf("for the person: %v; marked: %d; about nobody: %d", slices.Collect(maps.Keys(person)), markedAnswers, nobody)
	}
}
