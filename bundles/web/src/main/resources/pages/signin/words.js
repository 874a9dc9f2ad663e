// The pages' words in the reader's language. English is what the code says; another language is a file beside this one that
// says it otherwise, and what it does not know stays English. What the agent itself says stays as it says it.

const LANGUAGES = ['en', 'de'];
const ATTRIBUTES = ['aria-label', 'placeholder', 'title', 'alt'];

/** As `de`: the first of the browser's languages that there is. */
export const language = navigator.languages
  .map((tag) => tag.slice(0, 2).toLowerCase())
  .find((tag) => LANGUAGES.includes(tag)) ?? 'en';

const words = language === 'en' ? {} : await load();

async function load() {
  try {
    return await (await fetch(`/signin/words/${language}.json`)).json();
  } catch {
    return {};
  }
}

/** A text in the reader's language; `{0}`, `{1}` … in it are replaced by the values. */
export function t(text, ...values) {
  return (words[text] ?? text).replace(/\{(\d)\}/g, (whole, at) => values[at] ?? whole);
}

/** Puts what is written in the page itself into the reader's language. */
function translate(root) {
  document.documentElement.lang = language;
  document.title = t(document.title);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const text = node.data.replace(/\s+/g, ' ').trim();
    if (words[text]) {
      node.data = node.data.replace(/\S(.|\s)*\S|\S/, () => words[text]);
    }
  }
  for (const attribute of ATTRIBUTES) {
    for (const element of root.querySelectorAll(`[${attribute}]`)) {
      element.setAttribute(attribute, t(element.getAttribute(attribute)));
    }
  }
}

if (language !== 'en') {
  translate(document.body);
}
