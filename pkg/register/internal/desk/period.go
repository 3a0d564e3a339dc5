package desk

import (
	"context"
	"maps"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// Period is a stretch of civil days in London, both ends included.
type Period struct{ From, To disclosure.Date }

// Summary is what the index says of a disclosure as it reads now, without names or text.
type Summary struct {
	Row
	RefusedFor string
	Data       []string // its categories; one that the catalogue no longer has is left out
}

// Original is the entry that the disclosure was first recorded as: it has one, however
// often it is corrected.
func (s Summary) Original() disclosure.EntryID {
	if s.Corrects != "" {
		return s.Corrects
	}
	return s.ID
}

// EachLastWord visits the summary of every disclosure of the period as it
// reads now, the oldest first: a correction stands in place of what it replaced,
// and in the month of its own instant. What was recorded twice, as the Data Protection
// Officer has decided, is visited once. It reads the period's index partition, a
// page at a time and all of it, and what was corrected in the period before and
// after: when that has changed meanwhile, it begins again, so that nothing is
// counted twice.
//
// begin is called before every beginning, and returns what visits.
func (r *Registrar) EachLastWord(ctx context.Context, register disclosure.Register, p Period, begin func() func(Summary) error) error {
	categories := r.categories()
	for range raceTries {
		before, err := r.superseded(ctx, register, p)
		if err != nil {
			return err
		}
		decided, err := r.pairsDecided(ctx, register)
		if err != nil {
			return err
		}
		// Two that are one are of one day, so both stand in the period or neither does.
		twice := decided.standing(func(word disclosure.EntryID) bool { return before[word] })
		visit := begin()
		err = r.eachItem(ctx, register, store.ByAll, p, func(item store.Item) error {
			if _, is := twice[entryOf(item)]; is || before[entryOf(item)] {
				return nil
			}
			summary, err := summaryOf(item, categories)
			if err != nil {
				return err
			}
			return visit(summary)
		})
		if err != nil {
			return err
		}
		after, err := r.superseded(ctx, register, p)
		if err != nil {
			return err
		}
		if maps.Equal(before, after) {
			return nil
		}
	}
	return disclosure.Fail(disclosure.Unavailable, "Disclosures of this period are being corrected at this moment. Ask again.")
}

// superseded lists the entries of the period that a correction has replaced.
func (r *Registrar) superseded(ctx context.Context, register disclosure.Register, p Period) (map[disclosure.EntryID]bool, error) {
	replaced := map[disclosure.EntryID]bool{}
	err := r.eachItem(ctx, register, store.BySuperseded, p, func(item store.Item) error {
		replaced[disclosure.EntryID(text(item, attrReplaces))] = true
		return nil
	})
	return replaced, err
}

// eachItem visits a period of an index partition that has no value, the oldest
// first. Nothing caps it.
func (r *Registrar) eachItem(ctx context.Context, register disclosure.Register, by store.Dimension, p Period, visit func(store.Item) error) error {
	query := store.Query{
		Partition: store.IndexPartition(register.String(), by, ""),
		From:      store.IndexFrom(p.From.Start()), To: store.IndexTo(p.To.AddDays(1).Start()), Limit: store.MaxPage,
	}
	for page, err := range r.ahead(ctx, "query a period", query) {
		if err != nil {
			return err
		}
		for _, item := range page {
			if err := visit(item); err != nil {
				return err
			}
		}
	}
	return nil
}

// categories are the catalogue's, by the tag that stands for each in a summary.
func (r *Registrar) categories() map[[dataTagSize]byte]string {
	categories := map[[dataTagSize]byte]string{}
	for _, c := range r.law.Catalogue().DataCategories {
		categories[dataTag(c.ID)] = c.ID
	}
	return categories
}

func summaryOf(item store.Item, categories map[[dataTagSize]byte]string) (Summary, error) {
	row, err := rowOf(item)
	if err != nil {
		return Summary{}, err
	}
	s := Summary{Row: row, RefusedFor: text(item, attrRefusedFor)}
	tags, _ := item.Attrs[attrData].([]byte)
	for ; len(tags) >= dataTagSize; tags = tags[dataTagSize:] {
		if category := categories[[dataTagSize]byte(tags)]; category != "" {
			s.Data = append(s.Data, category)
		}
	}
	return s, nil
}
