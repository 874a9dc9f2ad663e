// What happens, as lines: searched and filtered here, and kept only as long as the page is open.

import { get } from '/signin/api.js';
import { byId, el, renderOnChange, setText } from '/signin/dom.js';
import { t } from '/signin/words.js';
import { number } from '/assets/format.js';
import { describe, kindOf, kinds } from '/assets/happenings.js';
import { missing } from '/assets/capabilities.js';

const KEPT = 500;
const SHOWN = 100;

export class Log {
  #time;
  #events;
  #records = [];
  #began = false;
  #drawing = false;

  constructor(time, events) {
    this.#time = time;
    this.#events = events;
    const kind = byId('log-kind');
    kind.append(...kinds().map(([value, label]) => el('option', { value, text: label })));
    kind.addEventListener('change', () => this.#draw());
    byId('log-search').addEventListener('input', () => this.#draw());
    events.listen((records) => {
      this.#records = [...records.reverse(), ...this.#records].slice(0, KEPT);
      this.#draw();
    });
  }

  /** Asks once for what was before this page. */
  async begin({ capabilities }) {
    if (this.#began) {
      return;
    }
    this.#began = true;
    try {
      this.#events.begin(await get(`/api/v1/journal?limit=${SHOWN}`));
      this.#draw();
    } catch (problem) {
      this.#began = false;
      if (problem.status === 401 || problem.status === 0) {
        throw problem;
      }
      setText(byId('log-count'), missing(capabilities, 'journal', t('The journal')));
    }
  }

  #draw() {
    if (!this.#drawing) {
      this.#drawing = true;
      requestAnimationFrame(() => {
        this.#drawing = false;
        this.#show();
      });
    }
  }

  #show() {
    const kind = byId('log-kind').value;
    const wanted = byId('log-search').value.trim().toLocaleLowerCase();
    const found = this.#records.filter((record) => (kind === '' || kindOf(record.type) === kind)
      && (wanted === '' || `${record.type} ${describe(record)} ${JSON.stringify(record.data)}`.toLocaleLowerCase().includes(wanted)));
    setText(byId('log-count'), t('{0} of {1} lines', number(Math.min(found.length, SHOWN)), number(this.#records.length)));
    const lines = found.slice(0, SHOWN);
    renderOnChange(byId('log'), lines.map(({ seq }) => seq), () => lines.map((record) => this.#line(record)));
  }

  #line(record) {
    return el('li', { 'data-kind': kindOf(record.type) },
      el('time', { class: 'number', datetime: record.time, text: this.#time.zone.timeWithSeconds(Date.parse(record.time)) }),
      el('span', { class: 'what', text: describe(record) }),
      el('code', { text: record.type }));
  }
}
