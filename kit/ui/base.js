// The modules of the kit. Every page works without them: they take over links and forms
// that are there already. All listeners sit on the document, so parts that htmx swaps in
// need no second start.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (kind, selector, act) => document.addEventListener(kind, (event) => {
  const found = event.target.closest?.(selector);
  if (found) act(event, found);
});
const typing = (event) => event.target.closest?.("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");
const overlay = () => $("dialog[open], .menu:popover-open");
// A style sheet that is loaded with the module it belongs to.
const style = (href) => new Promise((done) => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done });
  document.head.append(link);
});
