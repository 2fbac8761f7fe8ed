// The diagram that somebody looks at: joins the picture, the controls around it, mouse and keyboard. Where it runs (an editor, a browser)
// is the business of its host.
// @ts-check
import { Camera } from './camera.js';
import { Changes } from './changes.js';
import { Controls } from './controls.js';
import { Colours } from './colours.js';
import { count, element, isStill } from './dom.js';
import { find } from './finder.js';
import { Inspector } from './inspector.js';
import { key } from './keys.js';
import { marksOf } from './marks.js';
import * as menu from './menu.js';
import { Minimap } from './minimap.js';
import { Outline } from './outline.js';
import { NEAR, Overview, isDrawnInFull } from './overview.js';
import { Picture } from './picture.js';
import { HEADER, Scene, isTable, nameOf } from './scene.js';

/**
 * @typedef {import('./scene.js').Thing} Thing @typedef {import('./scene.js').Card} Card
 * @typedef {{ detail?: string, schemas?: string[], tables?: string[], hidden?: string[], expanded?: string[], layers?: string[], view?: string,
 *   focus?: import('./scene.js').Focus, joined?: string[], compare?: boolean, everything?: boolean, module?: string, act?: 'tidy' | 'undo' }} Options what is to be seen; `mercator/erd` in lsp/server/EXTENSIONS.md
 * @typedef {{
 *   ask?(options: Options, isNew: boolean): void,
 *   hasEditor?: boolean,
 *   open?(place: import('./scene.js').Place, act?: 'references' | 'rename'): void,
 *   export?(format: string, theme: string): void,
 *   copyAs?(card: string, format: 'sql' | 'mermaid'): void,
 *   put?(card: string, by?: [number, number]): void,
 *   saveView?(name: string, forget: boolean): void,
 *   openPlan?(): void, copyPlan?(): void, copy(text: string): void,
 *   save?(state: object): void,
 * }} Host
 */

/** So long something is said that nobody has asked for. */
const HINT_MS = 4000;
/** After so long a click is not the first of two. */
const DOUBLE_CLICK_MS = 350;
/** A picture that fits no better begins at this size, if it is not too large to be read piece by piece. */
const READABLE = { zoom: NEAR, cards: 40 };

/** What somebody looks at. A host that cannot be asked for another picture shows this one alone. */
export class View {
  /** @param {HTMLElement} root @param {Host} host @param {Options} [options] */
  constructor(root, host, options = {}) {
    this.root = root;
    this.host = host;
    this.isFixed = host.ask === undefined;
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
    this.typed = '';
    this.step = -1;
    /** @type {number | undefined} */
    this.due = undefined;
    /** @type {{ ids: string[] } | undefined} */
    this.walked = undefined;
    /** @type {{ card: string, dx: number, dy: number } | undefined} */
    this.carried = undefined;
    this.told = '';
    /** Where the camera was when somebody tidied up. @type {{ x: number, y: number, zoom: number } | undefined} */
    this.untidied = undefined;
    this.isDimming = false;
    /** How much is drawn follows the zoom; else cards are drawn in full at any. */
    this.isAuto = options.detail === undefined;
    this.followsCursor = true;
    this.hasInspector = false;
    this.isFresh = true;
    /** The camera shows all of the picture, but at this zoom at least; undefined when somebody has moved it since.
     * @type {number | undefined} */
    this.fitted = undefined;
    /** What had the focus before, from the first on. @type {import('./scene.js').Focus[]} */
    this.trail = [];
    /** The table that a way to another one is to begin at. @type {string | undefined} */
    this.from = undefined;
    /** Both ends of the way that is shown. @type {[string, string] | undefined} */
    this.ends = undefined;
    const acts = {
      open: (/** @type {Thing} */ thing) => this.open(thing),
      select: (/** @type {Thing} */ thing) => this.select(thing, true),
      takeIn: (/** @type {string} */ id) => this.takeIn(id),
      focus: this.isFixed ? undefined : (/** @type {string} */ id) => this.focus(id, 1),
      close: () => this.closeDetails(),
      goToPlace: (/** @type {import('./scene.js').Problem} */ { place }) => place && this.host.open?.(place),
    };
    this.inspector = new Inspector(acts);
    this.outline = new Outline(acts);
    this.changes = new Changes({
      step: (index) => this.goToStep(index),
      openPlan: host.openPlan && (() => host.openPlan?.()),
      copyPlan: () => host.copyPlan?.(),
    });
    this.controls = new Controls(this);
    this.build();
    this.listen();
  }

  // Parts.

  build() {
    this.tooltip = element('div', { class: 'tooltip panel', role: 'tooltip', hidden: true });
    this.empty = element('div', { class: 'empty', hidden: true });
    this.progress = element('div', { class: 'progress', role: 'progressbar', 'aria-label': 'Drawing' });
    this.hint = element('div', { class: 'hint panel', hidden: true, 'aria-hidden': 'true' });
    this.live = element('div', { class: 'unseen', 'aria-live': 'polite' });
    this.stage = element(
      'div',
      { class: 'stage', tabindex: '0', 'aria-label': 'Schema diagram', 'aria-roledescription': 'diagram' },
      this.canvas, this.picture.root,
    );
    this.area = element(
      'div', { class: 'area' },
      this.stage, this.empty, this.controls.toolbar, this.inspector.root, this.minimap.root, this.controls.status, this.tooltip, this.hint, this.progress,
    );
    this.root.append(this.outline.root, this.area, this.changes.root, this.live);
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
    /** @type {{ x: number, y: number, moved: boolean, card?: string, from: { x: number, y: number } } | undefined} */
    let drag;
    stage.addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => {
      if (event.button <= 1) {
        const from = { x: event.clientX, y: event.clientY };
        drag = { ...from, moved: false, card: event.button === 0 ? this.handleAt(event) : undefined, from };
        stage.setPointerCapture(event.pointerId);
      }
    });
    stage.addEventListener('pointermove', (/** @type {PointerEvent} */ event) => {
      if (!drag) {
        this.hover(event);
        return;
      }
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      if (!drag.moved && Math.hypot(dx, dy) < 4) {
        return;
      }
      drag.moved = true;
      if (drag.card) {
        this.carry(drag.card, event.clientX - drag.from.x, event.clientY - drag.from.y);
      } else {
        this.move(() => this.camera.pan(-dx, -dy));
        Object.assign(drag, { x: event.clientX, y: event.clientY });
      }
    });
    stage.addEventListener('pointerup', (/** @type {PointerEvent} */ event) => {
      if (drag && !drag.moved && event.button === 0) {
        this.click(event);
      } else if (drag?.card && this.carried) {
        this.put(drag.card, [this.carried.dx, this.carried.dy]);
      }
      this.carried = undefined;
      this.refresh();
      drag = undefined;
    });
    stage.addEventListener('pointercancel', () => {
      drag = undefined;
      this.carried = undefined;
    });
    stage.addEventListener('pointerleave', () => this.hover(undefined));
    stage.addEventListener('dblclick', (/** @type {MouseEvent} */ event) => {
      clearTimeout(this.uncovering);
      const thing = this.thingAt(event);
      if (thing && !thing.more && !thing.beyond) {
        this.open(thing);
      }
    });
    stage.addEventListener('contextmenu', (/** @type {MouseEvent} */ event) => {
      event.preventDefault();
      this.contextMenu(event);
    });
    this.controls.search.addEventListener('input', () => this.find());
    this.controls.search.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Enter') {
        this.visit(event.shiftKey ? -1 : 1);
      } else if (event.key === 'Escape') {
        this.controls.search.value = '';
        this.find();
        stage.focus();
      } else {
        return;
      }
      event.stopPropagation();
      event.preventDefault();
    });
    this.root.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => key(this, event));
    // Before anything has the focus, keys are for the picture.
    document.body.addEventListener('keydown', (event) => event.target === document.body && key(this, event));
    this.controls.note.addEventListener('click', () => {
      const { paused } = this.scene.about;
      if (paused) {
        this.host.open?.({ uri: paused.uri, range: [paused.line, 0, paused.line, 0] });
      }
    });
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
    if (this.controls.search.value) {
      this.find();
    }
    if (isWhole && this.isFresh && this.camera.width > 1) {
      // The plan takes some of the room before it is known how much there is.
      this.changes.show(this.scene.about, this.step);
      this.camera.width = this.stage.clientWidth;
      this.start();
    }
    this.step = Math.min(this.step, (this.scene.about.plan?.steps.length ?? 0) - 1);
    this.outline.show(this.scene);
    this.refresh();
    const named = this.options.view !== undefined && this.scene.about.views.find((view) => view.name === this.options.view);
    if (named && !isSame(this.options, named)) {
      this.show(named);
    }
    return true;
  }

  /** A view was saved, or is no more. @param {string} name @param {boolean} isGone */
  saved(name, isGone) {
    this.live.textContent = isGone ? `Forgot the view ${name}` : `Saved the view ${name}`;
    this.ask({ view: isGone ? undefined : name });
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
    return { options: this.options, camera: { x, y, zoom }, followsCursor: this.followsCursor, isAuto: this.isAuto };
  }

  /** @param {{ camera: { x: number, y: number, zoom: number }, followsCursor: boolean, isAuto?: boolean }} state */
  restore(state) {
    Object.assign(this.camera, state.camera);
    this.followsCursor = state.followsCursor;
    this.isAuto = state.isAuto ?? this.isAuto;
    this.isFresh = false;
  }

  // To the program.

  /** Asks for another picture. @param {Partial<Options>} change */
  ask(change) {
    if (this.isFixed) {
      return;
    }
    const isOther = ['focus', 'module', 'compare', 'everything', 'schemas'].some((key) => key in change);
    if ('focus' in change && !('joined' in change)) {
      change = { ...change, joined: [] };
    }
    if ('focus' in change && !change.focus) {
      this.trail = [];
    }
    // A view is what was saved; anything else has no name.
    this.options = { ...this.options, view: undefined, ...change };
    this.isFresh ||= isOther;
    this.untidied = undefined;
    this.busy(true);
    this.host.ask?.(this.options, true);
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

  /** A picture that somebody has given a name. @param {import('./scene.js').NamedView} view */
  show({ name, schemas, tables, hidden, expanded, layers, focus, joined, detail }) {
    this.isAuto = detail === null;
    this.trail = [];
    this.ask({ view: name, schemas, tables, hidden, expanded, layers, focus: focus ?? undefined, joined, detail: detail ?? undefined, compare: false });
  }

  /** The picture that leaves out nothing. */
  showEverything() {
    this.isAuto = true;
    this.ask({ schemas: [], tables: [], hidden: [], expanded: [], layers: undefined, focus: undefined, detail: undefined });
  }

  /** How much of each card is drawn: that of a word, or in the picture as it is what the zoom has room for. @param {string} detail */
  showDetail(detail) {
    this.isAuto = detail === 'auto';
    if (!this.isAuto && detail !== this.scene.head.detail) {
      this.ask({ detail });
    }
    this.host.save?.(this.state());
    this.refresh();
  }

  /** All columns of one card, or again only what the others show. @param {string} id */
  expand(id) {
    this.ask({ expanded: toggled(this.options.expanded, nameOf(id)) });
  }

  /** @param {string} id */
  hide(id) {
    if (!this.isFixed) {
      this.selection = undefined;
    }
    this.ask({ hidden: toggled(this.options.hidden, nameOf(id)) });
  }

  /** What was hidden, by its name; all of it without one. @param {string} [name] */
  unhide(name) {
    this.ask({ hidden: name === undefined ? [] : toggled(this.options.hidden, name) });
  }

  /** @param {boolean} compare */
  compare(compare) {
    this.step = -1;
    this.ask({ compare, everything: false, focus: undefined });
  }

  /** @param {string} id @param {number} hops */
  focus(id, hops) {
    const card = this.scene.cards.get(id);
    const before = this.options.focus;
    if (card && !this.isFixed) {
      if (before && before.table !== card.path) {
        this.trail.push(before);
      }
      this.selection = { card: id };
      this.ask({ focus: { table: card.path, hops } });
    }
  }

  /** So far from what has the focus. @param {number} hops */
  see(hops) {
    const { focus, joined } = this.options;
    if (focus && focus.hops !== hops) {
      this.ask({ focus: { ...focus, hops }, joined });
    }
  }

  /** Back to what had the focus before, or to everything. */
  unfocus() {
    this.ask({ focus: this.trail.pop() });
  }

  /** Back by several steps: to so many things that had the focus before the one that gets it. @param {number} n */
  focusAgain(n) {
    const focus = this.trail[n];
    this.trail.length = Math.max(0, n);
    this.ask({ focus });
  }

  /** In a focus: what a card at the rim is joined to comes into the picture. @param {string} id */
  takeIn(id) {
    const card = this.scene.cards.get(id);
    if (card?.beyond && !this.isFixed) {
      // The stub goes, and with it what is said of it.
      this.hover(undefined);
      this.live.textContent = `${count(card.beyond, 'more table')} joined to ${card.path}`;
      this.ask({ joined: [...(this.options.joined ?? []), nameOf(id)] });
    }
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
    this.ends = undefined;
    const card = thing && this.scene.cards.get(thing.card);
    if (card && thing) {
      const opens = withDetails && !this.hasInspector;
      this.hasInspector ||= withDetails;
      this.say(card, thing);
      if (mayReveal && this.camera.covers(card.box, this.cover())) {
        this.reveal(card.box);
      } else if (opens) {
        // A second click must still find what the first one found.
        clearTimeout(this.uncovering);
        this.uncovering = setTimeout(() => this.uncover(), DOUBLE_CLICK_MS);
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
    const beyond = card.beyond ? `; joined to ${card.beyond} more that are not shown` : '';
    this.live.textContent = edge ? `Reference ${edge.fromColumns.join(', ')} of ${card.path}` : thing.row ? `Column ${thing.row} of ${card.path}` : `${card.label}${beyond}`;
  }

  // The camera.

  /** @param {() => void} change */
  move(change) {
    cancelAnimationFrame(this.gliding ?? 0);
    change();
    this.isFresh = false;
    this.fitted = undefined;
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
    this.fitted = cards.size <= READABLE.cards ? READABLE.zoom : 0;
    this.camera.fit(head.bounds, this.cover(), this.fitted);
    const selected = this.selection && cards.get(this.selection.card);
    if (selected && this.camera.hides(selected.box, -20)) {
      this.reveal(selected.box);
    }
  }

  fit() {
    this.move(() => this.camera.fit(this.scene.head.bounds, this.cover()));
    this.fitted = 0;
  }

  /** The details have opened: what they cover moves beside them, all of the picture if there is room, and else what is selected. */
  uncover() {
    const selected = this.selection && this.scene.cards.get(this.selection.card);
    if (!this.hasInspector || !selected) {
      return;
    }
    const { bounds } = this.scene.head;
    const cover = this.cover();
    const target = Object.assign(new Camera(), this.camera);
    if (this.fitted !== undefined) {
      target.fit(bounds, cover, this.fitted);
    }
    const room = [this.camera.width - cover[1] - cover[3], this.camera.height - cover[0] - cover[2]];
    const hasRoom = bounds[2] * target.zoom <= room[0] && bounds[3] * target.zoom <= room[1];
    target.nudge(hasRoom ? bounds : selected.box, cover);
    if (target.x !== this.camera.x || target.y !== this.camera.y || target.zoom !== this.camera.zoom) {
      this.glide(target);
    }
  }

  closeDetails() {
    this.hasInspector = false;
    if (this.fitted !== undefined) {
      const target = Object.assign(new Camera(), this.camera);
      target.fit(this.scene.head.bounds, this.cover(), this.fitted);
      this.glide(target);
    }
    this.refresh();
  }

  /** @param {number} factor */
  zoomBy(factor) {
    this.move(() => this.camera.zoomTo(this.camera.zoom * factor));
  }

  /** @param {import('./scene.js').Box} box */
  reveal([x, y, width, height]) {
    this.fitted = undefined;
    const target = Object.assign(new Camera(), this.camera);
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
    const marks = marksOf(this);
    let visible = 0;
    for (const card of scene.cards.values()) {
      visible += camera.hides(card.box) ? 0 : 1;
    }
    const isNear = isDrawnInFull(camera.zoom, visible, this.isAuto);
    this.picture.root.toggleAttribute('hidden', !isNear);
    this.canvas.hidden = isNear;
    if (isNear) {
      this.picture.draw(scene, camera, marks);
      this.picture.carry(this.carried && scene.cards.get(this.carried.card), this.carried);
    } else {
      this.overview.draw(scene, camera, marks);
    }
    this.minimap.draw(scene, camera, marks);
    // What is read and clicked is made anew only when it is another thing: it keeps its place and the focus.
    const told = JSON.stringify([scene.version, this.selection, this.hasInspector, this.ends, this.path.map((edge) => edge.id), this.step]);
    if (told !== this.told) {
      this.told = told;
      this.inspector.show(scene, this.hasInspector ? this.selection : undefined, this.ends, this.path);
      this.changes.show(scene.about, this.step);
    }
    this.controls.draw();
    this.stage.style.backgroundSize = `${22 * camera.zoom}px ${22 * camera.zoom}px`;
    this.stage.style.backgroundPosition = `${-camera.x * camera.zoom}px ${-camera.y * camera.zoom}px`;
    this.stage.classList.toggle('far', camera.zoom < 0.5);
    this.root.dataset.version = String(scene.version);
  }

  drawEmpty() {
    const { note } = this.scene.head;
    this.empty.hidden = note === null;
    if (note !== null && this.empty.dataset.note !== note) {
      const isFiltered = this.scene.head.hidden > 0 && !this.options.compare && !this.isFixed;
      const clear = element('button', { onclick: () => this.ask({ schemas: [], tables: [], hidden: [], focus: undefined }) }, 'Clear filters');
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

  /** The card whose header is here, if it can be moved. @param {MouseEvent} event */
  handleAt(event) {
    const { schemas, tables, hidden, focus, compare, view } = this.options;
    const isWhole = !schemas?.length && !tables?.length && !hidden?.length && !focus;
    const hasPlaces = !compare && (isWhole || view !== undefined) && !this.picture.root.hasAttribute('hidden');
    const thing = this.host.put && hasPlaces ? this.thingAt(event) : undefined;
    const card = thing && this.scene.cards.get(thing.card);
    const { x, y } = this.point(event);
    return card && !thing?.edge && this.camera.place(x, y).y < card.box[1] + HEADER ? card.id : undefined;
  }

  /** A card follows the pointer; the program says where it comes to stand. @param {string} card @param {number} x @param {number} y */
  carry(card, x, y) {
    this.carried = { card, dx: x / this.camera.zoom, dy: y / this.camera.zoom };
    this.refresh();
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
    const edge = thing?.edge ? this.scene.edges.get(thing.edge) : undefined;
    const row = thing?.row && this.scene.cards.get(thing.card)?.rows.find((it) => it.name === thing.row);
    const name = (/** @type {string | null} */ id) => this.scene.cards.get(id ?? '')?.name;
    const isDependency = edge?.drawn === 'dependency';
    const beyond = thing?.beyond ? this.scene.cards.get(thing.card)?.beyond : undefined;
    const text = beyond ? `${count(beyond, 'more table')} joined to ${name(thing?.card ?? null)}${this.isFixed ? '' : ': click to show'}` : isDependency ? `${name(edge.from)} depends on ${name(edge.to)}` : edge ? [edge.name || edge.fromColumns.join(', '), edge.actions].filter(Boolean).join(', ') : (row && row.comment) || '';
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
    if (thing?.more) {
      this.expand(thing.card);
    } else if (thing?.beyond) {
      this.takeIn(thing.card);
    } else if (thing && event.altKey) {
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
    const name = (/** @type {string} */ id) => this.scene.cards.get(id)?.path ?? id;
    this.select({ card: to });
    this.path = path;
    this.ends = [from, to];
    this.from = undefined;
    this.hint.hidden = true;
    this.live.textContent = path.length > 0 ? `${count(path.length, 'join')} from ${name(from)} to ${name(to)}` : `Nothing that is shown joins ${name(from)} and ${name(to)}`;
    this.refresh();
  }

  /** With two tables all of the way between them is shown; the first of two is remembered. */
  showPath() {
    const to = this.selection?.card;
    if (this.ends) {
      this.join(...this.ends);
      const boxes = this.path.flatMap((edge) => [edge.from, edge.to]).map((id) => this.scene.cards.get(id ?? '')?.box);
      const box = union(boxes.filter((it) => it !== undefined));
      if (box && this.camera.covers(box, this.cover())) {
        const target = Object.assign(new Camera(), this.camera);
        target.fit(box, this.cover());
        this.fitted = undefined;
        this.glide(target);
      }
    } else if (to && this.from && this.from !== to && this.scene.cards.has(this.from)) {
      this.join(this.from, to);
      this.showPath();
    } else if (to) {
      this.from = to;
      this.tell(`From ${this.scene.cards.get(to)?.name}: select the other table, then P`);
      this.refresh();
    } else {
      this.tell('Select a table first, then P');
    }
  }

  /** Says something for a while. @param {string} text */
  tell(text) {
    this.live.textContent = text;
    this.hint.textContent = text;
    this.hint.hidden = false;
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => (this.hint.hidden = true), HINT_MS);
  }

  /** @param {MouseEvent} event */
  contextMenu(event) {
    const thing = this.thingAt(event);
    const card = thing && this.scene.cards.get(thing.card);
    if (!card || !thing) {
      const hidden = this.options.hidden?.length ?? 0;
      const unhide = hidden > 0 ? [menu.item(`Show ${count(hidden, 'hidden card')}`, () => this.unhide())] : [];
      const tidy = this.isFixed ? [] : [menu.item('Tidy', () => this.tidy())];
      const undo = this.scene.about.undo ? [menu.item('Undo', () => this.undo(), 'Ctrl+Z')] : [];
      menu.show([menu.item('Fit', () => this.fit(), '0'), ...tidy, ...undo, ...unhide], event.clientX, event.clientY);
      return;
    }
    this.select(thing);
    const others = this.scene.head.schemas.map((schema) => schema.name).filter((name) => name !== card.schema);
    const canAsk = !this.isFixed;
    const items = [
      canAsk && menu.item('Focus ±1', () => this.focus(card.id, 1), 'F'),
      canAsk && card.beyond && menu.item(`Show ${count(card.beyond, 'more joined table')}`, () => this.takeIn(card.id), 'M'),
      menu.item(this.from && this.from !== card.id ? `How it is joined to ${this.scene.cards.get(this.from)?.name ?? ''}` : 'Find the way to another table', () => this.showPath(), 'P'),
      this.host.open && menu.item('Go to definition', () => this.open(thing), 'Enter'),
      this.host.open && menu.item('Find references', () => this.open(thing, 'references')),
      this.host.open && menu.item('Rename', () => this.open(thing, 'rename')),
      canAsk &&
        (card.more !== null || card.rows.length < card.columns.length) &&
        menu.item(card.expanded ? 'Show fewer columns' : 'Show all columns', () => this.expand(card.id), 'X'),
      canAsk && menu.item(`Hide ${card.name}`, () => this.hide(card.id), 'H'),
      card.pinned && this.host.put && menu.item('Let go', () => this.put(card.id)),
      menu.item('Copy name', () => this.host.copy(thing.row ?? card.path)),
      this.host.copyAs && menu.item('Copy DDL', () => this.host.copyAs?.(card.id, 'sql')),
      this.host.copyAs && isTable(card) && menu.item('Copy Mermaid', () => this.host.copyAs?.(card.id, 'mermaid')),
      canAsk && card.schema && menu.item(`Only schema ${card.schema}`, () => this.ask({ schemas: [card.schema] })),
      canAsk && others.length > 0 && menu.item(`Hide schema ${card.schema}`, () => this.ask({ schemas: others })),
    ];
    menu.show(items.filter((it) => !!it), event.clientX, event.clientY);
  }

  /** A layout from scratch. */
  tidy() {
    if (this.isFixed) {
      return;
    }
    const { x, y, zoom } = this.camera;
    this.untidied = { x, y, zoom };
    this.isFresh = true;
    this.act('tidy');
  }

  /** The picture before the last tidying or moving. */
  undo() {
    if (this.scene.about.undo && !this.isFixed) {
      this.act('undo');
      if (this.untidied) {
        this.move(() => Object.assign(this.camera, this.untidied));
        this.untidied = undefined;
      }
    }
  }

  /** @param {'tidy' | 'undo'} act */
  act(act) {
    this.busy(true);
    this.host.ask?.({ ...this.options, act }, true);
    this.live.textContent = act === 'tidy' ? 'Laid out anew' : 'The picture before is back';
  }

  /** @param {string} card @param {[number, number]} [by] */
  put(card, by) {
    this.untidied = undefined;
    this.host.put?.(card, by);
  }

  // Finding and stepping.

  find() {
    const typed = this.controls.search.value.trim();
    // The picture may be another one since: the walk goes on from where it is.
    const before = typed === this.typed ? this.hits[this.hit] : undefined;
    this.typed = typed;
    this.hits = find(this.scene, typed);
    this.hit = before ? this.hits.findIndex((hit) => hit.card === before.card && hit.row === before.row) : -1;
    this.tellHits();
    this.refresh();
  }

  /** @param {number} step */
  visit(step) {
    if (this.hits.length > 0) {
      this.hit = (this.hit + step + this.hits.length) % this.hits.length;
      const hit = this.hits[this.hit];
      const box = this.scene.boxOf(hit);
      this.tellHits();
      this.select(hit);
      if (box && (this.camera.zoom < NEAR || this.camera.covers(box, this.cover()))) {
        this.reveal(box);
      }
    }
  }

  tellHits() {
    const n = this.hits.length;
    this.controls.found.textContent = this.hit >= 0 ? `${this.hit + 1} of ${n}` : !this.typed ? '' : n === 0 ? 'none' : count(n, 'hit');
  }

  /** To the card of a problem, and to its place in the text where there is an editor. @param {import('./scene.js').Problem} problem */
  goToProblem({ card, row, place }) {
    this.stage.focus();
    if (card && this.scene.cards.has(card)) {
      this.select({ card, row: row ?? undefined }, true);
    }
    if (place && this.host.hasEditor) {
      this.host.open?.(place);
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

}

/** The box around boxes. @param {import('./scene.js').Box[]} boxes @returns {import('./scene.js').Box | undefined} */
function union(boxes) {
  if (boxes.length === 0) {
    return undefined;
  }
  const [left, top] = [0, 1].map((k) => Math.min(...boxes.map((box) => box[k])));
  const [right, bottom] = [0, 1].map((k) => Math.max(...boxes.map((box) => box[k] + box[k + 2])));
  return [left, top, right - left, bottom - top];
}

/** The names with this one, or without it. @param {string[] | undefined} names @param {string} name */
function toggled(names = [], name) {
  return names.includes(name) ? names.filter((it) => it !== name) : [...names, name];
}

/** Whether somebody sees a view as it was saved. @param {Options} options @param {import('./scene.js').NamedView} view */
function isSame(options, view) {
  const all = (/** @type {any} */ it) =>
    [it.schemas ?? [], it.tables ?? [], it.hidden ?? [], it.expanded ?? [], it.layers ?? ['views', 'enums'], it.focus ?? null, it.joined ?? [],
      it.detail ?? null];
  return JSON.stringify(all(options)) === JSON.stringify(all(view));
}

/** @param {import('./scene.js').Target} target @param {Thing} thing */
function isAbout(target, thing) {
  return target.card === thing.card && (target.row ?? undefined) === thing.row;
}

