package desk

import "disclosure-register/pkg/register/internal/titles"

// IDTitles are the catalogue's titles of the ids that an answer names, once each, so that
// who reads it need not ask for the catalogue too.
type IDTitles struct {
	Recipients map[string]string `json:"recipients,omitempty" doc:"Sorts of recipient by category, and by category/kind"`
	Law        map[string]string `json:"law,omitempty" doc:"Bases, conditions, exemptions and gateways, each with where it stands"`
	Data       map[string]string `json:"data,omitempty" doc:"Categories of data"`
}

// titling gathers the titles of an answer's ids. One that the catalogue does not hold has
// none.
type titling struct {
	known titles.Titles
	IDTitles
}

func (r *Registrar) titling() titling {
	return titling{r.titles, IDTitles{map[string]string{}, map[string]string{}, map[string]string{}}}
}

func (t titling) add(to map[string]string, words titles.Vocabulary, ids []string) {
	for _, id := range ids {
		if title := t.known[words][id]; title != "" {
			to[id] = title
		}
	}
}

func (t titling) recipient(category, kind string) {
	t.add(t.Recipients, titles.Recipients, []string{category, category + "/" + kind})
}

func (t titling) law(ids ...string)  { t.add(t.Law, titles.Law, ids) }
func (t titling) data(ids ...string) { t.add(t.Data, titles.Data, ids) }

// idTitles are the titles of what the answer names.
func (r *Registrar) idTitles(s *Sharing) IDTitles {
	t := r.titling()
	for _, who := range s.Recipients {
		t.recipient(who.Category, who.Kind)
		t.data(who.Data...)
	}
	for _, d := range s.Disclosures {
		t.recipient(d.Recipient.Category, d.Recipient.Kind)
		t.data(d.Data...)
		t.law(d.Legal...)
		for _, left := range d.LeftOut {
			t.data(left.Category)
			t.law(left.Because.Ground)
		}
	}
	for _, share := range s.Unlisted {
		t.recipient(share.Recipient.Category, share.Recipient.Kind)
		t.data(share.Data...)
	}
	return t.IDTitles
}
