// The sheet of the bulk grid without its looks: rows read by windows ahead of the scroll,
// changed cells with what was there before, taking back and doing again, and the drafts
// that survive a reload. A cell is known by its row (a variant) and its column.
const keyOf = (row, column) => row + " " + column;
const keep = 40; // steps that can be taken back

export class Sheet extends EventTarget {
  constructor({ index, columns, rows, urls }) {
    super();
    this.urls = urls;
    this.columns = columns; // all of them
    this.edits = new Map(); // key → {row, column, at, was, text, fault, theirs}
    this.done = [];
    this.undone = [];
    this.draftKey = "grid " + document.documentElement.lang + " " + urls.rows;
    this.place(index);
    this.take(0, rows, this.wanted());
  }

  // place makes room for the rows of an index.
  place(index) {
    this.index = index;
    this.rows = new Array(index.rows);
    this.windows = new Map(); // number → {columns, promise}
    this.byKey = new Map(); // row → where it stands
  }

  // wanted are the columns read: those shown and those formulas may name.
  wanted() { return this.columns.filter((column) => column.shown || ["price", "compare_at", "cost"].includes(column.key)).map((column) => column.key); }

  shown() { return this.columns.filter((column) => column.shown); }

  changed() { this.dispatchEvent(new Event("change")); }

  // take puts a window of rows in; drafts that meet their row learn where it stands.
  take(number, rows, columns) {
    const start = number * this.index.size;
    const room = Math.min(this.index.size, this.index.rows - start);
    for (let i = 0; i < room; i++) {
      const row = rows[i];
      if (!row) { this.rows[start + i] = null; continue; }
      const [key, product, lead, title, name, ...texts] = row;
      const cells = {};
      columns.forEach((column, n) => { cells[column] = texts[n]; });
      this.rows[start + i] = { key, product, lead: lead === 1, title, name, cells };
      this.byKey.set(key, start + i);
    }
    this.windows.set(number, { columns });
  }

  // need fetches the window of a row unless it is there or on its way.
  need(at) {
    const number = Math.floor(at / this.index.size);
    const columns = this.wanted();
    const known = this.windows.get(number);
    if (known && !known.stale && columns.every((column) => known.columns.includes(column))) return known.promise;
    const promise = this.fetchWindow(number, columns).catch((problem) => {
      if (this.windows.get(number)?.promise === promise) this.windows.delete(number);
      throw problem;
    });
    this.windows.set(number, { columns, promise });
    return promise;
  }

  async fetchWindow(number, columns) {
    const { ends } = this.index;
    const address = new URL(this.urls.rows, location.href);
    address.searchParams.set("columns", columns.join(","));
    if (number > 0) address.searchParams.set("after", ends[number - 1]);
    address.searchParams.set("until", ends[number]);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("rows: " + answer.status);
    const index = this.index;
    const { rows } = await answer.json();
    if (index !== this.index) return;
    this.take(number, rows, columns);
    this.changed();
  }

  // gather makes sure that all rows from one to another are there.
  async gather(from, to, told) {
    const numbers = [];
    for (let n = Math.floor(from / this.index.size); n <= Math.floor(to / this.index.size); n++) numbers.push(n);
    let done = 0;
    const work = async () => {
      while (numbers.length) {
        await this.need(numbers.shift() * this.index.size);
        done += this.index.size;
        told?.(Math.min(done, to - from + 1), to - from + 1);
      }
    };
    await Promise.all([work(), work(), work(), work()]);
  }

  // refresh reads everything again, after a save: rows that are seen come first.
  async refresh() {
    for (const known of this.windows.values()) known.stale = true;
    const answer = await fetch(this.urls.index, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const index = await answer.json();
    if (index.rows !== this.index.rows) this.place(index);
    else this.index = Object.assign(index);
    for (const [number, known] of this.windows) this.windows.set(number, { ...known, stale: true, promise: undefined });
    this.changed();
  }

  // fixed says that the cell cannot be changed: on the rows below the first of a product
  // what belongs to the product, and what the person may not.
  fixed(row, column) { return !row || column.fixed || (column.product && !row.lead); }

  edit(row, column) { return row && this.edits.get(keyOf(row.key, column.key)); }

  text(row, column) {
    if (!row || (column.product && !row.lead)) return "";
    return this.edits.get(keyOf(row.key, column.key))?.text ?? row.cells[column.key] ?? "";
  }

  // write changes cells as one step: [{row, at, column, text, fault}].
  write(cells, silent) {
    const step = [];
    for (const cell of cells) {
      const key = keyOf(cell.row, cell.column);
      const before = this.edits.get(key);
      const was = before?.was ?? this.rows[cell.at]?.cells[cell.column] ?? "";
      const after = cell.text === was && !cell.fault ? undefined : { row: cell.row, column: cell.column, at: cell.at, was, text: cell.text, fault: cell.fault };
      if (before?.text === after?.text && before?.fault === after?.fault && !before?.theirs) continue;
      step.push([key, before, after]);
    }
    if (!step.length) return 0;
    this.lay(step, 2);
    if (!silent) {
      this.done.push(step);
      if (this.done.length > keep) this.done.shift();
      this.undone = [];
    }
    this.settle();
    return step.length;
  }

  lay(step, side) {
    for (const entry of step) {
      if (entry[side]) this.edits.set(entry[0], entry[side]);
      else this.edits.delete(entry[0]);
    }
  }

  // settle tells the looks and keeps the drafts, a little later.
  settle() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.store(), 300);
    this.changed();
  }

  back() {
    const step = this.done.pop();
    if (!step) return;
    this.lay(step, 1);
    this.undone.push(step);
    this.settle();
    return step;
  }

  again() {
    const step = this.undone.pop();
    if (!step) return;
    this.lay(step, 2);
    this.done.push(step);
    this.settle();
    return step;
  }

  // checked notes what the server read of a cell that is still as it was sent.
  checked(row, column, sent, text, fault) {
    const key = keyOf(row, column);
    const edit = this.edits.get(key);
    if (!edit || edit.text !== sent) return;
    if (text === edit.was && !fault) this.edits.delete(key);
    else this.edits.set(key, { ...edit, text, fault });
    for (const step of this.done) for (const entry of step) if (entry[0] === key && entry[2]?.text === sent) entry[2] = this.edits.get(key);
  }

  faulty() { return [...this.edits.values()].filter((edit) => edit.fault || edit.theirs !== undefined); }

  // refuse marks the cells a save did not take.
  refuse(faults) {
    for (const [row, column, message, theirs] of faults) {
      const key = keyOf(row, column);
      const edit = this.edits.get(key);
      if (edit) this.edits.set(key, { ...edit, fault: message, theirs });
    }
    this.settle();
  }

  // forget drops saved cells; what cannot be taken back here any more is Undo of the save.
  forget(edits) {
    for (const edit of edits) {
      this.edits.delete(keyOf(edit.row, edit.column));
      const row = this.rows[this.byKey.get(edit.row)];
      if (row) row.cells[edit.column] = edit.text;
    }
    this.done = [];
    this.undone = [];
    this.settle();
  }

  // decide ends a conflict: mine is saved over theirs, or theirs stays.
  decide(edit, mine) {
    const key = keyOf(edit.row, edit.column);
    const row = this.rows[this.byKey.get(edit.row)];
    if (row) row.cells[edit.column] = edit.theirs;
    if (mine) this.edits.set(key, { row: edit.row, column: edit.column, at: edit.at, was: edit.theirs, text: edit.text });
    else this.edits.delete(key);
    this.settle();
  }

  discard() {
    this.edits.clear();
    this.done = [];
    this.undone = [];
    this.settle();
  }

  store() {
    try {
      if (this.edits.size) sessionStorage.setItem(this.draftKey, JSON.stringify([...this.edits.values()]));
      else sessionStorage.removeItem(this.draftKey);
    } catch { /* full or forbidden: the warning before leaving stays */ }
  }

  // restore brings the drafts of this view back and says how many.
  restore() {
    try {
      for (const edit of JSON.parse(sessionStorage.getItem(this.draftKey) ?? "[]")) this.edits.set(keyOf(edit.row, edit.column), edit);
    } catch { sessionStorage.removeItem(this.draftKey); }
    return this.edits.size;
  }

  async ask(body) {
    const answer = await fetch(this.urls.values, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(body) });
    const told = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(told.detail || told.title), { told: true });
    return told;
  }
}
