package ledger

import (
	"errors"
	"regexp"
)

// Origin names one log for ever: it is the first line of each of its
// checkpoints and the name of the keys that sign them. By custom it is where the
// log is published, without the scheme, such as log.example.gov.uk/E07000107.
type Origin string

// The longest origin, in bytes: witnesses need not take a longer one.
const maxOrigin = 255

// A name of a key may hold neither spaces nor plus signs; the rest of what a URL
// might hold is left out because nobody needs it.
var originForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:~-]*(/[A-Za-z0-9][A-Za-z0-9._~-]*)*$`)

// NewOrigin returns the origin of a register's log below a site's name, which is
// a host and perhaps a path.
func NewOrigin(site, register string) (Origin, error) {
	return ParseOrigin(site + "/" + register)
}

// ParseOrigin accepts a URL without scheme, query or trailing slash.
func ParseOrigin(s string) (Origin, error) {
	if len(s) > maxOrigin || !originForm.MatchString(s) {
		return "", errors.New("origin: not a URL without its scheme, such as log.example.gov.uk/E07000107")
	}
	return Origin(s), nil
}

// String returns the origin as it stands in a checkpoint.
func (o Origin) String() string { return string(o) }
