// Good news goes by itself, unless somebody is reading it; errors and undo offers wait longer.
const later = (toast) => {
  if (toast.classList.contains("danger")) return;
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), $("form", toast) ? 12000 : 6000); };
  const stop = () => clearTimeout(timer);
  for (const kind of ["pointerenter", "focusin"]) toast.addEventListener(kind, stop);
  for (const kind of ["pointerleave", "focusout"]) toast.addEventListener(kind, start);
  start();
};
$$("[data-toast]").forEach(later);
on("click", "[data-dismiss]", (event, button) => button.closest("[data-toast], .banner").remove());
// An answer to htmx tells: HX-Trigger: {"toast": {"text": "Saved", "scheme": "success", "undo": "/…"}}
document.addEventListener("toast", (event) => {
  const { text, scheme, undo } = event.detail ?? {};
  const toast = $("#toast")?.content.firstElementChild.cloneNode(true);
  if (!toast || !text) return;
  $("p", toast).textContent = text;
  toast.classList.replace("neutral", scheme || "neutral");
  const form = $("form", toast);
  if (undo) {
    form.action = undo;
    $("[name=_once]", form).value = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  } else form.remove();
  $("#toasts").append(toast);
  later(toast);
});
