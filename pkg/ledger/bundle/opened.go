package bundle

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"disclosure-register/pkg/ledger"
)

// Opened is one of the people whom a part of a share lists. The part's entry commits to
// each of them and names nobody; with the listing and its salt anybody sees who it was.
type Opened struct {
	Place   int // among the part's commitments, from 0
	Salt    ledger.Salt
	Listing ledger.Listing
}

// opened is one of them as the bundle has it, in JSON.
type opened struct {
	Place      int              `json:"place"`
	Salt       string           `json:"salt"`
	Partition  string           `json:"partition"`
	Sort       string           `json:"sort"`
	Attributes map[string]typed `json:"attributes"`
}

// typed is an attribute with its type, as DynamoDB's own JSON has it, but for numbers and
// for bytes, which are in hexadecimal.
type typed struct {
	S *string `json:"S,omitempty"`
	B *string `json:"B,omitempty"`
	N *int64  `json:"N,omitempty"`
}

// encodeOpened writes them, one after another, in JSON's one form.
func encodeOpened(people []Opened) ([]byte, error) {
	all := make([]opened, 0, len(people))
	for _, p := range people {
		o := opened{p.Place, hex.EncodeToString(p.Salt[:]), p.Listing.Partition, p.Listing.Sort, map[string]typed{}}
		for name, value := range p.Listing.Attributes {
			switch v := value.(type) {
			case string:
				o.Attributes[name] = typed{S: &v}
			case []byte:
				b := hex.EncodeToString(v)
				o.Attributes[name] = typed{B: &b}
			case int64:
				o.Attributes[name] = typed{N: &v}
			}
		}
		all = append(all, o)
	}
	return marshal(all)
}

func marshal(all []opened) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(all); err != nil {
		return nil, fmt.Errorf("encode who was opened: %w", err)
	}
	return out.Bytes(), nil
}

// decodeOpened reads them in that form and no other.
func decodeOpened(data []byte) ([]Opened, error) {
	var all []opened
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, errors.New("it is not JSON of people")
	}
	if again, err := marshal(all); err != nil || !bytes.Equal(again, data) || len(all) == 0 {
		return nil, errors.New("it is not in its one form")
	}
	people := make([]Opened, 0, len(all))
	for _, o := range all {
		p := Opened{Place: o.Place, Listing: ledger.Listing{Partition: o.Partition, Sort: o.Sort, Attributes: map[string]any{}}}
		salt, err := hex.DecodeString(o.Salt)
		if err != nil || len(salt) != ledger.SaltSize || hex.EncodeToString(salt) != o.Salt {
			return nil, errors.New("a salt is none")
		}
		p.Salt = ledger.Salt(salt)
		for name, value := range o.Attributes {
			switch {
			case value.S != nil && value.B == nil && value.N == nil:
				p.Listing.Attributes[name] = *value.S
			case value.N != nil && value.S == nil && value.B == nil:
				p.Listing.Attributes[name] = *value.N
			case value.B != nil && value.S == nil && value.N == nil:
				b, err := hex.DecodeString(*value.B)
				if err != nil || hex.EncodeToString(b) != *value.B {
					return nil, errors.New("bytes are not in hexadecimal")
				}
				p.Listing.Attributes[name] = b
			default:
				return nil, errors.New("an attribute has not one type")
			}
		}
		if n := len(people); n > 0 && people[n-1].Place >= p.Place {
			return nil, errors.New("its people are not in the part's order")
		}
		people = append(people, p)
	}
	return people, nil
}

// kindPart is the kind of an entry that lists people of a share.
const kindPart = "share-part"

// Opens reports whether the entry is a part of a share that commits to all of the people.
func Opens(entry []byte, people []Opened) bool {
	var part struct {
		Kind string `json:"kind"`
		Body struct {
			Commitments []string `json:"commitments"`
		} `json:"body"`
	}
	if json.Unmarshal(entry, &part) != nil || part.Kind != kindPart {
		return false
	}
	for _, p := range people {
		if p.Place < 0 || p.Place >= len(part.Body.Commitments) || part.Body.Commitments[p.Place] != ledger.FoundBy(p.Salt, p.Listing) {
			return false
		}
	}
	return true
}

// people demands of whom a part lists, where the bundle opens them, that its entry, which
// is proved to be in the log, commits to them.
func (c *check) people(l line) {
	if !c.opens {
		return
	}
	name := peopleName(l.index)
	if _, there := c.at[name]; !there {
		return
	}
	c.expect(name)
	data, ok := c.read(name)
	if !ok {
		return
	}
	people, err := decodeOpened(data)
	if err != nil {
		c.problem(name, "%v", err)
		return
	}
	if l.gone {
		c.problem(name, "the part that lists them is not in the bundle")
		return
	}
	entry, ok := c.read(entryName(l.index))
	if !ok {
		return
	}
	if !Opens(entry, people) {
		c.problem(name, "entry %d does not list somebody whom this says it lists: one of the two was changed", l.index)
		return
	}
	c.verdict.Opened += len(people)
}

// opened says of how many people the bundle shows who they were.
func (c *check) opened() {
	if c.verdict.Opened > 0 && len(c.verdict.Problems) == 0 {
		c.holds("%s whom parts of shares list without a name: who it was stands in people/, and is what the log committed to.", plural(c.verdict.Opened, "person is opened", "people are opened"))
	}
}

func peopleName(index int64) string { return fmt.Sprintf("people/%d.json", index) }
