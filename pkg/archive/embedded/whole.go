package embedded

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/versity/versitygw/s3response"
)

var errAltered = errors.New("the object is not what was stored")

// keepWhole has the answer to a download break off before its end unless its bytes are
// those that were stored: the gateway gives out whatever lies on the disk, and would give
// out a letter that the disk, or somebody, has changed. A letter of which no digest is
// noted any more counts as changed. Of other buckets, a part of an object is given as it
// is, and so is what nothing was noted of; of a letter nobody outside is given a part.
func keepWhole(config Config, r *http.Response, altered func()) {
	if r.Request.Method != http.MethodGet || r.StatusCode != http.StatusOK || !asksForBytes(r.Request.URL.Query()) {
		return
	}
	noted, there := digestNoted(config.Dir, r.Request.URL)
	if there || isLetter(config, r.Request.URL) {
		r.Body = &whole{ReadCloser: r.Body, noted: noted, sum: sha256.New(), altered: altered}
	}
}

// isLetter reports whether an address is of something in the bucket of letters.
func isLetter(config Config, address *url.URL) bool {
	key, in := strings.CutPrefix(address.Path, "/"+config.Correspondence+"/")
	return in && key != ""
}

// asksForBytes reports whether an address is of an object itself: its tags, its hold and
// the like are asked for at the same with another parameter.
func asksForBytes(query url.Values) bool {
	for name := range query {
		name = strings.ToLower(name)
		if name != "versionid" && name != "x-id" && !strings.HasPrefix(name, "x-amz-") && !strings.HasPrefix(name, "response-") {
			return false
		}
	}
	return true
}

// digestNoted returns the SHA-256 that was noted of an object when it came.
func digestNoted(dir string, address *url.URL) ([]byte, bool) {
	object := filepath.FromSlash(strings.TrimPrefix(address.Path, "/"))
	if !filepath.IsLocal(object) {
		return nil, false
	}
	meta := filepath.Join(dir, metadataDir, object, noteDir)
	if version := address.Query().Get("versionId"); version != "" && filepath.IsLocal(version) {
		if newest, err := os.ReadFile(filepath.Join(meta, noteVersion)); err != nil || string(newest) != version {
			meta = filepath.Join(dir, olderMetadataDir, olderPath(object), version, noteDir)
		}
	}
	text, err := os.ReadFile(filepath.Join(meta, noteChecksums))
	if err != nil {
		return nil, false // such as of a log's object, which readers prove
	}
	return digestIn(text)
}

// digestIn returns the SHA-256 that a note of digests has.
func digestIn(note []byte) ([]byte, bool) {
	var said s3response.Checksum
	if err := json.Unmarshal(note, &said); err != nil || said.SHA256 == nil || said.Type != types.ChecksumTypeFullObject {
		return nil, false // of what came in parts, the digest is another
	}
	noted, err := base64.StdEncoding.DecodeString(*said.SHA256)
	return noted, err == nil && len(noted) == sha256.Size
}

// whole holds back the end of what it reads until it knows that all of it is right.
type whole struct {
	io.ReadCloser
	noted   []byte
	sum     hash.Hash
	held    []byte // read, and not yet given
	ended   error
	altered func()
}

// heldBack is how much of a body is held back, in bytes: all of a short letter.
const heldBack = 64 << 10

func (w *whole) Read(p []byte) (int, error) {
	for w.ended == nil && len(w.held) <= heldBack {
		more := make([]byte, heldBack)
		n, err := w.ReadCloser.Read(more)
		w.sum.Write(more[:n])
		w.held = append(w.held, more[:n]...)
		if w.ended = err; err == io.EOF && !bytes.Equal(w.sum.Sum(nil), w.noted) {
			w.held, w.ended = nil, errAltered
			w.altered()
		}
	}
	ready := len(w.held)
	if w.ended == nil {
		ready -= heldBack
	}
	n := copy(p, w.held[:ready])
	w.held = w.held[n:]
	if n == 0 {
		return 0, w.ended
	}
	return n, nil
}
