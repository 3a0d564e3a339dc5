package sample_test

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"disclosure-register/pkg/sample"
)

func population(plain, heavy int) []sample.Member {
	var p []sample.Member
	for i := range plain + heavy {
		m := sample.Member{ID: fmt.Sprintf("01990000-0000-7000-8000-%012d", i), Weight: 1}
		if i >= plain {
			m.Weight = 4
		}
		p = append(p, m)
	}
	return p
}

func ids(drawn []sample.Drawn) []string {
	var ids []string
	for _, d := range drawn {
		ids = append(ids, d.ID)
	}
	return ids
}

// The vectors of docs/sample.md, which were made with printf and sha256sum.
func TestVectors(t *testing.T) {
	for _, tt := range []struct {
		seed, id string
		number   int
		want     string
	}{
		{"2026-audit", "01990000-0000-7000-8000-000000000001", 1, "e2c2a84b6a2495781bb7dc5239bfb8a88a2f0899f20db1be6e565f32ba0a3448"},
		{"2026-audit", "01990000-0000-7000-8000-000000000001", 2, "dc4a98d41bf56f993b6b0e7d394ef7d26a1683940f735471a899c3d650df0aff"},
	} {
		lot := sample.Lot(tt.seed, tt.id, tt.number)
		if got := hex.EncodeToString(lot[:]); got != tt.want {
			t.Errorf("lot %d: got %s, want %s", tt.number, got, tt.want)
		}
	}
	if got, want := sample.Fingerprint(population(1, 1)), "082f57775798d0d2d1ae6e61ff1399851ea51d501bf02aaf00fbe3fd1f1c5d72"; got != want {
		t.Errorf("fingerprint: got %s, want %s", got, want)
	}
}

func TestTheSameSeedAndPopulationGiveTheSameSample(t *testing.T) {
	p := population(200, 20)
	want := ids(sample.Draw("2026-audit", 25, p))
	shuffled := slices.Clone(p)
	rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if got := ids(sample.Draw("2026-audit", 25, shuffled)); !slices.Equal(got, want) || len(got) != 25 {
		t.Errorf("in another order: got %v, want %v", got, want)
	}
	if sample.Fingerprint(shuffled) != sample.Fingerprint(p) || sample.Fingerprint(p[1:]) == sample.Fingerprint(p) {
		t.Error("the fingerprint tells orders apart, or not populations")
	}
	if got := ids(sample.Draw("2027-audit", 25, p)); slices.Equal(got, want) {
		t.Error("another seed gives the same sample")
	}
}

// Only the newcomer can take a place, and only the last of the sample can lose
// one.
func TestOneMoreChangesAtMostOneOfTheSample(t *testing.T) {
	p := population(200, 20)
	before := ids(sample.Draw("2026-audit", 25, p))
	changed := 0
	for i := range 200 {
		newcomer := sample.Member{ID: fmt.Sprintf("01990000-0000-7000-9000-%012d", i), Weight: 4}
		after := ids(sample.Draw("2026-audit", 25, append(slices.Clone(p), newcomer)))
		if slices.Contains(after, newcomer.ID) {
			changed++
			if left := slices.DeleteFunc(slices.Clone(after), func(id string) bool { return id == newcomer.ID }); !slices.Equal(left, before[:24]) {
				t.Fatalf("more than the last was changed: %v", after)
			}
		} else if !slices.Equal(after, before) {
			t.Fatalf("a newcomer that was not drawn changed the sample")
		}
	}
	if changed == 0 || changed == 200 {
		t.Errorf("%d of 200 newcomers were drawn", changed)
	}
}

func TestASampleIsNoLargerThanThePopulation(t *testing.T) {
	if got := sample.Draw("2026-audit", 25, population(3, 1)); len(got) != 4 {
		t.Errorf("drew %d of 4", len(got))
	}
	if got := sample.Draw("2026-audit", 25, nil); len(got) != 0 {
		t.Errorf("drew %d of none", len(got))
	}
}

// 40 members with four lots each hold 160 of 220 lots, and are drawn first as
// often as that.
func TestFourLotsAreDrawnFourTimesAsOften(t *testing.T) {
	const draws = 4000
	heavy := 0
	p := population(60, 40)
	for i := range draws {
		if sample.Draw(fmt.Sprintf("seed-%d", i), 1, p)[0].Weight == 4 {
			heavy++
		}
	}
	const share = 160.0 / 220
	if sd := math.Sqrt(share * (1 - share) * draws); math.Abs(float64(heavy)-share*draws) > 5*sd {
		t.Errorf("%d of %d, want about %.0f", heavy, draws, share*draws)
	}
}
