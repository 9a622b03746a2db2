// What the bulk grid does to its cells: editing one, pasting blocks, filling down,
// formulas with a preview, errors from cell to cell, and saving.
const formula = /^\s*(=|[+*×/÷]|[-−]\s*[\d.,]|[xX]\s*\d|round|arrondi)/i; // as catalog.IsFormula
const numeric = (column) => column?.kind === "money" || column?.kind === "number";
const quoted = (text) => (/[\t\n"]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
const parts = (list, size) => Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
const button = (label, look, act) => {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn small " + look, textContent: label });
  made.addEventListener("click", act);
  return made;
};

export const start = (grid) => {
  const acts = { down: () => fillDown(grid), undo: () => back(grid), redo: () => again(grid), "next-error": () => nextError(grid, 1), discard: () => discard(grid), save: () => save(grid),
    extend: (pressed) => pressed.setAttribute("aria-pressed", pressed.getAttribute("aria-pressed") !== "true") };
  grid.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (pressed) acts[pressed.dataset.do](pressed);
  });
  grid.scroller.addEventListener("copy", (event) => clip(grid, event, false));
  grid.scroller.addEventListener("cut", (event) => clip(grid, event, true));
  grid.scroller.addEventListener("paste", (event) => {
    if (event.target.closest(".grid-editor")) return;
    event.preventDefault();
    paste(grid, event.clipboardData.getData("text/plain"));
  });
  grid.$("[data-formula]").addEventListener("submit", (event) => {
    event.preventDefault();
    calculate(grid, grid.$("#grid-formula").value);
  });
  grid.$("#grid-columns").addEventListener("change", () => {
    const keys = [...grid.querySelectorAll("#grid-columns input:checked")].map((box) => box.value);
    if (!keys.length) return;
    try { localStorage.setItem("grid columns", JSON.stringify(keys)); } catch { /* not kept, still shown */ }
    grid.choose(keys);
    grid.layout();
  });
  addEventListener("beforeunload", (event) => { if (grid.sheet.edits.size) event.preventDefault(); });
  const kept = grid.sheet.restore();
  if (kept) note(grid, grid.word("kept", { n: kept }), [[grid.$("[data-do=discard]").textContent, "secondary", () => discard(grid)]]);
  told(grid);
  grid.render(true);
};

// told writes what is selected, changed and wrong below the sheet.
export const told = (grid) => {
  const { sheet } = grid;
  const range = grid.range();
  const many = (range.r1 - range.r0 + 1) * (range.c1 - range.c0 + 1);
  const wrong = sheet.faulty().length;
  const changes = sheet.edits.size;
  const words = [grid.word(sheet.index.rows === 1 ? "one" : "rows", { n: sheet.index.rows }), changes ? grid.word(changes === 1 ? "change" : "changes", { n: changes }) : grid.words.none];
  if (wrong) words.push(grid.word("errors", { n: wrong }));
  if (many > 1) words.push(grid.word("selected", { n: many }));
  grid.$("[data-status]").textContent = words.join(" · ");
  const save = grid.$("[data-do=save]");
  save.disabled = !changes || Boolean(grid.busy);
  save.textContent = changes > 1 ? grid.word("saveN", { n: changes }) : grid.words.save;
  grid.$("[data-do=discard]").disabled = !changes || Boolean(grid.busy);
  grid.$("[data-do=next-error]").hidden = !wrong;
  grid.$("[data-do=undo]").disabled = !sheet.done.length;
  grid.$("[data-do=redo]").disabled = !sheet.undone.length;
  grid.$("[data-reason]").hidden = ![...sheet.edits.values()].some((edit) => edit.column === "stock");
  tellCell(grid);
};

// tellCell says what is wrong with the active cell; a conflict shows both values.
const tellCell = (grid) => {
  const column = grid.columns[grid.active.c];
  const edit = column && grid.sheet.edit(grid.sheet.rows[grid.active.r], column);
  const box = grid.$("[data-cell-note]");
  box.hidden = !edit?.fault;
  if (!edit?.fault) return box.replaceChildren();
  const line = document.createElement("p");
  line.textContent = edit.fault;
  box.replaceChildren(line);
  if (edit.theirs === undefined) return;
  const name = (text) => grid.shown(column, text) || "–";
  line.textContent += " " + grid.word("theirs", { theirs: name(edit.theirs), mine: name(edit.text) });
  box.append(button(grid.words.mine, "secondary", () => { grid.sheet.decide(edit, true); grid.go(grid.active.r, grid.active.c); }),
    button(grid.words.take, "secondary", () => { grid.sheet.decide(edit, false); grid.go(grid.active.r, grid.active.c); }));
};

// note asks or tells something above the sheet.
const note = (grid, text, choices = [], list = []) => {
  const box = grid.$("[data-note]");
  box.hidden = !text;
  const line = document.createElement("p");
  line.textContent = text;
  const lines = document.createElement("ul");
  lines.append(...list.map((entry) => Object.assign(document.createElement("li"), { textContent: entry })));
  box.replaceChildren(line, ...(list.length ? [lines] : []), ...choices.map(([label, look, act]) => button(label, look, () => { note(grid, ""); act(); })));
  if (text) grid.say(text);
};

export const offline = (grid) => note(grid, grid.words.offline);

// keys are those that act on the selection; others move or edit.
export const keys = (grid, event, command) => {
  const letter = command && event.key.toLowerCase();
  const { r, c } = grid.active;
  const rows = grid.sheet.index.rows - 1;
  const select = (r0, c0, r1, c1) => { grid.anchor = { r: r1, c: c1 }; grid.active = { r: r0, c: c0 }; grid.render(true); told(grid); grid.cellAt(r0, c0)?.focus({ preventScroll: true }); };
  if (letter === "a") return () => select(0, 1, rows, grid.columns.length - 1);
  if (command && event.key === " ") return () => select(0, c, rows, c);
  if (event.shiftKey && event.key === " ") return () => select(r, 1, r, grid.columns.length - 1);
  if (letter === "d") return () => fillDown(grid);
  if (letter === "y" || (letter === "z" && event.shiftKey)) return () => again(grid);
  if (letter === "z") return () => back(grid);
  if (letter === "s") return () => save(grid);
  if (event.key === "Delete" || event.key === "Backspace") return () => clear(grid);
  if (event.key === "F8") return () => nextError(grid, event.shiftKey ? -1 : 1);
};

// editor puts a field into the cell. A key that began it replaces the text, and arrows
// then go on to the next cell; with Enter or F2 they move in the text.
export const editor = (grid, cell, column, text, typed) => {
  let quick = typed !== undefined;
  const { r, c } = grid.active;
  const field = document.createElement(column.kind === "choice" ? "select" : "input");
  field.className = "grid-editor";
  field.setAttribute("aria-label", column.name);
  if (column.kind === "choice") field.append(...column.choices.map(([value, label]) => new Option(label, value, false, value === text)));
  else Object.assign(field, { value: quick ? typed : text, autocomplete: "off", inputMode: column.kind === "number" ? "numeric" : "text" });
  if (column.key === "vendor" || column.key === "kind") field.setAttribute("list", "grid-words-" + column.key);
  if (column.kind === "words") suggest(grid, field, column);
  cell.replaceChildren(field);
  cell.dataset.text = "\u0000";
  field.focus();
  if (!quick && field.select) field.setSelectionRange(field.value.length, field.value.length);
  const shut = (keep) => {
    if (!grid.editing) return false;
    grid.editing = undefined;
    const value = field.value;
    const focused = field.contains(document.activeElement);
    field.remove();
    if (keep && value !== text) write(grid, r, column, value);
    grid.render(true);
    if (focused) grid.cellAt(grid.active.r, grid.active.c)?.focus({ preventScroll: true });
    return true;
  };
  grid.editing = shut;
  field.addEventListener("blur", () => shut(true));
  field.addEventListener("change", () => { if (column.kind === "choice" && !quick) shut(true); });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const arrows = { ArrowUp: [r - 1, c], ArrowDown: [r + 1, c], ArrowLeft: [r, c - 1], ArrowRight: [r, c + 1] }[event.key];
    const end = (keep, act) => { event.preventDefault(); event.stopPropagation(); shut(keep); act?.(); };
    if (event.key === "Escape") return end(false);
    if (event.key === "Enter") return end(true, () => grid.go(r + (event.shiftKey ? -1 : 1), c));
    if (event.key === "Tab") return end(true, () => grid.step(event.shiftKey ? -1 : 1));
    if (event.key === "F2") quick = false;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") return end(true, () => save(grid));
    if (arrows && quick && column.kind !== "choice") return end(true, () => grid.go(...arrows));
  });
};

// suggest offers words for the last one of a list.
const suggest = (grid, field, column) => {
  const words = [...grid.querySelectorAll(`#grid-words-${column.key} option`)].map((option) => option.value);
  const offered = Object.assign(document.createElement("datalist"), { id: "grid-words-now" });
  grid.$("#grid-words-now")?.remove();
  grid.append(offered);
  field.setAttribute("list", offered.id);
  field.addEventListener("input", () => {
    const at = field.value.lastIndexOf(",") + 1;
    const head = field.value.slice(0, at) + (at ? " " : "");
    const tail = field.value.slice(at).trim().toLowerCase();
    offered.replaceChildren(...words.filter((word) => word.toLowerCase().includes(tail)).slice(0, 8).map((word) => new Option("", head + word)));
  });
};

// typed is one changed cell: written at once, then read by the server.
export const typed = (grid, r, column, text) => write(grid, r, column, text);

const write = async (grid, r, column, text) => {
  const row = grid.sheet.rows[r];
  if (!row) return;
  if (numeric(column) && formula.test(text)) return calculate(grid, text, { r0: r, r1: r, columns: [column], at: column });
  grid.sheet.write([{ row: row.key, at: r, column: column.key, text }]);
  try {
    const { cells, faults } = await grid.sheet.ask({ columns: [column.key], cells: [[text]] });
    grid.sheet.checked(row.key, column.key, text, cells[0][0], faults[0]?.[2]);
    grid.sheet.settle();
    if (faults.length) grid.say(faults[0][2]);
  } catch { grid.sheet.checked(row.key, column.key, text, text, undefined); }
};

// picked are the columns and rows of the selection that can hold something.
const picked = (grid, range = grid.range()) => ({ r0: range.r0, r1: range.r1, columns: grid.columns.slice(Math.max(1, range.c0), range.c1 + 1).filter(Boolean) });

const gather = async (grid, r0, r1) => {
  if (r1 - r0 > 400) note(grid, grid.word("gathering", { done: 0, total: r1 - r0 + 1 }));
  await grid.sheet.gather(r0, r1, (done, total) => { if (total > 400) grid.$("[data-note] p").textContent = grid.word("gathering", { done, total }); });
  if (r1 - r0 > 400) note(grid, "");
};

// each walks over the cells of a selection that can be changed.
const each = (grid, { r0, r1, columns }, visit) => {
  for (let r = r0; r <= r1; r++) {
    const row = grid.sheet.rows[r];
    columns.forEach((column, n) => { if (row && !grid.sheet.fixed(row, column)) visit(row, r, column, n); });
  }
};

const attempt = async (grid, work) => {
  if (grid.busy) return;
  try { await work(); } catch (problem) { if (problem.told) note(grid, problem.message); else offline(grid); }
};

export const fillDown = (grid, from) => attempt(grid, async () => {
  grid.shut(true);
  const area = picked(grid);
  if (area.r0 === area.r1 && area.r0 > 0) area.r0--;
  await gather(grid, area.r0, area.r1);
  const source = new Map();
  const cells = [];
  const height = from ? from.r1 - from.r0 + 1 : 1; // the handle repeats the rows it began with
  each(grid, area, (row, r, column) => {
    const key = column.key + " " + ((r - area.r0) % height);
    if (!source.has(key)) source.set(key, grid.sheet.text(row, column));
    else cells.push({ row: row.key, at: r, column: column.key, text: source.get(key) });
  });
  grid.say(grid.word("filled", { n: grid.sheet.write(cells) }));
});

const clear = (grid) => attempt(grid, async () => {
  const area = picked(grid);
  await gather(grid, area.r0, area.r1);
  const { cells: [blank], faults } = await grid.sheet.ask({ columns: area.columns.map((column) => column.key), cells: [area.columns.map(() => "")] });
  const why = new Map(faults.map(([, n, message]) => [n, message]));
  const cells = [];
  each(grid, area, (row, r, column, n) => cells.push({ row: row.key, at: r, column: column.key, text: blank[n], fault: why.get(n) }));
  grid.say(grid.word("cleared", { n: grid.sheet.write(cells) }));
});

// paste lays a block over the cells from the selection on; one cell or one line fills it.
export const paste = (grid, text) => attempt(grid, async () => {
  grid.shut(true);
  const area = picked(grid);
  const first = Math.max(1, grid.range().c0);
  let columns = grid.columns.slice(first);
  let block = await grid.sheet.ask({ columns: columns.map((column) => column.key), text });
  if (block.cells.length === 1 && block.cells[0].length === 1) {
    columns = area.columns;
    block = await grid.sheet.ask({ columns: columns.map((column) => column.key), cells: [columns.map(() => text.replace(/\r?\n$/, ""))] });
  }
  const height = block.cells.length;
  const last = Math.min(grid.sheet.index.rows - 1, height === 1 ? area.r1 : area.r0 + height - 1);
  await gather(grid, area.r0, last);
  const why = new Map(block.faults.map(([r, n, message]) => [r + " " + n, message]));
  const cells = [];
  each(grid, { r0: area.r0, r1: last, columns }, (row, r, column, n) => {
    const line = (r - area.r0) % height;
    const value = block.cells[line][n];
    if (value !== undefined) cells.push({ row: row.key, at: r, column: column.key, text: value, fault: why.get(line + " " + n) });
  });
  grid.sheet.write(cells);
  grid.anchor = { r: area.r0, c: first };
  grid.go(last, Math.min(grid.columns.length - 1, first + Math.max(...block.cells.map((line) => line.length)) - 1), { extend: true });
  grid.say(grid.word("pasted", { n: cells.length }) + (why.size ? " · " + grid.word("errors", { n: why.size }) : ""));
});

const clip = (grid, event, cut) => {
  if (event.target.closest(".grid-editor")) return;
  event.preventDefault();
  const area = picked(grid);
  const lines = () => {
    const all = [];
    for (let r = area.r0; r <= area.r1; r++) {
      const row = grid.sheet.rows[r];
      all.push(area.columns.map((column) => quoted(grid.shown(column, grid.sheet.text(row, column), grid.sheet.fixed(row, column)))).join("\t"));
    }
    return all.join("\n");
  };
  const there = Array.from({ length: area.r1 - area.r0 + 1 }, (_, i) => grid.sheet.rows[area.r0 + i]).every((row) => row !== undefined);
  if (there) event.clipboardData.setData("text/plain", lines());
  const finish = () => { grid.say(grid.word("copied", { n: (area.r1 - area.r0 + 1) * area.columns.length })); if (cut) clear(grid); };
  if (there) return finish();
  attempt(grid, async () => { await gather(grid, area.r0, area.r1); await navigator.clipboard.writeText(lines()); finish(); });
};

// calculate asks for the result of a formula and shows it before it is taken over; in a
// single cell it is taken over at once.
export const calculate = (grid, text, only) => attempt(grid, async () => {
  const area = only ?? picked(grid);
  const numbers = area.columns.filter(numeric).filter((column) => !column.fixed);
  const money = numbers.filter((column) => column.kind === "money");
  const columns = money.length ? money : numbers; // a price formula leaves stock and weight alone
  if (!columns.length || !text.trim()) return note(grid, grid.words.noFormula);
  await gather(grid, area.r0, area.r1);
  const cells = [];
  const wrong = [];
  const base = ["price", "compare_at", "cost"].map((key) => grid.sheet.columns.find((column) => column.key === key));
  for (const column of columns) {
    const list = [];
    each(grid, { ...area, columns: [column] }, (row, r) => list.push({ row, r }));
    for (const part of parts(list, 5000)) {
      const rows = part.map(({ row }) => [column, ...base].map((each) => grid.sheet.text(row, each)));
      const answer = await grid.sheet.ask({ columns: [column.key], formula: text, rows });
      const why = new Map(answer.faults.map(([n, , message]) => [n, message]));
      part.forEach(({ row, r }, n) => {
        if (why.has(n)) wrong.push(why.get(n));
        else if (answer.cells[n][0] !== rows[n][0]) cells.push({ row: row.key, at: r, column: column.key, text: answer.cells[n][0], before: rows[n][0], name: row.name ? `${row.title} · ${row.name}` : row.title });
      });
    }
  }
  if (only) {
    grid.sheet.write(cells);
    return wrong.length ? note(grid, wrong[0]) : undefined;
  }
  preview(grid, cells, wrong);
});

const preview = (grid, cells, wrong) => {
  const list = cells.slice(0, 5).map((cell) => `${cell.name}: ${cell.before || "–"} → ${cell.text}`);
  if (wrong.length) list.push(grid.word("previewWrong", { n: wrong.length, why: wrong[0] }));
  const apply = [grid.words.apply, "primary", () => { grid.sheet.write(cells); grid.cellAt(grid.active.r, grid.active.c)?.focus({ preventScroll: true }); }];
  note(grid, cells.length ? grid.word("preview", { n: cells.length }) : grid.words.previewNone, [...(cells.length ? [apply] : []), [grid.words.cancel, "secondary", () => {}]], list);
  if (cells.length) grid.$("[data-note] .primary").focus();
};

const visit = (grid, step, word) => {
  if (!step) return;
  const edit = step[0][1] ?? step[0][2];
  const c = grid.columns.findIndex((column) => column?.key === edit.column);
  if (c > 0) grid.go(edit.at, c);
  grid.say(word);
};
const back = (grid) => visit(grid, grid.sheet.back(), grid.words.undone);
const again = (grid) => visit(grid, grid.sheet.again(), grid.words.redone);

// nextError goes from one cell to correct to the next, showing its column if need be.
export const nextError = (grid, by) => {
  const places = () => grid.sheet.faulty().map((edit) => ({ r: grid.sheet.byKey.get(edit.row) ?? edit.at, c: grid.columns.findIndex((column) => column?.key === edit.column), edit }));
  if (!grid.sheet.faulty().length) return;
  if (places().some((place) => place.c < 0)) {
    for (const { edit } of places()) grid.sheet.columns.find((column) => column.key === edit.column).shown = true;
    grid.layout();
  }
  const rank = (place) => place.r * 100 + place.c;
  const here = rank(grid.active);
  const all = places().sort((a, b) => (rank(a) - rank(b)) * by);
  const next = all.find((place) => (rank(place) - here) * by > 0) ?? all[0];
  grid.go(next.r, next.c);
  grid.say(next.edit.fault);
};

const discard = (grid) => {
  note(grid, grid.words.discard, [[grid.words.discardYes, "destroy", () => { grid.sheet.discard(); note(grid, ""); }], [grid.words.cancel, "secondary", () => {}]]);
};

// save sends all changes as one change set; cells with errors stay until they are right.
export const save = (grid, valid = false) => attempt(grid, async () => {
  grid.shut(true);
  const wrong = grid.sheet.faulty();
  const good = [...grid.sheet.edits.values()].filter((edit) => !wrong.includes(edit));
  if (!grid.sheet.edits.size) return grid.say(grid.words.nothing);
  if (wrong.length && !valid) return askForOthers(grid, wrong.length, good.length);
  if (!good.length) return nextError(grid, 1);
  grid.busy = true;
  told(grid);
  const saving = grid.$("[data-do=save]");
  saving.setAttribute("aria-busy", "true");
  try { await send(grid, good, valid); } finally {
    grid.busy = undefined;
    saving.removeAttribute("aria-busy");
    told(grid);
  }
});

const askForOthers = (grid, wrong, good) => {
  nextError(grid, 1);
  const others = good ? [[grid.words.others, "primary", () => save(grid, true)]] : [];
  note(grid, grid.word(good ? "someWrong" : "errors", { n: wrong }), [...others, [grid.words.correct, "secondary", () => nextError(grid, 1)]]);
};

const send = async (grid, good, valid) => {
  const body = JSON.stringify({ edits: good.map((edit) => [edit.row, edit.column, edit.was, edit.text]), valid, reason: grid.$("#grid-reason").value });
  // The same changes sent again, because no answer came, are the same request: stock is not booked twice.
  if (grid.sent?.body !== body) grid.sent = { body, key: crypto.randomUUID?.() ?? String(Math.random()) };
  const answer = await fetch(grid.urls.save, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": grid.sent.key }, body });
  let told = await answer.json();
  if (!answer.ok || told.finished) grid.sent = undefined;
  if (!answer.ok && !told.faults) throw Object.assign(new Error(told.detail || told.title), { told: true });
  let faults = told.faults;
  if (told.follow) {
    told = await follow(grid, told.follow);
    grid.sent = undefined;
    faults = faults.concat(told.faults);
  }
  const refused = new Set(faults.map(([row, column]) => row + " " + column));
  if (told.saved > 0) grid.sheet.forget(good.filter((edit) => !refused.has(edit.row + " " + edit.column)));
  grid.sheet.refuse(faults);
  if (told.toast) document.dispatchEvent(new CustomEvent("toast", { detail: { text: told.toast, scheme: "success", undo: told.undo } }));
  if (faults.length) askForOthers(grid, faults.length, told.saved > 0 ? 0 : good.length - faults.length);
  else note(grid, "");
  if (told.saved > 0) await grid.sheet.refresh();
};

const follow = async (grid, address) => {
  for (;;) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("save: " + answer.status);
    const told = await answer.json();
    if (told.finished) return told;
    grid.$("[data-note]").hidden = false;
    const bar = Object.assign(document.createElement("progress"), { max: told.total, value: told.done });
    const line = Object.assign(document.createElement("p"), { textContent: grid.word("saving", { done: told.done, total: told.total }) });
    bar.setAttribute("aria-label", line.textContent);
    grid.$("[data-note]").replaceChildren(line, bar);
    await new Promise((wait) => setTimeout(wait, 500));
  }
};
