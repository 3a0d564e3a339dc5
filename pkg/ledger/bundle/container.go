package bundle

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
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
	w, err := z.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Store,
		CreatorVersion: zipVersion, ReaderVersion: zipVersion,
		//lint:ignore SA1019 what replaces it adds a second time beside this one
		ModifiedDate:     dosEpoch,
		CRC32:            crc32.ChecksumIEEE(content),
		CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(content)),
	})
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// container demands that the file is, to the last byte, the zip that its members
// make: that nothing is hidden before, between or after them, and no header was
// changed. The members have been verified.
func (c *check) container(file io.ReaderAt, size int64) error {
	same := &comparison{file: io.NewSectionReader(file, 0, size)}
	z := zip.NewWriter(same)
	for _, name := range c.order {
		data, ok := c.read(name)
		if !ok {
			return nil // it has changed while it was being read, and that is said
		}
		err := pack(z, name, data)
		if err == nil {
			err = z.Flush()
		}
		if err != nil {
			return c.differs(name, same, err)
		}
	}
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
	file io.Reader
	at   int64 // how much of the file was as it should be
}

var errOtherBytes = errors.New("other bytes than those of a bundle")

func (s *comparison) Write(p []byte) (int, error) {
	there := make([]byte, len(p))
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
