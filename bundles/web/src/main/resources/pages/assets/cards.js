// The small cards: time, the policy in force, the next screenshot, the last hour, the queue, the battery.

import { byId, el, renderOnChange, setText, show } from '/signin/dom.js';
import { t } from '/signin/words.js';
import { missing } from '/assets/capabilities.js';
import { bytes, count, duration, exactly, number } from '/assets/format.js';
import { seconds } from '/assets/policy-words.js';
import { QueuePace } from '/assets/queue-pace.js';
import { judge } from '/assets/recording.js';

/** Local time and UTC; called each second. */
export function showTime(time) {
  const { zone } = time;
  const now = time.now();
  const change = time.lastChange && `${time.text(time.lastChange.at)}: ${time.lastChange.text}`;
  renderOnChange(byId('time'), [zone.id, zone.offset, zone.day(now), change], () => [
    el('p', { class: 'big number', id: 'time-local' }),
    el('p', { text: zone.day(now) }),
    el('p', { class: 'hint', text: zone.id === 'UTC' ? 'UTC' : `${zone.id} (${zone.offset})` }),
    el('p', { class: 'utc number', id: 'time-utc' }),
    change ? el('p', { class: 'hint', text: change }) : null,
  ]);
  setText(byId('time-local'), zone.timeWithSeconds(now));
  setText(byId('time-utc'), `${new Date(now).toISOString().slice(11, 19)} UTC`);
}

/** What is recorded, in words, and who says so. */
export function showPolicy({ policy, capabilities, policySource }) {
  renderOnChange(byId('policy'), [policy, policySource, policy ? null : capabilities], () => {
    if (!policy) {
      return el('p', { class: 'absent', text: missing(capabilities, 'config-client', t('The policy')) });
    }
    const from = policySource?.url
      ? el('p', { class: 'hint' }, `${t('From')} `, el('code', { text: policySource.url }))
      : null;
    if (policy.capture_screenshots === false) {
      return [el('p', { class: 'big', text: t('No screenshots') }), from];
    }
    return [
      el('p', { class: 'big', text: t('Every {0}', exactly(seconds(policy))) }),
      el('p', { text: t('a screenshot of the whole screen is taken.') }),
      el('p', {
        class: `blurring ${policy.screenshot_blurred ? 'yes' : 'no'}`,
        text: policy.screenshot_blurred ? t('Blurred before it is kept') : t('Not blurred: what is on it can be read'),
      }),
      from,
    ];
  });
}

let next = { at: null, state: 'unknown', every: 0 };

/** The countdown to the next screenshot: with a status what it says, without one a moment later. */
export function showNext(status, time) {
  if (status) {
    const { policy, nextScreenshot } = status;
    const every = (policy?.screenshot_interval_seconds ?? (policy?.screenshot_interval ?? 0) * 60) * 1000;
    next = { at: nextScreenshot ? Date.parse(nextScreenshot) : null, state: judge(status).state, every };
  }
  const left = next.at === null ? null : Math.max(0, Math.ceil((next.at - time.now()) / 1000));
  const due = next.state === 'on' && left !== null;
  setText(byId('next-in'), due ? (left === 0 ? t('now') : clock(left)) : '–');
  const why = next.state === 'on' ? t('Not known yet.') : t('None while nothing is recorded.');
  setText(byId('next-at'), due ? t('at {0}', time.zone.timeWithSeconds(next.at)) : why);
  byId('next-bar').style.inlineSize = due && next.every > 0 ? `${100 - Math.min(100, (left * 100_000) / next.every)}%` : '0';
}

/** `4:07`, `1:00:00` */
function clock(seconds) {
  const two = (value) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

const pace = new QueuePace();

/** What waits to leave this machine, how fast it goes, and the books since the beginning. */
export function showQueue({ queue, capabilities }, time) {
  if (!queue) {
    renderOnChange(byId('queue'), ['absent', capabilities], () =>
      el('p', { class: 'absent', text: missing(capabilities, 'upload', t('The upload queue')) }));
    return;
  }
  pace.note(queue, performance.now());
  const waits = queue.pending > 0
    ? [
      t('{0} waiting, {1}', count(queue.pending, t('item'), t('items')), bytes(queue.pendingBytes ?? 0)),
      queue.oldest ? t('the oldest for {0}', time.age(queue.oldest)) : '',
    ].filter(Boolean).join(', ')
    : t('Nothing waits: all that was recorded has arrived.');
  const going = queue.pending > 0 ? moving(queue, time) : '';
  const error = queue.lastError && { ...queue.lastError, at: time.text(queue.lastError.at) };
  const { offered, sent, pending, quarantined, dropped, unaccounted } = queue;
  renderOnChange(byId('queue'), [waits, going, error, offered, sent, pending, quarantined, dropped, unaccounted], () => [
    el('p', { class: 'waits', text: waits }),
    going ? el('p', { class: 'hint', text: going }) : null,
    bar(queue),
    el('dl', { class: 'tallies' },
      ...tally(t('Recorded'), offered),
      ...tally(t('Waiting'), pending, 'pending'),
      ...tally(t('Sent'), sent, 'sent'),
      ...tally(t('Set aside'), quarantined, 'quarantined'),
      ...tally(t('Dropped'), dropped, 'dropped'),
      ...(unaccounted ? tally(t('Unaccounted'), unaccounted, 'dropped') : [])),
    error && el('div', { class: 'notice warn' }, el('p', {},
      el('strong', { text: `${error.at}: ` }), error.message, ' ', el('code', { text: error.code }))),
  ]);
}

function moving({ nextTry, pending }, time) {
  const perMinute = pace.perMinute();
  if (perMinute > 0) {
    const left = pace.drainsBy();
    return [
      t('{0} a minute', count(Math.max(1, Math.round(perMinute)), t('item'), t('items'))),
      left > 0 ? t('{0} left', duration(Math.ceil((pending / left) * 60))) : t('more come than go'),
    ].join(', ');
  }
  return nextTry ? t('Tried again at {0}.', time.zone.timeWithSeconds(Date.parse(nextTry))) : '';
}

function bar(queue) {
  const kinds = ['sent', 'pending', 'quarantined', 'dropped'];
  const all = kinds.reduce((sum, kind) => sum + queue[kind], 0);
  const parts = kinds.filter((kind) => queue[kind] > 0).map((kind) => {
    const part = el('span', { class: kind });
    part.style.flexGrow = queue[kind];
    return part;
  });
  return el('div', {
    class: 'books', id: 'books', role: 'progressbar', 'aria-label': t('Arrived'),
    'aria-valuemin': '0', 'aria-valuemax': String(Math.max(1, all)), 'aria-valuenow': String(queue.sent),
    'aria-valuetext': t('{0} of {1} have arrived', number(queue.sent), number(all)),
  }, ...parts);
}

function tally(name, value, kind = '') {
  return [el('div', { class: kind }, el('dt', { text: name }), el('dd', { class: 'number', text: number(value ?? 0) }))];
}

/** Shown only where there is a battery. */
export function showBattery({ battery }) {
  show(byId('battery-card'), Boolean(battery));
  if (!battery) {
    return;
  }
  const left = battery.secondsLeft > 0 ? t('{0} left', duration(Math.floor(battery.secondsLeft / 60) * 60)) : '';
  const power = battery.charging ? t('Charging') : battery.onPower ? t('On power') : [t('On battery'), left].filter(Boolean).join(', ');
  renderOnChange(byId('battery'), [battery.percent, power], () => {
    const level = el('span');
    level.style.inlineSize = `${battery.percent}%`;
    return [
      el('p', { class: 'big number', text: `${number(Math.round(battery.percent))} %` }),
      el('div', { class: 'level', 'aria-hidden': 'true' }, level),
      el('p', { text: power }),
    ];
  });
}

const IDLE_SECONDS = 60;

/** What was counted in the last hour, and since when there is no input: which says nothing of anybody's work. */
export function showActivity({ activity }, hour) {
  show(byId('activity-card'), Boolean(hour));
  if (!hour) {
    return;
  }
  const quiet = activity?.noInputSeconds >= IDLE_SECONDS ? t('No input for {0}', duration(Math.floor(activity.noInputSeconds / 60) * 60)) : '';
  const now = activity ? quiet || t('Counting') : t('Not counting now');
  renderOnChange(byId('activity'), [hour, now], () => [
    el('p', { class: 'big number', text: duration(Math.round(hour.activeSeconds)) }),
    el('p', { text: t('with input: {0}, {1}, {2}, {3}.', count(hour.keys, t('key press'), t('key presses')),
        count(hour.clicks, t('click'), t('clicks')), count(hour.wheel, t('wheel step'), t('wheel steps')), count(hour.moves, t('move'), t('moves'))) }),
    el('p', { class: 'hint', text: now }),
  ]);
}
