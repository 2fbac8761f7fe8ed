// What is found, and in which order.
import assert from 'node:assert/strict';
import test from 'node:test';
import { FIT, find, fit } from '../finder.js';
import { sceneOf } from './scenes.mjs';

const found = (scene, typed) => find(scene, typed).map(({ card, row }) => card.replace('table:shop.', '') + (row ? `.${row}` : ''));

test('a text fits the better the more of it was typed', () => {
  const cases = [
    ['orders', 'orders', FIT.whole], ['Orders', 'ord', FIT.start], ['shop_orders', 'ord', FIT.word], ['reorders', 'ord', FIT.piece],
    ['reorder_order', 'ord', FIT.word], ['order_items', 'oi', FIT.initials], ['order_items', 'orit', FIT.initials], ['customers', 'cstmr', FIT.scattered],
    ['customers', 'sm', 0], ['customers', 'cm', 0], ['customers', 'cmx', 0], ['größe', 'öß', FIT.piece], ['orders', '', FIT.start],
  ];
  for (const [text, wanted, expected] of cases) {
    assert.equal(fit(text, wanted), expected, `${text}, ${wanted}`);
  }
});

test('whole names come first, tables before columns, short names before long ones', () => {
  const scene = sceneOf({ reorders: 'id', order_items: 'order_id', orders: 'id', order: 'orders', suborder: 'id' });
  assert.deepEqual(found(scene, 'orders'), ['orders', 'order.orders', 'reorders']);
  assert.deepEqual(found(scene, 'order'), ['order', 'orders', 'order_items', 'order.orders', 'order_items.order_id', 'reorders', 'suborder']);
});

test('letters in order are enough where nothing else fits', () => {
  const scene = sceneOf({ customers: 'id', customs: 'name' });
  assert.deepEqual(found(scene, 'cstmr'), ['customers']);
  assert.deepEqual(found(scene, 'custom'), ['customs', 'customers']);
  assert.deepEqual(found(scene, 'xyz'), []);
  assert.deepEqual(found(scene, ' '), []);
});

test('comments are found, also those of columns that are not drawn', () => {
  const more = ({ name }) => (name === 'orders' ? { comment: 'What people buy', comments: { total: 'Without the postage' }, rows: [] } : {});
  const scene = sceneOf({ orders: 'id total', postage: 'id' }, more);
  assert.deepEqual(found(scene, 'people'), ['orders']);
  assert.deepEqual(found(scene, 'postage'), ['postage', 'orders.total']);
  assert.deepEqual(found(scene, 'wthout'), []);
});

test('either of two words, and a name with its schema', () => {
  const scene = sceneOf({ users: 'id', orders: 'id', notes: 'id' });
  assert.deepEqual(found(scene, 'users|orders').sort(), ['orders', 'users']);
  assert.deepEqual(found(scene, 'shop.no'), ['notes']);
});
