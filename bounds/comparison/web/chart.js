
const frame = { left: 64, right: 884, top: 14, bottom: 404 };
const markers = [
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", "M-3.5 -3.5h7v7h-7z", "M0 -5l5 5l-5 5l-5 -5z",
  "M0 -5l4.5 8h-9z", "M0 5l4.5 -8h-9z",
];
const look = (code) => `c${code.index % 10}`;
const markerOf = (code) => markers[code.index % markers.length];
let pointed = { code: 0, s: data.at };

const onChart = () => codes.filter((code) => !state.hidden.has(code.index));
const xOf = (code, s) => {
  const part = state.ratio ? s / code.workers : s / data.workers;
  return frame.left + part * (frame.right - frame.left);
};

/** The lowest decade that a logarithmic chart shows. */
function lowestDecade() {
  const positive = codes.flatMap((code) => code.shares.map((share) => share.decimal[1]))
    .filter((value) => value > 0);
  return Math.max(-6, Math.min(-1, Math.floor(Math.log10(Math.min(1, ...positive)))));
}

/** Height of a value, or null if a logarithmic chart has no place for it. */
function yOf(error) {
  const height = frame.bottom - frame.top;
  if (!state.log) return frame.bottom - error * height;
  const part = 1 - Math.log10(error) / lowestDecade();
  return part >= 0 ? frame.bottom - part * height : null;
}

function drawAxes() {
  const parts = [];
  const count = 5;
  const decades = Array.from({ length: 1 - lowestDecade() }, (_, i) => 10 ** -i);
  const levels = state.log ? decades : Array.from({ length: count + 1 }, (_, i) => i / count);
  for (const level of levels) {
    const y = yOf(level);
    const text = state.log ? String(level) : level.toFixed(1);
    parts.push(drawing("path", { class: "grid", d: `M${frame.left} ${y}H${frame.right}` }),
      drawing("text", { x: frame.left - 8, y: y + 4, "text-anchor": "end" }, text));
  }
  const apart = Math.ceil(data.workers / 16);
  for (let s = 0; s <= data.workers; s += state.ratio ? data.workers / count : apart) {
    const x = frame.left + (s / data.workers) * (frame.right - frame.left);
    const text = state.ratio ? (s / data.workers).toFixed(1) : String(s);
    parts.push(drawing("text", { x, y: frame.bottom + 18, "text-anchor": "middle" }, text));
  }
  const name = state.ratio ? "fraction of the workers that straggle, s/n" : "stragglers, s";
  parts.push(drawing("text", { x: 474, y: frame.bottom + 42, "text-anchor": "middle" }, name));
  return parts;
}

/** The pieces of a line, from s - 1 to s, that are wanted and have a place. */
function line(code, values, name, wanted = () => true) {
  const heights = values.map(yOf);
  const pieces = heights.map((y, s) => (s && y !== null && heights[s - 1] !== null && wanted(s)
    ? `M${xOf(code, s - 1)} ${heights[s - 1]}L${xOf(code, s)} ${y}` : ""));
  return drawing("path", { class: name, d: pieces.join("") });
}

/** The proved intervals of a curve as a band. */
function band(code) {
  const ends = (i) => code.shares.map((share, s) => [xOf(code, s), yOf(share.decimal[i]) ?? frame.bottom]);
  const around = [...ends(0), ...ends(1).reverse()];
  return drawing("path", { class: "band", d: `M${around.map((spot) => spot.join(" ")).join("L")}z` });
}

/** The mark of a point; hollow if it is but the upper end of an interval. */
function marker(code, s, high) {
  const y = yOf(high);
  if (y === null) return "";
  const name = isExact(code.shares[s]) ? "point" : "point hollow";
  return drawing("path", { class: name, d: markerOf(code), transform: `translate(${xOf(code, s)} ${y})` });
}

function drawCurve(code) {
  const [lows, highs] = [0, 1].map((i) => code.shares.map((share) => share.decimal[i]));
  const known = (s) => isExact(code.shares[s]) && isExact(code.shares[s - 1]);
  const unknown = (s) => !known(s);
  const group = drawing("g", { class: look(code), "data-code": code.index });
  if (!code.shares.every(isExact)) {
    group.append(band(code), line(code, lows, "unsure", unknown), line(code, highs, "unsure", unknown));
  }
  group.append(line(code, highs, "curve", known));
  highs.forEach((high, s) => group.append(marker(code, s, high)));
  if (state.means) group.append(line(code, code.means.map((m) => m.estimate / code.partitions), "mean"));
  return group;
}

function drawChart() {
  const x = frame.left + (state.s / data.workers) * (frame.right - frame.left);
  const chosen = drawing("path", { class: "chosen", d: `M${x} ${frame.top}V${frame.bottom}` });
  const ring = drawing("circle", { class: "ring", r: 8, visibility: "hidden" });
  const floor = drawing("path", { class: "floor" });
  chart.replaceChildren(...drawAxes(), chosen, floor, ...onChart().map(drawCurve), ring);
}

function drawLegend() {
  document.getElementById("legend").replaceChildren(...codes.map((code) => {
    const swatch = drawing("svg", { class: look(code), viewBox: "-13 -6 26 12", "aria-hidden": "true" },
      drawing("path", { class: "curve", d: "M-13 0H13" }), drawing("path", { class: "point", d: markerOf(code) }));
    const button = element("button", { "aria-pressed": "true" }, swatch, code.name);
    button.addEventListener("click", () => toggle(code, button));
    return element("li", {}, button);
  }));
}

function toggle(code, button) {
  const hide = !state.hidden.has(code.index);
  if (hide) state.hidden.add(code.index);
  else state.hidden.delete(code.index);
  button.setAttribute("aria-pressed", String(!hide));
  drawChart();
}

function chartTip(code, s) {
  const share = code.shares[s];
  const mean = estimateText(code.means[s], code.partitions);
  const least = code.least[s];
  const floor = least ? `\nno code of its shape is below ${decimal(least.decimal)}` : "";
  return `${code.name}\ns = ${s} of ${code.workers}\n${shareSentence(code, s)}\n` +
    `worst case ${shareText(share)}, mean ${mean} (${code.means[s].kind})${floor}`;
}

/** Where a point of a curve stands on the screen. */
function onScreen(code, s) {
  const y = yOf(code.shares[s].decimal[1]) ?? frame.bottom;
  return new DOMPoint(xOf(code, s), y).matrixTransform(chart.getScreenCTM());
}

/** Mark a point and say what it is. */
function point(code, s) {
  pointed = { code: code.index, s };
  const ring = chart.querySelector(".ring");
  ring.setAttribute("cx", xOf(code, s));
  ring.setAttribute("cy", yOf(code.shares[s].decimal[1]) ?? frame.bottom);
  ring.setAttribute("visibility", "visible");
  const floor = line(code, code.least.map((least) => least.decimal), "floor");
  chart.querySelector(".floor").replaceWith(floor);
  const text = chartTip(code, s);
  const spot = onScreen(code, s);
  showTip(text, spot.x, spot.y);
  return text;
}

function nearest(x, y) {
  let best = null;
  for (const code of onChart()) {
    code.shares.forEach((_, s) => {
      const spot = onScreen(code, s);
      const far = (spot.x - x) ** 2 + (spot.y - y) ** 2;
      if (best === null || far < best.far) best = { far, code, s };
    });
  }
  return best;
}

chart.addEventListener("pointermove", (event) => {
  const found = nearest(event.clientX, event.clientY);
  if (found) point(found.code, found.s);
});
chart.addEventListener("pointerleave", () => {
  hideTip();
  chart.querySelector(".ring").setAttribute("visibility", "hidden");
  chart.querySelector(".floor").removeAttribute("d");
});
chart.addEventListener("click", () => chooseStragglers(pointed.s));
chart.addEventListener("keydown", (event) => {
  const step = steps[event.key];
  const seen = onChart();
  if (!step || !seen.length) return;
  event.preventDefault();
  const place = seen.findIndex((code) => code.index === pointed.code);
  const code = seen[(place + step[0] + seen.length) % seen.length];
  const s = Math.max(0, Math.min(code.workers, pointed.s + step[1]));
  document.getElementById("spoken").textContent = point(code, s);
});
