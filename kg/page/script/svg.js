// The picture as SVG: the same discs, lines, symbols and names as on the canvas, as shapes to enlarge and to edit.

import { fontOf } from "./labels.js";

const SPACE = "http://www.w3.org/2000/svg";
const MOST = 6_000; // faint lines, and faint dots

function shape(tag, attributes, ...children) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes))
    made.setAttribute(name, typeof value === "number" ? value.toFixed(1) : value);
  made.append(...children);
  return made;
}

/** Return what a scene shows as the text of an SVG file. */
export function svgOf(scene) {
  const camera = scene.camera();
  const { colours } = scene.theme;
  const { width, height } = camera;
  const layers = [
    shape("rect", { width, height, fill: colours.ground }),
    ...(scene.picture ? [] : crowd(scene, camera)),
    ...lines(scene, camera),
    ...scene.held().map((node) => symbolOf(scene, camera, node)),
    ...scene.placed.map((name) => text(name, camera, colours)),
  ];
  const root = shape("svg", { xmlns: SPACE, viewBox: `0 0 ${width} ${height}`, width, height }, ...layers);
  return new XMLSerializer().serializeToString(root);
}

function crowd({ graph, filter, theme, crowd: { pairs } }, camera) {
  const at = (node) => camera.onScreen(graph.x[node], graph.y[node]);
  const isIn = ([x, y]) => x >= 0 && x <= camera.width && y >= 0 && y <= camera.height;
  const discs = graph.communities.flatMap(([name, x, y, radius]) => {
    const [cx, cy] = camera.onScreen(x, y);
    return name ? [shape("circle", { cx, cy, r: radius * camera.scale, fill: theme.colours.land })] : [];
  });
  const joined = pairs
    .filter((fact) => filter.isFactShown(fact))
    .map((fact) => [at(graph.subject[fact]), at(graph.object[fact])]);
  const drawn = joined.filter(([from, to]) => isIn(from) || isIn(to)).slice(0, MOST);
  const way = drawn.map(([from, to]) => `M${from.map(Math.round)}L${to.map(Math.round)}`).join("");
  const dots = [];
  for (let node = 0; node < graph.count && dots.length < MOST; node += 1) {
    const [cx, cy] = at(node);
    const r = Math.max(0.9, 0.42 * graph.size[node] * camera.scale);
    if (filter.isShown(node) && isIn([cx, cy]))
      dots.push(shape("circle", { cx, cy, r, fill: theme.faint(graph.typeOf(node)) }));
  }
  return [...discs, shape("path", { d: way || "M0 0", stroke: theme.colours.thread, fill: "none" }), ...dots];
}

function lines(scene, camera) {
  const places = scene.network.getPositions();
  return scene.edges.map(({ from, to }) => {
    const [x1, y1] = camera.onScreen(places[from].x, places[from].y);
    const [x2, y2] = camera.onScreen(places[to].x, places[to].y);
    const bend = scene.picture && !scene.picture.isMoved ? `C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ` : "L";
    return shape("path", { d: `M${x1} ${y1}${bend}${x2} ${y2}`, stroke: scene.theme.colours.strand, fill: "none" });
  });
}

const CORNERS = { square: 4, diamond: 4, hexagon: 6, triangle: 3 };
const TURNS = { square: Math.PI / 4, diamond: Math.PI / 2, hexagon: 0, triangle: -Math.PI / 2 };

function symbolOf(scene, camera, node) {
  const { x, y } = scene.network.getPosition(scene.graph.ids[node]);
  const [cx, cy] = camera.onScreen(x, y);
  const r = scene.radius(node, camera.scale);
  const fill = scene.theme.full(scene.graph.typeOf(node));
  const form = scene.look.shapeOf(node);
  if (!CORNERS[form]) return shape("circle", { cx, cy, r, fill });
  const points = Array.from({ length: CORNERS[form] }, (_, at) => {
    const angle = TURNS[form] + (2 * Math.PI * at) / CORNERS[form];
    return `${(cx + r * Math.cos(angle)).toFixed(1)},${(cy + r * Math.sin(angle)).toFixed(1)}`;
  });
  return shape("polygon", { points: points.join(" "), fill });
}

function text(name, camera, colours) {
  const [x, y] = camera.onScreen(name.x, name.y);
  const middle = { x: x + name.dx + name.sprite.width / 2, y: y + name.dy + name.sprite.height / 2 };
  const halo = { stroke: colours.halo, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" };
  const style = {
    fill: colours[name.colour],
    "font-size": name.size,
    "font-weight": name.isBold ? 600 : 400,
    "font-family": fontOf(name).split("px ")[1],
  };
  return shape(
    "text",
    { ...middle, "text-anchor": "middle", "dominant-baseline": "central", ...halo, ...style },
    name.sprite.text,
  );
}
