// What is drawn: the map, of which vis-network holds only what matters here and now, or a small picture. Names, discs and
// the crowd behind are drawn by modules of their own in the two hooks that vis-network offers.

import { Camera } from "./camera.js";
import { Crowd } from "./crowd.js";
import { Detail } from "./detail.js";
import { Labels } from "./labels.js";
import { shortened, summary } from "./wording.js";

const FIRST_NAMES = 8; // names of things that come before those of communities
const DETAILED = 150; // things that vis-network holds on the map at a time
const [LONGEST, LONGEST_TITLE, LONGEST_TIGHT] = [40, 46, 24]; // letters of a name
const TIGHT = 620; // pixels: below, names between columns are cut shorter
const SOFTLY = { duration: 380, easingFunction: "easeInOutQuad" };
const REST = 110; // milliseconds without a move before the detail is chosen anew
const [FARTHEST, NEAREST] = [0.02, 6];
const [LEAST_PICTURE, MOST_PICTURE] = [0.6, 1.15];
const MARGIN = 40;
const [ABOVE, UNDER] = [16, 62]; // pixels that lie under the tools
const [MAIN, PLAIN] = [15, 7]; // radii in pictures
const MOST_LOOSE = 60; // nodes that physics may move

export class Scene {
  constructor(container, { nodes, edges, options }, { graph, filter, theme }) {
    Object.assign(this, { container, graph, filter, theme, options, picture: null, marked: null, hovered: null, placed: [] });
    this.labels = new Labels(theme);
    this.detail = new Detail(graph, filter);
    this.crowd = new Crowd(graph, filter, theme, () => this.network.redraw());
    this.nodes = new vis.DataSet(nodes);
    this.edges = new vis.DataSet(edges);
    this.network = new vis.Network(container, { nodes: this.nodes, edges: this.edges }, this.themed());
    this.network.on("beforeDrawing", (context) => this.drawBehind(context));
    this.network.on("afterDrawing", (context) => this.drawNames(context));
    for (const event of ["zoom", "dragEnd", "animationFinished", "resize"]) this.network.on(event, () => this.chooseSoon());
    this.network.on("dragEnd", ({ nodes: dragged }) => this.keepPlaces(dragged));
    this.network.on("zoom", ({ scale }) => this.keepNearness(scale));
    filter.onChange(() => this.chooseSoon());
    theme.onChange(() => this.recolour());
    this.home();
  }

  // Map ---------------------------------------------------------------------------------------------------------------

  /** Show the map as it was left; with a node, that node in its middle and marked. */
  showMap(node = null) {
    if (this.picture) {
      this.picture = null;
      this.loosen(false);
      this.nodes.clear();
      this.edges.clear();
      this.network.moveTo({ ...this.left, animation: false });
    }
    this.marked = node;
    if (node !== null) {
      const position = { x: this.graph.x[node], y: this.graph.y[node] };
      this.move({ position, scale: Math.max(this.network.getScale(), 1.4) });
    }
    this.choose();
  }

  /** The whole map, in the middle of its canvas. */
  home() {
    const { left, right, top, bottom } = this.extent();
    const { clientWidth: width, clientHeight: height } = this.container;
    const scale = Math.min((width - 24) / (right - left), (height - ABOVE - UNDER) / (bottom - top), 1.6);
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 + (UNDER - ABOVE) / 2 / scale };
    this.move({ position, scale: Math.max(scale, FARTHEST) }, !this.isReady);
    this.isReady = true;
    this.choose();
  }

  /** Go where one community fills the canvas. */
  enter(community) {
    const [, x, y, radius] = this.graph.communities[community];
    const scale = (0.92 * Math.min(this.container.clientWidth, this.container.clientHeight)) / (2 * radius);
    this.move({ position: { x, y }, scale: Math.min(scale, 3) });
  }

  extent() {
    const discs = this.graph.communities;
    const of = (edge, pick) => pick(...discs.map(edge), 0);
    return {
      left: of(([, x, , radius]) => x - radius, Math.min),
      right: of(([, x, , radius]) => x + radius, Math.max),
      top: of(([, , y, radius]) => y - radius, Math.min),
      bottom: of(([, , y, radius]) => y + radius, Math.max),
    };
  }

  chooseSoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.choose(), REST);
  }

  /** Choose what vis-network holds of the map, change what has changed, and set the names anew. */
  choose() {
    if (!this.picture) {
      const camera = this.camera();
      const wanted = this.detail.foremost(camera.sight(0.04), DETAILED);
      if (this.marked !== null && !wanted.includes(this.marked)) wanted.push(this.marked);
      const ids = new Set(wanted.map((node) => this.graph.ids[node]));
      this.nodes.remove(this.nodes.getIds({ filter: ({ id }) => !ids.has(id) }));
      this.nodes.update(wanted.map((node) => this.onMap(node)));
      const lines = this.linesBetween(wanted);
      const kept = new Set(lines.map(({ id }) => id));
      this.edges.remove(this.edges.getIds({ filter: ({ id }) => !kept.has(id) }));
      this.edges.update(lines);
    }
    this.setNames();
    this.network.redraw();
  }

  onMap(node) {
    const { graph } = this;
    return { ...this.drawn(node), value: graph.size[node], x: graph.x[node], y: graph.y[node] };
  }

  /** A node as vis-network takes it; `document.py` makes those of the first view. */
  drawn(node) {
    const { graph } = this;
    const [type, label] = [graph.typeOf(node), shortened(graph.names[node], LONGEST)];
    return { id: graph.ids[node], label, title: `${label}\n${summary(graph, this.filter, node)}`, group: type, shape: this.options.groups[type].shape };
  }

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

  // Pictures ----------------------------------------------------------------------------------------------------------

  /** Show a picture in place of the map. */
  show(picture) {
    if (!this.picture) this.left = { position: this.network.getViewPosition(), scale: this.network.getScale() };
    this.loosen(false);
    this.picture = picture;
    this.hovered = null;
    this.edges.clear();
    this.nodes.clear();
    this.nodes.add(picture.nodes.map((each) => this.inPicture(each)));
    this.edges.add(picture.lines.map((line, at) => this.lineInPicture(line, at)));
    this.fit();
    this.setNames();
    this.network.redraw();
  }

  inPicture({ node, x, y, isMain }) {
    return { ...this.drawn(node), size: isMain ? MAIN : PLAIN, x, y };
  }

  lineInPicture({ from, to, fact, text }, at) {
    const { graph } = this;
    const smooth = text ? false : { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 };
    const ends = { from: graph.ids[graph.subject[fact] ?? from], to: graph.ids[graph.object[fact] ?? to] };
    return { id: `line-${at}`, ...ends, arrows: "to", smooth, ...(text ? { label: text } : {}) };
  }

  /** Show the whole picture with its names, or, where that were too small to read, its beginning. */
  fit() {
    const { nodes, headings } = this.picture;
    if (!nodes.length) return;
    const { clientWidth: width, clientHeight: height } = this.container;
    const rows = [...nodes, ...headings].map(({ y }) => y);
    const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
    const names = this.namesInPicture(1).map((name) => ({ ...name, width: this.labels.sprite(name).width + MARGIN / 2 }));
    const fits = (scale) => reachOf(names, scale, -1) + reachOf(names, scale, 1) <= width && (bottom - top) * scale + 2 * UNDER + MARGIN <= height;
    let scale = MOST_PICTURE;
    while (scale > LEAST_PICTURE && !fits(scale)) scale -= 0.02;
    const [left, right] = [reachOf(names, scale, -1), reachOf(names, scale, 1)];
    const isWide = left + right > width;
    const isHigh = (bottom - top) * scale + 2 * UNDER + MARGIN > height;
    const x = isWide ? (width / 2 - Math.min(left, width / 2)) / scale : (right - left) / 2 / scale;
    const y = isHigh ? top + (height / 2 - UNDER) / scale : (top + bottom) / 2;
    this.network.moveTo({ position: { x, y }, scale, animation: false });
  }

  get isLoose() {
    return this.network.physics.physicsEnabled;
  }

  /** Let physics move a small picture, or stop it. */
  loosen(isLoose) {
    if (isLoose && (!this.picture || this.picture.nodes.length > MOST_LOOSE)) return false;
    const solver = { solver: "forceAtlas2Based", forceAtlas2Based: { gravitationalConstant: -90, springLength: 90, avoidOverlap: 0.6 } };
    this.network.setOptions({ physics: isLoose ? { enabled: true, stabilization: false, ...solver } : { enabled: false } });
    if (isLoose) {
      this.picture = { ...this.picture, headings: [], nodes: this.picture.nodes.map((each) => ({ ...each, side: "below" })) };
      this.edges.update(this.edges.getIds().map((id) => ({ id, smooth: false })));
    }
    this.setNames();
    return isLoose;
  }

  // Drawing -----------------------------------------------------------------------------------------------------------

  camera() {
    return new Camera(this.network, this.container);
  }

  /** The options as they stand in the page, in the colours of now. */
  themed() {
    const { colours } = this.theme;
    const groups = Object.entries(this.options.groups).map(([type, group]) => {
      if (!group.shape) return [type, group];
      const [background, border] = [this.theme.full(type), colours.ground];
      return [type, { ...group, color: { background, border, highlight: { background, border }, hover: { background, border } } }];
    });
    const strand = { color: colours.strand, hover: colours.accent, highlight: colours.accent };
    const font = { color: colours.quiet, strokeColor: colours.ground, strokeWidth: 4, size: 12 };
    return {
      ...this.options,
      groups: Object.fromEntries(groups),
      nodes: { ...this.options.nodes, scaling: { ...this.options.nodes.scaling, min: 0, max: 1, customScalingFunction: (...figures) => this.sizeNow(figures.at(-1)) } },
      edges: { ...this.options.edges, color: { ...strand, inherit: false }, font },
    };
  }

  sizeNow(size) {
    const scale = this.network?.getScale() ?? 1;
    return radiusOnMap(size, scale) / scale;
  }

  recolour() {
    this.network.setOptions(this.themed());
    this.nodes.update(this.nodes.map(({ id, group }) => ({ id, group, color: undefined })));
    this.setNames();
    this.network.redraw();
  }

  drawBehind(context) {
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (!this.picture) this.crowd.draw(context, this.camera());
    context.restore();
  }

  drawNames(context) {
    const camera = this.camera();
    if (Math.abs(camera.scale / this.namesScale - 1) > 0.02 || this.isLoose) this.setNames();
    context.save();
    context.setTransform(camera.ratio, 0, 0, camera.ratio, 0, 0);
    const focus = this.hovered ?? this.marked;
    if (!this.picture && focus !== null) this.drawThreads(context, camera, focus);
    this.labels.draw(context, this.placed, camera);
    context.restore();
  }

  /** Lines from one thing of the map to all that facts join with it, and a ring around it. */
  drawThreads(context, camera, node) {
    const { graph, filter } = this;
    const [x, y] = camera.onScreen(graph.x[node], graph.y[node]);
    context.strokeStyle = this.theme.colours.accent;
    context.globalAlpha = 0.5;
    context.beginPath();
    for (const fact of filter.factsOf(node).slice(0, 200)) {
      const other = graph.other(fact, node);
      context.moveTo(x, y);
      context.lineTo(...camera.onScreen(graph.x[other], graph.y[other]));
    }
    context.stroke();
    context.globalAlpha = 1;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x, y, radiusOnMap(graph.size[node], camera.scale) + 4, 0, 2 * Math.PI);
    context.stroke();
  }

  setNames() {
    const scale = this.network.getScale();
    this.namesScale = scale;
    this.placed = this.labels.placed(this.picture ? this.namesInPicture(scale) : this.namesOnMap(scale), scale);
  }

  namesOnMap(scale) {
    const { graph } = this;
    const lands = graph.communities.flatMap(([name, x, y, radius], community) => {
      const isLarge = radius * scale > 46 && radius * scale < 1_500;
      return name && isLarge ? [{ text: name, x, y: y - radius + 13 / scale, away: 0, sides: ["on"], size: 12, isBold: true, colour: "quiet", community }] : [];
    });
    const known = this.nodes.getIds().map((id) => graph.numbers.get(id)).sort((one, other) => one - other);
    const names = known.map((node) => {
      const away = radiusOnMap(graph.size[node], scale);
      const size = Math.round(Math.min(15, 10.5 + away / 5));
      const text = shortened(graph.names[node], 26);
      return { node, text, x: graph.x[node], y: graph.y[node], away, sides: ["below", "right", "above", "left"], size, isBold: away > 14, colour: graph.isPaper(node) ? "quiet" : "ink" };
    });
    const marked = names.filter(({ node }) => node === this.marked).map((name) => ({ ...name, isCertain: true, isBold: true }));
    const others = names.filter(({ node }) => node !== this.marked);
    return [...marked, ...others.slice(0, FIRST_NAMES), ...lands, ...others.slice(FIRST_NAMES)];
  }

  namesInPicture(scale) {
    const { graph, picture } = this;
    const live = this.network.getPositions();
    const headings = picture.headings.map(({ text, x, y, side }) => ({ text, x, y, away: 0, sides: [side], size: 11.5, isBold: true, colour: "quiet", isPlated: true }));
    const names = picture.nodes.map(({ node, side, isMain, longest = graph.isPaper(node) ? LONGEST_TITLE : LONGEST }) => {
      const { x, y } = live[graph.ids[node]] ?? { x: 0, y: 0 };
      const isTight = picture.isTight && this.container.clientWidth < TIGHT;
      const text = shortened(graph.names[node], isTight ? LONGEST_TIGHT : longest);
      return { node, text, x, y, away: (isMain ? MAIN : PLAIN) * scale, sides: [side], size: isMain ? 14.5 : 12.5, isBold: isMain, colour: "ink", isPlated: true };
    });
    const [main, others] = [names.filter(({ isBold }) => isBold), names.filter(({ isBold }) => !isBold)];
    return [...main, ...headings, ...others];
  }

  // Moves -------------------------------------------------------------------------------------------------------------

  zoom(factor) {
    const scale = Math.min(NEAREST, Math.max(FARTHEST, this.network.getScale() * factor));
    this.network.moveTo({ scale, animation: false });
    this.chooseSoon();
  }

  pan(right, down) {
    const { x, y } = this.network.getViewPosition();
    const step = 80 / this.network.getScale();
    this.network.moveTo({ position: { x: x + right * step, y: y + down * step }, animation: false });
    this.chooseSoon();
  }

  move(to, isAtOnce = matchMedia("(prefers-reduced-motion: reduce)").matches) {
    this.network.moveTo({ ...to, animation: isAtOnce ? false : SOFTLY });
    if (isAtOnce) this.chooseSoon();
  }

  keepNearness(scale) {
    if (scale > NEAREST || scale < FARTHEST) this.network.moveTo({ scale: Math.min(NEAREST, Math.max(FARTHEST, scale)) });
  }

  /** What was dragged on the map stays where it was put. */
  keepPlaces(ids) {
    if (!ids.length) return;
    if (!this.picture) {
      for (const [id, { x, y }] of Object.entries(this.network.getPositions(ids))) {
        const node = this.graph.numbers.get(id);
        [this.graph.x[node], this.graph.y[node]] = [x, y];
      }
      this.crowd.forget();
    }
    this.setNames();
  }

  /** The nodes that are drawn as symbols now, first ones first. */
  held() {
    if (this.picture) return this.picture.nodes.map(({ node }) => node);
    return this.nodes.getIds().map((id) => this.graph.numbers.get(id)).sort((one, other) => one - other);
  }

  /** How large a held node is drawn, in pixels. */
  radius(node, scale) {
    if (!this.picture) return radiusOnMap(this.graph.size[node], scale);
    return (this.picture.nodes.find((each) => each.node === node)?.isMain ? MAIN : PLAIN) * scale;
  }

  /** What stands at a point of the canvas: {node} or {community} or nothing. */
  at(x, y) {
    const id = this.network.getNodeAt({ x, y });
    if (id !== undefined) return { node: this.graph.numbers.get(id) };
    const camera = this.camera();
    const isOn = ({ x: left, y: top, dx, dy, sprite }) => {
      const [from, down] = camera.onScreen(left, top);
      return x >= from + dx && x <= from + dx + sprite.width && y >= down + dy && y <= down + dy + sprite.height;
    };
    const name = this.placed.find(isOn);
    if (name?.node !== undefined) return { node: name.node };
    if (name?.community !== undefined) return { community: name.community };
    if (this.picture) return {};
    const [mapX, mapY] = [(x - camera.width / 2) / camera.scale + camera.x, (y - camera.height / 2) / camera.scale + camera.y];
    const near = this.detail.nearest(mapX, mapY, 7 / camera.scale);
    return near === null ? {} : { node: near };
  }
}

/** How far names reach to the left (-1) or the right (1) of the middle, in pixels. */
function reachOf(names, scale, way) {
  const beside = { left: -1, right: 1 };
  const reach = ({ x, away, sides: [side], width }) => way * x * scale + (beside[side] ? (beside[side] === way ? away + width : away) : width / 2);
  return Math.max(...names.map(reach), 0);
}

export const radiusOnMap = (size, scale) => Math.min(26, Math.max(3.2, 0.8 * size * scale));
