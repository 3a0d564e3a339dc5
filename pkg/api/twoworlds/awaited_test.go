package twoworlds

// awaited are the stories, and the calls, of which it is known that they tell and
// which are not drawn until that is mended.
var awaited = map[string]bool{
	"a fact that replaces":             true,
	"a letter that names":              true,
	"an early close":                   true,
	"a disclosure that cites a letter": true,

	"a ground that cannot be read":                     true,
	"a person not told, and no exemption":              true,
	"a marker behind its notice's purpose":             true,
	"a marker of which a third party reads":            true,
	"a marker under another spelling":                  true,
	"a marker that one officer says was told":          true,
	"a marker that another department calls told":      true,
	"what the ground cited cannot keep from a suspect": true,
	"an entry with none of the asker's data":           true,
	"words about two people":                           true,
	"a correction that drops a ground":                 true,
	"a correction to another person":                   true,
	"a kept flag that is cleared":                      true,
	"an opinion beside the DPO's":                      true,
	"a breach that another department knows":           true,
	"the end of a destruction":                         true,
	"the words of a marker beside a third party":       true,
}
