package policy

// Titles are the catalogue's ids in plain words.
type Titles struct {
	Recipients map[string]string // by category, and by category/kind
	Law        map[string]string // items and gateways, with their citation
	Data       map[string]string
	Evidence   map[string]string // by name; and by name/answer, of one that is one of a few
}

// Titles reads the catalogue's titles.
func (c Catalogue) Titles() Titles {
	t := Titles{Recipients: map[string]string{}, Law: map[string]string{}, Data: map[string]string{}, Evidence: map[string]string{}}
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
	for _, field := range c.Evidence {
		t.Evidence[field.Name] = field.Says
		for _, one := range field.Titles {
			t.Evidence[field.Name+"/"+one.ID] = one.Title
		}
	}
	return t
}
