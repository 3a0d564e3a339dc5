// Package plain puts what messages are made of as people write it: numbers, lists of
// names, and the names that somebody may have meant.
package plain

import (
	"strconv"
	"strings"
)

// Number writes a whole number with a comma before every three digits: 4,000.
func Number[N int | int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return sign + digits
}

// Size writes a number of bytes that is a whole number of KiB: 256 KiB, 2 MiB.
func Size(bytes int64) string {
	if bytes > 0 && bytes%(1<<20) == 0 {
		return Number(bytes>>20) + " MiB"
	}
	return Number(bytes>>10) + " KiB"
}

// Or lists names of which one is meant: a, b or c.
func Or(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
