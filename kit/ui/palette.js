// The palette is loaded when it is first opened. Every answer comes from the server, which
// knows the words of both languages; what this person opened last is kept in the browser.
export default ($, $$, on) => {
  const dialog = $("#palette");
  const field = $("input", dialog);
  const list = $("#palette-list");
  const say = $(".palette-say", dialog);
  const options = () => $$("[role=option]", list);
  const chosen = () => $("[aria-selected=true]", list);
  const pick = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };
  const tell = (words) => { say.textContent = words; };
  const recent = () => {
    try { return JSON.parse(localStorage.getItem(dialog.dataset.recent)) ?? []; } catch { return []; }
  };
  // What was opened last stands first while nothing is typed.
  const recently = () => {
    const kept = recent().filter((each) => each.url !== location.pathname).slice(0, 5);
    if (!kept.length) return;
    const group = document.createElement("div");
    const label = document.createElement("p");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", list.dataset.recentLabel);
    label.className = "palette-label";
    label.ariaHidden = "true";
    label.textContent = list.dataset.recentLabel;
    group.append(label, ...kept.map((each, i) => {
      const link = document.createElement("a");
      const words = document.createElement("span");
      Object.assign(link, { href: each.url, id: "po-r-" + i, role: "option", tabIndex: -1, ariaSelected: "false" });
      words.textContent = each.label;
      link.append(words);
      return link;
    }));
    list.prepend(group);
  };
  const show = (html, words) => {
    list.innerHTML = html;
    if (!words) recently();
    list.removeAttribute("aria-busy");
    pick(options()[0]);
    const n = options().length;
    dialog.classList.toggle("none", n === 0);
    tell(n === 0 ? say.dataset.none : n === 1 ? say.dataset.one : say.dataset.many.replace("%d", n));
  };
  const kept = new Map(); // answers of this opening, so that going back a letter is instant
  let timer, asked = 0, waiting = Promise.resolve();
  const ask = async (words, mine) => {
    try {
      if (!kept.has(words)) {
        const answer = await fetch(`${dialog.dataset.search}?q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" } });
        if (!answer.ok) throw new Error(answer.status);
        kept.set(words, await answer.text());
      }
      if (mine === asked) show(kept.get(words), words);
    } catch {
      if (mine !== asked) return;
      list.removeAttribute("aria-busy");
      list.replaceChildren();
      pick();
      dialog.classList.add("none");
      tell(say.dataset.failed);
    }
  };
  const look = (pause) => {
    clearTimeout(timer);
    const mine = ++asked;
    list.setAttribute("aria-busy", "true");
    waiting = new Promise((done) => {
      timer = setTimeout(() => {
        const words = field.value.trim();
        const slow = setTimeout(() => mine === asked && tell(say.dataset.wait), 400);
        ask(words, mine).finally(() => { clearTimeout(slow); done(); });
      }, pause);
    });
  };
  const acts = {
    dark: () => theme("dark"),
    light: () => theme("light"),
    "log-out": () => $("form[action='/log-out'] button")?.click(),
    keys: () => $("#keys")?.showModal(),
  };
  const theme = (name) => {
    document.documentElement.dataset.theme = name;
    document.cookie = `theme=${name};path=/;max-age=31536000;samesite=lax`;
  };
  const run = (option, apart) => {
    if (option.dataset.fill) {
      field.value = option.dataset.fill + " ";
      return look(0);
    }
    if (option.dataset.do) {
      dialog.close();
      return acts[option.dataset.do]?.();
    }
    if (apart) return window.open(option.href, "_blank");
    dialog.close();
    location.assign(option.href);
  };
  field.addEventListener("input", () => look(60));
  field.addEventListener("keydown", async (event) => {
    const all = options();
    const now = all.indexOf(chosen());
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) {
      event.preventDefault();
      pick(all.at((now + step) % all.length));
    }
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const apart = event.metaKey || event.ctrlKey;
    await waiting; // fast fingers: the answer to what is typed is on its way
    if (chosen()) run(chosen(), apart);
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    run(option);
  });
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) pick(option);
  });
  return () => {
    $$("[popover]:popover-open").forEach((menu) => menu.hidePopover());
    if (!dialog.open) dialog.showModal();
    kept.clear();
    field.focus();
    field.select();
    look(0);
  };
};
