package api

import (
	"context"
	"net/http"
	"reflect"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/register/registrar"
)

const root = "/v1/registers/{register}"

func operation(method, id, path, summary, description string, statuses ...int) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: root + path, Summary: summary, Description: description,
		Errors:   append(statuses, http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusServiceUnavailable),
		Security: []map[string][]string{{"token": {}}},
		// The body has been bounded and read already, and may have grown as it was
		// written anew.
		MaxBodyBytes: -1,
	}
}

func post(id, path, summary, description string) huma.Operation {
	o := operation(http.MethodPost, id, path, summary, description,
		http.StatusConflict, http.StatusGone, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	o.DefaultStatus = http.StatusCreated
	return o
}

func get(id, path, summary, description string) huma.Operation {
	return operation(http.MethodGet, id, path, summary, description)
}

// answer has a body in JSON, under the operation's own status.
type answer[B any] struct{ Body B }

// add adds an operation, whose errors are answered as problems.
func add[I, O any](s *service, o huma.Operation, handle func(context.Context, *I) (*O, error)) {
	register := func(to huma.API) {
		huma.Register(to, o, func(ctx context.Context, in *I) (*O, error) {
			if wrong := notOneLine(in); wrong != nil {
				if body := sentWith(ctx); body != nil {
					return nil, body.refuse(wrong).In(ctx)
				}
				return nil, s.problem(ctx, notWellFormed(o.Method, wrong))
			}
			out, err := handle(ctx, in)
			if err != nil {
				return nil, s.problem(ctx, err)
			}
			return out, nil
		})
	}
	if s.description != nil {
		register(s.description)
		return
	}
	s.prepare(o, reflect.TypeFor[I](), reflect.TypeFor[O](), register)
}

// addChange adds an operation that changes the register, under the caller's key.
func addChange[I interface{ target() Target }, B any](
	s *service, o huma.Operation, change func(context.Context, registrar.Asking, *I) (B, error),
) {
	add(s, o, func(ctx context.Context, in *I) (*answer[B], error) {
		by, err := s.asking(ctx, (*in).target())
		if err != nil {
			return nil, err
		}
		body, err := change(ctx, by, in)
		return &answer[B]{body}, err
	})
}

// look shows something to a caller who says why.
type look[I, B any] func(context.Context, registrar.Looking, *I) (B, error)

// addLook adds an operation that answers with what a look shows. It is marked as not
// for the person: what a person is told comes from the door alone.
func addLook[I interface{ sight() Sight }, B any](s *service, o huma.Operation, see look[I, B]) {
	keepType[B](s, o.OperationID)
	known := sync.OnceValue(s.titles)
	addLookAs(s, o, see, func(body B) (*answer[marked[B]], error) { return &answer[marked[B]]{marked[B]{body, known()}}, nil })
}

// addLookAs adds an operation that answers with what a look shows, in a form of
// its own.
func addLookAs[I interface{ sight() Sight }, B, O any](s *service, o huma.Operation, see look[I, B], form func(B) (*O, error)) {
	add(s, o, func(ctx context.Context, in *I) (*O, error) {
		by, err := s.looking(ctx, (*in).sight())
		if err != nil {
			return nil, err
		}
		body, err := see(ctx, by, in)
		if err != nil {
			return nil, err
		}
		return form(body)
	})
}

// addPages adds an operation that shows a list, a page at a time.
func addPages[B any](s *service, o huma.Operation, see func(_ context.Context, _ registrar.Looking, cursor string) (B, error)) {
	addLook(s, o, func(ctx context.Context, by registrar.Looking, in *struct {
		Sight
		Cursor string `query:"cursor" maxLength:"512"`
	},
	) (B, error) {
		return see(ctx, by, in.Cursor)
	})
}
