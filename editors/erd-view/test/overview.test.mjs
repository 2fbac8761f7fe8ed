// The titles of frames from far.
import assert from 'node:assert/strict';
import test from 'node:test';
import { NEAR, isDrawnInFull, seen, titleRoom } from '../overview.js';

const frame = (title, ...box) => ({ title, tables: 3, accent: 0, box });
const HIGH = 18;

test('a title stands above its frame', () => {
  const frames = [frame('a', 0, 0, 400, 300), frame('b', 0, 330, 400, 300)];
  const room = titleRoom(frames[1], frames, HIGH);
  assert.equal(room.isInside, false);
  assert.ok(room.top >= 300, 'below the frame above');
  assert.equal(room.top + HIGH, seen(frames[1])[1]);
});

test('without room there it is inside of its own frame, whatever the zoom', () => {
  const frames = [frame('a', 0, 0, 400, 300), frame('b', 0, 330, 400, 300)];
  for (const high of [60, 180, 1800]) {
    const room = titleRoom(frames[1], frames, high);
    assert.deepEqual(room, { top: 350, width: 400, isInside: true });
  }
});

test('a title ends where the next frame begins', () => {
  const frames = [frame('a', 0, 0, 100, 300), frame('b', 150, 0, 400, 300), frame('c', 0, 900, 100, 300)];
  assert.equal(titleRoom(frames[0], frames, HIGH).width, 150);
  assert.equal(titleRoom(frames[2], frames, HIGH).width, Infinity);
});

test('a frame without a title keeps its box', () => {
  assert.deepEqual(seen(frame('', 0, 0, 100, 100)), [0, 0, 100, 100]);
});

test('cards are drawn in full from near, at any zoom if somebody wants that, and never too many of them', () => {
  const [far, near] = [NEAR - 0.01, NEAR];
  assert.deepEqual([isDrawnInFull(near, 20, true), isDrawnInFull(far, 20, true), isDrawnInFull(far, 20, false)], [true, false, true]);
  assert.deepEqual([isDrawnInFull(near, 151, true), isDrawnInFull(near, 151, false)], [false, false]);
});
