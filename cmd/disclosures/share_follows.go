package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"disclosure-register/pkg/disclosure"
)

// following returns the people of an occasion that follows another of its series: those of
// the other in their order, but for those who left, and those who joined. The other has to
// be closed and wholly listed, since whoever it lacks would be missing here too. It
// records nothing, names rows, and repeats nothing that stands in them.
func (l *listing) following(ctx context.Context, before disclosure.EntryID, record []byte, changes []listedRow, out io.Writer) ([]string, error) {
	was, err := l.service.Share(ctx, listingPurpose, before)
	if err != nil {
		return nil, fmt.Errorf("the occasion before: %w", err)
	}
	var now struct {
		Series string `json:"series"`
	}
	if err := json.Unmarshal(record, &now); err != nil {
		return nil, fmt.Errorf("the series of the share: %w", err)
	}
	switch old := was.Share.Share; {
	case now.Series == "" || !disclosure.Same(old.Series, now.Series):
		return nil, errors.New("nothing is recorded: the occasion before is not of the series that this share says it is of")
	case !was.Closed:
		return nil, errors.New("nothing is recorded: the occasion before is not closed, and who is still to be listed there would be missing here too. Close it first")
	case was.Listed != old.People:
		return nil, fmt.Errorf("nothing is recorded: the occasion before lists %d people of the %d that it says, and whoever it lacks would be missing here too. List them, or correct its number; or give this occasion a list of all its people, without --follows", was.Listed, old.People)
	}
	of := map[string]listedRow{}
	for _, row := range changes {
		of[disclosure.Canonical(row.reference)] = row
	}
	var people []string
	listed := map[string]bool{}
	for member, err := range l.members(ctx, before) {
		if err != nil {
			return nil, fmt.Errorf("the people of the occasion before: %w", err)
		}
		person := disclosure.Canonical(member.Person)
		if member.TakenOut {
			continue // they were in it by mistake
		}
		listed[person] = true
		if of[person].change != left {
			people = append(people, member.Person)
		}
	}
	if len(listed) != was.Listed {
		return nil, errors.New("nothing is recorded: not everybody of the occasion before is still on record. Give this occasion a list of all its people, without --follows")
	}
	asBefore, gone, wrong := len(people), 0, 0
	for _, row := range changes {
		there := listed[disclosure.Canonical(row.reference)]
		switch {
		case row.change == joined && !there:
			people = append(people, row.reference)
			continue
		case row.change == left && there:
			gone++
			continue
		}
		if wrong++; wrong <= maxWrongRows {
			fault := "They were in the occasion before, and cannot have joined since."
			if row.change == left {
				fault = "They were not in the occasion before, and cannot have left since."
			}
			fmt.Fprintf(out, "row %d: %s\n", row.number, fault)
		}
	}
	switch {
	case wrong > maxWrongRows:
		fmt.Fprintf(out, "and %d more\n", wrong-maxWrongRows)
		fallthrough
	case wrong > 0:
		return nil, errors.New("nothing is recorded: mend the list")
	case len(people) == 0:
		return nil, errors.New("nothing is recorded: nobody is left to list")
	}
	fmt.Fprintf(out, "as before %d, joined %d, left %d\n", asBefore, len(people)-asBefore, gone)
	return people, nil
}
