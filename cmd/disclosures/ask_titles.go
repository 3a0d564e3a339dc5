package main

import (
	"slices"
	"strings"

	"disclosure-register/pkg/policy"
)

// titles are the catalogue's ids in plain words, for a table that people read; JSON
// keeps the ids.
type titles map[string]string

// catalogueTitles are those of this version of the command. An id that it does not
// know stays as it is.
func catalogueTitles() (titles, error) {
	law, err := policy.Load()
	if err != nil {
		return nil, err
	}
	catalogue, t := law.Catalogue(), titles{}
	for _, item := range catalogue.Items {
		t[item.ID] = item.Title + " (" + item.Citation + ")"
	}
	for _, g := range catalogue.Gateways {
		t[g.ID] = g.Title + " (" + g.Citation + ")"
	}
	for _, c := range catalogue.Recipients {
		t[c.ID] = c.Title
	}
	for _, c := range catalogue.DataCategories {
		t[c.ID] = c.Title
	}
	return t, nil
}

// ofIDs are the places, by their last name, at which answers have ids of the
// catalogue. Elsewhere the same word may be somebody's own.
var ofIDs = []string{"legal", "data", "ground", "gateway", "id", "category"}

// inWords puts the ids of a cell, separated by semicolons, in words.
func (t titles) inWords(place, cell string) string {
	if last := place[strings.LastIndex(place, ".")+1:]; !slices.Contains(ofIDs, last) {
		return cell
	}
	parts := strings.Split(cell, "; ")
	for i, part := range parts {
		if title := t[part]; title != "" {
			parts[i] = title
		}
	}
	return strings.Join(parts, "; ")
}
