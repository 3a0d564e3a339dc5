package lambdatest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// role is what a function may do: the statements of its role. All of them allow
// (infra/roles_test.go).
type role []statement

type statement struct {
	Sid       string                    `yaml:"Sid"`
	Action    []string                  `yaml:"Action"`
	Resource  any                       `yaml:"Resource"`
	Condition map[string]map[string]any `yaml:"Condition"`
}

// access is one thing done to AWS, as IAM sees it.
type access struct {
	action string            // "dynamodb:PutItem"
	on     string            // infra/template.yaml's output for the resource, "TableArn"
	index  string            // of the table; "" is the table itself
	keys   []string          // DynamoDB partition keys touched
	facts  map[string]string // other condition keys of the request
}

// String says what was asked for.
func (a access) String() string {
	said := a.action + " on " + a.on
	if a.index != "" {
		said += "/index/" + a.index
	}
	if len(a.keys) > 0 {
		said += fmt.Sprintf(" of %q", a.keys)
	}
	for key, value := range a.facts {
		said += fmt.Sprintf(", %s %s", key, value)
	}
	return said
}

// allows reports whether some statement allows the access.
func (r role) allows(a access) (bool, error) {
	for _, s := range r {
		if !slices.Contains(s.Action, a.action) || !s.isOn(a) {
			continue
		}
		holds, err := s.holds(a)
		if err != nil {
			return false, fmt.Errorf("statement %s: %w", s.Sid, err)
		}
		if holds {
			return true, nil
		}
	}
	return false, nil
}

// isOn reports whether the statement is about the resource: a table's index is
// another than the table.
func (s statement) isOn(a access) bool {
	resource := " " + strings.Trim(fmt.Sprint(s.Resource), "[]") + " "
	if a.index != "" && !strings.Contains(resource, "/index/"+a.index+" ") {
		return false
	}
	// A parameter of the template stands as its name, between others of a choice.
	// A resource of the template's own stands as its attribute.
	own := strings.TrimSuffix(a.on, "Arn") + ".Arn"
	named := strings.Contains(resource, "-"+a.on) || strings.Contains(resource, " "+a.on+" ") ||
		strings.Contains(resource, " "+own+" ") || strings.Contains(resource, "${"+own+"}")
	return named && strings.Contains(resource, "/index/") == (a.index != "")
}

// holds evaluates a statement's conditions. It knows the ones that the template
// uses, and refuses any other.
func (s statement) holds(a access) (bool, error) {
	for operator, tests := range s.Condition {
		for key, want := range tests {
			var holds bool
			switch {
			case operator == "Null" && key == leadingKeys && want == "false":
				holds = len(a.keys) > 0
			case operator == "ForAllValues:StringLike" && key == leadingKeys:
				patterns, ok := want.([]any)
				if !ok {
					return false, fmt.Errorf("%s is no list", key)
				}
				holds = !slices.ContainsFunc(a.keys, func(k string) bool { return !likeAny(patterns, k) })
			case operator == "StringEquals" && (key == enclosingOperation || key == legalHold):
				holds = a.facts[key] == want
			default:
				return false, fmt.Errorf("the test knows no condition %s of %s", operator, key)
			}
			if !holds {
				return false, nil
			}
		}
	}
	return true, nil
}

// Condition keys of AWS.
const (
	leadingKeys        = "dynamodb:LeadingKeys"
	enclosingOperation = "dynamodb:EnclosingOperation"
	legalHold          = "s3:object-lock-legal-hold"
)

// likeAny knows patterns whose one wildcard is "*", which stands for anything.
func likeAny(patterns []any, key string) bool {
	return slices.ContainsFunc(patterns, func(p any) bool {
		pattern, _ := p.(string)
		if strings.Contains(pattern, "?") {
			return false
		}
		parts := strings.Split(pattern, "*")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$").MatchString(key)
	})
}
