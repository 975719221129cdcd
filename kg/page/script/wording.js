// What things are called on the page.

import { PAPER } from "./graph.js";

// Each predicate on its subject's side and on its object's side.
const ROLES = {
  introduces: ["Introduces", "Introduced by"],
  evaluates_on: ["Evaluates on", "Papers that evaluate on it"],
  runs_on: ["Runs on", "Papers that run on it"],
  compares_to: ["Compares with", "Papers that compare with it"],
  uses: ["Uses", "Papers that use it"],
  mentions: ["Mentions", "Papers that mention it"],
};
const RELATIONS = {
  extends: ["Extends", "Extended by"],
  outperforms: ["Beats", "Beaten by"],
  part_of: ["Is part of", "Its parts"],
  trained_on: ["Trained on", "What is trained on it"],
  evaluated_on: ["Evaluated on", "What is evaluated on it"],
  runs_on: ["Runs on", "What runs on it"],
};
const KINDS = { named: "proper name", technique: "technique", class: "class of devices" };

/** What papers are asked for: "papers that ... it". */
export const VERBS = {
  introduces: "introduce",
  uses: "use",
  compares_to: "compare with",
  evaluates_on: "evaluate on",
  runs_on: "run on",
  mentions: "name in any way",
};

/** The heading of a predicate on one side; -1 for what the package may add and this table does not know. */
export function heading(graph, predicate, isSubject) {
  const name = graph.predicates[predicate];
  const words = (predicate < graph.roles ? ROLES : RELATIONS)[name] ?? [plain(name), `${plain(name)}, seen from there`];
  return words[isSubject ? 0 : 1];
}

/** What a predicate is called on a line from its subject to its object. */
export const verb = (graph, predicate) => heading(graph, predicate, true).toLowerCase();

export const kindName = (kind) => KINDS[kind] ?? plain(kind);

export const number = (count) => count.toLocaleString("en");

export const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

export const percent = (share) => `${Math.round(share * 100)} %`;

/** A line on what a node is, to be read out or shown where the pointer rests. */
export function summary(graph, filter, node) {
  const type = graph.typeOf(node);
  if (graph.type[node] === PAPER)
    return `${type}, names ${counted(new Set(filter.factsOf(node).map((f) => graph.object[f])).size, "thing")}`;
  return `${type}, ${counted(filter.papers[node], "paper")}`;
}

export function shortened(text, longest) {
  const letters = text.length > longest ? Array.from(text.slice(0, 2 * longest)) : [text];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : text;
}

const plain = (name) => name.replaceAll("_", " ");
