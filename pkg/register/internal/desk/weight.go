package desk

// pageWeight bounds what a page shows of entries, as [Weight] counts, below what a
// Lambda function may answer (api.MaxAnswer): what a page says beside them is small.
const pageWeight = 4 << 20

// Weight returns how many bytes the text takes, at most, in an answer that travels
// as a string within the JSON of a Lambda function's answer: it is written as JSON
// twice, and what is one byte of a record may be seven of the answer.
func Weight(text []byte) int {
	weight := len(text)
	for _, b := range text {
		switch {
		case b == '"' || b == '\\' || b == '\n' || b == '\r' || b == '\t':
			weight++
		case b < ' ' || b == '<' || b == '>' || b == '&' || b == 0x7f:
			weight += 6
		case b == 0xe2: // U+2028 and U+2029 begin with it, and so does other punctuation
			weight += 4
		}
	}
	return weight
}
