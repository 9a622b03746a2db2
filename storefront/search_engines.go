package storefront

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/web"
)

// mostAddresses is what one sitemap may hold.
const mostAddresses = 50_000

// robots keeps search engines to what is for everybody.
func robots(v *visit, _ struct{}) (web.Answer, error) {
	text := "User-agent: *\n"
	for _, prefix := range []string{"", "/en", "/fr"} {
		for _, path := range []string{"/cart", "/checkout", "/orders/", "/payments/", "/search"} {
			text += "Disallow: " + prefix + path + "\n"
		}
	}
	return web.Bytes("text/plain; charset=utf-8", "", []byte(text+"\nSitemap: "+v.base+"/sitemap.xml\n")), nil
}

// sitemap lists every public page in every language of the shop.
func sitemap(v *visit, _ struct{}) (web.Answer, error) {
	return web.Stream("application/xml; charset=utf-8", "", func(w io.Writer) error {
		m := &mapper{v: v, w: w}
		m.put(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
			`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">` + "\n")
		m.page("/", 0)
		m.page("/collections", 0)
		m.page("/collections/all", 0)
		for _, part := range []func() error{m.collections, m.pages, m.products} {
			if err := part(); err != nil {
				return err
			}
		}
		m.put("</urlset>\n")
		return m.err
	}), nil
}

type mapper struct {
	v   *visit
	w   io.Writer
	n   int
	err error
}

func (m *mapper) put(text string) {
	if m.err == nil {
		_, m.err = io.WriteString(m.w, text)
	}
}

func (m *mapper) page(path string, changed db.Time) {
	for _, one := range m.v.spoken {
		if m.n++; m.n > mostAddresses {
			return
		}
		m.put("<url><loc>" + escapeXML(m.v.base+m.v.in(one, path)) + "</loc>")
		if changed != 0 {
			m.put("<lastmod>" + changed.Day() + "</lastmod>")
		}
		if len(m.v.spoken) > 1 {
			for _, other := range m.v.spoken {
				m.put(fmt.Sprintf(`<xhtml:link rel="alternate" hreflang="%s" href="%s"/>`, other, escapeXML(m.v.base+m.v.in(other, path))))
			}
		}
		m.put("</url>\n")
	}
}

func (m *mapper) collections() error {
	rows, err := catalog.Collections(m.v.tx)
	for _, row := range rows {
		m.page("/collections/"+row.Handle, row.UpdatedAt)
	}
	return err
}

func (m *mapper) pages() error {
	in := content.ListInput{Status: content.Published, Limit: 200}
	for {
		page, err := content.Pages(m.v.tx, in)
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			m.page("/pages/"+row.Handle, row.UpdatedAt)
		}
		if in.After = page.Next; in.After == "" {
			return nil
		}
	}
}

func (m *mapper) products() error {
	in := catalog.ListInput{Status: catalog.Active, Limit: 250}
	for m.n < mostAddresses {
		page, err := catalog.List(m.v.tx, in)
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			m.page(row.Path(), row.UpdatedAt)
		}
		if in.After = page.Next; in.After == "" {
			return nil
		}
	}
	return nil
}

func escapeXML(text string) string {
	var b xmlText
	_ = xml.EscapeText(&b, []byte(text)) // memory does not fail
	return string(b)
}

type xmlText []byte

// Write keeps the text.
func (t *xmlText) Write(p []byte) (int, error) { *t = append(*t, p...); return len(p), nil }
