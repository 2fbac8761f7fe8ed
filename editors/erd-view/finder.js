// Finding by name: tables, columns, comments and values. Whole names come first, then beginnings, words, pieces, first letters of words,
// and where nothing of that fits, letters that only stand in the same order.
// @ts-check

/** How well a text fits what was typed; greater is better, 0 is not at all. */
export const FIT = { whole: 6, start: 5, word: 4, piece: 3, initials: 2, scattered: 1 };

/** A letter or digit goes on with the word before it. @param {string} text @param {number} at */
function isInside(text, at) {
  return at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1]);
}

/** @param {string} text @param {string} wanted in lower case */
export function fit(text, wanted) {
  const low = text.toLowerCase();
  let at = low.indexOf(wanted);
  if (at === 0) {
    return low.length === wanted.length ? FIT.whole : FIT.start;
  }
  if (at > 0) {
    while (at > 0 && isInside(low, at)) {
      at = low.indexOf(wanted, at + 1);
    }
    return at > 0 ? FIT.word : FIT.piece;
  }
  if (wanted.length < 2) {
    return 0;
  }
  return areInitials(low, wanted) ? FIT.initials : areInOrder(low, wanted) ? FIT.scattered : 0;
}

/** All letters in order, each at the start of a word or right after the one before. @param {string} low @param {string} wanted */
function areInitials(low, wanted) {
  let from = 0;
  for (let k = 0; k < wanted.length; k += 1) {
    let found = low.indexOf(wanted[k], from);
    while (found > 0 && (k === 0 || found !== from) && isInside(low, found)) {
      found = low.indexOf(wanted[k], found + 1);
    }
    if (found < 0) {
      return false;
    }
    from = found + 1;
  }
  return true;
}

/** All letters in order, the first at the start of a word: a name that was typed with letters missing. @param {string} low @param {string} wanted */
function areInOrder(low, wanted) {
  const LEAST = 3;
  for (let start = low.indexOf(wanted[0]); wanted.length >= LEAST && start >= 0; start = low.indexOf(wanted[0], start + 1)) {
    let at = isInside(low, start) ? -1 : start;
    for (let k = 1; k < wanted.length && at >= 0; k += 1) {
      at = low.indexOf(wanted[k], at + 1);
    }
    if (at >= 0) {
      return true;
    }
  }
  return false;
}

/**
 * The cards, columns and values that fit, the best first. Of what fits as well, tables come before columns, and those before what only
 * their comments name; then what has the shortest name. `a|b` is either.
 * @param {import('./scene.js').Scene} scene @param {string} typed
 * @returns {import('./scene.js').Thing[]}
 */
export function find(scene, typed) {
  const choices = typed.toLowerCase().split('|').map((it) => it.trim()).filter(Boolean);
  const best = (/** @type {string} */ text) => Math.max(0, ...choices.map((wanted) => fit(text, wanted)));
  // A comment is a sentence: letters all over it mean nothing.
  const isSaid = (/** @type {string | null | undefined} */ comment) => !!comment && choices.some((wanted) => comment.toLowerCase().includes(wanted));
  /** @type {{ points: number, rank: number, length: number, thing: import('./scene.js').Thing }[]} */
  const found = [];
  const add = (/** @type {number} */ points, /** @type {number} */ rank, /** @type {string} */ name, /** @type {import('./scene.js').Thing} */ thing) =>
    points > 0 && found.push({ points, rank, length: name.length, thing });
  for (const card of choices.length > 0 ? scene.sorted : []) {
    const byName = Math.max(best(card.name), choices.some((wanted) => wanted.includes('.')) ? best(card.path) : 0);
    add(byName || (isSaid(card.comment) ? FIT.piece : 0), byName ? 0 : 2, card.name, { card: card.id });
    for (const column of card.columns) {
      const byColumn = best(column);
      add(byColumn || (isSaid(scene.commentOf(card, column)) ? FIT.piece : 0), byColumn ? 1 : 2, column, { card: card.id, row: column });
    }
  }
  const most = found.reduce((points, it) => Math.max(points, it.points), 0);
  const good = most > FIT.scattered ? found.filter((it) => it.points > FIT.scattered) : found;
  return good.sort((a, b) => b.points - a.points || a.rank - b.rank || a.length - b.length).map(({ thing }) => thing);
}
