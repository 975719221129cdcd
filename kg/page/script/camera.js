// Where on the map one looks, and how near: what vis-network shows now, in its own figures.

export class Camera {
  constructor(network, container) {
    const { x, y } = network.getViewPosition();
    this.x = x;
    this.y = y;
    this.scale = network.getScale();
    this.width = container.clientWidth;
    this.height = container.clientHeight;
    this.ratio = devicePixelRatio || 1;
  }

  /** A place of the map on the screen, in CSS pixels from the corner of the canvas. */
  onScreen(x, y) {
    return [(x - this.x) * this.scale + this.width / 2, (y - this.y) * this.scale + this.height / 2];
  }

  /** The place of the map at a point of the canvas. */
  onMap(x, y) {
    return [(x - this.width / 2) / this.scale + this.x, (y - this.height / 2) / this.scale + this.y];
  }

  /** The part of the map in sight, with so much more on every side, as a share of its width and height. */
  sight(more = 0) {
    const [width, height] = [(this.width * (0.5 + more)) / this.scale, (this.height * (0.5 + more)) / this.scale];
    return { left: this.x - width, right: this.x + width, top: this.y - height, bottom: this.y + height };
  }
}

export const isWithin = (inner, outer) =>
  inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
