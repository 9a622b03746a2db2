package ui

import (
	"context"
	"crypto/rand"

	"github.com/a-h/templ"
)

// Once is the hidden field `_once` of a form that writes: kit/web acts once for each value
// and gives the first answer again. Form brings it along; a bare <form> needs it by hand.
func Once(_ context.Context) templ.Component { return Hidden("_once", rand.Text()) }
