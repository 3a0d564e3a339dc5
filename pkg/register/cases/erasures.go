package cases

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// gone is a person of a share who was erased, and of whom the certificate is lacking.
type gone struct {
	desk.Erasure
	reminder string
}

// eraseOrdered carries out what the Data Protection Officer has ordered of single people in
// shares, and returns who is gone, those of an earlier run without a certificate among them.
// One of whom a case is held waits until none is. Each is
// one transaction, which depends on no hold having been placed since it was looked and on no
// other erasure: two of one part would each bring back what the other took out.
func (r *Retention) eraseOrdered(ctx context.Context, register disclosure.Register) (erased []gone, err error) {
	var held map[desk.Token]bool
	var unheld store.Write
	today := disclosure.DateOf(r.desk.Now()).String()
	for after, more := "", true; more; more = after != "" {
		page, err := r.desk.Page(ctx, "query whom to erase from shares", store.Query{
			Partition: store.DuePartition(register.String()), After: after, Limit: store.MaxBatch,
			From: store.DueFrom(store.ErasesOne), To: store.DueThrough(store.ErasesOne, today),
		})
		if err != nil {
			return erased, err
		}
		if after = ""; page.More {
			after = page.Next
		}
		for _, reminder := range page.Items {
			if held == nil {
				if held, unheld, err = r.heldPeople(ctx, register); err != nil {
					return erased, fmt.Errorf("look whom holds keep from being erased: %w", err)
				}
			}
			e, err := r.desk.ErasureOrdered(ctx, register, reminder)
			if err != nil {
				return erased, err
			}
			switch {
			case e.Erased == nil:
				err = r.desk.Write(ctx, desk.Forget(register, reminder.Sort))
			case e.Writes == nil: // by an earlier run
			case held[e.Person]:
				continue
			default:
				err = r.erasePerson(ctx, &e, &unheld)
			}
			if errors.Is(err, desk.ErrRace) { // a hold was placed, or another run was quicker
				held = nil
				continue
			}
			if err != nil {
				return erased, err
			}
			if e.Erased != nil {
				erased = append(erased, gone{e, reminder.Sort})
			}
		}
	}
	return erased, nil
}

// erasePerson carries out one erasure, which depends on no hold having been placed and on no
// other erasure since it was looked who is held, and is the last itself then.
func (r *Retention) erasePerson(ctx context.Context, e *desk.Erasure, unheld *store.Write) error {
	order := e.Erased.OrderedBy.String()
	last := store.Write{Action: store.Put, Item: store.Item{Key: unheld.Item.Key, Attrs: store.Attrs{attrLast: order}}, If: unheld.If}
	err := r.desk.Write(ctx, append(e.Writes, last)...)
	if err == nil {
		unheld.If, e.At = store.Attr(attrLast, order), r.desk.Now()
	}
	return err
}

// eraseAgain erases those who were erased before and whom a restored backup has brought back,
// one after another, and returns who is gone. It counts whom a hold keeps; and, where the day
// is not known for sure, who would be erased, and is not.
func (r *Retention) eraseAgain(ctx context.Context, register disclosure.Register, people []disclosure.ErasedPerson, sure bool) (erased []gone, kept, back int, err error) {
	var held map[desk.Token]bool
	var unheld store.Write
	for _, p := range people {
		e, err := desk.Afresh(ctx, func(e *desk.Erasure) (err error) {
			if *e, err = r.desk.ErasureAgain(ctx, register, p); err != nil || e.Erased == nil || !sure {
				return err
			}
			if held == nil {
				if held, unheld, err = r.heldPeople(ctx, register); err != nil {
					return fmt.Errorf("look whom holds keep from being erased: %w", err)
				}
			}
			if held[e.Person] {
				return nil
			}
			if err = r.erasePerson(ctx, e, &unheld); errors.Is(err, desk.ErrRace) {
				held = nil
			}
			return err
		})
		switch {
		case err != nil:
			return erased, kept, back, err
		case e.Erased == nil:
		case !sure:
			back++
		case e.At.IsZero():
			kept++
		default:
			erased = append(erased, gone{e, reminderOf(e)})
		}
	}
	return erased, kept, back, nil
}

// reminderOf is the place of the reminder that waits for the certificate of an erasure which
// was carried out.
func reminderOf(e desk.Erasure) string {
	for _, w := range e.Writes {
		if strings.HasPrefix(w.Item.Sort, store.DueFrom(store.ErasesOne)) {
			return w.Item.Sort
		}
	}
	return ""
}

// certifyPerson appends the certificate of one person's erasure from a share, and forgets
// what reminded of it, in one transaction: there is one certificate of each. Call it only
// when no copy of what was erased is left in the table's own files. It returns no id when
// another run has certified it.
func (r *Retention) certifyPerson(ctx context.Context, register disclosure.Register, g gone, still remains) (disclosure.EntryID, error) {
	d, err := r.newDisposal(register, Erased)
	if err != nil {
		return "", err
	}
	at := r.desk.Now()
	c := disclosure.Certificate{
		Disposal: d.ID, Classes: []disclosure.DisposedClass{}, Parts: 1, Person: g.Erased,
		Authority: "the Data Protection Officer, who asked for one person of a share to be erased",
		BegunAt:   g.At, ErasedAt: g.At, CertifiedAt: at,
	}
	if g.Again {
		c.Replays = g.Erased.OrderedBy.String()
		c.Authority += "; carried out again after a restore from a backup"
	}
	still.say(&c, g.At)
	c.Remains = personRemains
	return desk.Afresh(ctx, func(id *disclosure.EntryID) error {
		waits, err := r.desk.Page(ctx, "look whether an erasure is certified", store.Query{
			Partition: store.DuePartition(register.String()), From: g.reminder, To: g.reminder + "~", Limit: 1,
		})
		if *id = ""; err != nil || len(waits.Items) == 0 {
			return err
		}
		forget := desk.Forget(register, g.reminder)
		forget.If = store.Present()
		*id, err = r.desk.AppendCertificate(ctx, register, g.Case, at, 1, c, func(disclosure.EntryID) ([]store.Write, error) {
			return []store.Write{forget}, nil
		})
		return err
	})
}

// personRemains is what still exists of one person who was erased from a share.
const personRemains = "The share, and the part that listed the person, stay as they are. Nothing in them says who it was, and nothing can be recovered from the log."

// personSays says of a certificate of one person what was destroyed, and never who it was.
func personSays(p *disclosure.ErasedPerson) string {
	return "one person of a share that stays, as was asked for on " + disclosure.DateOf(p.OrderedAt).String()
}
