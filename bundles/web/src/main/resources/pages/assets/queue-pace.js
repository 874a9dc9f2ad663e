// How fast the queue moves: from its books as they were in the last minute.

const WINDOW_MILLIS = 60_000;
const LEAST_MILLIS = 3_000;

export class QueuePace {
  #notes = [];

  /** Notes the books of a moment, in milliseconds of a monotonic clock. */
  note({ sent, pending }, at) {
    const last = this.#notes.at(-1);
    if (last && sent < last.sent) {
      this.#notes = []; // another home, or another agent
    }
    this.#notes.push({ sent, pending, at });
    while (this.#notes.length > 2 && at - this.#notes[0].at > WINDOW_MILLIS) {
      this.#notes.shift();
    }
  }

  /** Items that arrived, a minute. */
  perMinute() {
    return this.#change(({ sent }) => sent);
  }

  /** By how many items the queue becomes shorter, a minute; less than 0 if it grows. */
  drainsBy() {
    return -this.#change(({ pending }) => pending);
  }

  #change(of) {
    const [first, last] = [this.#notes[0], this.#notes.at(-1)];
    return !first || last.at - first.at < LEAST_MILLIS ? 0 : ((of(last) - of(first)) / (last.at - first.at)) * 60_000;
  }
}
