// The list of what is wrong.
import assert from 'node:assert/strict';
import test from 'node:test';
import { placeName, problemsOf } from '../problems.js';
import { sceneOf } from './scenes.mjs';

test('the program tells what is wrong', () => {
  const scene = sceneOf({ users: 'id' });
  const problem = { severity: 'error', code: 'unresolved-reference', message: 'there is no `<b>`', card: 'table:shop.users', row: 'id', place: null };
  Object.assign(scene.about, { problems: [problem], nProblems: 201 });
  assert.deepEqual(problemsOf(scene), { problems: [problem], total: 201 });
});

test('a page by itself has numbers', () => {
  const scene = sceneOf({ users: 'id', orders: 'id', notes: 'id' }, ({ name }) => ({ errors: name === 'orders' ? 1 : 0, warnings: name === 'notes' ? 0 : 2 }));
  const { problems, total } = problemsOf(scene);
  assert.equal(total, 5);
  assert.deepEqual(problems.map(({ card, severity, message }) => [card, severity, message]), [
    ['table:shop.orders', 'error', '1 error, 2 warnings'],
    ['table:shop.users', 'warning', '2 warnings'],
  ]);
});

test('a place is a file and a line', () => {
  assert.equal(placeName({ uri: 'file:///a%20b/c%23.pg.hcl', range: [4, 0, 4, 2] }), 'c#.pg.hcl:5');
  assert.equal(placeName({ uri: 'schema/100%.pg.hcl', range: [0, 0, 0, 0] }), '100%.pg.hcl:1');
  assert.equal(placeName(null), '');
});
