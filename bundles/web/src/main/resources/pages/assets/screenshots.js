// The latest screenshots as a grid.

import { byId, el, renderOnChange } from '/signin/dom.js';
import { get } from '/signin/api.js';
import { t } from '/signin/words.js';
import { chip } from '/assets/capabilities.js';
import { STATES, Viewer, picture } from '/assets/viewer.js';

const LIMIT = 8;

export class Screenshots {
  #time;
  #list = [];
  #tiles = new Map();
  #asked = null;
  #viewer;

  constructor(time) {
    this.#time = time;
    this.#viewer = new Viewer(time, () => this.#list, () => {
      this.#asked = null;
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
      this.#say(t('None in the last 24 hours. The first one appears here by itself.'));
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
    this.#viewer.showSteps();
  }

  /** The tile that there is already, so that its image is not loaded again. */
  #tile(screenshot) {
    const tile = this.#tiles.get(screenshot.id) ?? this.#newTile(screenshot);
    const at = this.#time.text(screenshot.takenAt);
    renderOnChange(tile.querySelector('.caption'), [at, screenshot.state, screenshot.blurred], () => [
      el('span', { class: 'at number', text: at }),
      screenshot.blurred ? el('span', { class: 'mark', text: t('blurred') }) : null,
      chip(STATES[screenshot.state] ?? ['off', String(screenshot.state)]),
    ]);
    return tile;
  }

  #newTile({ id, width, height, takenAt }) {
    const at = this.#time.zone.dateTime(Date.parse(takenAt));
    const view = () => this.#viewer.view(id, (last) => this.#tiles.get(last)?.querySelector('button').focus());
    return el('li', {},
      el('button', { class: 'tile', type: 'button', onclick: view },
        el('span', { class: 'frame' }, picture({ id, width, height }, t('Screenshot of {0}', at), '/thumbnail')),
        el('span', { class: 'caption' })));
  }
}
