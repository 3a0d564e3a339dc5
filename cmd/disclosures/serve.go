package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/client"
	"disclosure-register/pkg/console"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/doorkeeper"
	"disclosure-register/pkg/store/sqlite"
)

// serve runs every function of the service in one process, over SQLite and an
// embedded S3.
type serve struct {
	Data   string `help:"Directory for everything the service keeps." default:"data" type:"path"`
	Listen string `help:"Loopback host and port of the API and the console." default:"127.0.0.1:8080"`
	Sample bool   `help:"Add sample data: fictional people, case references that begin with SAMPLE." default:"true" negatable:""`

	Today day `help:"The day that it is: confirms the clock after it has jumped, or after the service was off for more than 45 days." placeholder:"YYYY-MM-DD"`

	ConsoleName   string `help:"What the council is called at the head of the console's pages, also before anybody has signed in; as its notices name it when left out."`
	ConsoleColour string `help:"Colour of the head of the console's pages, such as #17324d. White text stands on it: one that is too light is refused." placeholder:"#RRGGBB"`

	RequirePurpose bool `help:"Refuse a look that does not say why in Access-Purpose, as the service on AWS does."`
}

// stopWithin is how long requests in hand have to finish after Ctrl-C.
const stopWithin = 10 * time.Second

// headersUpTo is how many bytes the first line and the headers of a request have at most.
const headersUpTo = 32 << 10

// How long a caller may take to send the headers and then the body of a request,
// and to take its answer; and how long a connection may do nothing.
const (
	headersWithin = 10 * time.Second
	bodyWithin    = 30 * time.Second
	answerWithin  = 5 * time.Minute
	idleFor       = 2 * time.Minute
)

// fewestFiles is how many file descriptors the service needs: 64 for its own files,
// and what the fewest connections of [connections] take.
const fewestFiles = 96

// refuseFewFiles keeps a service from starting that would fail when it is asked.
func refuseFewFiles() error {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err == nil && files.Cur < fewestFiles {
		return fmt.Errorf("this process may have %d files open at once (ulimit -n), and needs %d at least: %w", files.Cur, fewestFiles, syscall.EMFILE)
	}
	return nil
}

// errNotOurs: the data directory cannot be read or written by who runs the service.
var errNotOurs = errors.New("the service must own its data directory and all that is in it")

// connections returns how many connections from outside the API and the archive
// hold at once, so that together they leave this process a quarter of its file
// descriptors, and 64 at least, for its own files. A connection to the archive
// takes four.
func connections() (forAPI, forS3 int) {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		files.Cur = 256 // the least that systems give
	}
	limit := int(min(files.Cur, 1<<16))
	spare := limit - max(limit/4, 64)
	return min(max(spare/3, 8), 1024), min(max(spare/6, 4), 256)
}

// How the memory of the service is collected, unless GOGC or GOMEMLIMIT say
// otherwise. It keeps some tens of megabytes, and makes as much again with every
// hundred requests: collecting when five times as much is there saves a twentieth of
// its work, and the limit, in bytes, keeps a large export from five times its size.
const (
	collectAt   = 400
	memoryLimit = 1 << 30
)

func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

func (s serve) Run(ctx context.Context, to streams) (err error) {
	serving := false
	defer func() {
		if err != nil && !serving {
			err = notStarted{err}
		}
	}()
	collectLess()
	// Who reads the log, or what is said at the start, may stop and may go: neither is
	// a reason to wait, or to end.
	signal.Ignore(syscall.SIGPIPE)
	terminal := isTerminal(to.out)
	out, notes := newOutflow(to.out), newOutflow(to.notes)
	defer notes.close()
	defer out.close()
	if err := refuseFewFiles(); err != nil {
		return err
	}
	if today := disclosure.DateOf(time.Now()); !s.Today.IsZero() && s.Today.Date != today {
		return fmt.Errorf("--today says %s, and the clock of this machine %s: put the clock right, or leave --today out (docs/runbooks/clock-jumped.md)", s.Today, today)
	}
	look, err := console.ParseLook(s.ConsoleName, s.ConsoleColour)
	if err != nil {
		return err
	}
	listener, err := s.listen()
	if err != nil {
		return err
	}
	defer listener.Close()
	dir, err := openDataDir(s.Data)
	if errors.Is(err, fs.ErrPermission) {
		err = errors.Join(err, errNotOurs)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.close()) }()

	log := slog.New(advising{ofRequest{slog.NewTextHandler(notes, nil)}})
	if info, err := os.Stat(dir.path); err == nil && info.Mode().Perm()&0o077 != 0 {
		log.Warn("others on this machine can look into the data directory; make it mode 0700", "dir", dir.path, "mode", info.Mode().Perm().String())
	}
	spare := &sparing{log: log}
	unheard, err := overhear(ofGateway(spare))
	if err != nil {
		return err
	}
	defer unheard()
	table, err := sqlite.Open(dir.file(tableFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	table.Alone()
	unsound, err := checkSound(ctx, dir, table, log)
	if err != nil {
		return err
	}
	if err := dir.refuseIfNotItsTable(ctx, table); err != nil {
		return err
	}
	if err := dir.refuseIfTheArchiveIsLost(ctx, table); err != nil {
		return err
	}
	forAPI, forS3 := connections()
	objects, err := embedded.Start(ctx, embedded.Config{Dir: dir.file(objectsDir), Correspondence: lettersBucket, Log: logBucket, MaxConnections: forS3, Origins: originsOf(listener.Addr().String()), Failed: func(status int) {
		spare.say(slog.LevelError, "the archive could not do what somebody outside asked", "status", status, "see", archiveFails)
	}})
	if err != nil {
		return fmt.Errorf("%w: %w", errArchive, err)
	}
	defer func() { err = errors.Join(err, objects.Close()) }()

	m, err := putTogether(ctx, dir, table, objects, s.Today.Date, log)
	if err != nil {
		return err
	}
	if err := m.refuseIfBehind(ctx, dir, table); err != nil {
		return err
	}
	if err := m.catchUp(ctx, s.Sample); err != nil {
		return err
	}
	if err := m.refuseIfLettersAreLost(ctx, dir, table); err != nil {
		return err
	}
	stop := m.work(ctx)
	defer stop()
	defer background(ctx, func(ctx context.Context) { watchArchive(ctx, objects, log) })()

	bearer := func(next http.Handler) http.Handler {
		return auth.Bearer(dir.issuer.Public().(ed25519.PublicKey), time.Now, next)
	}
	calls := bearer(api.Everything(m.desk, log, api.OneMachine{ExportQueued: m.exports.queue, PurposeRequired: s.RequirePurpose}))
	pages := console.New(console.Config{
		API: client.InProcess{Handler: calls}, Address: "http://" + listener.Addr().String(),
		Hosts: hostsOf(listener.Addr().String()), ArchiveOrigin: objects.URL(), Look: look, Now: time.Now, Log: log,
	})
	docs, err := apiDocs(hostsOf(listener.Addr().String()))
	if err != nil {
		return err
	}
	handler := front(calls, bearer(offerCodes(pages)), docs, pages)
	server := &http.Server{
		Handler:           doorkeeper.Impatient(bodyWithin, identified(handler)),
		ReadHeaderTimeout: headersWithin, WriteTimeout: answerWithin, IdleTimeout: idleFor, MaxHeaderBytes: headersUpTo - 4<<10, // to which net/http adds 4 KB
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	doorkeeper.Attend(server)
	welcome(out, terminal, s, dir, m, pages, listener.Addr())

	serving = true
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(doorkeeper.Bound(unreadable{listener}, forAPI)) }()
	select {
	case err := <-stopped:
		return err
	case err := <-unsound:
		log.Error("the table is damaged, and nobody is answered any more; see docs/runbooks/table-damaged.md", "error", err)
		return err
	case <-objects.Done():
		return errors.New("the archive has stopped")
	case <-ctx.Done():
		fmt.Fprintln(notes, "Stopping: requests in hand may finish.")
		grace, cancel := context.WithTimeout(context.Background(), stopWithin)
		defer cancel()
		return server.Shutdown(grace)
	}
}

// listen refuses any address but loopback: whoever reaches the service can ask
// its issuer's key holder for any role.
func (s serve) listen() (net.Listener, error) {
	host, _, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return nil, fmt.Errorf("--listen wants HOST:PORT, for example 127.0.0.1:8080")
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("--listen must be a loopback address: this service issues its own tokens and is for this machine alone")
	}
	listener, err := net.Listen("tcp", s.Listen)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("something listens on %s already: the service itself, or another. Choose another address with --listen", s.Listen)
	case err != nil:
		return nil, fmt.Errorf("--listen: %w", err)
	}
	return listener, nil
}
