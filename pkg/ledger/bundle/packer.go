package bundle

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"iter"
	"math"
)

// packer writes a zip in the one form that a bundle has ([pack]), and keeps of each
// member 56 bytes: [archive/zip] keeps some 240, a name among them, until the end. That
// library verifies what this writes, to the last byte.
type packer struct {
	out *bufio.Writer
	// chunks are the members, so many in each, so that nothing is copied as they grow.
	chunks [][]packed
	count  int
	offset uint64 // of the next member
}

// packed is a member that has been written.
type packed struct {
	index int64 // of an entry, a receipt or a proof
	sum   [sha256.Size]byte
	crc   uint32
	size  uint32
	kind  kind
}

// kind is what a member is.
type kind uint8

const (
	kindFormat kind = iota
	kindReadme
	kindKeys
	kindCheckpoint
	kindRows
	kindSums
	kindEntry
	kindReceipt
	kindPeople
	kindConsistency
)

// appendName writes a member's name.
func (m *packed) appendName(to []byte) []byte {
	switch m.kind {
	case kindEntry:
		return appendEntryName(to, m.index)
	case kindReceipt:
		return appendReceiptName(to, m.index)
	case kindPeople:
		return append(to, peopleName(m.index)...)
	case kindConsistency:
		return append(to, consistencyName(m.index)...)
	}
	return append(to, [...]string{formatName, readmeName, keysName, checkpointName, rowsName, sumsName}[m.kind]...)
}

// packedInChunk is how many members a chunk has.
const packedInChunk = 1 << 12

func newPacker(w io.Writer) *packer { return &packer{out: bufio.NewWriterSize(w, 1<<15)} }

// member writes a member whose content is at hand.
func (p *packer) member(what kind, index int64, content []byte) error {
	err := p.begin(packed{index: index, kind: what, sum: sha256.Sum256(content), crc: crc32.ChecksumIEEE(content)}, len(content))
	if err == nil {
		_, err = p.out.Write(content)
	}
	return err
}

// made writes a member that is made twice, once for what its header says of it.
func (p *packer) made(what kind, content func(io.Writer) error) error {
	sum, crc, size := sha256.New(), crc32.NewIEEE(), counter(0)
	first := bufio.NewWriter(io.MultiWriter(sum, crc, &size))
	if err := errors.Join(content(first), first.Flush()); err != nil {
		return err
	}
	if err := p.begin(packed{kind: what, sum: [sha256.Size]byte(sum.Sum(nil)), crc: crc.Sum32()}, int(size)); err != nil {
		return err
	}
	return content(p.out)
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// begin writes a member's header.
func (p *packer) begin(m packed, size int) error {
	if size >= math.MaxUint32 {
		return errors.New("a member is too large for a bundle")
	}
	m.size = uint32(size)
	p.keep(m)
	var buffer [headerSize + 64]byte
	header := append(buffer[:0], 'P', 'K', 3, 4)
	header = m.appendCommon(header)
	name := m.appendName(buffer[headerSize:headerSize])
	header = binary.LittleEndian.AppendUint16(header, uint16(len(name)))
	header = binary.LittleEndian.AppendUint16(header, 0) // nothing extra
	_, err := p.out.Write(header[:headerSize+len(name)])
	return err
}

func (p *packer) keep(m packed) {
	if p.count%packedInChunk == 0 {
		p.chunks = append(p.chunks, make([]packed, 0, packedInChunk))
	}
	last := &p.chunks[len(p.chunks)-1]
	*last = append(*last, m)
	p.count++
	p.offset += m.length()
}

// length is how many bytes a member takes, its header included.
func (m *packed) length() uint64 {
	var name [64]byte
	return headerSize + uint64(len(m.appendName(name[:0]))) + uint64(m.size)
}

// appendCommon writes what both headers of a member say of it: the version that is needed,
// neither flags nor compression nor time, the day, and CRC-32 and size.
func (m *packed) appendCommon(to []byte) []byte {
	to = binary.LittleEndian.AppendUint16(to, zipVersion)
	to = binary.LittleEndian.AppendUint64(to, dosEpoch<<48)
	to = binary.LittleEndian.AppendUint32(to, m.crc)
	to = binary.LittleEndian.AppendUint32(to, m.size)
	return binary.LittleEndian.AppendUint32(to, m.size)
}

// all are the members in their order.
func (p *packer) all() iter.Seq[*packed] {
	return func(yield func(*packed) bool) {
		for _, chunk := range p.chunks {
			for i := range chunk {
				if !yield(&chunk[i]) {
					return
				}
			}
		}
	}
}

// writeSums writes SHA256SUMS of the members so far.
func (p *packer) writeSums(w io.Writer) error {
	var line []byte
	for m := range p.all() {
		if m.kind == kindSums {
			continue // begun when this is written for the second time
		}
		line = hex.AppendEncode(line[:0], m.sum[:])
		line = append(m.appendName(append(line, "  "...)), '\n')
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// close writes the zip's directory (APPNOTE.TXT 6.3.10, 4.3.12 to 4.3.16), in the form of
// zip64 where the other cannot say it.
func (p *packer) close() error {
	le := binary.LittleEndian
	var offset, size uint64
	var buffer []byte
	for m := range p.all() {
		far := offset >= math.MaxUint32
		record := append(buffer[:0], 'P', 'K', 1, 2)
		record = le.AppendUint16(record, zipVersion)
		record = m.appendCommon(record)
		if far {
			record = le.AppendUint64(record[:len(record)-8], math.MaxUint64)
		}
		at := len(record)
		record = append(record, make([]byte, 18)...) // lengths, disk and attributes
		record = m.appendName(record)
		le.PutUint16(record[at:], uint16(len(record)-at-18))
		le.PutUint32(record[at+14:], uint32(min(offset, math.MaxUint32)))
		if far {
			le.PutUint16(record[at+2:], 28)
			record = le.AppendUint16(record, 1) // zip64
			record = le.AppendUint16(record, 24)
			record = le.AppendUint64(record, uint64(m.size))
			record = le.AppendUint64(record, uint64(m.size))
			record = le.AppendUint64(record, offset)
		}
		if _, err := p.out.Write(record); err != nil {
			return err
		}
		buffer, size, offset = record, size+uint64(len(record)), offset+m.length()
	}
	count := uint64(p.count)
	var end []byte
	if count >= math.MaxUint16 || size >= math.MaxUint32 || offset >= math.MaxUint32 {
		const version45 = 45
		end = append(end, 'P', 'K', 6, 6)
		end = le.AppendUint64(end, 44) // what follows in this record
		end = le.AppendUint16(end, version45)
		end = le.AppendUint16(end, version45)
		end = le.AppendUint64(end, 0) // disks
		end = le.AppendUint64(end, count)
		end = le.AppendUint64(end, count)
		end = le.AppendUint64(end, size)
		end = le.AppendUint64(end, offset)
		end = append(end, 'P', 'K', 6, 7)
		end = le.AppendUint32(end, 0)
		end = le.AppendUint64(end, offset+size)
		end = le.AppendUint32(end, 1)
		count, size, offset = math.MaxUint16, math.MaxUint32, math.MaxUint32
	}
	end = append(end, 'P', 'K', 5, 6)
	end = le.AppendUint32(end, 0) // disks
	end = le.AppendUint16(end, uint16(count))
	end = le.AppendUint16(end, uint16(count))
	end = le.AppendUint32(end, uint32(size))
	end = le.AppendUint32(end, uint32(offset))
	end = le.AppendUint16(end, 0) // no comment
	if _, err := p.out.Write(end); err != nil {
		return err
	}
	return p.out.Flush()
}
