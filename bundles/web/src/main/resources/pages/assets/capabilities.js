// The capabilities as a table: on the dashboard to look at, in the web console with a switch for each.

import { el, svg } from '/signin/dom.js';
import { count } from '/assets/format.js';
import { t } from '/signin/words.js';

const STATES = {
  active: ['good', 'Active'],
  waiting: ['warn', 'Waiting'],
  stopped: ['off', 'Stopped'],
};
const HEALTH = {
  ok: ['good', 'Healthy'],
  warn: ['warn', 'Warning'],
  critical: ['bad', 'Critical'],
  unknown: ['off', 'Not known'],
};
const SHAPES = {
  good: 'M3.5 8.5l3 3 6-7',
  warn: 'M8 3.5v5.5M8 12.2v.3',
  bad: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  busy: 'M8 3.5v4.75l3 1.75',
  off: 'M4 8h8',
};

/** The table; `switches(capability)` returns what stands at a row's end, or null. */
export function capabilityTable(capabilities, switches = null) {
  const columns = [t('Capability'), t('Version'), t('State'), t('Health'), t('Reason')];
  return el('div', { class: 'capability-table' },
    el('table', {},
      el('thead', {}, el('tr', {},
        ...columns.map((column) => el('th', { scope: 'col', text: column })),
        switches && el('th', { scope: 'col' }, el('span', { class: 'visually-hidden', text: t('Switch') })))),
      el('tbody', {}, ...sorted(capabilities).map((capability) => row(capability, switches)))));
}

function row(capability, switches) {
  const { id, version, state, health, reason } = capability;
  return el('tr', { 'data-state': state },
    el('th', { scope: 'row', text: id }),
    el('td', { class: 'version', text: version ?? '' }),
    el('td', { class: 'state' }, chip(STATES[state] ?? ['off', String(state)])),
    el('td', { class: 'health' }, chip(HEALTH[health] ?? HEALTH.unknown, 'plain')),
    el('td', { class: 'reason', text: reason ?? '' }),
    switches && el('td', { class: 'switch' }, switches(capability)));
}

/** A word with a sign before it: never told by colour alone. */
export function chip([tone, label], kind = '') {
  return el('span', { class: `chip ${tone} ${kind}` },
    svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: SHAPES[tone] })), t(label));
}

/** `11 active, 1 waiting` */
export function summary(capabilities) {
  const by = (state) => capabilities.filter((capability) => capability.state === state).length;
  return Object.keys(STATES)
    .filter((state) => by(state) > 0)
    .map((state) => count(by(state), t(state), t(state)))
    .join(', ');
}

// What needs a look comes first, what is not of the agent comes last; otherwise by name.
function sorted(capabilities) {
  const order = ({ id, state }) => `${state === 'active' ? 1 : 0}${id.includes('.') ? 1 : 0}${id}`;
  return [...capabilities].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** Why a part of the status is missing: `what` comes from the capability `id`, which is stopped, waiting or not installed. */
export function missing(capabilities, id, what) {
  const capability = capabilities?.find((candidate) => candidate.id === id);
  const state = capability && capability.state !== 'active' ? capability.state : null;
  const because = capability?.reason ? `: ${capability.reason}` : '';
  if (!capability) {
    return t('{0} is not there: the capability “{1}” is not installed.', what, id);
  }
  return state ? t(`{0} is not there: “{1}” is ${state}{2}.`, what, id, because) : t('{0} is not there yet.', what);
}
