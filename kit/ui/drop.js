// Pictures are shown and sent as soon as they are dropped; what comes back takes the place of
// the part of the page named by data-refresh, and nothing typed elsewhere is lost.
export default (field, { $ }) => {
  const input = $("input[type=file]", field), form = document.getElementById(input.getAttribute("form")) ?? input.form;
  const thumbs = Object.assign(document.createElement("ul"), { className: "drop-thumbs" }), says = Object.assign(document.createElement("p"), { className: "hint drop-says" });
  says.setAttribute("role", "status");
  $(".drop", field).after(thumbs, says);
  input.addEventListener("change", () => {
    if (!input.files.length) return;
    const bars = [...input.files].map((file) => {
      const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0, ariaLabel: file.name });
      const picture = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: "" });
      const place = document.createElement("li");
      place.append(picture, bar);
      thumbs.append(place);
      return bar;
    });
    const sent = new XMLHttpRequest();
    sent.upload.addEventListener("progress", (event) => bars.forEach((bar) => { bar.value = event.loaded / event.total; }));
    sent.addEventListener("loadend", () => {
      const page = new DOMParser().parseFromString(sent.responseText, "text/html"), fresh = $(field.dataset.refresh, page), key = $(`#${form.id} [name=_once]`, page);
      if (key) $("[name=_once]", form).value = key.value;
      if (fresh && sent.status < 400) return $(field.dataset.refresh).replaceWith(fresh), document.dispatchEvent(new Event("htmx:after:swap"));
      thumbs.replaceChildren();
      says.textContent = $("[role=alert]", page)?.textContent.trim().replace(/\s+/g, " ") || field.dataset.failed;
    });
    sent.open("POST", form.action);
    sent.send(new FormData(form));
  });
};
