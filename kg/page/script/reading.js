// The panel of one thing: what it is, all that is said of it, and the sentences that say so.

import { addressOf, placeLink } from "./address.js";
import { element, nodeLink, outward, said, symbol } from "./elements.js";
import { around } from "./pictures.js";
import { folding, quote, quotesOf, resultLine, section } from "./sentences.js";
import { counted, heading, kindName, number } from "./wording.js";

/** Return {title, content, picture} of a node. */
export function reading(app, node, settings) {
  const { graph, filter } = app;
  const hops = settings.get("hops") === "2" ? 2 : 1;
  const isOnMap = settings.get("on") === "map";
  const picture = isOnMap ? null : around(graph, filter, node, hops, app.isNarrow());
  const head = graph.isPaper(node) ? paperHead(graph, node) : entityHead(app, node);
  const hidden = filter.isShown(node) ? [] : [element("p", { class: "note" }, "The filters hide this on the map.")];
  const cut = picture?.left
    ? [
        element(
          "p",
          { class: "note" },
          `The picture leaves out ${counted(picture.left, "neighbour")}; all are listed here.`,
        ),
      ]
    : [];
  return {
    title: graph.names[node],
    content: [
      ...head,
      views(graph, node, hops, isOnMap),
      ...hidden,
      ...cut,
      ...factSections(app, node),
      ...resultSection(app, node),
    ],
    picture,
    mark: node,
  };
}

function title(graph, node, ...about) {
  const type = graph.typeOf(node);
  return [
    element("p", { class: "type" }, symbol(type), [type, ...about].filter(Boolean).join(" · ")),
    element("h2", { tabindex: "-1" }, said(graph.names[node])),
  ];
}

function entityHead(app, node) {
  const { graph, filter } = app;
  const kind = kindName(graph.kinds[graph.kind[node]]);
  const known = (id) =>
    graph.numbers.has(id) ? nodeLink(graph, graph.numbers.get(id)) : said(id.slice(id.indexOf("/") + 1));
  const listed = (what, make) => (graph.told(node, what) ?? []).map(make);
  const rows = [
    ["Also called", listed("aliases", (name) => said(name))],
    ["Made by", graph.told(node, "maker") ? [said(graph.told(node, "maker"))] : []],
    ["A kind of", listed("broader", known)],
    ["The same as", listed("same", (url) => outward(url))],
  ];
  return [...title(graph, node, kind, counted(filter.papers[node], "paper")), details(rows)];
}

function paperHead(graph, node) {
  const url = graph.told(node, "url");
  const link = url ? [element("p", {}, outward(url))] : [];
  return [...title(graph, node, graph.told(node, "date")), ...link];
}

function details(rows) {
  const told = rows.filter(([, values]) => values.length);
  return element(
    "dl",
    {},
    ...told.flatMap(([name, values]) => [element("dt", {}, name), element("dd", {}, ...values)]),
  );
}

/** Links to the other pictures of the same thing, and to questions that begin with it. */
function views(graph, node, hops, isOnMap) {
  const id = graph.ids[node];
  const chip = (text, settings, isNow) =>
    placeLink(addressOf(id, settings), text, { class: "chip", ...(isNow ? { "aria-current": "true" } : {}) });
  const asks = graph.isPaper(node)
    ? []
    : [placeLink(addressOf("ask", [["uses", id]]), "Ask about it", { class: "chip" })];
  return element(
    "nav",
    { class: "row", "aria-label": "Pictures of it" },
    chip("1 step", [], !isOnMap && hops === 1),
    chip("2 steps", [["hops", "2"]], !isOnMap && hops === 2),
    chip("On the map", [["on", "map"]], isOnMap),
    placeLink(addressOf("path", [["from", id]]), "Path from here", { class: "chip" }),
    ...asks,
  );
}

function factSections(app, node) {
  const { graph, filter, evidence } = app;
  const groups = new Map();
  for (const fact of filter.factsOf(node)) {
    const isSubject = graph.subject[fact] === node;
    const key = 2 * graph.predicate[fact] + (isSubject ? 0 : 1);
    if (!groups.has(key)) groups.set(key, { title: heading(graph, graph.predicate[fact], isSubject), facts: [] });
    groups.get(key).facts.push(fact);
  }
  const inOrder = [...groups.entries()].sort(([one], [other]) => one - other).map(([, group]) => group);
  return inOrder.map(({ title: name, facts }) => {
    facts.sort((one, other) => graph.other(one, node) - graph.other(other, node));
    const items = facts.map((fact) =>
      element("li", {}, nodeLink(graph, graph.other(fact, node)), ...quotesOf(evidence, fact)),
    );
    return section(name, facts.length, ...folding(items));
  });
}

function resultSection(app, node) {
  const { graph, filter, evidence } = app;
  const items = filter
    .resultsOf(node)
    .map((result) => element("li", {}, resultLine(graph, result, node), quote(evidence.ofResult(result))));
  return items.length ? [section("Results", items.length, ...folding(items))] : [];
}

/** Return {title, content} of the whole graph: what it holds, and what stands out in it. */
export function overview(app) {
  const { graph, filter } = app;
  const top = (type) => {
    const found = [];
    for (let node = 0; node < graph.count && found.length < 6; node += 1) {
      if (graph.type[node] === type && filter.isShown(node)) found.push(node);
    }
    return found;
  };
  const told = (node) =>
    number(graph.isPaper(node) ? new Set(filter.factsOf(node).map((f) => graph.object[f])).size : filter.papers[node]);
  const row = (node) =>
    element("li", { class: "line" }, nodeLink(graph, node), element("span", { class: "figure" }, told(node)));
  const sections = graph.types
    .map((name, type) => ({ name, found: type ? top(type) : [] }))
    .filter(({ found }) => found.length);
  return {
    title: "Overview",
    content: [
      element("h2", { tabindex: "-1" }, "What is in it"),
      element(
        "p",
        { class: "lead" },
        "Each disc of the map holds things that the same papers speak of, and bears the names of what joins them. Click a thing to read what is said of it, and where; go nearer to see more.",
      ),
      ...sections.map(({ name, found }) =>
        element(
          "section",
          {},
          element("h3", { class: "apart" }, PLURAL[name] ?? name, element("span", { class: "figure" }, "papers")),
          element("ul", { class: "items" }, ...found.map(row)),
        ),
      ),
    ],
    picture: null,
  };
}

const PLURAL = { Method: "Methods", Dataset: "Datasets", Benchmark: "Benchmarks", Hardware: "Hardware" };
