package console

import "slices"

// Kinds are the sorts of pages that a task has, in order.
func Kinds() (all []string) {
	for k := range places {
		all = append(all, string(k))
	}
	slices.Sort(all)
	return all
}
