// How tables are joined, and what a focus leaves out.
import assert from 'node:assert/strict';
import test from 'node:test';
import { joins } from '../inspector.js';
import { stubOf } from '../scene.js';
import { sceneOf } from './scenes.mjs';

const shop = () => sceneOf({ users: 'id', orders: 'id user_id>users.id', items: 'order_id>orders.id product_id>products.id', products: 'id maker_id>makers.id', makers: 'id', notes: 'id' });
const id = (name) => `table:shop.${name}`;

test('the shortest way is told with its columns, from either end', () => {
  const scene = shop();
  const way = (from, to) => joins(scene, id(from), scene.path(id(from), id(to)));
  assert.deepEqual(way('users', 'products'), [
    ['users.id', 'orders.user_id'],
    ['orders.id', 'items.order_id'],
    ['items.product_id', 'products.id'],
  ]);
  assert.deepEqual(way('products', 'users'), [
    ['products.id', 'items.product_id'],
    ['items.order_id', 'orders.id'],
    ['orders.user_id', 'users.id'],
  ]);
  assert.deepEqual(way('users', 'notes'), []);
});

test('each column of a key of several is told', () => {
  const scene = sceneOf({ a: 'x y', b: 'x y' });
  const edge = { id: 'r', name: 'r', from: id('a'), fromColumns: ['x', 'y'], to: id('b'), toColumns: ['y', 'x'], drawn: 'line', points: [] };
  assert.deepEqual(joins(scene, id('b'), [edge]), [['b.y', 'a.x'], ['b.x', 'a.y']]);
});

test('a stub stands below its card, and is found there before the card', () => {
  const scene = sceneOf({ orders: 'id' }, () => ({ beyond: 3 }));
  const card = scene.cards.get(id('orders'));
  const [x, y, width, height] = stubOf(card);
  assert.equal(y, card.box[1] + card.box[3]);
  assert.deepEqual(scene.at(x + width / 2, y + height / 2, 6), { card: card.id, beyond: true });
  assert.deepEqual(scene.at(x + width / 2, y - 1, 6), { card: card.id });
  assert.equal(scene.at(x + width / 2, y + height + 7, 6), undefined);
  assert.equal(stubOf({ ...card, beyond: 0 }), undefined);
});
