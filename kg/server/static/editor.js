// The query editor: stock queries with what they ask for, and answers as a table, as a graph and as a file.
import { rowsOf, tableOf } from "./answer.js";
import { pictureOf } from "./picture.js";

const byId = (id) => document.getElementById(id);
const given = JSON.parse(byId("given").textContent);
const [query, told, answer, stock] = ["query", "told", "answer", "stock"].map(byId);
const FIRST = `SELECT ?hardware (COUNT(DISTINCT ?paper) AS ?papers) WHERE {
  ?paper kg:runsOn/skos:prefLabel ?hardware .
}
GROUP BY ?hardware
ORDER BY DESC(?papers)
`;
let last = null;

function tell(text, isWrong = false) {
  told.textContent = text;
  told.classList.toggle("wrong", isWrong);
}

function ask(accept) {
  const headers = { "Content-Type": "application/sparql-query", Accept: accept };
  return fetch("/sparql", { method: "POST", body: query.value, headers });
}

async function run() {
  tell("asking …");
  const start = performance.now();
  const reply = await ask("application/sparql-results+json, application/n-triples;q=0.5");
  const text = await reply.text();
  last = reply.ok ? rowsOf(text, reply.headers.get("content-type")) : null;
  byId("save").hidden = !last;
  show();
  if (!last) {
    tell(text.trim(), true);
    lead(text);
    return;
  }
  const rows = last.rows.length === 1 ? "1 row" : `${last.rows.length.toLocaleString("en")} rows`;
  tell(`${rows} in ${Math.round(performance.now() - start)} ms`);
  if (query.value.length < 4000) history.replaceState(null, "", `/query?edit=${encodeURIComponent(query.value)}`);
}

function show() {
  answer.replaceChildren();
  if (!last?.rows.length) return;
  const isGraph = document.querySelector("[name=view]:checked").value === "graph";
  answer.append(isGraph ? pictureOf(last, given.base, answer.clientWidth) : tableOf(last, given.base));
}

// Mark the line where a query is broken, which the message begins with.
function lead(message) {
  const line = Number(message.match(/^query:(\d+):/)?.[1]);
  if (!line) return;
  const lines = query.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  query.focus();
  query.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}

async function save() {
  const reply = await ask("text/csv, application/n-triples;q=0.5");
  const isTable = reply.headers.get("content-type").startsWith("text/csv");
  const address = URL.createObjectURL(await reply.blob());
  Object.assign(document.createElement("a"), { href: address, download: isTable ? "answer.csv" : "answer.nt" }).click();
  URL.revokeObjectURL(address);
}

function choose() {
  const found = given.stock.find((each) => each.name === stock.value);
  query.value = found ? found.text : FIRST;
  const fields = (found?.parameters ?? []).map(({ name, example, kind }) => {
    const field = Object.assign(document.createElement("input"), { name, placeholder: example, autocomplete: "off" });
    if (kind !== "text") field.setAttribute("list", "names");
    const label = Object.assign(document.createElement("label"), { textContent: `${name} ` });
    label.append(field);
    return label;
  });
  byId("parameters").replaceChildren(...fields);
  byId("parameters").dataset.stock = found?.name ?? "";
  tell("");
}

// Put what is named into the stock query; false where the graph does not know it.
async function fill() {
  const named = [...byId("parameters").querySelectorAll("input")].filter((field) => field.value.trim());
  if (!named.length) return true;
  const pairs = new URLSearchParams(named.map((field) => [field.name, field.value.trim()]));
  const reply = await fetch(`/stock/${byId("parameters").dataset.stock}?${pairs}`);
  const text = await reply.text();
  if (!reply.ok) {
    last = null;
    byId("save").hidden = true;
    show();
    tell(text.trim(), true);
    return false;
  }
  query.value = text;
  return true;
}

query.value = given.query || FIRST;
stock.addEventListener("change", choose);
byId("save").addEventListener("click", save);
byId("asking").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
byId("parameters").addEventListener("keydown", async (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  if (await fill()) run();
});
byId("parameters").addEventListener("change", () => byId("parameters").dataset.stock === stock.value && fill());
query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
});
for (const each of document.querySelectorAll("[name=view]")) each.addEventListener("change", show);
addEventListener("resize", () => document.querySelector("[name=view]:checked").value === "graph" && show());
