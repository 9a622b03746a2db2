const rows = () => $$("main [data-row]");
const ticks = (list) => $$("tbody .tick input", list);
// The whole row leads where its link leads; selecting text and inner controls do not.
on("click", "[data-row]", (event, row) => {
  if (event.target.closest("a, button, input, label, summary, .tick") || getSelection().toString()) return;
  const link = $(".row-link", row);
  if (event.metaKey || event.ctrlKey) open(link.href);
  else link.click();
});
const listOf = (part) => part.closest(".list") ?? part.closest(".table-box");
const recount = (list) => {
  const all = ticks(list);
  const done = all.filter((tick) => tick.checked).length;
  const page = $("[data-select-page]", list);
  if (page) {
    page.checked = done > 0 && done === all.length;
    page.indeterminate = done > 0 && done < all.length;
  }
  const words = $("[data-count]", list);
  if (words) words.textContent = words.dataset.count.replace("%d", done);
  if (done < all.length) everything(list, false);
};
const everything = (list, yes) => {
  const field = $("[data-all]", list);
  if (field) field.value = yes ? "1" : "";
  $("[data-select-all]", list)?.setAttribute("aria-pressed", yes);
};
on("change", "[data-select-page]", (event, box) => {
  const list = listOf(box);
  for (const tick of ticks(list)) tick.checked = box.checked;
  recount(list);
});
let last;
on("click", "tbody .tick input", (event, tick) => {
  const list = listOf(tick);
  const all = ticks(list);
  if (event.shiftKey && last?.isConnected) {
    const [from, to] = [all.indexOf(last), all.indexOf(tick)].sort((a, b) => a - b);
    for (const each of all.slice(from, to + 1)) each.checked = tick.checked;
  }
  last = tick;
  recount(list);
});
on("click", "[data-select-all]", (event, button) => {
  const list = button.closest(".list");
  for (const tick of ticks(list)) tick.checked = true;
  recount(list);
  everything(list, true);
});
on("reset", ".selection", (event, form) => setTimeout(() => recount(form.closest(".list"))));
document.addEventListener("htmx:after:swap", () => $$(".list").forEach(recount));
addEventListener("pageshow", () => $$(".list").forEach(recount));
// Filters left empty stay out of the address.
document.addEventListener("htmx:config:request", (event) => {
  const { method, body } = event.detail.ctx.request;
  if (method === "GET") for (const [name, value] of [...body]) if (value === "") body.delete(name);
});
// j, k, x and Enter: keys.js asks for a move.
document.addEventListener("row", (event) => {
  const all = rows();
  const now = all.findIndex((row) => row.classList.contains("at"));
  const act = event.detail;
  if (act === "select" && now >= 0) return $(".tick input", all[now])?.click();
  if (act === "open" && now >= 0) return $(".row-link", all[now])?.click();
  const next = all[Math.max(0, Math.min(all.length - 1, now + (act === "next" ? 1 : -1)))];
  if (!next) return;
  all[now]?.classList.remove("at");
  next.classList.add("at");
  $(".row-link", next)?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
});
