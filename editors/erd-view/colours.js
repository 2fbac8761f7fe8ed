// Colours for what is painted on a canvas: those that the style sheet gives to the names.
// @ts-check
import { element } from './dom.js';

export class Colours {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.probe = element('span', { class: 'probe', 'aria-hidden': 'true' });
    root.append(this.probe);
    /** @type {Map<string, string>} */
    this.known = new Map();
  }

  /** The theme is another one. */
  forget() {
    this.known.clear();
  }

  /** A colour by the name of its variable, or any colour of CSS. @param {string} name */
  get(name) {
    let colour = this.known.get(name);
    if (colour === undefined) {
      this.probe.style.color = name.includes('(') ? name : `var(--${name})`;
      colour = getComputedStyle(this.probe).color;
      this.known.set(name, colour);
    }
    return colour;
  }
}
