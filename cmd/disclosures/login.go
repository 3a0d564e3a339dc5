package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/console"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

// codesPath is where a token is exchanged for a code by which a browser signs in.
const codesPath = "/sign-in/codes"

// login prints a link that signs one browser in, once, within ten minutes.
type login struct {
	token
	URL string `name:"url" help:"Where the service listens." default:"http://127.0.0.1:8080"`
}

func (l login) Run(ctx context.Context, to streams) error {
	var signed bytes.Buffer
	if err := l.token.Run(streams{out: &signed, notes: to.notes}); err != nil {
		return err
	}
	address := strings.TrimSuffix(l.URL, "/")
	if at, err := url.Parse(address); err != nil || at.Host == "" {
		return errors.New("--url wants an address such as http://127.0.0.1:8080")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+codesPath, nil)
	if err != nil {
		return fmt.Errorf("ask for a code: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(signed.String()))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("reach the service at %s: %w (is it running?)", address, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<16))
	if err != nil {
		return fmt.Errorf("read the service's answer: %w", err)
	}
	if response.StatusCode != http.StatusCreated {
		return refusal(response.StatusCode, text)
	}
	var offered offer
	if err := json.Unmarshal(text, &offered); err != nil || offered.Code == "" {
		return fmt.Errorf("the service at %s gave no code", address)
	}
	_, err = fmt.Fprintln(to.out, signInLink(address, offered.Code))
	return err
}

// signInLink holds the code after the #, which browsers send to nobody.
func signInLink(address, code string) string { return address + "/sign-in#" + code }

// offer is the answer to whoever exchanges a token.
type offer struct {
	Code string `json:"code"`
}

// offerCodes gives the bearer of a token a code that stands for it. It is for a
// handler behind [auth.Bearer].
func offerCodes(pages *console.Console) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller, ok := auth.Caller(r.Context())
		if !ok {
			problem.Write(w, r, problem.Of(http.StatusUnauthorized, "Send a valid token: Authorization: Bearer TOKEN.", nil))
			return
		}
		_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusCreated)
		// The status is out; a client that hung up needs no answer.
		_ = json.NewEncoder(w).Encode(offer{pages.Offer(personOf(caller), token)})
	})
}

func personOf(caller disclosure.Caller) console.Person {
	return console.Person{Register: caller.Register, Name: caller.Name, Roles: caller.Roles, Department: caller.Department}
}

// front sends each request to the API, to the exchange of tokens for codes, or to the
// pages.
func front(api, codes, docs http.Handler, pages *console.Console) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v1" || strings.HasPrefix(r.URL.Path, "/v1/"):
			api.ServeHTTP(w, r)
		case r.URL.Path == codesPath && r.Method == http.MethodPost:
			codes.ServeHTTP(w, r)
		case r.URL.Path == strings.TrimSuffix(docsPath, "/"):
			http.Redirect(w, r, docsPath, http.StatusSeeOther)
		case strings.HasPrefix(r.URL.Path, docsPath):
			docs.ServeHTTP(w, r)
		default:
			pages.ServeHTTP(w, r)
		}
	})
}

// hostsOf are what a browser on this machine may call a service that listens on the
// address.
func hostsOf(listening string) []string {
	port := listening[strings.LastIndexByte(listening, ':'):]
	return []string{listening, "localhost" + port, "127.0.0.1" + port, "[::1]" + port}
}

// originsOf are the origins of the pages at those.
func originsOf(listening string) []string {
	var all []string
	for _, host := range hostsOf(listening) {
		all = append(all, "http://"+host)
	}
	return all
}
