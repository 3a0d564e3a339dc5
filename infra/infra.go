// Package infra holds the template of what outlives a deploy, for those who must
// follow it to the letter: the one-machine service applies its lifecycle rules.
package infra

import _ "embed" // template.yaml

// Template is infra/template.yaml.
//
//go:embed template.yaml
var Template []byte
