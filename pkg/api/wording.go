package api

import (
	"regexp"
	"strconv"
	"strings"

	"disclosure-register/pkg/internal/plain"
)

// wordings are the schema's messages, as Huma writes them, in words for whoever
// has to mend the request. They alone are passed on: any other message may hold
// what was sent.
var wordings = []struct {
	message *regexp.Regexp
	words   string
}{
	{regexp.MustCompile(`^unexpected property$`), noSuchField},
	{regexp.MustCompile(`^expected required property \w+ to be present$`), "This is needed, and is missing."},
	{regexp.MustCompile(`^required \w+ parameter is missing$`), "This is needed, and is missing."},
	{regexp.MustCompile(`^expected string to be RFC 3339 date-time$`), "Write the moment as year-month-day, T and the time, with Z for UTC: for example 2026-03-29T14:05:00Z."},
	{regexp.MustCompile(`^expected string to be RFC 3339 date$`), "Write " + aDay + "."},
	{regexp.MustCompile(`^expected string to be (.+)$`), "Write $1."},
	{regexp.MustCompile(`^expected value to be one of "(.+)"$`), "Write one of these: $1."},
	{regexp.MustCompile(`^expected length >= 1$`), "This is empty. Write it, or leave it out where it is not needed."},
	{regexp.MustCompile(`^expected length >= (\d+)$`), "Write at least $1 characters."},
	{regexp.MustCompile(`^expected length <= (\d+)$`), "Write at most $1 characters."},
	{regexp.MustCompile(`^expected array length >= (\d+)$`), "Give at least $1."},
	{regexp.MustCompile(`^expected array length <= (\d+)$`), "Give at most $1."},
	{regexp.MustCompile(`^expected number >= (\S+)$`), "Give a number of at least $1."},
	{regexp.MustCompile(`^expected number <= (\S+)$`), "Give a number of at most $1."},
	{regexp.MustCompile(`^(expected|invalid) integer$`), "Write a whole number, without quotation marks."},
	{regexp.MustCompile(`^(expected|invalid) boolean$`), "Write true or false, without quotation marks."},
	{regexp.MustCompile(`^expected string$`), "Write text, in quotation marks."},
	{regexp.MustCompile(`^expected array$`), "Write a list, in square brackets."},
	{regexp.MustCompile(`^expected object$`), "Write its parts, in curly brackets."},
}

// inWords says what a message of the schema means.
func inWords(message string) string {
	for _, w := range wordings {
		if found := w.message.FindStringSubmatchIndex(message); found != nil {
			return withCommas(string(w.message.ExpandString(nil, w.words, message, found)))
		}
	}
	return "This is not a value that the field can hold."
}

var longNumber = regexp.MustCompile(`\b\d{4,}\b|\b\d+(\.\d+)?e\+\d+\b`)

// withCommas writes the bounds in a message as people do: 4,000, and
// 5,368,709,120 for the schema's 5.36870912e+09. A day and a moment,
// which other messages give as examples, are left as they are.
func withCommas(message string) string {
	if !strings.HasPrefix(message, "Write at") && !strings.HasPrefix(message, "Give a") {
		return message
	}
	return longNumber.ReplaceAllStringFunc(message, func(digits string) string {
		n, err := strconv.ParseFloat(digits, 64)
		if err != nil {
			return digits
		}
		return plain.Number(int64(n))
	})
}

var missingProperty = regexp.MustCompile(`^expected required property (\w+) to be present$`)

// missing returns the name of the field that a message finds missing, or "".
func missing(message string) string {
	if found := missingProperty.FindStringSubmatch(message); found != nil {
		return found[1]
	}
	return ""
}
