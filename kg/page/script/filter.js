// What is shown at all: types, kinds and predicates that are switched on, and what is sure and known enough. The map,
// the search, the panel and the tables all ask here.

export class Filter {
  constructor(graph) {
    this.graph = graph;
    this.least = { papers: 0, sure: 0 };
    this.off = { types: new Set(), kinds: new Set(), predicates: new Set() };
    this.listeners = [];
    this.shown = new Uint8Array(graph.count);
    this.factShown = new Uint8Array(graph.factCount);
    this.papers = new Int32Array(graph.count);
    this.decide();
  }

  /** Change some of {papers, sure, types, kinds, predicates} and tell everyone. */
  change({ papers, sure, types, kinds, predicates }) {
    this.least = { papers: papers ?? this.least.papers, sure: sure ?? this.least.sure };
    this.off = {
      types: types ?? this.off.types,
      kinds: kinds ?? this.off.kinds,
      predicates: predicates ?? this.off.predicates,
    };
    this.decide();
    for (const listener of this.listeners) listener();
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  isSure(sure) {
    return sure >= this.least.sure;
  }

  isShown(node) {
    return this.shown[node] === 1;
  }

  isFactShown(fact) {
    return this.factShown[fact] === 1;
  }

  isResultShown(result) {
    const { sure, paper, method, on, versus } = this.graph.results;
    const ends = [paper[result], method[result], on[result], versus[result]];
    return this.isSure(sure[result]) && ends.every((node) => node < 0 || this.isShown(node));
  }

  /** The facts of a node that are shown; of a node that is not shown itself, those that would be. */
  factsOf(node) {
    const { graph } = this;
    const isIn = this.isShown(node)
      ? (fact) => this.isFactShown(fact)
      : (fact) => this.isOn(fact) && this.isShown(graph.other(fact, node));
    return [...graph.factsOf(node)].filter(isIn);
  }

  resultsOf(node) {
    return this.graph.resultsOf(node).filter((result) => this.isResultShown(result));
  }

  isOn(fact) {
    return this.isSure(this.graph.factSure[fact]) && !this.off.predicates.has(this.graph.predicate[fact]);
  }

  decide() {
    const { graph, off } = this;
    this.countPapers();
    for (let node = 0; node < graph.count; node += 1) {
      const isOff = off.types.has(graph.type[node]) || off.kinds.has(graph.kind[node]);
      this.shown[node] = this.isEnough(node) && !isOff ? 1 : 0;
    }
    for (let fact = 0; fact < graph.factCount; fact += 1) {
      const hasEnds = this.shown[graph.subject[fact]] && this.shown[graph.object[fact]];
      this.factShown[fact] = hasEnds && this.isOn(fact) ? 1 : 0;
    }
  }

  isEnough(node) {
    if (this.graph.isPaper(node)) return true;
    return this.isSure(this.graph.sure[node]) && this.papers[node] >= this.least.papers;
  }

  /** Count the papers that name each entity surely enough, each once. */
  countPapers() {
    const { graph, papers } = this;
    const last = new Int32Array(graph.count).fill(-1);
    papers.fill(0);
    for (let fact = 0; fact < graph.factCount; fact += 1) {
      const [paper, entity] = [graph.subject[fact], graph.object[fact]];
      if (!graph.isRole(fact) || !this.isSure(graph.factSure[fact]) || last[entity] === paper) continue;
      papers[entity] += 1;
      last[entity] = paper;
    }
  }

  /** How many there are of each type, kind and predicate, switches aside. */
  counts() {
    const { graph } = this;
    const counts = { types: new Map(), kinds: new Map(), predicates: new Map() };
    const add = (part, key) => counts[part].set(key, (counts[part].get(key) ?? 0) + 1);
    const enough = Uint8Array.from({ length: graph.count }, (_, node) => (this.isEnough(node) ? 1 : 0));
    for (let node = 0; node < graph.count; node += 1) {
      if (enough[node]) add("types", graph.type[node]);
      if (enough[node] && graph.kind[node] >= 0) add("kinds", graph.kind[node]);
    }
    for (let fact = 0; fact < graph.factCount; fact += 1) {
      const isIn = enough[graph.subject[fact]] && enough[graph.object[fact]] && this.isSure(graph.factSure[fact]);
      if (isIn) add("predicates", graph.predicate[fact]);
    }
    return counts;
  }
}
