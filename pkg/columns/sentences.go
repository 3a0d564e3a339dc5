package columns

import (
	"slices"
	"strings"
)

// sentences are the places, by their last name, where people or the register write
// sentences, and no names or ids.
var sentences = []string{
	"assumption", "bases", "became", "because", "clears", "covers", "description", "detail", "due", "howToTell", "necessity", "noAnswer", "problem", "purpose", "reason",
	"riskReason", "rule", "said", "says", "statement", "warning", "why",
}

// Joined puts several things at a place into one cell, with a semicolon between them. What
// is a sentence has its full stop, and the next goes on behind it.
func Joined(place string, parts []string) string {
	if !slices.Contains(sentences, place[strings.LastIndexByte(place, '.')+1:]) {
		return strings.Join(parts, "; ")
	}
	var all strings.Builder
	for i, part := range parts {
		switch {
		case i == 0:
		case ends(parts[i-1]):
			all.WriteString(" ")
		default:
			all.WriteString("; ")
		}
		all.WriteString(part)
	}
	return all.String()
}

// ends reports whether it ends as a sentence does.
func ends(part string) bool {
	return strings.HasSuffix(part, ".") || strings.HasSuffix(part, "?") || strings.HasSuffix(part, "!")
}
