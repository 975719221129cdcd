// Which names the map and a picture would have, the most important first; `labels.js` finds them room.

import { LONGEST, MAIN, PLAIN, radiusOnMap } from "./look.js";
import { shortened } from "./wording.js";

const FIRST_NAMES = 8; // names of things that come before those of communities
const [LONGEST_ON_MAP, LONGEST_TITLE, LONGEST_TIGHT] = [26, 46, 24]; // letters
const TIGHT = 900; // pixels: below, names between columns are cut shorter
const [SMALLEST_LAND, LARGEST_LAND] = [46, 1_500]; // pixels: discs of such radii bear their name
const ANY_SIDE = ["below", "right", "above", "left"];

/** The names on the map: of what stands out most, of communities, of all else that vis-network holds. */
export function namesOnMap(graph, held, marked, scale) {
  const names = held.map((node) => nameOnMap(graph, node, scale));
  const first = names.filter(({ node }) => node === marked).map((name) => ({ ...name, isCertain: true, isBold: true }));
  const others = names.filter(({ node }) => node !== marked);
  return [...first, ...others.slice(0, FIRST_NAMES), ...lands(graph, scale), ...others.slice(FIRST_NAMES)];
}

function nameOnMap(graph, node, scale) {
  const away = radiusOnMap(graph.size[node], scale);
  return {
    node,
    text: shortened(graph.names[node], LONGEST_ON_MAP),
    x: graph.x[node],
    y: graph.y[node],
    away,
    sides: ANY_SIDE,
    size: Math.round(Math.min(15, 10.5 + away / 5)),
    isBold: away > 14,
    colour: graph.isPaper(node) ? "quiet" : "ink",
  };
}

/** Whether a disc is drawn large enough to bear its name, and not so large that its edge is far away. */
export const bearsName = (radius, scale) => radius * scale > SMALLEST_LAND && radius * scale < LARGEST_LAND;

function lands(graph, scale) {
  const style = { away: 0, sides: ["on"], size: 12, isBold: true, colour: "quiet" };
  const named = graph.communities.map(([text, x, y, radius], community) => ({
    text,
    x,
    y: y - radius + 13 / scale,
    radius,
    community,
  }));
  const isNamed = ({ text, radius }) => text && bearsName(radius, scale);
  return named.filter(isNamed).map((land) => ({ ...land, ...style }));
}

/** The names in a picture; `live` is where its nodes are now, where physics or somebody's hand moved them. */
export function namesInPicture(graph, picture, width, scale, live = {}) {
  const isTight = picture.isTight && width < TIGHT;
  const names = picture.nodes.map(({ node, x, y, side, isMain, longest }) => ({
    node,
    text: shortened(
      graph.names[node],
      isTight ? LONGEST_TIGHT : (longest ?? (graph.isPaper(node) ? LONGEST_TITLE : LONGEST)),
    ),
    ...(live[graph.ids[node]] ?? { x, y }),
    away: (isMain ? MAIN : PLAIN) * scale,
    sides: [side],
    size: isMain ? 14.5 : 12.5,
    isBold: Boolean(isMain),
    colour: "ink",
    isPlated: true,
  }));
  const style = { away: 0, size: 11.5, isBold: true, colour: "quiet", isPlated: true };
  const headings = picture.headings.map(({ text, x, y, side }) => ({ text, x, y, sides: [side], ...style }));
  const others = [...headings, ...names.filter(({ isBold }) => !isBold), ...wordsOnLines(graph, picture, names)];
  return [...names.filter(({ isBold }) => isBold), ...others];
}

/** What the lines of a picture say, each in the middle of its line. */
function wordsOnLines(graph, { lines }, names) {
  const spots = new Map(names.map((name) => [name.node, name]));
  const style = { away: 0, sides: ["on"], size: 11.5, isBold: false, colour: "quiet", isPlated: true };
  return lines.flatMap(({ fact, text }) => {
    const [from, to] = [spots.get(graph.subject[fact]), spots.get(graph.object[fact])];
    return text ? [{ text, x: (from.x + to.x) / 2, y: (from.y + to.y) / 2, ...style }] : [];
  });
}
