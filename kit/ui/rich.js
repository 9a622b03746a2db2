// Formatted text is written where it stands; the text area goes on holding what is sent.
const known = "p,h2,h3,ul,ol,li,strong,b,em,i,u,s,a,img,blockquote,code,pre,hr,br";
const plain = (text) => text.includes("<") ? text : text.trim() && text.trim().split(/\n{2,}/)
  .map((part) => `<p>${part.replaceAll("&", "&amp;").replaceAll("\n", "<br>")}</p>`).join("");
// What the editor would lose keeps a text as HTML.
const fits = (html) => {
  const parsed = new DOMParser().parseFromString(html, "text/html").body;
  return [...parsed.querySelectorAll("*")].every((part) => part.matches(known) && ![...part.attributes].some((one) => /^(id|class|dir)$/.test(one.name)));
};

export default async (box, { $, $$ }) => {
  const area = $("textarea", box), bar = $(".rich-bar", box), ask = $(".rich-link", box), address = $("input", ask);
  // The page comes first: the editor waits for a quiet moment, or for whoever wants to write.
  await new Promise((go) => {
    area.addEventListener("focus", go, { once: true });
    (window.requestIdleCallback ?? setTimeout)(go, { timeout: 1500 });
  });
  const { Editor, StarterKit, Image, ListItem } = await import(box.dataset.editor);
  // Tab leaves the editor also from within a list: a keyboard is never held.
  const Item = ListItem.extend({ addKeyboardShortcuts() {
    return { Enter: () => this.editor.commands.splitListItem("listItem"), "Mod-]": () => this.editor.commands.sinkListItem("listItem"), "Mod-[": () => this.editor.commands.liftListItem("listItem") };
  } });
  const place = document.createElement("div");
  area.before(place);
  const tools = Object.fromEntries($$("[data-act]", bar).map((button) => [button.dataset.act, button]));
  const editor = new Editor({
    element: place, injectCSS: false, content: fits(area.value) ? plain(area.value) : "",
    extensions: [StarterKit.configure({ heading: { levels: [2, 3] }, listItem: false, listKeymap: false, link: { openOnClick: false, HTMLAttributes: { target: null, rel: null, class: null } } }), Item, Image],
    editorProps: { attributes: {
      id: area.id + "-text", role: "textbox", "aria-multiline": "true", "aria-labelledby": area.id + "-label",
      ...(area.getAttribute("aria-describedby") && { "aria-describedby": area.getAttribute("aria-describedby") }),
      ...(area.getAttribute("aria-invalid") && { "aria-invalid": "true" }),
    } },
    onUpdate: () => {
      area.value = editor.isEmpty ? "" : editor.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onTransaction: () => draw(),
  });
  const marks = { h2: ["heading", { level: 2 }], h3: ["heading", { level: 3 }], bold: ["bold"], italic: ["italic"], link: ["link"], bullets: ["bulletList"], numbers: ["orderedList"], quote: ["blockquote"] };
  const draw = () => {
    if (!tools.undo || !editor) return;
    for (const act in marks) tools[act].setAttribute("aria-pressed", String(editor.isActive(...marks[act])));
    tools.undo.disabled = !editor.can().undo();
    tools.redo.disabled = !editor.can().redo();
  };
  const source = (yes) => {
    area.hidden = !yes;
    place.hidden = yes;
    tools.html.setAttribute("aria-pressed", String(yes));
    for (const act in tools) if (act !== "html") tools[act].disabled = yes;
    if (!yes) draw();
  };
  const link = () => {
    ask.hidden = !ask.hidden;
    if (ask.hidden) return editor.commands.focus();
    address.value = editor.getAttributes("link").href ?? "";
    address.focus();
  };
  const run = (act) => {
    const chain = editor.chain().focus();
    const acts = {
      h2: () => chain.toggleHeading({ level: 2 }).run(), h3: () => chain.toggleHeading({ level: 3 }).run(),
      bold: () => chain.toggleBold().run(), italic: () => chain.toggleItalic().run(), link,
      bullets: () => chain.toggleBulletList().run(), numbers: () => chain.toggleOrderedList().run(), quote: () => chain.toggleBlockquote().run(),
      undo: () => chain.undo().run(), redo: () => chain.redo().run(),
      html: () => {
        if (area.hidden) return source(true), area.focus();
        const held = !fits(area.value);
        $("[data-rich-note]", box).hidden = !held;
        if (held) return;
        editor.commands.setContent(plain(area.value), { emitUpdate: false });
        source(false);
        editor.commands.focus();
      },
    };
    acts[act]();
  };
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button) run(button.dataset.act);
  });
  // One stop for Tab, arrows inside, as a toolbar has it.
  const buttons = $$("button", bar);
  const stop = (button) => buttons.forEach((one) => { one.tabIndex = one === button ? 0 : -1; });
  stop(buttons[0]);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const free = buttons.filter((one) => !one.disabled);
    const next = free.at((free.indexOf(document.activeElement) + step) % free.length);
    stop(next);
    next.focus();
    event.preventDefault();
  });
  const set = (href) => {
    const chain = editor.chain().focus().extendMarkRange("link");
    ask.hidden = true;
    if (!href) return chain.unsetLink().run();
    if (/^[\w.-]+\.\w{2,}(\/|$)/.test(href)) href = "https://" + href;
    return editor.state.selection.empty && !editor.isActive("link")
      ? chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run() : chain.setLink({ href }).run();
  };
  ask.addEventListener("click", (event) => {
    const act = event.target.closest("[data-link]")?.dataset.link;
    if (act) set(act === "set" ? address.value.trim() : "");
  });
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); set(address.value.trim()); }
    if (event.key === "Escape") { event.stopPropagation(); link(); }
  });
  place.addEventListener("keydown", (event) => { if (event.key === "k" && (event.metaKey || event.ctrlKey)) { event.preventDefault(); event.stopPropagation(); link(); } });
  $(`label[for="${area.id}"]`)?.addEventListener("click", (event) => { if (area.hidden) { event.preventDefault(); editor.commands.focus(); } });
  box.classList.add("ready");
  bar.hidden = false;
  const held = !fits(area.value);
  $("[data-rich-note]", box).hidden = !held;
  source(held);
};
