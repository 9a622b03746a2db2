package theme

import (
	"github.com/coulisse/coulisse/liquid"
)

// newEnv is the engine with the tags, filters and objects themes may use.
func newEnv(t *Theme) *liquid.Env {
	env := liquid.NewEnv(liquid.Options{Errors: liquid.CommentErrors})
	for name, filter := range map[string]liquid.FilterFunc{
		"t": say, "translate": say,
		"money": price, "money_with_currency": moneyWithCode, "money_without_currency": moneyBare,
		"weight_with_unit": weight, "long_date": longDate, "date_time": dateTime, "percent": percent, "country_name": countryName,
		"image_url": imageURL, "image_tag": imageTag, "placeholder_svg_tag": placeholder,
		"asset_url": t.assetURL, "stylesheet_tag": stylesheetTag, "script_tag": scriptTag, "inline_asset_content": t.inlineAsset,
		"link_to": linkTo, "localized_url": localizedURL, "default_pagination": defaultPagination,
		"json": toJSON, "structured_data": structuredData,
		"handle": handleize, "handleize": handleize, "pluralize": pluralize, "color_brightness": colourBrightness,
	} {
		env.Filter(name, filter)
	}
	for name, tag := range map[string]liquid.TagParser{
		"section": t.parseSectionTag, "sections": t.parseSectionsTag, "schema": parseSchema,
		"form": parseForm, "paginate": parsePaginate,
		"style": rawElement("style", "endstyle", true), "stylesheet": rawElement("style", "endstylesheet", false),
		"javascript": rawElement("script", "endjavascript", false),
	} {
		env.Tag(name, tag)
	}
	env.Object("content_for_layout", t.content)
	env.Object("content_for_header", func(*liquid.State) any { return liquid.Safe("") })
	env.Object("csp_nonce", func(s *liquid.State) any { return pageOf(s).Nonce })
	return env
}

// content draws the template of the page where the layout wants it.
func (t *Theme) content(s *liquid.State) any {
	p := pageOf(s)
	drawn, err := s.Capture(func() error { return t.draw(s, t.templates[p.Template]) })
	if err != nil && p.OnError != nil {
		p.OnError(err)
	}
	return drawn
}
