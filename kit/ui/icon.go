package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Icon draws one of the icons of iconShapes at the size of the text beside it. It is
// decoration: whatever it says must also stand in words or in an aria-label. A name
// that is not there draws a plain dot, so that a typing error is seen and breaks nothing.
func Icon(name string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		shape, known := iconShapes[name]
		if !known {
			shape = iconShapes["circle-dot"]
		}
		_, err := io.WriteString(w, `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">`+shape+`</svg>`)
		return err
	})
}
