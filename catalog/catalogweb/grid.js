// <cs-grid>: the bulk grid. Only the rows in sight are in the page; the focus moves from
// cell to cell, so screen readers follow (ARIA grid). What it does to cells is in
// gridacts.js, the rows and changes themselves in gridsheet.js.
const phone = matchMedia("(max-width: 640px)");
const coarse = matchMedia("(pointer: coarse)");
const ahead = 8; // rows kept ready above and below
const widths = { text: 150, money: 112, number: 104, flag: 132, choice: 148, words: 200 };
const wide = { title: 240, seo_description: 280, seo_title: 220, handle: 200 };
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
const clamp = (n, low, high) => Math.max(low, Math.min(high, n));

class Grid extends HTMLElement {
  async connectedCallback() {
    if (this.sheet) return;
    const data = JSON.parse(this.querySelector("#grid-data").textContent);
    const [{ Sheet }, acts] = await Promise.all([import(data.urls.sheet), import(data.urls.acts)]);
    Object.assign(this, { words: data.words, urls: data.urls, acts });
    this.number = new Intl.NumberFormat(document.documentElement.lang);
    this.sheet = new Sheet(data);
    this.choose(this.stored());
    this.anchor = { r: 0, c: 1 };
    this.active = { r: 0, c: 1 };
    this.pool = new Map(); // row index → element
    this.free = [];
    this.build();
    this.listen();
    acts.start(this);
  }

  $(selector) { return this.querySelector(selector); }

  word(name, values = {}) {
    return (this.words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => (typeof values[key] === "number" ? this.number.format(values[key]) : values[key] ?? ""));
  }

  say(text) { this.$("[data-live]").textContent = text; }

  // Columns are chosen per person on this machine.
  stored() {
    try { return JSON.parse(localStorage.getItem("grid columns")); } catch { return null; }
  }

  choose(keys) {
    if (!keys?.length) return;
    for (const column of this.sheet.columns) column.shown = keys.includes(column.key);
    for (const box of this.querySelectorAll("#grid-columns input")) box.checked = keys.includes(box.value);
  }

  build() {
    this.rowHeight = coarse.matches ? 44 : 34;
    this.scroller = make("div", { class: "grid-scroll", role: "grid", "aria-label": this.words.label, "aria-multiselectable": "true" });
    this.head = make("div", { class: "grid-head grid-row", role: "row", "aria-rowindex": "1" });
    this.body = make("div", { class: "grid-rows", role: "rowgroup" });
    this.handle = make("span", { class: "grid-handle", "aria-hidden": "true" });
    this.scroller.append(make("div", { role: "rowgroup", class: "grid-top" }, this.head), this.body);
    this.$("[data-view]").replaceChildren(this.scroller);
    this.layout();
  }

  // layout draws the head and forgets the rows, after another choice of columns.
  layout() {
    this.columns = [null, ...this.sheet.shown()]; // the first is the name of the row
    const first = phone.matches ? 132 : 240;
    const sizes = this.columns.map((column) => (column ? wide[column.key] ?? widths[column.kind] : first));
    this.scroller.style.setProperty("--columns", sizes.map((size, i) => (i ? `minmax(${size}px, ${size}fr)` : `${size}px`)).join(" "));
    this.scroller.style.setProperty("--width", sizes.reduce((a, b) => a + b, 0) + "px");
    this.scroller.style.setProperty("--row", this.rowHeight + "px");
    this.scroller.setAttribute("aria-colcount", this.columns.length);
    this.head.replaceChildren(...this.columns.map((column, c) => {
      const name = column ? column.name : this.words.product;
      const title = column?.currency ? `${name} (${column.currency})` : name;
      return make("div", { role: "columnheader", class: column && /money|number/.test(column.kind) ? "num" : undefined, "aria-colindex": c + 1, title, "data-c": c }, make("span", {}, name));
    }));
    for (const element of this.pool.values()) element.remove();
    this.pool.clear();
    this.free = [];
    this.active.c = clamp(this.active.c, 0, this.columns.length - 1);
    this.anchor.c = clamp(this.anchor.c, 0, this.columns.length - 1);
    this.resize();
    this.render(true);
  }

  // resize makes the sheet as high as its rows.
  resize() {
    const rows = this.sheet.index.rows;
    this.scroller.setAttribute("aria-rowcount", rows + 1);
    this.body.style.height = rows * this.rowHeight + "px";
    this.active.r = clamp(this.active.r, 0, Math.max(0, rows - 1));
    this.anchor.r = clamp(this.anchor.r, 0, Math.max(0, rows - 1));
  }

  range() {
    const { active, anchor } = this;
    return { r0: Math.min(active.r, anchor.r), r1: Math.max(active.r, anchor.r), c0: Math.min(active.c, anchor.c), c1: Math.max(active.c, anchor.c) };
  }

  // render brings the rows in sight into the page and takes the others out.
  render(all) {
    this.drawn = false;
    const top = this.scroller.scrollTop;
    const first = Math.max(0, Math.floor(top / this.rowHeight) - ahead);
    const last = Math.min(this.sheet.index.rows - 1, Math.ceil((top + this.scroller.clientHeight) / this.rowHeight) + ahead);
    const wanted = new Set([this.active.r]);
    for (let r = first; r <= last; r++) wanted.add(r);
    for (const [r, element] of this.pool) {
      if (wanted.has(r)) continue;
      this.pool.delete(r);
      this.free.push(element);
    }
    const range = this.range();
    for (const r of wanted) {
      if (r >= this.sheet.index.rows) continue;
      let element = this.pool.get(r);
      if (element && !all) continue;
      if (!element) {
        element = this.free.pop() ?? this.newRow();
        this.pool.set(r, element);
        element.style.transform = `translateY(${r * this.rowHeight}px)`;
        element.setAttribute("aria-rowindex", r + 2);
        element.dataset.r = r;
        if (!element.isConnected) this.body.append(element);
      }
      this.fill(element, r, range);
    }
    for (const element of this.free.splice(24)) element.remove();
    for (const element of this.free) element.remove();
    this.fetchAhead(first, last);
  }

  // later draws once before the next picture, however much changed.
  later(all) {
    this.redraw = this.redraw || all;
    if (this.drawn) return;
    this.drawn = true;
    requestAnimationFrame(() => {
      const everything = this.redraw;
      this.redraw = false;
      this.render(everything);
    });
  }

  fetchAhead(first, last) {
    clearTimeout(this.fetching);
    this.fetching = setTimeout(() => {
      const size = this.sheet.index.size;
      for (const at of [first, last, last + size, first - size]) {
        if (at >= 0 && at < this.sheet.index.rows) this.sheet.need(at)?.catch(() => this.acts.offline(this));
      }
    }, 30);
  }

  newRow() {
    const row = make("div", { class: "grid-row", role: "row" });
    for (let c = 0; c < this.columns.length; c++) {
      const cell = make("div", { role: c ? "gridcell" : "rowheader", "aria-colindex": c + 1, tabindex: "-1", "data-c": c });
      if (!c) cell.append(make("a", { tabindex: "-1" }, make("b"), make("small")));
      row.append(cell);
    }
    return row;
  }

  fill(element, r, range) {
    const row = this.sheet.rows[r];
    element.classList.toggle("loading", row === undefined);
    element.classList.toggle("lead", Boolean(row?.lead));
    element.classList.toggle("odd", r % 2 === 1);
    for (let c = 0; c < this.columns.length; c++) {
      const cell = element.children[c];
      if (cell.firstChild?.matches?.(".grid-editor")) continue;
      this.fillCell(cell, row, r, c, range);
    }
    if (r === range.r1) this.placeHandle(element.children[range.c1]);
    else if (this.handle.parentNode?.parentNode === element) this.handle.remove();
  }

  fillCell(cell, row, r, c, range) {
    const column = this.columns[c];
    const active = r === this.active.r && c === this.active.c;
    const many = range.r0 !== range.r1 || range.c0 !== range.c1;
    const picked = many && r >= range.r0 && r <= range.r1 && c >= range.c0 && c <= range.c1;
    const edit = column && this.sheet.edit(row, column);
    const fixed = column && this.sheet.fixed(row, column);
    const classes = [column && /money|number/.test(column.kind) ? "num" : "", column?.kind ?? "", active ? "active" : "", picked ? "picked" : "", fixed ? "fixed" : "",
      edit ? "changed" : "", edit?.fault ? "wrong" : ""].filter(Boolean).join(" ");
    if (cell.className !== classes) cell.className = classes;
    cell.tabIndex = active ? 0 : -1;
    cell.setAttribute("aria-selected", picked || active);
    this.mark(cell, "aria-readonly", column && fixed ? "true" : undefined);
    this.mark(cell, "aria-invalid", edit?.fault ? "true" : undefined);
    this.mark(cell, "aria-describedby", active && edit?.fault ? "grid-cell-note" : undefined);
    if (!column) return this.fillName(cell, row);
    const text = row ? this.shown(column, this.sheet.text(row, column), fixed) : "";
    if (cell.dataset.text === text && cell.firstChild) return;
    cell.dataset.text = text;
    cell.textContent = text;
  }

  mark(cell, name, value) {
    if (value === undefined) cell.removeAttribute(name);
    else cell.setAttribute(name, value);
  }

  fillName(cell, row) {
    const link = cell.firstChild;
    link.firstChild.textContent = row ? (row.lead || !row.name ? row.title : row.name) : row === null ? this.words.gone : "";
    link.lastChild.textContent = row?.lead ? row.name : "";
    if (!row) return link.removeAttribute("href");
    link.title = row.name ? `${row.title} · ${row.name}` : row.title;
    link.href = `${this.urls.product}/${row.product}` + (row.name ? `/variants/${row.key}` : "");
  }

  placeHandle(cell) {
    const column = this.columns[this.range().c1];
    if (column && !coarse.matches && this.handle.parentNode !== cell) cell.append(this.handle);
  }

  // shown is a cell in words: yes and no as signs, choices by their names.
  shown(column, text, fixed) {
    if (column.kind === "flag") return fixed && column.product ? "" : text === "1" ? this.words.yes : this.words.no;
    if (column.kind === "choice") return column.choices.find(([value]) => value === text)?.[1] ?? text;
    return text;
  }

  cellAt(r, c) { return this.pool.get(r)?.children[c]; }

  // go moves to a cell and brings it into sight.
  go(r, c, { extend = false, focus = true } = {}) {
    this.active = { r: clamp(r, 0, this.sheet.index.rows - 1), c: clamp(c, 0, this.columns.length - 1) };
    if (!extend) this.anchor = { ...this.active };
    this.reveal();
    this.render(true);
    if (focus) this.cellAt(this.active.r, this.active.c)?.focus({ preventScroll: true });
    this.acts.told(this);
  }

  reveal() {
    const s = this.scroller;
    const head = this.head.offsetHeight;
    const top = this.active.r * this.rowHeight;
    if (top < s.scrollTop) s.scrollTop = top;
    else if (top + this.rowHeight > s.scrollTop + s.clientHeight - head) s.scrollTop = top + this.rowHeight - s.clientHeight + head;
    const cell = this.head.children[this.active.c];
    const first = this.head.children[0].offsetWidth;
    if (!this.active.c) return;
    if (cell.offsetLeft < s.scrollLeft + first) s.scrollLeft = cell.offsetLeft - first;
    else if (cell.offsetLeft + cell.offsetWidth > s.scrollLeft + s.clientWidth) s.scrollLeft = cell.offsetLeft + cell.offsetWidth - s.clientWidth;
  }

  listen() {
    const s = this.scroller;
    s.addEventListener("scroll", () => this.later(false), { passive: true });
    s.addEventListener("keydown", (event) => this.key(event));
    s.addEventListener("pointerdown", (event) => this.point(event));
    s.addEventListener("click", (event) => this.tap(event));
    s.addEventListener("dblclick", (event) => { if (event.target.closest("[role=gridcell]")) this.open(); });
    this.sheet.addEventListener("change", () => {
      if (Number(this.scroller.getAttribute("aria-rowcount")) !== this.sheet.index.rows + 1) this.resize();
      this.later(true);
      this.acts.told(this);
    });
    new ResizeObserver(() => this.later(false)).observe(s);
    phone.addEventListener("change", () => this.layout());
  }

  placeOf(target) {
    const cell = target.closest("[data-c]");
    if (!cell || !this.scroller.contains(cell)) return null;
    const row = cell.parentNode.dataset.r;
    return { r: row === undefined ? -1 : Number(row), c: Number(cell.dataset.c) };
  }

  // point selects with the mouse: a cell, a range by dragging, a column by its head.
  point(event) {
    const place = this.placeOf(event.target);
    if (!place || event.button !== 0 || event.pointerType === "touch" || event.target.closest(".grid-editor")) return;
    if (place.r >= 0 && place.c === 0 && event.target.closest("a") && !event.shiftKey) return;
    event.preventDefault();
    this.shut(true);
    if (place.r < 0) return this.pickColumn(place.c);
    const filling = event.target === this.handle;
    if (!filling) this.go(place.r, place.c, { extend: event.shiftKey });
    const from = this.range();
    const move = (moved) => {
      const over = document.elementFromPoint(clamp(moved.clientX, 0, innerWidth - 1), clamp(moved.clientY, 0, innerHeight - 1));
      const at = over && this.placeOf(over);
      if (!at || at.r < 0) return this.drift(moved);
      if (filling) { this.anchor = { r: from.r0, c: from.c0 }; this.go(Math.max(at.r, from.r1), from.c1, { extend: true }); } else if (at.r !== this.active.r || at.c !== this.active.c) this.go(at.r, at.c, { extend: true });
    };
    const end = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      if (filling && this.range().r1 > from.r1) this.acts.fillDown(this, from);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
  }

  // drift scrolls while a range is drawn beyond the edge.
  drift(event) {
    const box = this.scroller.getBoundingClientRect();
    if (event.clientY > box.bottom) this.go(this.active.r + 1, this.active.c, { extend: true });
    else if (event.clientY < box.top + this.head.offsetHeight) this.go(this.active.r - 1, this.active.c, { extend: true });
  }

  // tap is a finger: once chooses the cell, once more edits it.
  tap(event) {
    const place = this.placeOf(event.target);
    if (!place || event.pointerType !== "touch" || event.target.closest(".grid-editor")) return;
    if (place.r < 0) return this.pickColumn(place.c);
    if (!place.c) return;
    const extend = this.$("[data-do=extend]").getAttribute("aria-pressed") === "true";
    const again = place.r === this.active.r && place.c === this.active.c;
    this.go(place.r, place.c, { extend });
    if (again && !extend) this.open();
  }

  pickColumn(c) {
    this.active = { r: 0, c };
    this.anchor = { r: this.sheet.index.rows - 1, c };
    this.render(true);
    this.cellAt(0, c)?.focus({ preventScroll: true });
    this.acts.told(this);
  }

  key(event) {
    if (event.target.closest(".grid-editor") || event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    const { r, c } = this.active;
    const rows = this.sheet.index.rows;
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.rowHeight) - 2);
    const moves = {
      ArrowUp: [command ? 0 : r - 1, c], ArrowDown: [command ? rows - 1 : r + 1, c], ArrowLeft: [r, command ? 0 : c - 1], ArrowRight: [r, command ? this.columns.length - 1 : c + 1],
      Home: [command ? 0 : r, command ? c : 0], End: [command ? rows - 1 : r, command ? c : this.columns.length - 1], PageUp: [r - page, c], PageDown: [r + page, c],
    };
    const leaving = this.leaving;
    this.leaving = false;
    if (moves[event.key] && !event.altKey) {
      event.preventDefault();
      return this.go(...moves[event.key], { extend: event.shiftKey });
    }
    if (event.key === "Tab") return leaving || !this.step(event.shiftKey ? -1 : 1) ? undefined : event.preventDefault();
    if (event.key === "Escape") {
      this.leaving = true; // Tab leaves the sheet now
      return this.go(r, c);
    }
    const act = this.acts.keys(this, event, command);
    if (act) { event.preventDefault(); return act(); }
    if (command || event.altKey) return;
    if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); return this.open(); }
    if (event.key === " " && this.columns[c]?.kind !== "text") {
      event.preventDefault();
      if (this.columns[c]?.kind === "flag") this.open(" ");
    } else if (event.key.length === 1 || event.key === "Dead" || event.key === "Process") {
      // The letter goes into the field that gets the focus now, and to no shortcut of the page.
      event.stopPropagation();
      if (this.columns[c]?.kind === "choice") this.open();
      else this.open("");
    }
  }

  // step goes to the next cell, at the end of a row to the next row.
  step(by) {
    let { r, c } = this.active;
    c += by;
    if (c >= this.columns.length) [r, c] = [r + 1, 1];
    if (c < 0) [r, c] = [r - 1, this.columns.length - 1];
    if (r < 0 || r >= this.sheet.index.rows) return false;
    this.go(r, c);
    return true;
  }

  // open edits the active cell; typed is the key that began it.
  open(typed) {
    const { r, c } = this.active;
    const column = this.columns[c];
    const row = this.sheet.rows[r];
    if (!row || this.busy) return;
    if (!column) { if (typed === undefined) this.cellAt(r, c).querySelector("a").click(); return; }
    if (this.sheet.fixed(row, column)) return this.say(this.words.readonly);
    const text = this.sheet.text(row, column);
    if (column.kind === "flag") {
      if (typed === undefined || typed === " ") this.acts.typed(this, r, column, text === "1" ? "" : "1");
      return;
    }
    this.acts.editor(this, this.cellAt(r, c), column, text, typed);
  }

  // shut ends editing; false when nothing was being edited.
  shut(keep) { return this.editing?.(keep) ?? false; }
}
customElements.define("cs-grid", Grid);
