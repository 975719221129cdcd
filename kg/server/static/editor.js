"use strict";
// Completion of names in the search field, and the query editor: answers as a table or as a graph.

const byId = (id) => document.getElementById(id);

const names = byId("names");
document.querySelector("nav input").addEventListener("input", async (event) => {
  const asked = event.target.value.trim();
  if (asked.length < 2) return;
  const found = await (await fetch("/suggest?q=" + encodeURIComponent(asked))).json();
  if (event.target.value.trim() !== asked) return; // a later answer is on its way
  names.replaceChildren(...found[1].map((name) => Object.assign(document.createElement("option"), { value: name })));
});

const PLACES = 400;

function cellOf(term) {
  const cell = document.createElement("td");
  if (term && term.type === "uri" && /^https?:/.test(term.value)) {
    const link = document.createElement("a");
    const at = term.value.indexOf("/id/");
    link.href = at > 0 ? "/id/" + term.value.slice(at + 4) : term.value;
    link.textContent = term.value.replace(/^.*[#/](?=.)/, "");
    cell.append(link);
  } else cell.textContent = term ? term.value : "";
  return cell;
}

function tableOf(columns, rows) {
  const table = document.createElement("table");
  const head = table.insertRow();
  for (const name of columns) head.append(Object.assign(document.createElement("th"), { textContent: name }));
  for (const row of rows) table.insertRow().append(...columns.map((name) => cellOf(row[name])));
  return table;
}

// Two things of one row are joined; they repel each other, and lines pull them together.
function graphOf(columns, rows) {
  const nodes = new Map(), edges = [];
  for (const row of rows) {
    const keys = columns.map((name) => row[name]).filter((term) => term && term.value.length < 200).map((term) => term.value);
    for (const key of keys) if (!nodes.has(key) && nodes.size < PLACES) nodes.set(key, nodes.size);
    const known = keys.filter((key) => nodes.has(key));
    for (let i = 1; i < known.length; i++) edges.push([nodes.get(known[0]), nodes.get(known[i])]);
  }
  const places = [...nodes].map((_, i) => [500 + 300 * Math.cos(i * 2.4), 280 + 220 * Math.sin(i * 2.4)]);
  for (let round = 0; round < 120; round++) move(places, edges, 12 * (1 - round / 120));
  return draw([...nodes.keys()], places, edges);
}

function move(places, edges, step) {
  const pull = places.map(() => [0, 0]);
  const push = (i, j, force) => {
    const dx = places[i][0] - places[j][0] || 0.1, dy = places[i][1] - places[j][1] || 0.1;
    const far = Math.hypot(dx, dy), size = force(far) / far;
    pull[i][0] += dx * size; pull[i][1] += dy * size; pull[j][0] -= dx * size; pull[j][1] -= dy * size;
  };
  for (let i = 0; i < places.length; i++) for (let j = 0; j < i; j++) push(i, j, (far) => 2500 / far);
  for (const [i, j] of edges) if (i !== j) push(i, j, (far) => -far * far / 60);
  places.forEach((place, i) => {
    const far = Math.hypot(...pull[i]) || 1;
    place[0] = Math.min(960, Math.max(20, place[0] + pull[i][0] / far * Math.min(step, far)));
    place[1] = Math.min(540, Math.max(20, place[1] + pull[i][1] / far * Math.min(step, far)));
  });
}

function draw(labels, places, edges) {
  const made = (name, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const svg = made("svg", { viewBox: "0 0 1000 560", role: "img" });
  for (const [i, j] of edges) svg.append(made("line", { x1: places[i][0], y1: places[i][1], x2: places[j][0], y2: places[j][1] }));
  labels.forEach((label, i) => {
    svg.append(made("circle", { cx: places[i][0], cy: places[i][1], r: 4 }));
    const text = made("text", { x: places[i][0] + 6, y: places[i][1] + 4 });
    text.textContent = label.replace(/^https?:.*[#/](?=.)/, "").slice(0, 30);
    svg.append(text);
  });
  return svg;
}

const given = byId("given") && JSON.parse(byId("given").textContent);
if (given) {
  const query = byId("query"), told = byId("told"), answer = byId("answer");
  query.value = given.query || given.prefixes + "\nSELECT ?hardware (COUNT(DISTINCT ?paper) AS ?papers) WHERE {\n  ?paper kg:runsOn/skos:prefLabel ?hardware .\n}\nGROUP BY ?hardware\nORDER BY DESC(?papers)\n";
  let last = null;
  const show = () => {
    if (!last) return;
    const view = document.querySelector("[name=view]:checked").value;
    answer.replaceChildren((view === "graph" ? graphOf : tableOf)(last.columns, last.rows));
  };
  byId("stock").addEventListener("change", (event) => {
    const found = given.stock.find((each) => each.name === event.target.value);
    query.value = found ? found.text : given.prefixes;
  });
  for (const each of document.querySelectorAll("[name=view]")) each.addEventListener("change", show);
  byId("run").addEventListener("click", async () => {
    told.textContent = "asking …";
    const start = performance.now();
    const response = await fetch("/sparql", {
      method: "POST", body: query.value,
      headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, application/n-triples;q=0.5" },
    });
    const text = await response.text();
    if (!response.ok) { told.textContent = text; return; }
    last = response.headers.get("content-type").startsWith("application/n-triples") ? triples(text) : results(JSON.parse(text));
    told.textContent = last.rows.length.toLocaleString() + " rows in " + Math.round(performance.now() - start) + " ms";
    show();
  });
}

function results(found) {
  if ("boolean" in found) return { columns: ["answer"], rows: [{ answer: { type: "literal", value: String(found.boolean) } }] };
  return { columns: found.head.vars, rows: found.results.bindings };
}

function triples(text) {
  const term = (word) => word.startsWith("<") ? { type: "uri", value: word.slice(1, -1) } : { type: "literal", value: word };
  const rows = text.split("\n").map((line) => line.match(/^(\S+) (\S+) (.*) \.$/)).filter(Boolean)
    .map((found) => ({ subject: term(found[1]), predicate: term(found[2]), object: term(found[3]) }));
  return { columns: ["subject", "predicate", "object"], rows };
}
