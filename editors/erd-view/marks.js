// What stands out in the picture: what is selected and what it is joined to, what was found, and what steps back for it.
// @ts-check

/**
 * @typedef {import('./scene.js').Thing} Thing
 * @typedef {{ selected: Set<string>, hits: Set<string>, hot: Set<string>, rows: Map<string, Set<string>>, faint: Set<string>,
 *   faintEdges: Set<string> }} Marks cards that are selected or found, lines and rows that are hot, cards and lines that step back
 */

/** @param {import('./view.js').View} view @returns {Marks} */
export function marksOf(view) {
  const { scene, selection } = view;
  /** @type {Marks} */
  const marks = { selected: new Set(), hits: new Set(view.hits.map((hit) => hit.card)), hot: new Set(), rows: new Map(), faint: new Set(), faintEdges: new Set() };
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
  // Of both ends of a way only the way is of interest.
  const isEnd = (/** @type {Thing | undefined} */ thing) => !!thing && !thing.edge && !!view.ends?.includes(thing.card);
  for (const thing of [selection, view.hovered].filter((it) => !isEnd(it))) {
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
  if (view.from && scene.cards.has(view.from)) {
    marks.selected.add(view.from);
  }
  view.ends?.forEach((id) => marks.selected.add(id));
  view.path.forEach((edge) => {
    heat(edge);
    marks.selected.add(edge.from);
    marks.selected.add(edge.to ?? edge.from);
  });
  for (const hit of view.hits) {
    if (hit.row) {
      hotRow(hit.card, [hit.row]);
    }
  }
  if (view.options.compare || (view.isDimming && selection)) {
    const isNear = (/** @type {string} */ id) => scene.edgesOf(id).some((edge) => edge.from === selection?.card || edge.to === selection?.card);
    for (const card of scene.cards.values()) {
      const isPlain = view.options.compare ? !card.change : card.id !== selection?.card && !isNear(card.id);
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

/** @param {import('./scene.js').Edge} edge @param {Thing} thing */
function isOfRow(edge, thing) {
  const row = thing.row ?? '';
  return (edge.from === thing.card && edge.fromColumns.includes(row)) || (edge.to === thing.card && edge.toColumns.includes(row));
}
