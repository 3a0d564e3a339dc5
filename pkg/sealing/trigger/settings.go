package trigger

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"disclosure-register/pkg/ledger/witness"
	"disclosure-register/pkg/sealing"
)

// Settings reads the function's settings from its environment: LOG_SITE, and
// two that may be absent: LOG_FORMER_KEYS (see [sealing.ParseFormer]), and
// LOG_WITNESSES, which holds for each witness its URL and its verifier key, all
// with spaces or lines between. Also are keys that sign beside the first while
// keys are changed over.
func Settings(also []sealing.Signer) (sealing.Config, error) {
	config := sealing.Config{Site: os.Getenv("LOG_SITE"), Also: also}
	if err := config.Check(); err != nil {
		return sealing.Config{}, fmt.Errorf("read LOG_SITE: %w", err)
	}
	var err error
	if config.Former, err = sealing.ParseFormer(os.Getenv("LOG_FORMER_KEYS")); err != nil {
		return sealing.Config{}, fmt.Errorf("read LOG_FORMER_KEYS: %w", err)
	}
	witnesses := strings.Fields(os.Getenv("LOG_WITNESSES"))
	if len(witnesses)%2 != 0 {
		return sealing.Config{}, errors.New("read LOG_WITNESSES: not pairs of a URL and a key")
	}
	for i := 0; i < len(witnesses); i += 2 {
		config.Witnesses = append(config.Witnesses, witness.NewClient(witnesses[i], witnesses[i+1], nil))
	}
	return config, nil
}
