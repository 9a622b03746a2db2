// The palette filters what it holds at once and asks the server for the rest.
const dialog = $("#palette");
if (dialog) {
  const field = $("input", dialog);
  const results = $("[data-results]", dialog);
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const shown = () => $$("[role=option]:not([hidden])", dialog);
  const pick = (option) => {
    $$("[aria-selected=true]", dialog).forEach((old) => old.setAttribute("aria-selected", "false"));
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id ||= "o" + Math.random().toString(36).slice(2));
  };
  const filter = () => {
    const words = plain(field.value).split(/\s+/);
    for (const option of $$("[role=option]", dialog)) {
      const text = plain(option.textContent);
      option.hidden = !results.contains(option) && !words.every((word) => text.includes(word));
    }
    for (const group of $$("[role=group]", dialog)) group.hidden = !$("[role=option]:not([hidden])", group);
    $("[data-none]", dialog).hidden = shown().length > 0;
    pick(shown()[0]);
  };
  let timer, asked = 0;
  const ask = () => {
    clearTimeout(timer);
    const address = dialog.dataset.search;
    if (!address || field.value.trim().length < 2) { results.replaceChildren(); return; }
    timer = setTimeout(async () => {
      const mine = ++asked;
      const answer = await fetch(`${address}?q=${encodeURIComponent(field.value)}`, { headers: { "HX-Request": "true", "HX-Target": "palette" } }).catch(() => null);
      if (!answer?.ok || mine !== asked) return;
      results.innerHTML = await answer.text();
      filter();
    }, 120);
  };
  const show = () => {
    $$("[popover]:popover-open").forEach((menu) => menu.hidePopover());
    if (!dialog.open) dialog.showModal();
    field.select();
    filter();
  };
  document.addEventListener("palette", show);
  on("focusin", "[data-palette]", (event, opener) => { opener.blur(); show(); });
  on("click", "[commandfor=palette]", () => setTimeout(show));
  field.addEventListener("input", () => { filter(); ask(); });
  field.addEventListener("keydown", (event) => {
    const all = shown();
    const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); pick(all.at((now + step) % all.length)); }
    if (event.key === "Enter") { event.preventDefault(); all[now]?.click(); }
  });
  dialog.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option.getAttribute("aria-selected") !== "true") pick(option);
  });
}
