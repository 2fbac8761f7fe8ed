// What is wrong in the text: the list behind the number of problems. Choosing one goes to its card, and where there is an editor to its place.
// @ts-check
import { count, element } from './dom.js';
import * as menu from './menu.js';

/** @typedef {import('./scene.js').Problem} Problem */

/**
 * What is wrong, as far as it is told, and how much there is. A page by itself knows only numbers.
 * @param {import('./scene.js').Scene} scene @returns {{ problems: Problem[], total: number }}
 */
export function problemsOf(scene) {
  const { problems, nProblems } = scene.about;
  if (nProblems > 0) {
    return { problems, total: nProblems };
  }
  const bad = scene.sorted.filter((card) => card.errors + card.warnings > 0);
  return { problems: bad.map(counted), total: bad.reduce((sum, card) => sum + card.errors + card.warnings, 0) };
}

/** @param {import('./scene.js').Card} card @returns {Problem} */
function counted({ id, errors, warnings }) {
  const parts = [errors && count(errors, 'error'), warnings && count(warnings, 'warning')];
  return { severity: errors > 0 ? 'error' : 'warning', code: '', message: parts.filter(Boolean).join(', '), card: id, row: null, place: null };
}

/** @param {Problem} problem */
function sign({ severity }) {
  return element('span', { class: `sign ${severity}`, role: 'img', 'aria-label': severity }, severity === 'error' ? '✖' : '▲');
}

/** @param {import('./scene.js').Place | null} place */
export function placeName(place) {
  return place ? `${decoded(place.uri.split('/').pop() ?? '')}:${place.range[0] + 1}` : '';
}

/** A name of a file that is no address stays as it is. @param {string} name */
function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The items of a menu. @param {import('./scene.js').Scene} scene @param {(problem: Problem) => void} go */
export function problemItems(scene, go) {
  const { problems, total } = problemsOf(scene);
  const items = problems.map((problem) =>
    menu.itemOf(() => go(problem), sign(problem), element('span', { class: 'grow' }, problem.message, element('small', { class: 'dim' }, about(scene, problem)))),
  );
  const rest = total - problems.length;
  return rest > 0 ? [...items, element('div', { class: 'rest dim' }, `and ${rest.toLocaleString('en')} more`)] : items;
}

/** The same in the details of a card. @param {Problem[]} problems @param {(problem: Problem) => void} go */
export function problemLines(problems, go) {
  return problems.map((problem) =>
    element(
      'div',
      { class: 'line problem' },
      sign(problem),
      problem.place
        ? element('button', { class: 'link grow', title: placeName(problem.place), onclick: () => go(problem) }, problem.message)
        : element('span', { class: 'grow' }, problem.message),
    ),
  );
}

/** Which table and column, and where. @param {import('./scene.js').Scene} scene @param {Problem} problem */
function about(scene, { card, row, place, code }) {
  const name = card && (scene.cards.get(card)?.name ?? card.slice(card.indexOf(':') + 1));
  return [[name, row].filter(Boolean).join('.'), placeName(place), code].filter(Boolean).join(' · ');
}
