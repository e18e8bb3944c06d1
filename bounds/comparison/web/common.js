
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const codes = data.codes.map((code, index) => ({ ...code, index }));
const chart = document.getElementById("chart");
const state = {
  s: data.at, side: false, filter: "", sort: null, up: true,
  means: false, log: false, ratio: true, hidden: new Set(),
};

/** An element; texts stay texts, whatever they hold. */
function element(name, attributes = {}, ...children) {
  return furnished(document.createElement(name), attributes, children);
}

/** An element of a drawing. */
function drawing(name, attributes = {}, ...children) {
  return furnished(document.createElementNS(chart.namespaceURI, name), attributes, children);
}

function furnished(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Four digits for people; only what is exactly 0 or 1 is written so. */
function decimal(value) {
  if (value === 0 || value === 1) return String(value);
  return value > 1 / 20000 ? value.toFixed(4) : value.toExponential(0);
}

/** The value of a short "p/q", to sort by. */
function ratioOf(text) {
  const [p, q = "1"] = String(text).split("/");
  return Number(p) / Number(q);
}

/** A long fraction, its middle left out. */
function brief(exact, most = 240) {
  const text = String(exact);
  if (text.length <= most) return text;
  return `${text.slice(0, most / 2)} ... ${text.slice(-most / 2)} (${text.length} characters)`;
}

/** A mean over k, four digits; it is an estimate, and looks like one even where it is 0. */
function estimateText(mean, k) {
  return (mean.kind === "sampled" ? "\u2248 " : "") + (mean.estimate / k).toFixed(4);
}

const isExact = (share) => share.exact[0] === share.exact[1];

/** A proved number or interval, rounded for people. */
function shareText(share) {
  const [low, high] = share.decimal.map(decimal);
  return isExact(share) ? low : `${low} to ${high}`;
}

/** What is proved about e(s)/k, exactly. */
function shareSentence(code, s) {
  const share = code.shares[s];
  const [low, high] = share.exact.map((end) => brief(end));
  if (!isExact(share)) return `${low} <= e(${s})/k <= ${high}, an interval`;
  return low.includes("/") ? `e(${s})/k = ${low}, ${decimal(share.decimal[0])}` : `e(${s})/k = ${low}`;
}

/** All that there is to say about e(s)/k of a code. */
function worstTip(code, s) {
  const point = code.curve[s];
  const kept = code.certificates[s];
  const lines = [shareSentence(code, s), `rests on: ${point.method}`];
  if (point.worst_set.length) lines.push(`attained by silencing ${point.worst_set.join(", ")}`);
  lines.push(kept.file ? `certificate: ${kept.file}, saved by a click` : kept.why);
  return lines.join("\n");
}

/** The bound that holds for every code of the same shape, and why. */
function leastSentence(code, s) {
  const { method, because } = code.any_code[s];
  return `${code.shape} has e(${s})/k >= ${brief(code.least[s].exact)}\n${method}: ${because}`;
}

/** What kind of estimate a mean is, and how far off it may be. */
function meanTip(mean, k, what) {
  const margin = (mean.margin / k).toExponential(1);
  const sure = mean.kind === "sampled" ? " with probability 99 %" : "";
  return `${what}: ${mean.estimate / k}\nan estimate (${mean.kind}), within ${margin}${sure}`;
}

const tip = document.getElementById("tip");

function showTip(text, x, y) {
  tip.textContent = text;
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  const below = y + 18 + height < innerHeight;
  tip.style.left = `${Math.max(4, Math.min(x + 12, innerWidth - width - 4))}px`;
  tip.style.top = `${Math.max(4, below ? y + 18 : y - height - 10)}px`;
}

function hideTip() {
  tip.hidden = true;
}

document.addEventListener("pointerover", (event) => {
  const target = event.target.closest?.("[data-tip]");
  if (target) showTip(target.dataset.tip, event.clientX, event.clientY);
  else if (!chart.contains(event.target)) hideTip();
});
document.addEventListener("focusin", (event) => {
  const target = event.target.closest("[data-tip]");
  if (!target) return;
  target.setAttribute("aria-describedby", "tip");
  const box = target.getBoundingClientRect();
  showTip(target.dataset.tip, box.left, box.bottom - 12);
});
document.addEventListener("focusout", hideTip);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideTip();
});

/** Save a certificate that this page holds. */
function save(name) {
  const holder = [...document.querySelectorAll("script[data-name]")].find(
    (script) => script.dataset.name === name,
  );
  const bytes = Uint8Array.from(atob(holder.textContent), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/gzip" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

document.addEventListener("click", (event) => {
  const name = event.target.closest?.("[data-file]")?.dataset.file;
  if (name) save(name);
});
