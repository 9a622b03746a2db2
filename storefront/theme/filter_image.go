package theme

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/liquid"
)

// Image is a picture: its file, its size and the words for those who do not see it.
type Image struct {
	Hash, Alt     string
	Width, Height int64
}

// Get answers a property.
func (i *Image) Get(name string) any {
	switch name {
	case "alt":
		return i.Alt
	case "width":
		return i.Width
	case "height":
		return i.Height
	case "src", "id":
		return i.Hash
	case "aspect_ratio":
		if i.Height > 0 {
			return float64(i.Width) / float64(i.Height)
		}
	}
	return nil
}

// pictureURL is the address of a picture at a width; it still knows the picture.
type pictureURL struct {
	page  *Page
	image *Image
	width int
}

// Get answers nothing: an address has no properties.
func (u pictureURL) Get(string) any { return nil }

// String is the address.
func (u pictureURL) String() string { return u.page.Image(u.image.Hash, u.width) }

// imageOf finds the picture of what is given: a picture, or an object that has one.
func imageOf(in any) *Image {
	switch v := in.(type) {
	case *Image:
		return v
	case pictureURL:
		return v.image
	case liquid.Drop:
		if found, ok := v.Get("featured_image").(*Image); ok {
			return found
		}
	}
	if hash := liquid.PlainText(in); len(hash) == 64 {
		return &Image{Hash: hash}
	}
	return nil
}

// imageURL is {{ product | image_url: width: 720 }}; without a width the stored size.
func imageURL(c *liquid.Call, in any, _ []any) (any, error) {
	image := imageOf(in)
	if image == nil {
		return nil, nil
	}
	return pictureURL{pageOf(c.Render()), image, int(number(c.Named("width")))}, nil
}

// imageTag writes <img> with all widths up to the one asked for, and width and height,
// so that nothing moves when the picture comes. Names: widths, sizes, alt, class,
// loading, fetchpriority, and any data attribute.
func imageTag(c *liquid.Call, in any, _ []any) (any, error) {
	url, ok := in.(pictureURL)
	if !ok {
		image := imageOf(in)
		if image == nil {
			return "", nil
		}
		url = pictureURL{pageOf(c.Render()), image, int(image.Width)}
	}
	image, width, height := url.image, url.width, 0
	if image.Width > 0 && (width == 0 || int64(width) > image.Width) {
		width = int(image.Width)
	}
	if image.Width > 0 {
		height = int(float64(width)*float64(image.Height)/float64(image.Width) + 0.5)
	}
	var b strings.Builder
	b.WriteString(`<img src="` + attribute(url.String()) + `"`)
	if set := sourceSet(url, width, liquid.PlainText(c.Named("widths"))); set != "" {
		b.WriteString(` srcset="` + attribute(set) + `"`)
	}
	if width > 0 && height > 0 {
		fmt.Fprintf(&b, ` width="%d" height="%d"`, width, height)
	}
	alt, loading := image.Alt, "lazy"
	for _, name := range c.Names() {
		value := liquid.PlainText(c.Named(name))
		switch name {
		case "alt":
			alt = value
		case "loading":
			loading = value
		case "widths", "width", "height", "preload":
		default:
			if value != "" {
				b.WriteString(" " + attribute(name) + `="` + attribute(value) + `"`)
			}
		}
	}
	b.WriteString(` alt="` + attribute(alt) + `" decoding="async"`)
	if loading != "eager" {
		b.WriteString(` loading="` + attribute(loading) + `"`)
	}
	b.WriteString(">")
	return liquid.Safe(b.String()), nil
}

// sourceSet lists the widths a browser may choose from: those named, else all up to most.
func sourceSet(url pictureURL, most int, named string) string {
	var parts []string
	for _, width := range files.Widths() {
		if width == 0 || most > 0 && width > most && len(parts) > 0 {
			continue
		}
		if named != "" && !strings.Contains(","+named+",", ","+strconv.Itoa(width)+",") {
			continue
		}
		parts = append(parts, url.page.Image(url.image.Hash, width)+" "+strconv.Itoa(width)+"w")
	}
	if len(parts) < 2 {
		return ""
	}
	return strings.Join(parts, ", ")
}

// placeholder draws a quiet picture where there is none: {{ 'product' | placeholder_svg_tag: 'class' }}.
func placeholder(_ *liquid.Call, in any, args []any) (any, error) {
	class := "placeholder"
	if len(args) > 0 {
		class = attribute(args[0])
	}
	shape := `<path d="M150 340h200l-18-190H168z"/><path d="M205 170v-25a45 45 0 0 1 90 0v25"/>`
	if liquid.PlainText(in) == "collection" {
		shape = `<path d="M140 180h100v100H140zM260 180h100v100H260zM140 300h100v60H140zM260 300h100v60H260z"/>`
	}
	return liquid.Safe(`<svg class="` + class + `" viewBox="0 0 500 500" aria-hidden="true" focusable="false"><g fill="none" stroke="currentColor" stroke-width="5" stroke-linejoin="round" stroke-linecap="round">` + shape + `</g></svg>`), nil
}
