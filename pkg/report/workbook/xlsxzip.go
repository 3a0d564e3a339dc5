package workbook

import (
	"archive/zip"
	"bufio"
	"cmp"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
)

// orderedZip is how a workbook's parts become one file: the library gives them in an
// order that changes and keeps the file in memory, so that each is compressed to the
// folder as it comes, and they are put together in the order of their names.
type orderedZip struct {
	to     io.Writer
	folder string
	parts  []*zipPart
}

// zipPart is a part, compressed.
type zipPart struct {
	name   string
	spill  *os.File
	buffer *bufio.Writer
	packer *flate.Writer
	sum    uint32 // CRC-32
	size   uint64 // before compression
}

// Create begins a part, and ends the one before.
func (z *orderedZip) Create(name string) (io.Writer, error) {
	if err := z.endPart(); err != nil {
		return nil, err
	}
	spill, err := os.CreateTemp(z.folder, "part-")
	if err != nil {
		return nil, fmt.Errorf("spill a part of the workbook: %w", err)
	}
	p := &zipPart{name: name, spill: spill, buffer: bufio.NewWriter(spill)}
	if p.packer, err = flate.NewWriter(p.buffer, flate.DefaultCompression); err != nil {
		return nil, fmt.Errorf("compress a part of the workbook: %w", err)
	}
	z.parts = append(z.parts, p)
	return p, nil
}

// Write takes in more of the part.
func (p *zipPart) Write(b []byte) (int, error) {
	p.sum = crc32.Update(p.sum, crc32.IEEETable, b)
	p.size += uint64(len(b))
	return p.packer.Write(b)
}

func (z *orderedZip) endPart() error {
	if len(z.parts) == 0 {
		return nil
	}
	p := z.parts[len(z.parts)-1]
	if err := errors.Join(p.packer.Close(), p.buffer.Flush()); err != nil {
		return fmt.Errorf("spill a part of the workbook: %w", err)
	}
	return nil
}

// AddFS is never called for a workbook that was begun here.
func (z *orderedZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the parts.
func (z *orderedZip) Close() error {
	if err := z.endPart(); err != nil {
		return err
	}
	// What says which parts there are comes first, as readers of a stream expect.
	const types = "[Content_Types].xml"
	slices.SortFunc(z.parts, func(a, b *zipPart) int {
		if (a.name == types) != (b.name == types) {
			return map[bool]int{true: -1, false: 1}[a.name == types]
		}
		return cmp.Compare(a.name, b.name)
	})
	out := zip.NewWriter(z.to)
	for _, p := range z.parts {
		if err := p.writeTo(out); err != nil {
			return fmt.Errorf("write a part of the workbook: %w", err)
		}
	}
	return out.Close()
}

func (p *zipPart) writeTo(out *zip.Writer) error {
	packed, err := p.spill.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := p.spill.Seek(0, io.SeekStart); err != nil {
		return err
	}
	w, err := out.CreateRaw(&zip.FileHeader{
		Name: p.name, Method: zip.Deflate, CRC32: p.sum, CompressedSize64: uint64(packed), UncompressedSize64: p.size,
	})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, p.spill)
	return errors.Join(err, p.spill.Close(), os.Remove(p.spill.Name()))
}

func sortedKeys(m map[string]bool) []string { return slices.Sorted(maps.Keys(m)) }
