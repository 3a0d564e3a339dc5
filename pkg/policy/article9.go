package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// article9 asks for a condition of Article 9(2) for every item of special
// category data, and for the paragraph of Schedule 1 that points (b), (g), (h),
// (i) and (j) need (DPA 2018 section 10). A paragraph of Schedule 1 Part 2
// implies point (g). A condition that does not reach the category does not count.
func (s *scene) article9() {
	for i, item := range s.d.Data {
		if s.law.dataKind(item.Category) != SpecialData {
			continue
		}
		conditions := s.conditionsFor(item, SpecialCondition)
		enough := slices.ContainsFunc(conditions, func(c *Item) bool { return c.suffices(conditions) })
		point, dead, nobodys, pointer := slices.IndexFunc(conditions, (*Item).isPoint), s.dead(item), s.nobodys(item), s.conditionsPointer(i)
		listed := "needs"
		if point >= 0 {
			listed = strings.Join(conditions[point].Needs, ", ")
		}
		s.hold(ask{
			severity: Refuse, rule: "dpa18-s10", at: pointer, aspect: NoFooting, choice: choiceOfCondition,
			detail: "The condition named for this special category data counts only with a paragraph of Schedule 1 beside it: " + listed + ".",
			clears: "A correction names the paragraph of Schedule 1 that was relied on.",
		}, enough || nobodys || point < 0, func() Need { return anyOf(settled(s.asks.conditions || enough), s.nobodysNeed()) })
		s.hold(ask{
			severity: Refuse, rule: "ukgdpr-9", at: pointer, aspect: NoFooting, choice: choiceOfCondition,
			detail: "This is special category data. Name the condition of Article 9(2) that allows it, with its paragraph of Schedule 1 where one is needed; for a statutory function it is usually dpa18-sch1-para6.",
			clears: "A correction names a condition that was in force on the day and covers this data.",
		}, enough || nobodys || point >= 0, func() Need { return anyOf(s.anyCondition(enough || point >= 0), s.nobodysNeed()) })
		s.confidence(enough || !dead, func() Need { return s.livingOr(s.anyCondition(enough)) })
	}
}

// anyCondition asks for one of the footings of conditions, which are the options of
// their choice: see [scene.footings].
func (s *scene) anyCondition(enough bool) Need {
	if enough || !s.asks.conditions {
		return settled(enough)
	}
	return s.asks.conditionsLeaf().testing("One of the options for data of this kind.")
}

// footings returns each condition, or pair of them, that suffices for data of the
// item's kind, in the catalogue's order: a point of Article 9(2) that needs a
// paragraph of Schedule 1 stands with it. For offence data any condition suffices.
func (s *scene) footings(item disclosure.DataItem, kind ItemKind) [][]string {
	var all [][]string
	for n := range s.law.catalogue.Items {
		c := &s.law.catalogue.Items[n]
		if s.inForce(c.ID, kind) == nil || !c.covers(item.Category) {
			continue
		}
		if kind == CriminalCondition || c.suffices(nil) {
			all = append(all, []string{c.ID})
			continue
		}
		for _, id := range c.Needs {
			if paragraph := s.inForce(id, kind); paragraph != nil && paragraph.covers(item.Category) {
				all = append(all, []string{c.ID, id})
			}
		}
	}
	return all
}

// article10 asks for a condition of Schedule 1, in any Part, for every item of
// criminal offence data, allegations included (DPA 2018 sections 10(5) and
// 11(2)); or for the official authority under whose control the data is held.
func (s *scene) article10() {
	for i, item := range s.d.Data {
		if s.law.dataKind(item.Category) != CriminalData {
			continue
		}
		conditions := s.conditionsFor(item, CriminalCondition)
		footed, dead, nobodys := len(conditions) > 0, s.dead(item), s.nobodys(item)
		s.hold(ask{
			severity: Refuse, rule: "ukgdpr-10", at: s.conditionsPointer(i), aspect: NoFooting, choice: choiceOfCondition,
			detail: "This is criminal offence data, and an allegation counts as such. Name the condition of Schedule 1 that allows it, or give the official authority in officialAuthority.",
			clears: "A correction names a condition that was in force on the day.",
		}, footed || nobodys || s.hasEvidence("officialAuthority"), func() Need {
			return anyOf(s.anyCondition(footed), s.anyEvidence("officialAuthority"), s.nobodysNeed())
		})
		s.confidence(footed || !dead, func() Need { return s.livingOr(s.anyCondition(footed)) })
		for _, c := range conditions {
			if len(c.Extends) > 0 {
				s.hold(ask{
					severity: Refuse, rule: c.ID, at: s.conditionsPointer(i), aspect: NoFooting,
					detail: "This paragraph only extends a condition of Part 2. Name that condition beside it: " + strings.Join(c.Extends, ", ") + ".",
					clears: "A correction names the condition that is extended.",
				}, s.extendsOne(c, conditions), func() Need {
					return anyOf(settled(s.extendsOne(c, conditions)), s.anyEvidence("part2ConditionId").oneOf(asAny(c.Extends)...))
				})
			}
		}
	}
}

func (s *scene) extendsOne(c *Item, conditions []*Item) bool {
	part2, _ := s.d.Evidence["part2ConditionId"].(string)
	return slices.Contains(c.Extends, part2) ||
		slices.ContainsFunc(conditions, func(other *Item) bool { return slices.Contains(c.Extends, other.ID) })
}

// conditionsFor returns the conditions of a data item that serve as the kind,
// were in force on the day and reach the item's category.
func (s *scene) conditionsFor(i disclosure.DataItem, kind ItemKind) []*Item {
	var found []*Item
	for _, id := range conditionsOf(s.d, i) {
		if c := s.inForce(id, kind); c != nil && c.covers(i.Category) {
			found = append(found, c)
		}
	}
	return found
}

// conditionsPointer points to the conditions that govern data item i.
func (s *scene) conditionsPointer(i int) string {
	if len(s.d.Data[i].Conditions) > 0 {
		return "/data/" + itoa(i) + "/conditions"
	}
	return "/data/" + itoa(i) + "/category"
}

// isPoint reports whether the item is a point of Article 9(2) itself.
func (i *Item) isPoint() bool { return i.Kind == SpecialCondition && i.Part == 0 }

// suffices reports whether the condition, with the others, allows special
// category data.
func (i *Item) suffices(others []*Item) bool {
	switch {
	case i.Part == 2:
		return true
	case !i.isPoint():
		return false
	case len(i.Needs) == 0:
		return true
	}
	return slices.ContainsFunc(others, func(o *Item) bool { return slices.Contains(i.Needs, o.ID) })
}

// publicInterest reports whether a condition of substantial public interest is cited:
// Article 9(2)(g), or any paragraph of Schedule 1 Part 2.
func (s *scene) publicInterest() bool {
	return slices.ContainsFunc(s.once(), func(c cited) bool {
		item := s.law.items[c.id]
		return c.id == "ukgdpr-9-2-g" || item.Part == 2
	})
}

// publicInterests are the conditions of substantial public interest.
func (l *Law) publicInterests() []string {
	ids := []string{"ukgdpr-9-2-g"}
	for i := range l.catalogue.Items {
		if item := &l.catalogue.Items[i]; item.Part == 2 {
			ids = append(ids, item.ID)
		}
	}
	return ids
}
