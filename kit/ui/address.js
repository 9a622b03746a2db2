// The fields of an address follow its country.
export default (box, { $ }) => {
  const shapes = JSON.parse(box.dataset.shapes), country = $("select", box), grid = $(".grid", box);
  const part = (name) => $(`[name$="${name}"]`, box).closest(".field");
  const draw = () => {
    const shape = shapes[country.value] ?? shapes[""], region = part("region");
    $("label", part("postal_code")).textContent = shape.code;
    grid.classList.toggle("code-last", shape.last);
    region.hidden = !shape.region && !$("input", region).value;
    if (shape.region) $("label", region).textContent = shape.region;
  };
  country.addEventListener("change", draw);
  draw();
};
