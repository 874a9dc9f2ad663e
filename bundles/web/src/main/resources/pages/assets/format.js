// How numbers and times are written: by the browser's locale where it speaks the page's language, in the agent's time zone.

import { language } from '/signin/words.js';

const locale = navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;

const numbers = new Intl.NumberFormat(locale);
const fine = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
const decimals = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });

export const number = (value) => numbers.format(value);

/** As `1 screenshot`, `12 screenshots`. */
export const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

export function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? number(size) : decimals.format(size)} ${units[unit]}`;
}

/** A span of time in words, as coarse as one thinks of it: `15 s`, `10 min`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return seconds < 60 && !Number.isInteger(seconds) && seconds < 10 ? `${decimals.format(seconds)} s` : `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return whole % 60 === 0 || minutes >= 10 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  }
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A span of time to the microsecond, in the same words: `0.25 s`, `12 min 30 s`, `1 h 0.5 s`. */
export function exactly(seconds) {
  const micros = Math.round(seconds * 1e6);
  const hours = Math.floor(micros / 3600e6);
  const minutes = Math.floor((micros % 3600e6) / 60e6);
  const rest = (micros % 60e6) / 1e6;
  return [
    hours > 0 ? `${number(hours)} h` : '',
    minutes > 0 ? `${minutes} min` : '',
    rest > 0 || micros === 0 ? `${fine.format(rest)} s` : '',
  ].filter(Boolean).join(' ');
}

/** Formatters for one time zone. */
export class Zone {
  #name;
  #formats = new Map();

  /** `id` as the agent names it, `local` a time of the agent with its offset: what is left when the browser knows no such zone. */
  constructor(id, local) {
    const offset = /([+-]\d\d:\d\d)$/.exec(local)?.[1] ?? 'UTC';
    this.#name = [id, offset].find(isZone) ?? 'UTC';
    /** As `Europe/Berlin`. */
    this.id = id;
    /** As `UTC+01:00`. */
    this.offset = `UTC${offset === 'UTC' || offset === '+00:00' ? '' : offset.replace('-', '\u2212')}`;
  }

  /** The zone as the browser knows it. */
  get name() {
    return this.#name;
  }

  /** `16:42:07` */
  timeWithSeconds(instant) {
    return this.#format({ timeStyle: 'medium' }, instant);
  }

  /** `16:42`, and with the day when it is not the day of `now`. */
  time(instant, now) {
    const time = this.#format({ timeStyle: 'short' }, instant);
    const sameDay = this.#format({ dateStyle: 'short' }, instant) === this.#format({ dateStyle: 'short' }, now);
    return sameDay ? time : `${this.#format({ day: 'numeric', month: 'short' }, instant)}, ${time}`;
  }

  /** `16:42` */
  shortTime(instant) {
    return this.#format({ timeStyle: 'short' }, instant);
  }

  /** `CEST`, or `UTC+2` where the zone has no such name. */
  abbreviation(instant) {
    return this.#formatter({ timeZoneName: 'short' })
      .formatToParts(instant)
      .find(({ type }) => type === 'timeZoneName').value;
  }

  /** `Sunday, 22 November 2026` */
  day(instant) {
    return this.#format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, instant);
  }

  /** `22 Nov 2026, 16:42:07` */
  dateTime(instant) {
    return this.#format({ dateStyle: 'medium', timeStyle: 'medium' }, instant);
  }

  #format(options, instant) {
    return this.#formatter(options).format(instant);
  }

  #formatter(options) {
    const key = JSON.stringify(options);
    if (!this.#formats.has(key)) {
      this.#formats.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: this.#name }));
    }
    return this.#formats.get(key);
  }
}

function isZone(id) {
  try {
    return Boolean(new Intl.DateTimeFormat(locale, { timeZone: id }));
  } catch {
    return false;
  }
}
