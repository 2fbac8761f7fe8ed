// The controls around the picture: the toolbar with its menus, and what stands at the bottom.
// @ts-check
import { count, element } from './dom.js';
import { legend } from './legend.js';
import * as menu from './menu.js';
import { problemItems, problemsOf } from './problems.js';
import { isTable } from './scene.js';

const FORMATS = [
  ['svg', 'SVG picture'], ['png', 'PNG picture'], ['pdf', 'PDF'], ['html', 'HTML page'], ['md', 'Markdown pages'], ['mmd', 'Mermaid'], ['dbml', 'DBML'],
  ['puml', 'PlantUML'], ['dot', 'Graphviz'], ['d2', 'D2'], ['json', 'JSON scene'],
];

const DETAILS = [
  { detail: 'names', name: 'Names', title: 'The names of tables' },
  { detail: 'keys', name: 'Keys', title: 'Keys and what they refer to' },
  { detail: 'all', name: 'All', title: 'All columns' },
  { detail: 'auto', name: 'Auto', title: 'As much as there is room for: from far names, from very far schemas. No table moves.' },
];

const LAYERS = ['views', 'enums', 'functions', 'triggers', 'dependencies'];

export class Controls {
  /** @param {import('./view.js').View} view */
  constructor(view) {
    this.view = view;
    /** @type {HTMLElement[]} */
    this.details = [];
    this.toldCrumbs = '';
    this.search = element('input', { type: 'search', placeholder: 'Find table or column', 'aria-label': 'Find table or column', spellcheck: 'false' });
    this.found = element('span', { class: 'dim', role: 'status' });
    this.details = DETAILS.map(({ detail, name, title }) =>
      element('button', { onclick: () => this.view.showDetail(detail), 'data-detail': detail, title }, name),
    );
    this.focusButton = element('button', { title: 'Show a table and what is joined to it (F)' });
    this.schemasButton = element('button', { title: 'Which schemas are shown' });
    this.viewsButton = element('button', { title: 'Pictures that have a name' });
    this.compareButton = element('button', { onclick: () => this.view.compare(!this.view.options.compare), title: 'Show what the plan changes' }, 'Compare');
    this.exportButton = element('button', {}, 'Export ▾');
    this.moreButton = element('button', { 'aria-label': 'Legend and keys', title: 'Legend and keys (?)' }, '?');
    this.allButton = element('button', { 'aria-label': 'What is shown', title: 'What is shown' }, '☰');
    this.modulesButton = element('button', { title: 'Which schema is shown' });
    this.compared = element('div', { class: 'group compared', hidden: true });
    this.stepped = element('span', { 'aria-live': 'polite' });
    this.steps = element(
      'div',
      { class: 'group', hidden: true },
      element('button', { 'aria-label': 'Change before (shift+N)', onclick: () => this.view.stepBy(-1) }, '◂'),
      this.stepped,
      element('button', { 'aria-label': 'Next change (N)', onclick: () => this.view.stepBy(1) }, '▸'),
    );
    const choice = (/** @type {string} */ text, /** @type {boolean} */ everything) =>
      element('button', { onclick: () => this.view.ask({ everything }) }, text);
    this.changesOnly = choice('Changes ±1', false);
    this.everything = choice('Everything', true);
    this.scope = element('div', { class: 'group scope', hidden: true }, this.changesOnly, this.everything);
    const group = (/** @type {any[]} */ ...children) => element('div', { class: 'group' }, ...children);
    this.detailGroup = group(...this.details);
    this.focusGroup = group(this.focusButton);
    this.crumbs = element('nav', { class: 'group crumbs', 'aria-label': 'What had the focus', hidden: true });
    this.schemasGroup = group(this.schemasButton);
    this.viewsGroup = group(this.viewsButton);
    this.modulesGroup = group(this.modulesButton);
    this.compareGroup = element('div', { class: 'group compare' }, this.compareButton);
    this.allGroup = element('div', { class: 'group all' }, this.allButton);
    this.toolbar = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'Diagram' },
      element('label', { class: 'group search' }, element('span', { 'aria-hidden': 'true' }, '⌕'), this.search, this.found),
      this.compared, this.detailGroup, this.focusGroup, this.crumbs, this.schemasGroup, this.viewsGroup, this.modulesGroup, this.scope,
      element('span', { class: 'grow' }),
      this.steps, this.compareGroup, element('div', { class: 'group' }, this.exportButton, this.moreButton),
      this.allGroup,
    );
    this.percent = element('button', { title: '100 % (1)', onclick: () => this.view.move(() => this.view.camera.zoomTo(1)) });
    this.undoButton = element('button', { hidden: true, title: 'The picture before the last tidying or moving (Ctrl+Z)', onclick: () => this.view.undo() }, 'Undo');
    this.counts = element('span', { class: 'dim counts' });
    this.hidden = element('button', { class: 'note hidden', hidden: true, title: 'What is hidden' });
    this.note = element('button', { class: 'note', hidden: true });
    this.problems = element('button', { class: 'note problems', hidden: true, title: 'What is wrong' });
    this.status = element(
      'div',
      { class: 'status' },
      group(
        element('button', { 'aria-label': 'Zoom out', onclick: () => this.view.zoomBy(0.8) }, '−'), this.percent,
        element('button', { 'aria-label': 'Zoom in', onclick: () => this.view.zoomBy(1.25) }, '+'),
        element('button', { title: 'Show all (0)', onclick: () => this.view.fit() }, 'Fit'), this.undoButton,
      ),
      this.counts, this.hidden, this.problems, this.note,
    );
    menu.opens(this.exportButton, () => this.exportMenu());
    menu.opens(this.focusButton, () => this.focusMenu());
    menu.opens(this.schemasButton, () => this.schemasMenu());
    menu.opens(this.viewsButton, () => this.viewsMenu());
    menu.opens(this.hidden, () => this.hiddenMenu());
    menu.opens(this.problems, () => problemItems(this.view.scene, (problem) => this.view.goToProblem(problem)));
    menu.opens(this.moreButton, () => this.moreMenu());
    menu.opens(this.modulesButton, () => this.modulesMenu());
    menu.opens(this.allButton, () => this.allMenu());
  }

  draw() {
    const { scene, camera, options } = this.view;
    const { head, about } = scene;
    const { isFixed } = this.view;
    this.percent.textContent = `${Math.round(camera.zoom * 100)} %`;
    const tables = scene.sorted.filter(isTable).length;
    const chips = [...scene.edges.values()].filter((edge) => edge.drawn === 'chip').length;
    const all = head.schemas.reduce((sum, schema) => sum + schema.tables, 0);
    const parts = [tables < all ? `${tables} of ${count(all, 'table')}` : count(tables, 'table'), count([...scene.edges.values()].filter((edge) => edge.drawn !== 'dependency').length, 'relation')];
    if (chips > 0) {
      parts.push(`${chips} drawn as chips`);
    }
    if (options.compare && head.hidden > 0) {
      parts.push(`${head.hidden} unchanged hidden`);
    }
    this.counts.textContent = scene.version > 0 ? parts.join(' · ') : '';
    for (const button of this.details) {
      button.setAttribute('aria-pressed', String(button.getAttribute('data-detail') === this.detail()));
    }
    const { focus } = options;
    this.focusButton.textContent = focus ? `Focus: ±${focus.hops} ▾` : 'Focus: off ▾';
    this.focusButton.setAttribute('aria-pressed', String(!!focus));
    this.drawCrumbs();
    const chosen = options.schemas?.length ?? 0;
    this.schemasGroup.hidden = head.schemas.length < 2 || !!options.compare || isFixed;
    this.schemasButton.textContent = chosen > 0 ? `${chosen} of ${count(head.schemas.length, 'schema')} ▾` : `${count(head.schemas.length, 'schema')} ▾`;
    this.viewsGroup.hidden = !this.hasViews();
    this.viewsButton.textContent = options.view === undefined ? 'Views ▾' : `View: ${options.view} ▾`;
    const hidden = options.hidden?.length ?? 0;
    this.hidden.hidden = hidden === 0;
    this.hidden.textContent = `${hidden} hidden`;
    this.modulesGroup.hidden = scene.modules.length < 2;
    this.modulesButton.textContent = `${about.module} ▾`;
    this.compareButton.setAttribute('aria-pressed', String(!!options.compare));
    this.detailGroup.hidden = !!options.compare || isFixed;
    this.focusGroup.hidden = !!options.compare || isFixed;
    this.compareGroup.hidden = isFixed;
    this.exportButton.hidden = this.view.host.export === undefined;
    this.drawComparing();
    this.note.hidden = !about.paused && !about.plan?.problem;
    this.note.textContent = about.paused ? `Paused: line ${about.paused.line + 1}` : about.plan?.problem ? `Paused: ${about.plan.problem}` : '';
    this.undoButton.hidden = !about.undo || isFixed;
    const { problems, total } = problemsOf(scene);
    this.problems.hidden = total === 0;
    this.problems.textContent = count(total, 'problem');
    this.problems.classList.toggle('warnings', problems.every((problem) => problem.severity === 'warning'));
    if (scene.version > 0) {
      this.view.drawEmpty();
    }
  }

  /** The way back from a focus. It stays as it is, with the keyboard's focus in it, while it says the same. */
  drawCrumbs() {
    const { options, trail } = this.view;
    const { focus } = options;
    const told = JSON.stringify([focus, trail]);
    this.crumbs.hidden = !focus || this.view.isFixed;
    if (focus && told !== this.toldCrumbs) {
      const back = ['All tables', ...trail.map(focusName)].map((name, k) => element('button', { onclick: () => this.view.focusAgain(k - 1) }, name));
      this.crumbs.replaceChildren(...back, element('span', { 'aria-current': 'true' }, focusName(focus)));
    }
    this.toldCrumbs = told;
  }

  drawComparing() {
    const { scene, options } = this.view;
    const { plan, module } = scene.about;
    const parts = { compared: this.compared, scope: this.scope, steps: this.steps };
    Object.values(parts).forEach((part) => (part.hidden = !plan));
    this.view.root.classList.toggle('comparing', !!plan);
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
    this.changesOnly.setAttribute('aria-pressed', String(!options.everything));
    this.everything.setAttribute('aria-pressed', String(!!options.everything));
    const n = plan.steps.length;
    this.steps.hidden = n === 0;
    this.stepped.textContent = this.view.step >= 0 ? `Change ${this.view.step + 1} of ${n}` : count(n, 'change');
  }

  /** Which of the buttons for it is on. */
  detail() {
    return this.view.isAuto ? 'auto' : this.view.scene.head.detail;
  }

  /** There are views, or one can be saved. */
  hasViews() {
    const { options, scene, host } = this.view;
    return !options.compare && !this.view.isFixed && (scene.about.views.length > 0 || host.saveView !== undefined);
  }

  viewsMenu() {
    const { scene, options, host } = this.view;
    const { views } = scene.about;
    const all = menu.item('Everything', () => this.view.showEverything());
    const shown = views.map((view) => menu.item(view.name, () => this.view.show(view), view.name === options.view ? '✓' : ''));
    const save = host.saveView && menu.entry('Save as …', (name) => host.saveView?.(name, false));
    const forget = host.saveView && options.view !== undefined && menu.item(`Forget ${options.view}`, () => host.saveView?.(options.view ?? '', true));
    return [all, ...shown, save, forget].filter((it) => !!it);
  }

  hiddenMenu() {
    const { options } = this.view;
    return [
      menu.item('Show all', () => this.view.unhide(), 'Shift+H'),
      ...(options.hidden ?? []).map((name) => menu.item(`Show ${name}`, () => this.view.unhide(name))),
    ];
  }

  modulesMenu() {
    return this.view.scene.modules.map((title) => menu.item(title, () => this.view.ask({ module: title, schemas: [], tables: [], hidden: [], expanded: [], focus: undefined })));
  }

  /** Everything that the toolbar has no room for. */
  allMenu() {
    const part = (/** @type {string} */ title, /** @type {(Node | string)[]} */ items) =>
      items.length > 0 ? [element('h4', {}, title), ...items] : [];
    const details = DETAILS.map(({ detail, name }) => menu.item(name, () => this.view.showDetail(detail), detail === this.detail() ? '✓' : ''));
    const { isFixed } = this.view;
    const compare = this.view.options.compare || isFixed;
    return [
      ...(isFixed ? [] : [menu.check('Compare', !!compare, (isOn) => this.view.compare(isOn))]),
      ...part('Columns', compare ? [] : details),
      ...part('Focus', compare ? [] : this.focusMenu()),
      ...part('Schemas', compare || this.view.scene.head.schemas.length < 2 ? [] : this.schemasMenu()),
      ...part('Views', this.hasViews() ? this.viewsMenu() : []),
      ...part('Of', this.view.scene.modules.length < 2 ? [] : this.modulesMenu()),
      ...part('Export', this.view.host.export ? this.exportMenu() : []),
      ...part('More', this.moreMenu()),
    ];
  }

  exportMenu() {
    const isText = (/** @type {string} */ format) => !['svg', 'png', 'pdf', 'html', 'json', 'md'].includes(format);
    const formats = FORMATS.filter(([format]) => !this.view.options.compare || !isText(format));
    return formats.flatMap(([format, name]) =>
      format === 'svg'
        ? [menu.item(name, () => this.view.host.export?.(format, 'light'), '.svg'), menu.item(`${name}, dark`, () => this.view.host.export?.(format, 'dark'), '.svg')]
        : [menu.item(name, () => this.view.host.export?.(format, format === 'html' ? 'auto' : 'light'), `.${format}`)],
    );
  }

  focusMenu() {
    const { focus } = this.view.options;
    const id = this.view.selection?.card ?? this.view.scene.hub()?.id;
    const name = id && this.view.scene.cards.get(id)?.name;
    const hops = [1, 2, 3, 4].map((n) =>
      menu.item(`${focus ? shortName(focus.table) : name} ±${n}`, () => (focus ? this.view.see(n) : id && this.view.focus(id, n))),
    );
    return [...(focus ? [menu.item('Off', () => this.view.unfocus(), 'Esc')] : []), ...(name || focus ? hops : [])];
  }

  schemasMenu() {
    const { schemas } = this.view.scene.head;
    const chosen = new Set(this.view.options.schemas?.length ? this.view.options.schemas : schemas.map((schema) => schema.name));
    const send = () => this.view.ask({ schemas: chosen.size === schemas.length ? [] : [...chosen] });
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
    const all = menu.item('All', () => this.view.ask({ schemas: [] }));
    return [all, ...checks];
  }

  /** What is drawn beside tables. */
  layersMenu() {
    const { layers } = this.view.scene.head;
    return LAYERS.map((layer) => {
      // The menu stays open, so that others may have been switched meanwhile.
      const isShown = (/** @type {string} */ it) => (this.view.options.layers ?? layers).includes(it);
      const toggle = (/** @type {boolean} */ isOn) => this.view.ask({ layers: LAYERS.filter((it) => (it === layer ? isOn : isShown(it))) });
      return menu.check(layer.charAt(0).toUpperCase() + layer.slice(1), layers.includes(layer), toggle);
    });
  }

  moreMenu() {
    return [
      ...(this.view.isFixed ? [] : [...this.layersMenu(), element('hr')]),
      menu.check('Outline', this.view.root.classList.contains('with-outline'), (isOn) => this.view.root.classList.toggle('with-outline', isOn)),
      ...(this.view.isFixed ? [] : [menu.check('Follow the text cursor', this.view.followsCursor, (isOn) => {
        this.view.followsCursor = isOn;
        this.view.host.save?.(this.view.state());
      })]),
      menu.check('Dim others', this.view.isDimming, (isOn) => {
        this.view.isDimming = isOn;
        this.view.refresh();
      }),
      ...(this.view.isFixed ? [] : [menu.item('Tidy', () => this.view.tidy())]),
      ...(this.view.scene.about.undo ? [menu.item('Undo', () => this.view.undo(), 'Ctrl+Z')] : []),
      legend(),
    ];
  }
}

/** @param {import('./scene.js').Focus} focus */
function focusName({ table, hops }) {
  return `${shortName(table)} ±${hops}`;
}

/** @param {string} path */
function shortName(path) {
  return path.slice(path.lastIndexOf('.') + 1);
}
