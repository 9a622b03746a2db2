// A line of words becomes tags; the line itself stays what is sent.
const tagged = (root) => $$("[data-tags]:not([data-ready])", root).forEach((box) => {
  box.dataset.ready = "";
  const typed = $("input", box);
  const sent = Object.assign(document.createElement("input"), { type: "hidden", name: typed.name });
  typed.removeAttribute("name");
  box.append(sent);
  const words = [];
  const draw = () => {
    $$(".tag", box).forEach((tag) => tag.remove());
    words.forEach((word, at) => {
      const tag = Object.assign(document.createElement("span"), { className: "tag", textContent: word });
      const away = Object.assign(document.createElement("button"), { type: "button", textContent: "×", ariaLabel: `${box.dataset.remove} ${word}` });
      away.addEventListener("click", () => { words.splice(at, 1); draw(); typed.focus(); sent.dispatchEvent(new Event("change", { bubbles: true })); });
      tag.append(away);
      typed.before(tag);
    });
    sent.value = words.join(", ");
  };
  const take = () => {
    for (const word of typed.value.split(",").map((each) => each.trim())) if (word && !words.includes(word)) words.push(word);
    typed.value = "";
    draw();
  };
  typed.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === ",") { if (typed.value.trim()) { event.preventDefault(); take(); } }
    if (event.key === "Backspace" && !typed.value && words.pop()) draw();
  });
  typed.addEventListener("change", take);
  typed.form?.addEventListener("submit", take, true);
  take();
});
tagged(document);
document.addEventListener("htmx:after:swap", () => tagged(document));
