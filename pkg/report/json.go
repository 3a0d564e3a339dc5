package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// JSONType is the media type of what [WriteJSON] writes.
const JSONType = "application/json"

// WriteJSON writes an answer as the API gives it.
func WriteJSON(w io.Writer, answer any) error {
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	return nil
}
