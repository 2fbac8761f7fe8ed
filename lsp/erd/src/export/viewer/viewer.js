"use strict";
(() => {
  const svg = document.querySelector("svg");
  const cards = [...svg.querySelectorAll(".card")];
  const edges = [...svg.querySelectorAll(".edge")];
  const search = document.querySelector("#search");
  const count = document.querySelector("#count");
  const whole = svg.viewBox.baseVal;
  const home = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  let view = { ...home };
  svg.removeAttribute("width");
  svg.removeAttribute("height");

  const show = () => svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  const scale = () => Math.max(view.width / svg.clientWidth, view.height / svg.clientHeight);
  // The place under a point of the screen.
  const place = event => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return { x: point.x, y: point.y };
  };
  const zoom = (factor, at) => {
    const limited = Math.max(factor, 0.25 / scale());
    view = {
      x: at.x - (at.x - view.x) * limited,
      y: at.y - (at.y - view.y) * limited,
      width: view.width * limited,
      height: view.height * limited,
    };
    show();
  };
  const middle = () => ({ x: view.x + view.width / 2, y: view.y + view.height / 2 });
  const pan = (dx, dy) => {
    view.x += dx;
    view.y += dy;
    show();
  };
  const fit = () => {
    view = { ...home };
    show();
  };
  const actual = () => zoom(1 / scale(), middle());

  svg.addEventListener(
    "wheel",
    event => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) zoom(Math.exp(event.deltaY / 200), place(event));
      else pan(event.deltaX * scale(), event.deltaY * scale());
    },
    { passive: false },
  );
  let dragged = null;
  svg.addEventListener("pointerdown", event => {
    dragged = { x: event.clientX, y: event.clientY, moved: false, target: event.target };
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", event => {
    if (!dragged) return;
    const [dx, dy] = [event.clientX - dragged.x, event.clientY - dragged.y];
    if (!dragged.moved && Math.hypot(dx, dy) < 4) return;
    pan(-dx * scale(), -dy * scale());
    dragged = { ...dragged, x: event.clientX, y: event.clientY, moved: true };
  });
  svg.addEventListener("pointerup", () => {
    if (dragged && !dragged.moved) select(dragged.target.closest(".card"));
    dragged = null;
  });

  const select = card => {
    for (const other of [...cards, ...edges]) other.classList.remove("selected");
    if (!card) return;
    card.classList.add("selected");
    for (const edge of edges) {
      if (edge.dataset.from === card.id || edge.dataset.to === card.id) edge.classList.add("selected");
    }
  };

  let hits = [];
  let current = -1;
  const find = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    hits = words.length ? cards.filter(card => words.every(word => card.textContent.toLowerCase().includes(word))) : [];
    // A table that has the name itself comes first.
    hits.sort((a, b) => b.dataset.name.toLowerCase().includes(words[0]) - a.dataset.name.toLowerCase().includes(words[0]));
    current = -1;
    for (const card of cards) card.classList.toggle("hit", hits.includes(card));
    count.textContent = words.length ? `${hits.length} found` : "";
  };
  const visit = step => {
    if (!hits.length) return;
    current = (current + step + hits.length) % hits.length;
    const card = hits[current];
    const box = card.getBBox();
    const matrix = card.transform.baseVal.consolidate().matrix;
    if (scale() > 1.6) zoom(1 / scale(), middle());
    const at = middle();
    pan(matrix.e + box.width / 2 - at.x, matrix.f + box.height / 2 - at.y);
    select(card);
  };
  search.addEventListener("input", find);
  search.addEventListener("keydown", event => {
    if (event.key === "Enter") visit(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") {
      search.value = "";
      find();
      search.blur();
    }
  });
  document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && event.key === "f") {
      event.preventDefault();
      search.focus();
      return;
    }
    if (event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = 80 * scale();
    const keys = {
      0: fit,
      1: actual,
      "+": () => zoom(0.8, middle()),
      "-": () => zoom(1.25, middle()),
      ArrowLeft: () => pan(-step, 0),
      ArrowRight: () => pan(step, 0),
      ArrowUp: () => pan(0, -step),
      ArrowDown: () => pan(0, step),
      Escape: () => select(null),
    };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  document.querySelector("#fit").addEventListener("click", fit);
  document.querySelector("#in").addEventListener("click", () => zoom(0.8, middle()));
  document.querySelector("#out").addEventListener("click", () => zoom(1.25, middle()));
})();
