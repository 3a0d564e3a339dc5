package policy_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/policy/policytest"
)

var (
	everyCategory = flag.Bool("every-category", false, "ask the requirements of every data category, and not one of each class")
	askedSeed     = flag.Uint64("asked-seed", 1, "seed of the forms filled in; of the clock when 0")
)

// classesOfData are one category of each class that the law tells apart, and none.
func classesOfData(l *policy.Law) [][]string {
	classes := [][]string{{}}
	seen := map[policy.DataKind]bool{}
	for _, d := range l.Catalogue().DataCategories {
		if *everyCategory || !seen[d.Kind] {
			seen[d.Kind] = true
			classes = append(classes, []string{d.ID})
		}
	}
	return classes
}

// The answer and the rules are held to each other. For a twelfth of the notices, kinds of
// recipients and classes of data, or for all of them and every category of data
// (-every-category), with options and ways drawn: what is filled in by the answer alone
// is accepted, with no finding but those announced as unavoidable; what is
// then left out or answered badly is found as announced, and nothing else is.
func TestWhatIsAskedIsWhatIsFound(t *testing.T) {
	l := policy.Load()
	seed := *askedSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed: -asked-seed=%d", seed)
	draw := rand.New(rand.NewPCG(seed, 0))
	on := disclosure.DateOf(recordedAt)
	asked, filled := 0, 0
	for _, council := range l.Registers() {
		for _, notice := range council.Notices {
			for _, category := range l.Catalogue().Recipients {
				kinds := []string{""}
				for _, k := range category.Kinds {
					kinds = append(kinds, k.ID)
				}
				for _, kind := range kinds {
					for _, data := range classesOfData(l) {
						if !*everyCategory && draw.IntN(12) > 0 {
							continue // a twelfth each time, and another the next
						}
						of := policy.Sought{Register: council.ID, Notice: notice, Category: category.ID, Kind: kind, Data: data, On: on}
						r, wrong := l.Requirements(of)
						if wrong != nil {
							t.Fatalf("%+v: %v", of, wrong)
						}
						asked++
						h := holder{t, l, council.ID, draw, fmt.Sprintf("%s, %s/%s, %v", notice, category.ID, kind, data)}
						if h.hold(r) {
							filled++
						}
					}
				}
			}
		}
	}
	t.Logf("%d asked, %d filled in", asked, filled)
	if filled*10 < asked*6 {
		t.Errorf("only %d of %d could be filled in", filled, asked)
	}
}

type holder struct {
	t        *testing.T
	law      *policy.Law
	register disclosure.Register
	draw     *rand.Rand
	what     string
}

// hold fills in one form and reports whether it could.
func (h holder) hold(r policy.Requirements) bool {
	for range 4 {
		options := map[string]policy.Option{}
		for _, c := range r.Choices {
			may := slices.DeleteFunc(slices.Clone(c.Options), func(o policy.Option) bool { return o.Never })
			if len(may) == 0 || len(c.Needed) == 0 && h.draw.IntN(3) > 0 {
				continue
			}
			options[c.Of] = may[h.draw.IntN(len(may))]
		}
		f := policytest.Choose(r, options, h.draw.IntN)
		if of, ok := options["kind"]; ok && of.Put != nil {
			continue // another kind is another question
		}
		if f.At("/data") == nil {
			return true // what data has first to be said
		}
		if !f.Fill() {
			continue
		}
		h.compare(f, "filled in", options)
		for range 4 {
			h.compare(h.spoil(f), "spoilt", options)
		}
		return true
	}
	return false
}

// spoil leaves out one place of the form, or answers it badly.
func (h holder) spoil(f *policytest.Form) *policytest.Form {
	var places []policy.Need
	for _, n := range f.Needs() {
		if !n.Unavoidable {
			places = append(places, leaves(n.Need)...)
		}
	}
	leaf := places[h.draw.IntN(len(places))]
	spoilt := f.Copy()
	bad := append(slices.Clone(leaf.Not), nil)
	if leaf.Type == policy.DayNeed && !leaf.NotAfter.IsZero() {
		bad = append(bad, leaf.NotAfter.AddDays(1).String())
	}
	if leaf.Type == policy.DayNeed && !leaf.NotBefore.IsZero() {
		bad = append(bad, leaf.NotBefore.AddDays(-1).String())
	}
	value := bad[h.draw.IntN(len(bad))]
	if leaf.Type == policy.IDsNeed && value != nil {
		value = []any{value}
	}
	spoilt.Put(leaf.Pointer, value)
	return spoilt
}

// leaves are the places of the body that a need speaks of, that can be spoilt without
// making another disclosure of it.
func leaves(n policy.Need) []policy.Need {
	var all []policy.Need
	for _, each := range slices.Concat(n.All, n.Any) {
		all = append(all, leaves(each)...)
	}
	for _, fixed := range []string{"/recipient/kind", "/justification/lawfulBases", "/justification/conditions", "/justification/gateway", "/tellSubject/outcome", "/data", "/disclosedAt"} {
		if n.Pointer == fixed {
			return all
		}
	}
	if strings.HasPrefix(n.Pointer, "/evidence/") || n.Pointer != "" && n.Type != policy.ObjectNeed && n.Type != policy.NumberNeed {
		all = append(all, n)
	}
	return all
}

// compare holds what is found to what is announced.
func (h holder) compare(f *policytest.Form, how string, options map[string]policy.Option) {
	h.t.Helper()
	d := f.Disclosure()
	var facts []disclosure.Fact
	for _, fact := range f.Facts {
		if slices.Contains(policy.FactKeys(d), fact.About) {
			facts = append(facts, fact)
		}
	}
	f = f.Copy()
	f.Facts = facts // what the register finds for such a body
	got := h.law.Decide(policy.Question{
		Register: h.register, Disclosure: d, Facts: facts, At: disclosure.DateOf(recordedAt).Start().Add(12 * time.Hour), RecordedBy: disclosure.RecordedBy{Name: "B. Recorder"},
	})
	found := map[string]bool{} // by place
	type finding struct{ rule, pointer, lack string }
	var all []finding
	for _, x := range slices.Concat(got.Malformed, got.Refusals) {
		all = append(all, finding{x.Rule, x.Pointer, "refuse"})
	}
	for _, x := range got.Flags {
		all = append(all, finding{x.Rule, x.Pointer, "flag"})
	}
	for _, x := range all {
		found[x.pointer] = true
	}
	unmet := f.Unmet()
	for _, n := range unmet {
		if !found[n.Pointer] {
			h.fail(f, how, options, "announced, and silent: %s %s %s: %s", n.Lack, n.Rule, n.Pointer, n.Detail)
		}
		alone := !slices.ContainsFunc(unmet, func(other policy.Needed) bool { return other.Pointer == n.Pointer && other.Yields })
		if n.Lack == policy.Refuse && !n.Yields && alone && got.Accepted() {
			h.fail(f, how, options, "announced as refused, and accepted: %s %s", n.Rule, n.Pointer)
		}
	}
	for _, x := range all {
		if !slices.ContainsFunc(unmet, func(n policy.Needed) bool { return n.Pointer == x.pointer && (n.Rule == x.rule || n.Row == x.rule) }) {
			h.fail(f, how, options, "found, and not announced: %s %s %s", x.lack, x.rule, x.pointer)
		}
	}
}

func (h holder) fail(f *policytest.Form, how string, options map[string]policy.Option, format string, args ...any) {
	h.t.Helper()
	var put []string
	for of, o := range options {
		put = append(put, of+"="+strings.Join(o.Put, "+"))
	}
	slices.Sort(put)
	h.t.Errorf("%s (%s), %s:\n  %s\n  %v", h.what, how, strings.Join(put, " "), fmt.Sprintf(format, args...), f.Body)
}
