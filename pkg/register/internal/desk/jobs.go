package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// Job is work that was asked for, as the table keeps it until its class runs out. Its
// item is the queue as well as the job: writing it is what starts the work, so that no
// job can be asked for and forgotten.
type Job struct {
	ID    string
	State string
	// Doc is the room's own, JSON, and has the members of [jobAge].
	Doc []byte
}

// jobAge is what retention reads of a job.
type jobAge struct {
	RequestedAt time.Time `json:"requestedAt"`
	// Request is [Request.Place], which goes with the job.
	Request string `json:"request"`
}

func (j Job) item(register disclosure.Register) store.Item {
	return store.Item{Key: store.ExportKey(register.String(), j.ID), Attrs: store.Attrs{attrState: j.State, attrDoc: j.Doc}}
}

func decodeJobAge(item store.Item) (age jobAge, err error) {
	doc, _ := item.Attrs[attrDoc].([]byte)
	if err := json.Unmarshal(doc, &age); err != nil {
		return age, fmt.Errorf("decode an export: %w", err)
	}
	return age, nil
}

// Once looks for an earlier delivery of the request. When there was one, its answer is
// read into answer, and done is true.
func (r *Registrar) Once(ctx context.Context, by Asking, call string, body, answer any) (o Request, done bool, err error) {
	if o, err = r.once(by, call, body); err != nil {
		return o, false, err
	}
	items, err := r.itemsAt(ctx, "look for an earlier request", []store.Key{o.Key})
	if err != nil {
		return o, false, err
	}
	earlier, done := items[o.Key]
	if done {
		err = o.First(earlier, answer)
	}
	return o, done, err
}

// QueueJob puts a job and the record that it was asked for, in one transaction: job makes
// it, given the entry of that record. When an earlier delivery was quicker, nothing is
// written and its answer is read into answer, which is otherwise the first.
func (r *Registrar) QueueJob(ctx context.Context, by disclosure.Caller, o Request, look disclosure.Access, answer any, job func(asked disclosure.EntryID) (Job, error)) error {
	first, err := o.write(r.random, answer)
	if err != nil {
		return err
	}
	access, err := r.accessWrites(by, "", look, nil)
	if err != nil {
		return err
	}
	j, err := job(entryOf(access[0].Item))
	if err != nil {
		return err
	}
	queued := store.Write{Action: store.Put, Item: j.item(by.Register), If: store.Absent()}
	return r.commit(ctx, append([]store.Write{first, queued}, access...), o.reading(answer))
}

// Job reads a job, and says whether there is one.
func (r *Registrar) Job(ctx context.Context, register disclosure.Register, id string) (j Job, there bool, err error) {
	item, err := r.table.Get(ctx, store.ExportKey(register.String(), id))
	if errors.Is(err, store.ErrNoItem) {
		return Job{}, false, nil
	}
	if err != nil {
		return Job{}, false, read("load an export", err)
	}
	doc, _ := item.Attrs[attrDoc].([]byte)
	return Job{id, text(item, attrState), doc}, true, nil
}

// SaveJob stores the job, as long as its state is one of those given: another delivery
// may have finished it, and then nothing is written.
func (r *Registrar) SaveJob(ctx context.Context, register disclosure.Register, j Job, while ...string) error {
	states := make([]any, len(while))
	for i, s := range while {
		states[i] = s
	}
	write := store.Write{Action: store.Put, Item: j.item(register), If: store.Attr(attrState, states...)}
	return r.commit(ctx, []store.Write{write}, func(store.Item) error { return nil })
}

// JobsIn lists the jobs in one of the states, in the order of their ids.
func (r *Registrar) JobsIn(ctx context.Context, register disclosure.Register, states ...string) ([]string, error) {
	var ids []string
	query := store.Query{Partition: store.ExportPartition(register.String()), Limit: store.MaxPage}
	for page, err := range r.pages(ctx, "query exports", query) {
		if err != nil {
			return nil, err
		}
		for _, item := range page {
			for _, s := range states {
				if text(item, attrState) == s {
					ids = append(ids, item.Sort)
				}
			}
		}
	}
	return ids, nil
}

// jobsPage bounds a page of jobs.
const jobsPage = 50

// Jobs reads a page of the register's jobs, newest first: one query.
func (r *Registrar) Jobs(ctx context.Context, by disclosure.Caller, cursor string) (jobs []Job, next string, err error) {
	p := plan{partition: store.ExportPartition(by.Register.String())}
	items, next, err := r.listed(ctx, "query exports", by, p, store.Query{Limit: jobsPage, Descending: true}, cursor)
	for _, item := range items {
		doc, _ := item.Attrs[attrDoc].([]byte)
		jobs = append(jobs, Job{item.Sort, text(item, attrState), doc})
	}
	return jobs, next, err
}

// Line is the same for every job of one caller, and names nobody.
func (r *Registrar) Line(by disclosure.Caller) string {
	return r.keys.token(by.Register, useExportLine, by.Subject)
}
