package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// A table is at most tableWidth characters wide, with gap spaces between columns.
// No column is made so narrow that it breaks a word of up to longestWord
// characters: an entry's id stays whole, to be copied.
const (
	tableWidth  = 100
	gap         = 2
	longestWord = 36
)

// writeTable writes the rows under their headings. Columns too wide for the page
// are narrowed, the widest first, and their cells go on over several lines. Where
// even that does not fit, each row is a block of lines, one to a column.
func writeTable(w io.Writer, headings []string, rows [][]string) error {
	widths, least := make([]int, len(headings)), make([]int, len(headings))
	for i, heading := range headings {
		widths[i], least[i] = utf8.RuneCountInString(heading), longest(heading)
		for _, row := range rows {
			widths[i], least[i] = max(widths[i], utf8.RuneCountInString(row[i])), max(least[i], longest(row[i]))
		}
	}
	if !narrow(widths, least) {
		return writeBlocks(w, headings, rows)
	}
	apart := false // once a row has taken several lines, rows stand apart
	for n, row := range append([][]string{headings}, rows...) {
		cells := make([][]string, len(row))
		lines := 1
		for i, cell := range row {
			cells[i] = wrap(cell, widths[i])
			lines = max(lines, len(cells[i]))
		}
		if n > 1 && (apart || lines > 1) {
			fmt.Fprintln(w)
		}
		apart = n > 0 && lines > 1
		for line := range lines {
			var text strings.Builder
			for i := range cells {
				part := ""
				if line < len(cells[i]) {
					part = cells[i][line]
				}
				fmt.Fprintf(&text, "%-*s", widths[i]+gap, part)
			}
			if _, err := fmt.Fprintln(w, strings.TrimRight(text.String(), " ")); err != nil {
				return err
			}
		}
	}
	return nil
}

// narrow makes the widest columns narrower until all fit, and reports whether
// they do with no column below its least.
func narrow(widths, least []int) bool {
	total := gap * (len(widths) - 1)
	for _, width := range widths {
		total += width
	}
	for ; total > tableWidth; total-- {
		widest := -1
		for i, width := range widths {
			if width > least[i] && (widest < 0 || width > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return false
		}
		widths[widest]--
	}
	return true
}

// writeBlocks writes a line for each column of each row that says something.
func writeBlocks(w io.Writer, headings []string, rows [][]string) error {
	width := 0
	for _, heading := range headings {
		width = max(width, utf8.RuneCountInString(heading))
	}
	for n, row := range rows {
		if n > 0 {
			fmt.Fprintln(w)
		}
		for i, cell := range row {
			if cell == "" {
				continue
			}
			heading := headings[i]
			for _, part := range wrap(cell, tableWidth-width-gap) {
				if _, err := fmt.Fprintf(w, "%-*s%s\n", width+gap, heading, part); err != nil {
					return err
				}
				heading = ""
			}
		}
	}
	return nil
}

// longest returns the length of the longest word that is not to be broken.
func longest(cell string) int {
	n := 1
	for _, word := range strings.Fields(cell) {
		n = max(n, min(utf8.RuneCountInString(word), longestWord))
	}
	return n
}

// wrap breaks a cell into lines of at most width characters, between words where
// it can.
func wrap(cell string, width int) []string {
	var lines []string
	line := []rune{}
	for _, word := range strings.Fields(cell) {
		runes := []rune(word)
		if len(line) > 0 && len(line)+1+len(runes) <= width {
			line = append(append(line, ' '), runes...)
			continue
		}
		if len(line) > 0 {
			lines = append(lines, string(line))
		}
		for len(runes) > width {
			lines, runes = append(lines, string(runes[:width])), runes[width:]
		}
		line = slices.Clone(runes)
	}
	return append(lines, string(line))
}
