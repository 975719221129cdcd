// Questions without SPARQL: papers that introduce, use, compare with, evaluate on or run on this and that.

import { addressOf } from "./address.js";
import { Combobox } from "./combobox.js";
import { button, element, menu, nodeLink } from "./elements.js";
import { columns } from "./pictures.js";
import { answer, inWords, sparql } from "./questions.js";
import { copy } from "./saving.js";
import { Table } from "./table.js";
import { counted, number, percent, VERBS } from "./wording.js";

const EXAMPLES = 3;

/** Return {title, content, picture} of the question that the settings spell. */
export function asking(app, settings) {
  const { graph, filter } = app;
  const clauses = clausesOf(graph, settings);
  const rows = clauses.length ? answer(graph, filter, clauses) : [];
  const things = clauses.map(({ node }) => node);
  const found = clauses.length ? answered(app, clauses, rows) : examples(app);
  return {
    title: clauses.length ? inWords(graph, clauses) : "Ask",
    content: [
      element("h2", { tabindex: "-1" }, "Papers that …"),
      element(
        "div",
        { class: "clauses" },
        ...clauses.map((_, at) => clauseRow(app, clauses, at)),
        clauseRow(app, clauses, clauses.length),
      ),
      ...found,
    ],
    picture: clauses.length
      ? columns(
          graph,
          filter,
          [...things, ...narrowerMet(graph, clauses, rows)],
          rows.map(({ paper }) => paper),
          { asked: things },
        )
      : null,
  };
}

function clausesOf(graph, settings) {
  const found = [];
  for (const [name, id] of settings) {
    const role = graph.predicates.indexOf(name);
    if (role >= 0 && role < graph.roles && graph.numbers.has(id)) found.push({ role, node: graph.numbers.get(id) });
  }
  return found;
}

const asked = (graph, clauses) =>
  addressOf(
    "ask",
    clauses.map(({ role, node }) => [graph.predicates[role], graph.ids[node]]),
  );

/** One line of the form: what papers do, and with what; the line below the last one adds another. */
function clauseRow(app, clauses, at) {
  const { graph, filter, names, address } = app;
  const clause = clauses[at];
  const roles = Object.entries(VERBS).filter(([name]) => graph.predicates.indexOf(name) >= 0);
  const first = at === 0 ? "introduces" : "uses";
  const change = (changed) => {
    const next =
      changed === null ? clauses.filter((_, place) => place !== at) : Object.assign([...clauses], { [at]: changed });
    address.go(asked(graph, next));
  };
  const role = menu(
    "What the papers do",
    roles,
    clause ? graph.predicates[clause.role] : (app.drafts.get(at) ?? first),
    (name) => {
      if (clause) change({ ...clause, role: graph.predicates.indexOf(name) });
      else app.drafts.set(at, name);
    },
  );
  role.dataset.keep = `role-${at}`;
  const thing = element("input", {
    type: "text",
    "aria-label": "With what",
    placeholder: at ? "another thing" : "a method, dataset or device",
    "data-keep": `thing-${at}`,
  });
  if (clause) thing.value = graph.names[clause.node];
  const field = element("div", { class: "field" }, thing);
  new Combobox(thing, {
    graph,
    filter,
    keepsName: true,
    find: (text, limit) => names.find(text, limit, (node) => !graph.isPaper(node)),
    onChoose: (node) => change({ role: graph.predicates.indexOf(role.value), node }),
  });
  const remove = clause ? [button("×", { class: "chip", "aria-label": "Leave this out" }, () => change(null))] : [];
  return element(
    "div",
    { class: "row clause" },
    element("span", { class: "and" }, at ? "and" : ""),
    role,
    field,
    ...remove,
  );
}

function answered(app, clauses, rows) {
  const { graph, filter } = app;
  const table = new Table({ name: "papers", caption: inWords(graph, clauses), columns: columnsOf(graph, clauses) });
  table.show(rows);
  const query = sparql(graph, filter, clauses);
  const shown = element("pre", { tabindex: "0", "aria-label": "The question in SPARQL" }, query);
  const copying = button("Copy", { class: "chip" }, async () => {
    copying.textContent = await copy(query, shown);
  });
  return [
    element(
      "p",
      { class: "answer", role: "status" },
      rows.length ? counted(rows.length, "paper") : "No paper here does all of this.",
    ),
    ...(rows.length ? [table.element] : []),
    element(
      "details",
      {},
      element("summary", {}, "The same question in SPARQL"),
      element("div", { class: "row" }, copying),
      shown,
    ),
  ];
}

function columnsOf(graph, clauses) {
  const things = (facts) => facts.map((fact) => graph.object[fact]);
  const sure = (facts) => Math.max(...facts.map((fact) => graph.factSure[fact]));
  return [
    { title: "Paper", text: ({ paper }) => graph.names[paper], show: ({ paper }) => nodeLink(graph, paper) },
    ...clauses.map(({ role }, at) => ({
      title: VERBS[graph.predicates[role]],
      text: ({ facts }) => [...new Set(things(facts[at]))].map((node) => graph.names[node]).join("; "),
      show: ({ facts }) => [...new Set(things(facts[at]))].map((node) => nodeLink(graph, node)),
    })),
    {
      title: "Sure",
      isFigure: true,
      text: ({ facts }) => percent(Math.min(...facts.map(sure))),
      key: ({ facts }) => Math.min(...facts.map(sure)),
    },
  ];
}

/** What the papers do it with where that is narrower than what was asked for. */
function narrowerMet(graph, clauses, rows) {
  const met = new Set(rows.flatMap(({ facts }) => facts.flat().map((fact) => graph.object[fact])));
  return [...met].filter((node) => clauses.every((clause) => clause.node !== node));
}

/** Questions that have an answer here: what papers most often do together. */
function examples({ graph, filter }) {
  const verbs = ["runs_on", "evaluates_on", "compares_to"];
  const found = verbs.flatMap((name) => {
    const role = graph.predicates.indexOf(name);
    const counts = new Map();
    for (let fact = 0; fact < graph.factCount; fact += 1) {
      if (graph.predicate[fact] === role && filter.isFactShown(fact))
        counts.set(graph.object[fact], (counts.get(graph.object[fact]) ?? 0) + 1);
    }
    const best = [...counts.entries()].sort(([one, a], [other, b]) => b - a || one - other)[0];
    return best ? [{ clauses: [{ role, node: best[0] }], count: best[1] }] : [];
  });
  const line = ({ clauses, count }) =>
    element(
      "li",
      { class: "line" },
      element("a", { href: `#${asked(graph, clauses)}` }, inWords(graph, clauses)),
      element("span", { class: "figure" }, number(count)),
    );
  return [
    element(
      "p",
      { class: "lead" },
      "Choose what the papers do and with what; add lines to ask for several things at once. A thing stands also for what is narrower than it.",
    ),
    element("ul", { class: "items" }, ...found.slice(0, EXAMPLES).map(line)),
  ];
}
