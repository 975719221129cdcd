// Which names are drawn: at every zoom as many as can be read and cover neither another name nor what matters more.

const UNREAD = 1; // a font too small to be drawn

/** Return the font size of each node's name in canvas units: the first of its sizes that finds room, first nodes first. */
function fontsOf(nodes, sizesOf) {
  const taken = [];
  const isFree = (box) => !taken.some((other) => overlap(box, other));
  const fonts = nodes.map((node) => {
    const font = sizesOf(node).find((size) => isFree(labelBox(node, size)));
    taken.push(discBox(node), ...(font ? [labelBox(node, font)] : []));
    return [node.id, font ?? UNREAD];
  });
  return new Map(fonts);
}

const bySize = (one, other) => other.size - one.size || (one.id < other.id ? -1 : 1);

const discBox = ({ x, y, size }) => ({ left: x - size, right: x + size, top: y - size, bottom: y + size });

/** Return the rectangle that a name covers below its node. */
function labelBox({ x, y, size, label }, font) {
  const half = 0.28 * font * label.length + 0.2 * font;
  return { left: x - half, right: x + half, top: y + size, bottom: y + size + 1.4 * font };
}

const overlap = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
