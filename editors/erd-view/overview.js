// The picture from far: on a canvas, names at one size whatever the zoom, and from very far frames, blocks and bundles.
// @ts-check
import { stubOf } from './scene.js';

/** Below this zoom cards have no names. */
export const BLOCKS = 0.25;
/** From this zoom on cards are drawn in full. */
export const NEAR = 0.6;
/** More cards on the screen are painted whatever the zoom. */
const MOST = 150;

const FONT = 'Inter, "Segoe UI", system-ui, sans-serif';
/** The room over the cards of a frame that has a title; one side of it is enough where the title stands above the frame. */
const [TITLE_ROOM, SIDE] = [42, 22];
/** A title on the screen: its height, and the distance of its letters from the lower edge. */
const [TITLE, BASE] = [18, 5];

/** @typedef {import('./scene.js').Scene} Scene @typedef {import('./scene.js').Edge} Edge @typedef {import('./scene.js').Frame} Frame */

export class Overview {
  /** @param {HTMLCanvasElement} canvas @param {import('./colours.js').Colours} colours */
  constructor(canvas, colours) {
    this.canvas = canvas;
    this.colours = colours;
  }

  /** @param {Scene} scene @param {import('./camera.js').Camera} camera @param {import('./marks.js').Marks} marks */
  draw(scene, camera, marks) {
    const ratio = devicePixelRatio || 1;
    const [width, height] = [Math.round(camera.width * ratio), Math.round(camera.height * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      Object.assign(this.canvas, { width, height });
    }
    const paint = this.canvas.getContext('2d');
    if (!paint) {
      return;
    }
    paint.setTransform(1, 0, 0, 1, 0, 0);
    paint.clearRect(0, 0, width, height);
    const scale = camera.zoom * ratio;
    paint.setTransform(scale, 0, 0, scale, -camera.x * scale, -camera.y * scale);
    const areBlocks = camera.zoom < BLOCKS;
    this.frames(paint, scene, camera);
    if (areBlocks && scene.head.frames.length > 0) {
      this.bundles(paint, scene, camera);
    } else {
      this.lines(paint, scene, camera, marks);
    }
    this.cards(paint, scene, camera, marks, areBlocks);
    this.titles(paint, scene, camera);
    this.labels(paint, scene, camera, marks, areBlocks);
  }

  /** @param {CanvasRenderingContext2D} paint @param {Scene} scene @param {import('./camera.js').Camera} camera */
  frames(paint, scene, camera) {
    paint.lineWidth = 1 / camera.zoom;
    for (const frame of scene.head.frames) {
      const { accent } = frame;
      paint.beginPath();
      paint.roundRect(...seen(frame), Math.min(20, 5 / camera.zoom));
      paint.fillStyle = this.colours.get(`frame${accent}`);
      paint.strokeStyle = this.colours.get(`outline${accent}`);
      paint.fill();
      paint.stroke();
    }
  }

  /** Titles of one size: above their frames, and inside of them where another frame is too close. */
  /** @param {CanvasRenderingContext2D} paint @param {Scene} scene @param {import('./camera.js').Camera} camera */
  titles(paint, scene, camera) {
    const px = 1 / camera.zoom;
    const { frames } = scene.head;
    paint.textBaseline = 'alphabetic';
    paint.textAlign = 'left';
    const bold = `600 ${13 * px}px ${FONT}`;
    const plain = `${11 * px}px ${FONT}`;
    for (const frame of frames) {
      const { title, tables, accent } = frame;
      if (!title || camera.hides(frame.box, 40)) {
        continue;
      }
      paint.font = plain;
      const more = String(tables);
      const moreWidth = paint.measureText(more).width;
      paint.font = bold;
      const room = titleRoom(frame, frames, TITLE * px);
      const name = cut(paint, title, room.width - moreWidth - 15 * px);
      const width = paint.measureText(name).width;
      const [x, y] = [seen(frame)[0], room.top];
      if (room.isInside) {
        // The blocks below it are its own.
        paint.fillStyle = this.colours.get('background');
        paint.globalAlpha = 0.85;
        paint.beginPath();
        paint.roundRect(x + px, y + px, width + moreWidth + 13 * px, TITLE * px, 4 * px);
        paint.fill();
        paint.globalAlpha = 1;
      }
      paint.fillStyle = this.colours.get(`label${accent}`);
      paint.fillText(name, x + 3 * px, y + (TITLE - BASE) * px);
      paint.font = plain;
      paint.fillStyle = this.colours.get('secondary');
      paint.fillText(more, x + width + 10 * px, y + (TITLE - BASE) * px);
    }
  }

  /** One line for all references between two frames. */
  /** @param {CanvasRenderingContext2D} paint @param {Scene} scene @param {import('./camera.js').Camera} camera */
  bundles(paint, scene, camera) {
    /** @type {Map<string, { edge: Edge, n: number, ends: Frame[] }>} */
    const bundles = new Map();
    for (const edge of scene.edges.values()) {
      const ends = [scene.frameOf.get(edge.from), edge.to === null ? undefined : scene.frameOf.get(edge.to)];
      if (edge.drawn !== 'line' || !ends[0] || !ends[1] || ends[0] === ends[1]) {
        continue;
      }
      const key = ends.map((frame) => scene.head.frames.indexOf(/** @type {Frame} */ (frame))).sort((a, b) => a - b).join();
      const known = bundles.get(key);
      if (known) {
        known.n += 1;
      } else {
        bundles.set(key, { edge, n: 1, ends: /** @type {Frame[]} */ (ends) });
      }
    }
    const px = 1 / camera.zoom;
    const pills = [];
    paint.strokeStyle = this.colours.get('line');
    paint.lineJoin = 'round';
    for (const { edge, n, ends } of bundles.values()) {
      const points = outside(edge.points, ends);
      paint.lineWidth = (1.1 + 0.75 * Math.log2(n)) * px;
      trace(paint, points, 7 * px);
      paint.stroke();
      if (n >= 4) {
        pills.push({ n, at: middle(points) });
      }
    }
    paint.font = `${11 * px}px ${FONT}`;
    paint.textAlign = 'center';
    paint.textBaseline = 'middle';
    for (const { n, at } of pills) {
      const width = Math.max(16 * px, paint.measureText(String(n)).width + 8 * px);
      paint.beginPath();
      paint.roundRect(at[0] - width / 2, at[1] - 8 * px, width, 16 * px, 8 * px);
      paint.fillStyle = this.colours.get('card');
      paint.strokeStyle = this.colours.get('border');
      paint.lineWidth = px;
      paint.fill();
      paint.stroke();
      paint.fillStyle = this.colours.get('text');
      paint.fillText(String(n), at[0], at[1]);
    }
  }

  /** @param {CanvasRenderingContext2D} paint @param {Scene} scene @param {import('./camera.js').Camera} camera @param {import('./marks.js').Marks} marks */
  lines(paint, scene, camera, marks) {
    const px = 1 / camera.zoom;
    const stroke = (/** @type {Edge} */ edge, /** @type {string} */ colour, /** @type {number} */ width) => {
      paint.strokeStyle = this.colours.get(colour);
      paint.lineWidth = width * px;
      const isDashed = edge.change === 'dropped' || edge.drawn === 'broken';
      paint.setLineDash(edge.drawn === 'dependency' ? [1.5 * px, 4 * px] : isDashed ? [6 * px, 4 * px] : []);
      if (edge.drawn === 'broken') {
        const [x, y] = edge.points[0];
        trace(paint, [[x, y], [x + 44 + (edge.width ?? 0), y]], 0);
      } else {
        trace(paint, edge.points, 7);
      }
      paint.stroke();
    };
    const isNear = (/** @type {Edge} */ edge) => edge.drawn !== 'chip';
    for (const edge of scene.edges.values()) {
      if (isNear(edge) && !marks.hot.has(edge.id)) {
        const isPlain = !edge.change && edge.drawn !== 'broken';
        stroke(edge, edge.drawn === 'broken' ? 'problem' : changeColour(edge.change) ?? 'line', isPlain ? 1 : 1.6);
      }
    }
    for (const edge of scene.edges.values()) {
      if (isNear(edge) && marks.hot.has(edge.id)) {
        stroke(edge, 'focus', 1.9);
      }
    }
    paint.setLineDash([]);
  }

  /** @param {CanvasRenderingContext2D} paint @param {Scene} scene @param {import('./camera.js').Camera} camera
   *  @param {import('./marks.js').Marks} marks @param {boolean} areBlocks */
  cards(paint, scene, camera, marks, areBlocks) {
    const px = 1 / camera.zoom;
    const isBare = this.colours.get('tinted') === this.colours.get('background');
    paint.textBaseline = 'middle';
    paint.textAlign = 'left';
    for (const card of scene.cards.values()) {
      if (camera.hides(card.box)) {
        continue;
      }
      const [x, y, width, height] = card.box;
      const isSelected = marks.selected.has(card.id);
      const isHit = marks.hits.has(card.id);
      const change = changeColour(card.change);
      paint.globalAlpha = marks.faint.has(card.id) ? 0.6 : 1;
      paint.beginPath();
      if (areBlocks) {
        // A block has a least size on the screen, so that small tables do not vanish.
        paint.roundRect(x, y, width, Math.max(height, 4 * px), Math.min(2 * px, height / 2));
        paint.fillStyle = this.colours.get(isSelected || isHit ? 'focus' : change ?? (isBare ? 'text' : `block${card.accent}`));
        paint.fill();
      } else {
        paint.roundRect(x, y, width, height, 6);
        paint.fillStyle = this.colours.get(isBare ? 'card' : `header${card.accent}`);
        paint.strokeStyle = this.colours.get(isSelected ? 'focus' : isHit ? 'primary_key' : change ?? 'border');
        paint.lineWidth = (isSelected || isHit || change ? 2 : 1) * px;
        paint.setLineDash(card.change === 'dropped' ? [5 * px, 3 * px] : []);
        paint.fill();
        paint.stroke();
        paint.setLineDash([]);
        paint.fillStyle = this.colours.get(`accent${card.accent}`);
        paint.fillRect(x, y + 3, 4, height - 6);
        paint.save();
        paint.clip();
        paint.font = `600 ${11 * px}px ${FONT}`;
        paint.fillStyle = this.colours.get('text');
        paint.fillText(cut(paint, card.name, width - 4 - 10 * px), x + 4 + 6 * px, y + Math.min(height / 2, 4 + 11 * px));
        paint.restore();
      }
      const stub = areBlocks ? undefined : stubOf(card);
      if (stub) {
        paint.beginPath();
        paint.roundRect(...stub, [0, 0, 6, 6]);
        paint.fillStyle = this.colours.get('card');
        paint.strokeStyle = this.colours.get('focus');
        paint.lineWidth = px;
        paint.fill();
        paint.stroke();
        paint.fillStyle = this.colours.get('text');
        paint.font = `600 11px ${FONT}`;
        paint.textAlign = 'center';
        paint.fillText(`+${card.beyond}`, stub[0] + stub[2] / 2, stub[1] + stub[3] / 2);
        paint.textAlign = 'left';
      }
      if (card.errors + card.warnings > 0) {
        paint.beginPath();
        paint.arc(x + width, y, 4 * px, 0, 7);
        paint.fillStyle = this.colours.get(card.errors > 0 ? 'problem' : 'warning');
        paint.fill();
      }
    }
    paint.globalAlpha = 1;
  }

  /** The names of what was found, or selected, from far. */
  /** @param {CanvasRenderingContext2D} paint @param {Scene} scene @param {import('./camera.js').Camera} camera
   *  @param {import('./marks.js').Marks} marks @param {boolean} areBlocks */
  labels(paint, scene, camera, marks, areBlocks) {
    const MOST = 40;
    if (!areBlocks) {
      return;
    }
    const px = 1 / camera.zoom;
    paint.font = `${11 * px}px ${FONT}`;
    paint.textBaseline = 'middle';
    paint.textAlign = 'left';
    for (const id of [...marks.selected, ...marks.hits].slice(0, MOST)) {
      const card = scene.cards.get(id);
      if (!card) {
        continue;
      }
      const row = marks.hits.has(id) ? [...(marks.rows.get(id) ?? [])][0] : undefined;
      const shown = row ? `${card.name}.${row}` : card.name;
      const width = paint.measureText(shown).width + 10 * px;
      const [x, y] = [card.box[0], card.box[1] - 20 * px];
      paint.beginPath();
      paint.roundRect(x, y, width, 17 * px, 3 * px);
      paint.fillStyle = this.colours.get('card');
      paint.strokeStyle = this.colours.get('focus');
      paint.lineWidth = px;
      paint.fill();
      paint.stroke();
      paint.fillStyle = this.colours.get('text');
      paint.fillText(shown, x + 5 * px, y + 9 * px);
    }
  }
}

/** Whether cards are drawn with their rows, and not painted here: by the zoom, or because somebody wants them so. @param {number} zoom
 *  @param {number} visible cards on the screen @param {boolean} isAuto */
export function isDrawnInFull(zoom, visible, isAuto) {
  return visible <= MOST && (!isAuto || zoom >= NEAR);
}

/** A frame as it is seen from far, where its title stands above it. @param {Frame} frame @returns {import('./scene.js').Box} */
export function seen({ title, box: [x, y, width, height] }) {
  const spare = title ? TITLE_ROOM - SIDE : 0;
  return [x, y + spare, width, height - spare];
}

/**
 * Where a title has its place that is so high: its top, how wide it may be, and whether that is inside of the frame.
 * @param {Frame} frame @param {Frame[]} frames @param {number} high
 */
export function titleRoom(frame, frames, high) {
  const [x, y, width] = seen(frame);
  let [above, right] = [-Infinity, Infinity];
  for (const other of frames) {
    const [ox, oy, owidth, oheight] = seen(other);
    const isBeside = ox >= x + width;
    if (other === frame) {
      continue;
    }
    // What a title may run into: frames over it, and to the right those at its height.
    if (oy < y && ox < x + width && ox + owidth > x) {
      above = Math.max(above, oy + oheight);
    }
    if (isBeside && oy - high < y && oy + oheight > y - high) {
      right = Math.min(right, ox);
    }
  }
  const isInside = y - high < above;
  return { top: isInside ? y : y - high, width: (isInside ? x + width : right) - x, isInside };
}

/** @param {string | null} change */
export function changeColour(change) {
  return change === 'renamed' ? 'changed' : change;
}

/** A name that fits, cut in the middle. @param {CanvasRenderingContext2D} paint @param {string} name @param {number} room */
function cut(paint, name, room) {
  const width = paint.measureText(name).width;
  if (width <= room) {
    return name;
  }
  const kept = Math.max(2, Math.floor((name.length * room) / width) - 1);
  return `${name.slice(0, Math.ceil(kept / 2))}…${name.slice(name.length - Math.floor(kept / 2))}`;
}

/** @param {CanvasRenderingContext2D} paint @param {[number, number][]} points @param {number} radius */
function trace(paint, points, radius) {
  paint.beginPath();
  points.forEach(([x, y], k) => {
    const next = points[k + 1];
    if (k === 0) {
      paint.moveTo(x, y);
    } else if (!next) {
      paint.lineTo(x, y);
    } else {
      const room = Math.min(length(points[k - 1], points[k]), length(points[k], next)) / 2;
      paint.arcTo(x, y, next[0], next[1], Math.min(radius, room));
    }
  });
}

/** @param {[number, number]} a @param {[number, number]} b */
function length(a, b) {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
}

/** The part of a line that is outside of two frames. @param {[number, number][]} points @param {Frame[]} frames @returns {[number, number][]} */
function outside(points, frames) {
  const holder = (/** @type {[number, number]} */ [x, y]) =>
    frames.find(({ box: [fx, fy, w, h] }) => x >= fx && x <= fx + w && y >= fy && y <= fy + h);
  const cut = (/** @type {[number, number][]} */ line) => {
    let k = 0;
    while (k < line.length - 1 && holder(line[k]) && holder(line[k + 1])) {
      k += 1;
    }
    const frame = holder(line[k]);
    if (!frame || k === line.length - 1) {
      return line.slice(k);
    }
    const [fx, fy, w, h] = frame.box;
    const [x, y] = line[k + 1];
    const [ax, ay] = line[k];
    /** @type {[number, number]} */
    const edge = ay === y ? [x > ax ? fx + w : fx, y] : [x, y > ay ? fy + h : fy];
    return [edge, ...line.slice(k + 1)];
  };
  return cut(cut(points).reverse()).reverse();
}

/** The middle of the longest piece. @param {[number, number][]} points @returns {[number, number]} */
function middle(points) {
  let best = 0;
  for (let k = 1; k + 1 < points.length; k += 1) {
    if (length(points[k], points[k + 1]) > length(points[best], points[best + 1])) {
      best = k;
    }
  }
  const [a, b] = [points[best], points[best + 1] ?? points[best]];
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}
