package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/importer"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/sheet"
)

// share records a share of many people and lists them (docs/shares.md).
type share struct {
	Record     string `arg:"" help:"The share, as docs/examples/share.json." type:"existingfile"`
	People     string `arg:"" help:"The list of its people: a .csv or .xlsx file whose first row names the columns." type:"existingfile"`
	Column     string `help:"The column with the council's own references." default:"Reference"`
	Sheet      string `help:"The sheet of a workbook, where it has several."`
	Follows    string `help:"The occasion before, as its id: its people are listed, but for those whom the list says left, and those who joined." placeholder:"SHARE"`
	Change     string `help:"With --follows, the column that says joined or left of each." default:"Change"`
	AsWritten  bool   `help:"Take references that look like a name, a date or the like; the register flags them."`
	Close      bool   `help:"Close the share when everybody is listed."`
	Register   string `help:"The council's ONS code, for example E07000107." required:"" env:"DISCLOSURES_REGISTER"`
	Department string `help:"The department that shared." required:""`
	Data       string `help:"Data directory of the service." default:"data" env:"DISCLOSURES_DATA" type:"path"`
	URL        string `name:"url" help:"Where the service listens." default:"http://127.0.0.1:8080"`
	Name       string `help:"Name that it is recorded under." default:"Command line"`
}

// Run records the share once, however often the same is run, and lists those of its
// people who are not in it yet: so whatever stopped an earlier run, at any moment, is
// finished by running it again, and a longer list adds who is new in it. Nothing is
// recorded while anything is wrong with the list.
func (c share) Run(ctx context.Context, to streams) error {
	record, err := os.ReadFile(c.Record)
	if err != nil {
		return fmt.Errorf("read the share: %w", err)
	}
	if !json.Valid(record) {
		return errors.New("the share is not JSON: docs/examples/share.json is one")
	}
	rows, err := c.list(ctx, to)
	if err != nil {
		return err
	}
	token, err := recorderToken(c.Data, c.Register, c.Department, c.Name)
	if err != nil {
		return err
	}
	register, err := disclosure.ParseRegister(c.Register)
	if err != nil {
		return err
	}
	l := listing{service: client.New(strings.TrimSuffix(c.URL, "/"), register, token, nil), notes: to.notes}
	people := references(rows)
	if c.Follows != "" {
		if people, err = l.following(ctx, disclosure.EntryID(c.Follows), record, rows, to.out); err != nil {
			return everyFinding(err)
		}
	}
	if err := l.record(ctx, record, people); err != nil {
		return fmt.Errorf("%w\nRun the same again: nobody is listed twice", everyFinding(err))
	}
	fmt.Fprintf(to.out, "share %s: %d people listed now, %d before\n", l.share, l.listed, l.before)
	if !c.Close {
		return nil
	}
	closed, err := l.close(ctx)
	if err != nil {
		return fmt.Errorf("close the share: %w\nRun the same again: nobody is listed twice", everyFinding(err))
	}
	fmt.Fprintf(to.out, "closed: %d listed of %d that it says\n", closed.Listed, closed.Stated)
	return nil
}

// maxWrongRows bounds how many rows are named.
const maxWrongRows = 50

// listedRow is what a row of the list says of a person.
type listedRow struct {
	number            int
	reference, change string // change is joined or left, with --follows alone
}

func references(rows []listedRow) []string {
	all := make([]string, len(rows))
	for i, row := range rows {
		all[i] = row.reference
	}
	return all
}

// list reads the references, each person's first one only, in the order of the file.
// It names rows, and repeats nothing that stands in them.
func (c share) list(ctx context.Context, to streams) (people []listedRow, err error) {
	rows, err := sheet.Open(c.People, sheet.Place{Sheet: c.Sheet, Header: 1})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.HasColumn(c.Column) {
		return nil, errors.New("the first row names no column, or more than one, as --column does: say which column has the references")
	}
	if c.Follows != "" && !rows.HasColumn(c.Change) {
		return nil, errors.New("the first row names no column, or more than one, as --change does: say which column has joined or left")
	}
	seen := map[string]string{}
	wrong, twice := 0, 0
	for row, err := range rows.Rows() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", row.Number, err)
		}
		reference, change, fault := row.Cell(c.Column), c.change(row), c.fault(row)
		said, again := seen[disclosure.Canonical(reference)]
		if fault == "" && again && said != change {
			fault = "A row above says otherwise of this person."
		}
		switch {
		case fault != "":
			if wrong++; wrong <= maxWrongRows {
				fmt.Fprintf(to.out, "row %d: %s\n", row.Number, fault)
			}
		case again:
			twice++
		default:
			seen[disclosure.Canonical(reference)] = change
			people = append(people, listedRow{row.Number, reference, change})
		}
	}
	switch {
	case wrong > maxWrongRows:
		fmt.Fprintf(to.out, "and %d more\n", wrong-maxWrongRows)
		fallthrough
	case wrong > 0:
		return nil, errors.New("nothing is recorded: mend the list, or give --as-written where the council's references do look like that")
	case len(people) == 0 && c.Follows == "":
		return nil, errors.New("nothing is recorded: the list is empty")
	case twice > 0:
		fmt.Fprintf(to.notes, "%d rows repeat a person of a row above, and are left out\n", twice)
	}
	return people, nil
}

// fault says why what stands in the row is no reference to list, without what it is.
func (c share) fault(row sheet.Row) string {
	if detail, do := row.Astray(); detail != "" {
		return detail + " " + do
	}
	reference := row.Cell(c.Column)
	switch doubt := importer.NoReference(reference, policy.LooksLikeNoReference); {
	case reference == "":
		return "There is no reference."
	case !disclosure.OneLine(reference):
		return "The reference holds what cannot be seen or printed."
	case row.Rounded(c.Column):
		return "This is a number of which a spreadsheet keeps 15 digits, and the rest is lost. Give the column the format of text, and write the number anew."
	case row.Day(c.Column):
		return "The workbook shows this as a day or a time, and keeps a number in its place. Give the column the format of text, and write the reference anew."
	case row.Unread(c.Column) != "":
		return "The workbook shows this " + row.Unread(c.Column) + ", and what it shows cannot be read here; it keeps something else. Give the column the format of text, and write the reference anew."
	case doubt != "" && !c.AsWritten:
		return doubt
	case c.Follows != "" && c.change(row) == "":
		return "It says neither joined nor left."
	}
	return ""
}

// The two things that a list of changes says of somebody.
const (
	joined = "joined"
	left   = "left"
)

// change is joined or left, as the row says, or "".
func (c share) change(row sheet.Row) string {
	if c.Follows == "" {
		return ""
	}
	for _, change := range []string{joined, left} {
		if disclosure.Same(row.Cell(c.Change), change) {
			return change
		}
	}
	return ""
}

// listing brings people into a share.
type listing struct {
	service *client.Client
	notes   io.Writer

	share          disclosure.EntryID
	before, listed int
}

const listingPurpose = "Listing the people of a share"

// record records the share, and lists who is not in it yet.
func (l *listing) record(ctx context.Context, record []byte, people []string) error {
	key := sha256.Sum256(record)
	recorded, err := again(ctx, l, func() (client.RecordedWith, error) {
		return l.service.RecordShare(ctx, "share-"+hex.EncodeToString(key[:20]), record)
	})
	if err != nil {
		return err
	}
	l.share = recorded.ID
	now, err := l.service.Share(ctx, listingPurpose, l.share)
	if err != nil {
		return err
	}
	people, err = l.without(ctx, now, people)
	if err != nil {
		return err
	}
	if stated := now.Share.Share.People; l.before+len(people) != stated {
		fmt.Fprintf(l.notes, "the share says %d people, and with this list it has %d\n", stated, l.before+len(people))
	}
	began, told := time.Now(), time.Now()
	for part := range slices.Chunk(people, disclosure.MaxSharePart) {
		_, err := again(ctx, l, func() (client.RecordedWith, error) {
			return l.service.AddSharePeople(ctx, fmt.Sprintf("%s-%d", l.share, now.Next), l.share, now.Next, part)
		})
		if err != nil {
			return err
		}
		now.Next++
		l.listed += len(part)
		if time.Since(told) > 2*time.Second {
			told = time.Now()
			left := time.Since(began).Seconds() / float64(l.listed) * float64(len(people)-l.listed)
			fmt.Fprintf(l.notes, "%d of %d listed, about %s left\n", l.listed, len(people), (time.Duration(left) * time.Second).Round(time.Second))
		}
	}
	return nil
}

// without leaves out who is in the share already, or has been taken out of it.
func (l *listing) without(ctx context.Context, now client.Share, people []string) ([]string, error) {
	if now.Next == 1 {
		return people, nil
	}
	there := map[string]bool{}
	for member, err := range l.members(ctx, l.share) {
		if err != nil {
			return nil, err
		}
		there[disclosure.Canonical(member.Person)] = true
	}
	l.before = now.Listed
	return slices.DeleteFunc(people, func(reference string) bool { return there[disclosure.Canonical(reference)] }), nil
}

// members are those who were ever listed in a share, those taken out among them.
func (l *listing) members(ctx context.Context, share disclosure.EntryID) iter.Seq2[client.ShareMember, error] {
	return func(yield func(client.ShareMember, error) bool) {
		for cursor := ""; ; {
			page, err := l.service.SharePeople(ctx, listingPurpose, share, cursor)
			if err != nil {
				yield(client.ShareMember{}, err)
				return
			}
			for _, member := range page.People {
				if !yield(member, nil) {
					return
				}
			}
			if cursor = page.Cursor; cursor == "" {
				return
			}
		}
	}
}

// close is asked for anew by each run, for a share may be closed once more.
func (l *listing) close(ctx context.Context) (client.ShareClosing, error) {
	key := fmt.Sprintf("%s-close-%d", l.share, time.Now().UnixNano())
	return again(ctx, l, func() (client.ShareClosing, error) { return l.service.CloseShare(ctx, key, l.share) })
}

// again makes a change that may be sent more than once, until it is answered.
func again[A any](ctx context.Context, l *listing, change func() (A, error)) (answer A, err error) {
	for try := range attachTries {
		if try > 0 {
			fmt.Fprintln(l.notes, "trying again")
			select {
			case <-time.After(time.Second << (try - 1)):
			case <-ctx.Done():
				return answer, ctx.Err()
			}
		}
		var problem *client.Problem
		if answer, err = change(); err == nil || errors.As(err, &problem) && problem.Status < http.StatusInternalServerError && problem.Status != http.StatusTooManyRequests {
			return answer, err
		}
	}
	return answer, err
}
