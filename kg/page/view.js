// The map: what vis-network draws, what a selection brings forward, what the legend hides.

const LONGEST_LABEL = 28;
const MOST_REVEALED = 60;
const INK = "#1c2430";
const FAINT_INK = "rgba(28, 36, 48, 0.16)";
const STRONG_EDGE = { color: { color: "#6b7686", opacity: 0.85 }, width: 1.6 };
const PLAIN_EDGE = { color: { color: "#cfd4dc", opacity: 0.55 }, width: 1 };
const FAINT_EDGE = { color: { color: "#cfd4dc", opacity: 0.14 }, width: 1 };

const shortened = (text) => (text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text);

class View {
  constructor(container, { nodes, edges, options }, graph, onSelect) {
    this.graph = graph;
    this.groups = options.groups;
    this.hiddenTypes = new Set();
    this.revealed = { nodes: [], edges: [] };
    this.nodes = new vis.DataSet(nodes);
    this.edges = new vis.DataSet(edges);
    this.network = new vis.Network(container, { nodes: this.nodes, edges: this.edges }, options);
    this.network.on("click", (event) => onSelect(event.nodes[0] ?? null));
    this.network.on("hoverNode", () => container.classList.add("pointing"));
    this.network.on("blurNode", () => container.classList.remove("pointing"));
    this.network.once("afterDrawing", () => this.fit());
  }

  fit(ids) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const animation = still || !ids ? false : { duration: 400, easingFunction: "easeInOutQuad" };
    this.network.fit({ nodes: ids ?? this.nodes.getIds(), maxZoomLevel: 1.4, animation });
  }

  zoom(factor) {
    this.network.moveTo({ scale: this.network.getScale() * factor });
  }

  /** Bring a node and its neighbours forward, drawing those that are not on the map yet; null shows all as at first. */
  select(node) {
    this.edges.remove(this.revealed.edges);
    this.nodes.remove(this.revealed.nodes);
    this.revealed = { nodes: [], edges: [] };
    const near = node ? this.reveal(node) : null;
    this.nodes.update(this.nodes.map(({ id }) => this.looked(id, near, node)));
    this.edges.update(this.edges.map((edge) => ({ id: edge.id, ...this.edgeLook(edge, node) })));
    this.network.selectNodes(node ? [node.id] : []);
    if (node) this.fit([...near]);
  }

  reveal(node) {
    const neighbours = [...this.graph.neighbours(node)].sort((a, b) => b.facts.length - a.facts.length);
    const missing = [node, ...neighbours].filter(({ id }) => !this.nodes.get(id)).slice(0, MOST_REVEALED);
    this.revealed.nodes = this.nodes.add(missing.map((one) => this.drawn(one)));
    const joined = neighbours.filter(({ id }) => this.nodes.get(id) && !this.joined(node.id, id));
    this.revealed.edges = this.edges.add(joined.map(({ id }) => ({ from: node.id, to: id, arrows: "" })));
    return new Set([node.id, ...neighbours.map(({ id }) => id).filter((id) => this.nodes.get(id))]);
  }

  joined(one, other) {
    const ends = (edge) => (edge.from === one && edge.to === other) || (edge.from === other && edge.to === one);
    return this.edges.get({ filter: ends }).length > 0;
  }

  drawn(node) {
    const { id, x, y, size, font, type } = node;
    return { id, label: shortened(node.label), group: type, shape: this.groups[type].shape, x, y, size, font: { size: font } };
  }

  looked(id, near, node) {
    const { size, font, type } = this.graph.nodes.get(id);
    const forward = !near || near.has(id);
    const readable = near && forward ? Math.max(font, id === node.id ? 18 : 13) : font;
    return {
      id,
      size,
      opacity: forward ? 1 : 0.14,
      hidden: this.hiddenTypes.has(type) && id !== node?.id,
      font: { size: readable, color: forward ? INK : FAINT_INK, strokeWidth: forward ? 4 : 0 },
    };
  }

  edgeLook(edge, node) {
    if (!node) return PLAIN_EDGE;
    return edge.from === node.id || edge.to === node.id ? STRONG_EDGE : FAINT_EDGE;
  }

  toggle(type, isShown) {
    if (isShown) this.hiddenTypes.delete(type);
    else this.hiddenTypes.add(type);
    this.nodes.update(
      this.nodes.map(({ id }) => ({ id, hidden: this.hiddenTypes.has(this.graph.nodes.get(id).type) })),
    );
  }
}
