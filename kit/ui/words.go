package ui

import (
	"context"
	"strings"
)

// say is the word of the kit itself ("Close", "Search") in the language of the request.
// Everything else arrives translated.
func say(ctx context.Context, english string) string {
	return english
}

func splitKeys(keys string) []string { return strings.Fields(keys) }
