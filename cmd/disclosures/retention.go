package main

// retention is what the tool can say and do about how long things are kept.
type retention struct {
	Clock retentionClock `cmd:"" help:"Say when one class of record is due for destruction, and why."`
}
