// What the keys do; legend.js lists them.
// @ts-check

/** @typedef {import('./scene.js').Card} Card */

/** @param {import('./view.js').View} view @param {KeyboardEvent} event */
export function key(view, event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const isFind = (event.ctrlKey || event.metaKey) && event.key === 'f';
  if (isFind) {
    event.preventDefault();
    event.stopPropagation();
    view.controls.search.focus();
    view.controls.search.select();
    return;
  }
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === 'z';
  const isTyping = target instanceof HTMLInputElement && target.type !== 'checkbox';
  if (isUndo && !isTyping) {
    event.preventDefault();
    event.stopPropagation();
    view.undo();
    return;
  }
  const isControl = target.closest('button, input, .menu, .outline');
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping || (isControl && ['Enter', ' ', 'Tab'].includes(event.key))) {
    return;
  }
  const act = keys(view, event)[event.key];
  if (act) {
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}

/** @param {import('./view.js').View} view @param {KeyboardEvent} event @returns {Record<string, (() => void) | undefined>} */
function keys(view, event) {
  const { focus } = view.options;
  const selected = view.selection && view.scene.cards.get(view.selection.card);
  const hops = (/** @type {number} */ by) => focus && view.see(Math.min(4, Math.max(1, focus.hops + by)));
  return {
    0: () => view.fit(),
    1: () => view.move(() => view.camera.zoomTo(1)),
    '+': () => view.zoomBy(1.25),
    '=': () => view.zoomBy(1.25),
    '-': () => view.zoomBy(0.8),
    '/': () => view.controls.search.focus(),
    '?': () => view.controls.moreButton.click(),
    e: () => view.controls.exportButton.click(),
    f: selected && (() => view.focus(selected.id, 1)),
    '[': () => hops(-1),
    ']': () => hops(1),
    m: selected?.beyond ? () => view.takeIn(selected.id) : undefined,
    p: () => view.showPath(),
    h: selected && (() => view.hide(selected.id)),
    H: view.options.hidden?.length ? () => view.unhide() : undefined,
    x: selected && (selected.more !== null || selected.rows.length < selected.columns.length) ? () => view.expand(selected.id) : undefined,
    n: () => view.stepBy(1),
    N: () => view.stepBy(-1),
    Enter: view.selection && (() => view.selection && view.open(view.selection)),
    Home: () => {
      const hub = view.scene.hub();
      view.select(hub && { card: hub.id }, true);
    },
    Tab: selected && event.target === view.stage && related(view, selected.id).length > 0 ? () => walk(view, selected.id, event.shiftKey) : undefined,
    ArrowLeft: () => arrow(view, -1, 0),
    ArrowRight: () => arrow(view, 1, 0),
    ArrowUp: () => arrow(view, 0, -1),
    ArrowDown: () => arrow(view, 0, 1),
    Escape: () => escape(view),
  };
}

/** The tables that a table is joined to, as they are read. @param {import('./view.js').View} view @param {string} id */
function related(view, id) {
  const others = view.scene.edgesOf(id).map((edge) => (edge.from === id ? edge.to : edge.from));
  const ids = new Set(others.filter((it) => it !== null && it !== id));
  return view.scene.sorted.filter((card) => ids.has(card.id));
}

/** Follows the relations of the table that the walk began at. @param {import('./view.js').View} view @param {string} id @param {boolean} isBack */
function walk(view, id, isBack) {
  const isOnWay = view.walked?.ids.includes(id);
  view.walked = isOnWay ? view.walked : { ids: [id, ...related(view, id).map((card) => card.id)] };
  const ids = view.walked?.ids ?? [];
  const next = ids[(ids.indexOf(id) + (isBack ? ids.length - 1 : 1)) % ids.length];
  view.select({ card: next }, true);
}

/** The nearest card in a direction. @param {import('./view.js').View} view @param {number} dx @param {number} dy */
function arrow(view, dx, dy) {
  const from = view.selection && view.scene.cards.get(view.selection.card);
  view.walked = undefined;
  if (!from) {
    const first = view.scene.hub();
    view.select(first && { card: first.id }, true);
    return;
  }
  const middle = (/** @type {Card} */ card) => [card.box[0] + card.box[2] / 2, card.box[1] + card.box[3] / 2];
  const [x, y] = middle(from);
  let [best, least] = [/** @type {Card | undefined} */ (undefined), Infinity];
  for (const card of view.scene.cards.values()) {
    const [ox, oy] = middle(card);
    const [ahead, aside] = [(ox - x) * dx + (oy - y) * dy, Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx)];
    const cost = ahead + 2.5 * aside;
    if (ahead > 4 && card !== from && cost < least) {
      [best, least] = [card, cost];
    }
  }
  if (best) {
    view.select({ card: best.id }, true);
  }
}

/** Leaves the last thing that was entered. @param {import('./view.js').View} view */
function escape(view) {
  if (view.options.focus) {
    view.unfocus();
  } else if (view.selection || view.from) {
    view.from = undefined;
    view.select(undefined);
    view.closeDetails();
  } else {
    view.controls.search.value = '';
    view.find();
  }
}
