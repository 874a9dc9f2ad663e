// The agent's clock and zone, as of its last status. Between two of them the browser's monotonic clock counts on.

import { Zone, duration } from '/assets/format.js';
import { t } from '/signin/words.js';

export class AgentTime {
  #utc = Date.now();
  #at = performance.now();
  zone = new Zone('UTC', 'Z');
  /** What happened last to the agent's clocks, as `{text, at}`, or null. */
  lastChange = null;

  /** Takes the status' member `time`. */
  set({ utc, local, zone, lastChange }) {
    this.lastChange = lastChange ?? null;
    this.#utc = Date.parse(utc);
    this.#at = performance.now();
    const next = new Zone(zone, local);
    if (next.id !== this.zone.id || next.offset !== this.zone.offset) {
      this.zone = next;
    }
  }

  /** Milliseconds since 1970. */
  now() {
    return this.#utc + performance.now() - this.#at;
  }

  /** A time that the agent gave: `14:32`, or `21 Nov, 14:32` when that was on another day. */
  text(iso) {
    return this.zone.time(Date.parse(iso), this.now());
  }

  /** How long ago a time was that the agent gave: `10 min`. Whole minutes from the first one on, so that it rests. */
  age(iso) {
    const seconds = Math.max(0, (this.now() - Date.parse(iso)) / 1000);
    return seconds < 60 ? t('less than a minute') : duration(Math.floor(seconds / 60) * 60);
  }
}
