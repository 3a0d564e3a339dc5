package desk

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/sample"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// SampleQuestion asks for disclosures at random.
type SampleQuestion struct {
	Seed     string          // the auditor's own; drawn when empty
	Size     int             // 1 to [MaxSample]; [DefaultSample] when 0
	From, To disclosure.Date // first and last day of disclosure, in London
}

// Bounds of a sample.
const (
	DefaultSample = 25
	MaxSample     = 100
)

// exemptionLots is how many lots a disclosure has that relies on an exemption:
// it is drawn about that many times as often as one that does not.
const exemptionLots = 4

// Sample is a random sample of disclosures and refusals, with all that is needed
// to draw it again.
type Sample struct {
	Seed       string          `json:"seed"`
	SeedDrawn  bool            `json:"seedDrawn" doc:"True when the register drew the seed"`
	From       disclosure.Date `json:"from" format:"date"`
	To         disclosure.Date `json:"to" format:"date"`
	Population SampledFrom     `json:"population"`
	// Checkpoint is of the log when the sample was drawn.
	Checkpoint string    `json:"checkpoint,omitempty" doc:"The log's signed checkpoint at the time (C2SP tlog-checkpoint); left out before the first"`
	Items      []Sampled `json:"items" doc:"In the order of their lots, the lowest first"`
}

// SampledFrom tells one population from another. Its numbers are exact: it is not
// for publication.
type SampledFrom struct {
	Size           int    `json:"size" doc:"Disclosures and refusals of the period"`
	WithExemptions int    `json:"withExemptions" doc:"How many of them rely on an exemption, and so have four lots"`
	Fingerprint    string `json:"fingerprint" doc:"SHA-256 over every member's id and number of lots: docs/sample.md"`
}

// Sampled is one disclosure of a sample: the request, the decision, and where the
// letters are.
type Sampled struct {
	Member  disclosure.EntryID `json:"member" doc:"The entry that first recorded it, by which it is drawn"`
	Lots    int                `json:"lots"`
	Lot     string             `json:"lot" doc:"Its lowest lot, hexadecimal"`
	Entry   disclosure.Entry   `json:"entry" doc:"How the disclosure reads now: the entry itself or its latest correction"`
	Leaf    string             `json:"leaf"`
	Letters []SampledLetter    `json:"correspondence" doc:"The case's letters, those sent or answered by this disclosure first"`
}

// SampledLetter is a letter of the case, and the calls that open it and compare it
// with its record. Opening it is on record by itself.
type SampledLetter struct {
	Letter
	Own   bool   `json:"own" doc:"True when this disclosure sent or answered it"`
	Open  string `json:"open" doc:"Path below the register that opens it"`
	Check string `json:"check" doc:"Path below the register that compares it with what was logged"`
}

// DrawSample draws disclosures at random from those of a period, as they now read,
// with four lots for each that relies on an exemption. The same seed and
// population give the same sample to whoever draws it (package sample); what is
// recorded outside the period changes nothing.
//
// It reads the period's index partition, then each of the sample and its case's
// letters. The look is on record before the sample is given.
func (r *Registrar) DrawSample(ctx context.Context, by Looking, q SampleQuestion) (Sample, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "draw-sample"); err != nil {
		return Sample{}, err
	}
	s, err := r.seeded(q)
	if err != nil {
		return Sample{}, err
	}
	register := by.Caller.Register
	lastWords := map[string]disclosure.EntryID{}
	var population []sample.Member
	err = r.eachLastWord(ctx, register, period{q.From, q.To}, func() func(store.Item) error {
		clear(lastWords)
		population, s.Population.WithExemptions = nil, 0
		return func(item store.Item) error {
			m := sample.Member{ID: originalOf(item).String(), Weight: r.lots(item)}
			if m.Weight > 1 {
				s.Population.WithExemptions++
			}
			population = append(population, m)
			lastWords[m.ID] = entryOf(item)
			return nil
		}
	})
	if err != nil {
		return Sample{}, err
	}
	s.Population.Size, s.Population.Fingerprint = len(population), sample.Fingerprint(population)
	if s.Checkpoint, err = r.newestCheckpoint(ctx, register); err != nil {
		return Sample{}, err
	}
	if s.Items, err = r.sampled(ctx, register, sample.Draw(s.Seed, cmp.Or(q.Size, DefaultSample), population), lastWords); err != nil {
		return Sample{}, err
	}
	return seen(s, r.recordSample(ctx, by, s))
}

// seeded checks the question, and draws a seed where none was given.
func (r *Registrar) seeded(q SampleQuestion) (Sample, error) {
	var wrong findings
	wrong.refuse(!isSeed(q.Seed), "/seed", "A seed is 1 to 64 letters, digits, full stops, hyphens or underscores.")
	wrong.refuse(q.Size < 0 || q.Size > MaxSample, "/size", "Ask for 1 to 100 disclosures.")
	wrong.refuse(q.From.IsZero(), "/from", "Give the first day of the period.")
	wrong.refuse(q.To.IsZero(), "/to", "Give the last day of the period.")
	wrong.refuse(!q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From), "/to", "The last day is before the first.")
	if wrong != nil {
		return Sample{}, badQuestion(wrong...)
	}
	s := Sample{Seed: q.Seed, From: q.From, To: q.To, Items: []Sampled{}}
	if s.Seed == "" {
		drawn := make([]byte, 16)
		if _, err := io.ReadFull(r.random, drawn); err != nil {
			return Sample{}, fmt.Errorf("draw a seed: %w", err)
		}
		s.Seed, s.SeedDrawn = hex.EncodeToString(drawn), true
	}
	return s, nil
}

var seed = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// isSeed reports whether the text is a seed, or none: it is the same wherever it
// is written.
func isSeed(text string) bool { return text == "" || seed.MatchString(text) }

func (r *Registrar) lots(item store.Item) int {
	for _, t := range decodeTerms(text(item, attrTerms)) {
		if t.by == store.ByLegal && r.law.ItemKind(t.value) == policy.ExemptionItem {
			return exemptionLots
		}
	}
	return 1
}

func (r *Registrar) newestCheckpoint(ctx context.Context, register disclosure.Register) (string, error) {
	checkpoint, err := r.log.Checkpoint(ctx, register.String())
	if errors.Is(err, sealing.ErrNotYet) {
		return "", nil
	}
	return string(checkpoint), fromLog(err)
}

// sampled reads what was drawn. One destroyed since the population was read is
// left out.
func (r *Registrar) sampled(ctx context.Context, register disclosure.Register, drawn []sample.Drawn, lastWords map[string]disclosure.EntryID) ([]Sampled, error) {
	var keys []store.Key
	for _, d := range drawn {
		keys = append(keys, store.EntryKey(register.String(), lastWords[d.ID].String()))
	}
	items, err := r.itemsAt(ctx, "load a sample", keys)
	if err != nil {
		return nil, err
	}
	letters := map[string][]Letter{} // by the case's name in keys
	sampled := make([]Sampled, 0, len(drawn))
	for i, d := range drawn {
		item, there := items[keys[i]]
		if !there {
			continue
		}
		entry, leaf, err := decodeEntry(item)
		if err != nil {
			return nil, err
		}
		name, err := nameIn(item)
		if err != nil {
			return nil, err
		}
		if _, known := letters[name]; !known {
			if letters[name], err = r.lettersOf(ctx, register, name); err != nil {
				return nil, err
			}
		}
		one := Sampled{Member: disclosure.EntryID(d.ID), Lots: d.Weight, Lot: hex.EncodeToString(d.Lot[:]), Entry: *entry, Leaf: leaf.String()}
		if one.Letters, err = sampledLetters(entry, letters[name]); err != nil {
			return nil, err
		}
		sampled = append(sampled, one)
	}
	return sampled, nil
}

// lettersOf reads every letter of a case, destroyed ones left out.
func (r *Registrar) lettersOf(ctx context.Context, register disclosure.Register, name string) ([]Letter, error) {
	letters := []Letter{}
	for page, err := range r.pages(ctx, "query a case's letters", lettersIn(register, name)) {
		if err != nil {
			return nil, err
		}
		for _, item := range page {
			doc, err := decodeDocument(item)
			if err != nil {
				return nil, err
			}
			if doc.State != stateDestroyed {
				letters = append(letters, doc.letter())
			}
		}
	}
	return letters, nil
}

// sampledLetters puts a disclosure's own letters before the others of its case:
// those archived for it, and those that it names.
func sampledLetters(entry *disclosure.Entry, letters []Letter) ([]SampledLetter, error) {
	d, original, err := entry.Disclosed()
	if err != nil {
		return nil, err
	}
	own, others := []SampledLetter{}, []SampledLetter{}
	for _, l := range letters {
		path := "/cases/" + url.PathEscape(entry.Case.String()) + "/correspondence/" + l.Document.String()
		shown := SampledLetter{Letter: l, Open: path, Check: path + "/check"}
		shown.Own = slices.Contains(d.Documents, l.Document) || l.Disclosure != "" && (l.Disclosure == original || l.Disclosure == entry.ID)
		if shown.Own {
			own = append(own, shown)
		} else {
			others = append(others, shown)
		}
	}
	return append(own, others...), nil
}

// recordSample puts on record who drew the sample, found by each entry in it, its
// case and its people.
func (r *Registrar) recordSample(ctx context.Context, by Looking, s Sample) error {
	var shown []term
	for i := range s.Items {
		about, err := r.shownBy(&s.Items[i].Entry)
		if err != nil {
			return err
		}
		shown = append(shown, about...)
	}
	asked := map[string]string{"seed": s.Seed, "from": s.From.String(), "to": s.To.String()}
	return r.recordAccess(ctx, by, "", disclosure.Access{Action: "draw-sample", Asked: asked, Results: len(s.Items)}, shown...)
}
