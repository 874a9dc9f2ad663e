// What there is of the person signed in: what is recorded, what has left, who looked at it, what goes next, and a copy of it.

import { get } from '/signin/api.js';
import { byId, el, renderOnChange, showProblem } from '/signin/dom.js';
import { t } from '/signin/words.js';
import { missing } from '/assets/capabilities.js';
import { bytes, count } from '/assets/format.js';
import { describe } from '/assets/happenings.js';
import { sections } from '/assets/notice.js';
import { follow, time } from '/assets/shell.js';
import { dayAt, plusDays, startOf } from '/assets/zoned.js';

const ASK_AGAIN_MILLIS = 10_000;
const VIEWS_DAYS = 30;
const SHOWN = 20;

let askedAt = -Infinity;

const iso = (instant) => encodeURIComponent(new Date(instant).toISOString());

async function show(status) {
  if (!byId('export-from').value) {
    const today = dayAt(time.zone.name, time.now());
    byId('export-from').value = plusDays(today, -6);
    byId('export-to').value = today;
    showDownloads();
  }
  if (performance.now() - askedAt < ASK_AGAIN_MILLIS) {
    return;
  }
  askedAt = performance.now();
  await Promise.all([showNotice(status), showLeft(status), showViewers(status), showRetention(status)]);
}

/** Fills a part of the page with what a path or several calls answer, or with who is missing. */
async function part(id, path, { capabilities }, owner, what, make) {
  let answer;
  try {
    answer = await (typeof path === 'string' ? get(path) : path());
  } catch (problem) {
    if (problem.status === 401 || problem.status === 0) {
      throw problem;
    }
    const text = missing(capabilities, owner, what);
    renderOnChange(byId(id), text, () => el('p', { class: 'absent', text }));
    return;
  }
  renderOnChange(byId(id), answer, () => make(answer));
}

const showNotice = (status) => part('data-notice', '/api/v1/notice', status, 'tracking', t('The notice'),
  ({ text }) => sections(text).filter((node, at) => at > 0 || node.tagName !== 'H3'));

async function showLeft(status) {
  const { queue, capabilities } = status;
  if (!queue) {
    const text = missing(capabilities, 'upload', t('The upload queue'));
    renderOnChange(byId('data-leaves'), text, () => el('p', { class: 'absent', text }));
    return;
  }
  await part('data-leaves', `/api/v1/journal?type=queue.sent&limit=${SHOWN}`, status, 'journal', t('The journal'), (sent) => [
    el('p', {
      text: t('{0} have arrived where they are kept, {1} wait here.',
        count(queue.sent, t('item'), t('items')), count(queue.pending, t('item'), t('items'))),
    }),
    sent.length > 0 ? el('h3', { text: t('The latest of them') }) : null,
    sent.length === 0 ? null : el('ul', { class: 'lines' }, ...sent.map((record) => el('li', {},
      el('time', { class: 'number', datetime: record.time, text: time.text(record.time) }),
      el('code', { text: record.data?.key ?? '' }),
      el('span', { class: 'number', text: bytes(record.data?.bytes ?? 0) })))),
  ]);
}

async function showViewers(status) {
  const from = iso(time.now() - VIEWS_DAYS * 24 * 3_600_000);
  const looks = async () => (await Promise.all(['screenshot.viewed', 'data.exported']
    .map((type) => get(`/api/v1/journal?type=${type}&from=${from}&limit=100`)))).flat().sort((a, b) => b.seq - a.seq);
  await part('data-viewers', looks, status, 'journal',
    t('The journal'), (views) => {
      if (views.length === 0) {
        return el('p', { class: 'absent', text: t('Nobody has.') });
      }
      return el('ul', { class: 'lines' }, ...views.map((record) => el('li', {},
        el('time', { class: 'number', datetime: record.time, text: time.text(record.time) }),
        el('span', { text: describe(record) }))));
    });
}

const RETAINED = {
  sent: 'Copies of what was sent',
  quarantine: 'What was set aside',
  journal: 'What happened',
  logs: 'Log files',
};

function showRetention({ capabilities, retention }) {
  if (!capabilities?.some(({ id }) => id === 'retention')) {
    const text = t('Nothing is removed by itself: no capability that would is installed.');
    renderOnChange(byId('data-retention'), text, () => el('p', { class: 'absent', text }));
    return;
  }
  if (!retention) {
    const text = missing(capabilities, 'retention', t('What is removed by itself'));
    renderOnChange(byId('data-retention'), text, () => el('p', { class: 'absent', text }));
    return;
  }
  const kinds = Object.entries(RETAINED).filter(([kind]) => retention[kind]);
  renderOnChange(byId('data-retention'), kinds.map(([kind]) => retention[kind]), () =>
    el('dl', { class: 'facts' }, ...kinds.map(([kind, label]) => el('div', {},
      el('dt', { text: t(label) }), el('dd', { text: retained(retention[kind]) })))));
}

function retained({ copies, bytes: size, next }) {
  const there = t('{0} on this machine, {1}', count(copies, t('item'), t('items')), bytes(size));
  return next?.at ? t('{0}; the oldest goes {1}', there, time.text(next.at)) : there;
}

/** Links, so that the browser writes what comes to the disk and holds nothing of it. */
function showDownloads() {
  const [first, last] = [byId('export-from').value, byId('export-to').value];
  const right = first !== '' && last !== '' && first <= last;
  showProblem(byId('export-problem'), right ? null : t('The first day must not be after the last.'), 'warn');
  if (!right) {
    byId('downloads').replaceChildren();
    return;
  }
  const zone = time.zone.name;
  const span = `from=${iso(startOf(zone, first))}&to=${iso(startOf(zone, plusDays(last, 1)))}`;
  const offers = [
    [t('What happened, as a table (CSV)'), `what=journal&format=csv`],
    [t('What happened, for programs (NDJSON)'), `what=journal&format=ndjson`],
    [t('Keyboard and mouse activity, as a table (CSV)'), `what=activity&format=csv`],
    [t('Keyboard and mouse activity, for programs (NDJSON)'), `what=activity&format=ndjson`],
  ];
  byId('downloads').replaceChildren(
    el('li', {}, el('a', { class: 'button primary small', href: `/api/v1/export?what=all&${span}`, download: true, text: t('Everything, pictures too (ZIP)') })),
    ...offers.map(([text, what]) => el('li', {},
      el('a', { class: 'button small', href: `/api/v1/export?${what}&${span}`, download: true, text }))));
}

byId('export-form').addEventListener('change', showDownloads);
byId('export-form').addEventListener('submit', (event) => event.preventDefault());
follow(show);
