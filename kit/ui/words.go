package ui

import (
	"embed"
	"strings"
)

// Lang holds the French of the words of the kit itself.
//
//go:embed lang
var Lang embed.FS

func splitKeys(keys string) []string { return strings.Fields(keys) }
