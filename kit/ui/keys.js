// Single letters work only where nobody types, and can be switched off for good.
const off = () => localStorage.getItem("keys") === "off";
const box = $("[data-keys-off]");
if (box) {
  box.checked = off();
  box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "off" : "on"));
}
if (!/Mac|iP/.test(navigator.platform)) $$("kbd").forEach((key) => { if (key.textContent === "⌘") key.textContent = "Ctrl"; });
// The palette comes when it is first asked for.
const palette = $("#palette");
let opened;
const openPalette = async () => {
  opened ??= Promise.all([import(palette.dataset.module), style(palette.dataset.style)]).then(([module]) => module.default($, $$, on));
  (await opened)();
};
if (palette) {
  // Focus alone opens nothing: whoever walks through the page by Tab walks on.
  on("click", "[data-palette]", openPalette);
  on("keydown", "[data-palette]", async (event) => {
    const letter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!letter && !["Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    await openPalette();
    const field = $("input", palette);
    if (letter) field.value = event.key, field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  on("click", "[data-palette-open]", openPalette);
  // Pages of one thing are remembered for the palette; logging out forgets them.
  const key = palette.dataset.recent;
  const title = $("main h1")?.textContent.trim();
  if (key && title && $(".crumbs")) {
    const known = JSON.parse(localStorage.getItem(key) ?? "[]").filter((each) => each.url !== location.pathname);
    localStorage.setItem(key, JSON.stringify([{ url: location.pathname, label: title }, ...known].slice(0, 8)));
  }
  on("submit", "form[action='/log-out']", () => Object.keys(localStorage).filter((name) => name.startsWith("recent:")).forEach((name) => localStorage.removeItem(name)));
}
const row = (act) => document.dispatchEvent(new CustomEvent("row", { detail: act }));
// The list of keys shows those that work on this page.
$$("#keys [data-needs]").forEach((line) => { line.hidden = !$(line.dataset.needs); });
let going = 0;
const letters = {
  "/": () => {
    const search = $("main [data-search]");
    if (search) search.focus();
    else if (palette) openPalette();
  },
  "?": () => $("#keys")?.showModal(),
  j: () => row("next"),
  k: () => row("previous"),
  x: () => row("select"),
  X: () => row("range"),
  Enter: () => document.activeElement === document.body && row("open"),
  g: () => { going = Date.now(); },
};
document.addEventListener("keydown", (event) => {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k" && palette) {
    event.preventDefault();
    return openPalette();
  }
  if (event.key === "Escape" && typing(event)?.matches("[type=search]")) return event.target.blur();
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || typing(event) || overlay() || off()) return;
  const there = going > Date.now() - 1200 && $(`[data-go="${CSS.escape(event.key)}"]`);
  going = 0;
  const own = /^\w$/.test(event.key) && $(`[data-key="${event.key}"]`);
  const act = there ? () => there.click() : letters[event.key] ?? (own && (() => own.click()));
  if (!act) return;
  if (event.key !== "Enter") event.preventDefault();
  act();
});
// The live stream begins once the page stands.
const shown = $("#main[data-live]");
if (shown) addEventListener("load", () => setTimeout(async () => (await import(shown.dataset.module)).default($, $$), 800));
