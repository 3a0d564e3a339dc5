package desk_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// aLibrary records disclosures that differ in everything a search asks for, and
// returns each with the caller's department and its answer.
type shelved struct {
	d          disclosure.Disclosure
	department string
	answer     desk.Recorded
}

func aLibrary(t *testing.T, office *office) []shelved {
	t.Helper()
	var all []shelved
	for i := range 24 {
		by := []disclosure.Caller{housing, revenue}[i%2]
		body := toOmbudsman(t,
			on(1+i%10), inCase(disclosure.CaseRef(fmt.Sprintf("DBC-C-%d", i%3))),
			about(fmt.Sprintf("DBC-P-%d", i%4), fmt.Sprintf("DBC-P-%d", 4+i%2)),
			func(d *disclosure.Disclosure) {
				if i%3 == 0 {
					d.Recipient.Kind, d.Recipient.Organisation = "lgsco", "Local Government and Social Care Ombudsman"
					d.Justification.Gateway = "gw-lga74-s29"
				}
				if i%5 == 0 {
					d.Decision, d.Reason = disclosure.RefusedToShare, "The request went further than the complaint."
					d.Justification = disclosure.Justification{}
				}
				if i%7 == 0 {
					d.AuthorisedBy.Name = by.Name // nobody approves their own
				}
			})
		answer := office.record(t, by, body)
		all = append(all, shelved{body, by.Department, answer})
	}
	return all
}

// matches is what a search means, written again without an index.
func (s shelved) matches(q desk.Search) bool {
	d := s.d
	flagged := func(rule string) bool {
		return slices.ContainsFunc(s.answer.Flags, func(f disclosure.Flag) bool { return f.Rule == rule })
	}
	day := disclosure.DateOf(d.DisclosedAt)
	return (q.Subject == "" || slices.Contains(d.SubjectReferences(), q.Subject)) &&
		(q.Case == "" || d.Case == q.Case) &&
		(q.Recipient == "" || strings.EqualFold(d.Recipient.Organisation, q.Recipient) || strings.EqualFold(d.Recipient.Person, q.Recipient)) &&
		(q.RecipientCategory == "" || d.Recipient.Category == q.RecipientCategory) &&
		(q.Basis == "" || slices.Contains(d.LegalItems(), q.Basis)) &&
		(q.Department == "" || s.department == q.Department) &&
		(q.Decision == "" || string(d.Decision) == q.Decision) &&
		(q.Flag == "" || flagged(q.Flag)) &&
		(q.From.IsZero() || !day.Before(q.From)) && (q.To.IsZero() || !day.After(q.To))
}

func TestAnyCombinationFindsWhatItSaysAndNothingElse(t *testing.T) {
	d := newDesk(t)
	library := aLibrary(t, d)
	pick := func(values ...string) string { return values[rand.IntN(len(values))] }
	for range 300 {
		q := desk.Search{
			Subject:           pick("", "", "DBC-P-1", "DBC-P-4", "DBC-P-none"),
			Case:              disclosure.CaseRef(pick("", "", "DBC-C-0", "DBC-C-2", "DBC-C-none")),
			Recipient:         pick("", "", "housing  ombudsman SERVICE", "Local Government and Social Care Ombudsman", "j. sample"),
			RecipientCategory: pick("", "ombudsman", "police"),
			Basis:             pick("", "", "ukgdpr-6-1-e", "gw-lga74-s29", "dpa18-sch2-para2"),
			Department:        pick("", "", "housing", "revenues"),
			Decision:          pick("", "", "disclosed", "refused"),
			Flag:              pick("", "", "", "XX-9"),
		}
		if rand.IntN(2) == 0 {
			q.From = disclosure.NewDate(2026, 11, 1+rand.IntN(10))
		}
		if rand.IntN(2) == 0 {
			q.To = disclosure.NewDate(2026, 11, 1+rand.IntN(10))
		}
		if !q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From) {
			q.From, q.To = q.To, q.From
		}
		by := []disclosure.Caller{dpo, auditor, housing}[rand.IntN(3)]
		var want []disclosure.EntryID
		for _, s := range library {
			if s.matches(canonicalNames(q)) && (by.Department == "" || s.department == by.Department) {
				want = append(want, s.answer.ID)
			}
		}
		got := d.finds(t, by, q)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%+v as %v: found %d, want %d", q, by.Roles, len(got), len(want))
		}
	}
}

func canonicalNames(q desk.Search) desk.Search {
	q.Recipient = disclosure.SearchName(q.Recipient)
	return q
}

func TestAPageIsOneQueryNewestFirst(t *testing.T) {
	d := newDesk(t)
	library := aLibrary(t, d)
	for name, q := range map[string]desk.Search{
		"everything":  {},
		"one subject": {Subject: "DBC-P-4"},
		"filtered":    {Subject: "DBC-P-4", Decision: "disclosed", Department: "housing"},
	} {
		t.Run(name, func(t *testing.T) {
			var seen []desk.Row
			for cursor := ""; ; {
				d.table.Reset()
				rows, err := d.Search(t.Context(), looking(dpo), q, 5, cursor)
				if err != nil {
					t.Fatal(detail(err))
				}
				if calls, want := d.table.Calls(), (storetest.Calls{Query: 1, Transact: 1}); calls != want {
					t.Fatalf("calls = %+v, want %+v", calls, want)
				}
				if len(rows.Rows) > 5 {
					t.Fatalf("a page of %d, want at most 5", len(rows.Rows))
				}
				seen = append(seen, rows.Rows...)
				if cursor = rows.Cursor; cursor == "" {
					break
				}
			}
			if !slices.IsSortedFunc(seen, func(a, b desk.Row) int { return b.DisclosedAt.Compare(a.DisclosedAt) }) {
				t.Error("the rows are not newest first")
			}
			want := 0
			for _, s := range library {
				if s.matches(q) {
					want++
				}
			}
			if len(seen) != want {
				t.Errorf("%d rows, want %d", len(seen), want)
			}
		})
	}
}

func TestARowNamesNobody(t *testing.T) {
	d := newDesk(t)
	d.record(t, housing, toOmbudsman(t))
	for _, key := range d.keys(t) {
		item, err := d.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(key.Partition, "idx#") {
			continue
		}
		text := fmt.Sprint(key, item.Attrs)
		for _, private := range []string{"Sample", "DBC-P-550193", "Housing Ombudsman Service", "Officer", "repair"} {
			if strings.Contains(text, private) {
				t.Errorf("an index item holds %q", private)
			}
		}
	}
}

func TestACursorFitsOneCallerAndOneQuestion(t *testing.T) {
	d := newDesk(t)
	aLibrary(t, d)
	q := desk.Search{Department: "housing"}
	rows, err := d.Search(t.Context(), looking(dpo), q, 2, "")
	if err != nil || rows.Cursor == "" {
		t.Fatalf("no cursor: %v", err)
	}
	tampered := []byte(rows.Cursor)
	tampered[len(tampered)/2] ^= 1
	kent := dpo
	kent.Register = "E10000016"
	for name, ask := range map[string]func() (desk.Rows, error){
		"changed by a byte":  func() (desk.Rows, error) { return d.Search(t.Context(), looking(dpo), q, 2, string(tampered)) },
		"of another caller":  func() (desk.Rows, error) { return d.Search(t.Context(), looking(auditor), q, 2, rows.Cursor) },
		"of another council": func() (desk.Rows, error) { return d.Search(t.Context(), looking(kent), q, 2, rows.Cursor) },
		"for another question": func() (desk.Rows, error) {
			return d.Search(t.Context(), looking(dpo), desk.Search{Department: "revenues"}, 2, rows.Cursor)
		},
		"made up": func() (desk.Rows, error) { return d.Search(t.Context(), looking(dpo), q, 2, "bm9uc2Vuc2U") },
	} {
		if got, err := ask(); err == nil || kindOf(t, err) != disclosure.Malformed {
			t.Errorf("%s: got %d rows, %v", name, len(got.Rows), err)
		}
	}
}

func TestAnotherCouncilSeesNothing(t *testing.T) {
	d := newDesk(t)
	id := d.record(t, housing, toOmbudsman(t)).ID
	kent := disclosure.Caller{Register: "E10000016", Subject: dpo.Subject, Roles: dpo.Roles}
	if got := d.finds(t, kent, desk.Search{Subject: "DBC-P-550193"}); len(got) != 0 {
		t.Errorf("found %d entries", len(got))
	}
	if _, err := d.Open(t.Context(), looking(kent), id); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("opened: %v", err)
	}
}

// What other departments record must change nothing that a recorder can see:
// no row, no page, no cursor and no number of reads.
func TestARecorderCannotTellWhatOthersRecord(t *testing.T) {
	quiet, busy := newDesk(t), newDesk(t)
	for _, d := range []*office{quiet, busy} {
		for i := range 3 {
			d.record(t, housing, toOmbudsman(t, about("DBC-P-1"), on(i+1)))
			if d == busy {
				d.record(t, revenue, toOmbudsman(t, about("DBC-P-1"), on(i+1)))
			}
		}
		d.table.Reset()
	}
	for _, q := range []desk.Search{{}, {Subject: "DBC-P-1"}, {Department: "revenues"}, {Case: "DBC-C-2026-0141"}} {
		a, errA := quiet.Search(t.Context(), looking(housing), q, 2, "")
		b, errB := busy.Search(t.Context(), looking(housing), q, 2, "")
		if errA != nil || errB != nil || len(a.Rows) != len(b.Rows) || (a.Cursor == "") != (b.Cursor == "") {
			t.Errorf("%+v: %d rows and %d rows", q, len(a.Rows), len(b.Rows))
		}
	}
	if a, b := quiet.table.Calls(), busy.table.Calls(); a != b {
		t.Errorf("calls differ: %+v and %+v", a, b)
	}
}

// Where a department's page ends is the same whatever its rows weigh: they weigh more
// for what is kept from it.
func TestADepartmentsPageEndsByCountAndNotByBytes(t *testing.T) {
	d := newDesk(t)
	for i := range 251 {
		d.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-many-%d", i))))
	}
	for _, c := range []struct {
		by   disclosure.Caller
		more bool
	}{{housing, true}, {dpo, false}} {
		rows, err := d.Search(t.Context(), looking(c.by), desk.Search{Department: housing.Department, RecipientCategory: "police"}, 50, "")
		if err != nil {
			t.Fatal(detail(err))
		}
		if len(rows.Rows) != 0 || rows.Cursor != "" != c.more {
			t.Errorf("%v: %d rows, and more: %v; want none, and more: %v", c.by.Roles, len(rows.Rows), rows.Cursor != "", c.more)
		}
	}
}
