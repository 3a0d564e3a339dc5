package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"

	"disclosure-register/pkg/durable"
	"disclosure-register/pkg/report/workbook"
	"disclosure-register/pkg/store/sqlite"
)

// Files of a data directory. The keys are mode 0600, made once and never
// changed; docs/runbooks/lost-secret.md says what losing them costs.
const (
	lockFile   = "lock"
	tableFile  = "register.db"
	secretFile = "registers.secret"
	issuerFile = "issuer.key"
	objectsDir = "s3"
	spillDir   = "spill" // workbooks that are being written
)

// lettersBucket holds the letters in the embedded S3.
const lettersBucket = "correspondence"

// dataDir is everything the one-machine service keeps, held by one process.
type dataDir struct {
	path   string
	locks  []*flock.Flock
	secret []byte
	issuer ed25519.PrivateKey
	// newSecret: somebody has said, in the file of known keys, that the secret is another.
	newSecret bool
}

// openDataDir makes the directory when there is none, and locks it until close.
func openDataDir(path string) (*dataDir, error) {
	if err := makePrivate(path); err != nil {
		return nil, err
	}
	d, err := lockDataDir(path)
	if err != nil {
		return nil, err
	}
	// The table's log first: whatever opens the table takes away the sign that it is lost.
	err = d.refuseIfTheLogIsLost()
	if err == nil {
		err = errors.Join(d.refuseIfKeysAreMissing(), d.refuseIfTheTableIsLost(), d.refuseReplacedKeys(secretFile, issuerFile))
	}
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	known, err := d.knownKeys()
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	was, said := known[secretFile]
	d.newSecret = said && was == ""
	if d.secret, err = keyFile(d.file(secretFile)); err == nil {
		d.issuer, err = issuerKey(d.file(issuerFile))
	}
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

// lockDataDir locks a directory that is there, and reads nothing in it.
func lockDataDir(path string) (*dataDir, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the data directory: %w", err)
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("find the data directory: %w", err)
	}
	if err := refuseWhatIsNoFile(path); err != nil {
		return nil, err
	}
	d := &dataDir{path: path}
	// The directory itself, which cannot be taken away while the service runs as a
	// file in it can; and that file, by which earlier releases lock.
	for _, lock := range []*flock.Flock{flock.New(path, flock.SetFlag(os.O_RDONLY)), flock.New(filepath.Join(path, lockFile))} {
		held, err := lock.TryLock()
		if err == nil && !held {
			err = fmt.Errorf("another service is using %s: stop it, or give another --data", path)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("lock the data directory: %w", err), d.close())
		}
		d.locks = append(d.locks, lock)
	}
	return d, nil
}

// refuseWhatIsNoFile refuses a pipe or a device in the place of a file that a start
// reads: to read one may never end. What stands in the place of a letter is looked for by
// retention ([noFiles]), since there may be very many.
func refuseWhatIsNoFile(path string) error {
	objects := filepath.Join(path, objectsDir)
	folders := []string{path, objects, filepath.Join(path, spillDir)}
	noted, _ := filepath.Glob(filepath.Join(objects, "*", "*"))
	deeper, _ := filepath.Glob(filepath.Join(objects, "metadata", "*", "meta"))
	for _, folder := range slices.Concat(folders, noted, deeper) {
		entries, _ := os.ReadDir(folder) // of a folder that is none, or that may not be read, others say so
		for _, entry := range entries {
			if place := filepath.Join(folder, entry.Name()); isNoFile(place, entry) {
				return errNoFile(place)
			}
		}
	}
	if _, place := noFiles(filepath.Join(objects, "objects", logBucket)); place != "" {
		return errNoFile(place)
	}
	return nil
}

func errNoFile(place string) error {
	return fmt.Errorf("%s is neither a file nor a folder: move it away, and put back what was there (docs/runbooks/restore.md)", place)
}

// isNoFile reports whether a pipe, a socket or a device is there, or a link to one.
func isNoFile(place string, entry fs.DirEntry) bool {
	mode := entry.Type()
	if mode&fs.ModeSymlink != 0 {
		if info, err := os.Stat(place); err == nil {
			mode = info.Mode()
		}
	}
	return mode&fs.ModeType&^(fs.ModeDir|fs.ModeSymlink) != 0
}

// noFiles counts what is neither a file nor a folder anywhere under the folder, and
// returns the place of one. It opens nothing but folders.
func noFiles(folder string) (n int, one string) {
	_ = filepath.WalkDir(folder, func(place string, entry fs.DirEntry, err error) error {
		if err == nil && isNoFile(place, entry) {
			n, one = n+1, place
		}
		return nil // what cannot be read, others say
	})
	return n, one
}

// makePrivate makes a directory for its owner alone, when there is none.
func makePrivate(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	return nil
}

// refuseIfKeysAreMissing keeps a register that has lost its secret or its log's
// key from being given new ones without a word: every search by person would
// then answer that nothing was shared.
func (d *dataDir) refuseIfKeysAreMissing() error {
	if _, err := os.Stat(d.file(tableFile)); err != nil {
		return nil // a new register, which gets new keys
	}
	for _, name := range []string{secretFile, logKeyFile} {
		if _, err := os.Stat(d.file(name)); errors.Is(err, fs.ErrNotExist) {
			if empty, err := d.tableIsEmpty(); err != nil || empty {
				return err // its first start was cut short
			}
			return fmt.Errorf("%s holds a register and no %s: put it back from its backup (docs/runbooks/lost-secret.md, docs/runbooks/log-key.md)", d.path, name)
		}
	}
	return nil
}

// emptiedSpill is the folder for workbooks, without what a process that was killed
// spilt there. What is not of such a name is somebody else's and stays.
func (d *dataDir) emptiedSpill() (string, error) {
	folder := d.file(spillDir)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("make the folder for workbooks: %w", err)
	}
	spilt, err := filepath.Glob(filepath.Join(folder, workbook.SpillPattern))
	if err != nil {
		return "", fmt.Errorf("look into the folder for workbooks: %w", err)
	}
	for _, one := range spilt {
		if err := os.RemoveAll(one); err != nil {
			return "", fmt.Errorf("empty the folder for workbooks: %w", err)
		}
	}
	return folder, nil
}

func (d *dataDir) tableIsEmpty() (bool, error) {
	table, err := sqlite.Open(d.file(tableFile))
	if err != nil {
		return false, err
	}
	empty, err := table.Empty(context.Background())
	return empty, errors.Join(err, table.Close())
}

func (d *dataDir) close() (err error) {
	for _, lock := range d.locks {
		err = errors.Join(err, lock.Unlock())
	}
	return err
}

func (d *dataDir) file(name string) string { return filepath.Join(d.path, name) }

func issuerKey(path string) (ed25519.PrivateKey, error) {
	if _, err := keyFile(path); err != nil {
		return nil, err
	}
	return readIssuerKey(path)
}

func readIssuerKey(path string) (ed25519.PrivateKey, error) {
	seed, err := readKey(path)
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

const keySize = 32

// keyFile reads a key, or makes it: 32 random bytes in hexadecimal. The file
// appears whole or not at all, so that a crash never leaves half a key.
func keyFile(path string) ([]byte, error) {
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	key = make([]byte, keySize)
	rand.Read(key) // never fails: crypto/rand ends the process instead
	if err := durable.Write(path, []byte(hex.EncodeToString(key)+"\n")); err != nil {
		return nil, fmt.Errorf("keep a key: %w", err)
	}
	return key, nil
}

func readKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("the key file %s is damaged: put it back from its backup (docs/runbooks/lost-secret.md)", path)
	}
	return key, nil
}
