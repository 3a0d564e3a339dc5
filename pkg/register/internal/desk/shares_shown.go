package desk

import (
	"cmp"
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// ShareView is a share as it now reads, and how far its people are listed.
type ShareView struct {
	Entry      disclosure.EntryID    `json:"entry" doc:"The share: its original entry"`
	LastWord   disclosure.EntryID    `json:"Word" doc:"The entry that says how it now reads: the original, or its latest correction"`
	Department string                `json:"department,omitempty"`
	RecordedBy string                `json:"recordedBy" doc:"Name of who recorded the last word"`
	Share      disclosure.Disclosure `json:"share"`
	Listed     int                   `json:"listed" doc:"How many people are listed, but for those taken out"`
	TakenOut   int                   `json:"takenOut" doc:"How many were taken out"`
	Erased     int                   `json:"erased,omitempty" doc:"To the Data Protection Officer or an auditor: of how many the Data Protection Officer has had what lists them destroyed, or has ordered it. They were in it, and are counted among those listed"`
	Parts      int                   `json:"parts"`
	Next       int                   `json:"next" doc:"The lowest number that no part has: where adding goes on"`
	Kept       int                   `json:"kept,omitempty" doc:"To the Data Protection Officer or an auditor: how many are still listed after the share's time, since a hold stands on a case of one of them or of somebody in the same part"`
	Closed     bool                  `json:"closed" doc:"True once it was closed: its retention runs"`
}

// ShowShare shows a share and how many people are listed in it. No person is.
func (r *Registrar) ShowShare(ctx context.Context, by Looking, id disclosure.EntryID) (ShareView, error) {
	s, err := r.shareSeen(ctx, by, "show-share", id)
	if err != nil {
		return ShareView{}, err
	}
	register := by.Caller.Register
	last, err := r.lastOf(ctx, register, id)
	if err != nil {
		return ShareView{}, err
	}
	now, err := r.listedIn(ctx, register, s.file)
	if err != nil {
		return ShareView{}, err
	}
	file, err := r.fileOf(ctx, register, s.disclosure.Case)
	if err != nil {
		return ShareView{}, err
	}
	view := ShareView{
		Entry: id, LastWord: last.Entry.ID, Department: s.entry.Owner(), RecordedBy: last.Entry.RecordedBy.Name, Share: *last.Disclosure,
		Listed: now.people, TakenOut: now.removed, Parts: now.parts, Next: now.next, Kept: file.Kept, Erased: now.erased, Closed: file.State != disclosure.CaseOpen,
	}
	if s.own {
		view.Erased = 0
	}
	return seen(view, r.recordAccess(ctx, by, s.disclosure.Case, disclosure.Access{Action: "show-share", Entry: id, Results: 1}))
}

// shareSeen reads a share for who looks at it. What is not there, and what the caller may
// not see, are looks of one kind, which found nothing.
func (r *Registrar) shareSeen(ctx context.Context, by Looking, asked string, id disclosure.EntryID) (share, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, asked)
	if err != nil {
		return share{}, err
	}
	s, err := r.shareEntry(ctx, by.Caller, reach, id)
	if IsNotFound(err) {
		err = r.unseen(ctx, by, "", disclosure.Access{Action: asked, Entry: id}, noShare())
	}
	return s, err
}

// Shares is a page of shares, the newest first.
type Shares struct {
	Shares  []ShareRow    `json:"shares"`
	Titles  RuleTitles    `json:"titles,omitempty" doc:"What the rules that rows name by their ids are about"`
	Cursor  string        `json:"cursor,omitempty" doc:"Asks for the next page"`
	Nothing *NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
}

// ShareRow is a share in a list: as it was first recorded, but for what tells it from
// the other occasions of its series, which is as it now reads.
type ShareRow struct {
	Row
	Series   string          `json:"series,omitempty" doc:"The routine that it was an occasion of"`
	Occasion string          `json:"occasion,omitempty"`
	From     disclosure.Date `json:"from,omitzero" format:"date" doc:"First day that the data is of"`
	To       disclosure.Date `json:"to,omitzero" format:"date" doc:"Last day that the data is of"`
	People   int             `json:"people" doc:"How many people it was about, as it says"`
}

// ListShares shows a page of shares: a department its own, and otherwise all. With a
// series, those alone that now say that they were an occasion of it; one that a correction
// put into it stands where the correction has it.
func (r *Registrar) ListShares(ctx context.Context, by Looking, series, cursor string) (Shares, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "show-shares")
	if err != nil {
		return Shares{}, err
	}
	register, department := by.Caller.Register, ""
	if reach == power.Own {
		department = disclosure.Canonical(by.Caller.Department)
	}
	value, access := department, disclosure.Access{Action: "show-shares"}
	if series != "" {
		value = r.seriesOf(register, department, series)
		access.Asked = map[string]string{"series": r.keys.series(register, "", series)}
	}
	p := plan{partition: store.IndexPartition(register.String(), store.ByShare, value)}
	page := Shares{Shares: []ShareRow{}, Cursor: cursor}
	var shown []term
	err = ReadOn(EmptyReads, func() (bool, error) {
		items, next, err := r.listed(ctx, "query shares", by.Caller, p, store.Query{Descending: true, Limit: MaxShown / 2}, page.Cursor)
		if err != nil {
			return false, err
		}
		page.Cursor = next
		rows := make([]Row, len(items))
		for i, item := range items {
			if rows[i], err = rowOf(item); err != nil {
				return false, err
			}
		}
		last, err := r.lastOfEach(ctx, register, rows)
		if err != nil {
			return false, err
		}
		for _, row := range rows {
			now, there := last[row.root()]
			if !there || series != "" && (now.Entry.ID != row.ID || !disclosure.Same(now.Disclosure.Share.Series, series)) {
				continue // destroyed since; or an earlier word, or no occasion of it any more
			}
			row.ID, row.Corrects = row.root(), ""
			share := now.Disclosure.Share
			page.Shares = append(page.Shares, ShareRow{Row: row, Series: share.Series, Occasion: share.Occasion, From: share.From, To: share.To, People: share.People})
			page.Titles = r.titlesOfRules(register, page.Titles, row.Flags)
			shown = append(shown, term{byOpened, row.ID.String()}, term{store.ByCase, row.Case.String()})
		}
		return len(page.Shares) > 0 || page.Cursor == "", nil
	})
	if err != nil {
		return Shares{}, err
	}
	if len(page.Shares) == 0 && cursor == "" && page.Cursor == "" && reach == power.All {
		if page.Nothing, shown, err = r.nothing(ctx, by.Caller, Sought{Series: series}); err != nil {
			return Shares{}, err
		}
	}
	access.Results = len(page.Shares)
	return seen(page, r.recordAccess(ctx, by, "", access, shown...))
}

// root is the original entry of what a row lists.
func (r Row) root() disclosure.EntryID { return cmp.Or(r.Corrects, r.ID) }

// lastOfEach reads how the disclosures of the rows now read, by their original entries,
// two items of each in one batch. One that is gone is left out.
func (r *Registrar) lastOfEach(ctx context.Context, register disclosure.Register, rows []Row) (map[disclosure.EntryID]Word, error) {
	last, at := map[disclosure.EntryID]Word{}, map[disclosure.EntryID]disclosure.EntryID{}
	for _, row := range rows {
		at[row.root()] = row.root()
	}
	for len(at) > 0 {
		var keys []store.Key
		for _, id := range at {
			keys = append(keys, store.EntryKey(register.String(), id.String()), correctedKey(register, id))
		}
		items, err := r.itemsAt(ctx, "load how disclosures now read", keys)
		if err != nil {
			return nil, err
		}
		for root, id := range at {
			item, there := items[store.EntryKey(register.String(), id.String())]
			mark, corrected := items[correctedKey(register, id)]
			switch {
			case corrected:
				at[root] = disclosure.EntryID(text(mark, attrBy))
				continue
			case there:
				if last[root], err = wordOf(item); err != nil {
					return nil, err
				}
			}
			delete(at, root)
		}
	}
	return last, nil
}

// ShareMembers is a page of a share's people: those of a part.
type ShareMembers struct {
	People []ShareMember `json:"people"`
	// Cursor asks for the next page. A page may be empty, and still have one.
	Cursor string `json:"cursor,omitempty"`
}

// ShareMember is somebody who is listed in a share.
type ShareMember struct {
	Person   string             `json:"person" doc:"The council's reference, as it was written"`
	Part     disclosure.EntryID `json:"part" doc:"The entry of the part that listed them"`
	TakenOut bool               `json:"takenOut,omitempty" doc:"True where they were in it by mistake, and have been taken out"`
}

// ShareMembers shows a page of a share's people. It is one look, found by the share. What
// else happened to the share, and parts that are gone, are passed over ([EmptyReads]).
func (r *Registrar) ShareMembers(ctx context.Context, by Looking, id disclosure.EntryID, cursor string) (ShareMembers, error) {
	s, err := r.shareSeen(ctx, by, "show-share-people", id)
	if err != nil {
		return ShareMembers{}, err
	}
	register := by.Caller.Register
	p := plan{partition: indexPartition(register, term{by: store.ByCaseEvent}, s.file)}
	page := ShareMembers{People: []ShareMember{}, Cursor: cursor}
	err = ReadOn(EmptyReads, func() (bool, error) {
		var listed []store.Item
		if listed, page.Cursor, err = r.listed(ctx, "query the parts of a share", by.Caller, p, store.Query{Limit: 1}, page.Cursor); err != nil {
			return false, err
		}
		for _, item := range listed {
			if disclosure.Kind(text(item, attrKind)) != disclosure.KindSharePart {
				continue
			}
			part, err := r.entryItem(ctx, register, entryOf(item))
			if IsNotFound(err) {
				continue // destroyed since
			}
			if err != nil {
				return false, err
			}
			if page.People, err = r.peopleOf(ctx, register, id, part); err != nil {
				return false, err
			}
		}
		return len(page.People) > 0 || page.Cursor == "", nil
	})
	if err != nil {
		return ShareMembers{}, err
	}
	return seen(page, r.recordAccess(ctx, by, s.disclosure.Case, disclosure.Access{Action: "show-share-people", Entry: id, Results: len(page.People)}))
}

func (r *Registrar) peopleOf(ctx context.Context, register disclosure.Register, id disclosure.EntryID, part store.Item) ([]ShareMember, error) {
	entry, _, err := decodeEntry(part)
	if err != nil {
		return nil, err
	}
	references, err := r.members(ctx, register, part)
	if err != nil {
		return nil, err
	}
	tokens := membersOf(part)
	var keys []store.Key
	for _, token := range tokens {
		if token != "" {
			keys = append(keys, removedKey(register, id, token))
		}
	}
	removed, err := r.itemsAt(ctx, "look who was taken out of a share", keys)
	if err != nil {
		return nil, err
	}
	people := []ShareMember{}
	for i, ref := range references {
		if ref != "" {
			_, out := removed[removedKey(register, id, tokens[i])]
			people = append(people, ShareMember{ref, entry.ID, out})
		}
	}
	return people, nil
}
