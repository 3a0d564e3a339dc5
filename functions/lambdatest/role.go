package lambdatest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// role is what a function may do: the statements of its role, all of which allow
// (infra/roles_test.go); or the statements of a bucket's policy, of which those that
// deny count ([role.denies]).
type role []statement

type statement struct {
	Sid       string                    `yaml:"Sid"`
	Effect    string                    `yaml:"Effect"`
	Action    oneOrMore                 `yaml:"Action"`
	Resource  any                       `yaml:"Resource"`
	Condition map[string]map[string]any `yaml:"Condition"`
}

// oneOrMore is a policy's value, which may be one text or a list of them.
type oneOrMore []string

// UnmarshalJSON implements [json.Unmarshaler].
func (m *oneOrMore) UnmarshalJSON(text []byte) error {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return err
	}
	*m = textsOf(value)
	return nil
}

// UnmarshalYAML implements goccy/go-yaml's InterfaceUnmarshaler.
func (m *oneOrMore) UnmarshalYAML(decode func(any) error) error {
	var value any
	if err := decode(&value); err != nil {
		return err
	}
	*m = textsOf(value)
	return nil
}

// textsOf is a policy's value as a list.
func textsOf(value any) []string {
	switch value := value.(type) {
	case nil:
		return nil
	case []any:
		var all []string
		for _, one := range value {
			all = append(all, fmt.Sprint(one))
		}
		return all
	default:
		return []string{fmt.Sprint(value)}
	}
}

// access is one thing done to AWS, as IAM sees it.
type access struct {
	action   string            // "dynamodb:PutItem"
	on       string            // infra/template.yaml's output for the resource, "TableArn"
	resource string            // what the request names: a table, "bucket/key", the ARN of a key or a secret
	arn      string            // of the resource, where the stacks are deployed; "" where the template alone is read
	index    string            // of the table; "" is the table itself
	keys     []string          // DynamoDB partition keys touched
	facts    map[string]string // other condition keys of the request
}

// String says what was asked for.
func (a access) String() string {
	said := a.action + " on " + a.on
	if a.arn != "" {
		said = a.action + " on " + a.arn
	}
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
	sid, err := r.one("Allow", a)
	return sid != "", err
}

// denies names the statement that denies the access, or "".
func (r role) denies(a access) (sid string, err error) { return r.one("Deny", a) }

// one names a statement of that effect which is about the access, or "".
func (r role) one(effect string, a access) (sid string, err error) {
	for _, s := range r {
		if s.Effect != effect || !like(s.Action, a.action) || !s.isOn(a) {
			continue
		}
		holds, err := s.holds(a)
		if err != nil {
			return "", fmt.Errorf("statement %s: %w", s.Sid, err)
		}
		if holds {
			return s.Sid, nil
		}
	}
	return "", nil
}

// isOn reports whether the statement is about the resource: a table's index is
// another than the table.
func (s statement) isOn(a access) bool {
	if a.arn != "" {
		return like(textsOf(s.Resource), a.arn)
	}
	resource := " " + strings.Trim(fmt.Sprint(s.Resource), "[]") + " "
	if a.index != "" && !strings.Contains(resource, "/index/"+a.index+" ") {
		return false
	}
	// A parameter of the template stands as its name, between others of a choice.
	// A resource of the template's own stands as its attribute.
	own := strings.TrimSuffix(a.on, "Arn") + ".Arn"
	named := strings.Contains(resource, "-"+a.on) || strings.Contains(resource, " "+a.on+" ") ||
		strings.Contains(resource, " "+own+" ") || strings.Contains(resource, "${"+a.on+"}") || strings.Contains(resource, "${"+own+"}")
	return named && strings.Contains(resource, "/index/") == (a.index != "")
}

// holds evaluates a statement's conditions. It knows the ones that the templates
// use, and refuses any other.
func (s statement) holds(a access) (bool, error) {
	for operator, tests := range s.Condition {
		for key, value := range tests {
			if !slices.Contains(knownKeys, key) {
				return false, fmt.Errorf("the test knows no condition key %s", key)
			}
			holds, err := compare(operator, a.values(key), textsOf(value))
			if err != nil || !holds {
				return false, err
			}
		}
	}
	return true, nil
}

// values are the request's for a condition key, none if it has none.
func (a access) values(key string) []string {
	if key == leadingKeys {
		return a.keys
	}
	if value, there := a.facts[key]; there {
		return []string{value}
	}
	return nil
}

// compare is IAM's condition operator. A negated one holds where there is nothing to
// compare.
func compare(operator string, got, want []string) (bool, error) {
	some := func(matches func(got, want string) bool) bool {
		return slices.ContainsFunc(got, func(g string) bool {
			return slices.ContainsFunc(want, func(w string) bool { return matches(g, w) })
		})
	}
	switch operator {
	case "Null":
		return slices.Equal(want, []string{strconv.FormatBool(len(got) == 0)}), nil
	case "ForAllValues:StringLike":
		return !slices.ContainsFunc(got, func(g string) bool { return !like(want, g) }), nil
	case "StringEquals":
		return some(func(g, w string) bool { return g == w }), nil
	case "StringNotEquals":
		return !some(func(g, w string) bool { return g == w }), nil
	case "Bool":
		return some(strings.EqualFold), nil
	case "NumericLessThan":
		return some(func(g, w string) bool {
			number, err := strconv.ParseFloat(g, 64)
			bound, err2 := strconv.ParseFloat(w, 64)
			return err == nil && err2 == nil && number < bound
		}), nil
	}
	return false, fmt.Errorf("the test knows no condition operator %s", operator)
}

// Condition keys of AWS.
const (
	leadingKeys        = "dynamodb:LeadingKeys"
	enclosingOperation = "dynamodb:EnclosingOperation"
	legalHold          = "s3:object-lock-legal-hold"
	ifNoneMatch        = "s3:if-none-match"
	encryption         = "s3:x-amz-server-side-encryption"
	encryptionKey      = "s3:x-amz-server-side-encryption-aws-kms-key-id"
	sendersKey         = "s3:x-amz-server-side-encryption-customer-algorithm"
	tlsVersion         = "s3:TlsVersion"
	secureTransport    = "aws:SecureTransport"
	sourceAccount      = "aws:SourceAccount"
	viaService         = "kms:ViaService"
	contextOfTable     = "kms:EncryptionContext:aws:dynamodb:tableName"
	contextOfSecret    = "kms:EncryptionContext:SecretARN"
	contextOfBucket    = "kms:EncryptionContext:aws:s3:arn"
)

// knownKeys are those of which a request says whether it has them.
var knownKeys = []string{
	leadingKeys, enclosingOperation, legalHold, ifNoneMatch, encryption, encryptionKey, sendersKey, tlsVersion,
	secureTransport, sourceAccount, viaService, contextOfTable, contextOfSecret, contextOfBucket,
}

// like knows patterns whose one wildcard is "*", which stands for anything.
func like(patterns []string, text string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if strings.Contains(pattern, "?") {
			return false
		}
		parts := strings.Split(pattern, "*")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		return regexp.MustCompile("^(?s:" + strings.Join(parts, ".*") + ")$").MatchString(text)
	})
}
