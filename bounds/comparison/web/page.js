
/** Another number of stragglers, for the table and the line in the chart. */
function chooseStragglers(s) {
  state.s = s;
  document.getElementById("stragglers").value = String(s);
  document.getElementById("chosen").textContent = String(s);
  drawBody();
  drawChart();
}

function onChange(id, name, then) {
  document.getElementById(id).addEventListener("input", (event) => {
    const field = event.target;
    state[name] = field.type === "checkbox" ? field.checked : field.value;
    then();
  });
}

function begin() {
  document.getElementById("stragglers").max = String(data.workers);
  document.getElementById("side-label").textContent = `s = ${data.shown.join(", ")} side by side`;
  document.getElementById("details").addEventListener("close", () => document.body.append(tip));
  onChange("stragglers", "s", () => chooseStragglers(Number(state.s)));
  onChange("side", "side", () => { drawHead(); drawBody(); });
  onChange("filter", "filter", drawBody);
  for (const name of ["means", "log", "ratio"]) onChange(name, name, drawChart);
  drawHead();
  drawLegend();
  drawLeftOut();
  chooseStragglers(state.s);
}

begin();
