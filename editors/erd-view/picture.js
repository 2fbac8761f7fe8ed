// The picture from near: drawings of the cards and lines that are on the screen, and of no others.
// @ts-check
import { drawing, drawn, isStill } from './dom.js';
import { HEADER, ROW, stubOf } from './scene.js';

/** Around the screen, in its pixels. */
const MARGIN = 300;
const MOVE_MS = 160;

/** @typedef {import('./scene.js').Card} Card @typedef {import('./scene.js').Edge} Edge @typedef {import('./scene.js').Frame} Frame */

export class Picture {
  constructor() {
    this.frames = drawn('g');
    this.lines = drawn('g');
    this.cards = drawn('g');
    this.chips = drawn('g');
    this.over = drawn('g', { class: 'over' });
    this.world = drawn('g', {}, this.frames, this.lines, this.cards, this.chips, this.over);
    this.root = drawn('svg', { class: 'picture', role: 'graphics-document' }, this.world);
    /** @type {Map<string, { piece: Card | Edge, node: SVGGElement, box: import('./scene.js').Box }>} */
    this.shown = new Map();
    /** @type {Frame[] | undefined} */
    this.shownFrames = undefined;
  }

  /**
   * @param {import('./scene.js').Scene} scene @param {import('./camera.js').Camera} camera
   * @param {import('./marks.js').Marks} marks what is selected, hit and faint
   */
  draw(scene, camera, marks) {
    this.world.setAttribute('transform', `scale(${camera.zoom}) translate(${-camera.x} ${-camera.y})`);
    this.root.setAttribute('aria-label', `Schema diagram: ${scene.head.summary}`);
    this.drawFrames(scene.head.frames);
    const kept = new Set();
    const put = (/** @type {Card | Edge} */ piece, /** @type {SVGGElement} */ group, /** @type {import('./scene.js').Box} */ box) => {
      kept.add(piece.id);
      const known = this.shown.get(piece.id);
      if (known?.piece === piece) {
        return known.node;
      }
      const node = drawing(piece.svg);
      if (!node) {
        return undefined;
      }
      if (known) {
        known.node.replaceWith(node);
        glide(node, known.box, box);
      } else {
        group.append(node);
      }
      this.shown.set(piece.id, { piece, node, box });
      return node;
    };
    for (const card of scene.cards.values()) {
      if (!camera.hides(card.box, MARGIN)) {
        const node = put(card, this.cards, card.box);
        node?.setAttribute('class', `card${marks.faint.has(card.id) ? ' faint' : ''}`);
      }
    }
    for (const edge of scene.edges.values()) {
      const box = around(edge);
      if (!camera.hides(box, MARGIN)) {
        const isLine = edge.drawn === 'line' || edge.drawn === 'dependency';
        const node = put(edge, isLine ? this.lines : this.chips, box);
        const isHot = marks.hot.has(edge.id);
        const isFaint = marks.hot.size > 0 ? !isHot : marks.faintEdges.has(edge.id);
        node?.setAttribute('class', `edge${edge.drawn === 'dependency' ? ' dependency' : ''}${isHot ? ' hot' : ''}${isFaint ? ' faint' : ''}`);
        if (isHot && node?.nextSibling) {
          node.parentNode?.append(node);
        }
      }
    }
    for (const [id, { node }] of this.shown) {
      if (!kept.has(id)) {
        node.remove();
        this.shown.delete(id);
      }
    }
    this.drawMarks(scene, camera, marks);
  }

  /** @param {Frame[]} frames */
  drawFrames(frames) {
    if (this.shownFrames === frames) {
      return;
    }
    this.shownFrames = frames;
    this.frames.replaceChildren(
      ...frames.map(({ title, tables, accent, box: [x, y, width, height] }) => {
        const group = drawn('g', { class: 'frame' });
        group.append(drawn('rect', { x, y, width, height, rx: 10, fill: `var(--frame${accent})`, stroke: `var(--outline${accent})` }));
        if (title) {
          const text = drawn('text', { x: x + 20, y: y + 25, 'font-size': 12.5, 'font-weight': 600, fill: `var(--label${accent})` });
          const more = drawn('tspan', { dx: 8, 'font-size': 11, 'font-weight': 400, fill: 'var(--secondary)' });
          more.append(`${tables} ${tables === 1 ? 'table' : 'tables'}`);
          text.append(title, more);
          group.append(text);
        }
        return group;
      }),
    );
  }

  /** Where a card would be that somebody moves. @param {Card | undefined} card @param {{ dx: number, dy: number } | undefined} by */
  carry(card, by) {
    if (card && by) {
      const [x, y, width, height] = card.box;
      this.over.append(drawn('rect', { class: 'ring selected carried', x: x + by.dx, y: y + by.dy, width, height, rx: 6 }));
    }
  }

  /** @param {import('./scene.js').Scene} scene @param {import('./camera.js').Camera} camera @param {import('./marks.js').Marks} marks */
  drawMarks(scene, camera, marks) {
    const shapes = [];
    // A search may find something in every card there is.
    const seen = (/** @type {string} */ id) => {
      const card = scene.cards.get(id);
      return card && !camera.hides(card.box, MARGIN) ? card : undefined;
    };
    for (const { id } of scene.cards.values()) {
      const card = seen(id);
      shapes.push(...(card ? stub(card) : []));
    }
    for (const [id, rows] of marks.rows) {
      const card = seen(id);
      if (!card) {
        continue;
      }
      for (const name of rows) {
        const index = card.rows.findIndex((row) => row.name === name);
        if (index >= 0) {
          const [x, y, width] = card.box;
          shapes.push(drawn('rect', { class: 'row-hot', x: x + 1, y: y + HEADER + 2 + ROW * index, width: width - 2, height: ROW }));
        }
      }
    }
    const ring = (/** @type {string} */ id, /** @type {string} */ name) => {
      const card = seen(id);
      if (card) {
        const [x, y, width, height] = card.box;
        shapes.push(drawn('rect', { class: name, x: x - 3, y: y - 3, width: width + 6, height: height + 6, rx: 8.5 }));
      }
    };
    marks.hits.forEach((id) => ring(id, 'ring hit'));
    marks.selected.forEach((id) => ring(id, 'ring selected'));
    this.over.replaceChildren(...shapes);
  }
}

/** The tab of a card that is joined to more than is shown. @param {Card} card */
function stub(card) {
  const box = stubOf(card);
  if (!box) {
    return [];
  }
  const [x, y, width, height] = box;
  const tab = drawn('path', { class: 'stub', d: `M${x} ${y}v${height - 6}a6 6 0 0 0 6 6h${width - 12}a6 6 0 0 0 6 -6v${6 - height}z` });
  const text = drawn('text', { class: 'stub-text', x: x + width / 2, y: y + 13, 'text-anchor': 'middle' });
  text.append(`+${card.beyond}`);
  return [tab, text];
}

/** The box around a line. @param {Edge} edge @returns {import('./scene.js').Box} */
export function around(edge) {
  const [xs, ys] = [edge.points.map(([x]) => x), edge.points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const more = edge.points.length > 1 ? 0 : 44 + (edge.width ?? 0);
  return [left, top - 10, Math.max(...xs) - left + more, Math.max(...ys) - top + 20];
}

/** Lets a card go from where it was to where it is. @param {SVGGElement} node @param {import('./scene.js').Box} from @param {import('./scene.js').Box} to */
function glide(node, from, to) {
  const isCard = node.classList.contains('card');
  if (!isCard || (from[0] === to[0] && from[1] === to[1]) || isStill()) {
    return;
  }
  const at = (/** @type {import('./scene.js').Box} */ box) => ({ transform: `translate(${box[0]}px, ${box[1]}px)` });
  node.animate([at(from), at(to)], { duration: MOVE_MS, easing: 'ease-out' });
}
