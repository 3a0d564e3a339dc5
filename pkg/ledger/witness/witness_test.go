package witness_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
	"disclosure-register/pkg/ledger/witness"
)

const name = "witness.example.gov.uk"

func newWitness(t testing.TB, dir string) *witness.Witness {
	t.Helper()
	w, err := witness.New(name, ledgertest.Key(21), witness.Dir(dir), ledgertest.Keys(t))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// keys trusts the log, and the witness to have cosigned.
func keys(t *testing.T, w *witness.Witness) ledger.Keys {
	t.Helper()
	k, err := ledger.ParseKeys(ledgertest.Keys(t).String() + w.Key())
	if err != nil {
		t.Fatal(err)
	}
	k.Quorum = 1
	return k
}

func prove(log *ledgertest.Log) func(int64) (ledger.Consistency, error) {
	return func(old int64) (ledger.Consistency, error) {
		return ledger.ProveConsistency(log.Edge.Size(), old, ledger.OpenPublished(log.Edge.Tree(), log.Fetch))
	}
}

func TestWitnessFollowsALog(t *testing.T) {
	log, dir := ledgertest.New(t), t.TempDir()
	var before int64
	for _, size := range []int{0, 3, 3, 300, 301} {
		log.Grow(size - len(log.Leaves))
		w := newWitness(t, dir) // started anew each time: it remembers
		got, err := w.Follow(log.Fetch)
		if err != nil || got.Before != before || got.Checkpoint.N != int64(size) {
			t.Fatalf("at %d leaves: got %d before, %d now, %v", size, got.Before, got.Checkpoint.N, err)
		}
		before = int64(size)
		cosigned := append(slices.Clone(log.Files[ledger.CheckpointPath]), got.Lines...)
		if _, err := keys(t, w).Open(cosigned); err != nil {
			t.Errorf("at %d leaves the cosignature does not verify: %v", size, err)
		}
	}
}

// What a witness is for.
func TestWitnessRefusesASecondHistory(t *testing.T) {
	honest := ledgertest.New(t)
	honest.Grow(10)
	fork := func(size int) *ledgertest.Log {
		f := ledgertest.New(t)
		f.Append(ledgertest.Leaves(100, size)...)
		return f
	}
	shrunk := ledgertest.New(t)
	shrunk.Grow(9)
	rewritten := honest.Clone()
	rewritten.Grow(5)
	rewritten.Files["tile/0/000.p/15"] = append([]byte{9}, rewritten.Files["tile/0/000.p/15"][1:]...)

	for what, tt := range map[string]struct {
		log  *ledgertest.Log
		want string
	}{
		"a removed newest entry":              {shrunk, "it has 9 leaves and the older had 10"},
		"a forked tree of the same size":      {fork(10), "two trees of 10 leaves"},
		"a forked tree that has grown":        {fork(300), "the first 10 are not those it had"},
		"tiles that are not the checkpoint's": {rewritten, "inconsistent tile"},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			w := newWitness(t, dir)
			if _, err := w.Follow(honest.Fetch); err != nil {
				t.Fatal(err)
			}
			got, err := w.Follow(tt.log.Fetch)
			if !errors.Is(err, ledger.ErrForked) || !strings.Contains(err.Error(), tt.want) || got.Lines != nil {
				t.Errorf("got %v, want ErrForked: %s", err, tt.want)
			}
			// It keeps the evidence, and goes on with the history it knew.
			files, err := os.ReadDir(dir)
			if err != nil || len(files) != 2 || !strings.Contains(files[1].Name(), ".refused-") {
				t.Errorf("it keeps %v, %v", files, err)
			}
			more := honest.Clone()
			more.Grow(1)
			if _, err := w.Follow(more.Fetch); err != nil {
				t.Errorf("the honest log, later: %v", err)
			}
		})
	}
}

func TestWitnessRefusesWhatIsNotTheLogs(t *testing.T) {
	w := newWitness(t, t.TempDir())
	other := ledgertest.New(t)
	other.Signers[0] = ledgertest.Signer(t, ledgertest.Key(2))
	other.Grow(3)
	if _, err := w.Follow(other.Fetch); !errors.Is(err, ledger.ErrNotSigned) {
		t.Errorf("signed by another key: got %v, want ErrNotSigned", err)
	}
	stranger, err := witness.New(name, ledgertest.Key(21), witness.Dir(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.Follow(other.Fetch); !errors.Is(err, witness.ErrUnknownLog) {
		t.Errorf("a log it does not know: got %v, want ErrUnknownLog", err)
	}
	if _, err := witness.New("https://witness.example", ledgertest.Key(21), witness.Dir("")); err == nil {
		t.Error("a witness was named by a URL with its scheme")
	}
}

// failing keeps nothing.
type failing struct{ witness.States }

var errDisk = errors.New("the disk is full")

func (failing) Save(ledger.Origin, []byte) error { return errDisk }

func TestWitnessThatCannotRememberDoesNotSign(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(3)
	w, err := witness.New(name, ledgertest.Key(21), failing{witness.Dir(t.TempDir())}, ledgertest.Keys(t))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := w.Follow(log.Fetch); !errors.Is(err, errDisk) || got.Lines != nil {
		t.Errorf("got %q, %v", got.Lines, err)
	}
}

// The statuses are those of C2SP tlog-witness.
func TestRequests(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(7)
	old := log.Clone()
	log.Grow(3)
	other := ledgertest.New(t)
	other.Signers[0] = ledgertest.Signer(t, ledgertest.Key(2))
	other.Grow(10)
	fork := ledgertest.New(t)
	fork.Append(ledgertest.Leaves(100, 10)...)
	sameSize := ledgertest.New(t)
	sameSize.Append(ledgertest.Leaves(100, 7)...)
	request := func(log *ledgertest.Log, from int64) string {
		proof, err := prove(log)(from)
		if err != nil {
			t.Fatal(err)
		}
		return proof.Lines() + "\n" + string(log.Files[ledger.CheckpointPath])
	}
	for what, tt := range map[string]struct {
		body   string
		status int
		answer string
	}{
		"the next checkpoint":                 {request(log, 7), 200, "— " + name + " "},
		"the same checkpoint again":           {request(old, 7), 200, "— " + name + " "},
		"from a size that is not the last":    {request(log, 3), 409, "7\n"},
		"from nothing":                        {request(log, 0), 409, "7\n"},
		"another tree of the same size":       {request(sameSize, 7), 409, "two trees"},
		"another history":                     {request(fork, 7), 422, "does not extend"},
		"a log it does not know":              {strings.Replace(request(log, 7), "E07000107", "E07000110", 1), 404, "does not know"},
		"signed by another key":               {request(other, 7), 403, "not signed"},
		"from a size beyond the checkpoint's": {strings.Replace(request(log, 7), "old 7", "old 11", 1), 400, ""},
		"no proof at all":                     {"hello", 400, ""},
		"too long":                            {strings.Repeat("x", 1<<17), 400, ""},
	} {
		t.Run(what, func(t *testing.T) {
			w := newWitness(t, t.TempDir())
			if _, err := w.Follow(old.Fetch); err != nil {
				t.Fatal(err)
			}
			rec := httptest.NewRecorder()
			w.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/add-checkpoint", strings.NewReader(tt.body)))
			if rec.Code != tt.status || !strings.Contains(rec.Body.String(), tt.answer) {
				t.Errorf("got %d %q, want %d %q", rec.Code, rec.Body, tt.status, tt.answer)
			}
			if tt.answer == "7\n" && rec.Header().Get("Content-Type") != "text/x.tlog.size" {
				t.Errorf("content type %q", rec.Header().Get("Content-Type"))
			}
		})
	}
	rec := httptest.NewRecorder()
	newWitness(t, t.TempDir()).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/add-checkpoint", nil))
	if rec.Code != http.StatusNotFound {
		t.Errorf("GET answered %d", rec.Code)
	}
}

func TestClient(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(7)
	w := newWitness(t, t.TempDir())
	server := httptest.NewServer(w)
	defer server.Close()
	client := witness.NewClient(server.URL+"/", w.Key(), nil)
	cosigned := func(log *ledgertest.Log) error {
		lines, err := client.Cosign(t.Context(), log.Files[ledger.CheckpointPath], prove(log))
		if err != nil {
			return err
		}
		unquorate := keys(t, w)
		unquorate.Quorum = 0
		plain, err := unquorate.Open(log.Files[ledger.CheckpointPath])
		if err != nil {
			return err
		}
		c, err := unquorate.AddCosignatures(plain, append([]byte("— nobody AAAA\nnonsense\n"), lines...))
		if err != nil {
			return err
		}
		if !c.CosignedBy(w.Key()) || plain.CosignedBy(w.Key()) {
			t.Error("the checkpoint is not cosigned, or was before")
		}
		_, err = keys(t, w).Open(c.Signed)
		return err
	}
	if err := cosigned(log); err != nil {
		t.Errorf("the first: %v", err)
	}
	log.Grow(300)
	if err := cosigned(log); err != nil {
		t.Errorf("the next: %v", err)
	}
	// Another process of the log's, that does not know what the witness saw.
	client = witness.NewClient(server.URL, w.Key(), server.Client())
	log.Grow(1)
	if err := cosigned(log); err != nil {
		t.Errorf("a client that starts anew: %v", err)
	}
	fork := ledgertest.New(t)
	fork.Append(ledgertest.Leaves(100, 400)...)
	if err := cosigned(fork); !errors.Is(err, ledger.ErrForked) {
		t.Errorf("a fork: got %v, want ErrForked", err)
	}
	fork = ledgertest.New(t)
	fork.Append(ledgertest.Leaves(100, 308)...)
	if err := cosigned(fork); !errors.Is(err, ledger.ErrForked) {
		t.Errorf("a fork of the same size: got %v, want ErrForked", err)
	}
	fork = ledgertest.New(t)
	fork.Grow(5)
	if err := cosigned(fork); err == nil || errors.Is(err, ledger.ErrForked) {
		t.Errorf("a checkpoint that is merely old: got %v", err)
	}
	server.Close()
	if err := cosigned(log); err == nil {
		t.Error("a witness that is gone cosigned")
	}
}

// Requests that overlap never set the witness back.
func TestManyRequestsAtOnce(t *testing.T) {
	log := ledgertest.New(t)
	var history []*ledgertest.Log
	for range 12 {
		log.Grow(3)
		history = append(history, log.Clone())
	}
	dir := t.TempDir()
	w := newWitness(t, dir)
	server := httptest.NewServer(w)
	defer server.Close()
	var all sync.WaitGroup
	for _, then := range history {
		all.Go(func() {
			client := witness.NewClient(server.URL, w.Key(), nil)
			_, _ = client.Cosign(context.Background(), then.Files[ledger.CheckpointPath], prove(then))
		})
	}
	all.Wait()
	if _, err := w.Follow(log.Fetch); err != nil {
		t.Error(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("it keeps %v, %v; want the last checkpoint alone", files, err)
	}
}

func FuzzRequest(f *testing.F) {
	log := ledgertest.New(f)
	log.Grow(7)
	f.Add([]byte("old 0\n\n" + string(log.Files[ledger.CheckpointPath])))
	w := newWitness(f, f.TempDir())
	f.Fuzz(func(t *testing.T, body []byte) {
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/add-checkpoint", strings.NewReader(string(body))))
		if rec.Code == 200 && !strings.HasSuffix(string(body), string(log.Files[ledger.CheckpointPath])) {
			t.Errorf("a forged checkpoint was cosigned: %q", body)
		}
	})
}
