package disclosure_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
)

func TestNamesThatAreAlike(t *testing.T) {
	for name, c := range map[string]struct {
		a, b string
		want bool
	}{
		"a full stop more":           {"Sample Solicitors LLP", "Sample Solicitors LLP.", true},
		"a legal form less":          {"Sample Solicitors LLP", "Sample Solicitors", true},
		"a legal form with stops":    {"Sample Solicitors L.L.P.", "SAMPLE  solicitors llp", true},
		"an ampersand":               {"Sample & Example", "Sample and Example Ltd", true},
		"an apostrophe":              {"St Sample's Hospice", "St Samples Hospice", true},
		"an article and a hyphen":    {"The Sample-Example Trust", "Sample Example Trust", true},
		"another name":               {"Sample Solicitors LLP", "Example Solicitors LLP", false},
		"a name within another":      {"Sample Solicitors", "Sample Solicitors of Dartford", false},
		"nothing but a legal form":   {"Ltd", "LLP", false},
		"nothing but punctuation":    {"...", "Ltd", false},
		"a legal form in full":       {"Sample Solicitors LLP", "Sample Solicitors Limited Liability Partnership", true},
		"a company in full":          {"Sample & Co", "Sample and Company", true},
		"a company, limited":         {"Sample Company Limited", "Sample Co. Ltd", true},
		"a plus":                     {"Sample + Example", "Sample & Example", true},
		"an accent":                  {"Café Sample", "Cafe Sample", true},
		"a saint":                    {"St. Sample Hospice", "Saint Sample Hospice", true},
		"an association":             {"Sample Housing Assoc.", "Sample Housing Association Limited", true},
		"gentlemen":                  {"Messrs Sample & Sons", "Sample and Sons", true},
		"letters that look alike":    {"Sаmple Sоlicitоrs", "Sample Solicitors", true},
		"another company":            {"Sample & Co", "Sample & Sons", false},
		"a name in another alphabet": {"Ωmega Ltd", "ωMEGA", true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := disclosure.LikeName(c.a) == disclosure.LikeName(c.b); got != c.want {
				t.Errorf("%q and %q alike: %v, want %v", c.a, c.b, got, c.want)
			}
		})
	}
}

// Whoever may be one human is, however their name is written; whoever is plainly another is
// not, or nobody could confirm what they recorded.
func TestNamesThatMayBeOfOneHuman(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Jos\u00e9 Smith", "Smith, Jos\u00e9", true},
		{"Jos\u00e9 Smith", "SMITH  JOSE", true},
		{"Jos\u00e9 Smith", "Jose\u0301 Smith", true},
		{"Jos\u00e9 Smith", "Mr Jose Smith", true},
		{"Jos\u00e9 Smith", "Cllr. Dr Jose Smith OBE, JP", true},
		{"Jos\u00e9 Smith", "Prof. Sir Jose Smith PhD", true},
		{"Jos\u00e9 Smith", "J. Smith", true},
		{"Jos\u00e9 Smith", "Smith J", true},
		{"Jos\u00e9 Smith", "J. A. Smith", true},
		{"Jos\u00e9 Smith", "Jose Antonio Smith", true},
		{"Jos\u00e9 Smith", "Smith, Jos\u00e9 (Housing)", true},
		{"Jos\u00e9 Smith", "Jose Smith-Example", true},
		{"Jos\u00e9 Smith", "Smith", true},
		{"Jos\u00e9 Smith", "j.smith@council.example", true},
		{"Jos\u00e9 Smith", "jsmith2@council.example", true},
		{"Jos\u00e9 Smith", "smithj", true},
		{"Jos\u00e9 Smith", "jose_smith+dpo@council.example", true},
		{"j.smith@council.example", "jose.smith@other.example", true},
		{"Jos\u00e9 Smith", "Jos\u00e9 Smith <j.s@council.example>", true},
		{"Jos\u00e9 Smith", "J\u043es\u0435 Sm\u0456th", true}, // with Cyrillic letters
		{"JOSE SMITH", "\u0408\u039f\u0405\u0395 S\u039c\u0399\u03a4\u0397", true},
		{"\uff2a\uff4f\uff53\uff45 Smith", "Jose Smith", true},
		{"Jane O'Brien", "Mrs Jane O\u2019Brien", true},
		{"Jane OBrien", "Ms Jane O Brien", true},
		{"Anne-Marie Sample", "Annemarie Sample", true},
		{"Rob Sample", "Robert Sample", true},
		{"Sample, Rob", "Robert James Sample", true},
		{"Kurt M\u00fcller", "Kurt Mueller", true},
		{"\u0141ukasz Example", "Lukasz Example", true},
		{"D One", "D. One", true},
		{"Jo Sample", "Joanna Sample", true},
		{"Mohammed Example", "Mohamed Example", true},
		{"J0se Smith", "Jose Smith", true},
		{"lan Lowe", "Ian Lowe", true},
		{"Jose Srnith", "Jose Smith", true},
		{"A. B.", "Ann Bell", false},

		{"Ann Smith", "Bob Smith", false},
		{"A. Smith", "B. Smith", false},
		{"Ann Smith", "Ann Jones", false},
		{"Ann Smith", "A. Jones", false},
		{"A. N. Officer", "D. P. Officer", false},
		{"A. N. Officer", "D. Officer", false},
		{"Mr Smith", "Mr Jones", false},
		{"Dr Ann Smith OBE", "Dr Bob Jones OBE", false},
		{"Smith, Ann (Housing)", "Jones, Bob (Housing)", false},
		{"Jack Ma", "Jack Smith", false},
		{"a.smith@council.example", "b.smith@council.example", false},
		{"asmith@council.example", "Bob Smith", false},
		{"asmith@council.example", "bjones@council.example", false},
		{"Ann Smith", "Anna Smithson", false},
		{"Officer 1", "Officer 2", false},
		{"Jane Smith", "Jade Smith", false},
		{"Mark Smith", "Mary Smith", false},
		{"Ann Lee", "Bob Lee", false},
		{"Li Wei", "Li Na", false},
		{"Ann van der Berg", "Piet van der Berg", false},
		{"\u674e\u660e", "\u738b\u660e", false},
		{"R. of housing", "R. of planning", false},
		{"Development Recorder", "Development Data Protection Officer", false},
	} {
		for _, two := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if got := disclosure.SameName(two[0], two[1]); got != c.want {
				t.Errorf("%q and %q: one is %v, want %v", two[0], two[1], got, c.want)
			}
		}
	}
}

func BenchmarkSameName(b *testing.B) {
	for b.Loop() {
		disclosure.SameName("A. N. Officer", "J. Example, Head of Complaints")
	}
}

// Letters and digits are read as what they look like or stand for, however they are drawn,
// and plain ones are left alone.
func TestTextIsReadAsItLooks(t *testing.T) {
	for written, want := range map[string]string{
		"Plain text, 550193 & more": "Plain text, 550193 & more", "café": "café", "Zoë’s": "Zoë’s",
		"ᴅʙᴄ": "dbc", "\U0001f1ee\U0001f1f3\U0001f1eb": "inf", "\U0001f158\U0001f15d\U0001f155": "inf", "\U0001f178\U0001f17d\U0001f175": "inf", "ⒾⓃⒻ": "INF",
		"五五〇一九三": "550193", "٥٥٠١٩٣": "550193", "৪": "4", "❺❺⓿❶❾❸": "550193", "Ѕаmрlе": "Sample", "ᎪᏴᏟ": "abc", "\U0001d6a9": "B",
	} {
		if got := disclosure.LooksLike(written); got != want {
			t.Errorf("%q looks like %q, want %q", written, got, want)
		}
	}
}
