// The little that is needed to build a page. Whatever comes from the agent goes in as text, never as markup.

export const byId = (id) => document.getElementById(id);

/**
 * A new element. `attributes` are set as they are named, but for `text` (its text content) and `on…` (a listener);
 * null and false leave an attribute out. Children are nodes or text; null is left out.
 */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'text') {
      element.textContent = value;
    } else if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Sets a text only where it changes, so that a screen reader says it once. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Shows or hides. */
export function show(element, visible) {
  element.hidden = !visible;
}

const shown = new WeakMap();

/** Fills `element` with what `make()` returns, and only when `data` is not what it shows already: focus and scrolling stay. */
export function renderOnChange(element, data, make) {
  const key = JSON.stringify(data) ?? '';
  if (shown.get(element) !== key) {
    shown.set(element, key);
    element.replaceChildren(...[make()].flat().filter((child) => child !== null));
  }
}

/** Shows a problem in a live region, or takes it away with null. */
export function showProblem(region, message, kind = 'bad') {
  region.replaceChildren(...(message ? [el('p', { class: `notice ${kind}` }, el('span', { text: message }))] : []));
}
