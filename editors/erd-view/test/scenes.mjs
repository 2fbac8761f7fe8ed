// A picture for tests, told in a few words.
import { Scene } from '../scene.js';

/**
 * Cards by name: their columns, separated by blanks, each with `>TABLE.COLUMN` where it refers to one.
 * @param {Record<string, string>} tables @param {(card: any) => object} [more] what else a card has
 */
export function sceneOf(tables, more = () => ({})) {
  const id = (name) => `table:shop.${name}`;
  const edges = [];
  const cards = Object.entries(tables).map(([name, text], k) => {
    const columns = text.split(' ').filter(Boolean).map((word) => {
      const [column, target] = word.split('>');
      if (target) {
        const [to, toColumn] = target.split('.');
        const key = `${name}_${column}`;
        edges.push({ id: `ref:${key}`, name: key, from: id(name), fromColumns: [column], to: id(to), toColumns: [toColumn], drawn: 'line', points: [[0, 0], [1, 1]] });
      }
      return column;
    });
    const rows = columns.map((column) => ({ name: column, type: 'int', comment: null }));
    const card = { id: id(name), kind: 'table', schema: 'shop', name, path: `shop.${name}`, comment: null, accent: 0, box: [300 * k, 0, 200, 100],
      errors: 0, warnings: 0, beyond: 0, columns, rows, indexes: [] };
    return { ...card, ...more(card) };
  });
  const scene = new Scene();
  scene.apply({
    version: 1, from: null, modules: [], about: { module: 'shop', paused: null, views: [], plan: null, problems: [], nProblems: 0 },
    scene: { head: { ...scene.head }, cards, edges, gone: [] }, starts: {}, pieces: {},
  });
  return scene;
}
