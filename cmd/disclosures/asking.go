package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// asking is how a question reaches the service that runs on this machine.
type asking struct {
	Data     string `help:"Data directory of the service." default:"data" env:"DISCLOSURES_DATA" type:"path"`
	URL      string `name:"url" help:"Where the service listens." default:"http://127.0.0.1:8080"`
	Register string `help:"The council's ONS code, for example E07000107." required:"" env:"DISCLOSURES_REGISTER"`
	Name     string `help:"Your name, under which your look is on record." default:"Command line"`
	Purpose  string `help:"Why you ask; kept with the record that you looked."`
	JSON     bool   `name:"json" help:"Answer in JSON, a row a line."`
}

// get asks the service, as a DPO of the register.
func (a asking) get(ctx context.Context, path string) ([]byte, error) {
	register, err := disclosure.ParseRegister(a.Register)
	if err != nil {
		return nil, err
	}
	token, err := issueToken(a.Data, developmentCaller(register, disclosure.DPO, "", a.Name), time.Minute)
	if err != nil {
		return nil, err
	}
	if at, err := url.Parse(a.URL); err != nil || at.Host == "" {
		return nil, errors.New("--url wants an address such as http://127.0.0.1:8080")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.URL+"/v1/registers/"+register.String()+path, nil)
	if err != nil {
		return nil, fmt.Errorf("make the question: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if a.Purpose != "" {
		request.Header.Set("Access-Purpose", a.Purpose)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err // its own text has the whole address, and in it whom the question is about
		}
		return nil, fmt.Errorf("ask the service at %s: %w (is it running?)", a.URL, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("read the service's answer: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, refusal(response.StatusCode, body)
	}
	return body, nil
}

// refusal says what the service would not answer, and every reason it gave.
func refusal(status int, body []byte) error {
	p := client.Problem{}
	_ = json.Unmarshal(body, &p.Problem) // the status says enough
	p.Status = status
	return everyFinding(&p)
}

// everyFinding names everything that the service found wrong.
func everyFinding(err error) error {
	var p *client.Problem
	if !errors.As(err, &p) {
		return err
	}
	words := p.Error()
	for _, f := range p.Errors {
		words += fmt.Sprintf("\n  %s: %s", strings.TrimPrefix(f.Pointer, "/"), f.Detail)
	}
	return errors.New(words)
}
