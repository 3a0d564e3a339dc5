package functions_test

import (
	"bytes"
	"crypto/ed25519"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/api"
	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/bucket"
	"disclosure-register/pkg/sealing/keyfile"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// onOneMachine is the register in one process, behind a real HTTP server that
// checks real tokens.
type onOneMachine struct {
	desk   *registrar.Registrar
	sealer *sealing.Sealer
	signer sealing.Signer
	issuer ed25519.PrivateKey
	url    string

	mu   sync.Mutex
	jobs []job
	log  bytes.Buffer
}

type job struct {
	register disclosure.Register
	id       string
}

func inOneProcess(t *testing.T) *onOneMachine {
	t.Helper()
	return inOneProcessOver(t, sqlitetest.New(t))
}

// inOneProcessOver is the same over another table.
func inOneProcessOver(t *testing.T, table store.Table) *onOneMachine {
	t.Helper()
	client, letters, reports := embeddedtest.Buckets(t)
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := keyfile.OpenOrMake(filepath.Join(t.TempDir(), "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	log := reports + "-log"
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &log}); err != nil {
		t.Fatal(err)
	}
	published := bucket.New(client, log)
	m := &onOneMachine{
		issuer: private, signer: signer, sealer: sealing.New(table, published, signer, sealing.Config{Site: lambdatest.LogSite}),
		desk: registrartest.New(t, table, registrar.Options{
			Letters: archive.NewCorrespondence(client, letters), Reports: archive.NewReports(client, reports),
			Log: sealing.NewReader(table, published).KnownBy(lambdatest.LogSite, signer.Public()),
		}),
	}
	handler := api.Everything(m.desk, slog.New(slog.NewJSONHandler(m, nil)), api.OneMachine{ExportQueued: m.queue, PurposeRequired: true})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		named := r.WithContext(problem.WithRequestID(r.Context(), lambdatest.RequestID))
		auth.Bearer(public, time.Now, handler).ServeHTTP(w, named)
	}))
	t.Cleanup(server.Close)
	m.url = server.URL
	return m
}

func (m *onOneMachine) send(t *testing.T, r lambdatest.Request) lambdatest.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), r.Method, m.url+r.Target, bytes.NewReader(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range r.Headers {
		request.Header.Set(name, value)
	}
	if r.By != nil {
		token, err := auth.Issue(m.issuer, *r.By, time.Now(), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return lambdatest.Response{Status: response.StatusCode, Header: response.Header, Body: body}
}

func (m *onOneMachine) queue(register disclosure.Register, id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.jobs = append(m.jobs, job{register, id})
}

func (m *onOneMachine) finishExports(t *testing.T) {
	t.Helper()
	m.mu.Lock()
	jobs := m.jobs
	m.jobs = nil
	m.mu.Unlock()
	for _, j := range jobs {
		if err := m.desk.RunExport(t.Context(), j.register, j.id); err != nil {
			t.Error(err)
		}
	}
}

func (m *onOneMachine) seal(t *testing.T) {
	t.Helper()
	if _, err := m.sealer.Seal(t.Context(), housing.Register.String()); err != nil {
		t.Fatal(err)
	}
}

func (m *onOneMachine) logKey() ed25519.PublicKey { return m.signer.Public() }

// Write takes what the service logs.
func (m *onOneMachine) Write(b []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.log.Write(b)
}

func (m *onOneMachine) logged() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.log.String()
}
