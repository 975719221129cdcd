// What came back from the endpoint, as columns and rows, and as a table.

const MOST = 1000; // so many rows are shown; the file has all

export function rowsOf(text, type) {
  if (type.startsWith("application/n-triples")) return triples(text);
  const found = JSON.parse(text);
  if ("boolean" in found) return { columns: ["answer"], rows: [{ answer: literal(String(found.boolean)) }] };
  return { columns: found.head.vars, rows: found.results.bindings };
}

function triples(text) {
  const rows = text
    .split("\n")
    .map((line) => line.match(/^(\S+) (\S+) (.*) \.$/))
    .filter(Boolean)
    .map(([, subject, predicate, object]) => ({
      subject: term(subject),
      predicate: term(predicate),
      object: term(object),
    }));
  return { columns: ["subject", "predicate", "object"], rows };
}

function term(word) {
  if (word.startsWith("<")) return { type: "uri", value: word.slice(1, -1) };
  const quoted = word.match(/^"((?:[^"\\]|\\.)*)"/);
  return literal(quoted ? unescaped(quoted[1]) : word);
}

function literal(value) {
  return { type: "literal", value };
}

function unescaped(text) {
  const letters = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  return text.replace(/\\(?:u([0-9A-F]{4})|U([0-9A-F]{8})|(.))/g, (_, four, eight, letter) =>
    letter ? (letters[letter] ?? letter) : String.fromCodePoint(Number.parseInt(four ?? eight, 16)),
  );
}

// Where an IRI leads: here if the graph holds it, out if it is of the web.
export function placeOf(iri, base) {
  if (iri.startsWith(base)) return `/id/${iri.slice(base.length)}`;
  return /^https?:/.test(iri) ? iri : "";
}

export function isNumber(term) {
  return /#(integer|decimal|double|float)$/.test(term.datatype ?? "");
}

export function shortened(value) {
  return value.replace(/^https?:.*[#/](?=.)/, "");
}

export function tableOf({ columns, rows }, base) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of columns) {
    head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: name }));
  }
  const body = table.createTBody();
  for (const row of rows.slice(0, MOST)) body.insertRow().append(...columns.map((name) => cellOf(row[name], base)));
  if (rows.length > MOST) {
    table.createCaption().textContent = `the first ${MOST.toLocaleString("en")} rows; the file has all`;
  }
  return table;
}

function cellOf(value, base) {
  const cell = document.createElement("td");
  if (!value) return cell;
  const place = value.type === "uri" ? placeOf(value.value, base) : "";
  if (place) {
    cell.append(Object.assign(document.createElement("a"), { href: place, textContent: shortened(value.value) }));
  } else cell.textContent = value.value;
  if (isNumber(value)) cell.className = "number";
  return cell;
}
