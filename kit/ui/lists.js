// What a list can do beyond links and forms, loaded when somebody reaches for it: menus of
// filters, selection across pages, widths of columns, the questions of acts.
export default ($, $$, on) => {
  const drawer = (html) => {
    const dialog = $("#drawer");
    dialog.innerHTML = html;
    htmx.process(dialog);
    if (!dialog.open) dialog.showModal();
    $("[autofocus], .dialog-body input:not([type=hidden]), .dialog-body select", dialog)?.focus();
  };
  const ask = { headers: { "HX-Request": "true" } };
  // A link whose page opens as a menu below it; links inside turn the menu over.
  const pop = async (link) => {
    const answer = await fetch(link.href, ask).catch(() => null);
    if (!answer?.ok) return location.assign(link.href);
    const anchor = link.closest(".menu-anchor");
    let menu = $(":scope > .menu", anchor);
    if (!menu) {
      menu = document.createElement("div");
      menu.className = "menu filters";
      menu.popover = "auto";
      menu.addEventListener("toggle", (event) => event.newState === "closed" && menu.remove());
      anchor.append(menu);
    }
    menu.innerHTML = await answer.text();
    htmx.process(menu);
    if (!menu.matches(":popover-open")) menu.showPopover({ source: anchor.firstElementChild });
    $("input:not([type=hidden]), select, a, button", menu)?.focus();
  };
  on("click", ".menu [data-peek]", (event, link) => link.closest(".menu").hidePopover());
  on("click", "[data-close]", (event, link) => {
    const dialog = link.closest("dialog");
    if (!dialog) return;
    event.preventDefault();
    dialog.close();
  });

  // What is ticked stays ticked over the pages of one list.
  const chosen = new Map();
  let query;
  let last;
  const bar = () => $(".selection");
  const ticks = () => $$(".list tbody .tick input");
  const field = () => $("[data-all]", bar() ?? document);
  const count = () => {
    const form = bar();
    if (!form) return;
    const boxes = ticks();
    const here = boxes.filter((box) => box.checked).length;
    const page = $("[data-select-page]");
    if (page) {
      page.checked = here > 0 && here === boxes.length;
      page.indeterminate = here > 0 && here < boxes.length;
    }
    form.classList.toggle("on", chosen.size > 0);
    const words = $("[data-count]", form);
    if (!field()?.value) words.textContent = words.dataset.count.replace("%d", chosen.size);
  };
  const set = (box, yes) => {
    box.checked = yes;
    if (yes) chosen.set(box.value, true);
    else chosen.delete(box.value);
    if (!yes && field()) field().value = "";
  };
  const clear = () => {
    chosen.clear();
    ticks().forEach((box) => set(box, false));
    count();
  };
  // After a swap the boxes on screen follow what is chosen; other filters begin anew.
  const follow = () => {
    const now = $("[name=query]", bar() ?? document)?.value;
    if (bar() && query !== undefined && now !== query) chosen.clear();
    query = now ?? query;
    ticks().forEach((box) => set(box, chosen.has(box.value)));
    count();
    grips();
  };
  on("change", "[data-select-page]", (event, box) => {
    ticks().forEach((each) => set(each, box.checked));
    count();
  });
  const span = (from, to, yes) => {
    const all = ticks();
    const [a, b] = [all.indexOf(from), all.indexOf(to)].sort((x, y) => x - y);
    if (a >= 0) all.slice(a, b + 1).forEach((each) => set(each, yes));
  };
  on("click", "tbody .tick input", (event, box) => {
    set(box, box.checked);
    if (event.shiftKey && last?.isConnected) span(last, box, box.checked);
    last = box;
    count();
  });
  const range = (rows, now) => {
    const box = now >= 0 && $(".tick input", rows[now]);
    if (!box) return;
    set(box, true);
    if (last?.isConnected) span(last, box, true);
    last = box;
    count();
  };
  on("click", "[data-select-all]", async (event, button) => {
    ticks().forEach((box) => set(box, true));
    count();
    field().value = "on";
    const answer = await fetch(button.dataset.selectAll, ask).catch(() => null);
    if (answer?.ok && field().value) $("[data-count]", bar()).textContent = (await answer.json()).words;
  });
  on("reset", ".selection", (event) => { event.preventDefault(); clear(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen.size && !$("dialog[open], :popover-open") && !event.target.closest?.("input:not([type=checkbox]), textarea, select")) clear();
  });
  // Rows ticked on other pages travel along. An act that asks first is answered in the drawer.
  on("submit", ".selection", async (event, form) => {
    const here = new Set(ticks().map((box) => box.value));
    $$("[data-kept]", form).forEach((input) => input.remove());
    if (!field().value) {
      for (const id of chosen.keys()) {
        if (here.has(id)) continue;
        const input = Object.assign(document.createElement("input"), { type: "hidden", name: "id", value: id });
        input.dataset.kept = "";
        form.append(input);
      }
    }
    $("[name=_once]", form).value = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
    const button = event.submitter;
    if (!button?.hasAttribute("data-ask")) return;
    event.preventDefault();
    $$(":popover-open", form).forEach((menu) => menu.hidePopover());
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)), ...ask }).catch(() => null);
    if (answer?.ok) drawer(await answer.text());
    else form.requestSubmit(button);
  });
  // The chooser of columns moves its lines without closing.
  on("submit", "#drawer [data-chooser]", async (event, form) => {
    const button = event.submitter;
    if (button?.name !== "move") return;
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)), ...ask }).catch(() => null);
    if (!answer?.ok) return;
    drawer(await answer.text());
    $(`[value="${button.value}"]`, $("#drawer"))?.focus();
    document.dispatchEvent(new Event("list-changed"));
  });

  // Widths are drawn at the right edge of a heading, or moved by the arrow keys there.
  const grips = () => $$(".list[data-widths] th[data-col]").forEach((head) => {
    if ($(".grip", head)) return;
    const grip = document.createElement("span");
    Object.assign(grip, { className: "grip", tabIndex: 0, role: "separator", ariaOrientation: "vertical", ariaLabel: head.closest(".list").dataset.width.replace("%s", head.textContent.trim()) });
    grip.setAttribute("aria-valuenow", head.offsetWidth);
    head.append(grip);
  });
  const heads = (table) => $$("thead th", table);
  const draw = (head, width) => {
    const table = head.closest("table");
    if (!$("colgroup", table)) {
      const group = document.createElement("colgroup");
      for (const each of heads(table)) group.append(Object.assign(document.createElement("col"), { width: each.offsetWidth }));
      table.prepend(group);
      table.classList.add("drawn");
    }
    const wide = Math.round(Math.max(48, Math.min(800, width)));
    $$("col", table)[heads(table).indexOf(head)].width = wide;
    $(".grip", head).setAttribute("aria-valuenow", wide);
  };
  let saving;
  const save = (head) => {
    clearTimeout(saving);
    saving = setTimeout(() => {
      const table = head.closest("table");
      const cols = $$("col", table);
      const widths = heads(table).map((each, i) => each.dataset.col && cols[i].width && each.dataset.col + ":" + cols[i].width).filter(Boolean).join(",");
      fetch(head.closest(".list").dataset.widths, { method: "POST", body: new URLSearchParams({ widths }) });
    }, 300);
  };
  on("pointerdown", ".grip", (event, grip) => {
    event.preventDefault();
    const head = grip.closest("th");
    const [from, width] = [event.clientX, head.offsetWidth];
    grip.setPointerCapture(event.pointerId);
    grip.onpointermove = (move) => draw(head, width + move.clientX - from);
    grip.onpointerup = () => { grip.onpointermove = grip.onpointerup = null; save(head); };
  });
  on("keydown", ".grip", (event, grip) => {
    const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (!step) return;
    event.preventDefault();
    const head = grip.closest("th");
    draw(head, head.offsetWidth + step);
    save(head);
  });

  // A list that cannot be reached says so and stays as it is.
  for (const kind of ["htmx:error", "htmx:response:error"]) document.addEventListener(kind, (event) => {
    const list = $(".list[data-lost]");
    if (list) document.dispatchEvent(new CustomEvent("toast", { detail: { text: list.dataset.lost, scheme: "danger" } }));
  });
  document.addEventListener("htmx:after:swap", follow);
  // What was ticked while this module was on its way counts.
  const early = $("[data-select-page]")?.checked;
  ticks().forEach((box) => { if (early || box.checked) set(box, true); });
  follow();
  return { pop, range };
};
