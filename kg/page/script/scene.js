// What is drawn: the map, of which vis-network holds only what matters here and now, or a small picture. Names, discs and
// the crowd behind are drawn by modules of their own in the two hooks that vis-network offers.

import { Camera } from "./camera.js";
import { Crowd } from "./crowd.js";
import { Detail } from "./detail.js";
import { framed, wholeMap } from "./framing.js";
import { Labels } from "./labels.js";
import { Look, MAIN, PLAIN, radiusOnMap } from "./look.js";
import { namesInPicture, namesOnMap } from "./naming.js";
import { drawSpotlight } from "./spotlight.js";

const DETAILED = 150; // things that vis-network holds on the map at a time
const SOFTLY = { duration: 380, easingFunction: "easeInOutQuad" };
const REST = 110; // milliseconds without a move before the detail is chosen anew
const [FARTHEST, NEAREST] = [0.02, 6];
const NEAR = 1.4; // at least so near one goes to a thing on the map
const MOST_LOOSE = 60; // nodes that physics may move
const PHYSICS = {
  enabled: true,
  stabilization: false,
  solver: "forceAtlas2Based",
  forceAtlas2Based: { gravitationalConstant: -90, springLength: 90, avoidOverlap: 0.6 },
};

export class Scene {
  constructor(container, { nodes, edges, options }, { graph, filter, theme }) {
    Object.assign(this, { container, graph, filter, theme, picture: null, marked: null, hovered: null, placed: [] });
    this.look = new Look(options, this, () => this.network?.getScale() ?? 1);
    this.labels = new Labels(theme);
    this.detail = new Detail(graph, filter);
    this.crowd = new Crowd(graph, filter, theme, () => this.network.redraw());
    this.nodes = new vis.DataSet(nodes);
    this.edges = new vis.DataSet(edges);
    this.network = new vis.Network(container, { nodes: this.nodes, edges: this.edges }, this.look.themed());
    this.listen();
    this.move(this.wholeMap(), true);
    this.isWhole = true;
  }

  listen() {
    this.network.on("beforeDrawing", (context) => this.drawBehind(context));
    this.network.on("afterDrawing", (context) => this.drawBefore(context));
    for (const event of ["zoom", "dragEnd", "animationFinished", "resize"])
      this.network.on(event, () => this.chooseSoon());
    this.network.on("dragEnd", ({ nodes }) => this.keepPlaces(nodes));
    this.network.on("zoom", ({ scale }) => this.keepNearness(scale));
    for (const event of ["zoom", "dragStart"]) this.network.on(event, () => this.leave());
    this.network.on("resize", () => this.fitAgain());
    this.filter.onChange(() => this.chooseSoon());
    this.theme.onChange(() => this.recolour());
  }

  camera() {
    return new Camera(this.network, this.container);
  }

  // Map ---------------------------------------------------------------------------------------------------------------

  /** Show the map as it was left; with a node, that node in its middle and marked. */
  showMap(node = null) {
    if (this.picture) {
      this.picture = null;
      this.loosen(false);
      this.nodes.clear();
      this.edges.clear();
      const { position, scale, isWhole } = this.left;
      this.network.moveTo({ ...(isWhole ? this.wholeMap() : { position, scale }), animation: false });
      this.isWhole = isWhole;
    }
    this.marked = node;
    if (node !== null) {
      this.leave();
      const position = { x: this.graph.x[node], y: this.graph.y[node] };
      this.move({ position, scale: Math.max(this.network.getScale(), NEAR) });
    }
    this.choose();
  }

  wholeMap() {
    return wholeMap(this.graph.communities, this.size());
  }

  size() {
    return { width: this.container.clientWidth, height: this.container.clientHeight };
  }

  home() {
    this.move(this.wholeMap());
    this.isWhole = true;
  }

  /** Know that somebody looks at a part, which is then kept where it is. */
  leave() {
    this.isWhole = false;
  }

  /** Where all was in sight, see to it that it still is on a canvas of another size. */
  fitAgain() {
    if (!this.isWhole) return;
    if (this.picture) this.fit();
    else this.move(this.wholeMap(), true);
  }

  /** Go where one community fills the canvas. */
  enter(community) {
    this.leave();
    const [, x, y, radius] = this.graph.communities[community];
    const { width, height } = this.size();
    this.move({ position: { x, y }, scale: Math.min((0.92 * Math.min(width, height)) / (2 * radius), 3) });
  }

  chooseSoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.choose(), REST);
  }

  /** Choose what vis-network holds of the map, change what has changed, and set the names anew. */
  choose() {
    if (!this.picture) {
      const wanted = this.detail.foremost(this.camera().sight(0.04), DETAILED);
      if (this.marked !== null && !wanted.includes(this.marked)) wanted.push(this.marked);
      replace(
        this.nodes,
        wanted.map((node) => this.look.onMap(node)),
      );
      replace(this.edges, this.look.linesBetween(wanted));
    }
    this.setNames();
    this.network.redraw();
  }

  // Pictures ----------------------------------------------------------------------------------------------------------

  /** Show a picture in place of the map. */
  show(picture) {
    if (!this.picture) {
      this.left = { position: this.network.getViewPosition(), scale: this.network.getScale(), isWhole: this.isWhole };
    }
    this.loosen(false);
    this.picture = picture;
    this.hovered = null;
    this.edges.clear();
    this.nodes.clear();
    this.nodes.add(picture.nodes.map((each) => this.look.inPicture(each)));
    this.edges.add(picture.lines.map((line, at) => this.look.lineInPicture(line, at)));
    this.isWhole = true;
    this.fit();
    this.setNames();
    this.network.redraw();
  }

  fit() {
    if (!this.picture.nodes.length) return;
    const size = this.size();
    const names = namesInPicture(this.graph, this.picture, size.width, 1);
    const measured = names.map((name) => ({ ...name, width: this.labels.sprite(name).width }));
    this.network.moveTo({ ...framed(this.picture, measured, size), animation: false });
  }

  get isLoose() {
    return this.network.physics.physicsEnabled;
  }

  /** Let physics move a small picture, or stop it. */
  loosen(isLoose) {
    if (isLoose && (!this.picture || this.picture.nodes.length > MOST_LOOSE)) return;
    if (isLoose) {
      const nodes = this.picture.nodes.map((each) => ({ ...each, side: "below" }));
      this.picture = { ...this.picture, nodes, headings: [], isMoved: true };
      this.edges.update(this.edges.getIds().map((id) => ({ id, smooth: false })));
    }
    this.network.setOptions({ physics: isLoose ? PHYSICS : { enabled: false } });
    this.setNames();
  }

  // Drawing -----------------------------------------------------------------------------------------------------------

  drawBehind(context) {
    if (this.picture) return;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    this.crowd.draw(context, this.camera());
    context.restore();
  }

  drawBefore(context) {
    const camera = this.camera();
    if (Math.abs(camera.scale / this.namesScale - 1) > 0.02 || this.isLoose) this.setNames();
    context.save();
    context.setTransform(camera.ratio, 0, 0, camera.ratio, 0, 0);
    const focus = this.hovered ?? this.marked;
    if (!this.picture && focus !== null) drawSpotlight(context, camera, this, focus);
    this.labels.draw(context, this.placed, camera);
    context.restore();
  }

  setNames() {
    const { graph, picture } = this;
    const scale = this.network.getScale();
    const live = picture?.isMoved ? this.network.getPositions() : {};
    const names = picture
      ? namesInPicture(graph, picture, this.container.clientWidth, scale, live)
      : namesOnMap(graph, this.held(), this.marked, scale);
    this.namesScale = scale;
    this.placed = this.labels.placed(names, scale);
  }

  recolour() {
    this.network.setOptions(this.look.themed());
    this.nodes.update(this.nodes.map(({ id, group }) => ({ id, group, color: undefined })));
    this.setNames();
    this.network.redraw();
  }

  /** How large a held node is drawn, in pixels. */
  radius(node, scale) {
    if (!this.picture) return radiusOnMap(this.graph.size[node], scale);
    return (this.picture.nodes.find((each) => each.node === node)?.isMain ? MAIN : PLAIN) * scale;
  }

  // Moves -------------------------------------------------------------------------------------------------------------

  zoom(factor) {
    this.leave();
    const scale = Math.min(NEAREST, Math.max(FARTHEST, this.network.getScale() * factor));
    this.network.moveTo({ scale, animation: false });
    this.chooseSoon();
  }

  pan(right, down) {
    this.leave();
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
    if (scale > NEAREST || scale < FARTHEST)
      this.network.moveTo({ scale: Math.min(NEAREST, Math.max(FARTHEST, scale)) });
  }

  /** What was dragged stays where it was put. */
  keepPlaces(ids) {
    if (!ids.length) return;
    if (this.picture) this.picture.isMoved = true;
    else {
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
    const nodes = this.nodes.getIds().map((id) => this.graph.numbers.get(id));
    return nodes.sort((one, other) => one - other);
  }

  /**
   * What stands at a point of the canvas: {node} or {community} or nothing. A name is what it names, whatever symbol
   * without a name lies under it.
   */
  at(x, y) {
    const id = this.network.getNodeAt({ x, y });
    const symbol = id === undefined ? undefined : this.graph.numbers.get(id);
    const camera = this.camera();
    const name = this.labels.at(this.placed, camera, x, y);
    const isNamed = this.placed.some(({ node }) => node === symbol);
    if (symbol !== undefined && (!name || isNamed)) return { node: symbol };
    if (name || this.picture) return { node: name?.node, community: name?.community };
    const near = this.detail.nearest(...camera.onMap(x, y), 7 / camera.scale);
    return near === null ? {} : { node: near };
  }
}

/** Give a data set of vis-network these members and no others. */
function replace(set, members) {
  const ids = new Set(members.map(({ id }) => id));
  set.remove(set.getIds({ filter: ({ id }) => !ids.has(id) }));
  set.update(members);
}
