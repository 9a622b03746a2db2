// Browsers without invoker commands get the two that the kit uses.
if (!("command" in HTMLButtonElement.prototype)) {
  on("click", "[commandfor]", (event, button) => {
    const target = document.getElementById(button.getAttribute("commandfor"));
    if (!target) return;
    if (button.getAttribute("command") === "close") target.close();
    else target.showModal();
  });
  document.addEventListener("click", (event) => {
    if (event.target.matches?.("dialog[closedby=any]")) event.target.close();
  });
}
// A menu closes when one of its buttons opens a dialog.
on("click", ".menu [commandfor]", (event, button) => button.closest(".menu").hidePopover());
// Browsers without anchor positions get the menu placed below its button.
if (!CSS.supports("position-area", "bottom")) {
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    const button = menu.matches?.(".menu") && $(`[popovertarget="${menu.id}"]`);
    if (!button || event.newState !== "open" || innerWidth <= 560) return;
    const place = button.getBoundingClientRect();
    menu.style.position = "fixed";
    menu.style.top = place.bottom + "px";
    menu.style.left = Math.max(8, Math.min(place.left, innerWidth - menu.offsetWidth - 8)) + "px";
  }, true);
}
// Arrow keys walk through an open menu.
on("keydown", ".menu", (event, menu) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || typing(event)) return;
  const entries = $$("a, button", menu);
  entries.at((entries.indexOf(document.activeElement) + step) % entries.length)?.focus();
  event.preventDefault();
});
// The drawer: a row is looked at without leaving the list.
on("click", "[data-peek]", async (event, link) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  event.stopPropagation();
  const answer = await fetch(link.dataset.peek, { headers: { "HX-Request": "true", "HX-Target": "dialog#drawer" } }).catch(() => null);
  const drawer = $("#drawer");
  if (!answer?.ok || !drawer) return location.assign(link.href);
  drawer.innerHTML = await answer.text();
  window.htmx?.process(drawer);
  drawer.showModal();
});
