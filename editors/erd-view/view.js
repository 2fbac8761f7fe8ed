// The diagram that somebody looks at: joins the picture, the controls around it, mouse and keyboard. Where it runs (an editor, a browser)
// is the business of its host.
// @ts-check
import { Camera } from './camera.js';
import { Changes } from './changes.js';
import { Colours } from './colours.js';
import { count, element, isStill } from './dom.js';
import { find } from './finder.js';
import { Inspector } from './inspector.js';
import { legend } from './legend.js';
import * as menu from './menu.js';
import { Minimap } from './minimap.js';
import { Outline } from './outline.js';
import { NEAR, Overview } from './overview.js';
import { Picture } from './picture.js';
import { Scene } from './scene.js';

/**
 * @typedef {import('./scene.js').Thing} Thing @typedef {import('./scene.js').Card} Card
 * @typedef {{ detail?: string, schemas?: string[], focus?: { table: string, hops: number }, compare?: boolean, everything?: boolean,
 *   module?: string, tidy?: boolean }} Options what is to be seen; `mercator/erd` in lsp/server/EXTENSIONS.md
 * @typedef {{ selected: Set<string>, hits: Set<string>, hot: Set<string>, rows: Map<string, Set<string>>, faint: Set<string>,
 *   faintEdges: Set<string> }} Marks
 * @typedef {{
 *   ask(options: Options, isNew: boolean): void,
 *   open?(place: import('./scene.js').Place, act?: 'references' | 'rename'): void,
 *   export(format: string, theme: string): void,
 *   openPlan?(): void, copyPlan(): void, copy(text: string): void,
 *   save?(state: object): void,
 * }} Host
 */

/** More cards on the screen are painted, not drawn. */
const MOST = 150;
/** A picture that fits no better begins at this size, if it is not too large to be read piece by piece. */
const READABLE = { zoom: NEAR, cards: 40 };
const FORMATS = [
  ['svg', 'SVG picture'], ['html', 'HTML page'], ['md', 'Markdown pages'], ['mmd', 'Mermaid'], ['dbml', 'DBML'],
  ['puml', 'PlantUML'], ['dot', 'Graphviz'], ['d2', 'D2'], ['json', 'JSON scene'],
];

export class View {
  /** @param {HTMLElement} root @param {Host} host @param {Options} [options] */
  constructor(root, host, options = {}) {
    this.root = root;
    this.host = host;
    this.options = options;
    this.scene = new Scene();
    this.camera = new Camera();
    this.colours = new Colours(root);
    this.picture = new Picture();
    this.canvas = element('canvas', { class: 'overview', 'aria-hidden': 'true' });
    this.overview = new Overview(this.canvas, this.colours);
    this.minimap = new Minimap(this.colours, (x, y) => this.move(() => this.camera.centre(x, y)));
    /** @type {Thing | undefined} */
    this.selection = undefined;
    /** @type {Thing | undefined} */
    this.hovered = undefined;
    /** @type {import('./scene.js').Edge[]} */
    this.path = [];
    /** @type {Thing[]} */
    this.hits = [];
    this.hit = -1;
    this.step = -1;
    /** @type {number | undefined} */
    this.due = undefined;
    /** @type {{ ids: string[] } | undefined} */
    this.walked = undefined;
    this.isDimming = false;
    this.followsCursor = true;
    this.hasInspector = false;
    this.isFresh = true;
    /** @type {Options[]} */
    this.back = [];
    /** @type {HTMLElement[]} */
    this.details = [];
    const acts = {
      open: (/** @type {Thing} */ thing) => this.open(thing),
      select: (/** @type {Thing} */ thing) => this.select(thing, true),
      focus: (/** @type {string} */ id) => this.focus(id, 1),
      close: () => {
        this.hasInspector = false;
        this.refresh();
      },
    };
    this.inspector = new Inspector(acts);
    this.outline = new Outline(acts);
    this.changes = new Changes({
      step: (index) => this.goToStep(index),
      openPlan: () => host.openPlan?.(),
      copyPlan: () => host.copyPlan(),
    });
    this.build();
    this.listen();
  }

  // Parts.

  build() {
    this.search = element('input', { type: 'search', placeholder: 'Find table or column', 'aria-label': 'Find table or column', spellcheck: 'false' });
    this.found = element('span', { class: 'dim', role: 'status' });
    this.details = ['names', 'keys', 'all'].map((detail) =>
      element('button', { onclick: () => this.ask({ detail }), 'data-detail': detail }, detail.charAt(0).toUpperCase() + detail.slice(1)),
    );
    this.focusButton = element('button', { title: 'Show a table and what is joined to it (F)' });
    this.schemasButton = element('button', { title: 'Which schemas are shown' });
    this.compareButton = element('button', { onclick: () => this.compare(!this.options.compare), title: 'Show what the plan changes' }, 'Compare');
    this.exportButton = element('button', {}, 'Export ▾');
    this.moreButton = element('button', { 'aria-label': 'Legend and keys', title: 'Legend and keys (?)' }, '?');
    this.allButton = element('button', { 'aria-label': 'What is shown', title: 'What is shown' }, '☰');
    this.modulesButton = element('button', { title: 'Which schema is shown' });
    this.compared = element('div', { class: 'group compared', hidden: true });
    this.scope = element('div', { class: 'group scope', hidden: true });
    this.steps = element('div', { class: 'group', hidden: true });
    const group = (/** @type {any[]} */ ...children) => element('div', { class: 'group' }, ...children);
    this.detailGroup = group(...this.details);
    this.focusGroup = group(this.focusButton);
    this.schemasGroup = group(this.schemasButton);
    this.modulesGroup = group(this.modulesButton);
    this.allGroup = element('div', { class: 'group all' }, this.allButton);
    this.toolbar = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'Diagram' },
      element('label', { class: 'group search' }, element('span', { 'aria-hidden': 'true' }, '⌕'), this.search, this.found),
      this.compared, this.detailGroup, this.focusGroup, this.schemasGroup, this.modulesGroup, this.scope,
      element('span', { class: 'grow' }),
      this.steps, element('div', { class: 'group compare' }, this.compareButton), element('div', { class: 'group' }, this.exportButton, this.moreButton),
      this.allGroup,
    );
    this.percent = element('button', { title: '100 % (1)', onclick: () => this.move(() => this.camera.zoomTo(1)) });
    this.counts = element('span', { class: 'dim counts' });
    this.note = element('button', { class: 'note', hidden: true });
    this.problems = element('button', { class: 'note problems', hidden: true, title: 'Go to the next table with a problem' });
    this.status = element(
      'div',
      { class: 'status' },
      group(
        element('button', { 'aria-label': 'Zoom out', onclick: () => this.zoomBy(0.8) }, '−'), this.percent,
        element('button', { 'aria-label': 'Zoom in', onclick: () => this.zoomBy(1.25) }, '+'),
        element('button', { title: 'Show all (0)', onclick: () => this.fit() }, 'Fit'),
      ),
      this.counts, this.problems, this.note,
    );
    this.tooltip = element('div', { class: 'tooltip panel', role: 'tooltip', hidden: true });
    this.empty = element('div', { class: 'empty', hidden: true });
    this.progress = element('div', { class: 'progress', role: 'progressbar', 'aria-label': 'Drawing' });
    this.live = element('div', { class: 'unseen', 'aria-live': 'polite' });
    this.stage = element(
      'div',
      { class: 'stage', tabindex: '0', 'aria-label': 'Schema diagram', 'aria-roledescription': 'diagram' },
      this.canvas, this.picture.root,
    );
    this.area = element(
      'div', { class: 'area' },
      this.stage, this.empty, this.toolbar, this.inspector.root, this.minimap.root, this.status, this.tooltip, this.progress,
    );
    this.root.append(this.outline.root, this.area, this.changes.root, this.live);
    menu.opens(this.exportButton, () => this.exportMenu());
    menu.opens(this.focusButton, () => this.focusMenu());
    menu.opens(this.schemasButton, () => this.schemasMenu());
    menu.opens(this.moreButton, () => this.moreMenu());
    menu.opens(this.modulesButton, () => this.modulesMenu());
    menu.opens(this.allButton, () => this.allMenu());
  }

  listen() {
    new ResizeObserver(() => {
      const { clientWidth, clientHeight } = this.stage;
      Object.assign(this.camera, { width: clientWidth, height: clientHeight });
      this.root.classList.toggle('narrow', this.root.clientWidth < 700);
      if (this.isFresh && this.scene.cards.size > 0 && clientWidth > 0) {
        this.start();
      }
      this.refresh();
    }).observe(this.stage);
    const { stage } = this;
    stage.addEventListener('wheel', (/** @type {WheelEvent} */ event) => {
      event.preventDefault();
      const { x, y } = this.point(event);
      const unit = event.deltaMode === 1 ? 16 : 1;
      this.move(() => {
        if (event.ctrlKey || event.metaKey) {
          this.camera.zoomTo(this.camera.zoom * Math.exp((-event.deltaY * unit) / 300), x, y);
        } else if (event.shiftKey) {
          this.camera.pan((event.deltaY + event.deltaX) * unit, 0);
        } else {
          this.camera.pan(event.deltaX * unit, event.deltaY * unit);
        }
      });
    }, { passive: false });
    /** @type {{ x: number, y: number, moved: boolean } | undefined} */
    let drag;
    stage.addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => {
      if (event.button <= 1) {
        drag = { x: event.clientX, y: event.clientY, moved: false };
        stage.setPointerCapture(event.pointerId);
      }
    });
    stage.addEventListener('pointermove', (/** @type {PointerEvent} */ event) => {
      if (!drag) {
        this.hover(event);
        return;
      }
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      if (drag.moved || Math.hypot(dx, dy) >= 4) {
        this.move(() => this.camera.pan(-dx, -dy));
        drag = { x: event.clientX, y: event.clientY, moved: true };
      }
    });
    stage.addEventListener('pointerup', (/** @type {PointerEvent} */ event) => {
      if (drag && !drag.moved && event.button === 0) {
        this.click(event);
      }
      drag = undefined;
    });
    stage.addEventListener('pointercancel', () => (drag = undefined));
    stage.addEventListener('pointerleave', () => this.hover(undefined));
    stage.addEventListener('dblclick', (/** @type {MouseEvent} */ event) => {
      const thing = this.thingAt(event);
      if (thing) {
        this.open(thing);
      }
    });
    stage.addEventListener('contextmenu', (/** @type {MouseEvent} */ event) => {
      event.preventDefault();
      this.contextMenu(event);
    });
    this.search.addEventListener('input', () => this.find());
    this.search.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Enter') {
        this.visit(event.shiftKey ? -1 : 1);
      } else if (event.key === 'Escape') {
        this.search.value = '';
        this.find();
        stage.focus();
      } else {
        return;
      }
      event.stopPropagation();
      event.preventDefault();
    });
    this.root.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.key(event));
    this.note.addEventListener('click', () => {
      const { paused } = this.scene.about;
      if (paused) {
        this.host.open?.({ uri: paused.uri, range: [paused.line, 0, paused.line, 0] });
      }
    });
    this.problems.addEventListener('click', () => this.nextProblem());
  }

  // From the program.

  /** A picture, or what changed in it. False: everything is needed. @param {import('./scene.js').Answer} answer */
  receive(answer) {
    const isWhole = answer.from === null;
    const before = this.selection && this.scene.cards.get(this.selection.card);
    if (!this.scene.apply(answer)) {
      return false;
    }
    this.busy(false);
    if (this.selection && !this.scene.cards.has(this.selection.card)) {
      // A table with another name is still the same table.
      const same = before && [...this.scene.cards.values()].find((card) => card.box[0] === before.box[0] && card.box[1] === before.box[1]);
      this.selection = same ? { card: same.id, row: this.selection.row } : undefined;
    }
    this.path = this.path.filter((edge) => this.scene.edges.has(edge.id));
    if (this.search.value) {
      this.find();
    }
    if (isWhole && this.isFresh && this.camera.width > 1) {
      this.start();
    }
    this.step = Math.min(this.step, (this.scene.about.plan?.steps.length ?? 0) - 1);
    this.outline.show(this.scene);
    this.refresh();
    return true;
  }

  /** The text cursor of the editor is here. @param {string} uri @param {number} line */
  cursor(uri, line) {
    const thing = this.followsCursor ? this.scene.thingAt(uri, line) : undefined;
    const card = thing && this.scene.cards.get(thing.card);
    if (!thing || !card) {
      return;
    }
    this.selection = thing;
    if (this.camera.hides(card.box)) {
      this.reveal(card.box);
    }
    this.say(card, thing);
    this.refresh();
  }

  /** Something could not be shown. @param {string} message */
  trouble(message) {
    this.busy(false);
    this.empty.replaceChildren(element('p', {}, message));
    this.empty.hidden = false;
  }

  /** The theme is another one. */
  themeChanged() {
    this.colours.forget();
    this.refresh();
  }

  /** What somebody looks at, to be put back later. */
  state() {
    const { x, y, zoom } = this.camera;
    return { options: this.options, camera: { x, y, zoom }, followsCursor: this.followsCursor };
  }

  /** @param {{ camera: { x: number, y: number, zoom: number }, followsCursor: boolean }} state */
  restore(state) {
    Object.assign(this.camera, state.camera);
    this.followsCursor = state.followsCursor;
    this.isFresh = false;
  }

  // To the program.

  /** Asks for another picture. @param {Partial<Options>} change */
  ask(change) {
    const isOther = 'focus' in change || 'module' in change || 'compare' in change || 'everything' in change || 'schemas' in change;
    this.options = { ...this.options, ...change };
    this.isFresh ||= isOther;
    this.busy(true);
    this.host.ask(this.options, true);
    this.host.save?.(this.state());
  }

  /** A bar only where drawing takes long enough to be noticed. @param {boolean} isBusy */
  busy(isBusy) {
    clearTimeout(this.patience);
    this.progress.classList.remove('running');
    if (isBusy) {
      this.patience = setTimeout(() => this.progress.classList.add('running'), 150);
    }
  }

  /** @param {boolean} compare */
  compare(compare) {
    this.step = -1;
    this.ask({ compare, everything: false, focus: undefined });
  }

  /** @param {string} id @param {number} hops */
  focus(id, hops) {
    const card = this.scene.cards.get(id);
    if (card) {
      this.back.push(this.options);
      this.selection = { card: id };
      this.ask({ focus: { table: card.path, hops } });
    }
  }

  unfocus() {
    const before = this.back.pop();
    this.ask({ focus: before?.focus });
  }

  /** Goes to the text. @param {Thing} thing @param {'references' | 'rename'} [act] */
  open(thing, act) {
    const place = this.scene.placeOf(thing);
    if (place) {
      this.host.open?.(place, act);
    }
  }

  // What is selected.

  /** @param {Thing | undefined} thing @param {boolean} [mayReveal] @param {boolean} [withDetails] */
  select(thing, mayReveal = false, withDetails = true) {
    this.selection = thing;
    this.path = [];
    const card = thing && this.scene.cards.get(thing.card);
    if (card && thing) {
      this.hasInspector ||= withDetails;
      this.say(card, thing);
      if (mayReveal && this.camera.covers(card.box, this.cover())) {
        this.reveal(card.box);
      }
      const step = this.scene.about.plan?.steps.findIndex((it) => it.targets.some((target) => isAbout(target, thing))) ?? -1;
      const ofCard = this.scene.about.plan?.steps.findIndex((it) => it.targets.some((target) => target.card === thing.card)) ?? -1;
      this.step = step >= 0 ? step : ofCard;
    }
    this.refresh();
  }

  /** @param {Card} card @param {Thing} thing */
  say(card, thing) {
    const edge = thing.edge && this.scene.edges.get(thing.edge);
    this.live.textContent = edge ? `Reference ${edge.fromColumns.join(', ')} of ${card.path}` : thing.row ? `Column ${thing.row} of ${card.path}` : card.label;
  }

  /** @returns {Marks} */
  marks() {
    const { scene, selection } = this;
    /** @type {Marks} */
    const marks = { selected: new Set(), hits: new Set(this.hits.map((hit) => hit.card)), hot: new Set(), rows: new Map(), faint: new Set(), faintEdges: new Set() };
    const hotRow = (/** @type {string} */ id, /** @type {string[]} */ names) => {
      const rows = marks.rows.get(id) ?? new Set();
      names.forEach((name) => rows.add(name));
      marks.rows.set(id, rows);
    };
    const heat = (/** @type {import('./scene.js').Edge} */ edge) => {
      marks.hot.add(edge.id);
      hotRow(edge.from, edge.fromColumns);
      if (edge.to !== null) {
        hotRow(edge.to, edge.toColumns);
      }
    };
    for (const thing of [selection, this.hovered]) {
      const edge = thing?.edge && scene.edges.get(thing.edge);
      if (edge) {
        heat(edge);
      } else if (thing) {
        const of = scene.edgesOf(thing.card).filter((it) => !thing.row || isOfRow(it, thing));
        of.forEach(heat);
        if (thing.row) {
          hotRow(thing.card, [thing.row]);
        }
      }
    }
    if (selection) {
      marks.selected.add(selection.card);
    }
    this.path.forEach((edge) => {
      heat(edge);
      marks.selected.add(edge.from);
      marks.selected.add(edge.to ?? edge.from);
    });
    for (const hit of this.hits) {
      if (hit.row) {
        hotRow(hit.card, [hit.row]);
      }
    }
    if (this.options.compare || (this.isDimming && selection)) {
      const isNear = (/** @type {string} */ id) => scene.edgesOf(id).some((edge) => edge.from === selection?.card || edge.to === selection?.card);
      for (const card of scene.cards.values()) {
        const isPlain = this.options.compare ? !card.change : card.id !== selection?.card && !isNear(card.id);
        if (isPlain && !marks.selected.has(card.id)) {
          marks.faint.add(card.id);
        }
      }
      for (const edge of scene.edges.values()) {
        if (!edge.change) {
          marks.faintEdges.add(edge.id);
        }
      }
    }
    return marks;
  }

  // The camera.

  /** @param {() => void} change */
  move(change) {
    cancelAnimationFrame(this.gliding ?? 0);
    change();
    this.isFresh = false;
    this.refresh();
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.host.save?.(this.state()), 300);
  }

  /** What the controls cover. @returns {[number, number, number, number]} top, right, bottom, left */
  cover() {
    const isNarrow = this.root.classList.contains('narrow');
    const details = this.hasInspector ? (isNarrow ? this.camera.height * 0.4 : 270) : 0;
    return [58, isNarrow ? 24 : Math.max(24, details), isNarrow ? Math.max(56, details + 52) : 56, 24];
  }

  /** The first look: all of it, if it can be read; else the part that matters. */
  start() {
    this.isFresh = false;
    const { cards, head } = this.scene;
    this.camera.fit(head.bounds, this.cover(), cards.size <= READABLE.cards ? READABLE.zoom : 0);
    const selected = this.selection && cards.get(this.selection.card);
    if (selected && this.camera.hides(selected.box, -20)) {
      this.reveal(selected.box);
    }
  }

  fit() {
    this.move(() => this.camera.fit(this.scene.head.bounds, this.cover()));
  }

  /** @param {number} factor */
  zoomBy(factor) {
    this.move(() => this.camera.zoomTo(this.camera.zoom * factor));
  }

  /** @param {import('./scene.js').Box} box */
  reveal([x, y, width, height]) {
    const target = new Camera();
    Object.assign(target, this.camera);
    if (target.zoom < NEAR && this.scene.cards.size <= 400) {
      target.zoom = Math.max(target.zoom, NEAR);
    }
    target.centre(x + width / 2, y + Math.min(height / 2, target.height / 3 / target.zoom), this.cover());
    this.glide(target);
  }

  /** @param {Camera} target */
  glide(target) {
    const from = { x: this.camera.x, y: this.camera.y, zoom: this.camera.zoom };
    const start = performance.now();
    cancelAnimationFrame(this.gliding ?? 0);
    const step = (/** @type {number} */ now) => {
      const t = isStill() ? 1 : Math.min(1, Math.max(0, (now - start) / 200));
      const eased = t * (2 - t);
      for (const key of /** @type {const} */ (['x', 'y', 'zoom'])) {
        this.camera[key] = from[key] + (target[key] - from[key]) * eased;
      }
      this.refresh();
      if (t < 1) {
        this.gliding = requestAnimationFrame(step);
      }
    };
    step(isStill() ? start + 1000 : start);
  }

  // Drawing.

  /** Draws once, however often it is asked for until the next frame. */
  refresh() {
    this.due ??= requestAnimationFrame(() => {
      this.due = undefined;
      this.draw();
    });
  }

  draw() {
    const { scene, camera } = this;
    const marks = this.marks();
    let visible = 0;
    for (const card of scene.cards.values()) {
      visible += camera.hides(card.box) ? 0 : 1;
    }
    const isNear = camera.zoom >= NEAR && visible <= MOST;
    this.picture.root.toggleAttribute('hidden', !isNear);
    this.canvas.hidden = isNear;
    if (isNear) {
      this.picture.draw(scene, camera, marks);
    } else {
      this.overview.draw(scene, camera, marks);
    }
    this.minimap.draw(scene, camera, marks);
    this.inspector.show(scene, this.hasInspector ? this.selection : undefined, this.path);
    this.changes.show(scene.about, this.step);
    this.drawControls();
    this.stage.style.backgroundSize = `${22 * camera.zoom}px ${22 * camera.zoom}px`;
    this.stage.style.backgroundPosition = `${-camera.x * camera.zoom}px ${-camera.y * camera.zoom}px`;
    this.stage.classList.toggle('far', camera.zoom < 0.5);
    this.root.dataset.version = String(scene.version);
  }

  drawControls() {
    const { scene, camera, options } = this;
    const { head, about } = scene;
    this.percent.textContent = `${Math.round(camera.zoom * 100)} %`;
    const tables = scene.sorted.filter((card) => card.kind !== 'enum').length;
    const chips = [...scene.edges.values()].filter((edge) => edge.drawn === 'chip').length;
    const all = head.schemas.reduce((sum, schema) => sum + schema.tables, 0);
    const parts = [tables < all ? `${tables} of ${count(all, 'table')}` : count(tables, 'table'), count(scene.edges.size, 'relation')];
    if (chips > 0) {
      parts.push(`${chips} drawn as chips`);
    }
    if (options.compare && head.hidden > 0) {
      parts.push(`${head.hidden} unchanged hidden`);
    }
    this.counts.textContent = scene.version > 0 ? parts.join(' · ') : '';
    for (const button of this.details) {
      button.setAttribute('aria-pressed', String(button.getAttribute('data-detail') === head.detail));
    }
    const { focus } = options;
    this.focusButton.textContent = focus ? `Focus: ${shortName(focus.table)} ±${focus.hops} ▾` : 'Focus: off ▾';
    this.focusButton.setAttribute('aria-pressed', String(!!focus));
    const chosen = options.schemas?.length ?? 0;
    this.schemasGroup.hidden = head.schemas.length < 2 || !!options.compare;
    this.schemasButton.textContent = chosen > 0 ? `${chosen} of ${count(head.schemas.length, 'schema')} ▾` : `${count(head.schemas.length, 'schema')} ▾`;
    this.modulesGroup.hidden = scene.modules.length < 2;
    this.modulesButton.textContent = `${about.module} ▾`;
    this.compareButton.setAttribute('aria-pressed', String(!!options.compare));
    this.detailGroup.hidden = !!options.compare;
    this.focusGroup.hidden = !!options.compare;
    this.drawComparing();
    this.note.hidden = !about.paused && !about.plan?.problem;
    this.note.textContent = about.paused ? `Paused: line ${about.paused.line + 1}` : about.plan?.problem ? `Paused: ${about.plan.problem}` : '';
    const bad = scene.sorted.reduce((sum, card) => sum + card.errors + card.warnings, 0);
    this.problems.hidden = bad === 0;
    this.problems.textContent = count(bad, 'problem');
    if (scene.version > 0) {
      this.drawEmpty();
    }
  }

  drawComparing() {
    const { scene, options } = this;
    const { plan, module } = scene.about;
    const parts = { compared: this.compared, scope: this.scope, steps: this.steps };
    Object.values(parts).forEach((part) => (part.hidden = !plan));
    this.root.classList.toggle('comparing', !!plan);
    if (!plan) {
      return;
    }
    const tables = (/** @type {string} */ change) => scene.sorted.filter((card) => card.change === change).length;
    const changed = tables('changed') + tables('renamed');
    const tell = (/** @type {string} */ sign, /** @type {number} */ n, /** @type {string} */ name) =>
      element('span', { class: `count ${name}` }, `${sign}${count(n, 'table')}`);
    const told = [tell('+', tables('added'), 'added'), tell('~', changed, 'changed'), tell('−', tables('dropped'), 'dropped')];
    const sides = [element('span', { class: 'name' }, plan.baseline || 'nothing'), element('span', { class: 'dim' }, '→'), element('span', { class: 'name' }, module)];
    this.compared.replaceChildren(...sides, ...told.filter((it) => !/^.0 /.test(it.textContent ?? '')));
    const choice = (/** @type {string} */ text, /** @type {boolean} */ everything) =>
      element('button', { onclick: () => this.ask({ everything }), 'aria-pressed': String(!!options.everything === everything) }, text);
    this.scope.replaceChildren(choice('Changes ±1', false), choice('Everything', true));
    const n = plan.steps.length;
    this.steps.hidden = n === 0;
    this.steps.replaceChildren(
      element('button', { 'aria-label': 'Change before (shift+N)', onclick: () => this.stepBy(-1) }, '◂'),
      element('span', {}, this.step >= 0 ? `Change ${this.step + 1} of ${n}` : count(n, 'change')),
      element('button', { 'aria-label': 'Next change (N)', onclick: () => this.stepBy(1) }, '▸'),
    );
  }

  drawEmpty() {
    const { note } = this.scene.head;
    this.empty.hidden = note === null;
    if (note !== null && this.empty.dataset.note !== note) {
      const isFiltered = this.scene.head.hidden > 0 && !this.options.compare;
      const clear = element('button', { onclick: () => this.ask({ schemas: [], focus: undefined }) }, 'Clear filters');
      this.empty.replaceChildren(element('p', {}, note), ...(isFiltered ? [clear] : []));
    }
    this.empty.dataset.note = note ?? '';
  }

  // Mouse.

  /** @param {MouseEvent} event */
  point(event) {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** @param {MouseEvent} event */
  thingAt(event) {
    const { x, y } = this.point(event);
    const at = this.camera.place(x, y);
    return this.scene.at(at.x, at.y, 6 / this.camera.zoom);
  }

  /** @param {PointerEvent | undefined} event */
  hover(event) {
    const thing = event && this.thingAt(event);
    this.stage.classList.toggle('over-thing', !!thing);
    this.showTooltip(event, thing);
    if (JSON.stringify(thing) !== JSON.stringify(this.hovered)) {
      this.hovered = thing;
      this.refresh();
    }
  }

  /** @param {PointerEvent | undefined} event @param {Thing | undefined} thing */
  showTooltip(event, thing) {
    const edge = thing?.edge && this.scene.edges.get(thing.edge);
    const row = thing?.row && this.scene.cards.get(thing.card)?.rows.find((it) => it.name === thing.row);
    const text = edge ? [edge.name || edge.fromColumns.join(', '), edge.actions].filter(Boolean).join(', ') : (row && row.comment) || '';
    this.tooltip.hidden = !text;
    if (event && text) {
      const { x, y } = this.point(event);
      this.tooltip.textContent = text;
      Object.assign(this.tooltip.style, { left: `${Math.min(x + 8, this.camera.width - 200)}px`, top: `${y + 8}px` });
    }
  }

  /** @param {PointerEvent} event */
  click(event) {
    const thing = this.thingAt(event);
    if (thing && event.altKey) {
      this.focus(thing.card, 1);
    } else if (thing && (event.ctrlKey || event.metaKey)) {
      this.open(thing);
    } else if (thing && event.shiftKey && this.selection) {
      this.join(this.selection.card, thing.card);
    } else {
      // A chip stands for a table: a click goes there.
      const edge = thing?.edge && this.scene.edges.get(thing.edge);
      const target = edge && edge.drawn === 'chip' && edge.to;
      this.select(target ? { card: target } : thing, !!target);
    }
  }

  /** The shortest way between two tables. @param {string} from @param {string} to */
  join(from, to) {
    const path = this.scene.path(from, to);
    this.select({ card: to });
    this.path = path;
    this.live.textContent = path.length > 0 ? `${count(path.length, 'join')} from ${from} to ${to}` : `Nothing joins ${from} and ${to}`;
    this.refresh();
  }

  /** @param {MouseEvent} event */
  contextMenu(event) {
    const thing = this.thingAt(event);
    const card = thing && this.scene.cards.get(thing.card);
    if (!card || !thing) {
      menu.show([menu.item('Fit', () => this.fit(), '0'), menu.item('Tidy', () => this.tidy())], event.clientX, event.clientY);
      return;
    }
    this.select(thing);
    const others = this.scene.head.schemas.map((schema) => schema.name).filter((name) => name !== card.schema);
    const items = [
      menu.item('Focus ±1', () => this.focus(card.id, 1), 'F'),
      this.host.open && menu.item('Go to definition', () => this.open(thing), 'Enter'),
      this.host.open && menu.item('Find references', () => this.open(thing, 'references')),
      this.host.open && menu.item('Rename', () => this.open(thing, 'rename')),
      menu.item('Copy name', () => this.host.copy(thing.row ?? card.path)),
      card.schema && menu.item(`Only schema ${card.schema}`, () => this.ask({ schemas: [card.schema] })),
      others.length > 0 && menu.item(`Hide schema ${card.schema}`, () => this.ask({ schemas: others })),
    ];
    menu.show(items.filter((it) => !!it), event.clientX, event.clientY);
  }

  /** A layout from scratch. */
  tidy() {
    this.busy(true);
    this.isFresh = true;
    this.host.ask({ ...this.options, tidy: true }, true);
  }

  // Menus.

  modulesMenu() {
    return this.scene.modules.map((title) => menu.item(title, () => this.ask({ module: title, schemas: [], focus: undefined })));
  }

  /** Everything that the toolbar has no room for. */
  allMenu() {
    const part = (/** @type {string} */ title, /** @type {(Node | string)[]} */ items) =>
      items.length > 0 ? [element('h4', {}, title), ...items] : [];
    const details = ['names', 'keys', 'all'].map((detail) => menu.item(detail.charAt(0).toUpperCase() + detail.slice(1), () => this.ask({ detail })));
    const { compare } = this.options;
    return [
      menu.check('Compare', !!compare, (isOn) => this.compare(isOn)),
      ...part('Columns', compare ? [] : details),
      ...part('Focus', compare ? [] : this.focusMenu()),
      ...part('Schemas', compare || this.scene.head.schemas.length < 2 ? [] : this.schemasMenu()),
      ...part('Of', this.scene.modules.length < 2 ? [] : this.modulesMenu()),
      ...part('Export', this.exportMenu()),
      ...part('More', this.moreMenu()),
    ];
  }

  exportMenu() {
    const isText = (/** @type {string} */ format) => !['svg', 'html', 'json', 'md'].includes(format);
    const formats = FORMATS.filter(([format]) => !this.options.compare || !isText(format));
    return formats.flatMap(([format, name]) =>
      format === 'svg'
        ? [menu.item(name, () => this.host.export(format, 'light'), '.svg'), menu.item(`${name}, dark`, () => this.host.export(format, 'dark'), '.svg')]
        : [menu.item(name, () => this.host.export(format, format === 'html' ? 'auto' : 'light'), `.${format}`)],
    );
  }

  focusMenu() {
    const { focus } = this.options;
    const id = this.selection?.card ?? this.scene.hub()?.id;
    const name = id && this.scene.cards.get(id)?.name;
    const hops = [1, 2, 3, 4].map((n) =>
      menu.item(`${focus ? shortName(focus.table) : name} ±${n}`, () => (focus ? this.ask({ focus: { ...focus, hops: n } }) : id && this.focus(id, n))),
    );
    return [...(focus ? [menu.item('Off', () => this.unfocus(), 'Esc')] : []), ...(name || focus ? hops : [])];
  }

  schemasMenu() {
    const { schemas } = this.scene.head;
    const chosen = new Set(this.options.schemas?.length ? this.options.schemas : schemas.map((schema) => schema.name));
    const send = () => this.ask({ schemas: chosen.size === schemas.length ? [] : [...chosen] });
    const checks = schemas.map(({ name, tables, accent }) => {
      const toggle = (/** @type {boolean} */ isOn) => {
        if (isOn) {
          chosen.add(name);
        } else {
          chosen.delete(name);
        }
        send();
      };
      const colour = element('span', { class: 'colour' });
      colour.style.background = `var(--accent${accent})`;
      return menu.check(name || 'no schema', chosen.has(name), toggle, colour, element('span', { class: 'dim' }, String(tables)));
    });
    const all = menu.item('All', () => this.ask({ schemas: [] }));
    return [all, ...checks];
  }

  moreMenu() {
    return [
      menu.check('Outline', this.root.classList.contains('with-outline'), (isOn) => this.root.classList.toggle('with-outline', isOn)),
      menu.check('Follow the text cursor', this.followsCursor, (isOn) => {
        this.followsCursor = isOn;
        this.host.save?.(this.state());
      }),
      menu.check('Dim others', this.isDimming, (isOn) => {
        this.isDimming = isOn;
        this.refresh();
      }),
      menu.item('Tidy', () => this.tidy()),
      legend(),
    ];
  }

  // Finding and stepping.

  find() {
    const typed = this.search.value.trim();
    this.hits = find(this.scene, typed);
    this.hit = -1;
    this.found.textContent = typed ? (this.hits.length === 0 ? 'none' : count(this.hits.length, 'hit')) : '';
    this.refresh();
  }

  /** @param {number} step */
  visit(step) {
    if (this.hits.length > 0) {
      this.hit = (this.hit + step + this.hits.length) % this.hits.length;
      const hit = this.hits[this.hit];
      const card = this.scene.cards.get(hit.card);
      this.found.textContent = `${this.hit + 1} of ${this.hits.length}`;
      this.select(hit);
      if (card) {
        this.reveal(card.box);
      }
    }
  }

  nextProblem() {
    const bad = this.scene.sorted.filter((card) => card.errors + card.warnings > 0);
    const next = bad[(bad.findIndex((card) => card.id === this.selection?.card) + 1) % Math.max(1, bad.length)];
    if (next) {
      this.select({ card: next.id }, true);
    }
  }

  /** @param {number} by */
  stepBy(by) {
    const n = this.scene.about.plan?.steps.length ?? 0;
    if (n > 0) {
      this.goToStep((this.step + by + n) % n);
    }
  }

  /** @param {number} index */
  goToStep(index) {
    const [target] = this.scene.about.plan?.steps[index]?.targets ?? [];
    const edge = target?.key && this.scene.leaving.get(target.card)?.find((it) => it.name === target.key);
    if (target) {
      this.select({ card: target.card, row: target.row ?? undefined, edge: edge ? edge.id : undefined }, true, false);
    }
    this.step = index;
    this.refresh();
  }

  // Keyboard.

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const isFind = (event.ctrlKey || event.metaKey) && event.key === 'f';
    if (isFind) {
      event.preventDefault();
      event.stopPropagation();
      this.search.focus();
      this.search.select();
      return;
    }
    const isTyping = target instanceof HTMLInputElement && target.type !== 'checkbox';
    const isControl = target.closest('button, input, .menu, .outline');
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping || (isControl && ['Enter', ' ', 'Tab'].includes(event.key))) {
      return;
    }
    const act = this.keys(event)[event.key];
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act();
    }
  }

  /** @param {KeyboardEvent} event @returns {Record<string, (() => void) | undefined>} */
  keys(event) {
    const { focus } = this.options;
    const selected = this.selection && this.scene.cards.get(this.selection.card);
    const hops = (/** @type {number} */ by) => focus && this.ask({ focus: { ...focus, hops: Math.min(4, Math.max(1, focus.hops + by)) } });
    return {
      0: () => this.fit(),
      1: () => this.move(() => this.camera.zoomTo(1)),
      '+': () => this.zoomBy(1.25),
      '=': () => this.zoomBy(1.25),
      '-': () => this.zoomBy(0.8),
      '/': () => this.search.focus(),
      '?': () => this.moreButton.click(),
      e: () => this.exportButton.click(),
      f: selected && (() => this.focus(selected.id, 1)),
      '[': () => hops(-1),
      ']': () => hops(1),
      n: () => this.stepBy(1),
      N: () => this.stepBy(-1),
      Enter: this.selection && (() => this.selection && this.open(this.selection)),
      Home: () => {
        const hub = this.scene.hub();
        this.select(hub && { card: hub.id }, true);
      },
      Tab: selected && event.target === this.stage && this.related(selected.id).length > 0 ? () => this.walk(selected.id, event.shiftKey) : undefined,
      ArrowLeft: () => this.arrow(-1, 0),
      ArrowRight: () => this.arrow(1, 0),
      ArrowUp: () => this.arrow(0, -1),
      ArrowDown: () => this.arrow(0, 1),
      Escape: () => this.escape(),
    };
  }

  /** The tables that a table is joined to, as they are read. @param {string} id */
  related(id) {
    const others = this.scene.edgesOf(id).map((edge) => (edge.from === id ? edge.to : edge.from));
    const ids = new Set(others.filter((it) => it !== null && it !== id));
    return this.scene.sorted.filter((card) => ids.has(card.id));
  }

  /** Follows the relations of the table that the walk began at. @param {string} id @param {boolean} isBack */
  walk(id, isBack) {
    const isOnWay = this.walked?.ids.includes(id);
    this.walked = isOnWay ? this.walked : { ids: [id, ...this.related(id).map((card) => card.id)] };
    const ids = this.walked?.ids ?? [];
    const next = ids[(ids.indexOf(id) + (isBack ? ids.length - 1 : 1)) % ids.length];
    this.select({ card: next }, true);
  }

  /** The nearest card in a direction. @param {number} dx @param {number} dy */
  arrow(dx, dy) {
    const from = this.selection && this.scene.cards.get(this.selection.card);
    this.walked = undefined;
    if (!from) {
      const first = this.scene.hub();
      this.select(first && { card: first.id }, true);
      return;
    }
    const middle = (/** @type {Card} */ card) => [card.box[0] + card.box[2] / 2, card.box[1] + card.box[3] / 2];
    const [x, y] = middle(from);
    let [best, least] = [/** @type {Card | undefined} */ (undefined), Infinity];
    for (const card of this.scene.cards.values()) {
      const [ox, oy] = middle(card);
      const [ahead, aside] = [(ox - x) * dx + (oy - y) * dy, Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx)];
      const cost = ahead + 2.5 * aside;
      if (ahead > 4 && card !== from && cost < least) {
        [best, least] = [card, cost];
      }
    }
    if (best) {
      this.select({ card: best.id }, true);
    }
  }

  /** Leaves the last thing that was entered. */
  escape() {
    if (this.options.focus) {
      this.unfocus();
    } else if (this.selection) {
      this.hasInspector = false;
      this.select(undefined);
    } else {
      this.search.value = '';
      this.find();
    }
  }
}

/** @param {string} path */
function shortName(path) {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** @param {import('./scene.js').Edge} edge @param {Thing} thing */
function isOfRow(edge, thing) {
  const row = thing.row ?? '';
  return (edge.from === thing.card && edge.fromColumns.includes(row)) || (edge.to === thing.card && edge.toColumns.includes(row));
}

/** @param {import('./scene.js').Target} target @param {Thing} thing */
function isAbout(target, thing) {
  return target.card === thing.card && (target.row ?? undefined) === thing.row;
}

