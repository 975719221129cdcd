// The graph as the page holds it. Rows of the data block "graph":
//   facts     [subject, predicate, object, [[sentence, mention start, mention end, confidence], ...]]
//   results   [paper, method, metric, value, on, versus, sentence]
//   sentences [paper, text]          (places in a sentence count code points)

const TYPES = ["Paper", "Method", "Dataset", "Benchmark", "Hardware"];

// Each predicate as a heading on its subject's side and on its object's side, in the order of the panel.
const PREDICATES = {
  introduces: ["Introduces", "Introduced by"],
  uses: ["Uses", "Used by"],
  evaluates_on: ["Evaluates on", "Evaluated on by"],
  runs_on: ["Runs on", "What runs on it"],
  compares_to: ["Compares to", "Compared to by"],
  mentions: ["Mentions", "Mentioned by"],
  extends: ["Extends", "Extended by"],
  outperforms: ["Outperforms", "Outperformed by"],
  part_of: ["Part of", "Has parts"],
  trained_on: ["Trained on", "What is trained on it"],
  evaluated_on: ["Evaluated on", "What is evaluated on it"],
};

const isPaper = (node) => node.type === "Paper";

const folded = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\s\-_]+/gu, " ").trim();

class Graph {
  constructor(raw) {
    this.nodes = new Map();
    for (const node of raw.nodes) {
      this.nodes.set(node.id, { ...node, facts: [], results: [], papers: 0 });
    }
    this.sentences = raw.sentences.map(([paper, text]) => ({ paper: this.nodes.get(paper), text }));
    for (const row of raw.facts) this.addFact(row);
    for (const row of raw.results) this.addResult(row);
    this.names = [...this.nodes.values()].flatMap((node) =>
      [node.label, ...(node.aliases ?? [])].map((name) => ({ name, node, key: folded(name) })),
    );
  }

  addFact([subject, predicate, object, said]) {
    const evidence = said.map(([sentence, start, end, confidence]) => ({
      ...this.sentences[sentence],
      start,
      end,
      confidence,
    }));
    const fact = { subject: this.nodes.get(subject), predicate, object: this.nodes.get(object), evidence };
    fact.subject.facts.push(fact);
    fact.object.facts.push(fact);
    if (isPaper(fact.subject)) fact.object.papers += 1;
  }

  addResult([paper, method, metric, value, on, versus, sentence]) {
    const known = (id) => this.nodes.get(id) ?? null;
    const result = {
      paper: known(paper),
      method: known(method),
      metric,
      value,
      on: known(on),
      versus: known(versus),
      evidence: this.sentences[sentence],
    };
    const about = new Set([result.paper, result.method, result.on, result.versus]);
    for (const node of about) if (node) node.results.push(result);
  }

  neighbours(node) {
    return new Set(node.facts.map((fact) => (fact.subject === node ? fact.object : fact.subject)));
  }

  /** Nodes that a typed text may mean, best first, each with the name that fits. */
  search(text, limit) {
    const wanted = folded(text);
    if (!wanted) return [];
    const found = new Map();
    for (const entry of this.names) {
      const rank = rankOf(entry.key, wanted);
      const old = found.get(entry.node);
      if (rank !== null && (!old || rank < old.rank)) found.set(entry.node, { ...entry, rank });
    }
    const order = (a, b) =>
      a.rank - b.rank ||
      isPaper(a.node) - isPaper(b.node) ||
      b.node.facts.length - a.node.facts.length ||
      a.key.length - b.key.length;
    return [...found.values()].sort(order).slice(0, limit);
  }
}

/** How well a name fits a typed text: the whole, its beginning, a word's beginning, a part; null where it does not. */
function rankOf(key, wanted) {
  if (key === wanted || squeezed(key) === squeezed(wanted)) return 0;
  if (key.startsWith(wanted) || squeezed(key).startsWith(squeezed(wanted))) return 1;
  if (key.includes(` ${wanted}`)) return 2;
  return key.includes(wanted) ? 3 : null;
}

const squeezed = (key) => key.replaceAll(" ", "");
