package embedded

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
)

const (
	socketFile = "gateway.sock"
	ownerFile  = "directory" // names the directory whose gateway listens in the folder
)

// socketFor returns where the gateway of the directory listens: in a folder for
// this user alone among the system's temporary ones, since a socket's path must be
// short, and one in the data directory would stand in the way of copying it. The
// folder is the same each time, so that a kill leaves no more than one for a
// directory; and one for a directory that is gone, as after it was moved, goes with
// the next start of any server here.
func socketFor(dir string) (string, error) {
	base := os.TempDir()
	if len(base) > 50 { // of the 104 bytes that a socket's path may have
		base = "/tmp"
	}
	forgetDead(base)
	place := filepath.Join(base, folderFor(dir))
	if err := os.Mkdir(place, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	own, err := isOwn(place)
	if err != nil {
		return "", err
	}
	if !own { // anybody may make folders there, also one of this name
		if place, err = os.MkdirTemp(base, "disclosures-"); err != nil {
			return "", err
		}
	}
	if err := os.WriteFile(filepath.Join(place, ownerFile), []byte(dir), 0o600); err != nil {
		return "", err
	}
	return filepath.Join(place, socketFile), nil
}

func folderFor(dir string) string {
	digest := sha256.Sum256([]byte(dir))
	return fmt.Sprintf("disclosures-%d-%x", os.Getuid(), digest[:6])
}

// isOwn reports whether the place is a folder of this user's that nobody else may
// look into.
func isOwn(place string) (bool, error) {
	info, err := os.Lstat(place)
	if err != nil {
		return false, err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && info.IsDir() && info.Mode().Perm() == 0o700 && int(owner.Uid) == os.Getuid(), nil
}

// forgetDead removes the folders of servers that were killed and whose directory is
// gone, so that nothing could be started on it again. It takes only what is proved to
// be a server's of this user: by the folder's name, which is made from the directory
// that it names. Whatever else is there stays, and so does a folder in which somebody
// listens, or that holds anything else. What cannot be removed stands in nobody's way.
func forgetDead(base string) {
	places, err := filepath.Glob(filepath.Join(base, fmt.Sprintf("disclosures-%d-*", os.Getuid())))
	if err != nil {
		return // the pattern is wrong for this base: nothing can be found
	}
	for _, place := range places {
		if own, err := isOwn(place); err != nil || !own {
			continue
		}
		dir, err := os.ReadFile(filepath.Join(place, ownerFile))
		if err != nil || folderFor(string(dir)) != filepath.Base(place) {
			continue
		}
		if _, err := os.Stat(string(dir)); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if line, err := net.Dial("unix", filepath.Join(place, socketFile)); err == nil {
			_ = line.Close()
			continue
		} else if !errors.Is(err, syscall.ECONNREFUSED) && !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		forget(place)
	}
}

// forget removes a server's folder, unless something else is in it.
func forget(place string) {
	for _, name := range []string{socketFile, ownerFile, ""} {
		_ = os.Remove(filepath.Join(place, name))
	}
}
