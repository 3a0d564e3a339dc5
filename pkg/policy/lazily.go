package policy

import (
	"regexp"
	"sync"
)

// lazily compiles a pattern when it is first asked. There are some thirty, and compiling
// them took a function that starts longer than all else in this package: most disclosures
// ask three.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
