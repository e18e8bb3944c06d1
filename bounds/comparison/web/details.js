
/** The encoding as a picture: a row for each worker, a column for each partition. */
function matrix(code) {
  const entries = code.encoding;
  if (!entries) return element("p", {}, "The encoding is too large for a picture.");
  const sizes = entries.flat().map((entry) => Math.abs(ratioOf(entry)));
  const largest = Math.max(...sizes);
  const box = `0 0 ${code.partitions} ${code.workers}`;
  const picture = drawing("svg", { class: "matrix", viewBox: box, role: "img",
    "aria-label": `encoding of ${code.name}: ${code.workers} workers by ${code.partitions} partitions` });
  entries.forEach((row, w) => row.forEach((entry, j) => {
    const size = ratioOf(entry);
    if (size === 0) return;
    picture.append(drawing("rect", { class: size < 0 ? "cell below" : "cell", x: j, y: w, width: 1,
      height: 1, opacity: 0.25 + 0.75 * Math.abs(size) / largest,
      "data-tip": `worker ${w}, partition ${j}: ${brief(entry)}` }));
  }));
  return picture;
}

function exactText(share) {
  const ends = share.exact.map((end) => brief(end, 40));
  return isExact(share) ? ends[0] : ends.join(" to ");
}

/** Every point of the curve of a code. */
function curveTable(code) {
  const heads = ["s", "e(s)/k", "exactly", "any code", "mean", "rests on"];
  const rows = code.shares.map((share, s) => element("tr", {},
    element("th", { scope: "row" }, String(s)),
    element("td", {}, worstCell(code, s)),
    element("td", {}, exactText(share)),
    element("td", {}, leastCell(code, s)),
    element("td", {}, meanCell(code.means[s], code.partitions, "mean")),
    element("td", { class: "text method" }, code.curve[s].method)));
  for (const row of rows) row.querySelectorAll("[data-tip]").forEach((one) => one.setAttribute("tabindex", "0"));
  return element("div", { class: "wide" }, element("table", {},
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col", class: head === "rests on" ? "text" : "" }, head)))),
    element("tbody", {}, ...rows)));
}

function openDetails(code) {
  const dialog = document.getElementById("details");
  const close = element("button", { class: "close" }, "close");
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(
    close,
    element("h2", { id: "details-name" }, code.name),
    element("p", { class: "remark" }, code.remark),
    element("p", {}, "recipe: ", element("code", {}, JSON.stringify(code.recipe))),
    element("p", {}, "identity: ", element("code", {}, code.identity)),
    matrix(code), curveTable(code));
  hideTip();
  dialog.showModal();
  dialog.append(tip);
}

/** Certificates that the page has no room for. */
function drawLeftOut() {
  const names = codes.flatMap((code) => code.certificates
    .map((kept, s) => (kept.left_out ? `${code.name}, s = ${s}` : null)).filter(Boolean));
  if (!names.length) return;
  document.getElementById("left-out").append(
    element("p", {}, "Left out of this page, being long; kirkman certify CODE -s S -o FILE makes them:"),
    element("ul", {}, ...names.map((name) => element("li", {}, name))));
}
