// The graph as the page holds it: a node is its number, a fact is its number, and all about them stands in columns.
// Nodes stand in the order in which they come forward; facts of one subject stand together.

export const NOTHING = -1;
export const PAPER = 0; // the number of the type of papers

export class Graph {
  constructor({ nodes, about, facts, results, communities, types, kinds, predicates, roles, iris }) {
    Object.assign(this, { about, communities, types, kinds, predicates, roles, iris, results });
    this.ids = nodes.id;
    this.names = nodes.name;
    this.type = Uint8Array.from(nodes.type);
    this.kind = Int8Array.from(nodes.kind);
    this.sure = Float64Array.from(nodes.sure);
    this.size = Uint8Array.from(nodes.size);
    this.x = Float64Array.from(nodes.x);
    this.y = Float64Array.from(nodes.y);
    this.community = nodes.community;
    this.count = this.ids.length;
    this.subject = Int32Array.from(facts.subject);
    this.predicate = Uint8Array.from(facts.predicate);
    this.object = Int32Array.from(facts.object);
    this.factSure = Float64Array.from(facts.sure);
    this.factCount = this.subject.length;
    this.numbers = new Map(this.ids.map((id, node) => [id, node]));
    this.joinFacts();
    this.joinResults();
  }

  joinFacts() {
    const starts = new Int32Array(this.count + 1);
    for (const end of [this.subject, this.object]) {
      for (const node of end) starts[node + 1] += 1;
    }
    for (let node = 0; node < this.count; node += 1) starts[node + 1] += starts[node];
    const next = starts.slice();
    const touching = new Int32Array(2 * this.factCount);
    for (let fact = 0; fact < this.factCount; fact += 1) {
      for (const node of [this.subject[fact], this.object[fact]]) {
        touching[next[node]] = fact;
        next[node] += 1;
      }
    }
    Object.assign(this, { starts, touching });
  }

  joinResults() {
    this.resultsAbout = new Map();
    this.results.metric.forEach((_, result) => {
      const { paper, method, on, versus } = this.results;
      for (const node of new Set([paper[result], method[result], on[result], versus[result]])) {
        if (!this.resultsAbout.has(node)) this.resultsAbout.set(node, []);
        this.resultsAbout.get(node).push(result);
      }
    });
  }

  /** The facts that a node is part of, as numbers. */
  factsOf(node) {
    return this.touching.subarray(this.starts[node], this.starts[node + 1]);
  }

  /** The results that name a node, as numbers. */
  resultsOf(node) {
    return this.resultsAbout.get(node) ?? [];
  }

  degree(node) {
    return this.starts[node + 1] - this.starts[node];
  }

  other(fact, node) {
    return this.subject[fact] === node ? this.object[fact] : this.subject[fact];
  }

  isPaper(node) {
    return this.type[node] === PAPER;
  }

  isRole(fact) {
    return this.predicate[fact] < this.roles;
  }

  typeOf(node) {
    return this.types[this.type[node]];
  }

  /** What only some nodes have: aliases, maker, broader, same, url or date. */
  told(node, what) {
    return this.about[what][node];
  }

  /** The thing and, at any depth, all that is narrower: what graph.papers() of the Python package looks for as well. */
  withNarrower(node) {
    this.narrower ??= this.findNarrower();
    const found = new Set([node]);
    for (const each of found) for (const below of this.narrower.get(this.ids[each]) ?? []) found.add(below);
    return found;
  }

  findNarrower() {
    const narrower = new Map();
    for (const [node, broader] of Object.entries(this.about.broader)) {
      for (const id of broader) narrower.set(id, [...(narrower.get(id) ?? []), Number(node)]);
    }
    return narrower;
  }
}
