// Charts, the switch between light and dark. Every page reads without it, save for the charts.
"use strict";
(() => {
  const root = document.documentElement;
  const vega = document.currentScript.dataset.vega;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => root.dataset.theme || (system.matches ? "dark" : "light");

  const script = (() => {
    let promise = null;
    return () => promise ??= new Promise((done, fail) => {
      const tag = document.createElement("script");
      tag.src = vega;
      tag.onload = done;
      tag.onerror = fail;
      document.head.append(tag);
    });
  })();

  const svgOf = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
    return document.importNode(page.documentElement, true);
  };

  const draw = async (figure) => {
    const box = figure.querySelector(".drawing");
    const room = Math.max(320, Math.floor(box.clientWidth));
    const themed = (address) => `${address}&theme=${theme()}&width=${room}`;
    try {
      if (figure.dataset.svg) {
        const svg = await svgOf(themed(figure.dataset.svg));
        box.replaceChildren(svg);
        const said = figure.querySelector(".finding");
        if (said) said.textContent = svg.dataset.finding || "";
      } else {
        const [answer] = await Promise.all([fetch(themed(figure.dataset.spec)), script()]);
        const { spec, title, finding } = await answer.json();
        const said = figure.querySelector(".finding");
        if (said) said.textContent = finding;
        box.setAttribute("role", "img");
        box.setAttribute("aria-label", `${title}. ${finding}`);
        const { view } = await vegaEmbed(box, spec, {
          actions: false, renderer: "svg", ast: true, defaultStyle: false, tooltip: false,
        });
        figure.dispatchEvent(new CustomEvent("drawn", { detail: { view, spec } }));
      }
    } catch (error) {
      box.textContent = "—";
      box.title = String(error);
    }
  };

  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "400px" });
  const figures = () => document.querySelectorAll("figure.chart");
  figures().forEach((figure) => near.observe(figure));

  // What a link names inside of a closed part is shown.
  const opened = () => {
    const part = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (part instanceof HTMLDetailsElement) part.open = true;
  };
  addEventListener("hashchange", opened);
  opened();

  const button = document.getElementById("theme");
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = theme() === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch (_) { /* not kept */ }
    figures().forEach(draw);
  });
})();
