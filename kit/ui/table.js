const rows = () => $$("main [data-row]");
const at = (row) => {
  $("main tr.at")?.classList.remove("at");
  row?.classList.add("at");
};
// The whole row leads where its link leads; selecting text and inner controls do not.
on("click", "[data-row]", (event, row) => {
  at(row);
  if (event.target.closest("a, button, input, label, summary, .tick") || getSelection().toString()) return;
  const link = $(".row-link", row);
  if (event.metaKey || event.ctrlKey) open(link.href);
  else link.click();
});
// What a list can do beyond links and forms comes when somebody reaches for it.
let more;
const reach = (list) => more ??= Promise.all([import(list.dataset.module), style(list.dataset.style)]).then(([module]) => module.default($, $$, on));
for (const kind of ["pointerover", "focusin"]) on(kind, ".list[data-module]", (event, list) => { reach(list); });
on("click", "[data-pop]", async (event, link) => {
  if (event.metaKey || event.ctrlKey || event.button) return;
  event.preventDefault();
  (await reach(link.closest(".list"))).pop(link);
});
// Filters left empty stay out of the address, and a list asks for itself alone.
document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  const { method, body, headers } = ctx.request;
  if (method === "GET" && body) for (const [name, value] of [...body]) if (value === "") body.delete(name);
  const list = ctx.sourceElement?.closest?.(".list[data-list]");
  if (list && method === "GET") headers["X-List"] = list.dataset.list;
});
document.addEventListener("list-changed", () => {
  const list = $(".list[data-list]");
  if (list) htmx.ajax("GET", location.href, { source: list, target: list, swap: "outerMorph", select: "#" + list.id });
});
// j, k, x and Enter: keys.js asks for a move.
document.addEventListener("row", async (event) => {
  const all = rows();
  const now = all.findIndex((row) => row.classList.contains("at"));
  const act = event.detail;
  if (act === "range") return (await reach($(".list[data-module]")))?.range(all, now);
  if (act === "select" && now >= 0) return $(".tick input", all[now])?.click();
  if (act === "open" && now >= 0) return $(".row-link", all[now])?.click();
  const next = all[Math.max(0, Math.min(all.length - 1, now + (act === "next" ? 1 : -1)))];
  if (!next) return;
  at(next);
  $(".row-link", next)?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
});
// A list is found again as it was left: filters, page, place and row.
const list = $(".list[data-list]");
const key = "list:" + location.pathname;
if (list) {
  const [search, y, row] = JSON.parse(sessionStorage.getItem(key) ?? "[]");
  if (y !== undefined && search === location.search && document.referrer.includes(location.pathname + "/")) {
    at(row && $(`[data-row] [value="${row}"]`, list)?.closest("tr"));
    scrollTo(0, y);
  }
  addEventListener("pagehide", () => sessionStorage.setItem(key, JSON.stringify([location.search, scrollY, $("tr.at .tick input")?.value])));
}
on("click", ".crumbs a", (event, link) => {
  const kept = sessionStorage.getItem("list:" + link.pathname);
  if (kept && !link.search) link.search = JSON.parse(kept)[0];
});
// A link beside the list that takes over its filters as they are now.
on("click", "a[data-filters]", (event, link) => { link.search = location.search; });
