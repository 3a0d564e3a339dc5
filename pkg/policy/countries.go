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
	"ie": {"ireland", "republic of ireland"}, "it": {"italy"}, "lv": {"latvia"}, "lt": {"lithuania"}, "lu": {"luxembourg"}, "mt": {"malta"},
	"nl": {"netherlands"}, "pl": {"poland"}, "pt": {"portugal"}, "ro": {"romania"}, "sk": {"slovakia"}, "si": {"slovenia"},
	"es": {"spain"}, "se": {"sweden"}, europeanUnion: {"european union"},
	"is": {"iceland"}, "li": {"liechtenstein"}, "no": {"norway"}, europeanEconomicArea: {"european economic area"},
	unitedKingdom: {"uk", "united kingdom", "great britain", "england", "england and wales", "scotland", "wales", "northern ireland"},
}

// notInUnion are those of countries that lie outside the European Union.
var notInUnion = []string{"is", "li", "no", europeanEconomicArea, unitedKingdom}

// countryCode returns the code of a country however its name is spaced,
// capitalised and abbreviated, or the name so folded where countries does not list it.
func countryCode(name string) string {
	name = strings.TrimPrefix(strings.ReplaceAll(disclosure.SearchName(name), ".", ""), "the ")
	for code, names := range countries {
		if slices.Contains(names, name) {
			return code
		}
	}
	return name
}

// liesIn reports whether a country is the place, or one of its states where the
// place is the European Union or the European Economic Area.
func liesIn(country, place string) bool {
	country, place = countryCode(country), countryCode(place)
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
	names := countries[countryCode(written)]
	if names == nil {
		return ""
	}
	switch name := names[0]; countryCode(written) {
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
