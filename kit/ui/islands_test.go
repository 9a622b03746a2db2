package ui

import (
	"testing"

	"github.com/coulisse/coulisse/kit/kittest/browser"
)

// TestIslands: parts that are more than HTML keep the plain field right that is sent.
func TestIslands(t *testing.T) {
	address := serve(t)
	tab := browser.Open(t).Tab(t)
	tab.Size(1440, 900)
	tab.Visit(address + "/_ui")
	tab.Until(`document.querySelectorAll(".rich").length === document.querySelectorAll(".rich.ready").length && !!document.querySelector("[role=combobox]") && !!document.querySelector(".range-button")`)
	value := func(selector string) string {
		return browser.Eval[string](tab, `document.querySelector("`+selector+`").value`)
	}
	t.Run("opening a text changes nothing", func(t *testing.T) {
		if got := value("textarea[name=description]"); got != galleryText {
			t.Errorf("the text became %q", got)
		}
	})
	t.Run("a table stays HTML", func(t *testing.T) {
		if browser.Eval[bool](tab, `document.querySelector("textarea[name=table]").hidden`) {
			t.Error("a text with a table was opened in the editor")
		}
	})
	t.Run("what is written is sent, and Tab leaves a list", func(t *testing.T) {
		tab.Click("#f-description-text li:last-child p")
		tab.Press("!")
		tab.Until(`document.querySelector("textarea[name=description]").value.includes("!</p></li></ul>")`)
		tab.Press("\t")
		if browser.Eval[bool](tab, `!!document.activeElement.closest("#f-description-text")`) {
			t.Error("Tab is held by the editor")
		}
	})
	t.Run("a choice is found without its accent", func(t *testing.T) {
		tab.Click("#f-zone")
		browser.Eval[bool](tab, `(() => { const field = document.querySelector("#f-zone"); field.value = "zur"; field.dispatchEvent(new Event("input"));
			field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" })); return true })()`)
		if got := value("select[name=zone]"); got != "Europe/Zürich" {
			t.Errorf("chosen %q", got)
		}
	})
	t.Run("two days are one choice", func(t *testing.T) {
		tab.Click("#sample .range-button")
		tab.Until(`document.querySelector("#sample .range-pop").matches(":popover-open")`)
		for _, day := range []string{"2026-11-12", "2026-11-05"} {
			browser.Eval[bool](tab, `(() => { [...document.querySelectorAll(".range-pop:popover-open [data-day]")].find((one) => one.dataset.day === "`+day+`").click(); return true })()`)
		}
		if from, to := value("[name=valid_from]"), value("[name=valid_to]"); from != "2026-11-05" || to != "2026-11-12" {
			t.Errorf("%s to %s", from, to)
		}
	})
}
