// The diagram in a page that has it inside: `mercator erd -o FILE.html`. Nobody can be asked for another picture.
// @ts-check
import { element } from './dom.js';
import { View } from './view.js';

const root = element('main', { class: 'erd' });
document.body.append(root);
const answer = JSON.parse(document.getElementById('picture')?.textContent ?? 'null');
const isCompared = answer.scene.cards.some((/** @type {import('./scene.js').Card} */ card) => card.change !== null);
const view = new View(root, { copy: (text) => void navigator.clipboard?.writeText(text) }, { compare: isCompared });
view.receive(answer);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => view.themeChanged());
