// An answer as a graph: what stands in one row is joined, things repel each other, and lines pull them together.
import { isNumber, placeOf, shortened } from "./answer.js";

const MOST = 300; // so many things are drawn
const LONGEST = 120; // a longer text is a sentence, and no thing
const ROUNDS = 200;
const MARGIN = 20;

export function pictureOf(answer, base, width) {
  const { names, edges } = graphOf(answer);
  const size = { width: Math.max(width, 300), height: Math.max(360, Math.min(640, width * 0.6)) };
  const length = Math.sqrt((size.width * size.height) / Math.max(names.length, 1));
  const places = names.map((_, i) => [
    size.width * 0.4 * Math.cos(i * 2.4) * Math.sqrt(i / names.length),
    size.height * 0.4 * Math.sin(i * 2.4) * Math.sqrt(i / names.length),
  ]);
  for (let round = 0; round < ROUNDS; round++) move(places, edges, length, length * 0.5 * (1 - round / ROUNDS));
  fit(places, size);
  return drawn(names, places, edges, size, base);
}

function graphOf({ columns, rows }) {
  const numbers = new Map();
  const edges = new Map();
  const isTriples = columns.join(" ") === "subject predicate object";
  const ends = isTriples ? ["subject", "object"] : columns;
  for (const row of rows) {
    const keys = ends
      .map((name) => row[name])
      .filter((term) => term && !isNumber(term) && term.value.length < LONGEST)
      .map((term) => term.value);
    for (const key of keys) if (!numbers.has(key) && numbers.size < MOST) numbers.set(key, numbers.size);
    const [first, ...others] = keys.filter((key) => numbers.has(key)).map((key) => numbers.get(key));
    for (const other of others) {
      if (other !== first) edges.set(`${first} ${other}`, [first, other, isTriples ? row.predicate.value : ""]);
    }
  }
  return { names: [...numbers.keys()], edges: [...edges.values()] };
}

function move(places, edges, length, step) {
  const pull = places.map(([x, y]) => [-x * 0.3, -y * 0.5]);
  const push = (i, j, force) => {
    const dx = places[i][0] - places[j][0] || 0.1;
    const dy = places[i][1] - places[j][1] || 0.1;
    const far = Math.hypot(dx, dy);
    const by = force(far) / far;
    pull[i][0] += dx * by;
    pull[i][1] += dy * by;
    pull[j][0] -= dx * by;
    pull[j][1] -= dy * by;
  };
  for (let i = 0; i < places.length; i++) for (let j = 0; j < i; j++) push(i, j, (far) => (length * length) / far);
  for (const [i, j] of edges) push(i, j, (far) => (-far * far) / length);
  places.forEach((place, i) => {
    const far = Math.hypot(...pull[i]) || 1;
    place[0] += (pull[i][0] / far) * Math.min(step, far);
    place[1] += (pull[i][1] / far) * Math.min(step, far);
  });
}

// Bring all places into the frame, as large as it allows.
function fit(places, size) {
  for (const [axis, most] of [size.width, size.height].entries()) {
    const all = places.map((place) => place[axis]);
    const least = Math.min(...all);
    const scale = (most - 2 * MARGIN) / (Math.max(...all) - least || 1);
    for (const place of places) place[axis] = MARGIN + (place[axis] - least) * scale;
  }
}

function drawn(names, places, edges, size, base) {
  const lines = names.map((_, i) => edges.filter(([from, to]) => from === i || to === i).length);
  const svg = made("svg", { viewBox: `0 0 ${size.width} ${size.height}`, role: "img" });
  svg.append(titled(`a graph of ${names.length} things and ${edges.length} lines`));
  for (const [i, j, name] of edges) {
    const line = made("line", { x1: places[i][0], y1: places[i][1], x2: places[j][0], y2: places[j][1] });
    if (name) line.append(titled(shortened(name)));
    svg.append(line);
  }
  const taken = [];
  const byLines = names.map((_, i) => i).sort((one, other) => lines[other] - lines[one]);
  for (const i of byLines) {
    const place = placeOf(names[i], base);
    const node = made(place ? "a" : "g", place ? { href: place } : {});
    const [x, y] = places[i];
    node.append(titled(shortened(names[i])), made("circle", { cx: x, cy: y, r: 3 + Math.sqrt(lines[i]) }));
    node.append(...labels(shortened(names[i]), x, y, 6 + Math.sqrt(lines[i]), size, taken));
    svg.append(node);
  }
  return svg;
}

// The name of a thing beside it, where no name stands yet; else its title tells it.
function labels(name, x, y, gap, size, taken) {
  const text = cut(name);
  const long = text.length * 6.5;
  const isLeft = x + gap + long > size.width;
  const box = { left: isLeft ? x - gap - long : x + gap, right: isLeft ? x - gap : x + gap + long, y };
  const clashes = (other) => Math.abs(other.y - box.y) < 14 && other.left < box.right && box.left < other.right;
  if (taken.some(clashes)) return [];
  taken.push(box);
  const label = made("text", { x: isLeft ? x - gap : x + gap, y: y + 4, "text-anchor": isLeft ? "end" : "start" });
  label.textContent = text;
  return [label];
}

function cut(text) {
  return text.length > 28 ? `${text.slice(0, 27)}…` : text;
}

function titled(text) {
  const title = made("title", {});
  title.textContent = text;
  return title;
}

function made(name, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}
