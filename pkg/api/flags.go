package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/register/registrar"
)

func clearing(s *service) {
	addChange(s, post("clear-flag", "/disclosures/{id}/flags/{flag}/clear", "Clear a flag",
		"Takes a flag off the DPO's queue, with a reason. The flag stays in its entry, and the clearing is an entry too. Nobody clears a flag on what they recorded."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			ID   string `path:"id" doc:"The flagged entry"`
			Flag int    `path:"flag" minimum:"0" doc:"Which of its flags, counted from 0"`
			Body struct {
				Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"What cleared it"`
			}
		},
		) (registrar.Recorded, error) {
			id, err := entryID(in.ID)
			if err != nil {
				return registrar.Recorded{}, err
			}
			return s.registrar.ClearFlag(ctx, by, id, in.Flag, in.Body.Reason)
		})
	many := post("clear-flags", "/flags/clear", "Clear several flags",
		"Takes the flags named, or those that a filter means, off the DPO's queue with one reason. Each clearing is an entry of its own. What could not be cleared is listed with why; departures, and what is kept from departments, are cleared by name alone.")
	addChange(s, many, func(ctx context.Context, by registrar.Asking, in *struct {
		Target
		Body recording.FlagsToClear
	},
	) (recording.FlagsCleared, error) {
		return s.registrar.ClearFlags(ctx, by, in.Body)
	})
}

// FlagQuery says which flags of the queue are shown.
type FlagQuery struct {
	Sight
	Rule       string `query:"rule" maxLength:"64" doc:"Rule that raised the flag" example:"DC-B5"`
	Case       string `query:"case" maxLength:"128"`
	Subject    string `query:"subject" maxLength:"128" doc:"The council's reference for a person of the entry"`
	Recipient  string `query:"recipient" maxLength:"200" doc:"Name of the organisation or person, in full; capitals and spacing do not matter"`
	Department string `query:"department" maxLength:"64" doc:"Whose disclosure it is"`
	RecordedBy string `query:"recordedBy" maxLength:"200" doc:"Name of who recorded it; capitals and spacing do not matter"`
	From       string `query:"from" doc:"First day on which the entry was recorded, in London; of cleared flags, on which the flag was cleared" example:"2026-11-01"`
	To         string `query:"to" doc:"Last day on which it was"`
	Cursor     string `query:"cursor" maxLength:"1024"`
}

func (in FlagQuery) filter() (recording.FlagFilter, error) {
	from, to, err := period(in.From, in.To)
	return recording.FlagFilter{
		Rule: in.Rule, Case: disclosure.CaseRef(in.Case), Subject: in.Subject, Recipient: in.Recipient,
		Department: in.Department, RecordedBy: in.RecordedBy, From: from, To: to,
	}, err
}

func queue(s *service) {
	addLook(s, get("show-flags", "/flags", "The DPO's queue",
		"Every flag that waits: departures first, then the oldest, each with its rule, what would clear it, and what its entry is about. A flag that a correction has met, or carries itself, has left the queue."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			FlagQuery
			Entries []string `query:"entry" maxItems:"25" doc:"Flagged entries, with commas between them: their flags alone, all of them, whatever else is asked for"`
		},
		) (recording.OpenFlags, error) {
			if len(in.Entries) > 0 {
				ids := make([]disclosure.EntryID, 0, len(in.Entries))
				for _, text := range in.Entries {
					id, err := entryID(text)
					if err != nil {
						return recording.OpenFlags{}, err
					}
					ids = append(ids, id)
				}
				return s.registrar.QueueOf(ctx, by, ids)
			}
			filter, err := in.filter()
			if err != nil {
				return recording.OpenFlags{}, err
			}
			return s.registrar.Queue(ctx, by, filter, in.Cursor)
		})
}

func cleared(s *service) {
	addLook(s, get("show-cleared-flags", "/flags/cleared", "Flags that were cleared",
		"Every flag that somebody cleared, the latest first: who cleared it, when and why, and what its entry is about. A flag that a correction met, or a day of review that was put right, was not cleared, and is in its entry alone; so is one that was cleared before this list was kept, until 30 November 2026."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			FlagQuery
			ClearedBy string `query:"clearedBy" maxLength:"200" doc:"Name of who cleared it; capitals and spacing do not matter"`
		},
		) (recording.ClearedFlags, error) {
			filter, err := in.filter()
			if err != nil {
				return recording.ClearedFlags{}, err
			}
			return s.registrar.Cleared(ctx, by, recording.ClearedFilter{FlagFilter: filter, ClearedBy: in.ClearedBy}, in.Cursor)
		})
}
