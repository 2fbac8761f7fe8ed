// Finding by name: tables, columns, comments and values, also by the first letters of their words.
// @ts-check

/**
 * How well a text fits what was typed; 0 is not at all.
 * @param {string} text @param {string} wanted in lower case
 */
export function score(text, wanted) {
  const low = text.toLowerCase();
  const at = low.indexOf(wanted);
  if (at === 0) {
    return low.length === wanted.length ? 100 : 80;
  }
  if (at > 0) {
    return /[^a-z0-9]/.test(low[at - 1]) ? 60 : 40;
  }
  // All letters in order, each at the start of a word or right after the one before.
  let from = 0;
  for (let k = 0; k < wanted.length; k += 1) {
    let found = low.indexOf(wanted[k], from);
    while (found > 0 && found !== from && !/[^a-z0-9]/.test(low[found - 1])) {
      found = low.indexOf(wanted[k], found + 1);
    }
    if (found < 0 || (k === 0 && found > 0 && !/[^a-z0-9]/.test(low[found - 1]))) {
      return 0;
    }
    from = found + 1;
  }
  return wanted.length > 1 ? 20 : 0;
}

/**
 * The cards that fit, the best first, each with the column that does if its name does not. `a|b` is either.
 * @param {import('./scene.js').Scene} scene @param {string} typed
 * @returns {import('./scene.js').Thing[]}
 */
export function find(scene, typed) {
  const choices = typed.toLowerCase().split('|').map((it) => it.trim()).filter(Boolean);
  const best = (/** @type {string} */ text) => Math.max(0, ...choices.map((wanted) => score(text, wanted)));
  const found = [];
  for (const card of choices.length > 0 ? scene.sorted : []) {
    const byName = Math.max(best(card.name), best(card.path) * 0.9);
    let [points, row] = [byName * 2, /** @type {string | undefined} */ (undefined)];
    for (const column of card.columns) {
      const of = best(column);
      if (of > points) {
        [points, row] = [of, column];
      }
    }
    const comments = [card.comment, ...card.rows.map((it) => it.comment)].filter((it) => it !== null);
    if (points === 0 && comments.some((comment) => choices.some((wanted) => comment?.toLowerCase().includes(wanted)))) {
      points = 10;
    }
    if (points > 0) {
      found.push({ points, thing: { card: card.id, row } });
    }
  }
  return found.sort((a, b) => b.points - a.points).map(({ thing }) => thing);
}
