// All that the map holds, faintly: discs of communities, lines and dots, painted once on a canvas of its own that is wider
// than the screen and laid under what vis-network draws. So a large graph moves as easily as a small one. A new canvas is
// painted in slices between frames, once one has gone too far or too near for the old one.

import { isWithin } from "./camera.js";

const MORE = 0.35; // painted beyond each edge of the screen, as a share of it
const BLUR = 1.3; // how much nearer or farther the painted canvas may be shown
const SLICE = 7; // milliseconds
const REST = 90; // milliseconds without a zoom before it is painted anew
const [MOST_LINES, MOST_DOTS] = [9_000, 30_000];
const [CLEAR, FAINTEST] = [2_500, 0.3]; // so many lines are drawn in full strength, more of them fainter
const BATCH = 250;
const [SMALLEST, SQUARE] = [0.9, 2.2]; // pixels: the least radius, and that below which a dot is a square

export class Crowd {
  constructor(graph, filter, theme, repaint) {
    Object.assign(this, { graph, filter, theme, repaint, painted: null, work: null });
    this.pairs = pairsOf(graph);
    filter.onChange(() => this.forget());
    theme.onChange(() => this.forget());
  }

  forget() {
    this.painted = null;
    this.work = null;
  }

  /** Lay what is painted under the screen, and see to it that it is painted anew where it does not do. */
  draw(context, camera) {
    if (!this.painted) this.painted = this.paintedAtOnce(camera);
    const { canvas, sight, scale } = this.painted;
    const [left, top] = camera.onScreen(sight.left, sight.top);
    const zoom = camera.scale / scale;
    const { ratio } = camera;
    context.drawImage(canvas, left * ratio, top * ratio, canvas.width * zoom, canvas.height * zoom);
    const isSharp = zoom < BLUR && zoom > 1 / BLUR;
    if (!isSharp || !isWithin(camera.sight(MORE / 3), sight)) this.paintSoon(camera, isSharp);
  }

  paintedAtOnce(camera) {
    const painting = this.painting(camera);
    while (!painting.next().done);
    return this.done;
  }

  paintSoon(camera, isSharp) {
    this.camera = camera;
    if (!isSharp) this.since = performance.now();
    if (this.work) return;
    const work = this.slices();
    this.work = work;
    const step = () => {
      if (this.work !== work) return;
      if (!work.next().done) requestAnimationFrame(step);
      else {
        this.work = null;
        this.painted = this.done;
        this.repaint();
      }
    };
    requestAnimationFrame(step);
  }

  *slices() {
    while (performance.now() - (this.since ?? 0) < REST) yield;
    let until = performance.now() + SLICE;
    for (const _ of this.painting(this.camera)) {
      if (performance.now() < until) continue;
      yield;
      until = performance.now() + SLICE;
    }
  }

  *painting(camera) {
    const sight = camera.sight(MORE);
    const zoom = camera.scale * camera.ratio;
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.ceil((sight.right - sight.left) * zoom));
    canvas.height = Math.max(1, Math.ceil((sight.bottom - sight.top) * zoom));
    const context = canvas.getContext("2d");
    const at = (x, y) => [(x - sight.left) * zoom, (y - sight.top) * zoom];
    this.paintLand(context, at, zoom);
    yield* this.paintLines(context, at, sight);
    yield* this.paintDots(context, at, sight, camera);
    this.done = { canvas, sight, scale: camera.scale };
  }

  paintLand(context, at, zoom) {
    context.fillStyle = this.theme.colours.land;
    for (const [name, x, y, radius] of this.graph.communities) {
      if (!name) continue;
      context.beginPath();
      context.arc(...at(x, y), radius * zoom, 0, 2 * Math.PI);
      context.fill();
    }
  }

  *paintLines(context, at, sight) {
    const { graph, filter, pairs } = this;
    const drawn = [];
    for (const fact of pairs) {
      if (filter.isFactShown(fact) && crosses(graph, fact, sight)) drawn.push(fact);
    }
    const step = Math.max(1, drawn.length / MOST_LINES);
    context.strokeStyle = this.theme.colours.thread;
    context.lineWidth = 1;
    context.globalAlpha = Math.max(FAINTEST, Math.min(1, CLEAR / drawn.length));
    for (let from = 0; from < drawn.length; from += BATCH * step) {
      context.beginPath();
      for (let place = from; place < Math.min(drawn.length, from + BATCH * step); place += step) {
        const fact = drawn[Math.floor(place)];
        context.moveTo(...at(graph.x[graph.subject[fact]], graph.y[graph.subject[fact]]));
        context.lineTo(...at(graph.x[graph.object[fact]], graph.y[graph.object[fact]]));
      }
      context.stroke();
      yield;
    }
    context.globalAlpha = 1;
  }

  *paintDots(context, at, sight, { scale, ratio }) {
    const { graph, filter } = this;
    let left = MOST_DOTS;
    for (let node = graph.count - 1; node >= 0 && left; node -= 1) {
      const [x, y] = [graph.x[node], graph.y[node]];
      if (!filter.isShown(node) || x < sight.left || x > sight.right || y < sight.top || y > sight.bottom) continue;
      left -= 1;
      context.fillStyle = this.theme.faint(graph.typeOf(node));
      dot(context, ...at(x, y), Math.max(SMALLEST, graph.size[node] * 0.42 * scale) * ratio);
      if (left % BATCH === 0) yield;
    }
  }
}

function dot(context, x, y, radius) {
  if (radius < SQUARE) {
    context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
    return;
  }
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** The first fact of each pair that facts join. */
function pairsOf(graph) {
  const seen = new Set();
  const pairs = [];
  for (let fact = 0; fact < graph.factCount; fact += 1) {
    const key = graph.subject[fact] * graph.count + graph.object[fact];
    if (!seen.has(key)) pairs.push(fact);
    seen.add(key);
  }
  return pairs;
}

function crosses({ x, y, subject, object }, fact, sight) {
  const [one, other] = [subject[fact], object[fact]];
  const isBeside = Math.max(x[one], x[other]) < sight.left || Math.min(x[one], x[other]) > sight.right;
  return !isBeside && Math.max(y[one], y[other]) >= sight.top && Math.min(y[one], y[other]) <= sight.bottom;
}
