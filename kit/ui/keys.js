// Single letters work only where nobody types, and can be switched off for good.
const off = () => localStorage.getItem("keys") === "off";
const box = $("[data-keys-off]");
if (box) {
  box.checked = off();
  box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "off" : "on"));
}
if (!/Mac|iP/.test(navigator.platform)) $$("kbd").forEach((key) => { if (key.textContent === "⌘") key.textContent = "Ctrl"; });
const row = (act) => document.dispatchEvent(new CustomEvent("row", { detail: act }));
let going = 0;
const letters = {
  "/": () => ($("main [data-search]") ?? $("#top-search"))?.focus(),
  "?": () => $("#keys")?.showModal(),
  j: () => row("next"),
  k: () => row("previous"),
  x: () => row("select"),
  Enter: () => document.activeElement === document.body && row("open"),
  g: () => { going = Date.now(); },
};
document.addEventListener("keydown", (event) => {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k" && $("#palette")) {
    event.preventDefault();
    document.dispatchEvent(new Event("palette"));
    return;
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
