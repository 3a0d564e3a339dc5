package dynamo

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"sync"

	"disclosure-register/pkg/store"
)

// DynamoDB bills a write by the kilobyte, and an entry's own item is nearly all bytes
// and keys. So these two are packed into one attribute wherever that makes the item a
// kilobyte less. What is read is unpacked, and what is not packed is read as it is.
//
// Format: the version, a byte; then, deflated (RFC 1951) with the words of that version
// before it, the length of the bytes as an unsigned varint, the bytes, and the keys. The
// words are no secret, hold nobody's data, and are never changed: other words are another
// version.
const (
	packedAttr    = "packed"
	packedVersion = 1
)

//go:embed words-1.txt
var words1 []byte

// kilobyte is what DynamoDB bills writes by.
const kilobyte = 1024

var errNotPacked = errors.New("what is packed is not whole")

// A writer holds half a megabyte of tables, and a reader its window.
var (
	deflaters = sync.Pool{New: func() any {
		w, err := flate.NewWriterDict(io.Discard, flate.BestCompression, words1)
		if err != nil {
			panic(err) // there is such a level
		}
		return w
	}}
	inflaters = sync.Pool{New: func() any { return flate.NewReaderDict(nil, words1) }}
)

// packed returns the item as it is stored.
func packed(item store.Item) store.Item {
	entry, ok := item.Attrs[store.BytesAttr].([]byte)
	keys, ok2 := item.Attrs[store.KeysAttr].([]byte)
	if !ok || !ok2 || item.Size() <= kilobyte {
		return item
	}
	var out bytes.Buffer
	out.WriteByte(packedVersion)
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&out)
	for _, part := range [][]byte{binary.AppendUvarint(nil, uint64(len(entry))), entry, keys} {
		if _, err := w.Write(part); err != nil {
			panic(err) // a buffer takes all
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	stored := store.Item{Key: item.Key, Attrs: maps.Clone(item.Attrs)}
	delete(stored.Attrs, store.BytesAttr)
	delete(stored.Attrs, store.KeysAttr)
	stored.Attrs[packedAttr] = out.Bytes()
	if kilobytes(stored) >= kilobytes(item) {
		return item
	}
	return stored
}

func kilobytes(item store.Item) int { return (item.Size() + kilobyte - 1) / kilobyte }

// unpack puts bytes and keys in the place of what they are packed in. What was damaged
// stays as it is: the entry then has no bytes, and is told from what was sealed as any
// other that was altered.
func unpack(attrs store.Attrs) {
	stored, is := attrs[packedAttr].([]byte)
	if !is {
		return
	}
	entry, keys, err := unpacked(stored)
	if err != nil {
		return
	}
	delete(attrs, packedAttr)
	attrs[store.BytesAttr], attrs[store.KeysAttr] = entry, keys
}

func unpacked(stored []byte) (entry, keys []byte, err error) {
	if len(stored) == 0 || stored[0] != packedVersion {
		return nil, nil, errNotPacked
	}
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(stored[1:]), words1); err != nil {
		return nil, nil, err
	}
	all, err := io.ReadAll(io.LimitReader(r, store.MaxItemBytes+1))
	if err != nil || len(all) > store.MaxItemBytes {
		return nil, nil, errNotPacked
	}
	n, read := binary.Uvarint(all)
	if read <= 0 || n > uint64(len(all)-read) {
		return nil, nil, errNotPacked
	}
	rest := all[read:]
	return rest[:n:n], rest[n:], nil
}
