package trigger

import (
	"fmt"
	"os"

	"disclosure-register/pkg/sealing"
)

// Settings reads the function's settings from its environment: LOG_SITE, and
// LOG_FORMER_KEYS (see [sealing.ParseFormer]), which may be absent. Also are
// keys that sign beside the first while keys are changed over.
func Settings(also []sealing.Signer) (sealing.Config, error) {
	config := sealing.Config{Site: os.Getenv("LOG_SITE"), Also: also}
	if err := config.Check(); err != nil {
		return sealing.Config{}, fmt.Errorf("read LOG_SITE: %w", err)
	}
	var err error
	if config.Former, err = sealing.ParseFormer(os.Getenv("LOG_FORMER_KEYS")); err != nil {
		return sealing.Config{}, fmt.Errorf("read LOG_FORMER_KEYS: %w", err)
	}
	return config, nil
}
