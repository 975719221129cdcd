// Panels that are tables: reported results, everything by name, and the answer to a query.

import { addressOf } from "./address.js";
import { element, menu, nodeLink, said } from "./elements.js";
import { columns } from "./pictures.js";
import { Table } from "./table.js";
import { kindName } from "./wording.js";

const MOST_PICTURED = 60;
const MOST_THINGS = 14;

/** The results that papers report, to sort and to filter: a small leaderboard. */
export function resultsPanel(app, settings) {
  const { graph, filter, evidence, address } = app;
  const { metric, on } = graph.results;
  const every = metric.map((_, result) => result).filter((result) => filter.isResultShown(result));
  const [wantedMetric, wantedOn] = [settings.get("metric") ?? "", settings.get("on") ?? ""];
  const fits = (result) =>
    (!wantedMetric || metric[result] === wantedMetric) && (!wantedOn || graph.ids[on[result]] === wantedOn);
  const rows = every.filter(fits);
  const go = (changed) => {
    const { metric: one, on: other } = { metric: wantedMetric, on: wantedOn, ...changed };
    address.go(
      addressOf("results", [
        ["metric", one],
        ["on", other],
      ]),
    );
  };
  const metrics = tallied(every.map((result) => metric[result])).map(([name, count]) => [name, `${name} (${count})`]);
  const places = tallied(every.filter((result) => on[result] >= 0).map((result) => on[result]));
  const onMenu = places.map(([node, count]) => [graph.ids[node], `${graph.names[node]} (${count})`]);
  const table = new Table({
    name: "results",
    caption: "Reported results",
    columns: resultColumns(graph, evidence, [wantedMetric ? "Metric" : "", wantedOn ? "On" : ""]),
  });
  table.show(rows);
  const chosen = wantedMetric || wantedOn;
  return {
    title: "Results",
    content: [
      element("h2", { tabindex: "-1" }, "Reported results"),
      element(
        "p",
        { class: "lead" },
        "Numbers as papers report them, each with its sentence. Sort by a heading; choose a metric before you compare.",
      ),
      element(
        "div",
        { class: "row" },
        kept(
          menu("Metric", [["", "Every metric"], ...metrics], wantedMetric, (name) => go({ metric: name })),
          "metric",
        ),
        kept(
          menu("On what", [["", "On anything"], ...onMenu], wantedOn, (id) => go({ on: id })),
          "on",
        ),
      ),
      table.element,
    ],
    picture: chosen && rows.length ? pictureOf(app, rows.slice(0, MOST_PICTURED)) : null,
  };
}

function kept(field, key) {
  field.dataset.keep = key;
  return field;
}

function pictureOf({ graph, filter }, rows) {
  const { paper, method, on } = graph.results;
  const things = [...new Set(rows.flatMap((result) => [on[result], method[result]]))].filter((node) => node >= 0);
  const papers = [...new Set(rows.map((result) => paper[result]))];
  return columns(graph, filter, things.slice(0, MOST_THINGS), papers, { hasShared: false });
}

/** The columns of results but those that would say the same in every row. */
function resultColumns(graph, evidence, without) {
  const { paper, method, metric, value, on, versus } = graph.results;
  const thing = (title, column) => ({
    title,
    text: (row) => (column[row] < 0 ? "" : graph.names[column[row]]),
    show: (row) => (column[row] < 0 ? "" : nodeLink(graph, column[row])),
  });
  const sentence = (row) => said(evidence.ofResult(row).text, { class: "quiet" });
  const every = [
    {
      title: "Value",
      isFigure: true,
      text: (row) => value[row],
      show: (row) => said(value[row]),
      key: (row) => figure(value[row]),
    },
    { title: "Metric", text: (row) => metric[row], show: (row) => said(metric[row]) },
    thing("Method", method),
    thing("On", on),
    thing("Against", versus),
    { ...thing("Paper", paper), show: (row) => [nodeLink(graph, paper[row]), sentence(row)] },
    {
      title: "Sentence",
      text: (row) => evidence.ofResult(row).text,
      show: sentence,
      isUnseen: !without.includes("Paper"), // it stands below the paper
    },
  ];
  return every.filter(({ title }) => !without.includes(title));
}

/** The first number in a value, or null. */
export function figure(text) {
  const found = text.replaceAll(/(\d)[,\u202f ](?=\d{3}\b)/g, "$1").match(/[-−]?\d+(\.\d+)?/);
  return found ? Number(found[0].replace("−", "-")) : null;
}

/** Each value with how often it comes, the commonest first. */
function tallied(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.entries()].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
}

/** Everything that the filters show, or what is drawn now, by name: the map for those who do not look at it. */
export function listPanel(app, settings) {
  const { graph, filter, scene, address } = app;
  const isDrawn = settings.get("only") === "drawn";
  const every = Array.from({ length: graph.count }, (_, node) => node);
  const rows = (isDrawn ? scene.held() : every).filter((node) => filter.isShown(node));
  const table = new Table({ name: "things", caption: "Things of the graph", columns: thingColumns(graph, filter) });
  table.show(rows);
  const choice = menu(
    "Which",
    [
      ["", "Everything"],
      ["drawn", "What the map shows now"],
    ],
    isDrawn ? "drawn" : "",
    (only) => address.go(addressOf("list", [["only", only]])),
  );
  return {
    title: "List",
    content: [
      element("h2", { tabindex: "-1" }, "Everything by name"),
      element("p", { class: "lead" }, "The map as a list, what most papers name first."),
      element("div", { class: "row" }, kept(choice, "only")),
      table.element,
    ],
    picture: null,
    keepsMap: true,
  };
}

function thingColumns(graph, filter) {
  const community = (node) => graph.communities[graph.community[node]]?.[0] ?? "";
  return [
    { title: "Name", text: (node) => graph.names[node], show: (node) => nodeLink(graph, node) },
    { title: "Type", text: (node) => graph.typeOf(node) },
    { title: "Kind", text: (node) => (graph.kind[node] < 0 ? "" : kindName(graph.kinds[graph.kind[node]])) },
    {
      title: "Papers",
      isFigure: true,
      text: (node) => (graph.isPaper(node) ? "" : String(filter.papers[node])),
      key: (node) => (graph.isPaper(node) ? null : filter.papers[node]),
    },
    { title: "Community", text: community, show: (node) => said(community(node), { class: "quiet" }) },
  ];
}

/** The answer to a query that the page was made for. */
export function answerPanel(app) {
  const { graph, filter, answer } = app;
  const text = (cell) => (Array.isArray(cell) ? cell[0] : cell);
  const nodes = [
    ...new Set(
      answer.rows
        .flat()
        .filter(Array.isArray)
        .map(([, node]) => node),
    ),
  ];
  const table = new Table({
    name: "answer",
    caption: answer.question,
    columns: answer.columns.map((title, at) => ({
      title,
      text: (row) => text(row[at]),
      show: (row) => (Array.isArray(row[at]) ? nodeLink(graph, row[at][1]) : said(row[at])),
      key: (row) => (/^-?\d+(\.\d+)?$/.test(text(row[at])) ? Number(text(row[at])) : text(row[at]).toLowerCase()),
    })),
  });
  table.show(answer.rows);
  const papers = nodes.filter((node) => graph.isPaper(node));
  return {
    title: "Answer",
    content: [
      element("h2", { tabindex: "-1" }, "Answer"),
      table.element,
      element(
        "details",
        {},
        element("summary", {}, "The question"),
        element("pre", { tabindex: "0" }, answer.question),
      ),
    ],
    picture: nodes.length
      ? columns(
          graph,
          filter,
          nodes.filter((node) => !graph.isPaper(node)),
          papers,
        )
      : null,
  };
}
