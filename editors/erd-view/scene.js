// The picture as the program tells it: everything once, and then what changes. See `mercator/erd` in lsp/server/EXTENSIONS.md.
// @ts-check

/**
 * @typedef {[number, number, number, number]} Box x, y, width, height
 * @typedef {{ name: string, type: string, nullable: boolean, primary: boolean, foreign: boolean, chips: string[], change: string | null,
 *   oldType: string | null, comment: string | null, problem: string | null }} Row
 * @typedef {{ id: string, kind: string, schema: string, name: string, path: string, comment: string | null, accent: number, box: Box,
 *   pinned: boolean, change: string | null, errors: number, warnings: number, more: string | null, expanded: boolean, columns: string[], rows: Row[], label: string,
 *   comments?: Record<string, string>, beyond?: number, indexes: { name: string, columns: string, unique: boolean }[], svg: string }} Card
 * @typedef {{ id: string, name: string, from: string, fromColumns: string[], to: string | null, toColumns: string[], unique: boolean,
 *   optional: boolean, actions: string, change: string | null, drawn: 'line' | 'chip' | 'broken' | 'dependency', points: [number, number][],
 *   width?: number, missing?: string, svg: string }} Edge
 * @typedef {{ title: string, tables: number, accent: number, box: Box }} Frame
 * @typedef {{ detail: string, layers: string[], bounds: Box, hidden: number, note: string | null, summary: string, frames: Frame[],
 *   schemas: { name: string, tables: number, accent: number }[] }} Head
 * @typedef {{ table: string, hops: number }} Focus a table and how far is seen from it
 * @typedef {{ card: string, row: string | null, key: string | null }} Target
 * @typedef {{ sql: string, title: string, severity: string | null, risks: string[], targets: Target[] }} Step
 * @typedef {{ name: string, schemas: string[], tables: string[], hidden: string[], expanded: string[],
 *   focus: Focus | null, joined: string[], layers: string[], detail: string | null }} NamedView
 * @typedef {{ severity: 'error' | 'warning', code: string, message: string, card: string | null, row: string | null, place: Place | null }} Problem
 * @typedef {{ module: string, paused: { uri: string, line: number } | null, views: NamedView[], problems: Problem[], nProblems: number, undo: boolean,
 *   plan: { baseline: string, problem: string | null, steps: Step[] } | null }} About
 * @typedef {[number, number, number, number]} Span line, column, line, column
 * @typedef {{ whole: [Span, Span] | null, rows: Record<string, [Span, Span]>, keys: Record<string, [Span, Span]> }} Pieces
 * @typedef {{ version: number, from: number | null, modules: string[], about: About,
 *   scene: { head: Head, cards: Card[], edges: Edge[], gone: string[] },
 *   starts: Record<string, { uri: string, line: number } | null>, pieces: Record<string, Pieces | null> }} Answer
 * @typedef {{ card: string, row?: string, edge?: string, more?: boolean, beyond?: boolean }} Thing a card, a row of it, a reference that
 *   leaves it, the line for the columns that it does not show, or the stub for the tables that it is joined to and that are not shown
 * @typedef {{ uri: string, range: Span }} Place
 */

export const HEADER = 30;
export const ROW = 20;
const PAD = 2;
const MORE = 16;
const STUB = 18;

export class Scene {
  constructor() {
    /** @type {Map<string, Card>} */
    this.cards = new Map();
    /** @type {Map<string, Edge>} */
    this.edges = new Map();
    /** @type {Head} */
    this.head = { detail: 'all', layers: [], bounds: [0, 0, 0, 0], hidden: 0, note: null, summary: '', frames: [], schemas: [] };
    /** @type {About} */
    this.about = { module: '', paused: null, views: [], problems: [], nProblems: 0, undo: false, plan: null };
    /** @type {string[]} */
    this.modules = [];
    /** @type {Map<string, { uri: string, line: number }>} */
    this.starts = new Map();
    /** @type {Map<string, Pieces>} */
    this.pieces = new Map();
    this.version = 0;
    /** @type {Map<string, Edge[]>} */
    this.leaving = new Map();
    /** @type {Map<string, Edge[]>} */
    this.arriving = new Map();
    /** @type {Map<string, Edge[]>} What is made of something, and what something is made of: both ends. */
    this.dependencies = new Map();
    /** @type {Card[]} By schema and name, for everything that is read. */
    this.sorted = [];
    /** @type {Map<string, Frame>} */
    this.frameOf = new Map();
  }

  /**
   * Takes over what changed. False: it is a change of another picture than this.
   * @param {Answer} answer
   */
  apply(answer) {
    if (answer.from !== null && answer.from !== this.version) {
      return false;
    }
    if (answer.from === null) {
      for (const map of [this.cards, this.edges, this.starts, this.pieces]) {
        map.clear();
      }
    }
    const { head, cards, edges, gone } = answer.scene;
    for (const id of gone) {
      this.cards.delete(id);
      this.edges.delete(id);
    }
    cards.forEach((card) => this.cards.set(card.id, card));
    edges.forEach((edge) => this.edges.set(edge.id, edge));
    update(this.starts, answer.starts);
    update(this.pieces, answer.pieces);
    Object.assign(this, { head, about: answer.about, modules: answer.modules, version: answer.version });
    this.index();
    return true;
  }

  /** What is asked for again and again: the lines of each card, and the frame that it stands in. */
  index() {
    [this.leaving, this.arriving, this.dependencies, this.frameOf] = [new Map(), new Map(), new Map(), new Map()];
    for (const edge of this.edges.values()) {
      if (edge.drawn === 'dependency' && edge.to !== null) {
        push(this.dependencies, edge.from, edge);
        push(this.dependencies, edge.to, edge);
        continue;
      }
      push(this.leaving, edge.from, edge);
      if (edge.to !== null) {
        push(this.arriving, edge.to, edge);
      }
    }
    this.sorted = [...this.cards.values()].sort((a, b) => compare(a.schema, b.schema) || compare(a.name, b.name));
    for (const frame of this.head.frames) {
      const [x, y, width, height] = frame.box;
      for (const card of this.cards.values()) {
        if (card.box[0] >= x && card.box[1] >= y && card.box[0] < x + width && card.box[1] < y + height) {
          this.frameOf.set(card.id, frame);
        }
      }
    }
  }

  /** The references of a card, both ways. @param {string} id */
  referencesOf(id) {
    return [...new Set([...(this.leaving.get(id) ?? []), ...(this.arriving.get(id) ?? [])])];
  }

  /** All lines of a card. @param {string} id */
  edgesOf(id) {
    return [...this.referencesOf(id), ...(this.dependencies.get(id) ?? [])];
  }

  /** What is at a place of the picture. @param {number} x @param {number} y @param {number} slack @returns {Thing | undefined} */
  at(x, y, slack) {
    for (const card of this.cards.values()) {
      const [left, top, width, height] = card.box;
      const stub = stubOf(card);
      if (stub && x >= stub[0] - slack && x < stub[0] + stub[2] + slack && y >= top + height && y < stub[1] + stub[3] + slack) {
        return { card: card.id, beyond: true };
      }
      if (x >= left && x < left + width && y >= top && y < top + height) {
        if (card.more && y >= top + height - PAD - MORE) {
          return { card: card.id, more: true };
        }
        const row = card.rows[Math.floor((y - top - HEADER - PAD) / ROW)];
        return y - top > HEADER + PAD && row ? { card: card.id, row: row.name } : { card: card.id };
      }
    }
    for (const edge of this.edges.values()) {
      if (isNear(edge, x, y, slack)) {
        return { card: edge.from, edge: edge.id };
      }
    }
    return undefined;
  }

  /** Where something stands in the text. @param {Thing} thing @returns {Place | undefined} */
  placeOf(thing) {
    const start = this.starts.get(thing.card);
    const pieces = this.pieces.get(thing.card);
    const edge = thing.edge && this.edges.get(thing.edge);
    const piece = (edge && pieces?.keys[edge.name]) || (thing.row && pieces?.rows[thing.row]) || pieces?.whole;
    if (!start || !piece) {
      return undefined;
    }
    const [line, column, endLine, endColumn] = piece[1];
    return { uri: start.uri, range: [start.line + line, column, start.line + endLine, endColumn] };
  }

  /** What the text at a line is about. @param {string} uri @param {number} line @returns {Thing | undefined} */
  thingAt(uri, line) {
    for (const [id, start] of this.starts) {
      const pieces = this.pieces.get(id);
      const at = line - start.line;
      if (start.uri !== uri || !holds(pieces?.whole, at)) {
        continue;
      }
      const row = Object.keys(pieces?.rows ?? {}).find((name) => holds(pieces?.rows[name], at));
      const key = Object.keys(pieces?.keys ?? {}).find((name) => holds(pieces?.keys[name], at));
      const edge = key && this.leaving.get(id)?.find((edge) => edge.name === key);
      return edge ? { card: id, edge: edge.id } : { card: id, row };
    }
    return undefined;
  }

  /** What is said of a column, also of one that is not drawn. @param {Card} card @param {string} column */
  commentOf(card, column) {
    return card.rows.find((row) => row.name === column)?.comment ?? card.comments?.[column] ?? null;
  }

  /** Where a thing is drawn: its row, or all of its card. @param {Thing} thing @returns {Box | undefined} */
  boxOf(thing) {
    const card = this.cards.get(thing.card);
    const index = card?.rows.findIndex((row) => row.name === thing.row) ?? -1;
    return card && index >= 0 ? [card.box[0], card.box[1] + HEADER + PAD + ROW * index, card.box[2], ROW] : card?.box;
  }

  /** The middle of a row, or of the header. @param {Card} card @param {string | undefined} row */
  middle(card, row) {
    const index = row === undefined ? -1 : card.rows.findIndex((it) => it.name === row);
    return card.box[1] + (index < 0 ? HEADER / 2 : HEADER + PAD + ROW * (index + 0.5));
  }

  /** The table that most others refer to. */
  hub() {
    const n = (/** @type {Card} */ card) => this.arriving.get(card.id)?.length ?? 0;
    return this.sorted.reduce((/** @type {Card | undefined} */ best, card) => (!best || n(card) > n(best) ? card : best), undefined);
  }

  /** The shortest way from one table to another along references. @param {string} from @param {string} to @returns {Edge[]} */
  path(from, to) {
    /** @type {Map<string, Edge | null>} */
    const seen = new Map([[from, null]]);
    const queue = [from];
    for (let id = queue.shift(); id !== undefined && id !== to; id = queue.shift()) {
      for (const edge of this.referencesOf(id)) {
        const other = edge.from === id ? edge.to : edge.from;
        if (other !== null && !seen.has(other)) {
          seen.set(other, edge);
          queue.push(other);
        }
      }
    }
    const path = [];
    for (let id = to, edge = seen.get(to); edge; edge = seen.get(id)) {
      path.unshift(edge);
      id = edge.from === id ? /** @type {string} */ (edge.to) : edge.from;
    }
    return path;
  }
}

/** Where "+3" stands below a card that is joined to more than a focus shows. @param {Card} card @returns {Box | undefined} */
export function stubOf({ beyond = 0, box: [x, y, width, height] }) {
  const wide = 16 + 7 * String(beyond).length + 7;
  return beyond > 0 ? [x + width - wide - 10, y + height, wide, STUB] : undefined;
}

/** How a picture is asked for without a card, with all of its columns or with what it is joined to: what is not a table has its kind before its name. @param {string} id */
export function nameOf(id) {
  return id.startsWith('table:') ? id.slice('table:'.length) : id;
}

/** Tables, and what is like one. @param {Card} card */
export function isTable({ kind }) {
  return kind === 'table' || kind === 'view' || kind === 'materialized view';
}

/** @template T @param {Map<string, T>} map @param {Record<string, T | null>} changes */
function update(map, changes) {
  for (const [id, value] of Object.entries(changes)) {
    if (value === null) {
      map.delete(id);
    } else {
      map.set(id, value);
    }
  }
}

/** @template T @param {Map<string, T[]>} map @param {string} id @param {T} value */
function push(map, id, value) {
  const known = map.get(id);
  if (known) {
    known.push(value);
  } else {
    map.set(id, [value]);
  }
}

/** @param {string} a @param {string} b */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param {[Span, Span] | null | undefined} piece @param {number} line */
function holds(piece, line) {
  return !!piece && line >= piece[0][0] && line <= piece[0][2];
}

/** @param {Edge} edge @param {number} x @param {number} y @param {number} slack */
function isNear(edge, x, y, slack) {
  const { points } = edge;
  if (points.length === 1) {
    const [left, middle] = points[0];
    return x >= left && x <= left + 44 + (edge.width ?? 0) && Math.abs(y - middle) <= Math.max(slack, 10);
  }
  return points.some(([bx, by], k) => {
    if (k === 0) {
      return false;
    }
    const [ax, ay] = points[k - 1];
    return (
      x >= Math.min(ax, bx) - slack && x <= Math.max(ax, bx) + slack && y >= Math.min(ay, by) - slack && y <= Math.max(ay, by) + slack
    );
  });
}
