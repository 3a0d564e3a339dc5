package sqlite

import (
	"encoding/binary"
	"hash/crc32"

	"disclosure-register/pkg/store"
)

// An item's attributes are stored behind a checksum over its key and them, since
// SQLite has none: without it a damaged item would be read as another.
//
//	version     1 byte, 2
//	checksum    CRC-32C, 4 bytes, big-endian, of the partition key and the sort
//	            key, each its length as a uvarint and its bytes, and the rest
//	attributes  as in encoding.go
//
// Items of releases until November 2026 are attributes alone.
const protectedVersion = 2

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(key store.Key, attrs []byte) uint32 {
	head := appendBytes(appendBytes(nil, []byte(key.Partition)), []byte(key.Sort))
	return crc32.Update(crc32.Checksum(head, castagnoli), castagnoli, attrs)
}

// protect returns the attributes as they are stored.
func protect(key store.Key, attrs []byte) []byte {
	blob := binary.BigEndian.AppendUint32([]byte{protectedVersion}, checksum(key, attrs))
	return append(blob, attrs...)
}

// open returns the item that is stored, or errCorrupt.
func open(key store.Key, blob []byte) (store.Item, error) {
	if len(blob) > 0 && blob[0] == protectedVersion {
		if len(blob) < 5 || binary.BigEndian.Uint32(blob[1:]) != checksum(key, blob[5:]) {
			return store.Item{}, errCorrupt
		}
		blob = blob[5:]
	}
	attrs, err := decode(blob)
	return store.Item{Key: key, Attrs: attrs}, err
}
