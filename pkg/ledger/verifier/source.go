package verifier

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"disclosure-register/pkg/ledger"
)

// Source is a published log, on the web or in a directory.
type Source struct {
	// Fetch reads an object of the log.
	Fetch ledger.Fetch
	// files is the directory, when it is one.
	files fs.FS
}

// Open returns the log at a URL or in a directory. It reads nothing yet.
func Open(place string) (Source, error) {
	if u, err := url.Parse(place); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
		client := &http.Client{Timeout: 30 * time.Second}
		return Source{Fetch: func(path string) ([]byte, error) {
			return get(client, strings.TrimSuffix(place, "/")+"/"+path)
		}}, nil
	}
	root, err := os.OpenRoot(place)
	if err != nil {
		return Source{}, fmt.Errorf("open the log: %w", err)
	}
	files := root.FS()
	return Source{files: files, Fetch: func(path string) ([]byte, error) { return fs.ReadFile(files, path) }}, nil
}

// Kept lists the checkpoints that a directory keeps. The web has no lists.
func (s Source) Kept() ([]string, error) {
	if s.files == nil {
		return nil, nil
	}
	var paths []string
	err := fs.WalkDir(s.files, path.Dir(ledger.KeptPath(0)), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the kept checkpoints: %w", err)
	}
	return paths, nil
}

// largest bounds an object in bytes.
const largest = 1 << 20

// tries is how often an object is asked for.
const tries = 3

// get reads an object, again when the network or the server failed.
func get(client *http.Client, url string) (data []byte, err error) {
	for range tries {
		var answered bool
		if data, answered, err = getOnce(client, url); answered {
			return data, err
		}
	}
	return nil, err
}

// getOnce reads an object; answered is false when it is worth trying again.
func getOnce(client *http.Client, url string) (data []byte, answered bool, err error) {
	response, err := client.Get(url)
	if err != nil {
		return nil, false, err
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusNotFound:
		return nil, true, fs.ErrNotExist
	case response.StatusCode != http.StatusOK:
		return nil, response.StatusCode < 500, fmt.Errorf("%s answered %d", url, response.StatusCode)
	}
	data, err = io.ReadAll(io.LimitReader(response.Body, largest+1))
	if err != nil {
		return nil, false, err
	}
	if len(data) > largest {
		return nil, true, fmt.Errorf("%s is larger than %d bytes", url, largest)
	}
	return data, true, nil
}
