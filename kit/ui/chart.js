// The drawn chart answers to the pointer and to the arrow keys.
export default async (figure, { $ }) => {
  const { default: uPlot } = await import(figure.dataset.uplot);
  const { Label, Days, DayWords, Series } = JSON.parse(figure.dataset.chart), plot = $(".chart-plot", figure), told = $(".chart-at", figure);
  const times = Days.map((day) => Date.parse(day + "T00:00Z") / 1000);
  const colour = (name) => getComputedStyle(figure).getPropertyValue(name).trim();
  const tell = (i) => { told.textContent = i == null ? "" : `${DayWords[i]} · ${Series.map((one) => one.Words[i]).join(" · ")}`; };
  const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short", timeZone: "UTC" });
  let chart;
  const draw = () => {
    chart?.destroy();
    plot.replaceChildren();
    const probe = document.createElement("i");
    figure.append(probe);
    const ink = (value) => { probe.style.color = value; return getComputedStyle(probe).color; };
    const axis = { stroke: ink(colour("--muted")), font: "12px Inter, system-ui", grid: { stroke: ink(colour("--line")), width: 1 }, ticks: { show: false } };
    chart = new uPlot({
      width: plot.clientWidth, height: 220, tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"), legend: { show: false }, cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
      scales: { y: { range: (_, low, high) => [Math.min(0, low), Math.max(1, high * 1.08)] } },
      hooks: { setCursor: [(u) => tell(u.cursor.idx)] },
      axes: [{ ...axis, grid: { show: false }, space: 72, values: (_, all) => all.map((at) => date.format(at * 1000)) }, { ...axis, size: 52, values: (_, all) => all.map((one) => short.format(one)) }],
      series: [{}, ...Series.map((one, i) => ({ label: one.Label, stroke: ink(colour(`--series-${i + 1}`)), width: i ? 1.5 : 2, dash: i ? [4, 4] : undefined, fill: i ? undefined : ink(colour("--series-soft")), points: { show: false } }))],
    }, [times, ...Series.map((one) => one.Values)], plot);
    probe.remove();
  };
  draw();
  plot.tabIndex = 0;
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", Label);
  plot.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const i = Math.max(0, Math.min(times.length - 1, (chart.cursor.idx ?? (step > 0 ? -1 : times.length)) + step));
    chart.setCursor({ left: chart.valToPos(times[i], "x"), top: 20 });
    event.preventDefault();
  });
  plot.addEventListener("blur", () => tell(null));
  new ResizeObserver(() => { if (plot.clientWidth !== chart.width) chart.setSize({ width: plot.clientWidth, height: 220 }); }).observe(plot);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
};
