package api

import (
	"bytes"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/report"
)

// text is an answer that is not JSON.
type text struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// file is an answer to keep.
type file struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	Body               []byte
}

// inText describes an operation that answers with text of a media type.
func inText(o huma.Operation, mediaType, description string) huma.Operation {
	o.Responses = map[string]*huma.Response{"200": {
		Description: description,
		Content:     map[string]*huma.MediaType{mediaType: {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	return o
}

// addSpreadsheet adds an operation that answers with what a look shows, as
// writeCSV writes it, under a name that names nobody.
func addSpreadsheet[I interface{ sight() Sight }, B any](
	s *service, o huma.Operation, name string, see look[I, B], writeCSV func(*B, io.Writer) error,
) {
	addLookAs(s, inText(o, "text/csv", "The spreadsheet"), see, func(body B) (*file, error) {
		var csv bytes.Buffer
		err := writeCSV(&body, &csv)
		return &file{report.CSVType, `attachment; filename="` + name + `.csv"`, csv.Bytes()}, err
	})
}
