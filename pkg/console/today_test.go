package console_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

// waits is how many wait in a queue.
func (o *office) waits(queue string) int {
	o.t.Helper()
	var answer struct {
		Queues []struct {
			Queue string
			Count int
		}
	}
	if err := json.Unmarshal([]byte(o.get(dpo, "/waiting")), &answer); err != nil {
		o.t.Fatal(err)
	}
	for _, q := range answer.Queues {
		if q.Queue == queue {
			return q.Count
		}
	}
	o.t.Fatalf("there is no queue %s", queue)
	return 0
}

// aBusyOffice is one in which something waits in every queue, half a year on.
func aBusyOffice(t *testing.T) *office {
	o := newOffice(t)
	today := disclosure.DateOf(o.now())
	about := func(dimension, reference string) map[string]string {
		return map[string]string{"dimension": dimension, "reference": reference}
	}
	o.post(recorder, "/disclosures", example(t, "DBC-P-1", withheldOnAGround))
	o.post(recorder, "/disclosures", example(t, "DBC-P-2", func(d map[string]any) {
		d["case"] = "DBC-C-2"
		d["tellSubject"] = map[string]any{"outcome": "deferred", "on": today.AddDays(180).String()}
	}))
	o.post(recorder, "/disclosures", example(t, "DBC-P-3", func(d map[string]any) {
		d["case"], d["urgency"] = "DBC-C-3", "emergency"
		delete(d["justification"].(map[string]any), "gateway")
		delete(d["evidence"].(map[string]any), "ombudsmanCaseRef")
	}))
	told := o.post(dpo, "/facts", map[string]any{
		"kind": "marker", "about": about("subject", "DBC-P-4"), "from": today.AddDays(-10).String(), "reason": "Threats on a visit", "reviewBy": today.AddDays(90).String(),
		"subjectTold": "told", "toldOn": today.AddDays(-9).String(), "decidedBy": "Service Manager, Housing",
	})
	o.post(second, "/facts/"+told+"/confirm", map[string]any{"outcome": "confirmed", "reason": "The letter is on file."})
	o.post(dpo, "/facts", map[string]any{
		"kind": "change", "about": about("subject", "DBC-P-2"), "from": today.String(), "reason": "She moved", "change": map[string]any{"what": "rectification"},
	})
	o.post(dpo, "/facts", map[string]any{"kind": "breach", "about": about("breach", "BR-1"), "from": today.String(), "reason": "A letter went astray"})
	o.post(recorder, "/facts", map[string]any{"kind": "objection", "about": about("subject", "DBC-P-7"), "from": today.AddDays(-3).String(), "reason": "It makes a quarrel worse"})
	o.post(dpo, "/facts", map[string]any{
		"kind": "agreement", "about": about("agreement", "KM-ISA"), "from": today.AddDays(-100).String(), "until": today.AddDays(200).String(), "version": "2", "signatories": []string{"Sample Trust"},
	})
	o.pass(180 * 24 * time.Hour)
	today = disclosure.DateOf(o.now())
	o.post(recorder, "/facts", map[string]any{
		"kind": "marker", "about": about("subject", "DBC-P-5"), "from": today.AddDays(-10).String(), "reason": "Threats on a visit", "reviewBy": today.AddDays(90).String(),
		"subjectTold": "told", "toldOn": today.AddDays(-9).String(), "decidedBy": "Service Manager, Housing",
	})
	for _, key := range []string{"Letter", "The same letter"} {
		o.post(recorder, "/disclosures", example(t, "DBC-P-6", func(d map[string]any) {
			d["case"], d["disclosedAt"], d["reason"] = "DBC-C-6", today.AddDays(-1).String()+"T09:00:00Z", key
		}))
	}
	o.post(dpo, "/access-requests", map[string]any{"subject": "DBC-P-9", "askedBy": "B. Sample", "as": "person", "received": disclosure.DateOf(o.now()).String()})
	return o
}

// Every line of Today leads to the act that ends it: each queue is worked through from
// its line, in the browser alone, and is then empty.
func TestEveryLineOfTodayLeadsToTheActThatEndsIt(t *testing.T) {
	o := aBusyOffice(t)
	today := disclosure.DateOf(o.now())
	day := func(n int) string { return today.AddDays(n).String() }
	correct := func(b *browser, form shownPage, pairs ...string) {
		t.Helper()
		typed := append([]string{"do", "check"}, typing(form, append([]string{"corrects", "What was due is done."}, pairs...)...)...)
		tried := b.fill(form, typed...).says("It can be recorded")
		typed[1] = "record"
		b.fill(tried, typed...).says("The correction is on record.")
	}
	for _, tt := range []struct {
		queue, line string
		// act does what the page that the line leads to is for.
		act func(b *browser, p shownPage)
	}{
		{"pending-facts", "takes away of a protection", func(b *browser, p shownPage) {
			b.fill(p.says("Is it so?", "Warning marker")).says("Say whether it is so.", "Say why")
			b.fill(p, "outcome", "confirmed", "reason", "The letter is on file.").says("The decision is on record.")
		}},
		{"duplicates", "It looks like an entry of", func(b *browser, p shownPage) {
			p.says("One, or two?", "The same letter", "They differ in:")
			b.fill(p, "reason", "").says("Say whether they are one or two.", "Say how it was found out.")
			b.fill(p, "decision", regexpFirst(p.body, `name="decision" value="([^"]+)"`), "reason", "The post book has one letter.").says("The decision is on record.")
		}},
		{"overdue-markers", "Its review is overdue", func(b *browser, p shownPage) {
			p.says("Warning marker: review, tell of or take off")
			b.fill(p, typing(p, "lastReview", day(0), "reviewBy", day(90))...).says("It is on record: warning marker.")
		}},
		{"untold-changes", "Data was put right", func(b *browser, p shownPage) {
			p.says("Housing Ombudsman Service")
			typed := typing(p, "from", day(0), "telling-outcome", "told", "telling-how", "Letter of today")
			b.fill(p, typed...).says("Tick whom it was: one at least.")
			who := regexpFirst(p.body, `name="(telling-recipients\.[^"]+)"`)
			b.fill(p, append(typed, who, "yes")...).says("It is on record: telling recipients of a change.")
		}},
		{"open-breaches", "BR-1", func(b *browser, p shownPage) {
			p.says("Breach: record how it stands now", "A letter went astray")
			b.fill(p, typing(p, "breach-awareAt", day(0), "breach-awareAt.time", "00:01", "breach-risk", "unlikely", "breach-riskReason", "It came back unopened.")...).says("It is on record: breach.")
		}},
		{"undecided-objections", "nobody has decided on it", func(b *browser, p shownPage) {
			p.says("Objection: decide or change", "It makes a quarrel worse")
			b.fill(p, typing(p, "decided", "upheld", "decidedOn", day(0))...).says("It is on record: objection.")
		}},
		{"agreements", "KM-ISA", func(b *browser, p shownPage) {
			p.says("Sharing agreement")
			b.fill(p, typing(p, "until", day(1000))...).says("It is on record: sharing agreement.")
		}},
		{"overdue-withholdings", "", func(b *browser, p shownPage) {
			correct(b, p, "justification-exemptions-0-reviewBy", day(90))
		}},
		{"overdue-tellings", "The person was to be told by now.", func(b *browser, p shownPage) {
			footing := b.fill(p, append([]string{"do", "footing"}, typing(p)...)...).says("On what footing?")
			form := b.fill(footing, "lawful-basis", "ukgdpr-6-1-e", "gateway", "gw-ha96-s51", "telling", "told").says("Day on which they were told")
			correct(b, form, "tellSubject-on", day(0))
		}},
		{"overdue-emergencies", "to be recorded in full", func(b *browser, p shownPage) {
			correct(b, p, "evidence-ombudsmanCaseRef", "202600001")
		}},
	} {
		t.Run(tt.queue, func(t *testing.T) {
			if o.waits(tt.queue) != 1 {
				t.Fatalf("%d wait, want 1", o.waits(tt.queue))
			}
			b := o.signedIn(second)
			section := b.open("/").section(tt.queue)
			if tt.line == "" {
				tt.line = regexpFirst(section.body, `<a [^>]*>([^<]+)</a>`)
			}
			why := b.open(section.link(tt.line)).says("Why are you looking?")
			page := b.fill(why, "why", "What waits today")
			whole := b.fill(b.open(section.link("Show all")), "why", "What waits today")
			whole.says(cmp.Or(map[string]string{
				"duplicates": "1 is on Today: those recorded within the last 28 days.", "joins": "1 is on Today: those that wait for a second person",
				"unfinished-letters": "1 is on Today: those that are given up within three days.", "due": "1 is on Today: those whose destruction begins within 30 days",
				"holds": "1 is on Today: those to look at again",
			}[tt.queue], "1 waits in all."))
			if kindOf(whole.path) == "waits" {
				row := whole.says("Save the whole list").body[strings.Index(whole.body, "<article"):]
				tag := `<strong class="tag[^>]*>([^<]+)</strong>`
				if got, want := regexpFirst(row, tag), regexpFirst(section.body, tag); got != want {
					t.Errorf("a line of the whole queue is marked %q, on Today %q", got, want)
				}
				since := `(?i)waiting since(?:</dt>\s*<dd>| )([0-9A-Za-z ]+)`
				if got, want := regexpFirst(row, since), regexpFirst(section.body, since); got != want || got == "" {
					t.Errorf("a line of the whole queue waits since %q, on Today %q", got, want)
				}
				again := b.fill(b.open(regexpFirst(row, `href="([^"]+)"`)), "why", "What waits today")
				if got, want := regexpFirst(again.body, `<h1>(.*?)</h1>`), regexpFirst(page.body, `<h1>(.*?)</h1>`); got != want {
					t.Errorf("a line of the whole queue leads to %q, want %q", got, want)
				}
				if saved := b.open(whole.link("Save the whole list")); saved.status != http.StatusOK || strings.Count(saved.body, "\nNot for the person,") != 1 {
					t.Errorf("the whole queue as a spreadsheet: %d\n%s", saved.status, saved.body)
				}
			} else if slices.Contains([]string{"pending-facts", "duplicates", "overdue-markers", "overdue-withholdings", "overdue-tellings", "overdue-emergencies"}, tt.queue) {
				t.Errorf("the whole queue is at %q", kindOf(whole.path))
			}
			tt.act(b, page)
			if left := o.waits(tt.queue); left != 0 {
				t.Errorf("%d still wait", left)
			}
		})
	}
}

// What is due for destruction leads to its case, where it is kept, and what is held to the
// hold's release.
func TestWhatIsDueLeadsToItsCase(t *testing.T) {
	const ref = "DBC-C-2024-0007"
	o := newOffice(t)
	today := disclosure.DateOf(o.now())
	closed := today.AddDays(10).AddMonths(-24)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
		d["case"], d["disclosedAt"] = ref, closed.AddDays(-60).String()+"T09:00:00Z"
		d["tellSubject"] = map[string]any{"outcome": "told", "on": closed.AddDays(-60).String()}
		delete(d["evidence"].(map[string]any), "investigationRequestDate")
	}))
	o.post(recorder, "/cases/"+ref+"/close", map[string]any{"closedOn": closed.String(), "note": "Answered."})
	b := o.signedIn(dpo)
	section := b.open("/").section("due").says("Cases that are due for destruction 1", ref+": its destruction begins by itself")
	c := b.fill(b.open(section.link(ref)), "why", "What waits today").says("Case "+ref, "It is destroyed From")
	b.fill(b.open(c.link("Hold the case")), "by", "County Court", "reason", "A claim", "reviewOn", today.AddDays(3).String()).says("The case is held.")
	b.open("/").says("Cases that are due for destruction; Cases to review; Holds to look at again")

	o.pass(3 * 24 * time.Hour)
	b = o.signedIn(dpo)
	section = b.open("/").section("holds").says("Holds to look at again 1")
	b.fill(b.open(section.link("Show all")), "why", "What waits today").says("Retention", "1 is on Today: those to look at again", "Asked for by County Court")
	c = b.fill(b.open(section.link(ref)), "why", "What waits today").says("asked for by County Court")
	b.fill(b.open(c.link("Release this hold")), "reason", "It is settled.").says("The hold is released.")
	if left := o.waits("holds"); left != 0 {
		t.Errorf("%d holds still wait", left)
	}
}

// The page of a queue says how many wait on all its pages, as they were counted when its
// first was opened.
func TestAQueueSaysHowManyWait(t *testing.T) {
	o := newOffice(t)
	object := func(n int) {
		o.post(recorder, "/facts", map[string]any{
			"kind": "objection", "about": map[string]any{"dimension": "subject", "reference": fmt.Sprintf("DBC-P-%d", n)}, "from": disclosure.DateOf(o.now()).AddDays(-n % 7), "reason": "It makes a quarrel worse",
		})
	}
	const many = 55
	for n := range many {
		object(n)
	}
	b := o.signedIn(dpo)
	oldest := disclosure.DateOf(o.now()).AddDays(-6).Start().In(disclosure.London).Format("2 January 2006")
	b.open("/").section("undecided-objections").says("Objections to decide 55 The oldest has waited since " + oldest + ".")
	first := b.fill(b.open("/objections"), "why", "What waits today").says("55 wait in all.", "Next page")
	object(many)
	looks := func() int { return strings.Count(o.get(auditor, "/access?action=show-waiting"), `"show-waiting"`) }
	before := looks()
	next := b.open(first.link("Next page")).says("55 wait in all.", "First page")
	if now := looks(); now != before {
		t.Errorf("the next page counted the queue again: %d looks, were %d", now, before)
	}
	b.open(next.link("First page")).says("56 wait in all.")
	if now := looks(); now != before+1 {
		t.Errorf("the first page counted the queue %d times, want once", now-before)
	}
	flags := b.fill(b.open("/flags"), "why", "What waits today")
	flags.saysNot("in all", "on Today")
}
