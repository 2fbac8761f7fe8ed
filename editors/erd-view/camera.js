// Which part of the picture is seen, and how large.
// @ts-check

export const LARGEST = 4;
const SMALLEST = 0.01;

export class Camera {
  constructor() {
    /** The place of the picture in the upper left corner. */
    this.x = 0;
    this.y = 0;
    this.zoom = 1;
    this.width = 1;
    this.height = 1;
  }

  /** From the screen to the picture. @param {number} x @param {number} y */
  place(x, y) {
    return { x: this.x + x / this.zoom, y: this.y + y / this.zoom };
  }

  /** @param {number} dx @param {number} dy in pixels of the screen */
  pan(dx, dy) {
    this.x += dx / this.zoom;
    this.y += dy / this.zoom;
  }

  /** Zooms, and keeps what is under a point of the screen there. @param {number} zoom @param {number} x @param {number} y */
  zoomTo(zoom, x = this.width / 2, y = this.height / 2) {
    const at = this.place(x, y);
    this.zoom = Math.min(LARGEST, Math.max(SMALLEST, zoom));
    this.x = at.x - x / this.zoom;
    this.y = at.y - y / this.zoom;
  }

  /** Shows all of a box, at 100 % at most. @param {[number, number, number, number]} box @param {[number, number, number, number]} room
   *  what lies over the edges: top, right, bottom, left */
  fit([x, y, width, height], [top, right, bottom, left], least = 0) {
    const [wide, high] = [Math.max(1, this.width - left - right), Math.max(1, this.height - top - bottom)];
    const fitting = Math.min(wide / Math.max(1, width), high / Math.max(1, height));
    this.zoom = Math.min(1, Math.max(SMALLEST, least, fitting));
    // What does not fit begins in the upper left corner; what does stands in the middle.
    const spare = (/** @type {number} */ room, /** @type {number} */ size) => Math.max(0, (room - size * this.zoom) / 2);
    this.x = x - (left + spare(wide, width)) / this.zoom;
    this.y = y - (top + spare(high, height)) / this.zoom;
  }

  /** Whether a box is fully outside of what is seen. @param {[number, number, number, number]} box */
  hides([x, y, width, height], margin = 0) {
    const { x: left, y: top } = this.place(-margin, -margin);
    const { x: right, y: bottom } = this.place(this.width + margin, this.height + margin);
    return x + width < left || x > right || y + height < top || y > bottom;
  }

  /** Puts a place into the middle of what is not covered. @param {number} x @param {number} y @param {[number, number, number, number]} cover */
  centre(x, y, [top, right, bottom, left] = [0, 0, 0, 0]) {
    this.x = x - (left + this.width - right) / 2 / this.zoom;
    this.y = y - (top + this.height - bottom) / 2 / this.zoom;
  }

  /** Whether some of a box is outside of what is seen, or covered. @param {[number, number, number, number]} box
   *  @param {[number, number, number, number]} cover top, right, bottom, left */
  covers([x, y, width, height], [top, right, bottom, left]) {
    const corner = this.place(left, top);
    const far = this.place(this.width - right, this.height - bottom);
    const isWide = width > far.x - corner.x;
    const isHigh = height > far.y - corner.y;
    return x < corner.x || y < corner.y || (!isWide && x + width > far.x) || (!isHigh && y + height > far.y);
  }

  /** Moves no further than it takes to show a box; one that is too large begins in the upper left corner. @param {[number, number, number, number]} box
   *  @param {[number, number, number, number]} cover top, right, bottom, left */
  nudge([x, y, width, height], [top, right, bottom, left]) {
    const shift = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ from, /** @type {number} */ to) =>
      at < from || size > to - from ? at - from : Math.max(0, at + size - to);
    const corner = this.place(left, top);
    const far = this.place(this.width - right, this.height - bottom);
    const by = { x: shift(x, width, corner.x, far.x), y: shift(y, height, corner.y, far.y) };
    this.x += by.x;
    this.y += by.y;
  }
}
