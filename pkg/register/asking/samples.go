package asking

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/sample"
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

// Sampled is one disclosure of a sample: the request, the decision, what became of its
// flags, and where the letters are.
type Sampled struct {
	Member  disclosure.EntryID `json:"member" doc:"The entry that first recorded it, by which it is drawn"`
	Lots    int                `json:"lots"`
	Lot     string             `json:"lot" doc:"Its lowest lot, hexadecimal"`
	Entry   disclosure.Entry   `json:"entry" doc:"How the disclosure reads now: the entry itself or its latest correction"`
	Leaf    string             `json:"leaf"`
	Flags   []desk.ReadFlag    `json:"flags" doc:"What became of its flags, and of those of entries that it corrects: whether each waits, who cleared it and why, or which correction met it"`
	Letters []SampledLetter    `json:"correspondence" doc:"The case's letters, those sent or answered by this disclosure first"`
}

// SampledLetter is a letter of the case, and the calls that open it and compare it
// with its record. Opening it is on record by itself.
type SampledLetter struct {
	desk.Letter
	Own   bool   `json:"own" doc:"True when this disclosure sent or answered it"`
	Open  string `json:"open" doc:"Path below the register that opens it"`
	Check string `json:"check" doc:"Path below the register that compares it with what was logged"`
}

// DrawSample draws disclosures at random from those of a period, as they now read,
// with four lots for each that relies on an exemption. The same seed and
// population give the same sample to whoever draws it (package sample); what is
// recorded outside the period changes nothing.
//
// It reads the period's index partition, then each of the sample, what became of its
// flags, and its case's letters. The look is on record before the sample is given.
func (a *Room) DrawSample(ctx context.Context, by desk.Looking, q SampleQuestion) (Sample, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "draw-sample"); err != nil {
		return Sample{}, err
	}
	s, err := a.seeded(q)
	if err != nil {
		return Sample{}, err
	}
	register := by.Caller.Register
	lastWords := map[string]disclosure.EntryID{}
	var population []sample.Member
	err = a.desk.EachLastWord(ctx, register, desk.Period{From: q.From, To: q.To}, func() func(desk.Summary) error {
		clear(lastWords)
		population, s.Population.WithExemptions = nil, 0
		return func(now desk.Summary) error {
			m := sample.Member{ID: now.Original().String(), Weight: a.lots(now)}
			if m.Weight > 1 {
				s.Population.WithExemptions++
			}
			population = append(population, m)
			lastWords[m.ID] = now.ID
			return nil
		}
	})
	if err != nil {
		return Sample{}, err
	}
	s.Population.Size, s.Population.Fingerprint = len(population), sample.Fingerprint(population)
	if s.Checkpoint, err = a.desk.NewestCheckpoint(ctx, register); err != nil {
		return Sample{}, err
	}
	if s.Items, err = a.sampled(ctx, register, sample.Draw(s.Seed, cmp.Or(q.Size, DefaultSample), population), lastWords); err != nil {
		return Sample{}, err
	}
	var shown []desk.Sight
	for i := range s.Items {
		one, err := desk.SightOf(&s.Items[i].Entry)
		if err != nil {
			return Sample{}, err
		}
		shown = append(shown, one)
	}
	asked := map[string]string{"seed": s.Seed, "from": s.From.String(), "to": s.To.String()}
	return desk.Shown(ctx, a.desk, by, s, disclosure.Access{Action: "draw-sample", Asked: asked, Results: len(s.Items)}, shown...)
}

// seeded checks the question, and draws a seed where none was given.
func (a *Room) seeded(q SampleQuestion) (Sample, error) {
	var wrong form.Findings
	wrong.Refuse(!isSeed(q.Seed), "/seed", "A seed is 1 to 64 letters, digits, full stops, hyphens or underscores.")
	wrong.Refuse(q.Size < 0 || q.Size > MaxSample, "/size", "Ask for 1 to 100 disclosures.")
	wrong.Refuse(q.From.IsZero(), "/from", "Give the first day of the period.")
	wrong.Refuse(q.To.IsZero(), "/to", "Give the last day of the period.")
	wrong.Refuse(!q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From), "/to", "The last day is before the first.")
	if wrong != nil {
		return Sample{}, form.BadQuestion(wrong...)
	}
	s := Sample{Seed: q.Seed, From: q.From, To: q.To, Items: []Sampled{}}
	if s.Seed == "" {
		drawn := make([]byte, 16)
		if _, err := io.ReadFull(a.desk.Random(), drawn); err != nil {
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

func (a *Room) lots(s desk.Summary) int {
	for _, id := range s.Legal {
		if a.desk.Law().ItemKind(id) == policy.ExemptionItem {
			return exemptionLots
		}
	}
	return 1
}

// sampled reads what was drawn. One destroyed since the population was read is
// left out.
func (a *Room) sampled(ctx context.Context, register disclosure.Register, drawn []sample.Drawn, lastWords map[string]disclosure.EntryID) ([]Sampled, error) {
	lots := map[disclosure.EntryID]sample.Drawn{} // by what is shown
	var ids []disclosure.EntryID
	for _, d := range drawn {
		id := lastWords[d.ID]
		ids, lots[id] = append(ids, id), d
	}
	var found []desk.Stored
	err := a.desk.EachEntry(ctx, register, ids, func(e desk.Stored) error {
		found = append(found, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	letters, err := a.desk.LettersOf(ctx, register, found)
	if err != nil {
		return nil, err
	}
	flags, err := a.desk.FlagsOf(ctx, register, found)
	if err != nil {
		return nil, err
	}
	sampled := make([]Sampled, 0, len(found))
	for i, e := range found {
		d := lots[e.Entry.ID]
		one := Sampled{Member: disclosure.EntryID(d.ID), Lots: d.Weight, Lot: hex.EncodeToString(d.Lot[:]), Entry: *e.Entry, Leaf: e.Leaf.String(), Flags: flags[i]}
		if one.Letters, err = sampledLetters(e.Entry, letters[i]); err != nil {
			return nil, err
		}
		sampled = append(sampled, one)
	}
	return sampled, nil
}

// sampledLetters puts a disclosure's own letters before the others of its case:
// those archived for it, and those that it names.
func sampledLetters(entry *disclosure.Entry, letters []desk.Letter) ([]SampledLetter, error) {
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
