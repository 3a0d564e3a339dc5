package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

// refuseIfTheTableIsLost keeps a data directory whose table is gone from being served
// as a register that knows nothing. The secret is made before the table and the log's key after it,
// and so where both are there was a table.
func (d *dataDir) refuseIfTheTableIsLost() error {
	if _, err := os.Stat(d.file(tableFile)); errors.Is(err, fs.ErrNotExist) {
		_, secret := os.Stat(d.file(secretFile))
		_, logKey := os.Stat(d.file(logKeyFile))
		known, err := d.knownKeys()
		if err != nil {
			return err
		}
		if secret == nil && logKey == nil || known[tableFile] != "" {
			return d.tableIsLost("a register's keys and no " + tableFile)
		}
		return d.refuseIfSomethingWasKept("no " + tableFile)
	}
	return nil
}

// refuseIfTheLogIsLost comes before anything opens the table, which would make a new log.
func (d *dataDir) refuseIfTheLogIsLost() error {
	if _, err := os.Stat(d.file(tableFile)); errors.Is(err, fs.ErrNotExist) {
		return nil // then it is the table that is lost, or there was none
	}
	if err := sqlite.CheckLog(d.file(tableFile)); err != nil {
		return fmt.Errorf("%s-wal is missing, and the service did not stop by itself: what was recorded last was in that file. Put it back (docs/runbooks/restore.md)", d.file(tableFile))
	}
	return nil
}

func (d *dataDir) tableIsLost(holds string) error {
	return fmt.Errorf("%s holds %s: the table is lost, and an empty one would answer that nothing was shared. Put it back (docs/runbooks/restore.md)", d.path, holds)
}

// refuseIfSomethingWasKept takes what only a register that has recorded something
// leaves behind as a sign that its table is lost: a log with entries in it, and
// letters.
func (d *dataDir) refuseIfSomethingWasKept(table string) error {
	objects := d.file(filepath.Join(objectsDir, "objects"))
	for what, pattern := range map[string]string{"a published log": filepath.Join(objects, logBucket, "*", "tile"), "letters": filepath.Join(objects, lettersBucket, "*")} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return fmt.Errorf("look for what was kept: %w", err)
		}
		if len(found) > 0 {
			return d.tableIsLost(what + " and " + table)
		}
	}
	return nil
}

// refuseIfNotItsTable keeps the table of another register, and an empty one in the
// place of one that knew something, from being asked. A table is marked with a digest of
// the secret by which its entries are found: with another, every search by person would
// answer that nothing was shared. One from before there were marks is taken as it is,
// unless it is empty where something was kept.
func (d *dataDir) refuseIfNotItsTable(ctx context.Context, table *sqlite.Table) error {
	known, err := d.knownKeys()
	if err != nil {
		return err
	}
	mark, err := table.Mark(ctx)
	if err != nil {
		return err
	}
	if err := d.refuseIfNoneIsKnown(ctx, table, known, mark); err != nil {
		return err
	}
	ours := digestOf(d.secret)
	if mark == "" {
		empty, err := table.Empty(ctx)
		if err == nil && empty && known[tableFile] != "" {
			err = d.tableIsLost("an empty " + tableFile)
		}
		if err == nil && empty {
			err = d.refuseIfSomethingWasKept("an empty " + tableFile)
		}
		if err != nil {
			return err
		}
	} else if mark != ours && !d.newSecret {
		return fmt.Errorf("%s and %s do not belong together: searches would answer that nothing was shared. Put back the secret by which the table was kept (docs/runbooks/lost-secret.md), or this register's table (docs/runbooks/restore.md)", tableFile, secretFile)
	}
	if mark != ours {
		if err := table.SetMark(ctx, ours); err != nil {
			return err
		}
	}
	return d.knowKeys(ours, secretFile, issuerFile)
}

// refuseIfBehind keeps a table that knows less than was published from being
// asked or written: people would be told that nothing was shared.
func (m *machine) refuseIfBehind(ctx context.Context, dir *dataDir, table *sqlite.Table) error {
	published := publishedFiles(dir.file(filepath.Join(objectsDir, "objects", logBucket)))
	var behind, older []error
	for _, register := range m.law.RegisterIDs() {
		keys, err := m.publisher.keys.trusted(register)
		if err != nil {
			return err
		}
		gap, err := sealing.NewComparer(table, published).Sizes(ctx, register.String(), keys)
		var refusal *sealing.Refusal
		if errors.Is(err, fs.ErrNotExist) || errors.As(err, &refusal) && refusal.Reason == sealing.Foreign {
			// Those that were kept say as much; sealing says what became of the checkpoint.
			gap, err = sealing.NewComparer(table, newestKept{published, keys}).Sizes(ctx, register.String(), keys)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist): // nothing is published
		case errors.As(err, &refusal): // sealing refuses too, and says why
		case err != nil:
			return fmt.Errorf("%w: %w", errLogNotWhole, err)
		case gap.Behind():
			behind = append(behind, fmt.Errorf("%s: the table knows of %d sealed entries, and the published log has %d", register, gap.Head, gap.Published))
		default:
			if err := published.refuseIfSetBack(register.String(), keys, gap.Published); err != nil {
				older = append(older, err)
			}
		}
	}
	if behind != nil {
		return fmt.Errorf("the table lacks what its log has published, so nothing is served (docs/runbooks/restore.md):\n%w", errors.Join(append(behind, older...)...))
	}
	return errors.Join(older...)
}

// refuseIfTheArchiveIsLost keeps an archive that is gone, notes and all, from being made
// anew where letters were archived: a disposal would find each absent, and certify that
// it was destroyed. It comes before the archive is started.
func (d *dataDir) refuseIfTheArchiveIsLost(ctx context.Context, table *sqlite.Table) error {
	if _, err := os.Stat(d.file(filepath.Join(objectsDir, "metadata", lettersBucket))); !errors.Is(err, fs.ErrNotExist) {
		return nil // the archive itself looks at what is noted there
	}
	return refuseLetters(ctx, policy.Load(), table, func(cases.LoggedLetter) bool { return true })
}

// refuseIfLettersAreLost does so where the archive is there and has no letter at all: of
// cases that are being destroyed they may be gone, and of others not. It comes once what
// a restored backup brought back is being destroyed again.
func (m *machine) refuseIfLettersAreLost(ctx context.Context, dir *dataDir, table *sqlite.Table) error {
	for _, folder := range []string{"objects", "versions"} {
		some, err := holdsAnObject(dir.file(filepath.Join(objectsDir, folder, lettersBucket)))
		if some || err != nil {
			return err
		}
	}
	return refuseLetters(ctx, m.law, table, func(l cases.LoggedLetter) bool { return !l.Disposing })
}

// holdsAnObject reports whether anything is in the folder of a bucket but what the
// archive keeps there while it takes an object in.
func holdsAnObject(folder string) (some bool, err error) {
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ".sgwtmp":
			return fs.SkipDir
		case !entry.IsDir():
			some = true
			return fs.SkipAll
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("look for letters: %w", err)
	}
	return some, nil
}

// refuseLetters refuses if the table has an archived letter that counts.
func refuseLetters(ctx context.Context, law *policy.Law, table *sqlite.Table, counts func(cases.LoggedLetter) bool) error {
	for _, register := range law.RegisterIDs() {
		// Only a register with documents is read: its keys tell.
		documents := false
		err := table.Walk(ctx, store.CasePartition(register.String(), ""), func(keys []store.Key) error {
			documents = documents || slices.ContainsFunc(keys, func(k store.Key) bool { return strings.HasPrefix(k.Sort, store.DocumentPrefix) })
			return nil
		})
		if err != nil {
			return fmt.Errorf("look for letters: %w", err)
		}
		if !documents {
			continue
		}
		err = cases.LoggedLetters(ctx, table, register, "", func(l cases.LoggedLetter) error {
			if counts(l) {
				return embedded.ErrLost
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("look for the letters of %s: %w", register, err)
		}
	}
	return nil
}

// newestKept reads, in the place of a log's checkpoint, the newest of those that were kept
// and are signed by one of the keys.
type newestKept struct {
	publishedFiles
	keys ledger.Keys
}

// Read implements [sealing.Reads].
func (f newestKept) Read(ctx context.Context, key string) ([]byte, string, error) {
	register, is := strings.CutSuffix(key, "/"+ledger.CheckpointPath)
	if !is {
		return f.publishedFiles.Read(ctx, key)
	}
	newest, err := f.keptBeyond(register, f.keys, -1)
	if err == nil && newest == nil {
		err = fmt.Errorf("read the checkpoints that were kept: %w", fs.ErrNotExist)
	}
	if err != nil {
		return nil, "", err
	}
	return newest.Signed, "", nil
}

// keptBeyond returns the newest checkpoint that was kept of a tree of more leaves than
// these and that is signed by one of the keys; nil where there is none.
func (f publishedFiles) keptBeyond(register string, keys ledger.Keys, leaves int64) (*ledger.Checkpoint, error) {
	folder, sizes := filepath.Join(string(f), register), []int64(nil)
	err := filepath.WalkDir(filepath.Join(folder, "checkpoints"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		path, err = filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		if size, err := ledger.ParseKeptPath(filepath.ToSlash(path)); err == nil && size > leaves {
			sizes = append(sizes, size)
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("look for the checkpoints that were kept: %w", err)
	}
	slices.Sort(sizes)
	for _, size := range slices.Backward(sizes) {
		signed, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(ledger.KeptPath(size))))
		if err != nil {
			return nil, fmt.Errorf("read a checkpoint that was kept: %w", err)
		}
		if kept, err := keys.Open(signed); err == nil && kept.N == size {
			return &kept, nil
		}
	}
	return nil, nil
}

// refuseIfSetBack refuses a checkpoint that is older than one that was kept: each is kept
// only once it is published, and so no crash leaves that. Somebody has put an older
// checkpoint there, most often with a whole older copy of the directory.
func (f publishedFiles) refuseIfSetBack(register string, keys ledger.Keys, published int64) error {
	kept, err := f.keptBeyond(register, keys, published)
	if err != nil {
		return fmt.Errorf("%w: %w", errLogNotWhole, err)
	}
	if kept != nil {
		return fmt.Errorf("%s: the published checkpoint is of %d entries, and %s, which was published after it, of %d: older files were put over newer ones, and what was recorded since may be missing. Put the newest back (docs/runbooks/restore.md)", register, published, ledger.KeptPath(kept.N), kept.N)
	}
	return nil
}

// soonChecked is how large a table's file may be, in bytes, to be read whole
// before the service starts.
const soonChecked = 256 << 20

// checkSound checks the table's pages before it returns, or where that takes long
// behind the start: the channel then has the damage, should there be any.
func checkSound(ctx context.Context, dir *dataDir, table *sqlite.Table, log *slog.Logger) (<-chan error, error) {
	info, err := os.Stat(dir.file(tableFile))
	if err != nil {
		return nil, fmt.Errorf("look at the table: %w", err)
	}
	if info.Size() <= soonChecked {
		return nil, table.CheckSound(ctx)
	}
	unsound := make(chan error, 1)
	go func() {
		switch err := table.CheckSound(ctx); {
		case errors.Is(err, store.ErrDamaged):
			unsound <- err
		case err != nil && ctx.Err() == nil:
			log.Error("the table could not be read to its end, and it is not known whether it is damaged; see docs/runbooks/table-damaged.md", "error", err)
		}
	}()
	return unsound, nil
}

var (
	// errArchive: the embedded S3 cannot be started on what is in its folder. It does
	// not say why in a way that a program can tell.
	errArchive = errors.New("the archive cannot be used")
	// errLogNotWhole: a part of the published log that its checkpoint promises cannot be
	// read, or there is no checkpoint.
	errLogNotWhole = errors.New("the published log is not whole")
)

// archiveFails is what is known of a failure within the embedded S3, which does not say why.
const archiveFails = "The archive failed: the disk is full (docs/runbooks/disk-full.md), or something in s3/ is missing or damaged (docs/runbooks/restore.md)."

// watchArchiveEvery is how soon it is said that the archive was damaged while the service
// runs: a letter that is not there looks like one that was never uploaded.
const watchArchiveEvery = 10 * time.Second

func watchArchive(ctx context.Context, objects *embedded.Server, log *slog.Logger) {
	again := time.NewTicker(watchArchiveEvery)
	defer again.Stop()
	for {
		select {
		case <-again.C:
			if err := objects.Check(ctx); err != nil && ctx.Err() == nil {
				log.Error("the archive is damaged, and letters can be neither kept nor read; see docs/runbooks/restore.md", "error", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

// advising adds to a line of the log what to do about its error, where nothing in it says.
type advising struct{ slog.Handler }

// Handle implements [slog.Handler].
func (a advising) Handle(ctx context.Context, line slog.Record) error {
	see := ""
	line.Attrs(func(one slog.Attr) bool {
		if err, is := one.Value.Any().(error); is && !strings.Contains(line.Message+err.Error(), "docs/runbooks/") {
			see = adviceOn(err)
		}
		return see == ""
	})
	if see != "" {
		line.AddAttrs(slog.String("see", see))
	}
	return a.Handler.Handle(ctx, line)
}

// WithAttrs implements [slog.Handler].
func (a advising) WithAttrs(attrs []slog.Attr) slog.Handler {
	return advising{a.Handler.WithAttrs(attrs)}
}

// WithGroup implements [slog.Handler].
func (a advising) WithGroup(name string) slog.Handler { return advising{a.Handler.WithGroup(name)} }

// notStarted is why the service refuses to start. Every such error names a runbook.
type notStarted struct{ error }

func (e notStarted) Unwrap() error { return e.error }

// advice names the runbook for a failure that a person must mend.
func advice(err error) string {
	see := adviceOn(err)
	if start := new(notStarted); see == "" && errors.As(err, start) && !strings.Contains(err.Error(), "docs/runbooks/") {
		return "The service does not start. See docs/runbooks/not-starting.md."
	}
	return see
}

func adviceOn(err error) string {
	var archive interface{ HTTPStatusCode() int }
	var refusal *sealing.Refusal
	is := func(any ...error) bool {
		return slices.ContainsFunc(any, func(one error) bool { return errors.Is(err, one) })
	}
	switch {
	case is(sqlite.ErrAnother):
		return "What lies in the table's place is no register's. See docs/runbooks/restore.md."
	case is(store.ErrDamaged):
		return "The table is damaged. See docs/runbooks/table-damaged.md."
	case is(store.ErrFull, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG):
		return "The disk is full, or fails. See docs/runbooks/disk-full.md."
	case is(store.ErrReadOnly, syscall.EROFS, errNotOurs):
		return "The table, or what lies beside it, may not be written. See docs/runbooks/disk-full.md."
	case is(embedded.ErrLost):
		return "Letters were archived, and none is in s3/. Put the whole of s3/ back; if nobody has it, do not start on an empty one. See docs/runbooks/restore.md."
	case is(errArchive):
		return "The archive does not start: something of it in s3/ is missing or damaged (docs/runbooks/restore.md), or the disk is full (docs/runbooks/disk-full.md)."
	case errors.As(err, &archive) && archive.HTTPStatusCode() >= http.StatusInternalServerError:
		return archiveFails
	case errors.As(err, &refusal):
		return "The log is not signed any further. See docs/runbooks/log-refused.md."
	case is(errLogNotWhole, ledger.ErrInconsistent):
		return "Something of the published log was changed, is missing or cannot be read. See docs/runbooks/log-overwritten.md."
	case is(syscall.EMFILE, syscall.ENFILE):
		return "Too few files may be open at once. See docs/runbooks/disk-full.md."
	case is(sqlite.ErrNotOpened):
		return "A file of the table cannot be opened: it or its folder is gone (docs/runbooks/restore.md), may not be read by whoever runs this, or too few files may be open at once (docs/runbooks/disk-full.md)."
	case is(fs.ErrPermission):
		return "A file may not be read or written by whoever runs this. Where it is of the data directory, run this as who owns that. See docs/runbooks/disk-full.md."
	}
	return ""
}
