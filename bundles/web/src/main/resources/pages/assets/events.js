// What happens, as it happens: the journal's records by Server-Sent Events, each once and in order, for as long as somebody
// looks. A browser opens six connections to a server at most, so a page that nobody sees gives its own back.

import { get } from '/signin/api.js';

const RETRY_MILLIS = 2_000;
const BATCH_MILLIS = 100;
const MOST_AT_ONCE = 1_000;

export class Events {
  #source = null;
  #retry;
  #newest = null;
  #listeners = [];
  #missing = false;
  #asking = false;
  #batch = [];
  #flush = null;

  /** Calls `listener(records)` with new records, oldest first, ten times a second at most. */
  listen(listener) {
    this.#listeners.push(listener);
  }

  /** Whether records come by themselves at this moment. */
  get live() {
    return this.#source?.readyState === EventSource.OPEN;
  }

  start() {
    clearTimeout(this.#retry);
    if (this.#source && this.#source.readyState !== EventSource.CLOSED) {
      return;
    }
    this.#source = new EventSource('/api/v1/events');
    this.#source.addEventListener('open', () => this.#catchUp());
    this.#source.addEventListener('message', ({ data }) => this.#take([JSON.parse(data)]));
    this.#source.addEventListener('error', () => {
      // The browser comes back by itself with Last-Event-ID, but not after an answer that is no stream.
      if (this.#source?.readyState === EventSource.CLOSED) {
        this.#missing = true;
        clearTimeout(this.#retry);
        this.#retry = setTimeout(() => this.start(), RETRY_MILLIS);
      }
    });
  }

  stop() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
    this.#missing = true;
  }

  /** Takes what was before this page: newest first, as the journal tells it. */
  begin(records) {
    this.#take([...records].reverse());
  }

  /** After a connection that did not go on where the last one ended, the records since then are asked for. */
  async #catchUp() {
    if (!this.#missing || !this.#newest) {
      this.#missing = false;
      return;
    }
    this.#asking = true;
    try {
      const missed = await get(`/api/v1/journal?from=${encodeURIComponent(this.#newest.time)}&limit=${MOST_AT_ONCE}`);
      this.#batch.unshift(...missed.reverse());
      this.#missing = false;
    } catch {
      // The next connection tries again.
    } finally {
      this.#asking = false;
      this.#take([]);
    }
  }

  #take(records) {
    this.#batch.push(...records);
    this.#flush ??= setTimeout(() => this.#tell(), BATCH_MILLIS);
  }

  #tell() {
    this.#flush = null;
    if (this.#asking) {
      return;
    }
    const fresh = [];
    for (const record of this.#batch.splice(0)) {
      if (this.#newest === null || record.seq > this.#newest.seq) {
        this.#newest = record;
        fresh.push(record);
      }
    }
    if (fresh.length > 0) {
      this.#listeners.forEach((listener) => listener(fresh));
    }
  }
}
