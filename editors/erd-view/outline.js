// The same as text: schemas, their tables, the columns and references of those. It is what a screen reader gets where the picture is
// painted, and a way through a large schema for everybody.
// @ts-check
import { element } from './dom.js';

export class Outline {
  /** @param {{ select(thing: import('./scene.js').Thing): void, open(thing: import('./scene.js').Thing): void }} acts */
  constructor(acts) {
    this.acts = acts;
    this.tree = element('ul', { role: 'tree', 'aria-label': 'Outline of the schema' });
    this.root = element('nav', { class: 'outline', 'aria-label': 'Outline' }, this.tree);
    /** @type {Set<string>} */
    this.expanded = new Set();
    this.current = '';
    this.signature = '';
    /** @type {import('./scene.js').Scene | undefined} */
    this.scene = undefined;
    this.tree.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.key(event));
    this.tree.addEventListener('click', (/** @type {MouseEvent} */ event) => this.click(event));
  }

  /** @param {import('./scene.js').Scene} scene */
  show(scene) {
    const signature = scene.sorted.map((card) => `${card.id}:${card.columns.join()}`).join('\n');
    if (signature === this.signature && scene === this.scene) {
      return;
    }
    [this.signature, this.scene] = [signature, scene];
    /** @type {Map<string, import('./scene.js').Card[]>} */
    const schemas = new Map();
    for (const card of scene.sorted) {
      schemas.set(card.schema, [...(schemas.get(card.schema) ?? []), card]);
    }
    const groups = [...schemas].map(([schema, cards]) =>
      element(
        'li',
        { role: 'treeitem', 'aria-expanded': 'true', 'data-id': `schema:${schema}`, tabindex: '-1' },
        element('span', { class: 'group' }, `${schema || 'no schema'} (${cards.length})`),
        element('ul', { role: 'group' }, ...cards.map((card) => this.item(card))),
      ),
    );
    this.tree.replaceChildren(...groups);
    const first = this.tree.querySelector(`[data-id="${CSS.escape(this.current)}"]`) ?? this.tree.querySelector('[role=treeitem]');
    first?.setAttribute('tabindex', '0');
  }

  /** @param {import('./scene.js').Card} card */
  item(card) {
    const isOpen = this.expanded.has(card.id);
    const item = element(
      'li',
      { role: 'treeitem', 'aria-expanded': String(isOpen), 'data-id': card.id, tabindex: '-1' },
      element('span', { 'aria-label': card.label }, card.name),
    );
    if (isOpen) {
      item.append(this.content(card));
    }
    return item;
  }

  /** @param {import('./scene.js').Card} card */
  content(card) {
    const references = (this.scene?.leaving.get(card.id) ?? []).map((edge) => {
      const target = edge.to ? this.scene?.cards.get(edge.to)?.name : edge.missing;
      return element('li', { role: 'treeitem', tabindex: '-1', 'data-id': card.id, 'data-edge': edge.id }, `${edge.fromColumns.join(', ')} → ${target}`);
    });
    const columns = card.columns.map((name) => element('li', { role: 'treeitem', tabindex: '-1', 'data-id': card.id, 'data-row': name }, name));
    return element('ul', { role: 'group' }, ...columns, ...references);
  }

  /** @param {HTMLElement} item */
  thing(item) {
    const { id = '', row, edge } = item.dataset;
    return { card: id, row, edge };
  }

  /** @param {HTMLElement} item @param {boolean} isOpen */
  expand(item, isOpen) {
    const card = this.scene?.cards.get(item.dataset.id ?? '');
    if (!item.hasAttribute('aria-expanded')) {
      return;
    }
    item.setAttribute('aria-expanded', String(isOpen));
    if (card) {
      item.querySelector('ul')?.remove();
      if (isOpen) {
        this.expanded.add(card.id);
        item.append(this.content(card));
      } else {
        this.expanded.delete(card.id);
      }
    }
  }

  /** @param {MouseEvent} event */
  click(event) {
    const item = /** @type {HTMLElement} */ (event.target).closest('li');
    if (item) {
      this.go(item);
      if (item.dataset.row === undefined && item.dataset.edge === undefined) {
        this.expand(item, item.getAttribute('aria-expanded') !== 'true');
      }
    }
  }

  /** @param {HTMLElement | null | undefined} item */
  go(item) {
    if (!item) {
      return;
    }
    this.tree.querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
    item.setAttribute('tabindex', '0');
    item.focus();
    this.current = item.dataset.id ?? '';
    if (this.scene?.cards.has(this.current)) {
      this.acts.select(this.thing(item));
    }
  }

  /** The keys of a tree. @param {KeyboardEvent} event */
  key(event) {
    const item = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest('li'));
    const items = /** @type {HTMLElement[]} */ ([...this.tree.querySelectorAll('li')]).filter((it) => it.offsetParent !== null);
    const at = item ? items.indexOf(item) : -1;
    const keys = {
      ArrowDown: () => this.go(items[at + 1]),
      ArrowUp: () => this.go(items[at - 1]),
      Home: () => this.go(items[0]),
      End: () => this.go(items[items.length - 1]),
      ArrowRight: () => item && this.expand(item, true),
      ArrowLeft: () => {
        if (item?.getAttribute('aria-expanded') === 'true') {
          this.expand(item, false);
        } else {
          this.go(item?.parentElement?.closest('li'));
        }
      },
      Enter: () => item && this.scene?.cards.has(item.dataset.id ?? '') && this.acts.open(this.thing(item)),
    };
    const act = keys[/** @type {keyof typeof keys} */ (event.key)];
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act();
    }
  }
}
