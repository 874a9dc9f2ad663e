// The latest screenshots as a grid, and one of them whole.

import { byId, el, renderOnChange, setText } from '/signin/dom.js';
import { get } from '/signin/api.js';
import { bytes } from '/assets/format.js';
import { chip } from '/assets/capabilities.js';

const LIMIT = 12;

const STATES = {
  pending: ['busy', 'Waiting'],
  sent: ['good', 'Sent'],
  quarantined: ['bad', 'Set aside'],
  dropped: ['off', 'Dropped'],
};

export class Screenshots {
  #time;
  #list = [];
  #tiles = new Map();
  #asked = null;
  #open = null;

  constructor(time) {
    this.#time = time;
    byId('viewer-newer').addEventListener('click', () => this.#step(-1));
    byId('viewer-older').addEventListener('click', () => this.#step(1));
    byId('viewer').addEventListener('keydown', ({ key }) => {
      if (key === 'ArrowLeft' || key === 'ArrowRight') {
        this.#step(key === 'ArrowLeft' ? -1 : 1);
      }
    });
    byId('viewer').addEventListener('close', () => {
      byId('viewer-image').replaceChildren();
      this.#tiles.get(this.#open)?.querySelector('button').focus();
      this.#open = null;
    });
  }

  /** Asks for the list again when the queue's books say that something has changed. */
  async update({ queue }) {
    const books = JSON.stringify([queue?.offered, queue?.sent, queue?.pending, queue?.quarantined, queue?.dropped, Boolean(queue)]);
    if (books === this.#asked) {
      return;
    }
    try {
      this.#list = await get(`/api/v1/screenshots?limit=${LIMIT}`);
      this.#asked = books;
      this.#show();
    } catch (problem) {
      if (problem.status === 401 || problem.status === 0) {
        throw problem;
      }
      this.#asked = books;
      this.#say(problem.message);
    }
  }

  #say(text) {
    this.#tiles.clear();
    renderOnChange(byId('screenshots'), text, () => el('p', { class: 'absent', text }));
  }

  #show() {
    if (this.#list.length === 0) {
      this.#say('None in the last 24 hours. The first one appears here by itself.');
      return;
    }
    const focused = document.activeElement;
    const tiles = this.#list.map((screenshot) => [screenshot.id, this.#tile(screenshot)]);
    this.#tiles = new Map(tiles);
    const container = byId('screenshots');
    renderOnChange(container, 'grid', () => el('ul', { class: 'grid' }));
    container.firstElementChild.replaceChildren(...this.#tiles.values());
    if (focused?.closest('#screenshots')) {
      focused.focus();
    }
    this.#showSteps();
  }

  /** The tile that there is already, so that its image is not loaded again. */
  #tile(screenshot) {
    const tile = this.#tiles.get(screenshot.id) ?? this.#newTile(screenshot);
    const at = this.#time.text(screenshot.takenAt);
    renderOnChange(tile.querySelector('.caption'), [at, screenshot.state, screenshot.blurred], () => [
      el('span', { class: 'at number', text: at }),
      screenshot.blurred ? el('span', { class: 'mark', text: 'blurred' }) : null,
      chip(STATES[screenshot.state] ?? ['off', String(screenshot.state)]),
    ]);
    return tile;
  }

  #newTile({ id, width, height, takenAt }) {
    const at = this.#time.zone.dateTime(Date.parse(takenAt));
    return el('li', {},
      el('button', { class: 'tile', type: 'button', onclick: () => this.#view(id) },
        el('span', { class: 'frame' }, image({ id, width, height }, `Screenshot of ${at}`)),
        el('span', { class: 'caption' })));
  }

  #view(id) {
    const screenshot = this.#list.find((candidate) => candidate.id === id);
    if (!screenshot) {
      return;
    }
    this.#open = id;
    const at = this.#time.zone.dateTime(Date.parse(screenshot.takenAt));
    setText(byId('viewer-title'), at);
    byId('viewer-image').replaceChildren(image(screenshot, `Screenshot of ${at}`));
    byId('viewer-facts').replaceChildren(
      ...fact('State', chip(STATES[screenshot.state] ?? ['off', String(screenshot.state)])),
      ...fact('Blurred', screenshot.blurred ? 'yes' : 'no'),
      ...fact('Shows', screenshot.user),
      ...fact('Image', `${screenshot.width} × ${screenshot.height} pixels, ${bytes(screenshot.bytes)}`),
      ...fact('Taken at', el('code', { text: screenshot.takenAt })),
      ...fact('Object key', el('code', { text: screenshot.key })),
      ...fact('SHA-256', el('code', { text: screenshot.sha256 })));
    this.#showSteps();
    if (!byId('viewer').open) {
      byId('viewer').showModal();
    }
  }

  #step(by) {
    const next = this.#list[this.#list.findIndex(({ id }) => id === this.#open) + by];
    if (this.#open && next) {
      this.#view(next.id);
    }
  }

  #showSteps() {
    const at = this.#list.findIndex(({ id }) => id === this.#open);
    byId('viewer-newer').disabled = at <= 0;
    byId('viewer-older').disabled = at < 0 || at === this.#list.length - 1;
  }
}

function fact(name, value) {
  return [el('div', {}, el('dt', { text: name }), el('dd', {}, value))];
}

/** The picture; where it is no longer on this machine, words instead. */
function image({ id, width, height }, alt) {
  const picture = el('img', {
    src: `/api/v1/screenshots/${encodeURIComponent(id)}`, alt, width, height, loading: 'lazy', decoding: 'async',
  });
  picture.addEventListener('error', () => {
    picture.replaceWith(el('span', { class: 'no-image', text: 'No longer on this machine' }));
  });
  return picture;
}
