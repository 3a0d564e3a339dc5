// Package api is the register over HTTP: what docs/openapi.yaml describes. Each
// power of the service is a set of operations ([Recording], [Archiving],
// [Querying], [Exporting]), so that a function serves one and one machine serves
// all.
//
// A body is checked three times, each refusing what the next cannot: as strict
// JSON, against the schema, and by the rules. No answer repeats a value from a
// request, and no log line holds a path, a query or a body.
package api
