package main

import "disclosure-register/pkg/api"

type openAPI struct{}

func (openAPI) Run(to streams) error {
	description, err := api.OpenAPI()
	if err != nil {
		return err
	}
	_, err = to.out.Write(description)
	return err
}
