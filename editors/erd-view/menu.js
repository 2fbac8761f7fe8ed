// A list that opens below a button and closes when something else is done.
// @ts-check
import { element } from './dom.js';

/** Keeps only one menu open. */
let close = () => {};

/**
 * @param {HTMLElement} button @param {() => (Node | string)[]} content made when it opens
 */
export function opens(button, content) {
  button.setAttribute('aria-haspopup', 'true');
  button.setAttribute('aria-expanded', 'false');
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    const wasOpen = button.getAttribute('aria-expanded') === 'true';
    close();
    if (!wasOpen) {
      const box = button.getBoundingClientRect();
      show(content(), box.left, box.bottom + 4, button);
    }
  });
}

/** @param {(Node | string)[]} content @param {number} x @param {number} y @param {HTMLElement} [button] */
export function show(content, x, y, button) {
  close();
  const menu = element('div', { class: 'menu panel', role: 'menu' }, ...content);
  document.body.append(menu);
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(x, innerWidth - width - 8))}px`;
  // Without room below a button it stands above, so that the button can be seen.
  const above = button && y + height > innerHeight - 8 ? button.getBoundingClientRect().top - height - 4 : y;
  menu.style.top = `${Math.max(4, Math.min(above, innerHeight - height - 8))}px`;
  button?.setAttribute('aria-expanded', 'true');
  const away = (/** @type {Event} */ event) => {
    if (!menu.contains(/** @type {Node} */ (event.target))) {
      close();
    }
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('button, input')]);
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (event.key === 'Escape') {
      close();
      button?.focus();
    } else if (event.key === 'ArrowDown') {
      items[(at + 1) % items.length]?.focus();
    } else if (event.key === 'ArrowUp') {
      items[(at - 1 + items.length) % items.length]?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  close = () => {
    menu.remove();
    button?.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', away, true);
    document.removeEventListener('keydown', key, true);
    close = () => {};
  };
  document.addEventListener('pointerdown', away, true);
  document.addEventListener('keydown', key, true);
  /** @type {HTMLElement | null} */ (menu.querySelector('button, input'))?.focus();
}

/** @param {string} text @param {() => void} act @param {string} [hint] */
export function item(text, act, hint = '') {
  return itemOf(act, element('span', {}, text), element('span', { class: 'dim' }, hint));
}

/** An item of several parts. @param {() => void} act @param {Node[]} parts */
export function itemOf(act, ...parts) {
  const run = () => {
    close();
    act();
  };
  return element('button', { role: 'menuitem', class: 'item', onclick: run }, ...parts);
}

/** A line to write something in; Enter takes it. @param {string} placeholder @param {(text: string) => void} act */
export function entry(placeholder, act) {
  const input = element('input', { type: 'text', class: 'entry', placeholder, 'aria-label': placeholder, spellcheck: 'false' });
  input.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    const text = input.value.trim();
    if (event.key === 'Enter' && text) {
      event.preventDefault();
      close();
      act(text);
    }
  });
  return input;
}

/** @param {string} text @param {boolean} isOn @param {(isOn: boolean) => void} act @param {(Node | string)[]} more */
export function check(text, isOn, act, ...more) {
  const box = element('input', { type: 'checkbox' });
  box.checked = isOn;
  box.addEventListener('change', () => act(box.checked));
  return element('label', { class: 'item' }, box, ...more.slice(0, 1), element('span', { class: 'grow' }, text), ...more.slice(1));
}
