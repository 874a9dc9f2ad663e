// The last hour of activity, added up; asked for now and then, because it changes slowly.

import { Problem, get } from '/signin/api.js';

const EVERY_MILLIS = 10_000;
const HOUR_MILLIS = 3_600_000;
const SUMS = ['keys', 'clicks', 'wheel', 'moves', 'activeSeconds'];

export class Activity {
  #askedAt = -Infinity;

  /** Sums of the person signed in or recorded, or null while nobody counts. */
  hour = null;

  async update(status, now) {
    const there = status.capabilities?.some(({ id, state }) => id === 'activity' && state !== 'stopped');
    if (!there) {
      this.hour = null;
      return;
    }
    if (performance.now() - this.#askedAt < EVERY_MILLIS) {
      return;
    }
    this.#askedAt = performance.now();
    try {
      const from = new Date(now - HOUR_MILLIS).toISOString();
      const rows = await get(`/api/v1/activity?from=${encodeURIComponent(from)}&bucket=3600`);
      const own = status.session ? rows.filter(({ user }) => user === status.session.user) : rows;
      this.hour = Object.fromEntries(SUMS.map((name) => [name, own.reduce((sum, row) => sum + row[name], 0)]));
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      this.hour = null;
    }
  }
}
