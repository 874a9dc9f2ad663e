// The upload queue for an administrator: what was set aside is looked at, retried or discarded; what waits and what was sent
// is listed.

import { get, post } from '/signin/api.js';
import { byId, el, renderOnChange } from '/signin/dom.js';
import { t } from '/signin/words.js';
import { Outcome, asked, button, field, panel, status, table, time, toSignIn, when } from '/assets/admin.js';
import { missing } from '/assets/capabilities.js';
import { bytes, number } from '/assets/format.js';

const POLL_MILLIS = 5_000;
const MOST = 100;

/** The kinds of which the agent records itself; others are called as they call themselves. */
const KINDS = { screenshot: t('Screenshot'), activity: t('Activity') };

const root = byId('workstatus-queue');
const outcome = new Outcome();
const lists = {
  quarantined: el('div', { id: 'queue-quarantined', tabindex: '-1' }),
  pending: el('div', { id: 'queue-pending' }),
  sent: el('div', { id: 'queue-sent' }),
};
const counts = { quarantined: el('p', { class: 'hint' }), pending: el('p', { class: 'hint' }), sent: el('p', { class: 'hint' }) };

root.append(outcome.problem, outcome.said,
  panel(t('Set aside'), t('What the store refused, or what is damaged. Nothing of it is sent until you say so.'), counts.quarantined, lists.quarantined),
  panel(t('Waiting'), null, counts.pending, lists.pending),
  panel(t('Sent in the last 24 hours'), null, counts.sent, lists.sent));

let timer;

const kind = (item) => KINDS[item.kind] ?? (item.kind || t('Not readable'));

/** What it is called where one is told from another: by what it is and when it was made. */
const name = (item) => t('{0} of {1}', kind(item), time.zone.dateTime(Date.parse(item.createdAt)));

const key = (item) => el('code', { text: item.key || item.id });

const NAMES = [t('Made'), t('Kind'), t('Shows'), t('Size')];
const common = (item) => [when(item.createdAt), kind(item), item.user || '–', item.bytes > 0 ? bytes(item.bytes) : '–'];

async function load() {
  clearTimeout(timer);
  const now = await status();
  const { queue } = now ?? {};
  try {
    const [quarantined, pending, sent] = await Promise.all(
      ['quarantined', 'pending', 'sent'].map((state) => get(`/api/v1/queue?state=${state}&limit=${MOST}`)));
    show('quarantined', quarantined, [...NAMES, t('Reason'), ''], (item) => [...common(item), item.reason ?? '', controls(item)],
      t('Nothing is set aside.'), queue?.quarantined);
    show('pending', pending, [...NAMES, t('Object key')], (item) => [...common(item), key(item)], t('Nothing waits.'), queue?.pending);
    show('sent', sent, [...NAMES, t('Sent'), t('Object key')], (item) => [...common(item), when(item.since), key(item)],
      t('Nothing was sent.'), null);
    if (outcome.problem.dataset.of === 'load') {
      say(null);
    }
  } catch (problem) {
    if (problem.status === 401) {
      toSignIn();
    }
    Object.values(lists).forEach((list) => renderOnChange(list, null, () => []));
    Object.values(counts).forEach((line) => line.replaceChildren());
    say(problem.status === 503 && now ? missing(now.capabilities, 'upload', t('The upload queue')) : problem.message, 'load');
  }
  if (!document.hidden) {
    timer = setTimeout(load, POLL_MILLIS);
  }
}

/** The newest of those in a state, and how many there are if these are not all. */
function show(state, items, names, cells, empty, all) {
  counts[state].textContent = items.length < MOST ? '' : all > items.length
    ? t('The newest {0} of {1}', number(items.length), number(all)) : t('The newest {0}', number(items.length));
  renderOnChange(lists[state], items, () => table(names, items.map(cells), empty));
}

function controls(item) {
  return el('div', { class: 'buttons' },
    item.hasPicture ? button(t('Look'), () => look(item), { 'aria-label': t('Look at {0}', name(item)) }) : null,
    button(t('Retry'), (event) => act(event, () => retry(item), t('It is back in the queue.')), { 'aria-label': t('Retry {0}', name(item)) }),
    button(t('Discard'), (event) => act(event, () => discard(item), t('It is discarded.')), { 'aria-label': t('Discard {0}', name(item)) }));
}

/** The focus goes to the list: the row with the button is gone. */
async function act(event, action, word) {
  outcome.problem.dataset.of = '';
  await outcome.act(event, action, word);
  const failed = outcome.problem.hasChildNodes();
  if (!failed) {
    await load();
    lists.quarantined.focus();
  }
}

const retry = (item) => post(`/api/v1/queue/${encodeURIComponent(item.id)}/retry`);

async function discard(item) {
  const reason = el('input', { id: 'discard-reason', required: true, maxlength: '500', pattern: '.*\\S.*', autocomplete: 'off' });
  const yes = await asked(root, {
    title: t('Discard {0}?', name(item)), text: t('It is gone for good, and was never sent. The journal keeps that you discarded it, and why.'),
    yes: t('Discard'), input: field(reason, t('Reason')),
  });
  if (!yes) {
    throw new Error(t('Nothing was changed.'));
  }
  await post(`/api/v1/queue/${encodeURIComponent(item.id)}/discard`, { reason: reason.value.trim() });
}

/** The picture as it lies there; the journal is told of it. */
function look(item) {
  const title = el('h2', { id: 'look-title', text: name(item) });
  const image = el('img', { class: 'look', src: `/api/v1/screenshots/${encodeURIComponent(item.id)}`, alt: name(item) });
  image.addEventListener('error', () => image.replaceWith(el('p', { class: 'absent', text: t('The picture cannot be shown: it is damaged, or no longer on this machine.') })));
  const dialog = el('dialog', { class: 'wide', 'aria-labelledby': 'look-title' }, el('form', { method: 'dialog' }, title, image,
    el('p', { class: 'hint', text: item.reason ?? '' }), el('p', {}, key(item)),
    el('div', { class: 'buttons' }, el('button', { class: 'button', text: t('Close') }))));
  dialog.addEventListener('close', () => dialog.remove(), { once: true });
  root.append(dialog);
  dialog.showModal();
}

function say(message, of = '') {
  outcome.problem.dataset.of = of;
  outcome.say(message);
}

document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : load()));
load();
