// The shortest way between two things, and what is near one.

/**
 * Return the facts of a shortest way, whichever way they point, or null. Among equally short ways it takes the one over
 * less connected nodes, which says more: as graph.path() of the Python package does.
 */
export function path(graph, filter, start, end) {
  const cost = new Map([[start, 0]]);
  const from = new Map();
  let edge = [start];
  while (edge.length && !cost.has(end)) {
    const next = new Map();
    for (const node of edge) spread(graph, filter, node, cost, next);
    for (const [node, { total, before }] of next) {
      cost.set(node, total);
      from.set(node, before);
    }
    edge = [...next.keys()];
  }
  if (!cost.has(end)) return null;
  const nodes = [end];
  while (nodes[0] !== start) nodes.unshift(from.get(nodes[0]));
  return nodes.slice(1).map((node, at) => bestBetween(graph, filter, nodes[at], node));
}

function spread(graph, filter, node, cost, next) {
  for (const fact of filter.factsOf(node)) {
    const other = graph.other(fact, node);
    const total = cost.get(node) + graph.degree(node) + graph.degree(other);
    if (!cost.has(other) && total < (next.get(other)?.total ?? Number.POSITIVE_INFINITY))
      next.set(other, { total, before: node });
  }
}

/** The fact that joins two nodes best: one that says more than a mention, then the surest. */
export function bestBetween(graph, filter, one, other) {
  const weight = (fact) => (graph.predicates[graph.predicate[fact]] === "mentions" ? 0 : 1) + graph.factSure[fact];
  const facts = filter.factsOf(one).filter((fact) => graph.other(fact, one) === other);
  return facts.reduce((best, fact) => (weight(fact) > weight(best) ? fact : best));
}
