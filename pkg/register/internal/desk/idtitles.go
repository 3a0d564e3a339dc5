package desk

import (
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/titles"
)

// IDTitles are the catalogue's titles of the ids that an answer names, once each, so that
// who reads it need not ask for the catalogue too.
type IDTitles struct {
	Recipients map[string]string `json:"recipients,omitempty" doc:"Sorts of recipient by category, and by category/kind"`
	Law        map[string]string `json:"law,omitempty" doc:"Bases, conditions, exemptions and gateways, each with where it stands"`
	Data       map[string]string `json:"data,omitempty" doc:"Categories of data"`
}

// idTitles are the titles of what the answer names.
func (r *Registrar) idTitles(s *Sharing) IDTitles {
	t := IDTitles{map[string]string{}, map[string]string{}, map[string]string{}}
	add := func(to map[string]string, words titles.Vocabulary, ids ...string) {
		for _, id := range ids {
			if title := r.titles[words][id]; title != "" {
				to[id] = title
			}
		}
	}
	recipient := func(category, kind string) { add(t.Recipients, titles.Recipients, category, category+"/"+kind) }
	of := func(who disclosure.Recipient) { recipient(who.Category, who.Kind) }
	for _, who := range s.Recipients {
		recipient(who.Category, who.Kind)
		add(t.Data, titles.Data, who.Data...)
	}
	for _, d := range s.Disclosures {
		of(d.Recipient)
		add(t.Data, titles.Data, d.Data...)
		add(t.Law, titles.Law, d.Legal...)
		for _, left := range d.LeftOut {
			add(t.Data, titles.Data, left.Category)
			add(t.Law, titles.Law, left.Because.Ground)
		}
	}
	for _, share := range s.Unlisted {
		of(share.Recipient)
		add(t.Data, titles.Data, share.Data...)
	}
	return t
}
