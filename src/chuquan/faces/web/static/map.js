// The map moves through time and over the earth; the address follows, so that it can be sent.
"use strict";
(() => {
  const map = document.getElementById("map");
  if (!map) return;
  const figure = map.querySelector("figure.chart");
  const box = figure.querySelector(".drawing");
  const form = document.getElementById("map-form");
  const slider = document.getElementById("map-day");
  const play = document.getElementById("map-play");
  const said = document.getElementById("map-said");
  const DAY = 86400000;
  const lang = document.documentElement.lang;
  const ms = (day) => Date.parse(`${day}T00:00:00Z`);
  const first = ms(map.dataset.first);
  const last = ms(map.dataset.last);
  const start = ms(map.dataset.day);
  let view = null;
  let home = null;

  slider.max = String((last - first) / DAY);
  slider.value = String((start - first) / DAY);
  map.querySelector(".time").hidden = false;

  // As the page itself writes days.
  const told = lang === "en"
    ? new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" })
    : new Intl.DateTimeFormat("zh-CN", { dateStyle: "long", timeZone: "UTC" });
  const dayOf = () => first + Number(slider.value) * DAY;
  const spanOf = () => (Number(form.elements.span.value) * DAY) || last - first + DAY;
  const tell = () => {
    const days = [Math.max(first, dayOf() - spanOf() + DAY), dayOf()].map((day) => told.format(day));
    const text = map.dataset.period.replace("{0}", days[0]).replace("{1}", days[1]);
    said.textContent = text;
    slider.setAttribute("aria-valuetext", text);
  };

  // The address names what is seen; the table beside the map follows once the hand rests.
  const address = () => {
    const to = new URL(location.href);
    to.searchParams.set("day", new Date(dayOf()).toISOString().slice(0, 10));
    if (view) {
      const at = ["map_longitude", "map_latitude", "map_zoom"].map((name) => view.signal(name));
      if (home && at.some((value, i) => Math.abs(value - home[i]) > 1e-6)) {
        to.searchParams.set("at", at.map((value) => value.toFixed(2)).join(","));
      } else {
        to.searchParams.delete("at");
      }
    }
    return to;
  };
  let asked = null;
  const settle = async (isTime) => {
    const to = address();
    history.replaceState(null, "", to);
    form.elements.day.value = to.searchParams.get("day");
    document.querySelectorAll("a[hreflang]").forEach((link) => {
      link.search = to.search; // the same in the other language
    });
    if (!isTime) return;
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(to, { signal: asked.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const rows = page.getElementById("map-table");
      if (answer.ok && rows) document.getElementById("map-table").replaceChildren(...rows.childNodes);
      const links = page.querySelectorAll("#map .save a");
      map.querySelectorAll(".save a").forEach((link, i) => { link.href = links[i].href; });
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };

  const toDay = () => {
    tell();
    view?.signal("map_day", dayOf()).runAsync();
  };
  slider.addEventListener("input", toDay);
  slider.addEventListener("change", () => settle(true));

  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.setAttribute("aria-pressed", "false");
    play.firstElementChild.textContent = "▶";
  };
  play.addEventListener("click", () => {
    if (timer) {
      stop();
      settle(true);
      return;
    }
    if (Number(slider.value) >= Number(slider.max)) slider.value = "0";
    play.setAttribute("aria-pressed", "true");
    play.firstElementChild.textContent = "❚❚";
    timer = setInterval(() => {
      slider.value = String(Number(slider.value) + 7);
      toDay();
      if (Number(slider.value) >= Number(slider.max)) {
        stop();
        settle(true);
      }
    }, 160);
  });

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  const move = (changes) => {
    if (!view) return;
    for (const [name, value] of Object.entries(changes)) view.signal(name, value);
    view.runAsync();
    clearTimeout(move.timer);
    move.timer = setTimeout(() => settle(false), 400);
  };
  const zoom = (by) => move({ map_zoom: clamp(view.signal("map_zoom") + by, 0, 6) });
  document.getElementById("map-in").addEventListener("click", () => zoom(1));
  document.getElementById("map-out").addEventListener("click", () => zoom(-1));
  document.getElementById("map-home").addEventListener("click", () => {
    if (home) move({ map_longitude: home[0], map_latitude: home[1], map_zoom: 0 });
  });
  box.addEventListener("wheel", (event) => {
    if (!view || !(event.ctrlKey || event.metaKey)) return; // the wheel alone scrolls the page
    event.preventDefault();
    zoom(-Math.sign(event.deltaY) / 2);
  }, { passive: false });

  // Dragging moves the earth under the pointer; a click that did not move is left to the mark.
  let held = null;
  box.addEventListener("pointerdown", (event) => {
    if (view && event.isPrimary) held = { x: event.clientX, y: event.clientY, moved: false };
  });
  box.addEventListener("pointermove", (event) => {
    if (!held) return;
    const dx = event.clientX - held.x;
    const dy = event.clientY - held.y;
    if (!held.moved && Math.hypot(dx, dy) < 6) return;
    held = { x: event.clientX, y: event.clientY, moved: true };
    box.classList.add("moving");
    const scale = Number(map.dataset.scale) * 2 ** view.signal("map_zoom");
    const latitude = view.signal("map_latitude");
    const degrees = 180 / Math.PI / scale;
    let longitude = view.signal("map_longitude") - dx * degrees / Math.cos(latitude * Math.PI / 180);
    if (longitude > 180) longitude -= 360;
    if (longitude < -180) longitude += 360;
    move({ map_longitude: longitude, map_latitude: clamp(latitude + dy * degrees, -80, 80) });
  });
  addEventListener("pointerup", () => {
    if (held?.moved) {
      box.addEventListener("click", (event) => {
        event.preventDefault();
        event.stopPropagation();
      }, { capture: true, once: true });
      setTimeout(() => box.classList.remove("moving"), 0);
    }
    held = null;
  });

  // What the pointer is on: text only, never markup.
  const note = document.createElement("div");
  note.className = "pointed";
  note.hidden = true;
  document.body.append(note);
  const point = (event, item) => {
    const told = item?.tooltip;
    note.hidden = !told || Boolean(held?.moved);
    if (note.hidden) return;
    const lines = Object.entries(told).map(([name, value], i) => {
      const line = document.createElement(i ? "span" : "strong");
      line.textContent = i ? `${name}: ${value}` : String(value);
      return line;
    });
    note.replaceChildren(...lines);
    const right = event.pageX + 14 + note.offsetWidth > scrollX + innerWidth;
    note.style.left = `${Math.max(4, event.pageX + (right ? -note.offsetWidth - 10 : 14))}px`;
    note.style.top = `${event.pageY + 14}px`;
  };

  figure.addEventListener("drawn", (event) => {
    const isAgain = view !== null;
    const before = isAgain && ["map_longitude", "map_latitude", "map_zoom"].map((n) => [n, view.signal(n)]);
    view = event.detail.view;
    const fitted = event.detail.spec.usermeta;
    home = fitted.home;
    map.dataset.scale = String(Math.min(view.width() / fitted.width, view.height() / fitted.height));
    if (before) for (const [name, value] of before) view.signal(name, value);
    view.addEventListener("mousemove", point);
    view.addEventListener("mouseout", () => { note.hidden = true; });
    toDay();
  });
})();
