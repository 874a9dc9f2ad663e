// What happened, to be searched by time, kind and words; and how it is checked that nothing in it was changed.

import { get } from '/signin/api.js';
import { byId, el } from '/signin/dom.js';
import { t } from '/signin/words.js';
import { Outcome, button, panel, status, table, time, toSignIn, when } from '/assets/admin.js';
import { number } from '/assets/format.js';
import { describe, kindOf, kinds } from '/assets/happenings.js';
import { dayAt, plusDays, startOf } from '/assets/zoned.js';

const PAGE = 1_000;

const root = byId('workstatus-journal');
const outcome = new Outcome();
const rows = el('div');
const found = el('p', { class: 'hint', role: 'status' });
const day = el('input', { id: 'journal-day', type: 'date', required: true });
const kind = el('select', { id: 'journal-kind' }, el('option', { value: '', text: t('Everything') }),
  ...kinds().map(([value, text]) => el('option', { value, text })));
const words = el('input', { id: 'journal-words', type: 'search', autocomplete: 'off', spellcheck: 'false' });
const downloads = el('div', { class: 'buttons' });
const check = el('div', { role: 'status' });

const labelled = (control, label, grows = '') => el('div', { class: grows }, el('label', { for: control.id, text: label }), control);

root.append(outcome.problem,
  panel(t('What happened'), null,
    el('form', { class: 'filter', onsubmit: (event) => event.preventDefault() },
      labelled(day, t('Day')), labelled(kind, t('Kind')), labelled(words, t('Words in it'), 'grows')),
    found, rows, downloads),
  panel(t('Is it as it was written?'), t('Each record names the one before it by its SHA-256.'), el('div', { class: 'buttons' },
    button(t('Check this day'), (event) => outcome.act(event, verify))), check,
  el('p', { class: 'hint', text: t('All of it, with signed heads, is checked in a terminal:') }),
  el('p', {}, el('code', { text: 'bin/workstatus verify' }))));

let records = [];

async function load() {
  const from = startOf(time.zone.name, day.value);
  const to = startOf(time.zone.name, plusDays(day.value, 1));
  const span = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  downloads.replaceChildren(...['csv', 'ndjson'].map((format) => el('a', {
    class: 'button small', href: `/api/v1/export?what=journal&format=${format}&${span}`, download: true,
    text: t('Download as {0}', format.toUpperCase()),
  })));
  records = await get(`/api/v1/journal?${span}&limit=10000`);
  show();
}

function show() {
  const wanted = words.value.trim().toLocaleLowerCase();
  const matching = records.filter((record) => (kind.value === '' || kindOf(record.type) === kind.value)
    && (wanted === '' || `${record.type} ${describe(record)} ${JSON.stringify(record.data)}`.toLocaleLowerCase().includes(wanted)));
  found.textContent = t('{0} of {1} lines', number(Math.min(matching.length, PAGE)), number(records.length));
  rows.replaceChildren(table([t('Number'), t('When'), t('What'), t('Type')], matching.slice(0, PAGE).map((record) => [
    number(record.seq), when(record.time), describe(record), el('code', { class: 'nowrap', text: record.type }),
  ]), t('Nothing that day.')));
}

/** The lines of the day as they stand in the file: the SHA-256 of each is what the next one names. */
async function verify() {
  const from = startOf(time.zone.name, day.value);
  const to = startOf(time.zone.name, plusDays(day.value, 1));
  const answer = await fetch(`/api/v1/export?what=journal&format=ndjson&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`);
  if (!answer.ok) {
    throw new Error(t('The agent answered with an error ({0}).', answer.status));
  }
  const lines = (await answer.text()).split('\n').filter((line) => line !== '').reverse();
  let expected = null;
  for (const line of lines) {
    const { seq, prev } = JSON.parse(line);
    if (expected !== null && prev !== expected) {
      throw new Error(t('Record {0} does not follow from the one before it: that one, or what stood between them, was changed, removed or moved.', seq));
    }
    expected = await sha256(line);
  }
  check.replaceChildren(el('p', { class: 'said', text: t('{0} records follow from one another.', number(lines.length)) }));
}

async function sha256(line) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(line));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function attempt(action) {
  try {
    await action();
    outcome.say(null);
  } catch (problem) {
    if (problem.status === 401) {
      toSignIn();
    }
    outcome.say(problem.message);
  }
}

day.addEventListener('change', () => day.value && attempt(load));
kind.addEventListener('change', show);
words.addEventListener('input', show);

status().then(() => {
  day.value = day.max = dayAt(time.zone.name, time.now());
  return attempt(load);
});
