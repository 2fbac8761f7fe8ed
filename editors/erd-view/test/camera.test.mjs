// What is seen, and what lies over it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Camera } from '../camera.js';

const camera = (zoom, x = 0, y = 0) => Object.assign(new Camera(), { zoom, x, y, width: 1000, height: 800 });

test('what the details cover moves beside them, and no further', () => {
  const cover = [50, 270, 50, 20];
  const seen = camera(1);
  seen.nudge([600, 100, 200, 100], cover);
  // The right edge of the card stands at the left edge of the details.
  assert.deepEqual([seen.x, seen.y], [800 - 730, 0]);
  assert.equal(seen.covers([600, 100, 200, 100], cover), false);
});

test('what is not covered stays', () => {
  const seen = camera(0.5, 7, 9);
  seen.nudge([100, 200, 300, 300], [50, 270, 50, 20]);
  assert.deepEqual([seen.x, seen.y], [7, 9]);
});

test('what has no room begins in the upper left corner', () => {
  const seen = camera(1);
  seen.nudge([400, 300, 900, 900], [50, 270, 50, 20]);
  assert.deepEqual([seen.x, seen.y], [400 - 20, 300 - 50]);
});
