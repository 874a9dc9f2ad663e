// The notice of what is recorded: to be read and acknowledged before anything is, and to be read again at any time.

import { get, post } from '/signin/api.js';
import { byId, el, renderOnChange, setText, show, showProblem } from '/signin/dom.js';
import { t } from '/signin/words.js';

const ASK_AGAIN_MILLIS = 30_000;

let version = null;
let asked = null;
let askedAt = 0;

/** Asks for the notice when what is said elsewhere has changed, and now and then. */
export async function updateNotice({ session, tracking, policy, capabilities }) {
  const holds = (tracking?.holds ?? []).map(({ id, since }) => [id, since]);
  const states = (capabilities ?? []).map(({ id, state }) => [id, state]);
  const key = JSON.stringify([session, holds, policy, states]);
  if (key === asked && Date.now() - askedAt < ASK_AGAIN_MILLIS) {
    return;
  }
  try {
    showNotice(await get('/api/v1/notice'));
    asked = key;
    askedAt = Date.now();
  } catch {
    // The capability is away: nothing is recorded, and the first section says why.
    show(byId('notice'), false);
    asked = null;
  }
}

function showNotice(notice) {
  const panel = byId('notice');
  if (notice.version !== version && !notice.acknowledged) {
    panel.open = true;
  }
  version = notice.version;
  panel.classList.toggle('unread', !notice.acknowledged);
  show(panel, true);
  show(byId('notice-acknowledge'), !notice.acknowledged);
  setText(byId('notice-hint'), notice.acknowledged
    ? t('You have acknowledged this. You are asked again before more is recorded.')
    : t('Nothing of you is recorded before you have acknowledged this.'));
  renderOnChange(byId('notice-text'), notice.text, () => sections(notice.text));
}

/** A line that begins with a dash is an item of the title before it. */
export function sections(text) {
  const nodes = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    if (line.startsWith('- ')) {
      if (nodes.at(-1)?.tagName !== 'UL') {
        nodes.push(el('ul'));
      }
      nodes.at(-1).append(el('li', { text: line.slice(2) }));
    } else {
      nodes.push(el('h3', { text: line }));
    }
  }
  return nodes;
}

/** Wires the button; `refresh` asks for the status at once. */
export function wireNotice(refresh) {
  const button = byId('notice-acknowledge');
  button.addEventListener('click', async () => {
    button.disabled = true;
    showProblem(byId('notice-problem'), null);
    try {
      showNotice(await post('/api/v1/notice', { version }));
      byId('notice').open = false;
    } catch (problem) {
      showProblem(byId('notice-problem'), problem.message);
    } finally {
      button.disabled = false;
      asked = null;
      await refresh();
    }
  });
}
