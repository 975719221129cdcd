// How things look to vis-network: options in the colours of now, nodes and lines on the map and in pictures.

import { shortened, summary } from "./wording.js";

export const LONGEST = 40; // letters of a name that vis-network holds
export const MAIN = 15; // radii in pictures, in pixels at full size
export const PLAIN = 7;

/** How large a thing is drawn on the map, in pixels: larger as one goes nearer, but never lost and never in the way. */
export const radiusOnMap = (size, scale) => Math.min(26, Math.max(3.2, 0.8 * size * scale));

export class Look {
  /** `scaleNow` tells how near one is. */
  constructor(options, { graph, filter, theme }, scaleNow) {
    Object.assign(this, { options, graph, filter, theme, scaleNow });
  }

  /** The options as they stand in the page, in the colours of now. */
  themed() {
    const { colours } = this.theme;
    const { nodes, edges, groups } = this.options;
    const coloured = Object.entries(groups).map(([type, group]) => [
      type,
      group.shape ? this.group(type, group) : group,
    ]);
    const strand = { color: colours.strand, hover: colours.accent, highlight: colours.accent, inherit: false };
    const customScalingFunction = (_least, _most, _sum, size) => radiusOnMap(size, this.scaleNow()) / this.scaleNow();
    return {
      ...this.options,
      groups: Object.fromEntries(coloured),
      nodes: { ...nodes, scaling: { ...nodes.scaling, customScalingFunction } },
      edges: { ...edges, color: strand },
    };
  }

  group(type, group) {
    const plain = { background: this.theme.full(type), border: this.theme.colours.ground };
    return { ...group, color: { ...plain, highlight: plain, hover: plain } };
  }

  shapeOf(node) {
    return this.options.groups[this.graph.typeOf(node)].shape;
  }

  /** A node as vis-network takes it; `document.py` makes those of the first view. */
  node(node) {
    const label = shortened(this.graph.names[node], LONGEST);
    return {
      id: this.graph.ids[node],
      label,
      title: `${label}\n${summary(this.graph, this.filter, node)}`,
      group: this.graph.typeOf(node),
      shape: this.shapeOf(node),
    };
  }

  onMap(node) {
    const { size, x, y } = this.graph;
    return { ...this.node(node), value: size[node], x: x[node], y: y[node] };
  }

  inPicture({ node, x, y, isMain }) {
    return { ...this.node(node), size: isMain ? MAIN : PLAIN, x, y };
  }

  /** The lines of the map between these nodes: what things are to each other. */
  linesBetween(nodes) {
    const { graph, filter } = this;
    const known = new Set(nodes);
    const lines = new Map();
    for (const node of nodes) {
      for (const fact of graph.factsOf(node)) {
        const [from, to] = [graph.subject[fact], graph.object[fact]];
        if (graph.isRole(fact) || from !== node || !known.has(to) || !filter.isFactShown(fact)) continue;
        lines.set(`${from}-${to}`, { id: `${from}-${to}`, from: graph.ids[from], to: graph.ids[to], arrows: "to" });
      }
    }
    return [...lines.values()];
  }

  lineInPicture({ fact, text }, at) {
    const { ids, subject, object } = this.graph;
    const curved = { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 };
    const line = { id: `line-${at}`, from: ids[subject[fact]], to: ids[object[fact]], arrows: "to" };
    return { ...line, smooth: text ? false : curved };
  }
}
