// A form is sent once; when the person comes back by the history it is free again.
on("submit", "form[data-once]", (event, form) => {
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  (event.submitter ?? $("button:not([type=button])", form))?.setAttribute("aria-busy", "true");
  setTimeout(() => $$("button:not([type=button])", form).forEach((button) => { button.disabled = true; }));
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  $$("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    $$("button", form).forEach((button) => { button.disabled = false; button.removeAttribute("aria-busy"); });
  });
});
// A guarded form is calm until something changes, then it asks before it is left.
const changed = new Set();
$$("form[data-guard]").forEach((form) => { if (!$(".wrong", form)) form.classList.add("calm"); });
const touch = (event, form) => { changed.add(form); form.classList.remove("calm"); };
on("input", "form[data-guard]", touch);
on("change", "form[data-guard]", touch);
on("submit", "form[data-guard]", (event, form) => changed.delete(form));
addEventListener("beforeunload", (event) => { if ([...changed].some((form) => form.isConnected)) event.preventDefault(); });
on("click", ".save-bar a", () => changed.clear());
$("[data-focus]")?.focus();
// Show what is typed into a password field.
on("click", "[data-reveal]", (event, button) => {
  const field = document.getElementById(button.dataset.reveal);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
});
// Files dropped on a field are shown by name.
const over = (yes) => (event, drop) => drop.classList.toggle("over", yes);
on("dragenter", "[data-drop]", over(true));
on("dragleave", "[data-drop]", over(false));
on("drop", "[data-drop]", over(false));
on("change", "[data-drop] input", (event, input) => {
  if (input.files.length) $("[data-drop-names]", input.closest("[data-drop]")).textContent = [...input.files].map((file) => file.name).join(", ");
});
// A long list of boxes is sifted by what is typed; what is ticked stays in sight.
const bare = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
on("input", "[data-sift]", (event, field) => {
  event.stopPropagation();
  const words = bare(field.value.trim());
  $$(".check-line", field.parentElement).forEach((line) => { line.hidden = !bare(line.textContent).includes(words) && !$(":checked", line); });
});
// Parts that are more than HTML bring their module when one of them is on the page.
const sheets = {};
const islands = () => $$("[data-island]:not([data-ready])").forEach(async (part) => {
  part.dataset.ready = "";
  const sheet = part.dataset.style;
  const [module] = await Promise.all([import(part.dataset.island), sheet && (sheets[sheet] ??= style(sheet))]);
  module.default(part, { $, $$ });
});
islands();
document.addEventListener("htmx:after:swap", islands);
