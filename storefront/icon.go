package storefront

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/web"
)

var plainColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// icon is the sign of the shop in the tab of the browser: its first letter on its colour.
func icon(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	settings, err := content.ThemeSettings(tx)
	if err != nil {
		return web.Answer{}, err
	}
	ground := settings["colour_accent"]
	if !plainColour.MatchString(ground) {
		ground = "#161412"
	}
	letter, _ := utf8.DecodeRuneInString(strings.TrimSpace(r.Shop.Name))
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="%s"/>`+
		`<text x="16" y="22.5" text-anchor="middle" font-family="system-ui,sans-serif" font-size="18" font-weight="600" fill="%s">%s</text></svg>`,
		ground, inkOn(ground), html.EscapeString(strings.ToUpper(string(letter))))
	return web.Bytes("image/svg+xml", "", []byte(svg)).Header("Cache-Control", "public, max-age=3600"), nil
}

// inkOn is black or white, whichever is read better on a colour.
func inkOn(colour string) string {
	rgb, err := strconv.ParseUint(colour[1:], 16, 32)
	if err == nil && ((rgb>>16)*299+(rgb>>8&0xff)*587+(rgb&0xff)*114)/1000 > 150 {
		return "#161412"
	}
	return "#fff"
}
