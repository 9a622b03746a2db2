// Two date fields become one button with a calendar; the fields go on holding the days.
const iso = (day) => `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
const dayOf = (text) => text ? new Date(text + "T12:00") : null;
const make = (tag, props, ...inside) => { const part = Object.assign(document.createElement(tag), props); part.append(...inside); return part; };

export default (box, { $$ }) => {
  const [from, to] = $$("input[type=date]", box), words = JSON.parse(box.dataset.words), lang = box.dataset.lang;
  const long = new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", year: "numeric" }), title = new Intl.DateTimeFormat(lang, { month: "long", year: "numeric" });
  const week = new Intl.DateTimeFormat(lang, { weekday: "narrow" }), spoken = new Intl.DateTimeFormat(lang, { dateStyle: "full" });
  const button = make("button", { type: "button", className: "btn secondary range-button" });
  const pop = make("div", { className: "menu range-pop", popover: "auto", id: (from.id || from.name) + "-calendar" });
  pop.setAttribute("role", "dialog");
  pop.setAttribute("aria-label", words.label);
  button.setAttribute("popovertarget", pop.id);
  [...box.children].forEach((part) => { part.hidden = true; });
  box.append(make("div", { className: "menu-anchor" }, button, pop));
  let shown = dayOf(to.value) ?? new Date(), first = "", focus = iso(shown);
  const say = () => {
    const a = dayOf(from.value), b = dayOf(to.value);
    button.textContent = a && b ? long.formatRange(a, b) : a ? `${words.since} ${long.format(a)}` : b ? `${words.until} ${long.format(b)}` : words.all;
    button.setAttribute("aria-label", `${words.label}: ${button.textContent}`);
  };
  const set = (a, b) => {
    [from.value, to.value] = [a, b];
    say();
    pop.hidePopover();
    to.dispatchEvent(new Event("change", { bubbles: true }));
    if (box.dataset.submit) from.form.requestSubmit();
  };
  const pick = (day) => {
    if (!first) { first = day; return draw(day); }
    const [a, b] = [first, day].sort();
    first = "";
    set(a, b);
  };
  const month = (start) => {
    const grid = make("div", { className: "range-days" });
    const lead = (start.getDay() + 6) % 7;
    for (let i = 0; i < 7; i++) grid.append(make("span", { className: "muted", textContent: week.format(new Date(2024, 0, 1 + i)), ariaHidden: "true" }));
    for (let i = 0; i < lead; i++) grid.append(make("span"));
    for (let day = new Date(start); day.getMonth() === start.getMonth(); day.setDate(day.getDate() + 1)) {
      const at = iso(day), cell = make("button", { type: "button", textContent: day.getDate(), tabIndex: at === focus ? 0 : -1 });
      cell.dataset.day = at;
      cell.setAttribute("aria-label", spoken.format(day));
      const [a, b] = first ? [first, first] : [from.value, to.value];
      if (a && b && at >= a && at <= b) cell.classList.add("in");
      if (at === a || at === b) cell.classList.add("end");
      if (at === iso(new Date())) cell.setAttribute("aria-current", "date");
      grid.append(cell);
    }
    return grid;
  };
  const draw = (to) => {
    if (to) { focus = to; shown = dayOf(to); }
    const start = new Date(shown.getFullYear(), shown.getMonth(), 1);
    const turn = (by, icon, label) => {
      const arrow = make("button", { type: "button", className: "btn ghost icon-only small", textContent: icon, ariaLabel: label });
      arrow.addEventListener("click", (event) => { event.stopPropagation(); const day = new Date(start.getFullYear(), start.getMonth() + by, 1); draw(iso(day)); });
      return arrow;
    };
    const usual = make("div", { className: "range-usual" });
    for (const [label, span] of JSON.parse(box.dataset.usual)) {
      const one = make("button", { type: "button", textContent: label });
      one.addEventListener("click", () => set(...(span ? span.split("/") : ["", ""])));
      usual.append(one);
    }
    const head = make("div", { className: "row between" }, turn(-1, "‹", words.before), make("b", { textContent: title.format(start), ariaLive: "polite" }), turn(1, "›", words.after));
    pop.replaceChildren(usual, make("div", { className: "range-month" }, head, month(start)));
    if (to) pop.querySelector(`[data-day="${to}"]`)?.focus();
  };
  pop.addEventListener("beforetoggle", (event) => { if (event.newState === "open") { first = ""; shown = dayOf(to.value) ?? new Date(); focus = iso(shown); draw(); } });
  pop.addEventListener("toggle", (event) => { if (event.newState === "open") pop.querySelector("[tabindex='0']")?.focus(); });
  pop.addEventListener("click", (event) => { const day = event.target.dataset?.day; if (day) pick(day); });
  pop.addEventListener("keydown", (event) => {
    const day = event.target.dataset?.day, step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, PageUp: -30, PageDown: 30 }[event.key];
    if (!day || !step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = dayOf(day);
    if (Math.abs(step) === 30) next.setMonth(next.getMonth() + Math.sign(step)); else next.setDate(next.getDate() + step);
    draw(iso(next));
  });
  say();
};
