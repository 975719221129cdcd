// The map: what vis-network draws, what a selection brings forward, what the legend hides.

const LONGEST_LABEL = 28;
const MOST_REVEALED = 48;
const MOST_NAMED = 24;
const RING = 12;
const CLOSEST = 1.1;
const PAUSE = 80; // milliseconds
const [SMALL, MEDIUM, LARGE] = [11, 12.5, 17]; // of names, in pixels on the screen
const INK = "#1c2430";
const FAINT_INK = "rgba(28, 36, 48, 0)";
const STRONG_EDGE = { color: { color: "#6b7686", opacity: 0.85 }, width: 1.6 };
const PLAIN_EDGE = { color: { color: "#cfd4dc", opacity: 0.8 }, width: 1 };
const FAINT_EDGE = { color: { color: "#cfd4dc", opacity: 0.14 }, width: 1 };

/** Where the given one of so many new nodes stands: on an ellipse around the selected node, on more where one is full. */
function aroundOf({ x, y }, number, count) {
  const ring = Math.floor(number / RING);
  const onRing = Math.min(RING, count - ring * RING);
  const angle = (2 * Math.PI * ((number % RING) + (ring % 2) / 2)) / onRing - Math.PI / 2;
  const radius = 110 + 12 * onRing + 110 * ring;
  return { x: x + 1.5 * radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
}

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
    this.network.on("zoom", () => this.relabelSoon());
    this.network.on("animationFinished", () => this.relabelSoon());
    this.isDrawn = false;
    this.selected = null;
  }

  /** Show these nodes, or all; returns the zoom that it goes to. */
  fit(ids) {
    const before = { scale: this.network.getScale(), position: this.network.getViewPosition() };
    this.network.fit({ nodes: ids ?? this.nodes.getIds(), maxZoomLevel: CLOSEST, animation: false });
    const after = { scale: this.network.getScale(), position: this.network.getViewPosition() };
    if (this.isDrawn && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.network.moveTo({ ...before, animation: false });
      this.network.moveTo({ ...after, animation: { duration: 400, easingFunction: "easeInOutQuad" } });
    }
    this.isDrawn = true;
    return after.scale;
  }

  zoom(factor) {
    this.network.moveTo({ scale: this.network.getScale() * factor });
    this.relabelSoon();
  }

  /** Choose anew which names are drawn, once the zoom has come to rest. */
  relabelSoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.relabel(this.network.getScale()), PAUSE);
  }

  relabel(zoom) {
    if (this.selected) return;
    const fonts = this.fonts(null, zoom);
    this.nodes.update([...fonts].map(([id, size]) => ({ id, font: { size } })));
  }

  /** The font sizes of names: of a selected node and its neighbours, or of all entities; other nodes keep their own. */
  fonts(near, zoom) {
    const known = this.nodes.map(({ id, label, x, y }) => ({ ...this.graph.nodes.get(id), label, x, y })).sort(bySize);
    const seen = known.filter(({ type }) => !this.hiddenTypes.has(type));
    if (!near) return fontsOf(seen.filter((node) => !isPaper(node)), ({ font }) => [Math.max(font, SMALL / zoom), font]);
    const forward = [...near].flatMap((id) => seen.filter((node) => node.id === id));
    const [first, ...others] = forward.filter((node, place) => !place || near.size <= MOST_NAMED || !isPaper(node));
    const inOrder = first ? [first, ...others.sort((one, other) => isPaper(one) - isPaper(other) || bySize(one, other))] : [];
    return fontsOf(inOrder, (node) => [(node === first ? LARGE : MEDIUM) / zoom]);
  }

  /** Bring a node and its neighbours forward, drawing those that are not on the map yet; null shows all as at first. */
  select(node) {
    this.edges.remove(this.revealed.edges);
    this.nodes.remove(this.revealed.nodes);
    this.revealed = { nodes: [], edges: [] };
    const near = node ? this.reveal(node) : null;
    const zoom = this.fit(near ? [...near] : undefined);
    this.selected = node;
    const fonts = this.fonts(near, zoom);
    this.nodes.update(this.nodes.map(({ id }) => this.looked(id, near, node, fonts)));
    this.edges.update(this.edges.map((edge) => ({ id: edge.id, ...this.edgeLook(edge, node) })));
    this.network.selectNodes(node ? [node.id] : []);
  }

  reveal(node) {
    const neighbours = [...this.graph.neighbours(node)].sort((a, b) => b.facts.length - a.facts.length);
    const missing = neighbours.filter(({ id }) => !this.nodes.get(id)).slice(0, MOST_REVEALED);
    const itself = this.nodes.get(node.id) ? [] : [this.drawn(node, node)];
    const around = missing.map((one, number) => this.drawn(one, aroundOf(node, number, missing.length)));
    this.revealed.nodes = this.nodes.add([...itself, ...around]);
    const joined = neighbours.filter(({ id }) => this.nodes.get(id) && !this.joined(node.id, id));
    this.revealed.edges = this.edges.add(joined.map(({ id }) => ({ from: node.id, to: id, arrows: "" })));
    return new Set([node.id, ...neighbours.map(({ id }) => id).filter((id) => this.nodes.get(id))]);
  }

  joined(one, other) {
    const ends = (edge) => (edge.from === one && edge.to === other) || (edge.from === other && edge.to === one);
    return this.edges.get({ filter: ends }).length > 0;
  }

  drawn({ id, label, type, size, font }, { x, y }) {
    return { id, label: shortened(label), group: type, shape: this.groups[type].shape, x, y, size, font: { size: font } };
  }

  looked(id, near, node, fonts) {
    const { size, font, type } = this.graph.nodes.get(id);
    const forward = !near || near.has(id);
    return {
      id,
      size,
      opacity: forward ? 1 : 0.14,
      hidden: this.hiddenTypes.has(type) && id !== node?.id,
      font: { size: fonts.get(id) ?? font, color: forward ? INK : FAINT_INK, strokeWidth: forward ? 4 : 0 },
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
    this.relabel(this.network.getScale());
  }
}
