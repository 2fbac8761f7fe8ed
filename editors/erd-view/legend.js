// How to read the picture, and the keys.
// @ts-check
import { element } from './dom.js';

const MARKS = [
  ['key, arrow', 'primary key, foreign key'],
  ['?', 'may be null'],
  ['U, I', 'unique, first column of an index'],
  ['U2', 'unique together with the others of this number'],
  ['crow’s foot', 'any number of rows refer'],
  ['bar and ring', 'one row at most'],
  ['two bars', 'a row that must be there'],
  ['bracket', 'a key of several columns'],
  ['● users', 'refers to a table that many refer to'],
  ['+ ~ −', 'added, changed, dropped'],
];

const KEYS = [
  ['drag, wheel', 'move'],
  ['Ctrl+wheel, + −', 'zoom'],
  ['0, 1', 'show all, 100 %'],
  ['Ctrl+F, Enter', 'find, next'],
  ['arrows, Home', 'nearest table, the most referenced'],
  ['Tab', 'follow relations'],
  ['Enter, double click', 'go to the definition'],
  ['F, [ ], Esc', 'focus, nearer and farther, leave'],
  ['M, + 3', 'in a focus: what else is joined'],
  ['Shift+click, P', 'how two tables are joined'],
  ['X, + n columns', 'all columns of one table'],
  ['H, Shift+H', 'hide a table, show all again'],
  ['drag a header', 'put a table somewhere'],
  ['Ctrl+Z', 'undo that, or Tidy'],
  ['N', 'next change'],
  ['E', 'export'],
];

export function legend() {
  const lines = (/** @type {string} */ title, /** @type {string[][]} */ rows) => [
    element('h4', {}, title),
    ...rows.map(([sign, text]) => element('div', { class: 'line' }, element('span', {}, sign), element('span', { class: 'dim' }, text))),
  ];
  return element('div', { class: 'legend' }, ...lines('Signs', MARKS), ...lines('Keys', KEYS));
}
