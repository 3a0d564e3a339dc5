package sqlite

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"

	"disclosure-register/pkg/store"
)

// Attributes are stored as one blob, the same bytes for the same attributes:
//
//	version     1 byte, 1
//	attributes  in the byte order of their names, each
//	  name      length as a uvarint, then its bytes
//	  type      1 byte, with DynamoDB's letters where it has one
//	  value     'S' string and 'B' bytes: length as a uvarint, then the bytes
//	            'N' int64: 8 bytes, big-endian two's complement
//	            'T' true and 'F' false: nothing
const encodingVersion = 1

func encode(attrs store.Attrs) ([]byte, error) {
	names := make([]string, 0, len(attrs))
	for name := range attrs {
		names = append(names, name)
	}
	slices.Sort(names)

	blob := []byte{encodingVersion}
	for _, name := range names {
		blob = appendBytes(blob, []byte(name))
		switch v := attrs[name].(type) {
		case string:
			blob = appendBytes(append(blob, 'S'), []byte(v))
		case []byte:
			blob = appendBytes(append(blob, 'B'), v)
		case int64:
			blob = binary.BigEndian.AppendUint64(append(blob, 'N'), uint64(v))
		case bool:
			if v {
				blob = append(blob, 'T')
			} else {
				blob = append(blob, 'F')
			}
		default:
			return nil, fmt.Errorf("encode attribute %s: a %T", name, v)
		}
	}
	return blob, nil
}

// errCorrupt is a stored blob that encode never made.
var errCorrupt = fmt.Errorf("stored attributes are corrupt: %w", store.ErrDamaged)

func decode(blob []byte) (store.Attrs, error) {
	if len(blob) == 0 || blob[0] != encodingVersion {
		return nil, errCorrupt
	}
	rest := blob[1:]
	attrs := make(store.Attrs)
	last := ""
	for len(rest) > 0 {
		rawName, tail, err := cutBytes(rest)
		if err != nil || len(tail) == 0 {
			return nil, errCorrupt
		}
		name, kind := string(rawName), tail[0]
		if name <= last {
			return nil, errCorrupt
		}
		last = name
		attrs[name], rest, err = cutValue(kind, tail[1:])
		if err != nil {
			return nil, fmt.Errorf("attribute of type %s: %w", strconv.QuoteRune(rune(kind)), err)
		}
	}
	return attrs, nil
}

func cutValue(kind byte, from []byte) (value any, rest []byte, err error) {
	switch kind {
	case 'S':
		text, rest, err := cutBytes(from)
		return string(text), rest, err
	case 'B':
		raw, rest, err := cutBytes(from)
		return append([]byte{}, raw...), rest, err
	case 'N':
		if len(from) < 8 {
			return nil, nil, errCorrupt
		}
		return int64(binary.BigEndian.Uint64(from)), from[8:], nil
	case 'T', 'F':
		return kind == 'T', from, nil
	default:
		return nil, nil, errCorrupt
	}
}

func appendBytes(to, b []byte) []byte {
	return append(binary.AppendUvarint(to, uint64(len(b))), b...)
}

func cutBytes(from []byte) (b, rest []byte, err error) {
	size, n := binary.Uvarint(from)
	if n <= 0 || size > uint64(len(from)-n) {
		return nil, nil, errCorrupt
	}
	return from[n : n+int(size)], from[n+int(size):], nil
}
