// Making elements. Text is always text: nothing that comes from a schema is ever read as markup, apart from the drawings that the
// program made itself.
// @ts-check

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element with properties, listeners (`onclick`) and children.
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {any}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  set(made, properties);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/**
 * The same for a picture.
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...Node} children
 * @returns {any}
 */
export function drawn(tag, properties = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  set(made, properties);
  made.append(...children);
  return made;
}

/** @param {Element} target @param {Record<string, any>} properties */
function set(target, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) {
      target.addEventListener(name.slice(2), value);
    } else if (value === true) {
      target.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      target.setAttribute(name, String(value));
    }
  }
}

/**
 * The drawing of a card or a line, as the program sent it. XML that is not well formed is no drawing.
 * @param {string} svg
 * @returns {SVGGElement | undefined}
 */
export function drawing(svg) {
  const parsed = new DOMParser().parseFromString(`<svg xmlns="${SVG}">${svg}</svg>`, 'image/svg+xml');
  const root = parsed.documentElement;
  if (root.namespaceURI !== SVG || root.querySelector('script, foreignObject, parsererror')) {
    return undefined;
  }
  const first = root.firstElementChild;
  return first ? /** @type {SVGGElement} */ (document.importNode(first, true)) : undefined;
}

/** @param {number} n @param {string} word */
export function count(n, word) {
  return `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`;
}

/** Whether somebody wants things to stand still. */
export function isStill() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
