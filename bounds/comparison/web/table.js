
/** A number with its story; a button that saves the certificate if there is one. */
function value(text, story, { file = null, look = "" } = {}) {
  const shape = file ? "button" : "span";
  const made = element(shape, { "data-tip": story, tabindex: "-1", class: look }, text);
  if (file) made.dataset.file = file;
  return made;
}

/** e(s)/k in a cell, or nothing beyond the code's own number of workers. */
function worstCell(code, s) {
  const share = code.shares[s];
  if (!share) return value("-", `${code.name} has ${code.workers} workers`);
  const look = isExact(share) ? "" : "interval";
  return value(shareText(share), worstTip(code, s), { file: code.certificates[s].file, look });
}

function meanCell(mean, k, what) {
  if (!mean) return value("-", "beyond the code's own number of workers");
  const look = mean.kind === "sampled" ? "sampled" : "";
  return value(estimateText(mean, k), meanTip(mean, k, what), { look });
}

function thresholdCell(code, level) {
  const [atLeast, atMost] = code.thresholds[level];
  const known = atLeast === atMost;
  const text = known ? String(atLeast) : `${atLeast} to ${atMost ?? "?"}`;
  const exact = known ? `exactly ${atLeast}` : `at least ${atLeast}, at most ${atMost ?? "unknown"}`;
  const story = `fewest stragglers that force e(s)/k >= ${level}: ${exact}`;
  return value(text, story, { look: known ? "" : "interval" });
}

function nameCell(code) {
  const story = "recipe, encoding, and every number of stragglers";
  const button = element("button", { tabindex: "-1", "data-tip": story }, code.name);
  button.addEventListener("click", () => openDetails(code));
  return button;
}

/** A column: key, heading, explanation, what to sort by, and the cell of a code. */
function column(key, heading, story, sortBy, cell, text = false) {
  return { key, heading, story, sortBy, cell, text };
}

function plainColumn(key, heading, story, sortBy, show, text = false) {
  const cell = (code) => value(String(show(code)), `${heading()}: ${show(code)}`);
  return column(key, heading, story, sortBy, cell, text);
}

/** What no code of the same shape is below. */
function leastCell(code, s) {
  const least = code.least[s];
  if (!least) return value("-", "no such bound here");
  return value(decimal(least.decimal), leastSentence(code, s));
}

function gapCell(code, s) {
  const gap = code.least[s]?.gap;
  if (!gap) return value("-", "no such bound here");
  const ends = gap.exact.map((end) => brief(end));
  const story = isExact(gap) ? `exactly ${ends[0]}` : `${ends[0]} to ${ends[1]}, as e(${s}) is an interval`;
  return value(shareText(gap), `${story}\n${leastSentence(code, s)}`, { look: isExact(gap) ? "" : "interval" });
}

const anyLeast = codes.some((code) => code.least.length);
const fixed = (text) => () => text;
const loadText = (code) => [...new Set(code.load)].join("..");

function worstColumn(key, at) {
  const sortBy = (code) => code.shares[at()]?.decimal[1] ?? null;
  const heading = () => `e(${at()})/k`;
  const story = "certified worst case over all sets of s stragglers";
  return column(key, heading, story, sortBy, (code) => worstCell(code, at()));
}

const shapeColumns = [
  column("name", fixed("code"), "the code; click for its recipe", (c) => c.name, nameCell, true),
  plainColumn("workers", fixed("n"), "workers", (c) => c.workers, (c) => c.workers),
  plainColumn("partitions", fixed("k"), "partitions of the data", (c) => c.partitions, (c) => c.partitions),
  plainColumn("load", fixed("load"), "partitions that a worker holds", (c) => c.load[1], loadText),
  plainColumn("redundancy", fixed("d"), "workers that hold a partition", (c) => ratioOf(c.redundancy), (c) => c.redundancy),
  plainColumn("exact", fixed("exact to"), "the gradient is exact up to so many stragglers",
    (c) => c.exact_below, (c) => (c.exact_below < 0 ? "never" : c.exact_below)),
  plainColumn("decode", fixed("decoding"), "how the server computes the optimal weights",
    (c) => c.decode_cost, (c) => c.decode_cost, true),
];

const errorColumns = [
  worstColumn("worst", () => state.s),
  column("mean", () => `mean ${state.s}`, "mean of e/k over all sets of s stragglers, an estimate",
    (c) => (c.means[state.s] ? c.means[state.s].estimate / c.partitions : null),
    (c) => meanCell(c.means[state.s], c.partitions, `mean over all sets of ${state.s} stragglers`)),
  column("pareto", fixed("Pareto"), "not beaten in worst case, mean error and load together",
    (c) => (c.pareto[state.s] ? 0 : 1),
    (c) => (c.pareto[state.s]
      ? value("\u2605", `at s = ${state.s} no other code here is as good in worst case, mean error and load, and better in one`, { look: "star" })
      : value("", `beaten at s = ${state.s}`))),
];

const leastColumns = [
  column("least", () => `any code ${state.s}`, "no code of the same shape has a smaller e(s)/k",
    (c) => c.least[state.s]?.decimal ?? null, (c) => leastCell(c, state.s)),
  column("gap", fixed("gap"), "e(s)/k above what is proved for every code of the same shape",
    (c) => c.least[state.s]?.gap.decimal[1] ?? null, (c) => gapCell(c, state.s)),
];

const sideColumns = data.shown.map((s) => worstColumn(`worst-${s}`, () => s));

const randomColumn = column("random", () => `P = ${data.probability}`,
  "mean of e/k when every worker straggles with this probability",
  (c) => c.random.estimate / c.partitions,
  (c) => meanCell(c.random, c.partitions, `mean with stragglers of probability ${data.probability}`));

const thresholdColumns = data.levels.map((level) => column(
  `threshold-${level}`, fixed(`T(${Math.round(100 * ratioOf(level))} %)`),
  `fewest stragglers that force e(s)/k >= ${level}`,
  (c) => c.thresholds[level][0], (c) => thresholdCell(c, level)));

const remarkColumn = plainColumn("remark", fixed("remark"), "what is not quite as asked",
  (c) => c.remark || null, (c) => c.remark, true);

function columnsNow() {
  return [
    ...shapeColumns, ...errorColumns, ...(anyLeast ? leastColumns : []), ...(state.side ? sideColumns : []),
    ...(data.probability === null ? [] : [randomColumn]), ...thresholdColumns, remarkColumn,
  ];
}

const table = document.getElementById("codes");

/** The heading; made anew when other columns are shown. */
function drawHead() {
  const row = element("tr");
  for (const each of columnsNow()) {
    const button = element("button", { "data-tip": `${each.story}; press to sort` });
    button.addEventListener("click", () => sortBy(each.key));
    const look = each.text ? "text" : "";
    row.append(element("th", { scope: "col", class: look, "data-key": each.key }, button));
  }
  table.tHead.replaceChildren(row);
}

function sortBy(key) {
  state.up = state.sort === key ? !state.up : true;
  state.sort = key;
  drawBody();
}

/** Smaller first; what is missing comes last, upwards and downwards. */
function compareBy(each) {
  const sign = state.up ? 1 : -1;
  return (one, other) => {
    const [x, y] = [each.sortBy(one), each.sortBy(other)];
    if (x === null || y === null) return (x === null) - (y === null);
    return sign * (typeof x === "string" ? x.localeCompare(y) : x - y);
  };
}

function visibleCodes() {
  const wanted = state.filter.toLowerCase();
  const found = codes.filter((code) =>
    `${code.name} ${code.remark} ${code.decode_cost}`.toLowerCase().includes(wanted));
  const each = columnsNow().find((one) => one.key === state.sort);
  return each ? found.sort(compareBy(each)) : found;
}

function drawBody() {
  const shown = columnsNow();
  for (const head of table.tHead.rows[0].cells) {
    const each = shown.find((one) => one.key === head.dataset.key);
    head.firstChild.textContent = each.heading();
    const direction = state.up ? "ascending" : "descending";
    head.setAttribute("aria-sort", state.sort === each.key ? direction : "none");
  }
  const found = visibleCodes();
  table.tBodies[0].replaceChildren(...found.map((code) => element("tr", {},
    ...shown.map((each) => element("td", { class: each.text ? "text" : "" }, each.cell(code))))));
  table.tBodies[0].rows[0]?.cells[0].firstChild.setAttribute("tabindex", "0");
  document.getElementById("count").textContent = `${found.length} of ${codes.length} codes`;
}

const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** One stop for the tab key; arrows move from cell to cell. */
table.tBodies[0].addEventListener("keydown", (event) => {
  const step = steps[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell) return;
  event.preventDefault();
  const row = table.rows[cell.parentNode.rowIndex + step[0]];
  const next = row && row.parentNode === table.tBodies[0] && row.cells[cell.cellIndex + step[1]];
  if (!next) return;
  event.target.setAttribute("tabindex", "-1");
  next.firstChild.setAttribute("tabindex", "0");
  next.firstChild.focus();
});
