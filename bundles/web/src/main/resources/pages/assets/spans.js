// When was recorded, and when not and why: read from the journal.

import { t } from '/signin/words.js';

/**
 * The spans from `from` to `to`, in milliseconds: `{from, to, on, why}`. `records` are the journal's of the kinds
 * `recording.`, `session.`, `hold.` and `agent.`, oldest first, the last of each from before the time included.
 */
export function spansOf(records, from, to) {
  const holds = new Map();
  const spans = [];
  let recording = false;
  let session = false;
  let running = true;
  let known = records.length > 0;
  let begin = from;
  let last = null;

  const why = () => {
    if (!known) {
      return t('Nothing is known of this time');
    }
    if (!running) {
      return t('The agent was not running');
    }
    if (!session) {
      return t('Nobody was signed in to be recorded');
    }
    return holds.size > 0 ? [...holds.values()].join(', ') : t('Recording was off');
  };
  const cut = (at) => {
    const state = { on: recording, why: recording ? '' : why() };
    if (at > begin && last !== null) {
      spans.push({ from: begin, to: at, ...last });
    }
    begin = Math.max(begin, Math.min(at, to));
    last = state;
  };

  for (const { time, type, data } of records) {
    const at = Date.parse(time);
    if (at >= to) {
      break;
    }
    if (last === null && at > from) {
      cut(from);
    }
    switch (type) {
      case 'recording.started': recording = session = running = true; break;
      case 'recording.stopped': recording = false; break;
      case 'session.opened': session = true; break;
      case 'session.closed': session = recording = false; break;
      case 'hold.set': holds.set(data.id, data.reason); break;
      case 'hold.released': holds.delete(data.id); break;
      case 'agent.started': running = true; recording = session = false; holds.clear(); break;
      case 'agent.stopped': running = recording = session = false; holds.clear(); break;
    }
    known = true;
    if (at > from) {
      cut(at);
    }
  }
  if (last === null) {
    cut(from);
  }
  cut(to);
  return merged(spans);
}

/** Neighbours that say the same are one. */
function merged(spans) {
  const result = [];
  for (const span of spans) {
    const before = result.at(-1);
    if (before && before.on === span.on && before.why === span.why) {
      before.to = span.to;
    } else {
      result.push({ ...span });
    }
  }
  return result;
}

/** What is true of a block: how much of it was recorded, and why the rest was not, the reason that held longest first. */
export function during(spans, { from, to }) {
  const inside = spans.filter((span) => span.from < to && span.to > from);
  const length = (span) => Math.min(span.to, to) - Math.max(span.from, from);
  const on = inside.filter((span) => span.on).reduce((sum, span) => sum + length(span), 0);
  const off = inside.filter((span) => !span.on).sort((a, b) => length(b) - length(a));
  return { on, why: [...new Set(off.map(({ why }) => why))].join('; ') };
}
