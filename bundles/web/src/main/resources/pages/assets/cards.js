// The small cards: time, the policy in force, the queue, the battery.

import { byId, el, renderOnChange, setText, show } from '/signin/dom.js';
import { bytes, count, duration, number } from '/assets/format.js';
import { missing } from '/assets/capabilities.js';

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
  setText(byId('bar-clock'), `${zone.timeWithSeconds(now)}`);
}

/** What is recorded, in words. */
export function showPolicy({ policy, capabilities }) {
  renderOnChange(byId('policy'), [policy, policy ? null : capabilities], () => {
    if (!policy) {
      return el('p', { class: 'absent', text: missing(capabilities, 'config-client', 'The policy') });
    }
    if (policy.capture_screenshots === false) {
      return el('p', { class: 'big', text: 'No screenshots' });
    }
    const seconds = policy.screenshot_interval_seconds ?? policy.screenshot_interval * 60;
    return [
      el('p', { class: 'big', text: `Every ${duration(seconds)}` }),
      el('p', { text: 'a screenshot of the whole screen is taken.' }),
      el('p', {
        class: `blurring ${policy.screenshot_blurred ? 'yes' : 'no'}`,
        text: policy.screenshot_blurred ? 'Blurred before it is kept' : 'Not blurred: what is on it can be read',
      }),
    ];
  });
}

/** What waits to leave this machine, and the books since the beginning. */
export function showQueue({ queue, capabilities }, time) {
  if (!queue) {
    renderOnChange(byId('queue'), ['absent', capabilities], () =>
      el('p', { class: 'absent', text: missing(capabilities, 'upload', 'The upload queue') }));
    return;
  }
  const oldest = queue.pending > 0 && queue.oldest ? `, the oldest for ${time.age(queue.oldest)}` : '';
  const waits = queue.pending > 0
    ? `${count(queue.pending, 'item')} waiting, ${bytes(queue.pendingBytes ?? 0)}${oldest}.`
    : 'Nothing waits: all that was recorded has arrived.';
  const error = queue.lastError && { ...queue.lastError, at: time.text(queue.lastError.at) };
  const { offered, sent, pending, quarantined, dropped, unaccounted } = queue;
  renderOnChange(byId('queue'), [waits, error, offered, sent, pending, quarantined, dropped, unaccounted], () => [
    el('p', { class: 'waits', text: waits }),
    bar(queue),
    el('dl', { class: 'tallies' },
      ...tally('Recorded', offered),
      ...tally('Waiting', pending, 'pending'),
      ...tally('Sent', sent, 'sent'),
      ...tally('Set aside', quarantined, 'quarantined'),
      ...tally('Dropped', dropped, 'dropped'),
      ...(unaccounted ? tally('Unaccounted', unaccounted, 'dropped') : [])),
    error && el('div', { class: 'notice warn' }, el('p', {},
      el('strong', { text: `${error.at}: ` }), error.message, ' ', el('code', { text: error.code }))),
  ]);
}

function bar(queue) {
  const kinds = ['sent', 'pending', 'quarantined', 'dropped'];
  const parts = kinds.filter((kind) => queue[kind] > 0).map((kind) => {
    const part = el('span', { class: kind });
    part.style.flexGrow = queue[kind];
    return part;
  });
  return el('div', { class: 'books', 'aria-hidden': 'true' }, ...parts);
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
  const left = battery.secondsLeft > 0 ? `${duration(Math.floor(battery.secondsLeft / 60) * 60)} left` : '';
  const power = battery.charging ? 'Charging' : battery.onPower ? 'On power' : ['On battery', left].filter(Boolean).join(', ');
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
  const quiet = activity?.noInputSeconds >= IDLE_SECONDS ? `No input for ${duration(Math.floor(activity.noInputSeconds / 60) * 60)}` : '';
  const now = activity ? quiet || 'Counting' : 'Not counting now';
  renderOnChange(byId('activity'), [hour, now], () => [
    el('p', { class: 'big number', text: duration(Math.round(hour.activeSeconds)) }),
    el('p', { text: `with input: ${count(hour.keys, 'key press', 'key presses')}, ${count(hour.clicks, 'click')}, ${count(hour.wheel, 'wheel step')}, ${count(hour.moves, 'move')}.` }),
    el('p', { class: 'hint', text: now }),
  ]);
}
