// From where a picture or the map is seen whole.

import { bearsName } from "./naming.js";

const [LEAST, MOST] = [0.6, 1.15]; // how small a picture may be drawn, and how large
const [LEAST_MAP, MOST_MAP] = [0.02, 1.6];
const LETTER = 3.7; // half the width of a letter of a community's name, in pixels
const STEP = 0.02;
const MARGIN = 40; // pixels
const [ABOVE, UNDER] = [16, 62]; // pixels that lie under the tools

/**
 * Return {position, scale} from which a picture is seen whole with its names, or, where that were too small to read, its
 * beginning. Names keep their size, so how far they reach does not go with the scale.
 */
export function framed({ nodes, headings }, names, { width, height }) {
  const rows = [...nodes, ...headings].map(({ y }) => y);
  const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
  const wide = (scale) => reachOf(names, scale, -1) + reachOf(names, scale, 1);
  const high = (scale) => (bottom - top) * scale + 2 * UNDER + MARGIN;
  let scale = MOST;
  while (scale > LEAST && (wide(scale) > width || high(scale) > height)) scale -= STEP;
  const [left, right] = [reachOf(names, scale, -1), reachOf(names, scale, 1)];
  const x = wide(scale) > width ? width / 2 - Math.min(left, width / 2) : (right - left) / 2;
  const y = high(scale) > height ? top * scale + height / 2 - UNDER : ((top + bottom) * scale) / 2;
  return { position: { x: x / scale, y: y / scale }, scale };
}

/** How far names reach to the left (-1) or the right (1) of the middle, in pixels. */
function reachOf(names, scale, way) {
  const beside = { left: -1, right: 1 };
  const beyond = ({ away, sides: [side], width }) =>
    beside[side] ? away + (beside[side] === way ? width : 0) : width / 2;
  return Math.max(...names.map((name) => way * name.x * scale + beyond(name)), 0) + MARGIN / 2;
}

/** Return {position, scale} from which all discs of communities are seen, with their names. */
export function wholeMap(communities, { width, height }) {
  const edge = (pick, of) => pick(...communities.map(of), 0);
  const top = edge(Math.min, ([, , y, radius]) => y - radius);
  const bottom = edge(Math.max, ([, , y, radius]) => y + radius);
  const beyond = ([name, , , radius], scale) =>
    Math.max(radius, bearsName(radius, scale) ? (LETTER * name.length) / scale : 0) * scale;
  const reach = (way, scale) => edge(Math.max, (disc) => way * disc[1] * scale + beyond(disc, scale));
  let scale = Math.min((height - ABOVE - UNDER) / (bottom - top || 1), MOST_MAP);
  while (scale > LEAST_MAP && reach(-1, scale) + reach(1, scale) > width - MARGIN / 2) scale *= 1 - STEP;
  const x = (reach(1, scale) - reach(-1, scale)) / 2 / scale;
  return { position: { x, y: (top + bottom) / 2 + (UNDER - ABOVE) / 2 / scale }, scale };
}
