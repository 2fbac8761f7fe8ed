// The diagram in a browser: asks the program that serves the page, and follows the files.
// @ts-check
import { element } from './dom.js';
import { View } from './view.js';

const RETRY_MS = 1000;
const root = element('main', { class: 'erd' });
const told = element('div', { class: 'told panel', role: 'status', hidden: true });
document.body.append(root, told);

/** @param {string} path @param {object} body @param {AbortSignal} [signal] */
function post(path, body, signal) {
  return fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal });
}

/** @type {AbortController | undefined} */
let following;

/**
 * Everything once, and then every change, until something else is asked for.
 * @param {import('./view.js').Options} options @param {number} [version] what has been seen
 */
async function follow(options, version) {
  following?.abort();
  const mine = new AbortController();
  following = mine;
  let { act, ...others } = options;
  while (!mine.signal.aborted) {
    try {
      const asked = version === undefined ? { ...others, act } : { ...others, version };
      const response = await post('erd', asked, mine.signal);
      if (response.status === 200) {
        const answer = await response.json();
        // What was to be done is done, also if everything is asked for again.
        act = undefined;
        version = view.receive(answer) ? answer.version : undefined;
        document.title = `Diagram: ${answer.about.module}`;
        continue;
      }
      if (response.status !== 204) {
        view.trouble(await response.text());
      }
    } catch (error) {
      if (!mine.signal.aborted) {
        say('The program that serves this page has ended.');
      }
    }
    await new Promise((resolve) => setTimeout(resolve, version === undefined ? RETRY_MS : 50));
  }
}

/** @param {string} text */
function say(text) {
  told.textContent = text;
  told.hidden = false;
  setTimeout(() => (told.hidden = true), 4000);
}

/** @param {string} text @param {string} what */
function copy(text, what) {
  navigator.clipboard.writeText(text).then(
    () => say(`Copied ${what}`),
    () => say(text),
  );
}

/** @param {string} name @param {BlobPart} content */
function download(name, content) {
  const address = URL.createObjectURL(new Blob([content]));
  const link = element('a', { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

const view = new View(root, {
  ask: (options) => void follow(options),
  // No editor is known here: the place is what it needs to be opened in any.
  open: ({ uri, range }) => copy(`${uri}:${range[0] + 1}:${range[1] + 1}`, `${uri}:${range[0] + 1}:${range[1] + 1}`),
  export: async (format, theme) => {
    const response = await post('export', { ...view.options, format, theme, stem: 'schema' });
    if (!response.ok) {
      say(await response.text());
      return;
    }
    const exported = await response.json();
    const bytes = exported.base64 && Uint8Array.from(atob(exported.base64), (letter) => letter.charCodeAt(0));
    download(`schema.${format}`, bytes ?? exported.text);
    for (const file of exported.files) {
      download(file.path, file.text);
    }
  },
  put: async (card, by) => {
    following?.abort();
    const response = await post('put', { ...view.options, version: view.scene.version, card, by });
    if (response.ok) {
      view.receive(await response.json());
    } else {
      say(await response.text());
    }
    void follow(view.options, view.scene.version);
  },
  copyAs: async (card, format) => {
    const response = await post('text', { ...view.options, card, format });
    if (response.ok) {
      copy((await response.json()).text, format === 'sql' ? 'the statements' : 'the diagram');
    } else {
      say(await response.text());
    }
  },
  saveView: async (name, forget) => {
    const response = await post('view', { ...view.options, name, forget });
    if (response.ok) {
      view.saved(name, forget);
    } else {
      say(await response.text());
    }
  },
  copyPlan: () => copy(view.scene.about.plan?.steps.map((step) => `${step.sql};\n`).join('\n') ?? '', 'the plan'),
  copy: (text) => copy(text, text),
}, { view: new URLSearchParams(location.hash.slice(1)).get('view') ?? undefined });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => view.themeChanged());
void follow(view.options);
