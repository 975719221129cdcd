// Names on the map and in pictures: always as large as text is read, as many as find room, and none over another.

const AIR = 3;
const OBSTACLE = 7; // pixels: no name stands on a symbol of this radius, whether it is named or not
const HALO = 3.5;
const KEPT = 3_000; // drawn names that are kept, so that a name is set once and not once a frame
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu; // would steer or turn round what stands beside

const measuring = document.createElement("canvas").getContext("2d");

export class Labels {
  constructor(theme) {
    this.theme = theme;
    this.sprites = new Map();
    theme.onChange(() => this.sprites.clear());
  }

  /**
   * Return those names that find room, the first ones first. A name is {text, x, y, away, sides, size, isBold, colour,
   * isPlated}: its node's place on the map, how far from it and on which sides it may stand, in pixels, and whether it
   * covers what is behind it. A box is where it stands on a map of this scale.
   */
  placed(names, scale) {
    const taken = names.filter(({ away }) => away > OBSTACLE).map((name) => ({ ...discOf(name, scale), name }));
    const isFree = (box, name) => !taken.some((other) => other.name !== name && overlap(box, other));
    return names.flatMap((name) => {
      const sprite = this.sprite(name);
      const boxes = name.sides.map((side) => boxOf(name, side, sprite, scale));
      const box = boxes.find((each) => isFree(each, name)) ?? (name.isCertain ? boxes[0] : null);
      if (!box) return [];
      taken.push(box);
      if (name.away && name.away <= OBSTACLE) taken.push(discOf(name, scale));
      return [{ ...name, sprite, dx: box.left - name.x * scale, dy: box.top - name.y * scale }];
    });
  }

  draw(context, placed, camera) {
    for (const { sprite, x, y, dx, dy } of placed) {
      const [left, top] = camera.onScreen(x, y);
      const isIn =
        left + dx < camera.width && left + dx + sprite.width > 0 && top + dy < camera.height && top + dy > -30;
      if (isIn) context.drawImage(sprite.canvas, left + dx, top + dy, sprite.width, sprite.height);
    }
  }

  /** The placed name at a point of the canvas, or undefined. */
  at(placed, camera, x, y) {
    return placed.find((name) => {
      const [left, top] = camera.onScreen(name.x, name.y);
      const [across, down] = [x - left - name.dx, y - top - name.dy];
      return across >= 0 && down >= 0 && across <= name.sprite.width && down <= name.sprite.height;
    });
  }

  sprite(name) {
    const ratio = devicePixelRatio || 1;
    const key = `${name.size} ${name.isBold} ${name.isPlated} ${name.colour} ${ratio} ${name.text}`;
    if (this.sprites.size > KEPT) this.sprites.clear();
    if (!this.sprites.has(key)) this.sprites.set(key, drawn(name, this.theme.colours, ratio));
    return this.sprites.get(key);
  }
}

export const fontOf = ({ size, isBold }) =>
  `${isBold ? 600 : 400} ${size}px system-ui, -apple-system, "Segoe UI", sans-serif`;

function drawn(name, colours, ratio) {
  const text = name.text.replace(UNSEEN, " ");
  measuring.font = fontOf(name);
  const width = Math.ceil(measuring.measureText(text).width) + 2 * HALO;
  const height = Math.ceil(1.22 * name.size) + 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.font = fontOf(name);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = HALO;
  if (name.isPlated) {
    context.fillStyle = colours.ground;
    context.fillRect(0, 1, width, height - 2);
  }
  context.strokeStyle = colours.halo;
  context.strokeText(text, HALO, height / 2);
  context.fillStyle = colours[name.colour];
  context.fillText(text, HALO, height / 2);
  return { canvas, width, height, text };
}

function boxOf({ x, y, away }, side, { width, height }, scale) {
  const [middleX, middleY] = [x * scale, y * scale];
  const spots = {
    below: [middleX - width / 2, middleY + away],
    above: [middleX - width / 2, middleY - away - height],
    right: [middleX + away + AIR, middleY - height / 2],
    left: [middleX - away - AIR - width, middleY - height / 2],
    on: [middleX - width / 2, middleY - height / 2],
  };
  const [left, top] = spots[side];
  return { left, right: left + width, top, bottom: top + height };
}

function discOf({ x, y, away }, scale) {
  const [left, top] = [x * scale - away + 2, y * scale - away + 2];
  return { left, right: left + 2 * away - 4, top, bottom: top + 2 * away - 4 };
}

const overlap = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
