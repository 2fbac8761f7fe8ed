// All of the picture in a corner, with what is seen of it. A click or a drag goes there.
// @ts-check
import { element } from './dom.js';
import { changeColour } from './overview.js';

const [WIDTH, HEIGHT, PAD] = [184, 132, 6];
/** Fewer cards are seen without it. */
export const LEAST = 25;

export class Minimap {
  /** @param {import('./colours.js').Colours} colours @param {(x: number, y: number) => void} go */
  constructor(colours, go) {
    this.colours = colours;
    this.canvas = element('canvas', { 'aria-hidden': 'true' });
    this.root = element('div', { class: 'minimap panel' }, this.canvas);
    this.scale = 1;
    this.left = 0;
    this.top = 0;
    const move = (/** @type {PointerEvent} */ event) => {
      const box = this.canvas.getBoundingClientRect();
      go((event.clientX - box.left - PAD) / this.scale + this.left, (event.clientY - box.top - PAD) / this.scale + this.top);
    };
    this.canvas.addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => {
      event.stopPropagation();
      this.canvas.setPointerCapture(event.pointerId);
      move(event);
    });
    this.canvas.addEventListener('pointermove', (/** @type {PointerEvent} */ event) => {
      if (event.buttons === 1) {
        move(event);
      }
    });
  }

  /** @param {import('./scene.js').Scene} scene @param {import('./camera.js').Camera} camera @param {import('./marks.js').Marks} marks */
  draw(scene, camera, marks) {
    this.root.hidden = scene.cards.size < LEAST || camera.width < 420 || camera.height < 320;
    const paint = this.canvas.getContext('2d');
    if (this.root.hidden || !paint) {
      return;
    }
    const [x, y, width, height] = scene.head.bounds;
    this.scale = Math.min((WIDTH - 2 * PAD) / Math.max(1, width), (HEIGHT - 2 * PAD) / Math.max(1, height));
    [this.left, this.top] = [x, y];
    const ratio = devicePixelRatio || 1;
    const [wide, high] = [Math.ceil(width * this.scale) + 2 * PAD, Math.ceil(height * this.scale) + 2 * PAD];
    Object.assign(this.canvas, { width: wide * ratio, height: high * ratio });
    Object.assign(this.canvas.style, { width: `${wide}px`, height: `${high}px` });
    const scale = this.scale * ratio;
    paint.setTransform(scale, 0, 0, scale, PAD * ratio - x * scale, PAD * ratio - y * scale);
    const px = 1 / this.scale;
    paint.lineWidth = px;
    for (const { accent, box } of scene.head.frames) {
      paint.fillStyle = this.colours.get(`frame${accent}`);
      paint.strokeStyle = this.colours.get(`outline${accent}`);
      paint.fillRect(...box);
      paint.strokeRect(...box);
    }
    for (const card of scene.cards.values()) {
      const [left, top, w, h] = card.box;
      const isMarked = marks.selected.has(card.id) || marks.hits.has(card.id);
      paint.fillStyle = this.colours.get(isMarked ? 'focus' : changeColour(card.change) ?? `block${card.accent}`);
      paint.fillRect(left, top, w, Math.max(h, 1.5 * px));
    }
    paint.strokeStyle = this.colours.get('focus');
    paint.lineWidth = 1.5 * px;
    const corner = camera.place(0, 0);
    paint.strokeRect(corner.x, corner.y, camera.width / camera.zoom, camera.height / camera.zoom);
  }
}
