// Package axe holds the accessibility checks of axe-core for the browser tests. Only tests import it.
package axe

import _ "embed"

// Script defines window.axe in a page.
//
//go:embed axe.min.js
var Script string
