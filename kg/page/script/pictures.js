// Small pictures: a thing and what is around it, an answer, a way. Each is a list of nodes with their places, in pixels
// at full size, and of lines between them.
//
// A node of a picture is {node, x, y, side, isMain}: `side` is where its name stands. A line is {fact, text}.

import { heading, number, verb } from "./wording.js";

const ROW = 30;
const GAP = 12;
const NEAR = 190;
const COLUMN = 400;
const FAR = 280; // between the columns of neighbours and of their neighbours
const LONGEST_BETWEEN = 22; // letters of a name between two columns
const ROWS = { 1: 22, 2: 9 }; // of one side, by hops
const BELOW = 3; // shown of each neighbour's own neighbours
const [MOST_PAPERS, MOST_SHARED] = [24, 14];
const STEP = 250;

// The neighbourhood of one thing ---------------------------------------------------------------------------------------

/** A thing in the middle, and on both sides, by predicate, what facts join with it; on a phone on one side only. */
export function around(graph, filter, node, hops, isNarrow) {
  const picture = {
    nodes: [{ node, x: 0, y: 0, side: isNarrow ? "right" : "below", isMain: true }],
    lines: [],
    headings: [],
    left: 0,
  };
  const seen = new Set([node]);
  const groups = groupsAround(graph, filter, node, seen);
  const sides = isNarrow ? [[], groups] : parted(groups);
  sides.forEach((side, at) => {
    const way = at ? 1 : -1;
    const rows = rowsOf(side, isNarrow ? 2 * ROWS[hops] : ROWS[hops], picture);
    const below = (each) => (hops > 1 ? neighboursBelow(graph, filter, each, seen) : []);
    stack(
      picture,
      rows.map((row) => ({ ...row, below: row.node === undefined ? [] : below(row.node) })),
      way,
      isNarrow,
    );
  });
  return picture;
}

function groupsAround(graph, filter, node, seen) {
  const groups = new Map();
  for (const fact of filter.factsOf(node)) {
    const isSubject = graph.subject[fact] === node;
    const key = 2 * graph.predicate[fact] + (isSubject ? 1 : 0);
    if (!groups.has(key))
      groups.set(key, { title: heading(graph, graph.predicate[fact], isSubject), isSubject, members: [] });
    groups.get(key).members.push({ node: graph.other(fact, node), fact });
  }
  const inOrder = [...groups.entries()].sort(([one], [other]) => one - other).map(([, group]) => group);
  for (const group of inOrder) {
    group.members.sort((one, other) => one.node - other.node);
    group.members = group.members.filter(({ node: other }) => !seen.has(other) && seen.add(other));
  }
  return inOrder.filter(({ members }) => members.length);
}

/** Part groups in two sides: what points here on the left, the rest on the right; evenly where one would be empty. */
function parted(groups) {
  const sides = [groups.filter(({ isSubject }) => !isSubject), groups.filter(({ isSubject }) => isSubject)];
  if (sides.every((side) => side.length) || !groups.length) return sides;
  const total = groups.reduce((sum, { members }) => sum + members.length + 1, 0);
  const [left, right] = [[], []];
  let rows = 0;
  for (const group of groups) {
    const room = Math.max(0, Math.ceil(total / 2) - rows - 1);
    rows += group.members.length + 1;
    if (room >= group.members.length) left.push(group);
    else if (room < 3) right.push(group);
    else {
      left.push({ ...group, members: group.members.slice(0, room) });
      right.push({ ...group, members: group.members.slice(room) });
    }
  }
  return [left, right];
}

/** The rows of one side, headings among them, cut to so many: each group gives up of its own what it has too many. */
function rowsOf(groups, most, picture) {
  const total = groups.reduce((sum, { members }) => sum + members.length, 0);
  return groups.flatMap(({ title, members }) => {
    const kept = total <= most ? members.length : Math.max(2, Math.floor((most * members.length) / total));
    const drawn = members.slice(0, kept);
    picture.left += members.length - drawn.length;
    const more = members.length > kept ? `, ${number(drawn.length)} of ${number(members.length)}` : "";
    return [{ title: `${title}${more}` }, ...drawn];
  });
}

function neighboursBelow(graph, filter, node, seen) {
  const found = [];
  const facts = filter.factsOf(node).sort((one, other) => graph.other(one, node) - graph.other(other, node));
  for (const fact of facts) {
    const other = graph.other(fact, node);
    if (found.length === BELOW) break;
    if (seen.has(other)) continue;
    seen.add(other);
    found.push({ node: other, fact });
  }
  return found;
}

function stack(picture, rows, way, isNarrow) {
  const side = way > 0 ? "right" : "left";
  const near = isNarrow ? 60 : NEAR;
  const height = (row) => (row.title ? ROW + GAP : ROW * Math.max(1, row.below.length));
  let y = -rows.reduce((sum, row) => sum + height(row), 0) / 2;
  if (isNarrow) y = ROW;
  for (const row of rows) {
    const middle = y + height(row) / 2;
    if (row.title) picture.headings.push({ x: way * near, y: middle + GAP / 3, text: row.title, side });
    else {
      const cut = row.below.length ? { longest: LONGEST_BETWEEN } : {};
      picture.nodes.push({ node: row.node, x: way * near, y: middle, side, ...cut });
      picture.lines.push({ fact: row.fact });
      row.below.forEach((each, at) => {
        picture.nodes.push({ node: each.node, x: way * (near + FAR), y: y + ROW * (at + 0.5), side, ...cut });
        picture.lines.push({ fact: each.fact });
      });
    }
    y += height(row);
  }
}

// Answers --------------------------------------------------------------------------------------------------------------

/** Papers in the middle, on the left the things that were asked for, on the right what several of the papers share. */
export function columns(graph, filter, things, papers, { hasShared = true, asked = things } = {}) {
  const left = [...new Set(things)].slice(0, MOST_PAPERS);
  const middle = (papers.length ? papers : papersOf(graph, filter, left)).slice(0, MOST_PAPERS);
  const right = hasShared ? shared(graph, filter, middle, new Set(left)) : [];
  const picture = {
    nodes: [],
    lines: [],
    headings: [],
    left: Math.max(0, papers.length - middle.length),
    isTight: true,
  };
  column(picture, left, left.length && middle.length ? -NEAR : 0, middle.length ? "left" : "right", new Set(asked));
  column(picture, middle, 0, "right");
  column(picture, right, COLUMN + 40, "right");
  const drawn = new Set([...left, ...right]);
  for (const paper of middle) picture.lines.push(...linesOf(graph, filter, paper, drawn));
  for (const thing of middle.length ? [] : left) picture.lines.push(...linesOf(graph, filter, thing, drawn));
  return picture;
}

function column(picture, nodes, x, side, mains = new Set()) {
  const row = mains.size ? Math.max(1.2, 2.4 - nodes.length / 10) * ROW : ROW;
  for (const [at, node] of nodes.entries()) {
    picture.nodes.push({ node, x, y: row * (at - (nodes.length - 1) / 2), side, isMain: mains.has(node) });
  }
}

/** One line to each thing that facts join with a node. */
function linesOf(graph, filter, node, drawn) {
  const found = new Map();
  for (const fact of filter.factsOf(node)) {
    const other = graph.other(fact, node);
    const isTwice = !graph.isPaper(node) && graph.subject[fact] !== node && drawn.has(node);
    if (drawn.has(other) && !found.has(other) && !isTwice) found.set(other, { fact });
  }
  return [...found.values()];
}

function papersOf(graph, filter, things) {
  const counts = new Map();
  for (const thing of things) {
    const papers = new Set(filter.factsOf(thing).map((fact) => graph.other(fact, thing)));
    for (const paper of papers) if (graph.isPaper(paper)) counts.set(paper, (counts.get(paper) ?? 0) + 1);
  }
  return most(counts, things.length > 1 ? 2 : 1);
}

function shared(graph, filter, papers, known) {
  const counts = new Map();
  for (const paper of papers) {
    const things = new Set(filter.factsOf(paper).map((fact) => graph.other(fact, paper)));
    for (const thing of things) if (!known.has(thing)) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  }
  return most(counts, papers.length > 2 ? 2 : 1).slice(0, MOST_SHARED);
}

function most(counts, least) {
  const enough = [...counts.entries()].filter(([, count]) => count >= least);
  return enough.sort(([one, a], [other, b]) => b - a || one - other).map(([node]) => node);
}

// Ways -----------------------------------------------------------------------------------------------------------------

/** A way from one thing to another, step by step, each line with what it says. */
export function chain(graph, start, facts, isNarrow) {
  const picture = { nodes: [], lines: [], headings: [], left: 0 };
  const nodes = [start];
  for (const fact of facts) nodes.push(graph.other(fact, nodes.at(-1)));
  nodes.forEach((node, at) => {
    const isEnd = at === 0 || at === nodes.length - 1;
    const spot = isNarrow
      ? { x: 0, y: 90 * at, side: "right" }
      : { x: STEP * at, y: 0, side: at % 2 ? "above" : "below" };
    picture.nodes.push({ node, ...spot, isMain: isEnd });
  });
  picture.lines = facts.map((fact) => ({ fact, text: verb(graph, graph.predicate[fact]) }));
  return picture;
}
