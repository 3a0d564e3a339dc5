package api

import (
	"bytes"
	"io"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	reports "disclosure-register/pkg/report" // "report" is an operation here
)

// fileShown answers 200 with a spreadsheet to keep.
type fileShown struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	Body               []byte
}

// spreadsheet describes an operation that answers with a file of CSV.
func spreadsheet(api huma.API, o huma.Operation) huma.Operation {
	o.Responses = map[string]*huma.Response{"200": {
		Description: "The spreadsheet", Content: map[string]*huma.MediaType{"text/csv": {Schema: api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[string](), true, "")}},
	}}
	return o
}

// file answers with what write writes, under a name that names nobody.
func file(name string, write func(io.Writer) error, err error, s *service) (*fileShown, error) {
	if err != nil {
		return nil, s.fail(err)
	}
	var csv bytes.Buffer
	if err := write(&csv); err != nil {
		return nil, s.fail(err)
	}
	return &fileShown{reports.CSVType, `attachment; filename="` + name + `.csv"`, csv.Bytes()}, nil
}
