// The diagram inside of VS Code: the extension talks to the server, and this to the extension.
// @ts-check
import { element } from './dom.js';
import { View } from './view.js';

// @ts-expect-error It is there in every webview.
const vscode = acquireVsCodeApi();

const root = element('main', { class: 'erd' });
document.body.append(root);
const before = vscode.getState();
const view = new View(
  root,
  {
    hasEditor: true,
    ask: (options) => vscode.postMessage({ kind: 'ask', options }),
    open: (place, act) => vscode.postMessage({ kind: 'open', place, act }),
    export: (format, theme) => vscode.postMessage({ kind: 'export', format, theme }),
    put: (card, by) => vscode.postMessage({ kind: 'put', card, by }),
    copyAs: (card, format) => vscode.postMessage({ kind: 'copyAs', card, format }),
    saveView: (name, forget) => vscode.postMessage({ kind: 'view', name, forget }),
    openPlan: () => vscode.postMessage({ kind: 'openPlan' }),
    copyPlan: () => vscode.postMessage({ kind: 'copyPlan' }),
    copy: (text) => vscode.postMessage({ kind: 'copy', text }),
    save: (state) => vscode.setState({ ...vscode.getState(), ...state }),
  },
  before?.options ?? JSON.parse(document.body.dataset.options ?? '{}'),
);
if (before?.camera) {
  view.restore(before);
}

addEventListener('message', ({ data }) => {
  switch (data.kind) {
    case 'picture':
      if (!view.receive(data.answer)) {
        vscode.postMessage({ kind: 'ask', options: view.options });
      }
      break;
    case 'cursor':
      view.cursor(data.uri, data.line);
      break;
    case 'compare':
      view.compare(true);
      break;
    case 'saved':
      view.saved(data.name, data.forget);
      break;
    case 'trouble':
      view.trouble(data.message);
      break;
    case 'document':
      vscode.setState({ ...vscode.getState(), uri: data.uri });
      break;
  }
});
new MutationObserver(() => view.themeChanged()).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
vscode.postMessage({ kind: 'ask', options: view.options });
