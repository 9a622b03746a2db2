// A select becomes a field to type in; the select goes on holding the choice.
const bare = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

export default (box, { $, $$ }) => {
  const select = $("select", box);
  if (select.disabled) return;
  const field = document.createElement("input"), list = document.createElement("ul"), id = select.id;
  Object.assign(field, { className: "input", type: "text", id, autocomplete: "off", spellcheck: false });
  for (const name of ["aria-describedby", "aria-invalid", "required"]) if (select.hasAttribute(name)) field.setAttribute(name, select.getAttribute(name));
  select.id = id + "-value";
  select.required = false;
  select.hidden = true;
  list.id = id + "-list";
  list.className = "combo-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", $(`label[for="${id}"]`)?.textContent ?? "");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) field.setAttribute(name, value);
  box.prepend(field);
  box.append(list);
  let at = -1, shown = [];
  const label = () => select.selectedOptions[0]?.value ? select.selectedOptions[0].label : "";
  const rest = () => { field.value = label(); field.placeholder = $("option[value='']", select)?.label ?? ""; };
  const mark = (next) => {
    at = next;
    $$("[role=option]", list).forEach((row, i) => row.classList.toggle("at", i === at));
    const row = list.children[at];
    row?.scrollIntoView({ block: "nearest" });
    if (row?.id) field.setAttribute("aria-activedescendant", row.id); else field.removeAttribute("aria-activedescendant");
  };
  const open = (words = "") => {
    const all = [...select.options].filter((option) => option.value && !option.disabled);
    const from = all.filter((option) => bare(option.label).startsWith(words)), within = all.filter((option) => !from.includes(option) && bare(option.label).includes(words));
    shown = [...from, ...within];
    list.replaceChildren(...shown.map((option, i) => {
      const row = Object.assign(document.createElement("li"), { textContent: option.label, id: `${list.id}-${i}` });
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(option.selected));
      return row;
    }));
    if (!shown.length) list.append(Object.assign(document.createElement("li"), { textContent: box.dataset.none, className: "muted" }));
    list.hidden = false;
    list.classList.toggle("above", field.getBoundingClientRect().bottom + 240 > innerHeight);
    field.setAttribute("aria-expanded", "true");
    mark(words ? (shown.length ? 0 : -1) : shown.findIndex((option) => option.selected));
  };
  const close = () => { list.hidden = true; field.setAttribute("aria-expanded", "false"); mark(-1); };
  const choose = (option) => {
    if (option && option.value !== select.value) {
      select.value = option.value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    rest();
    close();
  };
  field.addEventListener("click", () => list.hidden ? open() : close());
  field.addEventListener("focus", () => field.select());
  field.addEventListener("input", (event) => { event.stopPropagation(); open(bare(field.value.trim())); });
  field.addEventListener("blur", () => {
    if (!field.value.trim() && $("option[value='']", select)) select.value = "";
    rest();
    close();
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) return open();
      if (shown.length) mark((at + step + shown.length) % shown.length);
    }
    if (event.key === "Enter" && !list.hidden) { event.preventDefault(); choose(shown[at]); }
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); rest(); close(); }
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const row = event.target.closest("[role=option]");
    if (row) choose(shown[[...list.children].indexOf(row)]);
  });
  rest();
};
