// What a person sees, scene by scene. The name of a scene as argument runs only that one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { poll, startCode } from './browser.mjs';
import { check, commit, counts, failed, using } from './checks.mjs';
import { diagram, diagramPictures } from './diagram.mjs';

const { FIXTURE, SHOP } = process.env;
let code;

/** A fresh VS Code, which failing checks take a picture of. */
async function start(...args) {
  code = using(await startCode(...args));
}

const squiggles = () => code.page.locator('.squiggly-error').count();
const lens = (text) => code.page.locator('.codelens-decoration', { hasText: text }).first().waitFor();
const ghost = (text) => poll(async () => (await code.ghosts()).some((it) => it.includes(text)), `the SQL ${text}`);
const shows = (text) => poll(async () => (await code.lines()).some((line) => line.includes(text)), `the line ${text}`);

async function project() {
  const files = Object.fromEntries(fs.readdirSync(FIXTURE).map((name) => [name, fs.readFileSync(path.join(FIXTURE, name), 'utf8')]));
  await start('project', files, { 'editor.formatOnSave': true });

  await check('a mistake is underlined, in colours', async () => {
    await code.open('posts.pg.hcl');
    await code.page.locator('.squiggly-error').first().waitFor();
    assert.match(await code.language(), /PostgreSQL/);
    const colours = await code.page.evaluate(() => new Set([...document.querySelectorAll('.view-line span[class^=mtk]')].map((it) => it.className)).size);
    assert.ok(colours >= 4, `${colours} colours`);
    await code.picture('project-1-squiggle');
  });
  await check('the quick fix mends it', async () => {
    await code.click('publik');
    const action = code.page.locator('.action-widget .monaco-list-row', { hasText: 'public' }).first();
    // A key pressed while the editor still moves the cursor is lost, here and below.
    await poll(async () => {
      await code.page.keyboard.press('Control+.');
      await action.waitFor({ timeout: 3000 });
      return true;
    }, 'the list of fixes');
    await code.picture('project-2-quick-fix');
    await action.click();
    await shows('schema = schema.public');
    await poll(async () => (await squiggles()) === 0, 'no squiggle');
  });
  await check('saving formats', async () => {
    await code.click('schema.public');
    // An editor that is slow saves without waiting for the formatter.
    const save = () => code.page.keyboard.press('Control+S');
    const isFormatted = () => code.onDisk('posts.pg.hcl').includes('\n    null = false\n    type = int\n  }\n  primary_key');
    await poll(() => save().then(() => poll(isFormatted, 'formatting', 3000)), 'the formatted file');
    await code.picture('project-3-saved');
  });
  await check('completion offers and inserts a name', async () => {
    await code.click('schema.public');
    await code.page.keyboard.press('End');
    for (let i = 0; i < 'public'.length; i++) {
      await code.page.keyboard.press('Backspace');
    }
    const row = code.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'public' }).first();
    await poll(async () => {
      await code.page.keyboard.press('Control+Space');
      await row.waitFor({ timeout: 3000 });
      return true;
    }, 'the list of names');
    await code.picture('project-4-completion');
    await code.page.keyboard.press('Enter');
    await shows('schema = schema.public');
  });
  await check('F12 goes to the definition in another file', async () => {
    await code.open('posts.pg.hcl');
    const target = code.page.locator('.tab.active', { hasText: 'users.pg.hcl' });
    await poll(async () => {
      await code.click('users');
      await code.page.keyboard.press('F12');
      await target.waitFor({ timeout: 5000 });
      return true;
    }, 'the other file');
    await poll(async () => (await code.cursor()).startsWith('Ln 1,'), 'the header of the table');
    await code.picture('project-5-definition');
  });
  await check('a change on disk is noticed', async () => {
    await code.open('users.pg.hcl');
    await poll(async () => (await squiggles()) === 0, 'no squiggle');
    fs.writeFileSync(path.join(code.workspace, 'schema.pg.hcl'), 'schema "other" {\n}\n');
    await code.page.locator('.squiggly-error').first().waitFor();
    fs.writeFileSync(path.join(code.workspace, 'schema.pg.hcl'), 'schema "public" {\n}\n');
    await poll(async () => (await squiggles()) === 0, 'no squiggle again');
  });
  await check('the command says which dialect a file has and why', async () => {
    await code.command('Mercator: Why Is This File (Not) Checked?');
    await code.page.locator('.notification-list-item', { hasText: 'PostgreSQL' }).first().waitFor();
    await code.picture('project-6-why');
    await code.command('Notifications: Clear All Notifications');
  });
  await check('the server restarts', async () => {
    await code.command('Mercator: Restart Server');
    await code.open('atlas.hcl');
    assert.match(await code.language(), /Atlas/);
    await code.open('users.pg.hcl');
    await code.page.keyboard.press('Control+Home');
    await code.page.keyboard.type('nonsense ');
    await code.page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
  });
  await code.close();
}

async function bareFolder() {
  const text = 'schema "main" {\n}\ntable "users" {\n  schema = schema.main\n  column "id" {\n    type = serial\n    nul  = false\n  }\n}\n';
  const foreign = 'resource "aws_instance" "web" {\n  ami = var.ami\n}\n';
  await start('bare', { 'schema.hcl': text, 'other.hcl': foreign });

  await check('a plain file is checked without any setup', async () => {
    await code.open('schema.hcl');
    assert.match(await code.language(), /HCL/);
    await code.page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
    await code.picture('bare-1-plain');
  });
  await check('a plain file of somebody else is left alone', async () => {
    await code.open('other.hcl');
    await code.command('Mercator: Why Is This File (Not) Checked?');
    await code.page.locator('.notification-list-item').first().waitFor();
    assert.equal(await code.page.locator('.squiggly-error, .squiggly-warning').count(), 0);
    await code.picture('bare-2-foreign');
  });
  await code.close();
}

/** A wrong path must say so, and the program in the package must be found without one. */
async function starting() {
  const files = { 'schema.hcl': 'schema "main" {\n}\ntable "users" {\n  schema = schema.none\n}\n' };
  await start('wrong-path', files, {}, '/none/mercator');
  await check('a server that does not start is told of', async () => {
    await code.open('schema.hcl');
    await code.page.locator('.notification-list-item', { hasText: 'The Mercator server did not start' }).first().waitFor();
    await code.picture('start-1-wrong-path');
  });
  await code.close();
  await start('bundled', files, {}, '');
  await check('the program in the package is the server', async () => {
    await code.open('schema.hcl');
    await code.page.locator('.squiggly-error').first().waitFor();
    await code.picture('start-2-bundled');
  });
  await code.close();
}

/** The planned migration beside the text: what changed since the last commit. */
async function plan() {
  const column = (name, type, more = '') => `  column "${name}" {\n    type = ${type}\n${more}  }\n`;
  const table = (name, ...columns) => `table "${name}" {\n  schema = schema.public\n${columns.join('')}  primary_key {\n    columns = [column.id]\n  }\n}\n`;
  const text = `schema "public" {\n}\n\n${table('users', column('id', 'int'), column('name', 'text'))}\n${table('tags', column('id', 'int'))}`;
  await start('plan', { 'shop.pg.hcl': text }, { 'editor.minimap.enabled': false, 'workbench.sideBar.location': 'right' });
  const noLens = () => poll(async () => (await code.page.locator('.codelens-decoration a').count()) === 0, 'no lens');

  await check('outside of git everything is new', async () => {
    await code.open('shop.pg.hcl');
    await lens('1 statement');
    await ghost('CREATE TABLE "public"."users"');
    await code.picture('plan-1-new');
  });
  await check('after a commit nothing changes', async () => {
    commit(code);
    await code.click('schema.public');
    await code.page.keyboard.press('Control+S');
    await noLens();
  });
  await check('a new column has its statement behind its line', async () => {
    await code.click('"name"');
    await code.page.keyboard.press('Control+Shift+Enter');
    await code.page.keyboard.type('column "age" {\ntype = int\nnull = true\n}');
    await ghost('ADD COLUMN "age" integer NULL');
    await lens('1 statement');
    await code.picture('plan-2-column');
  });
  await check('another type is underlined, and the hover says what it locks', async () => {
    await code.click('text');
    await code.page.keyboard.press('End');
    for (let i = 0; i < 'text'.length; i++) {
      await code.page.keyboard.press('Backspace');
    }
    await code.page.keyboard.type('int');
    await ghost('ALTER COLUMN "name" TYPE integer');
    await code.page.locator('.squiggly-warning').first().waitFor();
    await code.page.locator('.view-line', { hasText: 'column "name"' }).first().waitFor();
    await code.picture('plan-3-type');
  });
  await check('the plan is a document that follows the text', async () => {
    await code.command('Mercator: Show Planned Migration');
    await code.page.locator('.tab.active', { hasText: '.sql' }).waitFor();
    const shown = (text) => poll(async () => (await code.lines()).some((line) => line.includes(text)), `the plan with ${text}`);
    await shown('ALTER TABLE');
    await code.picture('plan-4-document');
    await code.page.keyboard.press('Control+1');
    await code.page.keyboard.press('Control+End');
    await code.page.keyboard.type('\nenum "mood" {\nschema = schema.public\nvalues = ["ok"]\n}\n');
    await shown('CREATE TYPE');
    await code.picture('plan-5-follows');
  });
  await check('while the text is broken the plan stays', async () => {
    await code.page.keyboard.press('Control+End');
    await code.page.keyboard.type('\ntable "half');
    await lens('(paused)');
    await ghost('ADD COLUMN "age"');
    await code.picture('plan-6-broken');
  });
  await code.close();
}

/** The example with three edits since its commit. The pictures of docs/plan.md are taken here: scripts/pictures.sh. */
async function shop() {
  const names = fs.readdirSync(SHOP, { recursive: true }).filter((name) => name.endsWith('.hcl'));
  const files = Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(SHOP, name), 'utf8')]));
  await start('shop', files, {
    'editor.minimap.enabled': false,
    'editor.fontSize': 13,
    'editor.lineHeight': 18,
    'editor.stickyScroll.enabled': false,
    'editor.scrollbar.horizontal': 'hidden',
    'editor.occurrencesHighlight': 'off',
    '[sql]': { 'editor.wordWrap': 'on' },
    'breadcrumbs.enabled': false,
    'window.commandCenter': false,
    'window.menuBarVisibility': 'hidden',
    'workbench.activityBar.location': 'hidden',
    'workbench.layoutControl.enabled': false,
  });
  commit(code);
  const edited = 'schema/customers.pg.hcl';
  const edits = [
    ['column "name" {\n    type = text', 'column "name" {\n    type = varchar(200)'],
    ['  column "status" {', '  column "phone" {\n    type = text\n    null = true\n  }\n  column "status" {'],
    ['  column "created_at" {\n    type    = timestamptz\n    default = sql("now()")\n  }\n', ''],
  ];
  const text = edits.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), from);
    return text.replace(from, to);
  }, files[edited]);
  fs.writeFileSync(path.join(code.workspace, edited), text);
  await code.page.setViewportSize({ width: 1200, height: 700 });
  await code.command('View: Toggle Primary Side Bar Visibility');

  await check('each edit has its SQL, each block its lens, each danger its place', async () => {
    await code.open('customers.pg.hcl');
    await lens('1 statement · 1 error · 2 warnings');
    await ghost('ADD COLUMN "phone" text NULL');
    await ghost('ALTER COLUMN "name" TYPE character varying(200)');
    await ghost('DROP COLUMN "created_at"');
    await code.page.locator('.squiggly-error').first().waitFor();
    await code.picture('shop-1-inline');
  });
  await check('the hover says what the statement does to the table', async () => {
    await code.hover('varchar(200)');
    await code.page.locator('.monaco-hover', { hasText: 'ACCESS EXCLUSIVE' }).first().waitFor();
    await code.picture('shop-2-hover');
    await code.page.mouse.move(0, 0);
  });
  await check('a lens opens the plan, which follows typing', async () => {
    await code.page.locator('.codelens-decoration a', { hasText: '1 error' }).first().click();
    await code.page.locator('.tab', { hasText: '.sql' }).waitFor();
    await shows('DROP COLUMN "created_at"');
    await code.page.keyboard.press('Control+1');
    await code.page.keyboard.press('Control+End');
    await code.page.keyboard.press('ArrowUp');
    await code.page.keyboard.press('Control+Shift+Enter');
    await code.page.keyboard.type('index "addresses_city" {\ncolumns = [column.city]\n}');
    await shows('CREATE INDEX "addresses_city"');
    await code.page.keyboard.press('Escape');
    await ghost('CREATE INDEX');
    await code.page.mouse.move(300, 400);
    await code.page.mouse.wheel(0, 72);
    await poll(async () => (await code.lines()).some((line) => line.includes('column.city]')), 'the end of the index');
    await code.picture('shop-3-document');
  });
  await code.close();
}

/** Every kind of change that a person makes, one after the other; then the migration is written, and carried out on a server. */
async function changes() {
  const column = (name, type) => `  column "${name}" {\n    type = ${type}\n  }\n`;
  const table = (name, ...columns) => `table "${name}" {\n  schema = schema.public\n${columns.join('')}}\n`;
  const schema = [
    'schema "public" {\n}\n',
    table('users', column('id', 'int'), column('email', 'text')),
    table('tags', column('id', 'bigint'), column('label', 'text')),
    table('drafts', column('id', 'uuid')),
    'enum "mood" {\n  schema = schema.public\n  values = ["ok"]\n}\n',
  ].join('\n');
  const config = 'env "local" {\n  src = "file://schema.pg.hcl"\n  dev = "docker://postgres/15/dev"\n  migration {\n    dir = "file://migrations"\n  }\n}\n';
  await start('changes', { 'schema.pg.hcl': schema, 'atlas.hcl': config }, { 'editor.minimap.enabled': false, 'workbench.sideBar.location': 'right' });
  commit(code);
  const { keyboard } = code.page;
  /** Goes to a line and deletes some. */
  const deleteLines = async (word, count) => {
    await code.click(word);
    for (let i = 0; i < count; i++) {
      await keyboard.press('Control+Shift+K');
    }
  };
  const squiggle = (severity) => code.page.locator(`.squiggly-${severity}`).first().waitFor();

  await code.open('schema.pg.hcl');
  await check('a value of an enum is added', async () => {
    await code.click('"ok"');
    await keyboard.press('End');
    await keyboard.press('ArrowLeft');
    await keyboard.type(', "sad"');
    await ghost(`ALTER TYPE "public"."mood" ADD VALUE 'sad'`);
    await lens('1 statement');
    await code.picture('changes-1-enum');
  });
  await check('a column is dropped', async () => {
    await deleteLines('column "label"', 3);
    await ghost('DROP COLUMN "label"');
    await lens('1 statement · 1 error');
    await squiggle('error');
    await code.picture('changes-2-column');
  });
  await check('a table is dropped', async () => {
    await deleteLines('table "drafts"', 6);
    await ghost('DROP TABLE "public"."drafts"');
    await code.picture('changes-3-table');
  });
  await check('a name that only looks like a rename is asked about', async () => {
    await code.click('email');
    await keyboard.press('Control+D');
    await keyboard.type('mail');
    await ghost('ADD COLUMN "mail" text');
    await squiggle('info');
    await code.click('"mail"');
    const action = code.page.locator('.action-widget .monaco-list-row', { hasText: 'It is `email` under a new name' }).first();
    await poll(async () => {
      await keyboard.press('Control+.');
      await action.waitFor({ timeout: 3000 });
      return true;
    }, 'the question');
    await code.picture('changes-4-likely-rename');
    await action.click();
    await shows('renamed_from = "email"');
    await ghost('RENAME COLUMN "email" TO "mail"');
  });
  await check('a table is renamed', async () => {
    const input = code.page.locator('.rename-box input');
    await poll(async () => {
      await code.click('"tags"');
      await keyboard.press('F2');
      await input.waitFor({ timeout: 3000 });
      return true;
    }, 'the new name');
    await input.fill('labels');
    await keyboard.press('Enter');
    await shows('# mercator:renamed_from tags');
    await ghost('RENAME TO "labels"');
    await code.picture('changes-5-rename');
  });
  await check('the broken file is mended', async () => {
    await code.click('table "users"');
    await keyboard.press('End');
    await keyboard.press('Backspace');
    await lens('(paused)');
    await ghost('RENAME TO "labels"');
    await code.picture('changes-6-broken');
    await keyboard.type('{');
    await poll(async () => (await code.page.locator('.codelens-decoration', { hasText: '(paused)' }).count()) === 0, 'the plan of the text');
    // The editor may have closed the bracket by itself.
    await poll(async () => (await code.lines()).some((line) => line === 'table "users" {' || line === 'table "users" {}'), 'the brace');
  });
  await check('the migration is a file of its folder', async () => {
    await code.command('Mercator: Write Migration File');
    const input = code.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill('several changes');
    await keyboard.press('Enter');
    await code.page.locator('.tab.active', { hasText: 'several_changes.sql' }).waitFor();
    await code.picture('changes-7-migration');
    const folder = path.join(code.workspace, 'migrations');
    const [file] = fs.readdirSync(folder).filter((name) => name.endsWith('.sql'));
    assert.match(file, /^\d{14}_several_changes\.sql$/);
    assert.ok(fs.readFileSync(path.join(folder, 'atlas.sum'), 'utf8').includes(file));
    carryOut(schema, path.join(folder, file));
  });
  await code.close();
}

/** On a real server: the old schema, then the file. Then nothing of the new schema is missing. */
function carryOut(before, file) {
  const url = process.env.TEST_POSTGRES18_URL ?? process.env.TEST_POSTGRES15_URL;
  if (!url) {
    console.log('     skipped: the file on a server (no TEST_POSTGRES18_URL)');
    return;
  }
  const run = (program, args, input) => {
    const done = spawnSync(program, args, { input, encoding: 'utf8' });
    assert.equal(done.status, 0, `${program} ${args.join(' ')}\n${done.stdout}${done.stderr}`);
    return done.stdout;
  };
  const old = path.join(code.workspace, '..', 'before.pg.hcl');
  fs.writeFileSync(old, before);
  const plan = run(process.env.MERCATOR, ['plan', old, '--from', 'empty', '--format', 'sql']);
  const name = `changes_${process.pid}`;
  const on = (database, sql) => {
    const target = new URL(url);
    target.pathname = `/${database}`;
    return run('psql', [target.href, '-qXAt', '-v', 'ON_ERROR_STOP=1'], sql);
  };
  on('postgres', `CREATE DATABASE ${name}`);
  try {
    on(name, plan.replaceAll(/^CREATE SCHEMA "public".*$/gm, ''));
    on(name, fs.readFileSync(file, 'utf8'));
    const columns = on(name, `SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1`);
    assert.deepEqual(columns.trim().split('\n'), ['labels.id', 'users.id', 'users.mail']);
    assert.equal(on(name, `SELECT enum_range(NULL::public.mood)`).trim(), '{ok,sad}');
  } finally {
    on('postgres', `DROP DATABASE ${name}`);
  }
}

const began = Date.now();
// Pictures are taken for people to look at, and take minutes: only when they are asked for.
const always = [project, bareFolder, starting, plan, changes, shop, diagram];
const wanted = process.argv[2];
const scenes = wanted ? [...always, diagramPictures].filter((scene) => scene.name === wanted) : always;
for (const scene of scenes) {
  try {
    await scene();
  } catch (error) {
    await failed(scene.name, error);
  }
}
console.log(`# ${Math.round((Date.now() - began) / 1000)} s`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed ? 1 : 0);
