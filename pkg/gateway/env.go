package gateway

import (
	"log"
	"os"
)

// Env returns a setting of the function. It ends the process when there is
// none, so that a function wrongly set up fails at its start and never on a
// request.
func Env(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("gateway: the environment variable %s is not set", name)
	}
	return value
}
