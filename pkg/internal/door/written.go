package door

import "disclosure-register/pkg/disclosure"

// place is where what an officer wrote stands.
type place uint8

const (
	inBody     place = iota // the body that had the data, printed whatever touches it
	inName                  // somebody's, or a country's: it may be printed whatever touches it
	inOwnWords              // printed where nothing touches it
	inItem                  // what an item is, printed where nothing touches it
)

// written is a text of an officer's that may be printed of a disclosure.
type written struct {
	text string
	in   place
	item int // its place among the data
}

// writtenIn are all of them, whether or not they are empty. Whatever is read before it is
// printed is read from here.
func writtenIn(d *disclosure.Disclosure) []written {
	texts := []written{
		{text: d.Recipient.Organisation, in: inBody},
		{text: d.Recipient.Person, in: inName},
		{text: d.Recipient.Post, in: inOwnWords},
		{text: d.Purpose, in: inOwnWords},
	}
	if d.Transfer != nil {
		texts = append(texts, written{text: d.Transfer.Country, in: inName})
	}
	if d.Share != nil {
		texts = append(texts, written{text: d.Share.HowToTell, in: inOwnWords})
	}
	for i, item := range d.Data {
		texts = append(texts, written{text: item.Description, in: inItem, item: i})
	}
	return texts
}
