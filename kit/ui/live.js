// The live stream: one per visible tab. The page is right without it; what it tells is
// fetched by the ordinary addresses, so nobody is told more than the page would show.
export default ($, $$) => {
  const main = $("#main");
  let source, last = main.dataset.since, fresh = 0, counting;
  const close = () => { source?.close(); source = null; };
  const open = () => {
    if (document.hidden || source) return;
    const edit = $("main form [name=_seen]") ? "&edit=on" : "";
    source = new EventSource(`${main.dataset.live}?since=${last}&at=${encodeURIComponent(location.pathname.replace(/\/edit$/, ""))}${edit}`);
    source.onmessage = (event) => { last = event.lastEventId || last; hear(JSON.parse(event.data)); };
    source.onerror = () => { if (source?.readyState === 2) { close(); setTimeout(open, 30000); } };
  };
  const note = (id, words) => {
    let line = document.getElementById(id);
    if (!words) return line?.remove();
    if (!line) {
      line = Object.assign(document.createElement("p"), { id, className: "page-line muted", role: "status" });
      $(".page-head").append(line);
    }
    line.textContent = words;
  };
  const counts = async () => {
    const answer = await fetch(main.dataset.live + "/counts").catch(() => null);
    if (!answer?.ok) return;
    for (const [id, words] of Object.entries(await answer.json())) {
      for (const link of $$(`[data-nav="${CSS.escape(id)}"]`)) {
        let count = $(".count", link);
        if (!count && words) link.append(count = Object.assign(document.createElement("span"), { className: "count" }));
        if (count) count.textContent = words;
        if (count && !words) count.remove();
      }
    }
  };
  // A row that changed is put in place of the old one; nothing else moves.
  const row = async (path) => {
    const old = $(`main .row-link[href$="${CSS.escape(path)}"]`)?.closest("[data-row]");
    const answer = old && await fetch(location.href).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = $(`main .row-link[href$="${CSS.escape(path)}"]`, page)?.closest("[data-row]");
    if (now && old.isConnected && !$("input:checked", old)) old.innerHTML = now.innerHTML;
  };
  const hear = (news) => {
    document.dispatchEvent(new CustomEvent("live", { detail: news }));
    if (news.kind === "people") return note("live-people", news.text);
    clearTimeout(counting);
    counting = setTimeout(counts, 600);
    if (news.text) document.dispatchEvent(new CustomEvent("toast", { detail: { text: news.text, scheme: "info" } }));
    if (news.path && location.pathname.endsWith(news.path) && !news.mine) note("live-changed", main.dataset.changed);
    if (news.path) row(news.path);
    const list = news.kind === "new" && location.pathname.endsWith("/" + news.topic) && $("main .list");
    if (!list) return;
    let pill = $("#live-pill");
    if (!pill) {
      pill = Object.assign(document.createElement("a"), { id: "live-pill", className: "btn small", href: location.href });
      list.before(pill);
    }
    fresh += 1;
    pill.textContent = (fresh === 1 ? news.more[0] : news.more[1]).replace("%d", fresh);
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  open();
};
