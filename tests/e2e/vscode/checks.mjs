// What the scenes share: a check by name, with a picture of VS Code where it fails, and a repository of the folder.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

export const counts = { passed: 0, failed: 0 };
let shown;

/** The VS Code that checks are about from now on. */
export function using(code) {
  shown = code;
  return code;
}

export async function check(name, body) {
  try {
    await body();
    counts.passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    counts.failed += 1;
    console.log(`FAIL ${name}\n     ${error.message}`);
    await shown?.picture(`failed-${name.replace(/\W+/g, '-')}`).catch(() => undefined);
  }
  await shown?.page.keyboard.press('Escape').catch(() => undefined);
}

/** A scene that did not come to its end. */
export async function failed(name, error) {
  counts.failed += 1;
  console.log(`FAIL ${name}: ${error.stack}`);
  await shown?.close().catch(() => undefined);
}

/** Makes a git repository of the folder. */
export function commit(code) {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  for (const args of [['init', '-q'], ['add', '.'], ['commit', '-q', '-m', 'first']]) {
    const done = spawnSync('git', ['-C', code.workspace, ...identity, ...args], { env, encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
  }
}
