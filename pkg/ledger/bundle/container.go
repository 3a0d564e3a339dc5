package bundle

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
)

// zipVersion is 2.0 of the format that a member says is needed to read it.
const zipVersion = 20

// dosEpoch is 1 January 1980, the day of every member, so that the same rows
// make the same bundle. A zip has no earlier.
const dosEpoch = 1<<5 | 1

// pack writes one member. It is stored as it is, not compressed, and its header
// says of it only name, length and CRC-32: a zip of the same members has one
// form, to the last byte.
func pack(z *zip.Writer, name string, content []byte) error {
	w, err := z.CreateRaw(headerOf(name, crc32.ChecksumIEEE(content), uint64(len(content))))
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

func headerOf(name string, sum uint32, size uint64) *zip.FileHeader {
	return &zip.FileHeader{
		Name: name, Method: zip.Store,
		CreatorVersion: zipVersion, ReaderVersion: zipVersion,
		//lint:ignore SA1019 what replaces it adds a second time beside this one
		ModifiedDate:     dosEpoch,
		CRC32:            sum,
		CompressedSize64: size, UncompressedSize64: size,
	}
}

// place writes a member whose bytes the file is known to have: as many that stand for
// them.
func place(z *zip.Writer, m *member) error {
	w, err := z.CreateRaw(headerOf(m.Name, m.CRC32, m.UncompressedSize64))
	for left := int64(m.UncompressedSize64); left > 0 && err == nil; left -= int64(len(blank)) {
		_, err = w.Write(blank[:min(left, int64(len(blank)))])
	}
	return err
}

var blank [1 << 16]byte

// container demands that the file is, to the last byte, the zip that its members
// make: that nothing is hidden before, between or after them, and no header was
// changed. The members have been verified.
func (c *check) container(file io.ReaderAt, size int64) error {
	same := &comparison{file: io.NewSectionReader(file, 0, size)}
	z := zip.NewWriter(same)
	for i := range c.members {
		m := &c.members[i]
		same.known = m.framed && m.offset == same.at
		var err error
		if same.known {
			err = place(z, m)
		} else {
			data, ok := c.read(m.Name)
			if !ok {
				return nil // it has changed while it was being read, and that is said
			}
			err = pack(z, m.Name, data)
		}
		if err == nil {
			err = z.Flush()
		}
		if err != nil {
			return c.differs(m.Name, same, err)
		}
	}
	same.known = false
	if err := z.Close(); err != nil {
		return c.differs("the zip's directory", same, err)
	}
	if same.at < size {
		c.problem("the file", "what its members hold was verified, but %d bytes follow the end of the zip, from byte %d on. Check the file as it was downloaded", size-same.at, same.at)
	}
	return nil
}

// differs says where the file is not as it would be written, or why that could
// not be found out.
func (c *check) differs(where string, same *comparison, err error) error {
	if !errors.Is(err, errOtherBytes) {
		return fmt.Errorf("read the file again: %w", err)
	}
	c.problem("the file", "what its members hold was verified, but from about byte %d, in the zip's own headers of %s, it is not as a bundle is written: it was packed again, or changed. Check the file as it was downloaded", same.at, where)
	return nil
}

// comparison is written what a file should hold, and fails at what it does not.
type comparison struct {
	file *io.SectionReader
	at   int64 // how much of the file was as it should be
	// known is while what is written stands for what the file is known to hold.
	known bool
	there []byte
}

var errOtherBytes = errors.New("other bytes than those of a bundle")

func (s *comparison) Write(p []byte) (int, error) {
	if s.known {
		s.at += int64(len(p))
		_, err := s.file.Seek(s.at, io.SeekStart)
		return len(p), err
	}
	s.there = slices.Grow(s.there[:0], len(p))
	there := s.there[:len(p)]
	n, err := io.ReadFull(s.file, there)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return 0, err
	}
	if !bytes.Equal(there[:n], p) { // nor may it end too soon
		return 0, errOtherBytes
	}
	s.at += int64(n)
	return n, nil
}
