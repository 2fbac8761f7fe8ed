// Starts VS Code and a browser, and offers what a person does in them: open, type, click, look.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';

const { MERCATOR, VSIX, WORK, SCRATCH, OUT, CHROMIUM = '/usr/bin/chromium' } = process.env;
const { chromium } = createRequire(path.join(WORK, 'playwright/'))('playwright-core');
const ENTRY = path.join(WORK, 'cs/node_modules/code-server/out/node/entry.js');
const PATIENCE = 30_000;

export async function poll(look, what, patience = PATIENCE) {
  const end = Date.now() + patience;
  let seen;
  while (Date.now() < end) {
    try {
      seen = await look();
      if (seen) {
        return seen;
      }
    } catch (error) {
      seen = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for ${what}; last seen: ${seen}`);
}

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** VS Code with the extension on a folder with these files (name to text). Without a program the extension finds its own. */
export async function startCode(name, files, settings = {}, program = MERCATOR) {
  const folder = (part) => {
    const it = path.join(SCRATCH, name, part);
    fs.mkdirSync(it, { recursive: true });
    return it;
  };
  const workspace = folder('workspace');
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    fs.writeFileSync(path.join(workspace, file), text);
  }
  const data = folder('data');
  const write = (file, value) => {
    fs.mkdirSync(path.dirname(path.join(data, file)), { recursive: true });
    fs.writeFileSync(path.join(data, file), JSON.stringify(value));
  };
  // The extension host is remote here, so settings of machine scope are read from this file and no other.
  write('Machine/settings.json', { 'mercator.server.path': program });
  write('User/settings.json', {
    'workbench.startupEditor': 'none',
    'security.workspace.trust.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'chat.disableAIFeatures': true,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.enableExperiments': false,
    'extensions.ignoreRecommendations': true,
    'extensions.autoUpdate': false,
    'extensions.autoCheckUpdates': false,
    'update.mode': 'none',
    'files.autoSave': 'off',
    'editor.hover.delay': 100,
    // Whether the editor closes a bracket depends on how far it has read the text.
    'editor.autoClosingBrackets': 'never',
    'editor.autoClosingQuotes': 'never',
    ...settings,
  });
  const env = { PATH: process.env.PATH, HOME: folder('home'), LANG: 'C.UTF-8', XDG_RUNTIME_DIR: folder('run'), EXTENSIONS_GALLERY: '{}' };
  const base = [ENTRY, '--user-data-dir', data, '--extensions-dir', folder('extensions')];
  const installed = spawnSync(process.execPath, [...base, '--install-extension', VSIX], { env, encoding: 'utf8' });
  if (installed.status !== 0) {
    throw new Error(installed.stdout + installed.stderr);
  }

  const port = await freePort();
  const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override'];
  const log = fs.openSync(path.join(OUT, `${name}.log`), 'w');
  const args = [...base, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, ...quiet];
  const server = spawn(process.execPath, args, { env, stdio: ['ignore', log, log], detached: true });
  await poll(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, 'code-server');

  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: flags });
  const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] })).newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`);
  await page.locator('.monaco-workbench .part.statusbar').waitFor();
  return new Code(page, workspace, async () => {
    await browser.close();
    process.kill(-server.pid, 'SIGTERM');
  });
}

class Code {
  constructor(page, workspace, close) {
    Object.assign(this, { page, workspace, close });
  }

  onDisk(file) {
    return fs.readFileSync(path.join(this.workspace, file), 'utf8');
  }

  picture(name) {
    return this.page.screenshot({ path: path.join(OUT, `${name}.png`) });
  }

  async pick(text, row = text) {
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(text);
    // A click on the row: Enter would take the one that has the focus, which may not be this one yet.
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first().click();
  }

  async open(file) {
    await this.page.keyboard.press('Control+P');
    await this.pick(file);
    await this.page.locator('.tab.active', { hasText: file }).waitFor();
  }

  async command(name) {
    await this.page.keyboard.press('F1');
    await this.pick(`>${name}`, name);
  }

  language() {
    return this.page.locator('#status\\.editor\\.mode').innerText();
  }

  /** "Ln 1, Col 14" */
  cursor() {
    return this.page.locator('#status\\.editor\\.selection').innerText();
  }

  /** What is written behind lines: decorations that the page draws as generated content. */
  ghosts() {
    return this.page.evaluate(() => {
      const spans = [...document.querySelectorAll('.view-line span[class*="ced-"]')];
      return spans.map((span) => getComputedStyle(span, '::after').content.replaceAll('\\\"', '"'));
    });
  }

  /** The lines on the screen. */
  lines() {
    return this.page.evaluate(() => {
      const lines = [...document.querySelectorAll('.editor-instance .view-line')];
      const top = (line) => Number.parseFloat(line.style.top);
      return lines.sort((a, b) => top(a) - top(b)).map((line) => line.textContent.replace(/\u00a0/g, ' '));
    });
  }

  /** Clicks into a word. The editor splits lines into spans, so the place is measured by a range over the text. */
  async click(word) {
    const place = await this.placeOf(word);
    await this.page.mouse.click(place.x, place.y);
  }

  /** Rests on a word until the editor tells of it. */
  async hover(word) {
    const place = await this.placeOf(word);
    await this.page.mouse.move(place.x, place.y);
    await this.page.locator('.monaco-hover:not(.hidden)').first().waitFor();
  }

  placeOf(word) {
    return poll(() => this.page.evaluate(placeOf, word), `the text ${word}`);
  }
}

function placeOf(word) {
  for (const line of document.querySelectorAll('.editor-instance .view-line')) {
    const at = line.textContent.replace(/\u00a0/g, ' ').indexOf(word);
    if (at < 0) {
      continue;
    }
    let rest = at + Math.floor(word.length / 2);
    const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (rest < text.length) {
        const range = document.createRange();
        range.setStart(text, rest);
        range.setEnd(text, rest + 1);
        const box = range.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      }
      rest -= text.length;
    }
  }
  return null;
}
