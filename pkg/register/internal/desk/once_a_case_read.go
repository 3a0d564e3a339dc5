package desk

import (
	"context"
	"slices"
	"strconv"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// mostCasesLookedIn bounds how many cases a page of what is outside the notice looks into for
// flags that stand for another disclosure: a query each.
const mostCasesLookedIn = 10

// flaggedFirst adds to what was found as outside the notice, and has no flag of its own that says
// so, those that stand for it on the first such disclosure of its department in the case
// ([Registrar.onceACase]). Where the case has more than one query finds, or too many cases
// would be looked into, there is none.
func (r *Registrar) flaggedFirst(ctx context.Context, register disclosure.Register, words []listedWord, readings []Reading) error {
	lacking := map[string][]int{} // by the case's name in keys
	var files []string
	for i, reading := range readings {
		if words[i].Disclosure.Share != nil || slices.ContainsFunc(reading.Flags, ReadFlag.ofNotice) {
			continue
		}
		file := words[i].file
		if lacking[file] == nil {
			files = append(files, file)
		}
		lacking[file] = append(lacking[file], i)
	}
	var keys []store.Key
	in := map[store.Key]string{}
	for _, file := range files[:min(len(files), mostCasesLookedIn)] {
		page, err := r.table.Query(ctx, store.Query{Partition: indexPartition(register, term{by: store.ByCase}, file), Limit: store.MaxPage})
		if err != nil {
			return read("query a case's flagged disclosures", err)
		}
		for _, item := range page.Items {
			if matches(item.Attrs, term{store.ByFlag, policy.OutsideRule}) {
				key := store.EntryKey(register.String(), entryOf(item).String())
				keys, in[key] = append(keys, key), file
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	found, err := r.itemsAt(ctx, "load flagged disclosures of a case", keys)
	if err != nil {
		return err
	}
	first := map[store.Key]Word{} // that have such flags
	var flags []store.Key
	for key, item := range found {
		if first[key], err = wordOf(item); err != nil {
			return err
		}
		flags = append(flags, flagKeys(first[key].Entry)...)
	}
	became, err := r.flagsAt(ctx, register, flags)
	if err != nil {
		return err
	}
	for _, key := range Distinct(keys) {
		word, there := first[key]
		if !there {
			continue // destroyed meanwhile
		}
		notice := r.law.Notice(register, word.Disclosure.Notice, disclosure.DateOf(word.Disclosure.DisclosedAt))
		raised, err := r.flagsOfWord(word, Word{}, notice, became)
		if err != nil {
			return err
		}
		for _, f := range raised {
			said := r.outsideOf(register, word.Entry.Owner(), word.Disclosure, f.Flag)
			for _, i := range lacking[in[key]] {
				if said != "" && slices.Contains(r.sayable(register, words[i]), said) {
					f.StandsOn = word.Entry.ID
					readings[i].Flags = append(readings[i].Flags, f)
				}
			}
		}
	}
	return nil
}

// ofNotice reports whether the flag is of what the notice does not cover.
func (f ReadFlag) ofNotice() bool { return slices.Contains(f.Answers, policy.OutsideNotice) }

// sayable is what a case would remember of every flag on what the notice does not name that
// the disclosure could have had.
func (r *Registrar) sayable(register disclosure.Register, w listedWord) (said []string) {
	places := []string{"/recipient", "/purpose"}
	for n := range w.Disclosure.Justification.LawfulBases {
		places = append(places, "/justification/lawfulBases/"+strconv.Itoa(n))
	}
	for _, place := range places {
		flag := disclosure.Flag{Finding: disclosure.Finding{Rule: policy.OutsideRule, Pointer: place}}
		said = append(said, r.outsideOf(register, w.Entry.Owner(), w.Disclosure, flag))
	}
	return said
}
