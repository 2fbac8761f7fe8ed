// What is known of the selected table: where it stands, what it refers to and what refers to it, its columns and keys.
// @ts-check
import { count, element } from './dom.js';
import { placeName, problemLines, problemsOf } from './problems.js';

/** @typedef {import('./scene.js').Scene} Scene @typedef {import('./scene.js').Thing} Thing */

/**
 * @typedef {{ open(thing: Thing): void, select(thing: Thing): void, focus?: (card: string) => void, close(): void,
 *   takeIn(card: string): void,
 *   goToPlace(problem: import('./scene.js').Problem): void }} Acts
 */

export class Inspector {
  /** @param {Acts} acts */
  constructor(acts) {
    this.acts = acts;
    this.root = element('aside', { class: 'inspector panel', 'aria-label': 'Details', hidden: true });
  }

  /** @param {Scene} scene @param {Thing | undefined} thing @param {[string, string] | undefined} ends of a way from one table to another
   *  @param {import('./scene.js').Edge[]} path that way */
  show(scene, thing, ends, path) {
    const card = thing && scene.cards.get(thing.card);
    this.root.hidden = !card;
    if (!card || !thing) {
      return;
    }
    const { acts } = this;
    const edge = thing.edge && scene.edges.get(thing.edge);
    const place = scene.placeOf(thing);
    const link = (/** @type {string} */ text, /** @type {Thing} */ to) =>
      element('button', { class: 'link mono', onclick: () => acts.select(to) }, text);
    const line = (/** @type {any[]} */ left, /** @type {any[]} */ right = [], name = '') =>
      element('div', { class: `line ${name}` }, element('span', {}, ...left), element('span', { class: 'dim' }, ...right));
    const part = (/** @type {string} */ title, /** @type {any[]} */ lines) =>
      lines.length > 0 ? [element('h4', {}, title), ...lines] : [];
    const name = (/** @type {string} */ id) => scene.cards.get(id)?.name ?? '';

    const references = (scene.leaving.get(card.id) ?? []).flatMap((it) => {
      const columns = it.fromColumns.join(', ');
      const target = it.to ? `${name(it.to)}.${it.toColumns.join(', ')}` : it.missing ?? 'not found';
      const isShown = it.id === thing.edge ? 'shown' : '';
      const more = it.actions ? [line([], [it.actions], 'small')] : [];
      return [line([link(columns, { card: card.id, edge: it.id })], [target], isShown), ...more];
    });
    const referenced = (scene.arriving.get(card.id) ?? []).map((it) =>
      line([link(name(it.from), { card: it.from })], [it.fromColumns.join(', '), it.unique ? ' · 1:1' : '']),
    );
    const made = scene.dependencies.get(card.id) ?? [];
    const dependency = (/** @type {string} */ id) => line([link(name(id), { card: id })], [scene.cards.get(id)?.kind ?? '']);
    const dependsOn = made.filter((it) => it.from === card.id).map((it) => dependency(it.to ?? ''));
    const usedBy = made.filter((it) => it.to === card.id).map((it) => dependency(it.from));
    const columns = card.columns.map((column) => {
      const row = card.rows.find((it) => it.name === column);
      const of = row ? `${row.oldType ? `${row.oldType} → ` : ''}${row.type}${row.nullable ? '?' : ''}` : '';
      const isShown = column === thing.row ? 'shown' : '';
      const comment = scene.commentOf(card, column);
      const more = comment ? [line([], [comment], 'small')] : [];
      return [line([link(column, { card: card.id, row: column })], [of], isShown), ...more];
    });
    const indexes = card.indexes.map((index) =>
      line([element('span', { class: 'mono' }, index.name || 'unique')], [index.columns, index.unique ? ' · unique' : '']),
    );
    const route = ends ? joins(scene, ends[0], path).map(([left, right]) => line([element('span', { class: 'mono' }, left)], [`= ${right}`], 'join')) : [];
    const way = ends && (route.length > 0 ? route : [element('p', { class: 'dim' }, 'Nothing that is shown joins them.')]);
    const problems = problemsOf(scene).problems.filter((problem) => problem.card === card.id);
    const shown = edge ? edge.name || edge.fromColumns.join(', ') : card.name;
    const file = placeName(place ?? null);

    this.root.replaceChildren(
      element(
        'header',
        {},
        element('h3', { title: card.path }, shown),
        element('button', { class: 'icon', 'aria-label': 'Close details', onclick: acts.close }, '×'),
      ),
      element(
        'div',
        { class: 'body' },
        line([file ? element('button', { class: 'link', onclick: () => acts.open(thing) }, file) : card.kind], [card.schema]),
        card.comment && element('p', {}, card.comment),
        ...part('Problems', problemLines(problems, acts.goToPlace)),
        ...part(ends ? `${name(ends[0])} → ${name(ends[1])}${path.length > 0 ? `, ${count(path.length, 'join')}` : ''}` : '', way ?? []),
        ...part('References', references),
        ...part('Referenced by', referenced),
        ...part('Depends on', dependsOn),
        ...part('Used by', usedBy),
        ...part('Indexes', indexes),
        ...part(card.kind === 'enum' ? 'Values' : 'Columns', columns.flat()),
      ),
      element(
        'footer',
        {},
        acts.focus && !!card.beyond && element('button', { title: 'What else is joined to it (M)', onclick: () => acts.takeIn(card.id) }, `+${card.beyond}`),
        acts.focus && element('button', { onclick: () => acts.focus?.(card.id) }, 'Focus ±1'),
        place ? element('button', { onclick: () => acts.open(thing) }, 'Go to definition') : null,
      ),
    );
  }
}

/**
 * The columns that are equal along a way from a table: on the left those of what it comes from.
 * @param {Scene} scene @param {string} from @param {import('./scene.js').Edge[]} path @returns {[string, string][]}
 */
export function joins(scene, from, path) {
  let at = from;
  return path.flatMap((edge) => {
    const name = (/** @type {string | null} */ id) => scene.cards.get(id ?? '')?.name ?? '';
    const child = edge.fromColumns.map((column) => `${name(edge.from)}.${column}`);
    const parent = edge.toColumns.map((column) => `${name(edge.to)}.${column}`);
    const isUp = edge.from === at;
    at = (isUp ? edge.to : edge.from) ?? at;
    return child.map((column, k) => /** @type {[string, string]} */ (isUp ? [column, parent[k]] : [parent[k], column]));
  });
}
