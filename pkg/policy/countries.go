package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// Places that stand for more than one country.
const (
	europeanUnion        = "eu"
	europeanEconomicArea = "eea"
	unitedKingdom        = "gb"
)

// countries are the United Kingdom and the European Economic Area, by ISO 3166
// code, with the names they go by. The Crown dependencies and Gibraltar are no
// part of either.
var countries = map[string][]string{
	"at": {"austria"}, "be": {"belgium"}, "bg": {"bulgaria"}, "hr": {"croatia"}, "cy": {"cyprus"}, "cz": {"czechia", "czech republic"},
	"dk": {"denmark"}, "ee": {"estonia"}, "fi": {"finland"}, "fr": {"france"}, "de": {"germany"}, "gr": {"greece", "el"}, "hu": {"hungary"},
	"ie": {"ireland", "republic of ireland", "eire", "éire"}, "it": {"italy"}, "lv": {"latvia"}, "lt": {"lithuania"}, "lu": {"luxembourg"}, "mt": {"malta"},
	"nl": {"netherlands", "holland"}, "pl": {"poland"}, "pt": {"portugal"}, "ro": {"romania"}, "sk": {"slovakia"}, "si": {"slovenia"},
	"es": {"spain"}, "se": {"sweden"}, europeanUnion: {"european union"},
	"is": {"iceland"}, "li": {"liechtenstein"}, "no": {"norway"}, europeanEconomicArea: {"european economic area"},
	unitedKingdom: {"uk", "united kingdom", "great britain", "britain", "england", "scotland", "wales", "northern ireland", "london", "edinburgh", "cardiff", "belfast"},
}

// alpha3 are their codes of three letters, by those of two (ISO 3166).
var alpha3 = map[string]string{
	"at": "aut", "be": "bel", "bg": "bgr", "hr": "hrv", "cy": "cyp", "cz": "cze", "dk": "dnk", "ee": "est", "fi": "fin", "fr": "fra", "de": "deu", "gr": "grc", "hu": "hun",
	"ie": "irl", "it": "ita", "lv": "lva", "lt": "ltu", "lu": "lux", "mt": "mlt", "nl": "nld", "pl": "pol", "pt": "prt", "ro": "rou", "sk": "svk", "si": "svn",
	"es": "esp", "se": "swe", "is": "isl", "li": "lie", "no": "nor", unitedKingdom: "gbr",
}

// notInUnion are those of countries that lie outside the European Union.
var notInUnion = []string{"is", "li", "no", europeanEconomicArea, unitedKingdom}

// countryCode returns the code of a country however its name is spaced,
// capitalised and abbreviated, or the name so folded where countries does not list it.
func countryCode(name string) string {
	name = strings.TrimPrefix(strings.ReplaceAll(disclosure.SearchName(name), ".", ""), "the ")
	for code, names := range countries {
		if slices.Contains(names, name) || alpha3[code] == name {
			return code
		}
	}
	return name
}

// countryCodes returns the codes of all that are written: several, as in "Germany and
// France", or a place and its country, as in "Scotland, UK".
func countryCodes(written string) []string {
	var codes []string
	between := func(r rune) bool { return strings.ContainsRune(",;/&+()", r) }
	for name := range strings.FieldsFuncSeq(strings.ReplaceAll(disclosure.SearchName(written), " and ", ","), between) {
		if name = strings.TrimSpace(name); name != "" {
			codes = append(codes, countryCode(name))
		}
	}
	return codes
}

// liesIn reports whether each country that is written is the place, or one of its states
// where the place is the European Union or the European Economic Area. The United Kingdom
// beside others counts only where it is the place.
func liesIn(written, place string) bool {
	codes, place := countryCodes(written), countryCode(place)
	if place != unitedKingdom {
		codes = slices.DeleteFunc(codes, func(code string) bool { return code == unitedKingdom })
	}
	return len(codes) > 0 && !slices.ContainsFunc(codes, func(code string) bool { return !codeLiesIn(code, place) })
}

func codeLiesIn(country, place string) bool {
	_, european := countries[country]
	switch place {
	case europeanUnion:
		return european && !slices.Contains(notInUnion, country)
	case europeanEconomicArea:
		return european && country != unitedKingdom
	}
	return country == place
}

// CountryName is what the law's own list calls a country, or "" where it has none:
// then the words are whoever wrote them's.
func CountryName(written string) string {
	codes := slices.Compact(countryCodes(written))
	if len(codes) != 1 || countries[codes[0]] == nil {
		return ""
	}
	switch name := countries[codes[0]][0]; codes[0] {
	case unitedKingdom:
		return "United Kingdom"
	default:
		words := strings.Fields(name)
		for i, word := range words {
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
		return strings.Join(words, " ")
	}
}
