// The level of detail: which things of the map are worth a symbol and a name at this nearness. A grid over the map
// answers without looking at everything.

import { isWithin } from "./camera.js";

const CELLS = 64; // along each side

export class Detail {
  constructor(graph, filter) {
    Object.assign(this, { graph, filter });
    const [right, bottom] = [Math.max(1, ...extremes(graph.x)), Math.max(1, ...extremes(graph.y))];
    const [left, top] = [Math.min(0, ...extremes(graph.x)), Math.min(0, ...extremes(graph.y))];
    this.bounds = { left, right, top, bottom };
    this.cells = Array.from({ length: CELLS * CELLS }, () => []);
    for (let node = 0; node < graph.count; node += 1) this.cells[this.cellOf(graph.x[node], graph.y[node])].push(node);
  }

  column(x) {
    const { left, right } = this.bounds;
    return Math.min(CELLS - 1, Math.max(0, Math.floor(((x - left) / (right - left)) * CELLS)));
  }

  row(y) {
    const { top, bottom } = this.bounds;
    return Math.min(CELLS - 1, Math.max(0, Math.floor(((y - top) / (bottom - top)) * CELLS)));
  }

  cellOf(x, y) {
    return this.row(y) * CELLS + this.column(x);
  }

  /** The first so many shown nodes within a part of the map, in the order of the ranking. */
  foremost(sight, most) {
    const { graph, filter } = this;
    if (isWithin(this.bounds, sight)) return first(graph.count, most, (node) => filter.isShown(node));
    const found = [];
    for (const cell of this.cellsIn(sight)) {
      let taken = 0;
      for (const node of cell) {
        if (taken === most) break;
        const isIn = isWithin(pointOf(graph, node), sight);
        if (!isIn || !filter.isShown(node)) continue;
        found.push(node);
        taken += 1;
      }
    }
    return found.sort((one, other) => one - other).slice(0, most);
  }

  *cellsIn({ left, right, top, bottom }) {
    for (let row = this.row(top); row <= this.row(bottom); row += 1) {
      for (let column = this.column(left); column <= this.column(right); column += 1)
        yield this.cells[row * CELLS + column];
    }
  }

  /** The shown node nearest to a point, at most so far away, or null. */
  nearest(x, y, reach) {
    let best = null;
    let least = reach;
    for (const cell of this.cellsIn({ left: x - reach, right: x + reach, top: y - reach, bottom: y + reach })) {
      for (const node of cell) {
        const distance = Math.hypot(this.graph.x[node] - x, this.graph.y[node] - y);
        if (distance < least && this.filter.isShown(node)) [best, least] = [node, distance];
      }
    }
    return best;
  }
}

function first(count, most, isWanted) {
  const found = [];
  for (let node = 0; node < count && found.length < most; node += 1) if (isWanted(node)) found.push(node);
  return found;
}

const pointOf = ({ x, y }, node) => ({ left: x[node], right: x[node], top: y[node], bottom: y[node] });

function extremes(values) {
  let [least, most] = [0, 0];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}
