package policy

// Titles are the catalogue's ids in plain words.
type Titles struct {
	Recipients map[string]string // by category, and by category/kind
	Law        map[string]string // items and gateways, with their citation
	Data       map[string]string
}

// Titles reads the catalogue's titles.
func (c Catalogue) Titles() Titles {
	t := Titles{Recipients: map[string]string{}, Law: map[string]string{}, Data: map[string]string{}}
	for _, category := range c.Recipients {
		t.Recipients[category.ID] = category.Title
		for _, kind := range category.Kinds {
			t.Recipients[category.ID+"/"+kind.ID] = kind.Title
		}
	}
	for _, item := range c.Items {
		t.Law[item.ID] = item.Title + " (" + item.Citation + ")"
	}
	for _, g := range c.Gateways {
		t.Law[g.ID] = g.Title + " (" + g.Citation + ")"
	}
	for _, category := range c.DataCategories {
		t.Data[category.ID] = category.Title
	}
	return t
}
