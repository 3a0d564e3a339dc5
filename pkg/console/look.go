package console

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// Look is how the council is shown at the head of every page, for whoever is signed in
// and for who is not yet. The zero value names it as its own notices do, in the console's
// own colour.
type Look struct {
	// Name is what the council is called; empty is the controller of the register's
	// notices, once somebody has signed in.
	Name   string
	colour string // such as #17324d, of the bar at the head of a page; empty is the console's own
}

// mostName is how long a council's name may be, in characters.
const mostName = 100

// leastContrast is what text on a page has to have: WCAG 2.2, 1.4.3.
const leastContrast = 4.5

// ParseLook returns the look of a name of one line ([disclosure.OneLine]) and a colour, either of which may be empty. The
// colour is written #rrggbb. Text on it is white, by day and in the dark, so one on which
// white has a contrast of less than 4.5 to 1 is refused (WCAG 2.2, success criterion 1.4.3).
func ParseLook(name, colour string) (Look, error) {
	name = strings.TrimSpace(name)
	if len([]rune(name)) > mostName || !disclosure.OneLine(name) {
		return Look{}, errorf("the council's name has to be in one line of ordinary characters, of at most %d", mostName)
	}
	if colour == "" {
		return Look{Name: name}, nil
	}
	digits, hash := strings.CutPrefix(colour, "#")
	rgb, err := hex.DecodeString(digits)
	if !hash || err != nil || len(rgb) != 3 {
		return Look{}, errorf("%q is no colour: write it as #rrggbb, such as #17324d", colour)
	}
	if on := contrast(rgb, []byte{0xff, 0xff, 0xff}); on < leastContrast {
		return Look{}, errorf("the colour %s is too light: white text on it has a contrast of %.1f to 1, and could not be read by everybody. %.1f to 1 is the least (WCAG 2.2, 1.4.3): choose a darker one", colour, math.Floor(on*10)/10, leastContrast)
	}
	return Look{Name: name, colour: strings.ToLower(colour)}, nil
}

// style is what the stylesheet ends with.
func (l Look) style() string {
	if l.colour == "" {
		return ""
	}
	return fmt.Sprintf(":root { --bar: %s; }\n", l.colour)
}

// contrast is the contrast ratio of two colours of sRGB, as WCAG 2.2 defines it: from 1 to
// 21.
func contrast(a, b []byte) float64 {
	lighter, darker := luminance(a), luminance(b)
	if lighter < darker {
		lighter, darker = darker, lighter
	}
	return (lighter + 0.05) / (darker + 0.05)
}

// luminance is the relative luminance of a colour, as WCAG 2.2 defines it.
func luminance(rgb []byte) float64 {
	linear := func(c byte) float64 {
		if v := float64(c) / 255; v > 0.04045 {
			return math.Pow((v+0.055)/1.055, 2.4)
		} else {
			return v / 12.92
		}
	}
	return 0.2126*linear(rgb[0]) + 0.7152*linear(rgb[1]) + 0.0722*linear(rgb[2])
}
