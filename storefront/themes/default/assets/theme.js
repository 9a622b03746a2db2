// Enhancements only: every page works without this file.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);

// Quantities get buttons; in the cart a change is sent at once.
for (const input of all("input[data-stepper]")) {
  const box = document.createElement("span");
  box.className = "stepper";
  const step = (by, label, sign) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => {
      const value = Math.max(Number(input.min) || 0, (Number(input.value) || 0) + by);
      if (String(value) === input.value) return;
      input.value = value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return button;
  };
  input.replaceWith(box);
  box.append(step(-1, input.dataset.less, "−"), input, step(1, input.dataset.more, "+"));
  if (!("auto" in input.dataset)) continue;
  let wait;
  input.addEventListener("change", () => {
    clearTimeout(wait);
    wait = setTimeout(() => input.form.requestSubmit(), 450);
  });
}

// Sorting follows the choice.
for (const form of all("form[data-submit-on-change]")) form.addEventListener("change", () => form.submit());

// One open menu at a time; Escape and a click beside close it.
const drawers = all("details[data-drawer]");
const shut = (keep) => drawers.forEach((d) => d !== keep && d.open && (d.open = false));
document.addEventListener("click", (e) => shut(e.target.closest("details[data-drawer]")));
document.addEventListener("keydown", (e) => {
  const open = drawers.find((d) => d.open);
  if (e.key !== "Escape" || !open) return;
  shut();
  one("summary", open).focus();
});

// The number of the picture in sight.
for (const gallery of all("[data-gallery]")) {
  const row = one(".gallery__row", gallery);
  const at = one("[data-at]", gallery);
  if (row && at) row.addEventListener("scroll", () => (at.textContent = Math.round(row.scrollLeft / row.clientWidth) + 1), { passive: true });
}

// Choice of a variant: price, availability, picture and address follow.
const form = one("#buy");
const data = form && one("[data-variants]", form);
if (data) {
  const variants = JSON.parse(data.textContent);
  const buy = one("[data-buy]");
  const left = one("[data-left]");
  const price = one("[data-price]");
  const short = one("[data-price-short]");
  const was = one(".price__was", price) || Object.assign(document.createElement("s"), { className: "price__was" });
  const controls = all("[data-option]", form);
  const names = [...new Set(controls.map((c) => c.name))];
  const chosen = () => names.map((n) => form.elements[n].value);
  const fits = (v, values, upTo) => v.options.every((o, i) => i >= upTo || o === values[i]);
  const mark = (values) => {
    for (const control of controls) {
      const chip = control.closest(".chip");
      if (!chip) continue;
      const i = names.indexOf(control.name);
      chip.classList.toggle("chip--gone", !variants.some((v) => v.available && v.options[i] === control.value && fits(v, values, i)));
    }
  };
  const show = () => {
    const values = chosen();
    const v = variants.find((x) => fits(x, values, 9));
    mark(values);
    buy.disabled = !v?.available;
    buy.textContent = v ? (v.available ? buy.dataset.wordsBuy : buy.dataset.wordsGone) : buy.dataset.wordsNone;
    left.textContent = v?.left ? left.dataset.words.replace("#", v.left) : "";
    if (!v) return;
    const now = one(".price", price);
    short.textContent = now.textContent = v.price;
    now.classList.toggle("price--sale", !!v.was);
    was.remove();
    if (v.was) {
      was.textContent = v.was;
      price.append(" ", was);
    }
    const picture = v.image && one(`[data-image="${v.image}"]`);
    if (picture) {
      const row = picture.parentElement;
      if (row.scrollWidth > row.clientWidth) row.scrollTo({ left: picture.offsetLeft - row.offsetLeft });
      else if (row.firstElementChild !== picture) row.prepend(picture);
    }
    const address = new URL(location);
    address.searchParams.set("variant", v.id);
    history.replaceState(null, "", address);
  };
  form.addEventListener("change", (e) => e.target.matches("[data-option]") && show());
  mark(chosen());
}

// After a refused form the summary of what is wrong takes the focus.
one("#trouble")?.focus();
