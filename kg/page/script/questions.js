// "Papers that run on X and introduce Y": what the page answers, and the same question in SPARQL.

import { VERBS } from "./wording.js";

/**
 * Return the papers that fit every clause {role, node}, each with the facts that say so: {paper, facts}. As in
 * graph.papers(), a thing stands also for what is narrower, and "mentions" for every role.
 */
export function answer(graph, filter, clauses) {
  const sets = clauses.map((clause) => factsByPaper(graph, filter, clause));
  if (!sets.length) return [];
  return [...sets[0].keys()]
    .filter((paper) => sets.every((set) => set.has(paper)))
    .sort((one, other) => one - other)
    .map((paper) => ({ paper, facts: sets.map((set) => set.get(paper)) }));
}

function factsByPaper(graph, filter, { role, node }) {
  const isAny = graph.predicates[role] === "mentions";
  const found = new Map();
  for (const thing of graph.withNarrower(node)) {
    for (const fact of graph.factsOf(thing)) {
      const fits = graph.isRole(fact) && (isAny || graph.predicate[fact] === role) && graph.object[fact] === thing;
      if (!fits || !filter.isSure(graph.factSure[fact])) continue;
      found.set(graph.subject[fact], [...(found.get(graph.subject[fact]) ?? []), fact]);
    }
  }
  return found;
}

export function inWords(graph, clauses) {
  return `papers that ${clauses.map(({ role, node }) => `${VERBS[graph.predicates[role]]} ${graph.names[node]}`).join(" and ")}`;
}

/** Return the question as SPARQL that finds the same papers in graph.ttl. */
export function sparql(graph, filter, clauses) {
  const { prefixes } = graph.iris;
  const least = filter.least.sure;
  const used = Object.entries(prefixes).filter(([name]) => least || name !== "rdf");
  return [
    `# ${onOneLine(inWords(graph, clauses))}`,
    ...used.map(([name, iri]) => `PREFIX ${name}: <${iri}>`),
    "",
    "SELECT DISTINCT ?title ?paper WHERE {",
    "  ?paper a kg:Paper ; dcterms:title ?title .",
    ...clauses.map((clause, at) => (least ? surePattern(graph, clause, at + 1, least) : pattern(graph, clause))),
    "}",
    "ORDER BY ?title ?paper",
    "",
  ].join("\n");
}

const pattern = (graph, { role, node }) => `  ?paper ${term(graph, role)}/skos:broader* ${iri(graph, node)} .`;

function surePattern(graph, { role, node }, at, least) {
  const isAny = graph.predicates[role] === "mentions"; // whatever a paper does with a thing, it is sure to name it
  const predicate = isAny ? "" : ` rdf:predicate ${term(graph, role)} ;`;
  return [
    `  ?thing${at} skos:broader* ${iri(graph, node)} .`,
    `  ?statement${at} rdf:subject ?paper ;${predicate} rdf:object ?thing${at} ;`,
    `    kg:evidence/kg:confidence ?sure${at} .`,
    `  FILTER(?sure${at} >= ${least})`,
  ].join("\n");
}

/** A predicate with its prefix. */
function term(graph, role) {
  const whole = graph.iris.predicates[role];
  return `kg:${whole.slice(graph.iris.prefixes.kg.length)}`;
}

const iri = (graph, node) => `<${graph.iris.base}${identifier(graph.ids[node])}>`;

/** As `entity_iri` of the Python package writes it: letters of any script stay, all else is percent-encoded. */
function identifier(id) {
  const plain = id.replace(/[^\p{L}\p{M}\p{N}_.~/-]/gu, encoded);
  return plain.replace(/(?<![^/])\.|\.(?![^/])/gu, "%2E");
}

function encoded(sign) {
  return /^[!'()*]$/.test(sign) ? `%${sign.charCodeAt(0).toString(16).toUpperCase()}` : encodeURIComponent(sign);
}

const onOneLine = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ");
