package desk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// Outlived is some of what belongs to no case and has had its time: what destroys it, in
// one transaction.
type Outlived struct {
	Class   disclosure.DisposedClass
	Writes  []store.Write
	Leaves  []ledger.Leaf // of the entries among it
	Exports int           // how many requests for exports are among it
	// Damaged says what is wrong with a thing that cannot be read, and so not
	// destroyed; nothing else is then given.
	Damaged error
}

// Damaged reports an error that is of one thing alone: what is stored of it
// cannot be read. Any other stops everything: the table does not answer, or
// another run has been quicker.
func Damaged(err error) bool {
	if e, ok := errors.AsType[*disclosure.Error](err); ok && e.Kind == disclosure.Unavailable {
		return false
	}
	return err != nil && !errors.Is(err, ErrRace) && !permanent(err)
}

// OwnClass is a class of the register itself as a certificate names it.
func OwnClass(c policy.Class) disclosure.DisposedClass {
	return disclosure.DisposedClass{Class: c.ID, Row: c.Row, Rule: c.Rule, Trigger: string(c.Trigger)}
}

// ExportsPast yields the jobs whose class has run out. Jobs are in the order of
// their ids, which is that of time.
func (f Files) ExportsPast(ctx context.Context, register disclosure.Register) iter.Seq2[Outlived, error] {
	today := disclosure.DateOf(f.at())
	class, _ := f.law.OwnClass(register, policy.ExportClass)
	return func(yield func(Outlived, error) bool) {
		query := store.Query{Partition: store.ExportPartition(register.String()), Limit: store.MaxBatch}
		for page, err := range f.pages(ctx, "query exports", query) {
			if err != nil {
				yield(Outlived{}, err)
				return
			}
			for _, item := range page {
				j, err := decodeJobAge(item)
				if err != nil {
					if !yield(Outlived{Damaged: fmt.Errorf("the request for export %s: %w", item.Sort, err)}, nil) {
						return
					}
					continue
				}
				if !today.After(class.Period.LastDay(disclosure.DateOf(j.RequestedAt))) {
					return
				}
				doomed := []store.Key{item.Key}
				if j.Request != "" {
					doomed = append(doomed, requestKey(j.Request))
				}
				if !yield(Outlived{Class: OwnClass(class), Writes: Deletions(doomed), Exports: 1}, nil) {
					return
				}
			}
		}
	}
}

// AccessesOf yields every access of the month, each of the class, at most so many writes
// at a time.
func (f Files) AccessesOf(ctx context.Context, register disclosure.Register, month time.Time, class disclosure.DisposedClass, most int) iter.Seq2[Outlived, error] {
	return func(yield func(Outlived, error) bool) {
		query := store.Query{Partition: store.AccessPartition(register.String(), month), Limit: store.MaxBatch}
		for page, err := range f.pages(ctx, "query the accesses of a month", query) {
			if err != nil {
				yield(Outlived{}, err)
				return
			}
			batch := Outlived{Class: class}
			for _, item := range page {
				going, err := accessAndCopies(item)
				if err != nil {
					if !yield(Outlived{Damaged: fmt.Errorf("the access of entry %s: %w", entryOf(item), err)}, nil) {
						return
					}
					continue
				}
				if len(batch.Writes)+len(going.Writes) > most {
					if !yield(batch, nil) {
						return
					}
					batch = Outlived{Class: class}
				}
				batch.Writes, batch.Leaves = append(batch.Writes, going.Writes...), append(batch.Leaves, going.Leaves...)
			}
			if len(batch.Writes) > 0 && !yield(batch, nil) {
				return
			}
		}
	}
}

// accessAndCopies is an access and what it is also found by, which goes with it:
// stopping anywhere leaves none without the other.
func accessAndCopies(item store.Item) (Outlived, error) {
	leaf, err := leafOf(item)
	if err != nil {
		return Outlived{}, err
	}
	copies, err := keysOf(item)
	if err != nil {
		return Outlived{}, err
	}
	return Outlived{Writes: Deletions(append(copies, item.Key)), Leaves: []ledger.Leaf{leaf}}, nil
}
