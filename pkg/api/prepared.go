package api

import (
	"net/http"
	"reflect"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// prepared is an operation that is made ready when it is first asked for. The schemas of
// what is sent take long to make, and a function that starts needs those of one request.
type prepared struct {
	id    string
	ready func() *ready
}

// ready is an operation with the schemas that what is sent is checked against, which are
// its own: nothing is added to them any more. It is what Huma registers it with.
type ready struct {
	operation *huma.Operation
	schemas   huma.Registry
	serve     func(huma.Context)
}

// Handle implements [huma.Adapter].
func (r *ready) Handle(o *huma.Operation, serve func(huma.Context)) { r.operation, r.serve = o, serve }

// ServeHTTP implements [huma.Adapter].
func (r *ready) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.serve(humago.NewContext(r.operation, request, w))
}

// prepare has the mux serve an operation that is registered once it is asked for.
func (s *service) prepare(o huma.Operation, in, out reflect.Type, register func(huma.API)) {
	p := prepared{id: o.OperationID, ready: sync.OnceValue(func() *ready {
		config, r := configuration(), &ready{}
		config.Components.Schemas = &questions{Registry: config.Components.Schemas, answer: answered(in, out)}
		api := huma.NewAPI(config, r)
		register(api)
		boundDays(api)
		r.schemas = config.Components.Schemas
		return r
	})}
	pattern := o.Method + " " + o.Path
	s.prepared[pattern] = p
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { p.ready().ServeHTTP(w, r) })
}

// questions keeps the schemas of what is sent, which it is checked against, and none of
// what is answered: those say something to a reader alone.
type questions struct {
	huma.Registry
	answer reflect.Type
}

// Schema implements [huma.Registry].
func (q *questions) Schema(t reflect.Type, allowRef bool, hint string) *huma.Schema {
	if t == q.answer {
		return &huma.Schema{}
	}
	return q.Registry.Schema(t, allowRef, hint)
}

// answered is the type of the body that an operation answers with, when it asks for no
// such.
func answered(in, out reflect.Type) reflect.Type {
	body, answers := out.FieldByName("Body")
	if asked, asks := in.FieldByName("Body"); answers && (!asks || asked.Type != body.Type) {
		return body.Type
	}
	return nil
}
