package console

import (
	"context"
	"net/http"

	"disclosure-register/pkg/client"
)

// The most that the API takes at once of lists that say how much: a list is saved in as
// few looks as it can be.
const (
	mostFound = 200
	mostCases = 100
)

// saved are the lists that may be seen as tables and saved as spreadsheets, by the pages
// that show them: what each asks the API for.
var saved = map[kind]func(v *visit, ctx context.Context, t task, api *client.Client) error{
	queue: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.Flags(ctx, t.Why, t.Filter, t.Cursor)
		return err
	},
	objected: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.UndecidedObjections(ctx, t.Why, t.Cursor)
		return err
	},
	clearedOf: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.ClearedFlags(ctx, t.Why, client.ClearedFilter{FlagFilter: t.Filter, ClearedBy: t.ClearedBy}, t.Cursor)
		return err
	},
	requests: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.AccessRequests(ctx, t.Why, t.Ended, t.Cursor)
		return err
	},
	finding: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.Search(ctx, t.Why, t.Search, mostFound, t.Cursor)
		return err
	},
	person: func(v *visit, ctx context.Context, t task, api *client.Client) error {
		if !v.seesAll() {
			_, err := api.Search(ctx, t.Why, client.Search{Subject: t.Subject}, mostFound, t.Cursor)
			return err
		}
		_, err := api.Sharing(ctx, t.Why, t.Subject, client.SharingPage{Limit: onTable(t), Cursor: t.Cursor})
		return err
	},
	casesOf: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.Cases(ctx, t.Why, t.View, t.Search.Department, mostCases, t.Cursor)
		return err
	},
	ownCase: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.OwnCase(ctx, t.Why, t.Case, t.Cursor)
		return err
	},
	leftToDo: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.OwnWork(ctx, t.Why, t.Cursor)
		return err
	},
	lettersOf: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.UnfinishedLetters(ctx, t.Why, t.Cursor)
		return err
	},
	joinsOf: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.Joins(ctx, t.Why, "", t.View == "all", t.Cursor)
		return err
	},
	retention: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		var err error
		switch t.View {
		case "held":
			_, err = api.Holds(ctx, t.Why, t.Cursor)
		case "destroyed":
			_, err = api.Certificates(ctx, t.Why, t.Month, t.Cursor)
		case "review":
			_, err = api.Reviews(ctx, t.Why, t.Cursor)
		case "not-started":
			_, err = api.NotStarted(ctx, t.Why, t.Cursor)
		default:
			_, err = api.DueWithin(ctx, t.Why, dueWithin, t.Cursor)
		}
		return err
	},
	breaches: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		if t.View == closed {
			_, err := api.ClosedBreaches(ctx, t.Why, t.Cursor)
			return err
		}
		_, err := api.OpenBreaches(ctx, t.Why, t.Cursor)
		return err
	},
	untold: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.UntoldChanges(ctx, t.Why, t.Cursor)
		return err
	},
	agreed: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.Agreements(ctx, t.Why, withinOf(t), t.Cursor)
		return err
	},
	looked: func(v *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.Accesses(ctx, t.Why, v.looksOf(t), t.Cursor)
		return err
	},
	waitsIn: saveWhole,
	exportsOf: func(_ *visit, ctx context.Context, t task, api *client.Client) error {
		_, err := api.Exports(ctx, t.Why, t.Cursor)
		return err
	},
}

// asSheet is the address of the page's list as a table, and as a spreadsheet; both are empty
// where the page shows none.
func (v *visit) asSheet(t task) (table, sheet string) {
	of := t.to(saving)
	switch {
	case t.Kind == tabled:
	case saved[t.Kind] == nil:
		return "", ""
	default:
		of.Of = t.Kind
		table = v.session.path(of.to(tabled))
	}
	return table, v.session.path(of)
}

// saveList sends a list as a spreadsheet.
func (v *visit) saveList(t task) error {
	ask := saved[t.Of]
	if ask == nil {
		return v.lost()
	}
	got, err := v.api.Sheet(func(api *client.Client) error { return ask(v, v.r.Context(), t, api) })
	if statusOf(err) == http.StatusUnprocessableEntity {
		return v.render(http.StatusUnprocessableEntity, "refused", &page{
			Title: "That is too much for one spreadsheet",
			Body:  "A list is saved as a spreadsheet of at most 10,000 rows. Go back and filter the list; or ask for an export, under More: it has every row.",
		})
	}
	if err != nil {
		return err
	}
	return v.file(got.Name, got.Text)
}

// withinOf is within how many days an agreement of the list ends; empty is all of them.
func withinOf(t task) string {
	if t.View == "all" {
		return ""
	}
	return "90"
}

// looksOf is which looks the page shows: of this month, where it has not been said.
func (v *visit) looksOf(t task) client.AccessFilter {
	filter := t.Looks
	if filter.Month == "" && filter.Subject == "" && filter.Case == "" {
		filter.Month = v.console.config.Now().UTC().Format("2006-01")
	}
	return filter
}
