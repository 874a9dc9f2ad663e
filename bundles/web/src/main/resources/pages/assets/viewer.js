// One screenshot whole, with what is known of it, and those before and after it.

import { byId, el, setText, showProblem } from '/signin/dom.js';
import { remove } from '/signin/api.js';
import { t } from '/signin/words.js';
import { bytes } from '/assets/format.js';
import { chip } from '/assets/capabilities.js';

export const STATES = {
  pending: ['busy', 'Waiting'],
  sent: ['good', 'Sent'],
  quarantined: ['bad', 'Set aside'],
  dropped: ['off', 'Dropped'],
};

export class Viewer {
  #time;
  #list;
  #deleted;
  #open = null;
  #closed = () => {};

  /** `list()` returns the screenshots that can be stepped through, newest first; `deleted(id)` is told of each deleted. */
  constructor(time, list, deleted) {
    this.#time = time;
    this.#list = list;
    this.#deleted = deleted;
    byId('viewer-newer').addEventListener('click', () => this.#step(-1));
    byId('viewer-older').addEventListener('click', () => this.#step(1));
    byId('viewer-delete').addEventListener('click', () => this.#delete());
    byId('viewer').addEventListener('keydown', ({ key }) => {
      if (key === 'ArrowLeft' || key === 'ArrowRight') {
        this.#step(key === 'ArrowLeft' ? -1 : 1);
      }
    });
    byId('viewer').addEventListener('close', () => {
      byId('viewer-image').replaceChildren();
      const id = this.#open;
      this.#open = null;
      this.#closed(id);
    });
  }

  /** Opens one; `closed(id)` is called with the one that was shown last. */
  view(id, closed = this.#closed) {
    const screenshot = this.#list().find((candidate) => candidate.id === id);
    if (!screenshot) {
      return;
    }
    this.#open = id;
    this.#closed = closed;
    const at = this.#time.zone.dateTime(Date.parse(screenshot.takenAt));
    showProblem(byId('viewer-problem'), null);
    setText(byId('viewer-title'), at);
    byId('viewer-image').replaceChildren(picture(screenshot, t('Screenshot of {0}', at)));
    byId('viewer-facts').replaceChildren(
      fact(t('State'), chip(STATES[screenshot.state] ?? ['off', String(screenshot.state)])),
      fact(t('Blurred'), screenshot.blurred ? t('yes') : t('no')),
      fact(t('Shows'), screenshot.user),
      fact(t('Image'), t('{0} × {1} pixels, {2}', screenshot.width, screenshot.height, bytes(screenshot.bytes))),
      fact(t('Taken at'), el('code', { text: screenshot.takenAt })),
      fact(t('Object key'), el('code', { text: screenshot.key })),
      fact('SHA-256', el('code', { text: screenshot.sha256 })));
    this.showSteps();
    if (!byId('viewer').open) {
      byId('viewer').showModal();
    }
  }

  /** After the list has changed. */
  showSteps() {
    const list = this.#list();
    const at = list.findIndex(({ id }) => id === this.#open);
    byId('viewer-newer').disabled = at <= 0;
    byId('viewer-older').disabled = at < 0 || at === list.length - 1;
  }

  #step(by) {
    const list = this.#list();
    const next = list[list.findIndex(({ id }) => id === this.#open) + by];
    if (this.#open && next) {
      this.view(next.id);
    }
  }

  async #delete() {
    const id = this.#open;
    if (!id || !(await confirmed(byId('delete-dialog')))) {
      return;
    }
    try {
      await remove(`/api/v1/screenshots/${encodeURIComponent(id)}`);
      byId('viewer').close();
      this.#deleted(id);
    } catch (problem) {
      showProblem(byId('viewer-problem'), problem.message);
    }
  }
}

/** Opens a dialog and tells whether it was closed with its button `yes`. */
export function confirmed(dialog) {
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

function fact(name, value) {
  return el('div', {}, el('dt', { text: name }), el('dd', {}, value));
}

/** The picture, or its thumbnail; where it is no longer on this machine, words instead. */
export function picture({ id, width, height }, alt, kind = '') {
  const image = el('img', {
    src: `/api/v1/screenshots/${encodeURIComponent(id)}${kind}`, alt, width, height, loading: 'lazy', decoding: 'async',
  });
  image.addEventListener('error', () => {
    image.replaceWith(el('span', { class: 'no-image', text: t('No longer on this machine') }));
  });
  return image;
}
