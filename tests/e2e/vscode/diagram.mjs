// The diagram beside the text: opened, selected, followed, compared, exported, in three themes and three sizes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { poll, startCode } from './browser.mjs';
import { check, commit, using } from './checks.mjs';

const { SHOP, SCRATCH, MERCATOR_SHARED } = process.env;
const QUIET = {
  'editor.minimap.enabled': false,
  'breadcrumbs.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'files.simpleDialog.enable': true,
};

/** The page inside of the webview. */
function inside(code) {
  return code.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
}

/** Something in the page, asked of the page itself. */
function ask(code, question, argument) {
  return inside(code).locator('.erd').evaluate(question, argument);
}

const card = (code, id) => inside(code).locator(`.card[id="${id}"]`);
const note = (code) => inside(code).locator('.counts').innerText();

async function openDiagram(code) {
  await code.command('Mercator: Show Diagram');
  await poll(async () => (await note(code)).includes('relation'), 'the picture');
}

/** Where a part of a card is on the screen of the browser. One that is being drawn anew has no box, and one in a picture that makes room for the details moves. */
function resting(locator) {
  // It makes room once a click can no longer be the first of two: 350 ms, in looks every 100 ms.
  const LOOKS = 5;
  let [last, still] = [undefined, 0];
  return poll(async () => {
    const before = last;
    last = await locator.boundingBox();
    const rests = before && last && ['x', 'y', 'width', 'height'].every((side) => Math.abs(before[side] - last[side]) < 0.5);
    still = rests ? still + 1 : 0;
    return still >= LOOKS && last;
  }, 'a place on the screen that rests');
}

async function middle(locator) {
  const box = await resting(locator);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function readFolder(folder) {
  const names = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.hcl'));
  return Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
}

export async function diagram() {
  const code = using(await startCode('diagram', readFolder(SHOP), QUIET));
  const { page } = code;
  commit(code);
  await code.command('View: Toggle Primary Side Bar Visibility');
  const selected = () => inside(code).locator('.ring.selected').count();
  const places = () => ask(code, (root) => Object.fromEntries([...root.querySelectorAll('.card')].map((it) => [it.id, it.getAttribute('transform')])));
  const title = (text) => inside(code).locator('.inspector h3', { hasText: text }).waitFor();

  await check('the diagram opens beside the text', async () => {
    await code.open('orders.pg.hcl');
    await openDiagram(code);
    await page.locator('.tab', { hasText: 'Diagram: ' }).waitFor();
    await card(code, 'table:shop.orders').waitFor();
    await code.picture('diagram-1-open');
  });
  await check('nothing may run or be loaded but our own script', async () => {
    const policy = await inside(code).locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    assert.match(policy, /^default-src 'none'; style-src [^;]+; script-src 'nonce-[0-9a-f]{32}'$/);
    const ran = await ask(code, (root) => {
      root.insertAdjacentHTML('beforeend', '<img class="strange" src="x:y" onerror="window.ran = true">');
      return new Promise((resolve) => {
        setTimeout(() => {
          root.querySelector('.strange').remove();
          resolve(window.ran ?? false);
        }, 300);
      });
    });
    assert.equal(ran, false);
  });
  await check('the text cursor selects its table, and the row of its column', async () => {
    await code.click('table "orders"');
    await poll(async () => (await selected()) === 1, 'a selected card');
  });
  await check('a click selects, and the editor stays where it is', async () => {
    const before = await code.cursor();
    const place = await middle(card(code, 'table:shop.orders'));
    await page.mouse.click(place.x, place.y - 5);
    await title('orders');
    assert.ok((await inside(code).locator('.edge.hot').count()) > 0);
    await code.picture('diagram-2-selected');
    await page.keyboard.press('Control+1');
    assert.equal(await code.cursor(), before);
  });
  await check('a double click goes to exactly that column', async () => {
    const row = card(code, 'table:shop.orders').locator('.row').nth(1);
    const name = await row.locator('text').first().textContent();
    const place = await middle(row);
    await page.mouse.dblclick(place.x, place.y);
    await poll(async () => (await code.lines()).some((line) => line.includes(`column "${name}"`)), `the column ${name}`);
    await page.locator('.tab.active', { hasText: 'orders.pg.hcl' }).waitFor();
    const line = code.onDisk('schema/orders.pg.hcl').split('\n').findIndex((it) => it.includes(`column "${name}"`)) + 1;
    await poll(async () => (await code.cursor()).startsWith(`Ln ${line},`), `line ${line}`);
  });
  await check('typing is followed, and no card moves', async () => {
    const box = () => ask(code, (root) => root.querySelector('.card[id="table:shop.orders"]').getAttribute('transform'));
    const before = await box();
    await code.click('table "orders"');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('column "remark" {\ntype = text\nnull = true\n}');
    await card(code, 'table:shop.orders').locator('text', { hasText: 'remark' }).waitFor();
    assert.equal(await box(), before);
    await code.picture('diagram-3-typed');
  });
  await check('a broken text pauses the picture', async () => {
    await page.keyboard.press('Control+End');
    const half = '\ntable "half';
    await page.keyboard.type(half);
    await inside(code).locator('.note', { hasText: 'Paused: line' }).waitFor();
    await card(code, 'table:shop.orders').waitFor();
    for (let i = 0; i < half.length; i += 1) {
      await page.keyboard.press('Backspace');
    }
    await poll(async () => !(await inside(code).locator('.note', { hasText: 'Paused' }).isVisible()), 'no pause');
  });
  await check('a search walks through what it finds', async () => {
    await inside(code).locator('.search input').fill('customer');
    await poll(async () => (await inside(code).locator('.ring.hit').count()) > 0, 'hits');
    await inside(code).locator('.search input').press('Enter');
    await title('customer');
    await code.picture('diagram-4-search');
    await inside(code).locator('.search input').press('Escape');
  });
  await check('letters in order find a name, and shift+Enter goes back', async () => {
    const search = inside(code).locator('.search input');
    await search.fill('cstmr');
    await search.press('Enter');
    await title('customers');
    const hits = () => inside(code).locator('.search [role=status]').innerText();
    await poll(async () => /^1 of \d+$/.test(await hits()), 'the first hit');
    await search.press('Shift+Enter');
    await poll(async () => /^(\d+) of \1$/.test(await hits()), 'the last hit');
    await search.press('Escape');
  });
  await check('the focus shows what is joined to a table, and leads back', async () => {
    const all = await note(code);
    await inside(code).locator('.stage').focus();
    await page.keyboard.press('Home');
    await inside(code).locator('.inspector h3').waitFor();
    await page.keyboard.press('f');
    await poll(async () => / of /.test(await note(code)), 'fewer tables');
    await code.picture('diagram-5-focus');
    await inside(code).locator('.stage').focus();
    await page.keyboard.press('Escape');
    await poll(async () => (await note(code)) === all, 'all tables');
  });
  await check('what lies behind the rim of a focus comes into it, and no table moves', async () => {
    const all = await note(code);
    const place = await middle(card(code, 'table:shop.orders'));
    await page.mouse.click(place.x, place.y - 5);
    await title('orders');
    await page.keyboard.press('f');
    await card(code, 'table:shop.products').waitFor({ state: 'detached' });
    await inside(code).locator('.stub').first().waitFor();
    const before = await places();
    const stub = await middle(inside(code).locator('.stub').first());
    await page.mouse.click(stub.x, stub.y);
    await card(code, 'table:shop.products').waitFor();
    const after = await places();
    Object.keys(before).forEach((it) => assert.equal(after[it].split(' ')[0], before[it].split(' ')[0], it));
    await code.picture('diagram-14-rim');
    await inside(code).locator('.crumbs button', { hasText: 'All tables' }).click();
    await poll(async () => (await note(code)) === all, 'all tables');
  });
  await check('the way between two tables is shown with its columns', async () => {
    await inside(code).locator('.stage').focus();
    const select = async (id) => {
      const place = await middle(card(code, id));
      await page.mouse.click(place.x, place.y - 5);
    };
    await select('table:shop.customers');
    await page.keyboard.press('p');
    await select('table:shop.products');
    await page.keyboard.press('p');
    const joins = inside(code).locator('.inspector .join');
    await poll(async () => (await joins.count()) === 3, 'three joins');
    assert.equal((await joins.first().innerText()).replace(/\s+/g, ' '), 'customers.id = orders.customer_id');
    assert.equal(await inside(code).locator('.edge.hot').count(), 3);
    await code.picture('diagram-15-path');
    await page.keyboard.press('Escape');
  });
  await check('a table is copied as SQL and as Mermaid', async () => {
    const copied = async (item) => {
      const at = await middle(card(code, 'table:shop.orders'));
      await page.mouse.click(at.x, at.y, { button: 'right' });
      await inside(code).locator('.menu .item', { hasText: item }).click();
      await page.locator('.statusbar-item', { hasText: /Copied the/ }).waitFor();
    };
    await copied('Copy DDL');
    await poll(async () => (await page.evaluate(() => navigator.clipboard.readText())).startsWith('CREATE TABLE "shop"."orders" ('), 'SQL');
    await copied('Copy Mermaid');
    await poll(async () => (await page.evaluate(() => navigator.clipboard.readText())).startsWith('erDiagram'), 'Mermaid');
  });
  await check('the chosen detail holds at any zoom, and Auto follows the zoom', async () => {
    const zoom = async (key) => {
      await inside(code).locator('.stage').focus();
      for (let i = 0; i < 5; i += 1) {
        await page.keyboard.press(key);
      }
    };
    await zoom('-');
    const isDrawn = () => inside(code).locator('.picture').isVisible();
    await poll(async () => !(await isDrawn()), 'names from far');
    const choose = async (detail) => {
      await inside(code).locator('.group.all button').click();
      await inside(code).locator('.menu .item', { hasText: new RegExp(`^${detail}`) }).first().click();
    };
    await choose('All');
    await poll(isDrawn, 'all columns from far');
    await choose('Auto');
    await poll(async () => !(await isDrawn()), 'names from far');
    await zoom('+');
    await poll(isDrawn, 'cards from near');
  });
  await check('the list of problems goes to the card and to the text', async () => {
    await page.mouse.click(...Object.values(await middle(card(code, 'table:shop.orders').locator('text').first())));
    await page.keyboard.press('Enter');
    const first = code.onDisk('schema/orders.pg.hcl').split('\n').findIndex((it) => it.includes('table "orders"')) + 1;
    await poll(async () => (await code.cursor()).startsWith(`Ln ${first},`), 'the table in the text');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('column "lost" {\ntype = enum.nowhere\n}');
    await inside(code).locator('.problems', { hasText: '1 problem' }).click();
    await code.picture('diagram-16-problems');
    await inside(code).locator('.menu .item', { hasText: 'nowhere' }).click();
    await title('orders');
    await inside(code).locator('.inspector .problem', { hasText: 'nowhere' }).waitFor();
    await page.locator('.tab.active', { hasText: 'orders.pg.hcl' }).waitFor();
    await poll(async () => (await code.cursor()).startsWith(`Ln ${first + 2},`), 'the place of the problem');
    await page.keyboard.press('ArrowUp');
    for (let i = 0; i < 3; i += 1) {
      await page.keyboard.press('Control+Shift+K');
    }
    await poll(async () => !(await inside(code).locator('.problems').isVisible()), 'no problems');
  });
  await check('the keyboard goes from table to table', async () => {
    await inside(code).locator('.stage').focus();
    const shown = () => inside(code).locator('.inspector h3').innerText();
    await page.keyboard.press('Home');
    const first = await poll(shown, 'the first table');
    await page.keyboard.press('Tab');
    await poll(async () => (await shown()) !== first, 'another table');
    assert.match(await inside(code).locator('.unseen').textContent(), /^table shop\./);
  });
  await check('the outline has what the picture has', async () => {
    const items = await inside(code).locator('.outline [role=treeitem][data-id^="table:"]').count();
    assert.ok(items >= 5, `${items} tables`);
  });
  await check('a table stays where it is put', async () => {
    await inside(code).locator('.stage').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Escape');
    const id = 'table:shop.products';
    const box = await resting(card(code, id));
    await page.mouse.move(box.x + 60, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x + 60, box.y + 60, { steps: 5 });
    await code.picture('diagram-9-carried');
    await page.mouse.up();
    await card(code, id).locator('.pin').waitFor();
    assert.match(code.onDisk('mercator.diagram'), /^shop.products \d+ \d+ pin$/m);
  });
  await check('tidying up and moving are undone', async () => {
    const id = 'table:shop.products';
    const moved = await places();
    await inside(code).locator('.group.all button').click();
    await inside(code).locator('.menu .item', { hasText: 'Tidy' }).click();
    const undo = () => inside(code).locator('button', { hasText: 'Undo' });
    await undo().click();
    await poll(async () => JSON.stringify(await places()) === JSON.stringify(moved), 'the picture before');
    await inside(code).locator('.stage').focus();
    await page.keyboard.press('Control+z');
    await card(code, id).locator('.pin').waitFor({ state: 'detached' });
    await poll(async () => !(await undo().isVisible()), 'nothing to undo');
    assert.doesNotMatch(code.onDisk('mercator.diagram'), / pin$/m);
  });
  await check('one card is opened and folded again, and the others stay', async () => {
    await inside(code).locator('.group.all button').click();
    await inside(code).locator('.menu .item', { hasText: 'Keys' }).click();
    const id = 'table:shop.products';
    const more = card(code, id).locator('text', { hasText: /^\+ \d columns$/ });
    await more.waitFor();
    const before = await places();
    const at = await middle(more);
    await page.mouse.click(at.x, at.y);
    const fewer = card(code, id).locator('text', { hasText: /^− \d columns$/ });
    await fewer.waitFor();
    await code.picture('diagram-11-opened');
    const after = await places();
    const moved = Object.keys(before).filter((it) => after[it] !== before[it]);
    assert.ok(moved.length <= 2, `moved: ${moved}`);
    const below = await middle(fewer);
    await page.mouse.click(below.x, below.y);
    await more.waitFor();
    assert.deepEqual(await places(), before);
  });
  await check('a hidden table leaves a hole, and a view with a name keeps that', async () => {
    const before = await places();
    const id = 'table:shop.categories';
    const at = await middle(card(code, id));
    await page.mouse.click(at.x, at.y, { button: 'right' });
    await inside(code).locator('.menu .item', { hasText: 'Hide categories' }).click();
    await card(code, id).waitFor({ state: 'detached' });
    const after = await places();
    Object.keys(after).forEach((it) => assert.equal(after[it], before[it], it));
    await inside(code).locator('.group.all button').click();
    await inside(code).locator('.menu .entry').fill('plain');
    await inside(code).locator('.menu .entry').press('Enter');
    await poll(() => code.onDisk('mercator.diagram').includes('@plain detail=keys hide=shop.categories'), 'the view in the file');
    await inside(code).locator('.stage').focus();
    await page.keyboard.press('Shift+H');
    await card(code, id).waitFor();
    assert.deepEqual(await places(), before);
    await inside(code).locator('.group.all button').click();
    await inside(code).locator('.menu .item', { hasText: 'plain' }).click();
    await card(code, id).waitFor({ state: 'detached' });
    await code.picture('diagram-12-view');
    await inside(code).locator('.stage').focus();
    await page.keyboard.press('Shift+H');
    await card(code, id).waitFor();
  });
  await check('functions, triggers and what they are made of are drawn one after the other', async () => {
    await inside(code).locator('.group.all button').click();
    for (const name of ['Functions', 'Triggers', 'Dependencies']) {
      await inside(code).locator('.menu label', { hasText: name }).locator('input').check();
    }
    await page.keyboard.press('Escape');
    await poll(async () => (await inside(code).locator('.edge.dependency').count()) >= 3, 'dotted lines');
    await card(code, 'trigger:shop.orders_record_status(orders)').waitFor();
    await code.picture('diagram-13-code');
  });
  await check('the plan is beside the picture of what it does', async () => {
    await code.command('Mercator: Show Planned Migration in the Diagram');
    await inside(code).locator('.changes li', { hasText: 'ADD COLUMN "remark"' }).waitFor();
    await inside(code).locator('.changes li', { hasText: 'remark' }).locator('button').click();
    await poll(async () => (await inside(code).locator('.row-hot').count()) > 0, 'the row of the change');
    await code.picture('diagram-6-compare');
    await inside(code).locator('.group.all button').click();
    await inside(code).locator('.menu .item', { hasText: 'Compare' }).click();
    await poll(async () => !(await inside(code).locator('.changes').isVisible()), 'no plan');
  });
  await check('the picture is exported', async () => {
    await inside(code).locator('.group.all button').click();
    await inside(code).locator('.menu .item', { hasText: 'Mermaid' }).click();
    const input = page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await poll(async () => (await input.inputValue()).endsWith('schema.mmd'), 'the proposed name');
    await code.picture('diagram-7-export');
    await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).first().click();
    await poll(() => fs.existsSync(path.join(code.workspace, 'schema.mmd')), 'the file');
    assert.match(code.onDisk('schema.mmd'), /^erDiagram/);
    await inside(code).locator('.group.all button').click();
    await inside(code).locator('.menu .item', { hasText: 'PNG' }).click();
    await input.waitFor();
    await poll(async () => (await input.inputValue()).endsWith('schema.png'), 'the proposed name');
    await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).first().click();
    const file = path.join(code.workspace, 'schema.png');
    await poll(() => fs.existsSync(file) && fs.statSync(file).size > 1000, 'the picture');
    assert.equal(fs.readFileSync(file).subarray(1, 4).toString(), 'PNG');
  });
  await check('the schema is a tree, too', async () => {
    await code.click('schema.shop');
    await code.command('Explorer: Focus on Schema View');
    const row = (name) => page.locator(`.monaco-list-row[aria-label^="${name}"]`).first();
    await row('events').waitFor();
    await row('events').locator('.monaco-tl-twistie').click();
    await row('what').waitFor();
    await code.picture('diagram-10-tree');
    await row('what').click();
    await page.locator('.tab.active', { hasText: 'audit.pg.hcl' }).waitFor();
    const line = code.onDisk('schema/audit.pg.hcl').split('\n').findIndex((it) => it.includes('column "what"')) + 1;
    await poll(async () => (await code.cursor()).startsWith(`Ln ${line},`), `line ${line}`);
  });
  await code.close();
}

const THEMES = [['light', 'Default Light Modern'], ['dark', 'Default Dark Modern'], ['hc', 'Default High Contrast']];

/** Pictures of generated schemas, to be looked at: 20, 100 and 500 tables in three themes. */
export async function diagramPictures() {
  const generator = MERCATOR_SHARED && path.join(MERCATOR_SHARED, 'tools/gen_schema.py');
  if (!generator || !fs.existsSync(generator)) {
    console.log('skip diagramPictures: MERCATOR_SHARED names no folder with tools/gen_schema.py');
    return;
  }
  for (const tables of [20, 100, 500]) {
    const folder = path.join(SCRATCH, `generated-${tables}`);
    const made = spawnSync('python3', [generator, '--tables', String(tables), '--seed', '7', '--out', folder], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    for (const [name, theme] of THEMES) {
      const code = using(await startCode(`pictures-${tables}-${name}`, readFolder(folder), { ...QUIET, 'workbench.colorTheme': theme }));
      await check(`${tables} tables, ${name}`, async () => {
        await code.page.setViewportSize({ width: 1600, height: 950 });
        await code.command('View: Toggle Primary Side Bar Visibility');
        const file = fs.readdirSync(folder, { recursive: true }).find((it) => it.endsWith('.hcl'));
        await code.open(path.basename(file));
        await openDiagram(code);
        if (tables > 20) {
          await new Promise((resolve) => setTimeout(resolve, 2000));
          await code.page.locator('.tab', { hasText: 'Diagram: ' }).click();
          await code.command('View: Toggle Maximize Editor Group');
          await inside(code).locator('button', { hasText: 'Fit' }).click();
        } else {
          await inside(code).locator('.stage').focus();
          await code.page.keyboard.press('Home');
        }
        await new Promise((resolve) => setTimeout(resolve, 600));
        await code.picture(`generated-${tables}-${name}`);
      });
      await code.close();
    }
  }
}
