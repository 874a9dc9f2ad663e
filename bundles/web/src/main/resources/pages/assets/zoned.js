// Days as they are in a time zone: from midnight to midnight there, 23 or 25 hours when the clock is changed.

const MINUTE = 60_000;
const FORMATS = new Map();

function parts(zone, instant) {
  if (!FORMATS.has(zone)) {
    FORMATS.set(zone, new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit',
      minute: '2-digit', second: '2-digit',
    }));
  }
  return Object.fromEntries(FORMATS.get(zone).formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
}

/** Milliseconds by which a zone's clock is ahead of UTC at a moment. */
export function offsetAt(zone, instant) {
  const { year, month, day, hour, minute, second } = parts(zone, instant);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** `2026-11-25`: the day that it is in a zone at a moment. */
export function dayAt(zone, instant) {
  return new Date(instant + offsetAt(zone, instant)).toISOString().slice(0, 10);
}

/** The day so many days later, as `2026-11-25`. */
export function plusDays(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * 60 * MINUTE).toISOString().slice(0, 10);
}

/** The first moment of a day in a zone; where midnight is skipped, the first moment after it. */
export function startOf(zone, day) {
  const wall = Date.parse(`${day}T00:00:00Z`);
  const guesses = [wall - 24 * 60 * MINUTE, wall, wall + 24 * 60 * MINUTE].map((near) => wall - offsetAt(zone, near));
  const starts = [...new Set(guesses)].sort((a, b) => a - b);
  let start = starts.find((instant) => dayAt(zone, instant) === day) ?? starts.at(-1);
  // Midnight may come twice; the day begins with the first.
  while (dayAt(zone, start - 30 * MINUTE) === day) {
    start -= 30 * MINUTE;
  }
  return start;
}

/** The blocks of a day: `{from, to}` in milliseconds, so many minutes long, the last one ending with the day. */
export function blocksOf(zone, day, minutes) {
  const end = startOf(zone, plusDays(day, 1));
  const blocks = [];
  for (let from = startOf(zone, day); from < end; from += minutes * MINUTE) {
    blocks.push({ from, to: Math.min(end, from + minutes * MINUTE) });
  }
  return blocks;
}
